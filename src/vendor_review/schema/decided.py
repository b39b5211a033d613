"""Whether what people decided last about a vendor still holds, says enough, and is acted on."""

from __future__ import annotations

import re

import pandas as pd

from vendor_review.schema import values
from vendor_review.schema.accepted import Accepted, day_words, tell
from vendor_review.schema.timing import IN_USE

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
    loose = current[(current["pinned_run"] == "") | (current["pinned_score"] == "")]
    odd = current[~values.each(current["pinned_score"], lambda score: score == "" or _is_score(score))]
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
        tell("REG-060", "decisions", loose, "pinned_run", loose["decision_id"]),
        tell("REG-061", "decisions", odd, "pinned_score", odd["pinned_score"]),
        tell(
            "REG-075",
            "decisions",
            kept,
            "decision",
            kept["vendor_id"],
            expected=day_words(kept["decided_on"]),
        ),
    ]


def _is_score(written: str) -> bool:
    """Whether `written` is an interval of points, low..high within 0 to 100."""
    found = _SCORE.fullmatch(written)
    return found is not None and float(found[1]) <= float(found[2]) <= 100
