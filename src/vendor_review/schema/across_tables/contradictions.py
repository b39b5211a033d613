"""Statements that do not go together: data against access path, section, custody and wording; words against codes."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from vendor_review.schema.across_tables.accepted_rows import Accepted, words_by
from vendor_review.schema.cells import values
from vendor_review.schema.cells.names import spellings
from vendor_review.schema.cells.place_codes import code_of, codes_in, country_name, mentions
from vendor_review.schema.rows.row_rule import RowRule, cells_of, row_rule

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


def contradiction_rules(accepted: Accepted) -> list[RowRule]:
    """Rules on every contradiction between accepted rows and the page."""
    return [
        _none_beside_data(accepted),
        _none_beside_storing(accepted),
        *_half_stated(accepted),
        _data_without_path(accepted),
        *_against_section(accepted),
        _wording_against_data(accepted),
        _words_against_code(),
        *_brand_in_wording(accepted),
    ]


def _none_beside_data(accepted: Accepted) -> RowRule:
    def others(rows: pd.DataFrame) -> pd.Series:
        """What is stated beside each row that states none, for the same engagement and custody; "" for nothing."""
        shared = accepted.tables["data_shared"]
        near = accepted.holding("data_shared", "engagement_id", rows["engagement_id"])
        beside = shared[~accepted.is_none & near].groupby(["engagement_id", "custody"])["category"]
        named = beside.agg(lambda names: ", ".join(sorted(set(names))))
        keys = pd.MultiIndex.from_frame(rows[["engagement_id", "custody"]])
        return pd.Series(named.reindex(keys, fill_value="").to_numpy(), index=rows.index, dtype=str)

    def breaks(rows: pd.DataFrame) -> pd.Series:
        is_none = accepted.is_none
        # As a rule an engagement of which none is stated has no other row.
        alone = is_none & ~rows["engagement_id"].isin(rows.loc[~is_none, "engagement_id"])
        if is_none.equals(alone):
            return is_none & False
        return (others(rows[is_none]) != "").reindex(rows.index, fill_value=False)

    return row_rule(
        "REG-024",
        "data_shared",
        "category",
        breaks,
        expected=others,
        detail=lambda rows: "is stated as " + rows["custody"],
    )


def _none_beside_storing(accepted: Accepted) -> RowRule:
    shared = accepted.tables["data_shared"]

    def breaks(rows: pd.DataFrame) -> pd.Series:
        nones = rows[accepted.is_none]
        if nones.empty:
            return pd.Series(False, index=rows.index)
        stored = accepted.of_engagement(nones, "path_hi").ge(STORES)
        stored &= accepted.of_engagement(nones, "access_path").ne("")
        # Once somebody has looked into what lies there, nothing is left to wonder about.
        held = accepted.holding("data_shared", "custody", ["held"])
        unclear = accepted.holding("data_shared", "category", ["none", "unclassified"])
        held |= accepted.holding("data_shared", "custody", ["ciphertext"])
        classified = rows.loc[held & ~unclear, "engagement_id"]
        wrong = stored & ~nones["engagement_id"].isin(classified)
        return wrong.reindex(rows.index, fill_value=False)

    def what_is_held(rows: pd.DataFrame) -> pd.Series:
        near = accepted.holding("data_shared", "engagement_id", rows["engagement_id"])
        kept = words_by(shared[near & (shared["custody"] == "held")], "engagement_id", "category")
        words = "held is stated as " + kept.reindex(rows["engagement_id"]).set_axis(rows.index)
        return words.fillna("what is held is not stated") + ", and none as " + rows["custody"]

    return row_rule(
        "REG-025",
        "data_shared",
        "category",
        breaks,
        expected=lambda rows: accepted.of_engagement(rows, "access_path"),
        detail=what_is_held,
    )


def _half_stated(accepted: Accepted) -> list[RowRule]:
    """Engagements that may keep data, and of which only what is disclosed, or what is held, is stated.

    Where the access path is not stated it may be any: there no data at all is a statement that something else undoes.
    """
    table = "engagements"

    def stating(*custodies: str) -> pd.Series:
        of = accepted.holding("data_shared", "custody", custodies)
        if "ciphertext" in custodies:
            of &= ~accepted.is_none | ~accepted.holding("data_shared", "custody", ["ciphertext"])
        return accepted.named(table, "data_shared", of)

    disclosed, held = stating("disclosed"), stating("held", "ciphertext")
    some = accepted.named(table, "data_shared", ~accepted.is_none)
    none = accepted.named(table, "data_shared", accepted.is_none) & ~some

    def keeps(rows: pd.DataFrame) -> pd.Series:
        return (rows["path_hi"] >= STORES) & accepted.is_current

    def half(rows: pd.DataFrame) -> pd.Series:
        return keeps(rows) & (disclosed != held)

    def lacking(rows: pd.DataFrame) -> list[str]:
        words = np.select([~held[rows.index], ~disclosed[rows.index]], ["held", "disclosed"], "")
        return [str(word) for word in words]

    def unless_path(rows: pd.DataFrame) -> list[str]:
        return [f"what is {word} is not stated" if word else "no data is stated" for word in lacking(rows)]

    return [
        row_rule(
            "REG-026",
            table,
            "access_path",
            lambda rows: half(rows) & (rows["access_path"] != ""),
            detail=lacking,
        ),
        row_rule(
            "REG-085",
            table,
            "access_path",
            lambda rows: (rows["access_path"] == "") & (half(rows) | (keeps(rows) & none & disclosed & held)),
            value=cells_of("engagement_id"),
            detail=unless_path,
        ),
    ]


def _data_without_path(accepted: Accepted) -> RowRule:
    def data(rows: pd.DataFrame) -> pd.DataFrame:
        """The data that is stated of some engagements, but for none."""
        shared = accepted.tables["data_shared"]
        return shared[
            ~accepted.is_none & accepted.holding("data_shared", "engagement_id", rows["engagement_id"])
        ]

    def breaks(rows: pd.DataFrame) -> pd.Series:
        closed = (rows["path_hi"] == 0) & accepted.is_current
        if not closed.any():
            return closed
        return closed & rows["engagement_id"].isin(data(rows[closed])["engagement_id"])

    def named(rows: pd.DataFrame) -> pd.Series:
        beside = data(rows)
        stated = beside[["engagement_id"]].assign(data=beside["category"] + " as " + beside["custody"])
        return words_by(stated, "engagement_id", "data").reindex(rows["engagement_id"])

    return row_rule("REG-080", "engagements", "access_path", breaks, detail=named)


def _against_section(accepted: Accepted) -> list[RowRule]:
    closed = [
        section.id for section in accepted.context.page.sections if section.reaches_customer_data is False
    ]

    def promises_none(rows: pd.DataFrame) -> pd.Series:
        return rows["section"].isin(closed) & (rows["status"] != "past")

    def reaches(rows: pd.DataFrame) -> pd.Series:
        return promises_none(rows) & (rows["access_path"] != "") & (rows["path_hi"] >= RECEIVES)

    def needs_data(rows: pd.DataFrame) -> pd.Series:
        promised = promises_none(rows)
        purposes = rows.loc[promised, "purpose"]
        telling = [purpose for purpose in purposes.unique() if _NEEDS_DATA.search(purpose)]
        return promised & rows["purpose"].isin(telling)

    def service(rows: pd.DataFrame) -> list[str]:
        return [found[0] for found in map(_NEEDS_DATA.search, rows["purpose"]) if found]

    section = cells_of("section")
    return [
        row_rule("REG-027", "engagements", "access_path", reaches, detail=section),
        row_rule("REG-072", "engagements", "purpose", needs_data, value=service, detail=section),
    ]


def _wording_against_data(accepted: Accepted) -> RowRule:
    def disclosed(rows: pd.DataFrame) -> pd.DataFrame:
        """The data that is stated as disclosed, but for none, of some engagements."""
        shared = accepted.tables["data_shared"]
        near = accepted.holding("data_shared", "engagement_id", rows["engagement_id"])
        return shared[near & ~accepted.is_none & (shared["custody"] == "disclosed")]

    def breaks(rows: pd.DataFrame) -> pd.Series:
        denying = [wording for wording in rows["data_shared"].unique() if _NOTHING.match(wording)]
        denied = rows["data_shared"].isin(denying)
        if not denying:
            return denied
        return denied & rows["engagement_id"].isin(disclosed(rows[denied])["engagement_id"])

    def categories(rows: pd.DataFrame) -> pd.Series:
        return words_by(disclosed(rows), "engagement_id", "category").reindex(rows["engagement_id"])

    return row_rule("REG-066", "engagements", "data_shared", breaks, detail=categories)


def _words_against_code() -> RowRule:
    def breaks(rows: pd.DataFrame) -> pd.Series:
        coded = (rows["as_written"] != "") & ~rows["code"].isin({"", *values.WORLD_CODES})
        pairs = rows.loc[coded, ["code", "as_written"]].drop_duplicates()
        at_odds = [pair for pair in pairs.itertuples(index=False, name=None) if _code_in_words(*pair)]
        keys = pd.MultiIndex.from_frame(rows[["code", "as_written"]])
        return coded & keys.isin(at_odds)

    def meant(rows: pd.DataFrame) -> list[str]:
        named = map(_code_in_words, rows["code"], rows["as_written"])
        return [code if len(code) == 2 else "" for code in named]

    return row_rule(
        "REG-065",
        "places",
        "code",
        breaks,
        expected=lambda rows: [*map(country_name, rows["code"])],
        suggestion=meant,
        detail=cells_of("as_written"),
    )


def _brand_in_wording(accepted: Accepted) -> list[RowRule]:
    """A rule for each spelling that comes close to the brand in each column of public wording."""
    brand = accepted.context.page.brand

    def misspelt(column: str, spelling: str) -> RowRule:
        pattern = rf"(?<![\w-]){spelling}(?![\w-])"
        return row_rule(
            "REG-044",
            "engagements",
            column,
            lambda rows: accepted.is_listed & rows[column].str.contains(pattern, regex=True),
            value=spelling,
            expected=brand,
            suggestion=brand,
        )

    # Words are looked for in all texts at once; rows are looked at only if there are any.
    return [
        misspelt(column, spelling)
        for column in ("purpose", "data_shared", "condition")
        for spelling in spellings("\n".join(accepted.listed[column].unique()), brand)
    ]


def _code_in_words(code: str, as_written: str) -> str:
    """What the words name instead of the country of `code`: its code, `unknown` if it has none or is open; else ""."""
    if code == "NA" and as_written.casefold() in _NOT_NAMIBIA:
        return "unknown"
    whole = code_of(as_written)
    named = {whole} if whole else {*codes_in(as_written)} - values.WORLD_CODES
    if not named or not named.isdisjoint({code, *values.WORLD_CODES}) or mentions(as_written, code):
        return ""
    return named.pop() if len(named) == 1 else "unknown"
