"""One row of answers for several controls: it is worth what the same answers are worth one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import strategies as st

from drawn import drawn
from population import AS_OF, CONTROLS, POLICY, Vendor, months_before, register_of
from registers import scored_as_of, write_register
from vendor_review.register.layout import SHORTHANDS
from vendor_review.schema import CheckedRegister
from vendor_review.scoring import Assessment, score_vendors

#: Answer rows as a register has them: control, answer, document.
Said = tuple[str, str, str]
#: What each document of the drawn registers is, and how many months ago it was issued.
DOCUMENTS: Mapping[str, tuple[str, str, int]] = {
    "report": ("soc2_type2", "E5", 4),
    "old-report": ("soc2_type2", "E5", 30),
    "certificate": ("iso27001", "E4", 8),
    "agreement": ("dpa", "E3", 20),
    "test": ("pentest", "E4", 3),
    "unnamed": ("", "E5", 1),
}
GROUPS = {word: POLICY.controls.index[POLICY.controls["group"].eq(word)].tolist() for word in SHORTHANDS[1:]}


def spoken(word: str, document: str) -> set[str]:
    """The controls that a row answers, worked out apart."""
    several = set(CONTROLS) if word == "*" else set(GROUPS[word])
    if not document:
        return several
    kind = DOCUMENTS[document][0]
    return several & set(POLICY.documents[kind].controls) if kind else set()


def with_answers(rows: Sequence[Said]) -> CheckedRegister:
    """The accepted register of one vendor that keeps health data, with these answers."""
    checked = register_of([Vendor(kinds=("Health",), path=(3, 3))])
    blanks = {name: rows.iloc[:0] for name, rows in checked.tables.items()}
    documents = [
        {"evidence_id": name, "vendor_id": "vendor-00", "kind": kind, "level": level, "in_scope": "yes"}
        | dict.fromkeys(("issued_on", "period_end"), months_before(age))
        for name, (kind, level, age) in DOCUMENTS.items()
    ]
    answers = [
        {"vendor_id": "vendor-00", "control": control, "answer": answer, "evidence_id": document}
        for control, answer, document in rows
    ]
    tables = {
        **checked.tables,
        "evidence": filled(blanks["evidence"], documents),
        "access_controls": filled(blanks["access_controls"], answers),
    }
    return replace(checked, tables=tables)


def filled(empty: pd.DataFrame, rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Rows in the columns of an empty table; what is not given is blank."""
    columns = {}
    for name, kind in empty.dtypes.items():
        blank: object = pd.NaT if kind.kind == "M" else ""
        columns[name] = pd.Series([row.get(str(name), blank) for row in rows], dtype=kind)
    return pd.DataFrame(columns)


def scored(rows: Sequence[Said]) -> Assessment:
    return score_vendors(with_answers(rows), POLICY)


def r_hi(rows: Sequence[Said]) -> float:
    return float(scored(rows).vendors["r_hi"].iloc[0])


# --- in words --------------------------------------------------------------------------------------------------

