"""What evidence is worth nothing, or less than it says: undated, expired, without scope, shared, or never cited."""

from __future__ import annotations

import re

import pandas as pd

from vendor_review.schema.across_tables.accepted_rows import Accepted, words_by
from vendor_review.schema.across_tables.document_kinds import kind_rules
from vendor_review.schema.cells import encoding, values
from vendor_review.schema.rows.row_rule import RowRule, cells_of, row_rule

#: Kinds of evidence that bind the vendor as GDPR Art 28(3) asks.
CONTRACT_KINDS = ("dpa", "scc")
#: The kind of a transfer impact assessment, which shows no control.
ASSESSMENT = "tia"
_FRONT_PAGE = re.compile(r"https?://[^/?#]+/?", re.IGNORECASE)


def document_rules(accepted: Accepted) -> list[RowRule]:
    """Rules on evidence, and on answers that rest on none."""
    credited = accepted.holding("access_controls", "answer", ["yes", "partial"])
    return [
        *_worth_little(accepted),
        _contract(accepted),
        row_rule(
            "REG-038",
            "access_controls",
            "answer",
            lambda rows: credited & accepted.holding("access_controls", "evidence_id", [""]),
            detail=lambda rows: rows["control"] + " of " + rows["vendor_id"],
        ),
        _of_two_vendors("REG-028", accepted, "location"),
        _of_two_vendors("REG-062", accepted, "sha256"),
        row_rule("REG-045", "evidence", "location", _is_front_page, detail=cells_of("kind")),
        _uncited(accepted),
        row_rule(
            "REG-073",
            "evidence",
            "in_scope",
            lambda rows: (rows["in_scope"] == "no") & accepted.named("evidence", "access_controls", credited),
            value=cells_of("evidence_id"),
        ),
        *kind_rules(accepted),
    ]


def _worth_little(accepted: Accepted) -> list[RowRule]:
    document = cells_of("evidence_id")

    def counts(rows: pd.DataFrame) -> pd.Series:
        # A link that is there for customers to read needs neither level nor scope.
        return accepted.is_cited | rows["kind"].isin(CONTRACT_KINDS)

    def unrated(rows: pd.DataFrame) -> pd.Series:
        words = pd.Series("level", index=rows.index, dtype=str)
        return words.mask(rows["in_scope"] == "", "level and no scope (in_scope)")

    return [
        row_rule(
            "REG-035",
            "evidence",
            "issued_on",
            lambda rows: rows["issued_on"].isna() & rows["period_end"].isna(),
            value=document,
        ),
        row_rule(
            "REG-036",
            "evidence",
            "valid_until",
            lambda rows: rows["valid_until"] < accepted.today,
            value=document,
            expected=cells_of("valid_until"),
        ),
        row_rule(
            "REG-037",
            "evidence",
            "level",
            lambda rows: (rows["level"] == "") & counts(rows),
            value=document,
            detail=unrated,
        ),
        row_rule(
            "REG-037",
            "evidence",
            "in_scope",
            lambda rows: (rows["level"] != "") & (rows["in_scope"] == "") & counts(rows),
            value=document,
            detail="scope (in_scope)",
        ),
    ]


def _contract(accepted: Accepted) -> RowRule:
    """Vendors in use that need a contract as processors do, and of which there is none, not even a rejected one."""

    def breaks(vendors: pd.DataFrame) -> pd.Series:
        engagements, lost = accepted.engagements, accepted.rejected["evidence"]
        contracts = accepted.holding("evidence", "kind", CONTRACT_KINDS)
        lost_too = lost.loc[lost["kind"].isin(CONTRACT_KINDS), "vendor_id"]
        bound = (engagements["status"] != "past") & (engagements["role"] != "independent_controller")
        return (
            ~accepted.named("vendors", "evidence", contracts)
            & ~vendors["vendor_id"].isin(lost_too)
            & accepted.named("vendors", "engagements", bound)
        )

    return row_rule("REG-082", "vendors", "vendor_id", breaks)


def _of_two_vendors(rule: str, accepted: Accepted, column: str) -> RowRule:
    """Rows of different vendors that agree in `column`, which names one document."""

    def pairs(rows: pd.DataFrame) -> pd.DataFrame:
        return rows[[column, "vendor_id"]].drop_duplicates()

    def breaks(rows: pd.DataFrame) -> pd.Series:
        repeated = encoding.repeated(encoding.codes(accepted.coded["evidence"][column]))
        again = ~accepted.holding("evidence", column, [""]) & repeated
        if not again.any():
            return again
        stated = rows[again]
        if column == "location":
            # Words such as `on file` are no address of one document.
            stated = stated[stated[column].str.contains("://", regex=False)]
        shared = pairs(stated)
        shared = shared[shared.duplicated(column, keep=False)]
        return rows[column].isin(shared[column])

    def vendors(rows: pd.DataFrame) -> pd.Series:
        return words_by(pairs(rows), column, "vendor_id").reindex(rows[column])

    return row_rule(rule, "evidence", column, breaks, detail=vendors)


def _is_front_page(rows: pd.DataFrame) -> pd.Series:
    contracts = rows["kind"].isin(CONTRACT_KINDS)
    front = values.each(rows.loc[contracts, "location"].tolist(), _FRONT_PAGE.fullmatch)
    found = contracts.copy()
    found[contracts] = front
    return found


def _uncited(accepted: Accepted) -> RowRule:
    def breaks(rows: pd.DataFrame) -> pd.Series:
        # A contract and an assessment count by themselves, and a published link is there for the public list.
        alone = accepted.holding("evidence", "kind", (*CONTRACT_KINDS, ASSESSMENT))
        bound = (rows["public_as"] == "") & ~alone
        idle = bound & ~accepted.is_cited
        if not idle.any():
            return idle
        # An older report is kept as it was cited once; what counts is the vendor's newest of its kind.
        kin = rows[rows["vendor_id"].isin(rows.loc[idle, "vendor_id"])]
        day = kin["period_end"].fillna(kin["issued_on"])
        newest = day.groupby([kin["vendor_id"], kin["kind"]]).transform("max")
        return idle & ~(day < newest).reindex(rows.index, fill_value=False)

    return row_rule("REG-052", "evidence", "evidence_id", breaks)
