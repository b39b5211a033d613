"""The pandera schemas decide what is found, and an analyst can use them: validate, print, keep as JSON or YAML."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import Any

import pandas as pd
import pandera.pandas as pa
import pytest
from pandera.errors import SchemaErrors, SchemaWarning

from bad_registers.broken import CASES, broken_files
from vendor_review import schemas
from vendor_review.files.package_files import starting_register
from vendor_review.register import load_register
from vendor_review.register.layout import TABLES
from vendor_review.schema import CheckedRegister, tables
from vendor_review.schema.findings.catalogue import ERRORS, RULES

# Rules that are not about a table, a cell or a row: shape of a file, absent tables, sheets of a workbook, the page.
_NO_CHECKS = {
    "REG-001",
    "REG-029",
    "REG-076",
    "REG-077",
    *(f"REG-{number:03}" for number in range(95, 101)),
    "REG-105",
    "REG-112",
    "REG-113",
    *(rule for rule in RULES if rule.startswith("PAGE-")),
}
NAMES = list(schemas.__all__)


def frame_of(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)


def starting(name: str) -> pd.DataFrame:
    return frame_of((starting_register() / f"{name}.csv").read_text(encoding="utf-8"))


def told(schema: pa.DataFrameSchema, frame: pd.DataFrame) -> set[tuple[str, str]]:
    """Rule and column of all that a schema finds, whether it raises or warns."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", SchemaWarning)
        try:
            schema.validate(frame, lazy=True)
            found = set()
        except SchemaErrors as errors:
            found = {(str(one.check.name), str(one.column_name or "")) for one in errors.schema_errors}
    # A warning is a text alone, which names the check.
    return found | {(rule, "") for rule in RULES for one in caught if rule in str(one.message)}


def test_there_is_a_schema_for_every_table() -> None:
    assert sorted(TABLES) == NAMES
    for name, table in TABLES.items():
        assert list(getattr(schemas, name).columns) == [*table.names, "^x_"]
    with pytest.raises(AttributeError):
        _ = schemas.contracts


def test_every_rule_about_a_table_a_row_or_a_cell_is_a_check_of_pandera(
    check: Callable[..., CheckedRegister], edited: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[str] = set()
    validate = tables.broken_rules  # of a register that was loaded, which `check` always checks anew

    def counted(rules: tables.TableRules, frame: pd.DataFrame) -> Any:
        asked.update(str(one.name) for one in rules.checks())
        return validate(rules, frame)

    monkeypatch.setattr(tables, "broken_rules", counted)
    for case in CASES:
        if case["rule"] not in _NO_CHECKS and "sheets" not in case:
            check(load_register(edited(*case.get("edit", []))))
    assert asked == set(RULES) - _NO_CHECKS
    assert len(asked) >= 60


@pytest.mark.parametrize("case", [c for c in CASES if c["rule"] not in _NO_CHECKS], ids=lambda c: c["rule"])
def test_nothing_is_found_that_pandera_does_not_find(
    case: dict[str, Any],
    check: Callable[..., CheckedRegister],
    edited: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pa.DataFrameSchema, "validate", lambda self, frame, **_: frame)
    assert set(check(load_register(edited(*case.get("edit", [])))).findings["rule"]) <= _NO_CHECKS


@pytest.mark.parametrize("name", NAMES)
def test_the_starting_register_is_right_and_comes_back_typed(name: str) -> None:
    validated = getattr(schemas, name).validate(starting(name), lazy=True)
    kinds = {column.name: column.kind for column in TABLES[name].columns}
    for column in validated:
        assert validated[column].dtype.kind == ("M" if kinds[column] == "date" else "O"), column


# Of these rules the schema of a table knows by itself.
_ALONE = {f"REG-{number:03}" for number in (2, 3, 4, 5, 6, 7, 10, 11, 12, 15, 16, 18, 22, 48)}


@pytest.mark.parametrize("case", [case for case in CASES if case["rule"] in _ALONE], ids=lambda c: c["rule"])
def test_what_a_review_finds_in_a_table_alone_its_schema_finds(case: dict[str, Any]) -> None:
    file, _, column = case["place"]
    schema = getattr(schemas, file.removesuffix(".csv"))
    frame = frame_of(broken_files(case["edit"])[file])
    rule = case["rule"]
    about_rows = rule in {str(one.name) for one in schema.checks}
    assert (rule, column if rule in ERRORS and not about_rows else "") in told(schema, frame)
    assert (rule, column) not in told(schema, starting(file.removesuffix(".csv")))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["json", "yaml"])
def test_a_schema_comes_back_from_json_and_yaml_with_the_same_verdicts(name: str, form: str) -> None:
    schema = getattr(schemas, name)
    with warnings.catch_warnings():
        # pandera warns of each check that it leaves out.
        warnings.simplefilter("error")
        written = getattr(schema, f"to_{form}")()
    again = getattr(pa.DataFrameSchema, f"from_{form}")(written)
    assert list(again.columns) == list(schema.columns)
    for column in schema.columns:
        assert [one.name for one in again.columns[column].checks] == [
            one.name for one in schema.columns[column].checks
        ]
    wrong = pd.concat([starting(name)] * 2 or [], ignore_index=True)
    wrong.loc[len(wrong)] = ["\u200b=x"] * len(wrong.columns)
    assert told(again, wrong) == told(schema, wrong) != set()


def test_an_ordinary_frame_with_missing_cells_is_validated_as_it_is() -> None:
    frame = starting("vendors").replace("", None)
    frame.loc[0, "name"] = None
    frame.loc[1, "vendor_id"] = " sendgrid "
    with pytest.raises(SchemaErrors) as raised:
        schemas.vendors.validate(frame, lazy=True)
    cases = raised.value.failure_cases
    assert cases[["column", "check", "index"]].to_numpy().tolist() == [["name", "REG-002", 0]]


def test_a_schema_prints_what_it_is_made_of() -> None:
    assert "entity_country" in str(schemas.vendors)
    assert "<Check REG-012>" in str(schemas.vendors.columns["entity_country"].checks)
