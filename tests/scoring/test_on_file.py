"""Documents that are on file: nobody is asked for them again, and taking their answers gives what was promised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import strategies as st

from drawn import drawn
from population import AS_OF, CONTROLS, POLICY
from registers import scored_as_of, write_register
from vendor_review import cli
from vendor_review.figures import share
from vendor_review.report.words.next_steps import Steps
from vendor_review.scoring import Assessment, shortest_list

Cells = dict[str, str]

REPORT = {
    "evidence_id": "mailer-soc2",
    "kind": "soc2_type2",
    "level": "E5",
    "title": "SOC 2 report",
    "issued_on": "2026-09-01",
    "period_end": "2026-07-31",
    "valid_until": "2027-08-31",
    "in_scope": "yes",
}
AGREEMENT = {
    "evidence_id": "mailer-dpa",
    "kind": "dpa",
    "level": "E3",
    "title": "Agreement",
    "issued_on": "2026-03-01",
    "in_scope": "yes",
}


def house(
    folder: Path, documents: Sequence[Cells], answers: Sequence[tuple[str, str, str]] = ()
) -> Assessment:
    """Scores of a register of one vendor that keeps health data, with these documents and answers."""
    return scored_as_of(write_house(folder, documents, answers), AS_OF)[1]


def write_house(
    folder: Path, documents: Sequence[Cells], answers: Sequence[tuple[str, str, str]] = ()
) -> Path:
    engagement = {"engagement_id": "m1", "vendor_id": "mailer", "status": "active", "role": "processor"}
    names = ("vendor_id", "control", "answer", "evidence_id")
    tables = {
        "vendors": [{"vendor_id": "mailer", "name": "Mailer"}],
        "engagements": [engagement | {"access_path": "stores"}],
        "data_shared": [
            {"engagement_id": "m1", "category": "Health", "custody": custody}
            for custody in ("held", "disclosed")
        ],
        "evidence": [{"vendor_id": "mailer", **document} for document in documents],
        "access_controls": [dict(zip(names, ("mailer", *row), strict=True)) for row in answers],
    }
    return write_register(folder / "house", tables)


def asked(scores: Assessment) -> dict[str, dict[Any, Any]]:
    """The questions by what they ask, single controls left out."""
    rows = scores.questions[scores.questions["kind"].ne("control")]
    return {str(row["question"]): row for row in rows.to_dict("records")}


def r_hi(scores: Assessment) -> float:
    return float(scores.vendors["r_hi"]["mailer"])


ALL = [("*", "yes", "mailer-soc2")]


def test_a_report_on_file_is_not_asked_for_again_its_answers_are_to_be_taken(tmp_path: Path) -> None:
    scores = house(tmp_path, [REPORT])
    found = asked(scores)
    assert list(found) == ["mailer-soc2", "data_classification"]
    row = found["mailer-soc2"]
    assert (row["kind"], row["take"].split("; "), row["fill"]) == ("on_file", list(CONTROLS), "")
    assert row["r_hi"] == pytest.approx(r_hi(house(tmp_path / "taken", [REPORT], ALL)))
    assert row["drop"] == pytest.approx(r_hi(scores) - row["r_hi"])


def test_once_its_answers_are_taken_nothing_is_left_to_take(tmp_path: Path) -> None:
    assert "mailer-soc2" not in asked(house(tmp_path, [REPORT], ALL))


def test_of_a_report_that_is_cited_in_part_the_other_answers_are_to_be_taken(tmp_path: Path) -> None:
    found = asked(house(tmp_path, [REPORT], [("access", "yes", "mailer-soc2"), ("VR-I1", "no", "")]))
    assert "audit_report" not in found
    assert {"VR-A1", "VR-I1"}.isdisjoint(found["mailer-soc2"]["take"].split("; "))
    assert "VR-P1" in found["mailer-soc2"]["take"]


def test_a_questionnaire_that_is_cited_has_been_read_and_what_it_leaves_open_is_asked_for(
    tmp_path: Path,
) -> None:
    answers = {"evidence_id": "mailer-q", "kind": "questionnaire", "level": "E2", "in_scope": "yes"}
    answers |= {"title": "Answers", "issued_on": "2026-09-01"}
    unread = asked(house(tmp_path / "unread", [answers]))
    assert "mailer-q" in unread
    assert "questionnaire" not in unread
    read = asked(house(tmp_path / "read", [answers], [("VR-A1", "yes", "mailer-q")]))
    assert "mailer-q" not in read
    assert "questionnaire" in read


def test_an_agreement_on_file_is_not_asked_for_and_a_report_still_is(tmp_path: Path) -> None:
    found = asked(house(tmp_path, [AGREEMENT]))
    assert "contract" not in found
    assert found["audit_report"]["kind"] == "document"
    assert found["mailer-dpa"]["take"].split("; ") == [
        "VR-A1",
        "VR-A6",
        "VR-P1",
        "VR-P2",
        "VR-P5",
        "VR-O2",
        "VR-O3",
    ]


@pytest.mark.parametrize(
    "cells",
    [
        {"valid_until": "2026-10-31"},
        {"in_scope": "no"},
        {"issued_on": "2026-12-01", "period_end": "2026-10-31"},
    ],
)
def test_a_report_that_counts_for_nothing_is_asked_for_again(tmp_path: Path, cells: Cells) -> None:
    found = asked(house(tmp_path, [REPORT | cells]))
    assert "audit_report" in found
    assert "mailer-soc2" not in found


@pytest.mark.parametrize(("valid_until", "is_asked"), [("", True), ("2027-08-31", False)])
def test_a_report_that_has_aged_and_does_not_say_how_long_it_is_valid_is_asked_for_anew(
    tmp_path: Path, valid_until: str, is_asked: bool
) -> None:
    aged = REPORT | {"issued_on": "2024-09-01", "period_end": "2024-07-31", "valid_until": valid_until}
    found = asked(house(tmp_path, [aged]))
    assert ("audit_report" in found) is is_asked
    assert "mailer-soc2" in found


@pytest.mark.parametrize("blank", ["period_end", "in_scope", "level"])
@pytest.mark.parametrize("answers", [(), ALL])
def test_a_blank_of_a_document_says_what_it_costs(
    tmp_path: Path, blank: str, answers: list[tuple[str, str, str]]
) -> None:
    with_blank = house(tmp_path / "blank", [REPORT | {blank: ""}], answers)
    row = asked(with_blank)["mailer-soc2"]
    assert row["fill"] == blank
    taken = [
        r_hi(house(tmp_path / name, [one], ALL))
        for name, one in (("without", REPORT | {blank: ""}), ("with", REPORT))
    ]
    assert row["fill_drop"] == pytest.approx(taken[0] - taken[1])
    assert row["fill_drop"] > 1
    assert row["r_hi"] == pytest.approx(taken[1])
    told = Steps(with_blank).told(row)
    assert f"({blank}): the blank costs {share(row['fill_drop'])} points" in told
    assert told.startswith(
        "of “SOC 2 report” (mailer-soc2), on file, enter"
        if answers
        else "use “SOC 2 report” (mailer-soc2), on file, for 18 controls"
    )


def test_of_two_documents_on_file_the_one_that_adds_nothing_is_left_out(tmp_path: Path) -> None:
    assert "mailer-dpa" not in asked(house(tmp_path, [AGREEMENT, REPORT]))


def test_a_link_for_the_public_list_is_no_document_to_take_answers_from(tmp_path: Path) -> None:
    page = {
        "evidence_id": "page",
        "kind": "webpage",
        "level": "E1",
        "in_scope": "yes",
        "issued_on": "2026-09-01",
    }
    page |= {"public_as": "security", "location": "https://mailer.example/security"}
    assert next(iter(asked(house(tmp_path, [page])))) == "audit_report"


@pytest.mark.parametrize(("level", "is_named"), [("", False), ("E4", True)])
def test_a_document_of_another_kind_without_a_level_promises_nothing(
    tmp_path: Path, level: str, is_named: bool
) -> None:
    certificate = {
        "evidence_id": "quality",
        "kind": "other",
        "level": level,
        "title": "Certificate of quality management",
        "in_scope": "yes",
        "issued_on": "2026-09-01",
    }
    assert ("quality" in asked(house(tmp_path, [certificate]))) is is_named


def test_the_shortest_list_takes_what_is_on_file_and_counts_what_is_to_be_asked_for(tmp_path: Path) -> None:
    from vendor_review.report.words.question_words import shortest_words

    scores = house(tmp_path, [REPORT])
    found = shortest_list(scores)
    assert found[["kind", "question", "settled"]].to_numpy().tolist() == [["on_file", "mailer-soc2", 1]]
    assert shortest_words(scores, found) == (
        "At best, what is on file would bring 1 of 1 vendor within the appetite of 20 points."
    )


def test_the_command_says_what_to_take_from_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    register = write_house(tmp_path, [REPORT | {"period_end": ""}])
    assert cli.main(["questions", str(register), "--as-of", AS_OF.isoformat()]) == 0
    told = capsys.readouterr().out
    assert "use “SOC 2 report” (mailer-soc2), on file, for 18 controls" in told
    assert "enter the last day that it covers (period_end): the blank costs" in told
    assert "ask for a SOC 2" not in told


# --- for any documents -----------------------------------------------------------------------------------------

documents = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(sorted(POLICY.documents)),
            "level": st.sampled_from(["", "E1", "E3", "E5"]),
            "in_scope": st.sampled_from(["yes", "", "no"]),
            "period_end": st.sampled_from(["", "2026-07-31", "2025-01-31", "2023-01-31"]),
            "issued_on": st.sampled_from(["", "2026-08-31"]),
            "valid_until": st.sampled_from(["", "2027-01-31", "2026-10-01"]),
        }
    ),
    max_size=4,
).map(
    lambda rows: [row | {"evidence_id": f"d{place}", "title": "Document"} for place, row in enumerate(rows)]
)


@drawn(documents)
def test_no_document_that_is_fresh_is_asked_for_again(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]
) -> None:
    scores = house(tmp_path_factory.mktemp("r"), rows)
    kinds = POLICY.requests["kinds"]
    to_ask = {*scores.questions.loc[scores.questions["kind"].eq("document"), "question"]}
    to_ask |= {*shortest_list(scores).query("kind == 'document'")["question"]}
    accepted = scores.checked.tables["evidence"]  # type: ignore[union-attr]
    valid = accepted["valid_until"].gt(pd.Timestamp(AS_OF)) & accepted["in_scope"].ne("no")
    for kind in accepted.loc[valid, "kind"]:
        assert not [request for request in to_ask if kind in kinds[request]]


@drawn(documents)
def test_whoever_takes_the_answers_and_fills_the_blanks_has_the_score_that_was_promised(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]
) -> None:
    scores = house(tmp_path_factory.mktemp("r"), rows)
    told = scores.questions[scores.questions["kind"].eq("on_file")]
    for row in told.to_dict("records"):
        after = [dict(one) for one in rows]
        (document,) = [one for one in after if one["evidence_id"] == row["question"]]
        best = {"level": POLICY.documents[document["kind"]].level, "in_scope": "yes"}
        day = document["issued_on"] or date.isoformat(AS_OF)
        for blank in filter(None, row["fill"].split("; ")):
            document[blank] = best.get(blank, day)
        taken = house(tmp_path_factory.mktemp("r"), after, [("*", "yes", row["question"])])
        assert r_hi(taken) == pytest.approx(row["r_hi"], abs=1e-9)
