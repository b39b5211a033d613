"""What a word is taken to be meant as: the exact word where only its case is wrong, and nothing where it is a guess."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from registers import write_register
from vendor_review.register.close_words import is_one_slip
from vendor_review.register.layout import TABLES
from vendor_review.schema.cells.place_codes import place_codes
from vendor_review.schema.cells.suggestions import closest_words, nearest_words
from vendor_review.schema.check import CheckedRegister

Check = Callable[..., CheckedRegister]

WORDS = [
    (table.name, column.name, word)
    for table in TABLES.values()
    for column in table.columns
    if column.kind in ("enum", "list", "path")
    for word in column.values
]
OF_WORDS = ("REG-003", "REG-010", "REG-012", "REG-014", "REG-015")
BARE = {
    "vendors": [{"vendor_id": "aws", "name": "AWS"}],
    "engagements": [{"engagement_id": "aws-hosting", "vendor_id": "aws", "status": "active"}],
    "places": [{"engagement_id": "aws-hosting", "kind": "processing"}],
    "data_shared": [{"engagement_id": "aws-hosting", "category": "Contact", "custody": "held"}],
    "access_controls": [{"vendor_id": "aws", "control": "VR-A1"}],
    "evidence": [{"evidence_id": "aws-page", "vendor_id": "aws"}],
    "decisions": [
        {
            "decision_id": "1",
            "vendor_id": "aws",
            "decision": "accept",
            "decided_by": "Office",
            "decided_on": "2026-01-05",
        }
    ],
    "incidents": [{"vendor_id": "aws", "known_on": "2026-01-05", "what": "A token was public"}],
    "requests": [
        {
            "request_id": "r1",
            "vendor_id": "aws",
            "asked_on": "2026-01-05",
            "what": "questionnaire",
            "answered_on": "2026-02-05",
        }
    ],
}


def found_in_cell(check: Check, folder: Path, table: str, column: str, cell: str) -> pd.DataFrame:
    """Findings, of a register in which one cell holds `cell`, that it is none of the words of its column."""
    rows = {**BARE, table: [{**BARE[table][0], column: cell}]}
    findings = check(write_register(folder, rows)).findings
    return findings[findings["rule"].isin(OF_WORDS)]


def otherwise(word: str) -> str:
    """`word` in another case."""
    return word.capitalize() if word.capitalize() != word else word.lower()


#: Of the tables whose rows have an id of their own, its column.
OWN_ID = {
    "vendors": "vendor_id",
    "engagements": "engagement_id",
    "evidence": "evidence_id",
    "decisions": "decision_id",
}
#: Ways to write a word otherwise than it is listed.
WAYS: dict[str, Callable[[str], str]] = {
    "otherwise": otherwise,
    "swapped": lambda word: f"  {word.swapcase()} ",
    "blanks": lambda word: f" {word}\t",
}


@pytest.fixture(scope="module")
def of_word(check: Check, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., pd.DataFrame]:
    """Findings that a cell is none of its column's words: a register for each way, and in it a row for each word."""
    found = {}
    for name, written in WAYS.items():
        rows: dict[str, list[dict[str, str]]] = {table: list(few) for table, few in BARE.items()}
        lines = {}
        for table, column, word in WORDS:
            own = {OWN_ID[table]: f"own-{len(rows[table])}"} if table in OWN_ID else {}
            rows[table].append({**BARE[table][0], **own, column: written(word)})
            lines[table, column, word] = len(rows[table]) + 1
        findings = check(write_register(tmp_path_factory.mktemp("words") / name, rows)).findings
        told = findings[findings["rule"].isin(OF_WORDS)]
        assert len(told) == len(WORDS) * (name != "blanks")
        found[name] = (told, lines)

    def look_up(way: str, table: str, column: str, word: str) -> pd.DataFrame:
        told, lines = found[way]
        return told[(told["table"] == table) & (told["line"] == lines[table, column, word])]

    return look_up


