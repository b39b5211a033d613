"""Results as a cell's value: the report's tables where HTML is shown, words and figures where it is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from IPython.core.interactiveshell import InteractiveShell

from registers import checked_as_of
from vendor_review.files import package_files
from vendor_review.register import load_register
from vendor_review.report.pages.notebook_displays import show_in_notebooks
from vendor_review.schema.findings.catalogue import GAPS
from vendor_review.scoring import score_vendors

DAY = date(2026, 11, 1)


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    shown = InteractiveShell.instance()
    show_in_notebooks()
    yield shown
    InteractiveShell.clear_instance()


def forms(shell: InteractiveShell, value: object) -> tuple[str, str]:
    bundle, _ = shell.display_formatter.format(value)  # type: ignore[union-attr]
    return bundle["text/html"], bundle["text/plain"]


def test_scores_show_every_vendor_and_figure_in_both_forms(shell: InteractiveShell) -> None:
    checked, policy = checked_as_of(package_files.starting_register(), DAY)
    html, text = forms(shell, score_vendors(checked, policy))
    for told in ("Amazon Web Services", "very high", "Sendgrid", "Quick Books India"):
        assert told in html
        assert told in text
    assert "as of 2026-11-01" in text
    assert "<a " not in html  # anchors of the report lead nowhere in a notebook


def test_a_checked_register_shows_its_findings(shell: InteractiveShell) -> None:
    checked, _ = checked_as_of(package_files.starting_register(), DAY)
    html, text = forms(shell, checked)
    assert all(rule in html for rule in {*checked.findings["rule"]} - GAPS)
    assert f"{sum(map(len, checked.tables.values()))} rows accepted, 0 rejected" in text


def test_a_register_shows_its_tables(shell: InteractiveShell) -> None:
    html, text = forms(shell, load_register(package_files.starting_register()))
    assert '<th scope="row">vendors</th><td class="number">3</td>' in html
    assert "3 vendors, 3 engagements" in text


def test_what_is_shown_is_escaped(shell: InteractiveShell) -> None:
    from dataclasses import replace

    register = replace(load_register(package_files.starting_register()), name="<script>alert(1)</script>")
    assert "<script>" not in forms(shell, register)[0]


def test_without_a_notebook_nothing_happens() -> None:
    assert not InteractiveShell.initialized()
    show_in_notebooks()


def test_a_what_if_shows_both_sides_and_what_moves(shell: InteractiveShell) -> None:
    checked, policy = checked_as_of(package_files.starting_register(), DAY)
    found = score_vendors(checked, policy).what_if("sendgrid", {"VR-I1": ("yes", "E5")}, path="receives")
    html, text = forms(shell, found)
    for told in (
        "Sendgrid",
        "0.94..74.72",
        "0.94..47.31",
        "Access path",
        "-25.00",
        "-27.41",
        "VR-I1: unknown",
    ):
        assert told in html
        assert told in text
    same, words = forms(shell, found.what_if({"VR-I1": "unknown"}, path="receives..stores"))
    assert "with nothing changed" in same
    assert "nothing is changed" in words
    assert "Points that change" not in same + words
