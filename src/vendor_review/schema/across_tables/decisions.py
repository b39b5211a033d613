"""Whether what people decided last about a vendor still holds, says enough, and is acted on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import numpy as np
import pandas as pd

from vendor_review.schema.across_tables.accepted_rows import Accepted
from vendor_review.schema.cells import values
from vendor_review.schema.findings.catalogue import RULES
from vendor_review.schema.rows.row_rule import RowRule, cells_of, row_rule
from vendor_review.schema.rows.timing import IN_USE

_ACCEPTED = ("accept", "accept_with_conditions")
_NUMBER = r"(\d{1,3}(?:\.\d+)?)"
_SCORE = re.compile(rf"{_NUMBER}\s*\.\.\s*{_NUMBER}", re.ASCII)

Mask = Callable[[pd.DataFrame], pd.Series]


def decision_rules(accepted: Accepted) -> list[RowRule]:
    """Rules on the last decision about each vendor; earlier ones are history, and stay as they are."""
    engagements, today = accepted.engagements, accepted.today
    in_use = engagements.loc[engagements["status"] != "past", "vendor_id"]
    staying = engagements[engagements["status"].isin(IN_USE) & engagements["ended_on"].isna()]
    decisions = accepted.tables["decisions"]
    made = decisions[decisions["decided_on"] <= today].sort_values("decided_on", kind="stable")
    last = decisions.index.isin(made.drop_duplicates("vendor_id", keep="last").index)
    current = last & decisions["vendor_id"].isin(in_use)

    far = today + np.timedelta64(RULES["REG-109"].limit, "D")

    def rule(name: str, column: str, breaks: Mask, value: str = "decision_id", **told: object) -> RowRule:
        return row_rule(
            name, "decisions", column, lambda rows: current & breaks(rows), value=cells_of(value), **told
        )

    def unpinned(rows: pd.DataFrame) -> pd.Series:
        words = pd.Series("review (pinned_run)", index=rows.index, dtype=str)
        return words.mask(rows["pinned_score"] == "", "review (pinned_run) and score (pinned_score)")

    def of_one_person(rows: pd.DataFrame) -> pd.Series:
        preparer, decider = (rows[name].map(person_key) for name in ("prepared_by", "decided_by"))
        return preparer.eq(decider) & preparer.ne("")

    return [
        rule(
            "REG-057", "expires_on", lambda rows: rows["expires_on"] < today, expected=cells_of("expires_on")
        ),
        rule(
            "REG-058",
            "expires_on",
            lambda rows: rows["decision"].isin(_ACCEPTED) & rows["expires_on"].isna(),
            "decision",
        ),
        rule("REG-109", "expires_on", lambda rows: rows["expires_on"] > far, expected=cells_of("expires_on")),
        rule(
            "REG-059",
            "reason",
            lambda rows: (rows["decision"] == "accept_with_conditions") & (rows["reason"] == ""),
        ),
        rule("REG-060", "pinned_run", lambda rows: rows["pinned_run"] == "", detail=unpinned),
        rule(
            "REG-060",
            "pinned_score",
            lambda rows: (rows["pinned_score"] == "") & (rows["pinned_run"] != ""),
            detail="score (pinned_score)",
        ),
        rule(
            "REG-061",
            "pinned_score",
            lambda rows: pd.Series(values.each(rows["pinned_score"], _is_no_score), index=rows.index),
            "pinned_score",
        ),
        rule(
            "REG-083",
            "pinned_inputs",
            lambda rows: (rows["moved"] != "") & ~(rows["expires_on"] < today),
            detail=cells_of("moved"),
        ),
        rule("REG-084", "prepared_by", of_one_person, "prepared_by", detail=cells_of("decision_id")),
        row_rule(
            "REG-075",
            "decisions",
            "decision",
            lambda rows: last & (rows["decision"] == "exit") & rows["vendor_id"].isin(staying["vendor_id"]),
            value=cells_of("vendor_id"),
            expected=cells_of("decided_on"),
        ),
    ]


def person_key(name: str) -> str:
    """The same for a person however the case and the spaces are written."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def score_of(written: str) -> tuple[float, float] | None:
    """The ends of an interval of points as reviews show it, low..high within 0 to 100; None for anything else."""
    found = _SCORE.fullmatch(written)
    if found is None or not float(found[1]) <= float(found[2]) <= 100:
        return None
    return float(found[1]), float(found[2])


def _is_no_score(written: str) -> bool:
    return written != "" and score_of(written) is None
