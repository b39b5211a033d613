"""The pages that describe columns and rules say what the program reads."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from vendor_review.register.layout import TABLES
from vendor_review.schema.findings.catalogue import RULES

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def generator() -> dict[str, Any]:
    return runpy.run_path(str(DOCS / "generate.py"))


@pytest.mark.parametrize("name", ["register.md", "rules.md", "commands.md", "targets.md"])
def test_a_page_is_what_make_docs_would_write(generator: dict[str, Any], name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == generator["PAGES"][name](), "run make docs"


def test_a_rule_that_no_broken_register_shows_is_named(
    generator: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = generator["rules_page"].__globals__
    monkeypatch.setitem(inside, "CASES", [case for case in inside["CASES"] if case["rule"] != "REG-012"])
    with pytest.raises(generator["Undescribed"], match="REG-012: no broken register shows it"):
        generator["rules_page"]()


def test_every_column_has_a_meaning_and_an_example_that_it_would_accept() -> None:
    for table in TABLES.values():
        assert table.meaning.endswith(".")
        for column in table.columns:
            assert column.meaning.endswith("."), column.name
            assert column.example, column.name
            if column.kind == "enum":
                assert column.example in column.values


def test_every_rule_is_described_with_a_broken_cell_its_message_and_a_remedy() -> None:
    text = (DOCS / "rules.md").read_text(encoding="utf-8")
    for rule in RULES.values():
        section = text.split(f"\n## {rule.id}\n")[1].split("\n## ")[0]
        for part in (
            f"| severity | {rule.severity} |",
            "| a broken cell | `",
            "| its message | ",
            "| remedy | ",
        ):
            assert part in section, rule.id
