"""A register may lack the columns that need not be filled: a small one, or one from before some of them came."""

from __future__ import annotations

import csv
import io
import sqlite3
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from decisions.scored_reviews import example_copy, rows_in
from vendor_review.errors import RegisterUnreadable
from vendor_review.policy import load_policy
from vendor_review.register import load_register, open_register
from vendor_review.register.conversion import convert_register
from vendor_review.register.layout import TABLES
from vendor_review.schema import CheckedRegister, check_register

NEW = ("prepared_by", "pinned_tier", "pinned_inputs")
OLD = tuple(name for name in TABLES["decisions"].names if name not in NEW)
AS_OF = date(2026, 10, 31)


def without(folder: Path, names: tuple[str, ...]) -> bytes:
    """Takes columns out of a folder's decisions; gives the bytes of the file."""
    rows = rows_in(folder / "decisions.csv")
    buffer = io.StringIO(newline="")
    kept = [name for name in TABLES["decisions"].names if name not in names]
    writer = csv.DictWriter(buffer, kept, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    (folder / "decisions.csv").write_text(buffer.getvalue(), encoding="utf-8", newline="")
    return buffer.getvalue().encode()


def checked(source: str) -> CheckedRegister:
    return check_register(load_register(source), load_policy(None, AS_OF).vocabulary, AS_OF)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    register = example_copy(tmp_path)
    without(register, NEW)
    return register


def as_workbook(folder: Path, target: Path) -> str:
    convert_register(str(folder), str(target))
    book = openpyxl.load_workbook(target)
    sheet = book["decisions"]
    sheet.delete_cols(len(OLD) + 1, len(NEW))
    assert tuple(cell.value for cell in sheet[1]) == OLD
    book.save(target)
    return str(target)


def as_database(folder: Path, target: Path) -> str:
    convert_register(str(folder), f"sqlite:///{target}")
    with sqlite3.connect(target) as connection:
        for name in NEW:
            connection.execute(f"ALTER TABLE decisions DROP COLUMN {name}")
    connection.close()
    return f"sqlite:///{target}"


def test_its_columns_are_blank_and_its_file_is_kept_as_it_is(folder: Path) -> None:
    content = (folder / "decisions.csv").read_bytes()
    rows = load_register(folder).tables["decisions"]
    assert tuple(rows.columns) == TABLES["decisions"].names
    assert len(rows) > 0
    assert all(rows[name].eq("").all() for name in NEW)
    assert open_register(folder).files["decisions.csv"] == content
    found = checked(str(folder))
    assert found.tables["decisions"]["moved"].eq("").all()
    assert not found.findings["column"].isin(NEW).any()
    assert found.rejected.empty


@pytest.mark.parametrize("keep", [as_workbook, as_database])
def test_a_workbook_and_a_database_may_lack_them_as_well(folder: Path, tmp_path: Path, keep: object) -> None:
    suffix = ".xlsx" if keep is as_workbook else ".db"
    source = keep(folder, tmp_path / f"example{suffix}")  # type: ignore[operator]
    assert open_register(source).files["decisions.csv"] == (folder / "decisions.csv").read_bytes()
    facts = ["rule", "column", "value", "vendor_id"]
    pd.testing.assert_frame_equal(
        checked(source).findings[facts].sort_values(facts, ignore_index=True),
        checked(str(folder)).findings[facts].sort_values(facts, ignore_index=True),
    )


def test_a_copy_has_them(folder: Path, tmp_path: Path) -> None:
    convert_register(str(folder), str(tmp_path / "copy"))
    header, *rows = (tmp_path / "copy" / "decisions.csv").read_text(encoding="utf-8").splitlines()
    assert header == ",".join(TABLES["decisions"].names)
    assert all(row.endswith(",,,") for row in rows)


def test_a_column_may_be_missing_unless_it_must_be_filled(tmp_path: Path) -> None:
    for name in TABLES["decisions"].names:
        register = example_copy(tmp_path, name)
        without(register, (name,))
        if not TABLES["decisions"].column(name).required:
            assert load_register(register).tables["decisions"][name].eq("").all()
        else:
            with pytest.raises(RegisterUnreadable, match=f"column '{name}' is missing"):
                load_register(register)


def test_a_misspelt_one_is_still_told_with_the_name_that_is_meant(folder: Path) -> None:
    file = folder / "decisions.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("pinned_score", "pinned_score,pined_inputs", 1), encoding="utf-8")
    with pytest.raises(RegisterUnreadable, match=r"'pined_inputs' \(did you mean 'pinned_inputs'\?\)"):
        load_register(folder)


@pytest.mark.parametrize("suffix", ["", ".xlsx", ".db"])
def test_a_register_of_nothing_but_what_must_be_filled(tmp_path: Path, suffix: str) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "vendors.csv").write_text("vendor_id,name\nmill,Millbrook Hosting\n", encoding="utf-8")
    (folder / "engagements.csv").write_text(
        "status,engagement_id,vendor_id\nactive,mill-1,mill\n", encoding="utf-8"
    )
    source = str(folder)
    if suffix:
        source = f"sqlite:///{tmp_path}/small.db" if suffix == ".db" else str(tmp_path / f"small{suffix}")
        convert_register(str(folder), source)
    found = checked(source)

    assert found.rejected.empty
    assert found.tables["engagements"]["engagement_id"].tolist() == ["mill-1"]
    assert set(found.findings["severity"]) == {"warning", "note"}
    # What may be missing costs no line of its own: the one warning is about the list of customers.
    assert found.findings.loc[found.findings["severity"] == "warning", "rule"].tolist() == ["REG-068"]
