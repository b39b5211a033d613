"""Each column of the register has its rule, its import target, its question and its place in the docs, or a reason."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bad_registers.broken import CASES
from registers import Row, checked_as_of, write_register
from vendor_review.intake.inventory.targets import offered
from vendor_review.questionnaires.form import ANSWERS, DOCUMENTS
from vendor_review.questionnaires.sent.services import ASKED_OF_SERVICE, TERMS
from vendor_review.register.layout import TABLES, Column

REASONS: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("columns.toml").read_text(encoding="utf-8")
)
COLUMNS = [(table, column) for table in TABLES.values() for column in table.columns]
ALL = frozenset(f"{table.name}.{column.name}" for table, column in COLUMNS)
_FREE = ("text", "list")


def is_judged_by_its_kind(column: Column) -> bool:
    """Whether what a cell of the column may hold is known, or a blank one is wrong."""
    return column.kind not in _FREE or bool(column.values) or column.required


def with_a_rule() -> frozenset[str]:
    """Columns that a rule looks at: any rule of their kind, or one with a broken register of its own."""
    cases = {f"{Path(case['place'][0]).stem}.{case['place'][2]}" for case in CASES}
    by_kind = {f"{table.name}.{column.name}" for table, column in COLUMNS if is_judged_by_its_kind(column)}
    # REG-121 stands at the column that is blank beside it.
    return frozenset((cases | by_kind | {"engagements.ai_models"}) & ALL)


def with_a_target() -> frozenset[str]:
    return frozenset(name.split(" ")[0] for name in offered()) & ALL


def with_a_question() -> frozenset[str]:
    """Columns that a vendor's answers fill, or that its answers are for."""
    of_service = {
        "path": "engagements.access_path",
        "places": "places.code",
        "disclosed": "data_shared.custody",
    }
    of_service |= {"held": "data_shared.category"} | {name: f"engagements.{name}" for name in TERMS}
    assert set(of_service) == set(ASKED_OF_SERVICE)
    names = {"covers our service": "in_scope"}
    asked = {f"evidence.{names.get(name, name.replace(' ', '_'))}" for name in DOCUMENTS.names}
    answers = {"id": "control", "document": "evidence_id"}
    asked |= {f"access_controls.{answers.get(name, name)}" for name in ANSWERS.names}
    # What answers bring with them.
    asked |= {"access_controls.vendor_id", "evidence.evidence_id", "evidence.vendor_id", "evidence.sha256"}
    asked |= {"places.as_written", *(f"incidents.{name}" for name in TABLES["incidents"].names[:-1])}
    return frozenset((asked | {*of_service.values()}) & ALL)


PLACES = {"import": with_a_target, "rule": with_a_rule, "ask": with_a_question}


@pytest.mark.parametrize("what", PLACES)
def test_a_column_has_its_place_or_a_reason_why_not(what: str) -> None:
    there, reasons = PLACES[what](), REASONS[what]
    explained = {name for name in ALL if name in reasons or f"{name.split('.')[0]}.*" in reasons}
    assert sorted(ALL - there - explained) == []
    assert all(reasons.values())


@pytest.mark.parametrize("what", PLACES)
def test_no_reason_is_given_for_what_has_its_place_or_is_gone(what: str) -> None:
    there = PLACES[what]()
    known = ALL | {f"{table}.*" for table in TABLES}
    assert sorted(set(REASONS[what]) - known) == []
    assert sorted(there & set(REASONS[what])) == []
    for whole in (name for name in REASONS[what] if name.endswith(".*")):
        assert [name for name in there if name.startswith(whole[:-1])] == []


def test_every_column_is_described_in_the_docs() -> None:
    page = (Path(__file__).parents[2] / "docs" / "register.md").read_text(encoding="utf-8")
    for table in TABLES.values():
        section = re.search(rf"^## {table.name}\n(.*?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE)
        assert section is not None, table.name
        assert [name for name in table.names if f"| `{name}` |" not in section[1]] == []


def rows_with_a_wrong_cell() -> Iterator[tuple[str, str, Row]]:
    """For each column that is judged by its kind, a row that is right but for it."""
    for table, column in COLUMNS:
        if not is_judged_by_its_kind(column):
            continue
        own = f"{table.name}-{column.name}".replace("_", "-")
        row = {one.name: one.example for one in table.columns if one.required}
        row |= {one: "v" for one in ("vendor_id",) if one in table.names and table.name != "vendors"}
        row |= {"engagement_id": "e"} if "engagement_id" in row else {}
        # What tells rows apart, so that no row is wrong for being there twice.
        row |= (
            {f"{table.name.removesuffix('s')}_id": own} if f"{table.name.removesuffix('s')}_id" in row else {}
        )
        row |= {"evidence_id": own} if table.name == "evidence" else {}
        wrong = "" if column.kind in _FREE and not column.values else "javascript:alert(1) ?!"
        yield table.name, column.name, {**row, column.name: wrong}


def test_a_wrong_cell_is_found_in_every_column_that_is_judged_by_its_kind(tmp_path: Path) -> None:
    tables: dict[str, list[Row]] = {
        "vendors": [{"vendor_id": "v", "name": "Vendor"}],
        "engagements": [{"engagement_id": "e", "vendor_id": "v", "status": "active"}],
    }
    expected = set()
    for table, column, row in rows_with_a_wrong_cell():
        tables.setdefault(table, []).append(row)
        expected.add((table, len(tables[table]) + 1, column))
    checked, _ = checked_as_of(write_register(tmp_path / "one", tables), date(2026, 11, 1))
    found = checked.findings[["table", "line", "column"]].itertuples(index=False, name=None)
    assert sorted(expected - set(found)) == []
