"""Vendors as a few facts, made into the accepted rows that scoring takes; no file and no schema in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import pandas as pd

from vendor_review.policy import Policy, load_policy
from vendor_review.register.layout import TABLES
from vendor_review.schema import CheckedRegister
from vendor_review.schema.public_page.page import Page
from vendor_review.scoring import Assessment, score_vendors

AS_OF = date(2026, 11, 1)
POLICY = load_policy(None, AS_OF)
CONTROLS = tuple(POLICY.controls.index)
GATES = tuple(POLICY.controls.index[POLICY.controls["gate"]])
#: A spread of kinds: simple, behavioural, financial, sensitive, free text.
KINDS = ("EmailAddress", "Name", "Location", "BankAccount", "Health", "EmailContent", "unclassified")
_DATES = (
    "issued_on",
    "period_end",
    "valid_until",
    "engaged_on",
    "effective_on",
    "ended_on",
    "reviewed_on",
    "asked_on",
    "assessed_on",
)


@dataclass(frozen=True)
class Answer:
    """One answered control and its document; `age_months` None is undated, a blank `level` is no document."""

    answer: str
    level: str = ""
    age_months: int | None = None
    expired: bool = False
    in_scope: str = "yes"


@dataclass(frozen=True)
class Vendor:
    """What a register states of one vendor: kinds of data, access path, answers by control."""

    kinds: tuple[str, ...] = ()
    path: tuple[int, int] = (0, 4)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    states_no_data: bool = False


@cache
def months_before(months: int) -> pd.Timestamp:
    return pd.Timestamp(AS_OF) - pd.DateOffset(months=months)


def frame_of(table: str, rows: Sequence[Mapping[str, object]], extra: Sequence[str] = ()) -> pd.DataFrame:
    """Accepted rows of a table of which only the cells that matter are given."""
    names = [*TABLES[table].names, *extra]
    filled = [{name: row.get(name, pd.NaT if name in _DATES else "") for name in names} for row in rows]
    frame = pd.DataFrame(filled, columns=names)
    for name in set(names) & set(_DATES):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    for name in extra:
        frame[name] = frame[name].astype("int64")
    return frame


#: Nothing changes the frames of a register, so that all may share these.
_EMPTY = {name: frame_of(name, []) for name in TABLES}


def register_of(vendors: Sequence[Vendor], names: Sequence[str] | None = None) -> CheckedRegister:
    """The accepted rows of a register of these vendors, with an engagement each."""
    ids = names or [f"vendor-{place:02d}" for place in range(len(vendors))]
    data, answers, evidence = [], [], []
    for vendor_id, vendor in zip(ids, vendors, strict=True):
        engagement = {"engagement_id": f"{vendor_id}-e"}
        data += [
            {**engagement, "category": kind, "custody": custody}
            for kind in vendor.kinds
            for custody in ("disclosed", "held")
        ]
        if vendor.states_no_data:
            data += [
                {**engagement, "category": "none", "custody": custody} for custody in ("disclosed", "held")
            ]
        for control, answer in vendor.answers.items():
            evidence_id = f"{vendor_id}-{control}" if answer.level else ""
            answers.append(
                {
                    "vendor_id": vendor_id,
                    "control": control,
                    "answer": answer.answer,
                    "evidence_id": evidence_id,
                }
            )
            if answer.level:
                evidence.append(
                    {
                        "evidence_id": evidence_id,
                        "vendor_id": vendor_id,
                        "kind": "other",
                        "level": answer.level,
                        "in_scope": answer.in_scope,
                        "issued_on": pd.NaT
                        if answer.age_months is None
                        else months_before(answer.age_months),
                        "valid_until": months_before(1) if answer.expired else pd.NaT,
                    }
                )
    engagements = [
        {
            "engagement_id": f"{vendor_id}-e",
            "vendor_id": vendor_id,
            "role": "processor",
            "status": "active",
            "path_lo": vendor.path[0],
            "path_hi": vendor.path[1],
        }
        for vendor_id, vendor in zip(ids, vendors, strict=True)
    ]
    tables = {
        **_EMPTY,
        "vendors": frame_of("vendors", [{"vendor_id": key, "name": f"Name of {key}"} for key in ids]),
        "engagements": frame_of("engagements", engagements, ("path_lo", "path_hi")),
        "data_shared": frame_of("data_shared", data),
        "access_controls": frame_of("access_controls", answers),
        "evidence": frame_of("evidence", evidence),
    }
    return CheckedRegister(
        name="population",
        tables=tables,
        rejected=pd.DataFrame({"table": [], "vendor_id": []}, dtype=str),
        findings=pd.DataFrame({"severity": []}),
        page=Page(),
    )


def score(vendors: Sequence[Vendor], policy: Policy = POLICY) -> Assessment:
    """Scores of these vendors, in a register of their own."""
    return score_vendors(register_of(vendors), policy)


def ends(scores: Assessment) -> pd.DataFrame:
    """r_lo and r_hi in the order in which the vendors were given."""
    return scores.vendors[["r_lo", "r_hi"]].sort_index()
