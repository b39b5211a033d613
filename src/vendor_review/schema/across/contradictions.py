"""Statements that do not go together: data against access path, section, custody and wording; words against codes."""

from __future__ import annotations

import re

import pandas as pd

from vendor_review.schema.across.accepted import Accepted, tell, words_by
from vendor_review.schema.cells import values
from vendor_review.schema.cells.places import code_of, country_name
from vendor_review.schema.cells.spellings import spellings

# Levels of an access path from which a vendor gets at the data itself, and from which it keeps it.
RECEIVES, STORES = 2, 3
# Services that hardly work without the data of those who use them.
_NEEDS_DATA = re.compile(
    r"\b(?:CRM|customer relationship management|help ?desk|ticketing|live chat|call cent(?:er|re)|backups?|hosting"
    r"|databases?|data warehouse|e-?mail delivery)\b",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"\s*(?:none|nothing|no (?:personal )?data)\b", re.IGNORECASE)
# What people write where NA is to say that they do not know, or North America.
_NOT_NAMIBIA = frozenset({"n/a", "n.a.", "not applicable", "not available", "north america", "north-america"})


def contradictions(accepted: Accepted) -> list[pd.DataFrame]:
    """Facts of every contradiction between accepted rows and the page."""
    return [
        _none_beside_data(accepted),
        _none_beside_storing(accepted),
        _stored_and_nothing_held(accepted),
        _data_without_path(accepted),
        _reach_against_section(accepted),
        _purpose_against_section(accepted),
        _wording_against_data(accepted),
        _words_against_code(accepted),
        *_brand_in_wording(accepted),
    ]


def _stored(rows: pd.DataFrame) -> pd.Series:
    return (rows["access_path"] != "") & (rows["path_hi"] >= STORES)


def _none_beside_data(accepted: Accepted) -> pd.DataFrame:
    rows = accepted.tables["data_shared"]
    is_none = accepted.holding("data_shared", "category", ["none"])
    nones = rows[is_none]
    near = rows[~is_none & accepted.holding("data_shared", "engagement_id", nones["engagement_id"])]
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
    nones = rows[accepted.holding("data_shared", "category", ["none"])]
    stored = accepted.of_engagement(nones, "path_hi").ge(STORES) & accepted.of_engagement(
        nones, "access_path"
    ).ne("")
    near = rows[accepted.holding("data_shared", "engagement_id", nones["engagement_id"])]
    held = near[near["custody"] == "held"]
    # Once somebody has looked into what lies there, nothing is left to wonder about.
    classified = held.loc[~held["category"].isin(["none", "unclassified"]), "engagement_id"]
    wrong = nones[stored & ~nones["engagement_id"].isin(classified)]
    kept = words_by(held[held["engagement_id"].isin(wrong["engagement_id"])], "engagement_id", "category")
    words = "held is stated as " + kept.reindex(wrong["engagement_id"]).set_axis(wrong.index)
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
    engagements = accepted.engagements
    stated = accepted.named("engagements", "data_shared")
    held = accepted.named("engagements", "data_shared", accepted.holding("data_shared", "custody", ["held"]))
    wrong = engagements[_stored(engagements) & stated & ~held]
    return tell("REG-026", "engagements", wrong, "access_path", wrong["access_path"])


def _data_without_path(accepted: Accepted) -> pd.DataFrame:
    engagements, rows = accepted.engagements, accepted.tables["data_shared"]
    closed = engagements[engagements["path_hi"] == 0]
    closed = closed[closed["status"] != "past"]
    near = rows[accepted.holding("data_shared", "engagement_id", closed["engagement_id"])]
    beside = near[near["category"] != "none"]
    wrong = closed[closed["engagement_id"].isin(beside["engagement_id"])]
    stated = beside[["engagement_id"]].assign(data=beside["category"] + " as " + beside["custody"])
    named = words_by(stated, "engagement_id", "data").reindex(wrong["engagement_id"])
    return tell("REG-080", "engagements", wrong, "access_path", wrong["access_path"], detail=named)


def _reach_against_section(accepted: Accepted) -> pd.DataFrame:
    engagements = accepted.engagements
    closed = [section.id for section in accepted.page.sections if section.reaches_customer_data is False]
    reaches = (engagements["access_path"] != "") & (engagements["path_hi"] >= RECEIVES)
    wrong = engagements[engagements["section"].isin(closed) & reaches & (engagements["status"] != "past")]
    return tell("REG-027", "engagements", wrong, "access_path", wrong["access_path"], detail=wrong["section"])


def _purpose_against_section(accepted: Accepted) -> pd.DataFrame:
    engagements = accepted.engagements
    closed = [section.id for section in accepted.page.sections if section.reaches_customer_data is False]
    rows = engagements[engagements["section"].isin(closed) & (engagements["status"] != "past")]
    named = {purpose: _NEEDS_DATA.search(purpose) for purpose in rows["purpose"].unique()}
    words = {purpose: found[0] for purpose, found in named.items() if found}
    wrong = rows[rows["purpose"].isin(words)]
    return tell(
        "REG-072",
        "engagements",
        wrong,
        "purpose",
        [words[purpose] for purpose in wrong["purpose"]],
        detail=wrong["section"],
    )


def _wording_against_data(accepted: Accepted) -> pd.DataFrame:
    rows, engagements = accepted.tables["data_shared"], accepted.engagements
    denying = {wording for wording in engagements["data_shared"].unique() if _NOTHING.match(wording)}
    denied = engagements[engagements["data_shared"].isin(denying)]
    near = rows[accepted.holding("data_shared", "engagement_id", denied["engagement_id"])]
    disclosed = near[(near["custody"] == "disclosed") & (near["category"] != "none")]
    wrong = denied[denied["engagement_id"].isin(disclosed["engagement_id"])]
    categories = words_by(disclosed, "engagement_id", "category")
    return tell(
        "REG-066",
        "engagements",
        wrong,
        "data_shared",
        wrong["data_shared"],
        detail=categories.reindex(wrong["engagement_id"]),
    )


def _words_against_code(accepted: Accepted) -> pd.DataFrame:
    places = accepted.tables["places"]
    rows = places[(places["as_written"] != "") & ~places["code"].isin({"", *values.WORLD_CODES})]
    pairs = rows[["code", "as_written"]].drop_duplicates()
    named = [_code_in_words(*pair) for pair in pairs.itertuples(index=False, name=None)]
    meant = pd.Series(named, index=pd.MultiIndex.from_frame(pairs), dtype=object)
    meant = meant[meant != ""]
    keys = pd.MultiIndex.from_frame(rows[["code", "as_written"]])
    at_odds = keys.isin(meant.index)
    wrong = rows[at_odds]
    return tell(
        "REG-065",
        "places",
        wrong,
        "code",
        wrong["code"],
        vendor_id=accepted.of_engagement(wrong, "vendor_id"),
        expected=[country_name(code) for code in wrong["code"]],
        suggestion=[word if len(word) == 2 else "" for word in meant.reindex(keys[at_odds])],
        detail=wrong["as_written"],
    )


def _code_in_words(code: str, as_written: str) -> str:
    """The code of the country that the words name, if it is not `code`; `unknown` if they name none; else ""."""
    if code == "NA" and as_written.casefold() in _NOT_NAMIBIA:
        return "unknown"
    meant = code_of(as_written)
    return "" if meant in {code, *values.WORLD_CODES} else meant


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
