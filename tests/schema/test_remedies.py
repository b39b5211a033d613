"""A remedy says what to do in the column that is wrong, in words that fit every register."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from vendor_review.register.layout import TABLES
from vendor_review.report.sections.problem_groups import problem_groups
from vendor_review.schema.check import CheckedRegister
from vendor_review.schema.findings.catalogue import RULES
from vendor_review.schema.findings.facts import remedy

Check = Callable[..., CheckedRegister]
Edited = Callable[..., Path]


def test_no_rule_speaks_of_one_register_or_of_one_kind_of_source() -> None:
    files = "|".join([*TABLES, "page"])
    for rule in RULES.values():
        for words in (rule.title, rule.message, rule.remedy, rule.example):
            assert not re.search(rf"Numberz|\b(?:{files})\.(?:csv|toml)\b|\bon line\b", words), rule.id


@pytest.mark.parametrize("rule", RULES)
def test_every_remedy_is_a_sentence_with_an_example_wherever_the_rule_is_broken(rule: str) -> None:
    for words in (remedy(rule, "data_shared", "custody"), remedy(rule, "vendors", "name")):
        assert re.fullmatch(r"[A-Z].+\. Example: .+\.", words)
        assert not re.search(r"[{}]|\bNone\b", words)


def test_a_blank_cell_is_to_be_filled_with_what_its_column_says() -> None:
    assert remedy("REG-002", "vendors", "vendor_id") == (
        "Fill in vendor_id, or delete the row if it is a mistake. What belongs there: The vendor's id, which "
        "every other table refers to. Example: aws."
    )


@pytest.mark.parametrize(("column", "may_be_blank"), [("role", True), ("status", False)])
def test_a_cell_may_be_cleared_where_it_may_be_blank(column: str, may_be_blank: bool) -> None:
    words = remedy("REG-003", "engagements", column)

    assert TABLES["engagements"].column(column).meaning in words
    assert ("clear the cell if nothing is stated" in words) is may_be_blank
    assert words.endswith(f"Example: {TABLES['engagements'].column(column).example}.")


def test_findings_of_one_rule_in_two_columns_keep_their_own_remedies(edited: Edited, check: Check) -> None:
    row = {
        "file": "data_shared.csv",
        "append": "aws-hosting,Contact,hold,,larg,\naws-hosting,Contact,helt,,,",
    }
    (group,) = [one for one in problem_groups(check(edited(row)).findings) if one.rule == "REG-003"]

    assert [one.place.split()[-1] for one in group.problems] == ["custody", "scale", "custody"]
    assert ["Example: held." in group.remedies[0], "Example: large." in group.remedies[1]] == [True, True]
    assert len(group.remedies) == 2