CASES: Mapping[str, tuple[list[Said], dict[str, tuple[str, str]]]] = {
    "a SOC 2 report answers every control": (
        [("*", "yes", "report")],
        dict.fromkeys(CONTROLS, ("yes", "report")),
    ),
    "a data processing agreement answers what it can speak of, and leaves the rest open": (
        [("*", "yes", "agreement")],
        {
            one: ("yes", "agreement") if one in spoken("*", "agreement") else ("unknown", "")
            for one in CONTROLS
        },
    ),
    "a group answers its own controls alone": (
        [("identity", "partial", "report")],
        {one: ("partial", "report") if one in GROUPS["identity"] else ("unknown", "") for one in CONTROLS},
    ),
    "a row for one control goes before, also one that says it is not known": (
        [("*", "yes", "report"), ("VR-A1", "no", ""), ("VR-I1", "", "")],
        dict.fromkeys(CONTROLS, ("yes", "report")) | {"VR-A1": ("no", ""), "VR-I1": ("unknown", "")},
    ),
    "of two documents that show the same the stronger counts": (
        [("*", "yes", "old-report"), ("*", "yes", "certificate")],
        dict.fromkeys(CONTROLS, ("yes", "certificate")),
    ),
    "where two rows disagree it is not known": (
        [("*", "yes", "report"), ("protection", "partial", "certificate")],
        {one: ("unknown", "") if one in GROUPS["protection"] else ("yes", "report") for one in CONTROLS},
    ),
    "a row that says nothing disagrees with none": (
        [("*", "yes", "report"), ("access", "unknown", "")],
        dict.fromkeys(CONTROLS, ("yes", "report")),
    ),
    "a document of no kind can speak of nothing": (
        [("*", "yes", "unnamed")],
        dict.fromkeys(CONTROLS, ("unknown", "")),
    ),
    "a vendor that will not say anything needs no document": (
        [("*", "declined", "")],
        dict.fromkeys(CONTROLS, ("declined", "")),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_a_row_for_several_controls_answers(case: str) -> None:
    rows, expected = CASES[case]
    controls = scored(rows).controls
    found = zip(controls.control_ids, controls.answer[0], controls.evidence_id[0], strict=True)
    assert {control: (answer, cited) for control, answer, cited in found} == expected


def test_the_ledger_has_a_row_for_each_control() -> None:
    scores = scored([("*", "yes", "report")])
    ledger = scores.ledger[scores.ledger["rule"].eq("SCO-3")]
    assert ledger["item"].tolist() == list(CONTROLS)
    assert (ledger["points_hi"] < 0).all()


# --- for any register ------------------------------------------------------------------------------------------

cited = st.sampled_from(list(DOCUMENTS))
shorthands = st.lists(
    st.tuples(st.sampled_from(SHORTHANDS), st.sampled_from(["yes", "partial", "no"]), cited)
    | st.tuples(st.sampled_from(SHORTHANDS), st.sampled_from(["no", "declined", "unknown", ""]), st.just("")),
    max_size=4,
    unique_by=lambda row: (row[0], row[2]),
)
singles = st.lists(
    st.tuples(st.sampled_from(CONTROLS), st.sampled_from(["yes", "no", "unknown"]), cited | st.just("")),
    max_size=5,
    unique_by=lambda row: row[0],
)


def by_hand(rows: Sequence[Said]) -> list[Said]:
    """The same answers one by one, as somebody would type them."""
    own = {row[0]: row for row in rows if row[0] not in SHORTHANDS}
    strength = score_vendors(with_answers([]), POLICY).evidence["strength"]
    for control in CONTROLS:
        told = [
            (answer, document)
            for word, answer, document in rows
            if word in SHORTHANDS and control in spoken(word, document) and answer not in ("", "unknown")
        ]
        if control in own or not told:
            continue
        if len({answer for answer, _ in told}) > 1:
            own[control] = (control, "unknown", "")
        else:
            answer, document = max(told, key=lambda one: strength[one[1]] if one[1] else 0.0)
            own[control] = (control, answer, document)
    return list(own.values())


@drawn(shorthands, singles)
def test_typed_out_by_hand_it_gives_the_same_scores_and_the_same_ledger(
    several: list[Said], single: list[Said]
) -> None:
    short, long = scored([*several, *single]), scored(by_hand([*several, *single]))
    ends = ["r_lo", "r_hi", "c_lo", "c_hi", "i_lo", "i_hi", "band", "appetite", "tier"]
    pd.testing.assert_frame_equal(short.vendors[ends], long.vendors[ends], check_exact=True)
    pd.testing.assert_frame_equal(short.ledger, long.ledger, check_exact=True)


@drawn(singles, st.sampled_from(SHORTHANDS), st.sampled_from(["yes", "partial"]), cited)
def test_answers_taken_from_a_document_never_raise_the_upper_end(
    single: list[Said], word: str, answer: str, document: str
) -> None:
    assert r_hi([*single, (word, answer, document)]) <= r_hi(single) + 1e-9


@drawn(singles, shorthands)
def test_without_a_document_no_row_for_several_lowers_the_upper_end(
    single: list[Said], several: list[Said]
) -> None:
    bare = [row for row in several if not row[2]]
    assert r_hi([*single, *bare]) >= r_hi(single) - 1e-9


# --- from a register as it is written --------------------------------------------------------------------------

REPORT = {
    "evidence_id": "report",
    "vendor_id": "mailer",
    "kind": "soc2_type2",
    "level": "E5",
    "title": "SOC 2",
    "issued_on": "2026-09-01",
    "period_end": "2026-08-01",
    "in_scope": "yes",
}
AGREEMENT = REPORT | {"evidence_id": "dpa", "kind": "dpa", "level": "E3", "period_end": ""}


def read(folder: Path, *rows: Said, lost_of: str = "mailer") -> tuple[CheckedRegister, float]:
    """A register of one vendor with these answers, the last said of `lost_of`; the upper end of its score."""
    engagement = {"engagement_id": "m1", "vendor_id": "mailer", "status": "active", "role": "processor"}
    names = ("vendor_id", "control", "answer", "evidence_id")
    tables = {
        "vendors": [{"vendor_id": "mailer", "name": "Mailer"}],
        "engagements": [engagement | {"access_path": "stores"}],
        "evidence": [REPORT, AGREEMENT],
        "access_controls": [dict(zip(names, ("mailer", *row), strict=True)) for row in rows],
    }
    if rows:
        tables["access_controls"][-1]["vendor_id"] = lost_of
    checked, scores = scored_as_of(write_register(folder / "house", tables), AS_OF)
    return checked, float(scores.vendors["r_hi"]["mailer"])


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([("*", "yes", "")], "REG-101"),
        ([("access", "partial", "")], "REG-101"),
        ([("*", "not_applicable", "report")], "REG-017"),
        ([("identity", "not_applicable", "")], "REG-017"),
        ([("identity", "yes", "dpa")], "REG-102"),
        ([("*", "yes", "report"), ("access", "partial", "dpa")], "REG-103"),
        ([("*", "yes", "report"), ("*", "no", "dpa")], "REG-103"),
        ([("*", "yes", "report"), ("*", "yes", "report")], "REG-007"),
        ([("everything", "yes", "report")], "REG-014"),
    ],
)
def test_what_cannot_be_meant_is_told_and_never_looks_safe(
    tmp_path: Path, rows: list[Said], rule: str
) -> None:
    checked, told = read(tmp_path, *rows)
    assert rule in set(checked.findings["rule"])
    assert told >= read(tmp_path / "one", *rows[:1])[1] - 1e-9
    if rule not in ("REG-103",):
        assert told == read(tmp_path / "none")[1]


