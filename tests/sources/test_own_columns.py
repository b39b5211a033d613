"""Columns of somebody's own, `x_...`: read, kept and shown in every kind of register, and judged by nobody."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import tries
from registers import checked_as_of, scored_as_of, write_register
from reviewing import publish, tree
from sources.workbook_parts import put_inline, rewrite
from vendor_review import schemas
from vendor_review.decisions.record import TABLE as DECISIONS
from vendor_review.errors import RegisterUnreadable
from vendor_review.publication.public_list.files import public_files
from vendor_review.publication.public_list.projection import public_list
from vendor_review.register import convert_register, load_register, open_register
from vendor_review.register.conversion import content_of
from vendor_review.register.headings import own_name
from vendor_review.register.layout import MOST_OWN_COLUMNS, TABLES
from vendor_review.register.source import append_row, editor_of
from vendor_review.register.transcript import csv_bytes

AS_OF = date(2026, 11, 1)
#: Much of what a column of ours may not hold.
HOSTILE = 'Canary <b>7</b> =1+1 \x0b\n"quoted"; n/a,'


def rows_of(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as source:
        return [*csv.reader(source)]


def with_own(folder: Path, names: Sequence[str] = ("x_cost_centre", "x_lo"), text: str = HOSTILE) -> Path:
    """Gives every table of a folder these columns, and every row of it `text` in each."""
    for file in sorted(folder.glob("*.csv")):
        header, *rows = rows_of(file)
        file.write_bytes(csv_bytes([*header, *names], [[*row, *[text] * len(names)] for row in rows]))
    return folder


#: The part of a workbook that holds the sheet vendors, behind what explains it.
VENDORS = "xl/worksheets/sheet2.xml"
SMALL = {
    "vendors": [{"vendor_id": "mill", "name": "Millbrook Hosting"}],
    "engagements": [{"engagement_id": "mill-1", "vendor_id": "mill", "status": "active"}],
}


def judged(register: str | Path) -> list[tuple[object, ...]]:
    checked = checked_as_of(register, AS_OF)[0]
    assert checked.rejected.empty
    findings = checked.findings
    return list(findings[["rule", "table", "column", "value"]].sort_values(["rule", "value"]).itertuples())


# Read, kept and shown


@pytest.mark.parametrize(
    "way", [["{}.xlsx"], ["sqlite:///{}.db"], ["{}.xlsx", "sqlite:///{}b.db"], ["{}-copy"]]
)
def test_they_go_through_every_kind_of_place_and_back(numberz: Path, tmp_path: Path, way: list[str]) -> None:
    wanted = content_of(load_register(with_own(numberz, text=HOSTILE.replace("\x0b", ""))))
    source = str(numberz)
    for target in (*(step.format(tmp_path / "x") for step in way), str(tmp_path / "back")):
        convert_register(source, target)
        source = target
        read = load_register(target)
        assert read.tables["vendors"]["x_cost_centre"].tolist() == [HOSTILE.replace("\x0b", "")] * 3
        assert content_of(read) == wanted


def test_they_stand_behind_the_columns_of_the_table_in_what_an_analyst_sees(numberz: Path) -> None:
    header, *rows = rows_of(with_own(numberz, ["X_Cost centre"]) / "vendors.csv")
    notes = ["X_Risk-Note", "ask Sue", "", ""]
    lines = [[note, *row] for note, row in zip(notes, [header, *rows], strict=True)]
    (numberz / "vendors.csv").write_bytes(csv_bytes(lines[0], lines[1:]))
    read = load_register(numberz)
    assert [*read.tables["vendors"].columns][-2:] == ["x_risk_note", "x_cost_centre"]
    assert [*read.tables["vendors"].columns][:-2] == [*TABLES["vendors"].names]
    checked = checked_as_of(numberz, AS_OF)[0]
    assert checked.tables["vendors"]["x_risk_note"].tolist() == ["ask Sue", "", ""]


def test_a_review_keeps_them_as_they_are(numberz: Path, tmp_path: Path) -> None:
    review = publish(tmp_path / "all", register=with_own(numberz)).folder
    assert (review / "register" / "vendors.csv").read_bytes() == (numberz / "vendors.csv").read_bytes()
    # Nothing else of the review holds a word of them, whether it is published or not.
    others = {
        name: content or b"" for name, content in tree(review).items() if not name.startswith("register/")
    }
    assert len(others) > 8
    assert [name for name, content in others.items() if b"canary" in content.lower()] == []


@pytest.mark.parametrize("suffix", ["", ".xlsx"])
def test_rows_are_added_beside_them(numberz: Path, tmp_path: Path, suffix: str) -> None:
    register = str(with_own(numberz, text="mine"))
    if suffix:
        register = str(tmp_path / f"own{suffix}")
        convert_register(str(numberz), register)
    new = {
        "decision_id": "d1",
        "vendor_id": "aws",
        "decision": "exit",
        "decided_by": "Board",
        "decided_on": "2026-10-01",
    }
    append_row(editor_of(register, ""), DECISIONS, lambda there: new)
    tables = load_register(register).tables
    assert tables["decisions"][["decision_id", "x_lo"]].to_numpy().tolist() == [["d1", ""]]
    assert tables["vendors"]["x_lo"].tolist() == ["mine"] * 3


def test_a_frame_that_has_them_is_valid(numberz: Path) -> None:
    vendors = load_register(with_own(numberz)).tables["vendors"]
    assert schemas.vendors.validate(vendors)["x_lo"].tolist() == [HOSTILE] * 3


# Judged by nobody


@settings(max_examples=tries(15))
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_whatever_a_cell_holds_no_row_is_rejected_and_no_finding_moves(text: str) -> None:
    with TemporaryDirectory() as folder:
        own = write_register(Path(folder) / "small", SMALL)
        before = judged(own)
        assert judged(with_own(own, ["x_own"], text)) == before


def test_no_score_asks_them(numberz: Path) -> None:
    before = scored_as_of(numberz, AS_OF)[1].vendors
    # What scoring computes bears such names.
    names = ["x_lo", "x_hi", "x_d_lo", "x_i_hi", "x_vendor_id", "x_name", "x_path_lo"]
    after = scored_as_of(with_own(numberz, names, "100"), AS_OF)[1].vendors
    pd.testing.assert_frame_equal(before, after)


def test_what_a_record_cannot_hold_is_replaced_where_it_is_shown(numberz: Path) -> None:
    read = load_register(with_own(numberz))
    assert read.tables["vendors"]["x_lo"].tolist() == [HOSTILE] * 3
    shown = checked_as_of(numberz, AS_OF)[0].tables["vendors"]["x_lo"]
    assert shown.tolist() == [HOSTILE.replace("\x0b", "\N{REPLACEMENT CHARACTER}")] * 3


def test_a_row_of_remarks_is_kept_and_is_no_row_of_the_table(numberz: Path, tmp_path: Path) -> None:
    file = with_own(numberz, ["x_note"], "") / "vendors.csv"
    header, first, *others = file.read_text(encoding="utf-8").splitlines()
    remark = f"{',' * header.count(',')}ask Sue"
    file.write_text("\n".join([header, first, remark, *others]) + "\n", encoding="utf-8")
    read = load_register(numberz)
    assert read.tables["vendors"].index.tolist() == [2, 4, 5]
    assert read.asides["vendors"]["x_note"].to_dict() == {3: "ask Sue"}
    checked = checked_as_of(numberz, AS_OF)[0]
    assert checked.rejected.empty
    told = checked.findings.loc[checked.findings["rule"].eq("REG-112"), "message"].tolist()
    assert told == [
        "vendors.csv line 3: the row has 'ask Sue' in columns of your own, and nothing else: it does not count."
    ]
    for target in (f"sqlite:///{tmp_path / 'x.db'}", str(tmp_path / "x.xlsx")):
        convert_register(str(numberz), target)
        assert content_of(load_register(target)) == content_of(read)


def test_a_cell_of_a_workbook_that_is_no_text_refuses_nothing(numberz: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    convert_register(str(with_own(numberz, ["x_price"], "5")), str(path))
    sheet = openpyxl.load_workbook(path)["vendors"]
    column = next(cell.column_letter for cell in sheet[1] if cell.value == "x_price")
    for row, cell in {2: 't="e"><v>#N/A</v>', 3: "><f>B3*2</f>", 4: 't="s"><v>99999</v>'}.items():
        put_inline(path, VENDORS, f"{column}{row}", "")
        rewrite(
            path, VENDORS, f'<c r="{column}{row}" t="inlineStr"><is></is>', f'<c r="{column}{row}" {cell}'
        )
    assert load_register(path).tables["vendors"]["x_price"].tolist() == ["#N/A", "=B3*2", "99999"]


def test_a_value_of_a_database_that_is_no_text_is_spelt_out(sqlite: str) -> None:
    with closing(sqlite3.connect(sqlite.removeprefix("sqlite:///"))) as connection:
        connection.execute("ALTER TABLE vendors ADD COLUMN x_logo BLOB")
        connection.execute("UPDATE vendors SET x_logo = x'89504e'")
        connection.commit()
    assert load_register(sqlite).tables["vendors"]["x_logo"].tolist() == ["b'\\x89PN'"] * 3


# Published by nobody


def test_no_word_of_them_reaches_a_public_file(numberz: Path) -> None:
    checked = checked_as_of(with_own(numberz), AS_OF)[0]
    for name, content in public_files(public_list(checked, AS_OF).as_dict()).items():
        assert b"canary" not in content.lower(), name
        assert b"x_cost" not in content.lower(), name


# What is refused


@pytest.mark.parametrize("name", ["x_", "x-cost", "x_\x07", "xcost", "_x_cost"])
def test_what_is_no_name_of_such_a_column_is_unknown_as_ever(numberz: Path, name: str) -> None:
    assert own_name(name) == ""
    with pytest.raises(RegisterUnreadable, match="unknown column"):
        load_register(with_own(numberz, [name]))


def test_one_that_is_there_twice_is_named(numberz: Path) -> None:
    with pytest.raises(RegisterUnreadable, match="column 'x_cost' is there 2 times; once is right"):
        open_register(with_own(numberz, ["x_cost", "X_Cost"]))


def test_an_unknown_column_is_refused_with_the_name_that_keeps_it(numberz: Path) -> None:
    with pytest.raises(RegisterUnreadable) as refused:
        open_register(with_own(numberz, ["Cost per year"]))
    assert refused.value.problems[0].startswith(
        "vendors.csv line 1: unknown column 'Cost per year'; call it x_cost_per_year to keep it for yourself, or "
        "delete it; the columns are vendor_id"
    )


def test_a_table_takes_so_many(numberz: Path) -> None:
    names = [f"x_{number}" for number in range(MOST_OWN_COLUMNS + 1)]
    assert load_register(with_own(numberz, names[:-1], "")).tables["vendors"].shape[0] == 3
    with pytest.raises(RegisterUnreadable, match=r"has 501 columns of your own, x_\.\.\.; a table takes 500"):
        load_register(with_own(numberz, [f"{names[-1]}"], ""))
