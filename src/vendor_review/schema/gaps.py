"""What is promised and not given, not stated at all, undated, expired or out of step with the day of the review."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from vendor_review.schema.accepted import Accepted, day_words, tell

# Columns whose day lies in the past by their nature.
_PAST_DAYS: Mapping[str, tuple[str, ...]] = {
    "evidence": ("issued_on", "period_end"),
    "access_controls": ("assessed_on",),
    "onward": ("as_of",),
    "decisions": ("decided_on",),
    "reviews_done": ("reviewed_on",),
}


def gaps(accepted: Accepted) -> list[pd.DataFrame]:
    """Facts of all that accepted rows leave open."""
    return [
        *_promises(accepted),
        _no_public_links(accepted),
        *_nothing_stated(accepted),
        *_status(accepted),
        *_evidence(accepted),
        *_days_to_come(accepted),
    ]


def _promises(accepted: Accepted) -> list[pd.DataFrame]:
    rows = accepted.listed
    found: list[pd.DataFrame] = []
    if "location" in accepted.page.promises:
        wrong = rows[~rows["engagement_id"].isin(accepted.named["places", "engagement_id"])]
        found.append(tell("REG-030", "engagements", wrong, "engagement_id", wrong["engagement_id"]))
    if "role" in accepted.page.promises:
        wrong = rows[rows["role"] == ""]
        found.append(tell("REG-031", "engagements", wrong, "role", wrong["engagement_id"]))
    return found


def _no_public_links(accepted: Accepted) -> pd.DataFrame:
    evidence = accepted.tables["evidence"]
    vendors = accepted.tables["vendors"]
    listed = vendors[vendors["vendor_id"].isin(accepted.listed["vendor_id"])]
    links = evidence[evidence["location"] != ""]
    lacking = {
        kind: ~listed["vendor_id"].isin(links.loc[links["public_as"] == kind, "vendor_id"])
        for kind in ("security", "privacy")
    }
    both = lacking["security"] & lacking["privacy"]
    words = (
        pd.Series("privacy", index=listed.index)
        .mask(lacking["security"], "security")
        .mask(both, "security and privacy")
    )
    missing = lacking["security"] | lacking["privacy"]
    wrong = listed[missing]
    return tell("REG-032", "vendors", wrong, "vendor_id", wrong["vendor_id"], detail=words[missing])


def _nothing_stated(accepted: Accepted) -> list[pd.DataFrame]:
    engagements, vendors = accepted.engagements, accepted.tables["vendors"]
    in_use = engagements[engagements["status"] != "past"]
    no_path = in_use[in_use["access_path"] == ""]
    no_data = in_use[~in_use["engagement_id"].isin(accepted.named["data_shared", "engagement_id"])]
    idle = vendors[~vendors["vendor_id"].isin(accepted.named["engagements", "vendor_id"])]
    places = accepted.tables["places"]
    uncoded = places[places["code"] == ""]
    return [
        tell("REG-033", "engagements", no_path, "access_path", no_path["engagement_id"]),
        tell("REG-034", "engagements", no_data, "engagement_id", no_data["engagement_id"]),
        tell("REG-039", "vendors", idle, "vendor_id", idle["vendor_id"]),
        tell(
            "REG-043",
            "places",
            uncoded,
            "code",
            uncoded["as_written"],
            vendor_id=accepted.of_engagement(uncoded, "vendor_id"),
        ),
    ]


def _status(accepted: Accepted) -> list[pd.DataFrame]:
    rows = accepted.engagements
    optional = rows[(rows["status"] == "optional") & (rows["condition"] == "")]
    ended = rows[(rows["ended_on"] < accepted.today) & (rows["status"] != "past")]
    begun = rows[(rows["effective_on"] <= accepted.today) & (rows["status"] == "planned")]
    return [
        tell("REG-040", "engagements", optional, "condition", optional["engagement_id"]),
        tell("REG-041", "engagements", ended, "status", day_words(ended["ended_on"]), detail=ended["status"]),
        tell("REG-042", "engagements", begun, "status", day_words(begun["effective_on"])),
    ]


def _evidence(accepted: Accepted) -> list[pd.DataFrame]:
    rows, controls = accepted.tables["evidence"], accepted.tables["access_controls"]
    undated = rows[rows["issued_on"].isna() & rows["period_end"].isna()]
    expired = rows[rows["valid_until"] < accepted.today]
    no_level, no_scope = rows["level"] == "", rows["in_scope"] == ""
    vague = rows[no_level | no_scope]
    words = pd.Series("scope (in_scope)", index=rows.index).mask(no_level, "level")
    words = words.mask(no_level & no_scope, "level and no scope (in_scope)")[vague.index]
    bare = controls[controls["answer"].isin(["yes", "partial"]) & (controls["evidence_id"] == "")]
    return [
        tell("REG-035", "evidence", undated, "issued_on", undated["evidence_id"]),
        tell(
            "REG-036",
            "evidence",
            expired,
            "valid_until",
            expired["evidence_id"],
            expected=day_words(expired["valid_until"]),
        ),
        tell("REG-037", "evidence", vague, "level", vague["evidence_id"], detail=words),
        tell("REG-038", "access_controls", bare, "answer", bare["answer"]),
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