@pytest.mark.parametrize(("table", "column", "word"), WORDS)
def test_a_word_in_another_case_is_an_error_that_names_the_word(
    of_word: Callable[..., pd.DataFrame], table: str, column: str, word: str
) -> None:
    for way in ("otherwise", "swapped"):
        errors = of_word(way, table, column, word)

        facts = ["severity", "table", "column", "suggestion"]
        assert errors[facts].values.tolist() == [["error", table, column, word]]
        assert f"(did you mean '{word}'?)" in errors["message"].iloc[0]


@pytest.mark.parametrize(("table", "column", "word"), WORDS)
def test_blanks_around_a_word_are_no_error(
    of_word: Callable[..., pd.DataFrame], table: str, column: str, word: str
) -> None:
    assert of_word("blanks", table, column, word).empty


def test_each_word_of_a_list_in_another_case_is_named(check: Check, tmp_path: Path) -> None:
    cell = "SCC_M3; dpf_certified;BCR"
    (message,) = found_in_cell(check, tmp_path / "x", "engagements", "transfer_mechanism", cell)["message"]

    assert "'SCC_M3; BCR' is not one of" in message
    assert "(did you mean 'scc_m3; bcr'?)" in message


def test_a_range_in_another_case_is_named(check: Check, tmp_path: Path) -> None:
    (message,) = found_in_cell(check, tmp_path / "x", "engagements", "access_path", "Receives..Stores")[
        "message"
    ]

    assert "(did you mean 'receives..stores'?)" in message


@pytest.mark.parametrize(
    ("table", "column", "cell"),
    [
        ("engagements", "transfer_mechanism", "dpf"),
        ("engagements", "transfer_mechanism", "SCC_M"),
        ("engagements", "transfer_mechanism", "scc_m5"),
        ("engagements", "transfer_mechanism", "bcc"),
        ("engagements", "transfer_mechanism", "SCC_M; BCR"),
        ("evidence", "level", "E6"),
        ("evidence", "kind", "soc2"),
        ("evidence", "kind", "SOC 2 Type II"),
        ("access_controls", "control", "VR-A9"),
        ("places", "code", "DEX"),
    ],
)
def test_a_code_that_may_mean_several_gets_no_hint(
    check: Check, tmp_path: Path, table: str, column: str, cell: str
) -> None:
    errors = found_in_cell(check, tmp_path / "x", table, column, cell)

    assert list(errors["suggestion"]) == [""]
    assert "did you mean" not in errors["message"].iloc[0]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("adequcy", "adequacy"),
        ("uk addendum", "uk_addendum"),
        ("scc-m3", "scc_m3"),
        ("DPF certified", "dpf_certified"),
        ("eea\u200b", "eea"),
        ("non", "none"),
    ],
)
def test_a_misspelt_word_is_named(written: str, meant: str) -> None:
    mechanisms = TABLES["engagements"].column("transfer_mechanism").values

    assert nearest_words([written], mechanisms) == {written: meant}


def test_two_letters_swapped_are_told_in_short_ids_too() -> None:
    assert nearest_words(["asw"], ["aws", "gcp"]) == {"asw": "aws"}
    assert nearest_words(["abc"], ["abd"]) == {"abc": ""}


def test_of_two_that_are_equally_near_neither_is_given_as_meant() -> None:
    assert nearest_words(["vendor-12"], ["vendor-1", "vendor-2"]) == {"vendor-12": ""}
    assert closest_words(["vendor-12"], ["vendor-1", "vendor-2"])["vendor-12"].startswith("vendor-")


def test_no_place_code_is_a_hint_for_another() -> None:
    codes = {code for code in place_codes() if len(code) == 2}
    wrong = [f"{code}X" for code in codes if is_one_slip(f"{code}X", code)]

    assert set(nearest_words(wrong, codes).values()) == {""}
