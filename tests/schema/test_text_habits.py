"""What people paste and type out of habit: bare addresses, markup, other separators, a day that means never."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import tries
from vendor_review.files.package_files import starting_register
from vendor_review.register import load_register
from vendor_review.schema.cells.markup import have_markup, markup, without_markup
from vendor_review.schema.cells.values import is_link, items, whole_link
from vendor_review.schema.check import CheckedRegister, check_register
from vendor_review.schema.vocabulary import Vocabulary

NUMBERZ = load_register(starting_register())
AS_OF = date(2026, 11, 1)


def checked(vocabulary: Vocabulary, table: str, **cells: str) -> CheckedRegister:
    """Numberz with other cells in the first row of a table."""
    rows = NUMBERZ.tables[table]
    changed = rows.assign(**{name: [cell, *rows[name].iloc[1:]] for name, cell in cells.items()})
    return check_register(replace(NUMBERZ, tables={**NUMBERZ.tables, table: changed}), vocabulary, AS_OF)


def told(found: CheckedRegister, rule: str) -> list[tuple[str, str]]:
    own = found.findings[found.findings["rule"] == rule]
    return [*zip(own["column"], own["suggestion"], strict=True)]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("aws.amazon.com", "https://aws.amazon.com"),
        ("www.Sendgrid.com/legal/dpa?x=1", "https://www.Sendgrid.com/legal/dpa?x=1"),
        ("//aws.amazon.com/x", "https://aws.amazon.com/x"),
        ("münchen.de", "https://münchen.de"),
    ],
)
def test_a_site_without_its_scheme_is_read_with_it(vocabulary: Vocabulary, written: str, read: str) -> None:
    found = checked(vocabulary, "vendors", website=written)
    assert found.rejected.empty
    assert found.tables["vendors"]["website"].iloc[0] == read
    assert told(found, "REG-106") == [("website", read)]


@pytest.mark.parametrize(
    "written", ["javascript:alert(1)", "see contract", "info@aws.com", "report.pdf", "aws", "//x"]
)
def test_what_is_no_site_is_refused_as_before(vocabulary: Vocabulary, written: str) -> None:
    found = checked(vocabulary, "vendors", website=written)
    assert [column for column, _ in told(found, "REG-005")] == ["website"]
    assert told(found, "REG-106") == []


def test_a_published_document_and_the_page_are_read_with_it_too(vocabulary: Vocabulary) -> None:
    found = checked(vocabulary, "evidence", location="aws.amazon.com/compliance", public_as="security")
    assert found.tables["evidence"]["location"].iloc[0] == "https://aws.amazon.com/compliance"
    filed = checked(vocabulary, "evidence", location="contracts.aws", public_as="")
    assert filed.tables["evidence"]["location"].iloc[0] == "contracts.aws"
    assert told(filed, "REG-106") == []
    page = replace(NUMBERZ, page={**NUMBERZ.page, "address": "numberz.example/subprocessors"})
    on_page = check_register(page, vocabulary, AS_OF)
    assert on_page.page.address == "https://numberz.example/subprocessors"
    assert told(on_page, "REG-106") == [("address", "https://numberz.example/subprocessors")]


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("Send&amp;Grid", "Send&Grid"),
        ("Send&#8203;Grid&#x26;Co", None),
        ("Hosting<br/>and <b>backups</b>", "Hosting and backups"),
        ("<a href='https://x.example'>list</a>", "list"),
        ("[the list](https://x.example/y) of **all**", "the list of all"),
        ("<ScRiPt>alert(1)</script>", "alert(1)"),
        ("&nbsp;", ""),
    ],
)
def test_markup_is_told_and_kept_as_typed(vocabulary: Vocabulary, written: str, seen: str | None) -> None:
    found = checked(vocabulary, "engagements", purpose=written)
    assert found.tables["engagements"]["purpose"].iloc[0] == written
    ((column, suggestion),) = told(found, "REG-107")
    assert column == "purpose"
    assert seen is None or suggestion == seen


@pytest.mark.parametrize(
    "text",
    [
        "AT&T; others",
        "R&D",
        "a < b > c",
        "List<String>",
        "<legal@x.example>",
        "2 ** 3 ** 4",
        "[1] (note)",
        "&c;",
        "snake__case__x",
    ],
)
def test_what_only_looks_like_markup_is_left_alone(text: str) -> None:
    assert markup(text) == ""


@settings(max_examples=tries(50))
@given(st.lists(st.text(st.sampled_from("<>/&;[]()*_abr \n"), max_size=30), max_size=5))
def test_many_texts_at_once_are_told_like_each_alone(texts: list[str]) -> None:
    assert have_markup(texts).tolist() == [bool(markup(text)) for text in texts]
    assert all(isinstance(without_markup(text), str) for text in texts)


def test_a_long_text_of_openings_is_looked_through_quickly() -> None:
    for opening in ("<b ", "[a](", "**a ", "&a", "<a <a"):
        assert markup(opening * 20_000) == ""


@pytest.mark.parametrize(
    ("aliases", "meant"),
    [
        ("AWS\nAmazon Web Cloud", "AWS; Amazon Web Cloud"),
        ("AWS\r\nAmazon Web Cloud\r\n", "AWS; Amazon Web Cloud"),
        ("AWS, Amazon Web Cloud", "AWS; Amazon Web Cloud"),
        ("AWS; Amazon, Alexa", "AWS; Amazon; Alexa"),
    ],
)
def test_names_between_which_is_no_semicolon_get_a_hint(
    vocabulary: Vocabulary, aliases: str, meant: str
) -> None:
    assert told(checked(vocabulary, "vendors", aliases=aliases), "REG-108") == [("aliases", meant)]


@pytest.mark.parametrize("aliases", ["AWS; Amazon", "Amazon.com, Inc.", "Amazon, Web Services", "", "A,"])
def test_commas_that_belong_to_a_name_get_none(vocabulary: Vocabulary, aliases: str) -> None:
    assert told(checked(vocabulary, "vendors", aliases=aliases), "REG-108") == []


def test_line_breaks_separate_and_commas_do_not() -> None:
    assert items("AWS\nAmazon, Inc.\r\n; Cloud") == ["AWS", "Amazon, Inc.", "Cloud"]


@pytest.mark.parametrize(
    ("day", "is_told"), [("9999-12-31", True), ("2099-01-01", True), ("2027-11-01", False)]
)
def test_a_decision_until_a_day_that_means_never(vocabulary: Vocabulary, day: str, is_told: bool) -> None:
    decisions = NUMBERZ.tables["decisions"].reindex([2]).fillna("")
    row = {
        "decision_id": "d1", "vendor_id": "aws", "decision": "accept", "reason": "Low risk", "decided_by": "Board",
        "decided_on": "2026-10-01", "expires_on": day, "pinned_run": "2026-10-01-0a1b2c3d", "pinned_score": "2..99",
    }  # fmt: skip
    register = replace(NUMBERZ, tables={**NUMBERZ.tables, "decisions": decisions.assign(**row)})
    found = told(check_register(register, vocabulary, AS_OF), "REG-109")
    assert bool(found) == is_told


@settings(max_examples=tries(50))
@given(st.text(st.sampled_from("ab.-:/?@ \nwpdf"), max_size=12))
def test_whatever_is_read_as_an_address_is_one(text: str) -> None:
    assert whole_link(text) == text or is_link(whole_link(text))
