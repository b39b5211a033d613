"""What rejected rows do to checks and tiers: a fail stays, a pass becomes unknown, what raises a tier still does."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from vendor_review.policy import Policy
from vendor_review.schema import CheckedRegister
from vendor_review.scoring.model.bands import Flags, Words
from vendor_review.scoring.model.compliance import contract_gate, notice_gate, transfer_gate
from vendor_review.scoring.model.controls import ControlStrength
from vendor_review.scoring.model.evidence import weigh_evidence
from vendor_review.scoring.model.exposure import current_engagements, may_be_about
from vendor_review.scoring.model.lookup import Places, any_of, places_of
from vendor_review.scoring.model.tiers import escalate

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class StillSaid:
    """What the rejected rows still say of the vendors; see `CheckedRegister.readable`.

    Attributes
    ----------
    failing
        Check (contract, transfer, notice) to the vendors that fail it by what can still be read.
    escalators
        Facts that raise the tier by what can still be read: boolean columns per vendor.
    """

    failing: Mapping[str, Flags]
    escalators: pd.DataFrame


def engagements_of(checked: CheckedRegister, vendor_ids: Collection[str]) -> frozenset[str]:
    """Ids of all engagements of some vendors, of rejected ones those that they have in `readable`."""
    rows = [tables["engagements"] for tables in (checked.tables, checked.readable) if "engagements" in tables]
    return frozenset(one for frame in rows for one in frame.loc[_among(frame, vendor_ids), "engagement_id"])


def of_vendors(tables: Tables, vendor_ids: Collection[str], engagements: Collection[str]) -> Tables:
    """The rows that are about some vendors, or about their engagements."""
    return {name: rows[_among(rows, vendor_ids, engagements)] for name, rows in tables.items()}


def _among(rows: pd.DataFrame, vendor_ids: Collection[str], engagements: Collection[str] = ()) -> pd.Series:
    by_vendor = "vendor_id" in rows
    return rows["vendor_id" if by_vendor else "engagement_id"].isin(vendor_ids if by_vendor else engagements)


def still_said(checked: CheckedRegister, controls: ControlStrength, policy: Policy) -> StillSaid | None:
    """What rejected rows still say of the vendors of `controls`, read together with their accepted rows.

    None if nothing in them can be read.
    """
    readable, vendor_ids = checked.readable, pd.Index(controls.vendor_ids)
    if not readable:
        return None
    of_engagement = pd.concat([checked.tables["engagements"], *_rows(readable, "engagements")])
    owner_of = of_engagement.set_index("engagement_id")["vendor_id"]
    about = {
        vendor
        for rows in readable.values()
        for vendor in (rows["vendor_id"] if "vendor_id" in rows else owner_of.loc[rows["engagement_id"]])
    }.intersection(vendor_ids)
    engaged = engagements_of(checked, about)
    parts = [of_vendors(tables, about, engaged) for tables in (checked.tables, readable)]
    both = {
        name: pd.concat([rows, *_rows(parts[1], name)], ignore_index=True) for name, rows in parts[0].items()
    }
    register = replace(
        checked, tables=both, incomplete=checked.incomplete.iloc[:0], lost=checked.lost.iloc[:0], readable={}
    )
    engagements = current_engagements(register, policy)
    owner, size = places_of(engagements["vendor_id"], vendor_ids), len(vendor_ids)
    states = {
        "contract": contract_gate(weigh_evidence(both["evidence"], policy), vendor_ids),
        "transfer": transfer_gate(register, engagements, owner, size, policy),
        "notice": notice_gate(register, engagements, owner, size),
    }
    # What is not stated might raise a tier whether rows were rejected or not.
    whole = engagements.assign(data_whole=True)
    escalators, _ = escalate(register, whole, owner, controls, states["transfer"], policy)
    gates = set(controls.control_ids[controls.gates])
    answers = both["access_controls"]
    refused = answers["answer"].isin(["no", "declined"]) & answers["control"].isin(gates)
    escalators["gate_answered_no"] |= vendor_ids.isin(answers.loc[refused, "vendor_id"])
    return StillSaid({name: state == "fail" for name, state in states.items()}, escalators)


def _rows(tables: Tables, name: str) -> list[pd.DataFrame]:
    return [tables[name]] if name in tables else []


def transfer_with_rejected_rows(
    transfer: Words, checked: CheckedRegister, engagements: pd.DataFrame, owner: Places
) -> Words:
    """The check of transfers, where a pass of which a rejected row of places may speak is unknown."""
    is_open = any_of(may_be_about(checked, "places", engagements["engagement_id"]), owner, len(transfer))
    found: Words = np.where(is_open & (transfer == "pass"), "unknown", transfer)
    return found
