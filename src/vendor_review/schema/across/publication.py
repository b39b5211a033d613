"""What the public page promises or shows, and the register does not give; and whom the page leaves out."""

from __future__ import annotations

import pandas as pd

from vendor_review.schema.across.accepted import Accepted, tell
from vendor_review.schema.cells import encoding, values
from vendor_review.schema.findings.facts import facts
from vendor_review.schema.rows.timing import IN_USE

# Level of an access path from which a vendor gets at the data itself.
RECEIVES = 2


def publishing(accepted: Accepted) -> list[pd.DataFrame]:
    """Facts of what the public list would lack, promise in vain, or leave out."""
    return [
        *_promises(accepted),
        *_links(accepted),
        *_blank_cells(accepted),
        _left_out(accepted),
        *_sections(accepted),
    ]


def _listed_vendors(accepted: Accepted) -> pd.DataFrame:
    return accepted.tables["vendors"][accepted.named("vendors", "engagements", accepted.is_listed)]


def _promises(accepted: Accepted) -> list[pd.DataFrame]:
    rows = accepted.listed
    found: list[pd.DataFrame] = []
    if "location" in accepted.page.promises:
        wrong = accepted.engagements[accepted.is_listed & ~accepted.named("engagements", "places")]
        found.append(tell("REG-030", "engagements", wrong, "engagement_id", wrong["engagement_id"]))
    if "role" in accepted.page.promises:
        wrong = rows[rows["role"] == ""]
        found.append(tell("REG-031", "engagements", wrong, "role", wrong["engagement_id"]))
    if "identity" in accepted.page.promises:
        vendors = _listed_vendors(accepted)
        wrong = vendors[vendors["legal_entity"] == ""]
        found.append(tell("REG-070", "vendors", wrong, "legal_entity", wrong["name"]))
    return found


def _links(accepted: Accepted) -> list[pd.DataFrame]:
    listed = _listed_vendors(accepted)
    stated = ~accepted.holding("evidence", "location", [""])
    lacking = {
        kind: ~accepted.named(
            "vendors", "evidence", stated & accepted.holding("evidence", "public_as", [kind])
        )[listed.index]
        for kind in ("security", "privacy")
    }
    both = lacking["security"] & lacking["privacy"]
    words = (
        pd.Series("privacy", index=listed.index, dtype=str)
        .mask(lacking["security"], "security")
        .mask(both, "security and privacy")
    )
    missing = lacking["security"] | lacking["privacy"]
    wrong, homeless = listed[missing], listed[listed["website"] == ""]
    return [
        tell("REG-032", "vendors", wrong, "vendor_id", wrong["vendor_id"], detail=words[missing]),
        tell("REG-069", "vendors", homeless, "website", homeless["vendor_id"]),
    ]


def _blank_cells(accepted: Accepted) -> list[pd.DataFrame]:
    rows = accepted.listed
    found: list[pd.DataFrame] = []
    for column in ("purpose", "data_shared"):
        wrong = rows[rows[column] == ""]
        found.append(tell("REG-067", "engagements", wrong, column, wrong["engagement_id"]))
    return found


def _left_out(accepted: Accepted) -> pd.DataFrame:
    rows = accepted.engagements
    hidden = rows["status"].isin(IN_USE) & ~rows["public"]
    # What is not stated may be the case: a blank role may be a processor's, a blank access path reaches anything.
    wrong = rows[hidden & rows["role"].isin(["processor", ""]) & (rows["path_hi"] >= RECEIVES)]
    if len(wrong):
        wrong = wrong[~wrong["engagement_id"].isin(_of_employees_alone(accepted, wrong["engagement_id"]))]
    return tell("REG-068", "engagements", wrong, "public", wrong["engagement_id"])


def _of_employees_alone(accepted: Accepted, engagement_ids: pd.Series) -> pd.Series:
    """Which of these engagements have data, and every row of it is stated to be about employees and nobody else."""
    rows = accepted.tables["data_shared"]
    rows = rows[rows["engagement_id"].isin(engagement_ids) & (rows["category"] != "none")]
    alone = [cell for cell in rows["subjects"].unique() if {*values.items(cell)} == {"employees"}]
    others = rows.loc[~rows["subjects"].isin(alone), "engagement_id"]
    # A rejected row may be about anybody.
    lost = pd.Index(encoding.texts(accepted.rejected["data_shared"]["engagement_id"]))
    return rows.loc[~rows["engagement_id"].isin(others) & ~rows["engagement_id"].isin(lost), "engagement_id"]


def _sections(accepted: Accepted) -> list[pd.DataFrame]:
    if not accepted.page.sections:
        return []
    rows = accepted.listed
    nowhere = rows[rows["section"] == ""]
    shown = {*rows["section"].unique(), *encoding.texts(accepted.rejected["engagements"]["section"])}
    return [
        tell("REG-071", "engagements", nowhere, "section", nowhere["engagement_id"]),
        *(
            facts("PAGE-012", "page", f"sections.{section.id}", value=section.id)
            for section in accepted.page.sections
            if section.id not in shown
        ),
    ]
