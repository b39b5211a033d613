"""What evidence is worth nothing, or less than it says: undated, expired, without scope, shared, or never cited."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from vendor_review.schema.across.accepted import Accepted, day_words, tell, words_by
from vendor_review.schema.cells import encoding, values

#: Kinds of evidence that bind the vendor as GDPR Art 28(3) asks.
CONTRACT_KINDS = ("dpa", "scc")
_FRONT_PAGE = re.compile(r"https?://[^/?#]+/?", re.IGNORECASE)


def documents(accepted: Accepted) -> list[pd.DataFrame]:
    """Facts of evidence, and of answers that rest on none."""
    rows, controls = accepted.tables["evidence"], accepted.tables["access_controls"]
    credited = accepted.holding("access_controls", "answer", ["yes", "partial"])
    bare = controls[credited & accepted.holding("access_controls", "evidence_id", [""])]
    return [
        *_worth_little(accepted, rows),
        _no_contract(accepted),
        tell(
            "REG-038",
            "access_controls",
            bare,
            "answer",
            bare["answer"],
            detail=bare["control"] + " of " + bare["vendor_id"],
        ),
        _of_two_vendors("REG-028", accepted, "location"),
        _of_two_vendors("REG-062", accepted, "sha256"),
        _front_page(rows),
        _uncited(accepted, rows),
        _cited_in_vain(rows, accepted.named("evidence", "access_controls", credited)),
        _too_high(rows, accepted.vocabulary.highest),
    ]


def _worth_little(accepted: Accepted, rows: pd.DataFrame) -> list[pd.DataFrame]:
    undated = rows[rows["issued_on"].isna() & rows["period_end"].isna()]
    expired = rows[rows["valid_until"] < accepted.today]
    # A link that is there for customers to read needs neither.
    counts = accepted.named("evidence", "access_controls")
    counts |= accepted.holding("evidence", "kind", CONTRACT_KINDS)
    vague = rows[counts & ((rows["level"] == "") | (rows["in_scope"] == ""))]
    unrated, unscoped = vague[vague["level"] == ""], vague[vague["level"] != ""]
    words = pd.Series("level", index=unrated.index, dtype=str)
    words = words.mask(unrated["in_scope"] == "", "level and no scope (in_scope)")
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
        tell("REG-037", "evidence", unrated, "level", unrated["evidence_id"], detail=words),
        tell("REG-037", "evidence", unscoped, "in_scope", unscoped["evidence_id"], detail="scope (in_scope)"),
    ]


def _no_contract(accepted: Accepted) -> pd.DataFrame:
    """Vendors in use that need a contract as processors do, and of which there is none, not even a rejected one."""
    engagements, lost = accepted.engagements, accepted.rejected["evidence"]
    contracts = accepted.holding("evidence", "kind", CONTRACT_KINDS)
    without = accepted.tables["vendors"][~accepted.named("vendors", "evidence", contracts)]
    without = without[~without["vendor_id"].isin(lost.loc[lost["kind"].isin(CONTRACT_KINDS), "vendor_id"])]
    theirs = engagements[engagements["vendor_id"].isin(without["vendor_id"])]
    bound = theirs[(theirs["status"] != "past") & (theirs["role"] != "independent_controller")]
    wrong = without[without["vendor_id"].isin(bound["vendor_id"])]
    return tell("REG-082", "vendors", wrong, "vendor_id", wrong["vendor_id"])


def _of_two_vendors(rule: str, accepted: Accepted, column: str) -> pd.DataFrame:
    """Rows of different vendors that agree in `column`, which names one document."""
    rows = accepted.tables["evidence"]
    repeated = encoding.repeated(accepted.coded["evidence"][column])
    stated = rows[repeated & ~accepted.holding("evidence", column, [""])]
    if column == "location":
        # Words such as `on file` are no address of one document.
        stated = stated[stated[column].str.contains("://", regex=False)]
    pairs = stated[[column, "vendor_id"]].drop_duplicates()
    shared = pairs[pairs.duplicated(column, keep=False)]
    wrong = stated[stated[column].isin(shared[column])]
    vendors = words_by(shared, column, "vendor_id").reindex(wrong[column])
    return tell(rule, "evidence", wrong, column, wrong[column], detail=vendors)


def _front_page(rows: pd.DataFrame) -> pd.DataFrame:
    contracts = rows[rows["kind"].isin(CONTRACT_KINDS)]
    wrong = contracts[values.each(contracts["location"].tolist(), _FRONT_PAGE.fullmatch)]
    return tell("REG-045", "evidence", wrong, "location", wrong["location"], detail=wrong["kind"])


def _uncited(accepted: Accepted, rows: pd.DataFrame) -> pd.DataFrame:
    # A contract counts by itself, and a published link is there for the public list.
    bound = (rows["public_as"] == "") & ~accepted.holding("evidence", "kind", CONTRACT_KINDS)
    idle = rows[bound & ~accepted.named("evidence", "access_controls")]
    # An older report is kept as it was cited once; what counts is the vendor's newest of its kind.
    kin = rows[rows["vendor_id"].isin(idle["vendor_id"])]
    day = kin["period_end"].fillna(kin["issued_on"])
    newest = day.groupby([kin["vendor_id"], kin["kind"]]).transform("max")
    idle = idle[~(day < newest)[idle.index]]
    return tell("REG-052", "evidence", idle, "evidence_id", idle["evidence_id"])


def _cited_in_vain(rows: pd.DataFrame, cited: pd.Series) -> pd.DataFrame:
    wrong = rows[cited & (rows["in_scope"] == "no")]
    return tell("REG-073", "evidence", wrong, "in_scope", wrong["evidence_id"])


def _too_high(rows: pd.DataFrame, highest_of: Mapping[str, str]) -> pd.DataFrame:
    """Rows whose level is above the highest that the policy allows for their kind."""
    bound = rows[rows["kind"].isin(highest_of)]
    highest = bound["kind"].astype(str).map(highest_of)
    too_high = bound["level"].astype(str) > highest
    wrong = bound[too_high]
    return tell(
        "REG-074",
        "evidence",
        wrong,
        "level",
        wrong["level"],
        expected=highest[too_high],
        detail=wrong["kind"],
    )
