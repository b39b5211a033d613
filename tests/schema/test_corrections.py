"""What `check --fix` would put in the place of cells: what can mean one thing alone, and never anything safer."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import tries
from registers import Row, write_register
from vendor_review.errors import RunFailed
from vendor_review.policy import load_policy
from vendor_review.register import Register, load_register
from vendor_review.register.layout import TABLES
from vendor_review.register.source import editor_of
from vendor_review.register.source_kind import Edit
from vendor_review.schema import CheckedRegister, check_register
from vendor_review.schema.cells.suggestions import is_certain, nearest_words
from vendor_review.schema.corrections import Corrected, find_corrections, write_corrections
from vendor_review.schema.findings.catalogue import RULES
from vendor_review.scoring import score_vendors

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("corrections.toml").read_text(encoding="utf-8")
)["case"]
DAY = date(2026, 11, 1)
POLICY = load_policy(None, DAY)
PAGE = 'legal_name = "House Inc."\n[[sections]]\nid = "core"\ntitle = "Core"\n'
SOUND: Mapping[str, Row] = {
    "vendors": {"vendor_id": "acme", "name": "Acme Mail"},
    "engagements": {
        "engagement_id": "acme-mail",
        "vendor_id": "acme",
        "section": "core",
        "role": "processor",
        "status": "active",
        "access_path": "stores",
        "transfer_mechanism": "scc_m3",
        "public": "yes",
    },
    "places": {"engagement_id": "acme-mail", "kind": "processing", "code": "DE"},
    "data_shared": {
        "engagement_id": "acme-mail",
        "category": "EmailAddress",
        "custody": "held",
        "subjects": "customers",
    },
    "access_controls": {
        "vendor_id": "acme",
        "control": "VR-A2",
        "answer": "yes",
        "evidence_id": "acme-report",
    },
    "evidence": {
        "evidence_id": "acme-report",
        "vendor_id": "acme",
        "kind": "soc2_type2",
        "level": "E5",
        "period_end": "2026-03-31",
        "in_scope": "yes",
    },
    "decisions": {
        "decision_id": "2026-1",
        "vendor_id": "acme",
        "decision": "accept",
        "decided_by": "Board",
        "decided_on": "2026-10-01",
        "expires_on": "2027-10-01",
    },
}


def register_with(folder: Path, *cells: tuple[str, str, str]) -> Path:
    """The sound register, with other cells: table, column, text."""
    tables = {name: [{**row}] for name, row in SOUND.items()}
    for table, column, text in cells:
        tables[table][0][column] = text
    return write_register(folder, tables, PAGE)


def found_in(register: Register) -> Corrected:
    return find_corrections(register, POLICY.vocabulary, DAY)


def checked(folder: Path) -> CheckedRegister:
    return check_register(load_register(folder), POLICY.vocabulary, DAY)


def errors(found: CheckedRegister) -> int:
    return int((found.findings["severity"] == "error").sum())


def fix(folder: Path) -> Corrected:
    register = load_register(folder)
    found = found_in(register)
    write_corrections(folder, register, found.corrections)
    return found


def cells_of(folder: Path) -> dict[tuple[str, int, int], str]:
    return {
        (table.name, line, column): cell
        for table in TABLES.values()
        for line, row in enumerate(
            csv.reader(io.StringIO((folder / table.file).read_bytes().decode(), newline=""))
        )
        for column, cell in enumerate(row)
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['cell']}: {case['typed']!r}")
def test_what_is_put_right_and_what_is_left(case: Mapping[str, str], tmp_path: Path) -> None:
    table, _, column = case["cell"].partition(".")
    folder = register_with(tmp_path / "register", (table, column, case["typed"]))
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    found = found_in(load_register(folder))
    made = {one.place: (one.before, one.after) for one in found.corrections}
    assert made == ({(table, 2, column): (case["typed"], case["becomes"])} if "becomes" in case else {})
    assert found.before.findings.query("table == @table and column == @column").size, (
        "check has nothing to say"
    )
    assert before == {file.name: file.read_bytes() for file in folder.iterdir()}, "nothing is written yet"
    if "becomes" not in case:
        return
    write_corrections(folder, load_register(folder), found.corrections)
    kept = folder / f"{table}.csv.bak"
    assert kept.read_bytes() == before.pop(f"{table}.csv")
    assert all((folder / name).read_bytes() == content for name, content in before.items())
    assert load_register(folder).tables[table].loc[2, column] == case["becomes"]
    again = found_in(load_register(folder))
    assert errors(again.before) <= errors(found.before)
    assert again.corrections == ()


def test_the_rules_that_are_certain_are_named_here_too() -> None:
    """Whoever makes another one certain adds its cases, those that must be left among them."""
    assert {rule.id for rule in RULES.values() if rule.certain} == {
        "REG-003", "REG-004", "REG-008", "REG-010", "REG-011", "REG-012", "REG-013", "REG-014", "REG-015", "REG-019",
        "REG-022", "REG-048", "REG-106", "REG-115", "REG-117",
    }  # fmt: skip


def test_words_that_are_safer_are_words_of_their_column() -> None:
    marked = [column for table in TABLES.values() for column in table.columns if column.safer]
    assert len(marked) >= 15
    for column in marked:
        assert {*column.safer} <= {*column.values}, column.name


def test_all_at_once_in_several_tables(tmp_path: Path) -> None:
    folder = register_with(
        tmp_path / "register",
        ("vendors", "website", "acme.example\u200b"),
        ("engagements", "status", "Active "),
        ("engagements", "public", "Yes"),
        ("places", "code", "Germany"),
        ("access_controls", "answer", "YES"),
        ("evidence", "issued_on", "30.04.2026"),
    )
    found = fix(folder)
    assert [(one.where, one.after) for one in found.corrections] == [
        ("vendors.csv line 2, column website", "https://acme.example"),
        ("engagements.csv line 2, column status", "active"),
        ("engagements.csv line 2, column public", "yes"),
        ("places.csv line 2, column code", "DE"),
        ("access_controls.csv line 2, column answer", "yes"),
        ("evidence.csv line 2, column issued_on", "2026-04-30"),
    ]
    # Two rules speak of one cell, one after the other.
    assert found.corrections[0].rules == ("REG-022", "REG-106")
    assert errors(found.before) >= 5
    assert errors(checked(folder)) == 0
    assert sorted(path.name for path in folder.glob("*.bak")) == [
        "access_controls.csv.bak", "engagements.csv.bak", "evidence.csv.bak", "places.csv.bak", "vendors.csv.bak",
    ]  # fmt: skip


def test_a_word_that_would_make_another_row_wrong_is_left_and_said(tmp_path: Path) -> None:
    folder = register_with(tmp_path / "register")
    with (folder / "places.csv").open("a", encoding="utf-8") as file:
        file.write("acme-mail,processing,Germany,,\nacme-mail,processing,france,,\n")
    found = found_in(load_register(folder))
    assert [(one.place[1], one.after) for one in found.corrections] == [(4, "FR")]
    assert found.withheld == ("places.csv line 3, column code",)


def test_the_rest_of_a_row_stays_letter_by_letter(tmp_path: Path) -> None:
    """Quotes that need not be, blanks, line ends and the mark at the start of the file among them."""
    folder = register_with(tmp_path / "register")
    columns = "engagement_id,vendor_id,section,role,status,purpose,notes\r\n"
    row = '"acme-mail",acme,"core" ,processor,{},"a ""b"",\r\nc", x\r\n'
    (folder / "engagements.csv").write_bytes(f"\ufeff{columns}{row.format('Active')}\r\n,,,\r\n".encode())
    fix(folder)
    assert (
        folder / "engagements.csv"
    ).read_bytes() == f"\ufeff{columns}{row.format('active')}\r\n,,,\r\n".encode()


def test_no_cell_becomes_a_formula(tmp_path: Path) -> None:
    folder = register_with(tmp_path / "register", ("vendors", "name", "\u200b=1+1"))
    assert found_in(load_register(folder)).corrections == ()


def test_a_long_text_is_shown_where_it_changes(tmp_path: Path) -> None:
    folder = register_with(tmp_path / "register", ("engagements", "notes", f"{'a' * 500}\u200b{'b' * 500}"))
    (one,) = found_in(load_register(folder)).corrections
    assert "\\u200b" in one.line()
    assert len(one.line()) < 300


# Properties: a sound register, mistyped, is never made safer than it was

#: The worst case of the sound register.
MEANT = 71.25
HABITS: Mapping[str, Callable[[str], str]] = {
    "upper": str.upper,
    "title": str.title,
    "spaced": lambda text: text.replace("_", " ").replace("-", " "),
    "around": lambda text: f"  {text} ",
    "swapped": lambda text: text[:1] + text[2:3] + text[1:2] + text[3:],
    "less": lambda text: text[:-2] + text[-1:],
    "more": lambda text: text + text[-1:],
    "hidden": lambda text: f"{text}\u200b",
    "doubt": lambda text: f"{text}?",
    "not": lambda text: f"not {text}",
}
CODED = [
    (name, column)
    for name, row in SOUND.items()
    for column in row
    if TABLES[name].column(column).kind
    in ("enum", "list", "path", "place", "category", "control", "section", "date")
]


@given(st.lists(st.tuples(st.sampled_from(CODED), st.sampled_from(sorted(HABITS))), min_size=1, max_size=4))
@settings(max_examples=tries(25))
def test_a_mistyped_register_is_never_scored_safer_than_it_was_meant(
    tmp_path_factory: pytest.TempPathFactory, slips: list[tuple[tuple[str, str], str]]
) -> None:
    folder = tmp_path_factory.mktemp("drawn")
    cells = [(name, column, HABITS[habit](SOUND[name][column])) for (name, column), habit in slips]
    register = register_with(folder / "register", *cells)
    before, found = cells_of(register), fix(register)
    after, again = cells_of(register), found_in(load_register(register))
    assert errors(again.before) <= errors(found.before)
    assert (score_vendors(again.before, POLICY).vendors["r_hi"] >= MEANT - 1e-9).all()
    named = {
        (table, line - 1, TABLES[table].names.index(column))
        for table, line, column in (one.place for one in found.corrections)
    }
    assert before.keys() == after.keys()
    assert {place for place in before if before[place] != after[place]} == named
    assert again.corrections == ()


@pytest.mark.parametrize(
    "cell",
    [
        ("vendors", "website", "acme.example"),
        ("engagements", "owner", "unknown"),
        ("engagements", "customer_region", "TBD"),
        ("vendors", "name", "Acme\u200b"),
    ],
)
def test_where_no_row_was_rejected_no_score_moves(cell: tuple[str, str, str], tmp_path: Path) -> None:
    folder = register_with(tmp_path / "register", cell)
    before = checked(folder)
    assert before.rejected.empty
    fix(folder)
    now = checked(folder)
    columns = ["r_lo", "r_hi", "compliance"]
    left, right = (score_vendors(each, POLICY).vendors[columns] for each in (before, now))
    pd.testing.assert_frame_equal(left, right)


@given(
    st.sampled_from([column for table in TABLES.values() for column in table.columns if column.safer]),
    st.data(),
)
def test_no_slip_of_the_pen_becomes_a_safer_word(column: Any, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(column.safer))
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    slips = (word[place + 1 :], letter + word[place:], letter + word[place + 1 :])
    written = word[:place] + data.draw(st.sampled_from(slips))
    if written in column.values:
        return
    near = nearest_words([written], column.values)[written]
    assert not (near in column.safer and is_certain(written, near, column.safer)) or is_same(written, near)


def is_same(written: str, word: str) -> bool:
    """Whether the two differ in case and marks alone, so that nothing else can be meant."""
    left, right = ("".join(filter(str.isalnum, each)).casefold() for each in (written, word))
    return left == right


def test_a_table_that_changed_meanwhile_is_refused(tmp_path: Path) -> None:
    folder = register_with(
        tmp_path / "register", ("engagements", "status", "Active"), ("places", "code", "de")
    )
    register = load_register(folder)
    found = found_in(register)
    changed = (folder / "places.csv").read_text(encoding="utf-8").replace(",de,", ",fr,")
    (folder / "places.csv").write_text(changed, encoding="utf-8")
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(RunFailed, match="row 2 of places was changed meanwhile; nothing was written"):
        write_corrections(folder, register, found.corrections)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_when_the_second_file_cannot_be_put_the_first_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = register_with(
        tmp_path / "register", ("vendors", "website", "acme.example"), ("places", "code", "de")
    )
    before = {file.name: file.read_bytes() for file in folder.glob("*.csv")}
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target.name == "places.csv":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(OSError, match="No space"):
        fix(folder)
    assert {file.name: file.read_bytes() for file in folder.glob("*.csv")} == before
    assert not [file.name for file in folder.iterdir() if file.name.startswith(".")]


def test_an_editor_that_replaces_nothing_writes_nothing(tmp_path: Path) -> None:
    folder = register_with(tmp_path / "register")
    editor_of(folder, "")([TABLES["vendors"]], lambda frames: {"vendors": Edit()})
    assert not [*folder.glob("*.bak")]
