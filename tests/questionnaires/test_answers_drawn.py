"""Whatever a vendor fills in, of whatever register: what is taken over scores as told, harms nothing, and only once."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import tries
from population import CONTROLS
from questionnaires.forms import (
    REPORT,
    REVIEWED,
    bytes_of,
    checked_and_scored,
    ends,
    errors,
    fill,
    put_answers,
    put_document,
    row_of,
    send,
    small_register,
)
from vendor_review.questionnaires.acceptance.taking import accept, preview
from vendor_review.questionnaires.form import KIND_WORDS

KINDS = tuple(KIND_WORDS.values())
stated = st.dictionaries(st.sampled_from(CONTROLS), st.sampled_from(["yes", "partial", "no", "unknown", ""]))
said = st.tuples(st.sampled_from(["yes", "partial", "no"]), st.sampled_from([None, "D1", "D2"]))
filled = st.dictionaries(st.sampled_from(CONTROLS), said, max_size=18)
kinds = st.tuples(st.sampled_from(KINDS), st.sampled_from(KINDS))
cited = st.sets(st.sampled_from(CONTROLS))
few = settings(max_examples=tries(12))


def register_of(folder: Path, answers: dict[str, str], with_document: set[str]) -> Path:
    """A register that has these answers, some of them with a weak document."""
    old = {"evidence_id": "old", "vendor_id": "mailer", "kind": "statement", "level": "E1", "in_scope": "yes"}
    rows = [
        {
            "vendor_id": "mailer",
            "control": control,
            "answer": answer,
            "evidence_id": "old" if control in with_document else "",
        }
        for control, answer in answers.items()
    ]
    return small_register(folder, evidence=[old | {"issued_on": "2026-01-31"}], access_controls=rows)


@few
@given(stated, cited, filled, kinds)
def test_what_is_taken_over_scores_as_told_and_harms_nothing(
    answers: dict[str, str],
    with_document: set[str],
    fills: dict[str, tuple[str, str | None]],
    pair: tuple[str, str],
) -> None:
    with TemporaryDirectory() as name:
        register = register_of(Path(name), answers, with_document)
        file = send(register, Path(name) / "out", "mailer")

        def change(book: Any) -> None:
            for number, kind in enumerate(pair, start=1):
                put_document(book, number, **{**REPORT, "kind": kind, "title": f"Document {number}"})
            asked = [cell.value for cell in book["answers"]["A"][1:]]
            for control, (answer, document) in fills.items():
                if control in asked:
                    put_answers(book, answer, document, [control])
                    assert book["answers"].cell(row_of(book, control), 4).value == answer

        fill(file, change)
        before, old_rows = (
            bytes_of(register),
            checked_and_scored(register, REVIEWED)[0].tables["access_controls"],
        )
        shown = preview(file, str(register), REVIEWED)
        assert bytes_of(register) == before
        done = accept(file, str(register), REVIEWED, by="Ann")
        assert done.problems == ()
        assert errors(register) == set()
        assert ends(register, "mailer") == pytest.approx(shown.weighed.then)
        # Every answer that stood there stands there, and evidence is only ever added to.
        new_rows = checked_and_scored(register, REVIEWED)[0].tables["access_controls"].set_index("control")
        kept = old_rows[~old_rows["answer"].isin(["", "unknown"])]
        assert new_rows.loc[kept["control"], "answer"].tolist() == kept["answer"].tolist()
        has = old_rows[old_rows["evidence_id"] != ""]
        assert new_rows.loc[has["control"], "evidence_id"].tolist() == has["evidence_id"].tolist()
        after = bytes_of(register)
        assert after["evidence.csv"].startswith(before["evidence.csv"])
        assert accept(file, str(register), REVIEWED, by="Ann").plan.adds_nothing
        assert bytes_of(register) == after


@few
@given(stated)
def test_the_best_answers_bring_the_controls_to_their_best(answers: dict[str, str]) -> None:
    """Where no weaker document stands beside an answer: R_hi is then what nothing but data and path leave open."""
    with TemporaryDirectory() as name:
        register = register_of(Path(name), answers, set())
        file = send(register, Path(name) / "out", "mailer")

        def change(book: Any) -> None:
            put_document(book, 1, **REPORT)
            for row in range(2, book["answers"].max_row + 1):
                # The best that a vendor can say is what stands there already, or yes.
                there = answers.get(str(book["answers"][f"A{row}"].value), "")
                best = there if there in ("partial", "no") else "yes"
                book["answers"][f"D{row}"], book["answers"][f"E{row}"] = best, "D1"

        done = accept(fill(file, change), str(register), REVIEWED, by="Ann")
        assert done.plan.differing == ()
        scores = checked_and_scored(register, REVIEWED)[1]
        assert np.allclose(scores.controls.credit_lo, scores.controls.credit_hi)
        vendor = scores.vendors.loc["mailer"]
        assert vendor["c_lo"] == pytest.approx(vendor["c_hi"])
        assert vendor["r_hi"] == pytest.approx(vendor["i_hi"] * (1 - scores.policy.kappa * vendor["c_hi"]))
        assert done.weighed.then == pytest.approx((vendor["r_lo"], vendor["r_hi"]))
