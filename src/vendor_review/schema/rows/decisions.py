"""Whether what people decided last about a vendor still holds, says enough, and is acted on."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from vendor_review.schema.across.accepted import Accepted, day_words, tell
from vendor_review.schema.cells import values
from vendor_review.schema.rows.timing import IN_USE

_ACCEPTED = ("accept", "accept_with_conditions")
_NUMBER = r"(\d{1,3}(?:\.\d+)?)"
_SCORE = re.compile(rf"{_NUMBER}\s*\.\.\s*{_NUMBER}", re.ASCII)


def decided(accepted: Accepted) -> list[pd.DataFrame]:
    """Facts of the last decision about each vendor; earlier ones are history, and stay as they are."""
    rows = accepted.tables["decisions"]
    rows = rows[rows["decided_on"] <= accepted.today].sort_values("decided_on", kind="stable")
    last = rows.drop_duplicates("vendor_id", keep="last").sort_index()
    engagements = accepted.engagements
    current = last[last["vendor_id"].isin(engagements.loc[engagements["status"] != "past", "vendor_id"])]
    staying = engagements[engagements["status"].isin(IN_USE) & engagements["ended_on"].isna()]

    lapsed = current[current["expires_on"] < accepted.today]
    endless = current[current["decision"].isin(_ACCEPTED) & current["expires_on"].isna()]
    bare = current[(current["decision"] == "accept_with_conditions") & (current["reason"] == "")]
    no_run, no_score = current["pinned_run"] == "", current["pinned_score"] == ""
    unreviewed, unscored = current[no_run], current[no_score & ~no_run]
    unpinned = pd.Series("review (pinned_run)", index=unreviewed.index, dtype=str)
    unpinned = unpinned.mask(no_score[unreviewed.index], "review (pinned_run) and score (pinned_score)")
    odd = current[~values.each(current["pinned_score"], lambda score: score == "" or score_of(score))]
    moved = current[(current["moved"] != "") & ~(current["expires_on"] < accepted.today)]
    preparer, decider = (current[name].map(person_key) for name in ("prepared_by", "decided_by"))
    alone = current[preparer.eq(decider) & preparer.ne("")]
    kept = last[(last["decision"] == "exit") & last["vendor_id"].isin(staying["vendor_id"])]
    return [
        tell(
            "REG-057",
            "decisions",
            lapsed,
            "expires_on",
            lapsed["decision_id"],
            expected=day_words(lapsed["expires_on"]),
        ),
        tell("REG-058", "decisions", endless, "expires_on", endless["decision"]),
        tell("REG-059", "decisions", bare, "reason", bare["decision_id"]),
        tell("REG-060", "decisions", unreviewed, "pinned_run", unreviewed["decision_id"], detail=unpinned),
        tell(
            "REG-060",
            "decisions",
            unscored,
            "pinned_score",
            unscored["decision_id"],
            detail="score (pinned_score)",
        ),
        tell("REG-061", "decisions", odd, "pinned_score", odd["pinned_score"]),
        tell("REG-083", "decisions", moved, "pinned_inputs", moved["decision_id"], detail=moved["moved"]),
        tell("REG-084", "decisions", alone, "prepared_by", alone["prepared_by"], detail=alone["decision_id"]),
        tell(
            "REG-075",
            "decisions",
            kept,
            "decision",
            kept["vendor_id"],
            expected=day_words(kept["decided_on"]),
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