@pytest.mark.parametrize(
    "rows",
    [
        [("*", "yes", "report")],
        [("*", "yes", "report"), ("*", "yes", "dpa")],
        [("*", "yes", "report"), ("VR-A1", "no", "")],
        [("*", "yes", "dpa"), ("identity", "yes", "report")],
        [("*", "declined", "")],
    ],
)
def test_what_can_be_meant_is_no_finding(tmp_path: Path, rows: list[Said]) -> None:
    checked, _ = read(tmp_path, *rows)
    assert checked.rejected.empty
    assert not {"REG-101", "REG-102", "REG-103", "REG-089"} & set(checked.findings["rule"])


@pytest.mark.parametrize("lost", [("VR-A2", "nope", ""), ("VR-A2", "no", "nowhere"), ("VR-A99", "no", "")])
@pytest.mark.parametrize("vendor_id", ["mailer", "mailr", ""])
def test_a_row_that_cannot_be_read_is_not_answered_by_the_others(
    tmp_path: Path, lost: Said, vendor_id: str
) -> None:
    checked, told = read(tmp_path, ("*", "yes", "report"), lost, lost_of=vendor_id)
    assert len(checked.rejected) == 1
    unknown = read(tmp_path / "unknown", ("*", "yes", "report"), ("VR-A2", "unknown", ""))[1]
    assert told >= unknown - 1e-9


def test_of_two_rows_that_disagree_the_later_names_the_earlier(tmp_path: Path) -> None:
    checked, _ = read(tmp_path, ("*", "yes", "report"), ("access", "no", "report"))
    found = checked.findings[checked.findings["rule"].eq("REG-103")]
    assert found["message"].tolist() == [
        "access_controls.csv line 3, column answer: 'no' here, but 'yes' in access_controls.csv line 2; the controls "
        "that both answer count as unknown.",
    ]


def test_a_register_without_documents_may_answer_by_shorthand(tmp_path: Path) -> None:
    tables = {
        "vendors": [{"vendor_id": "v", "name": "V"}],
        "engagements": [
            {
                "engagement_id": "e",
                "vendor_id": "v",
                "status": "active",
                "role": "processor",
                "access_path": "hosts",
            }
        ],
        "access_controls": [{"vendor_id": "v", "control": "*", "answer": "no"}],
    }
    _, scores = scored_as_of(write_register(tmp_path, tables), AS_OF)
    assert scores.vendors.loc["v", "c_hi"] == 0
