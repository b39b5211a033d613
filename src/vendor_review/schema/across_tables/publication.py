"""What the public page promises or shows, and the register does not give; and whom the page leaves out."""

from __future__ import annotations

import pandas as pd

from vendor_review.schema.across_tables.accepted_rows import Accepted
from vendor_review.schema.across_tables.contradictions import RECEIVES
from vendor_review.schema.cells import encoding, values
from vendor_review.schema.findings.facts import facts
from vendor_review.schema.rows.row_rule import RowRule, cells_of, row_rule
from vendor_review.schema.rows.timing import IN_USE

_ENGAGEMENT = cells_of("engagement_id")


def publication_rules(accepted: Accepted) -> list[RowRule]:
    """Rules on what the public list would lack, promise in vain, or leave out."""
    return [*_promises(accepted), *_links(accepted), *_blank_cells(accepted), _left_out(accepted)]


def empty_sections(accepted: Accepted) -> list[pd.DataFrame]:
    """Facts of the sections of the page that list no vendor."""
    rejected = encoding.texts(accepted.rejected["engagements"]["section"])
    shown = {*accepted.listed["section"].unique(), *rejected}
    return [
        facts("PAGE-012", "page", f"sections.{section.id}", value=section.id)
        for section in accepted.context.page.sections
        if section.id not in shown
    ]


def _promises(accepted: Accepted) -> list[RowRule]:
    rules = {
        "location": row_rule(
            "REG-030",
            "engagements",
            "engagement_id",
            lambda rows: accepted.is_listed & ~accepted.named("engagements", "places"),
        ),
        "role": row_rule(
            "REG-031",
            "engagements",
            "role",
            lambda rows: accepted.is_listed & (rows["role"] == ""),
            value=_ENGAGEMENT,
        ),
        "identity": row_rule(
            "REG-070",
            "vendors",
            "legal_entity",
            lambda rows: accepted.is_listed_vendor & (rows["legal_entity"] == ""),
            value=cells_of("name"),
        ),
    }
    return [rule for promise, rule in rules.items() if promise in accepted.context.page.promises]


def _links(accepted: Accepted) -> list[RowRule]:
    def lacks(kind: str) -> pd.Series:
        stated = ~accepted.holding("evidence", "location", [""])
        return ~accepted.named(
            "vendors", "evidence", stated & accepted.holding("evidence", "public_as", [kind])
        )

    def breaks(rows: pd.DataFrame) -> pd.Series:
        return accepted.is_listed_vendor & (lacks("security") | lacks("privacy"))

    def headings(rows: pd.DataFrame) -> pd.Series:
        security, privacy = (lacks(kind)[rows.index] for kind in ("security", "privacy"))
        words = pd.Series("privacy", index=rows.index, dtype=str)
        return words.mask(security, "security").mask(security & privacy, "security and privacy")

    return [
        row_rule("REG-032", "vendors", "vendor_id", breaks, detail=headings),
        row_rule(
            "REG-069",
            "vendors",
            "website",
            lambda rows: accepted.is_listed_vendor & (rows["website"] == ""),
            value=cells_of("vendor_id"),
        ),
    ]


def _blank_cells(accepted: Accepted) -> list[RowRule]:
    def blank(rule: str, column: str) -> RowRule:
        return row_rule(
            rule,
            "engagements",
            column,
            lambda rows: accepted.is_listed & (rows[column] == ""),
            value=_ENGAGEMENT,
        )

    found = [blank("REG-067", "purpose"), blank("REG-110", "data_shared")]
    return [*found, blank("REG-071", "section")] if accepted.context.page.sections else found


def _left_out(accepted: Accepted) -> RowRule:
    def breaks(rows: pd.DataFrame) -> pd.Series:
        hidden = rows["status"].isin(IN_USE) & ~rows["public"]
        # What is not stated may be the case: a blank role may be a processor's, a blank access path reaches anything.
        hidden &= rows["role"].isin(["processor", ""]) & (rows["path_hi"] >= RECEIVES)
        if not hidden.any():
            return hidden
        exempt = _of_employees_alone(accepted, rows.loc[hidden, "engagement_id"])
        return hidden & ~rows["engagement_id"].isin(exempt)

    return row_rule("REG-068", "engagements", "public", breaks, value=_ENGAGEMENT)


def _of_employees_alone(accepted: Accepted, engagement_ids: pd.Series) -> pd.Series:
    """Which of these engagements have data, and every row of it is stated to be about employees and nobody else."""
    rows = accepted.tables["data_shared"]
    rows = rows[rows["engagement_id"].isin(engagement_ids) & (rows["category"] != "none")]
    alone = [cell for cell in rows["subjects"].unique() if {*values.items(cell)} == {"employees"}]
    others = rows.loc[~rows["subjects"].isin(alone), "engagement_id"]
    # A rejected row may be about anybody.
    lost = pd.Index(encoding.texts(accepted.rejected["data_shared"]["engagement_id"]))
    return rows.loc[~rows["engagement_id"].isin(others) & ~rows["engagement_id"].isin(lost), "engagement_id"]
