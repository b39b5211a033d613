"""What is out of step with the day of the review: status and dates, notices still running, decisions run out."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from vendor_review.schema.across.accepted import Accepted, day_words, tell
from vendor_review.schema.rows.notice import add_days

IN_USE = ("active", "optional")
# Columns whose day lies in the past by their nature.
_PAST_DAYS: Mapping[str, tuple[str, ...]] = {
    "evidence": ("issued_on", "period_end"),
    "access_controls": ("assessed_on",),
    "onward": ("as_of",),
    "decisions": ("decided_on",),
    "reviews_done": ("reviewed_on",),
}


def timing(accepted: Accepted) -> list[pd.DataFrame]:
    """Facts of all days that do not go with the day of the review."""
    return [*_status(accepted), *_planned(accepted), *_too_soon(accepted), *_days_to_come(accepted)]


def _status(accepted: Accepted) -> list[pd.DataFrame]:
    rows = accepted.engagements
    today = accepted.today
    ended = rows[(rows["ended_on"] < today) & (rows["status"] != "past")]
    begun = rows[(rows["effective_on"] <= today) & (rows["status"] == "planned")]
    found = [
        tell("REG-041", "engagements", ended, "status", day_words(ended["ended_on"]), detail=ended["status"]),
        tell("REG-042", "engagements", begun, "status", day_words(begun["effective_on"])),
    ]
    for column in ("engaged_on", "effective_on"):
        early = rows[rows["status"].isin(IN_USE) & (rows[column] > today)]
        found.append(
            tell(
                "REG-055",
                "engagements",
                early,
                column,
                day_words(early[column]),
                expected=accepted.as_of.isoformat(),
                detail=early["status"],
            )
        )
    past = rows[(rows["status"] == "past") & ~(rows["ended_on"] <= today)]
    words = day_words(past["ended_on"]).fillna("")
    return [*found, tell("REG-056", "engagements", past, "ended_on", words)]


def _planned(accepted: Accepted) -> list[pd.DataFrame]:
    rows = accepted.engagements
    coming = rows[(rows["status"] == "planned") & ~(rows["effective_on"] <= accepted.today)]
    no_start, no_effect = coming["engaged_on"].isna(), coming["effective_on"].isna()
    undated = coming[no_start | no_effect]
    words = pd.Series("effective_on", index=coming.index, dtype=str).mask(~no_effect, "engaged_on")
    words = words.mask(no_start & no_effect, "engaged_on, effective_on")[undated.index]
    found = [
        tell("REG-054", "engagements", undated, "effective_on", undated["engagement_id"], detail=words),
    ]
    days = accepted.page.notice_days
    if days is not None:
        ends = pd.Series(
            add_days(coming["engaged_on"].to_numpy(), days, accepted.page.day_type, accepted.page.holidays),
            index=coming.index,
        )
        runs = ends > accepted.today
        waiting = coming[runs]
        found.append(
            tell(
                "REG-053",
                "engagements",
                waiting,
                "engaged_on",
                waiting["engagement_id"],
                expected=day_words(ends[runs]),
            )
        )
    return found


def _too_soon(accepted: Accepted) -> list[pd.DataFrame]:
    """What took effect before a notice had ended that is over by now; while it runs, REG-021 rejects the row."""
    page = accepted.page
    notice_days, day_type = page.notice_days, page.day_type
    rows = accepted.engagements
    dated = rows[(rows["status"] != "past") & rows["engaged_on"].notna() & rows["effective_on"].notna()]
    if notice_days is None or dated.empty:
        return []
    engaged = dated["engaged_on"].to_numpy()
    ends = pd.Series(add_days(engaged, notice_days, day_type, page.holidays), index=dated.index)
    early = dated["effective_on"] < ends
    wrong, ended = dated[early], ends[early]
    begun = day_words(wrong["engaged_on"])
    return [
        tell(
            "REG-081",
            "engagements",
            wrong,
            "effective_on",
            day_words(wrong["effective_on"]),
            expected=day_words(ended),
            detail=f"{notice_days} {f'{day_type} ' if day_type else ''}days from " + begun,
        )
    ]


def _days_to_come(accepted: Accepted) -> list[pd.DataFrame]:
    found: list[pd.DataFrame] = []
    for table, columns in _PAST_DAYS.items():
        rows = accepted.tables[table]
        for column in columns:
            wrong = rows[rows[column] > accepted.today]
            found.append(
                tell(
                    "REG-023",
                    table,
                    wrong,
                    column,
                    day_words(wrong[column]),
                    expected=accepted.as_of.isoformat(),
                )
            )
    return found
