"""Every rule has a broken register, and each of those is found to be broken just there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bad_registers.broken import CASES, broken_workbook
from vendor_review.files.package_files import starting_register
from vendor_review.schema.check import CheckedRegister
from vendor_review.schema.findings.catalogue import RULES, SEVERITIES


def found_in(checked: CheckedRegister) -> Counter[str]:
    places = checked.findings[["rule", "file", "line", "column"]].itertuples(index=False, name=None)
    return Counter(" ".join(map(str, place)).strip() for place in places)


def test_every_rule_has_a_broken_register() -> None:
    assert sorted(case["rule"] for case in CASES) == sorted(RULES)


def test_there_are_rules_enough_and_each_is_worded_in_full() -> None:
    assert len(RULES) >= 90
    for rule in RULES.values():
        assert rule.severity in SEVERITIES
        assert all([rule.title, rule.message, rule.remedy, rule.example])
    assert [rule.id for rule in RULES.values() if not rule.rejects] == ["REG-021", "REG-104"]


@pytest.fixture
def broken(edited: Callable[..., Path], tmp_path: Path) -> Callable[[dict[str, Any]], tuple[Path, Path]]:
    """Gives the broken register of a case, and the same one unbroken."""

    def make(case: dict[str, Any]) -> tuple[Path, Path]:
        if "sheets" not in case:
            return edited(*case.get("edit", [])), starting_register()
        whole = broken_workbook([], tmp_path / "whole" / "numberz.xlsx")
        return broken_workbook(case["sheets"], tmp_path / "broken" / "numberz.xlsx"), whole

    return make


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_a_broken_register_is_found_to_be_broken_just_there(
    case: dict[str, Any],
    broken: Callable[[dict[str, Any]], tuple[Path, Path]],
    check: Callable[..., CheckedRegister],
) -> None:
    register, whole = broken(case)
    checked = check(register)

    file, line, column = case["place"]
    findings = checked.findings
    there = (findings["rule"] == case["rule"]) & (findings["file"] == file)
    there &= (findings["line"] == line) & (findings["column"] == column)
    assert case["message"] in findings.loc[there, "message"].tolist()
    assert (checked.findings["message"].str.len() > 0).all()
    if "edit" in case or "sheets" in case:
        named = " ".join([case["rule"], file, str(line), column]).strip()
        new = found_in(checked) - found_in(check(whole))
        assert new == Counter([named, *case.get("also", [])])


@pytest.mark.parametrize("case", [case for case in CASES if case.get("edit")], ids=lambda case: case["rule"])
def test_an_error_of_what_is_written_and_nothing_else_rejects_a_row(
    case: dict[str, Any], edited: Callable[..., Path], check: Callable[..., CheckedRegister]
) -> None:
    checked = check(edited(*case["edit"]))

    # What was done too early is no fault of the row, and what cannot be shown does not change what it says.
    kept = checked.findings["rule"].isin(["REG-021", "REG-104"])
    rejecting = (checked.findings["severity"] == "error") & ~kept
    errors = checked.findings[rejecting & ~checked.findings["table"].str.startswith("page")]
    rejected = set(checked.rejected[["file", "line"]].itertuples(index=False, name=None))
    assert rejected == set(errors[["file", "line"]].itertuples(index=False, name=None))
