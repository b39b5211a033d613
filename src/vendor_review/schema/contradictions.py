"""Statements that do not go together: data against access path, section and custody; one link under two vendors."""

from __future__ import annotations

import pandas as pd

from vendor_review.schema.accepted import Accepted, tell
from vendor_review.schema.spelling import spellings

# Levels of an access path from which a vendor gets at the data itself, and from which it keeps it.
RECEIVES, STORES = 2, 3


def contradictions(accepted: Accepted) -> list[pd.DataFrame]:
    """Facts of every contradiction between accepted rows and the page."""
    return [
        _none_beside_data(accepted),
        _none_beside_storing(accepted),
        _stored_and_nothing_held(accepted),
        _reach_against_section(accepted),
        _link_of_two_vendors(accepted),
        *_brand_in_wording(accepted),
    ]


def _stored(rows: pd.DataFrame) -> pd.Series:
    return (rows["access_path"] != "") & (rows["path_hi"] >= STORES)


def _none_beside_data(accepted: Accepted) -> pd.DataFrame:
    rows = accepted.tables["data_shared"]
    nones = rows[rows["category"] == "none"]
    near = rows[rows["engagement_id"].isin(nones["engagement_id"]) & (rows["category"] != "none")]
    beside = near.groupby(["engagement_id", "custody"])["category"].agg(
        lambda names: ", ".join(sorted(set(names)))
    )
    keys = pd.MultiIndex.from_frame(nones[["engagement_id", "custody"]])
    others = pd.Series(beside.reindex(keys, fill_value="").to_numpy(), index=nones.index, dtype=str)
    wrong = nones[others != ""]
    return tell(
        "REG-024",
        "data_shared",
        wrong,
        "category",
        "none",
        vendor_id=accepted.of_engagement(wrong, "vendor_id"),
        expected=others[others != ""],
        detail="is stated as " + wrong["custody"],
    )


def _none_beside_storing(accepted: Accepted) -> pd.DataFrame:
    rows = accepted.tables["data_shared"]
    nones = rows[rows["category"] == "none"]
    stored = accepted.of_engagement(nones, "path_hi").ge(STORES) & accepted.of_engagement(
        nones, "access_path"
    ).ne("")
    wrong = nones[stored]
    held = rows[(rows["custody"] == "held") & rows["engagement_id"].isin(wrong["engagement_id"])]
    kept = held.groupby("engagement_id")["category"].agg(lambda names: ", ".join(sorted(set(names))))
    # Without a type of its own, a column in which nothing is held would be one of numbers.
    words = "held is stated as " + wrong["engagement_id"].map(kept).astype("str")
    return tell(
        "REG-025",
        "data_shared",
        wrong,
        "category",
        "none",
        vendor_id=accepted.of_engagement(wrong, "vendor_id"),
        expected=accepted.of_engagement(wrong, "access_path"),
        detail=words.fillna("what is held is not stated") + ", and none as " + wrong["custody"],
    )


def _stored_and_nothing_held(accepted: Accepted) -> pd.DataFrame:
    rows = accepted.tables["data_shared"]
    engagements = accepted.engagements
    held = rows.loc[rows["custody"] == "held", "engagement_id"]
    stated = engagements["engagement_id"].isin(accepted.named["data_shared", "engagement_id"])
    wrong = engagements[_stored(engagements) & stated & ~engagements["engagement_id"].isin(held)]
    return tell("REG-026", "engagements", wrong, "access_path", wrong["access_path"])


def _reach_against_section(accepted: Accepted) -> pd.DataFrame:
    engagements = accepted.engagements
    closed = [section.id for section in accepted.page.sections if section.reaches_customer_data is False]
    reaches = (engagements["access_path"] != "") & (engagements["path_hi"] >= RECEIVES)
    wrong = engagements[engagements["section"].isin(closed) & reaches & (engagements["status"] != "past")]
    return tell("REG-027", "engagements", wrong, "access_path", wrong["access_path"], detail=wrong["section"])


def _link_of_two_vendors(accepted: Accepted) -> pd.DataFrame:
    linked = accepted.tables["evidence"]
    linked = linked[linked["location"] != ""]
    pairs = linked[["location", "vendor_id"]].drop_duplicates()
    shared = pairs.loc[pairs.duplicated("location", keep=False)]
    wrong = linked[linked["location"].isin(shared["location"])]
    vendors = shared.groupby("location")["vendor_id"].agg(lambda names: ", ".join(sorted(set(names))))
    return tell(
        "REG-028",
        "evidence",
        wrong,
        "location",
        wrong["location"],
        detail=wrong["location"].map(vendors).astype(str),
    )


def _brand_in_wording(accepted: Accepted) -> list[pd.DataFrame]:
    brand = accepted.page.brand
    found: list[pd.DataFrame] = []
    for column in ("purpose", "data_shared", "condition"):
        # Words are looked for in all texts at once; rows are looked at only if there are any.
        rows = accepted.listed
        for spelling in spellings("\n".join(rows[column].unique()), brand):
            wrong = rows[rows[column].str.contains(rf"(?<![\w-]){spelling}(?![\w-])", regex=True)]
            found.append(
                tell("REG-044", "engagements", wrong, column, spelling, expected=brand, suggestion=brand)
            )
    return found
