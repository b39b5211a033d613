"""What ends, or begins to count for less: contracts, documents, adequacy decisions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from vendor_review.register.layout import TABLES
from vendor_review.schema import CheckedRegister
from vendor_review.schema.across_tables.documents import CONTRACT_KINDS
from vendor_review.schema.rows.document_days import LONG_AGO, counting_days
from vendor_review.scoring.calendar.event_rows import Events, dated, days_of, days_of_vendors
from vendor_review.scoring.model.bands import Flags
from vendor_review.scoring.model.compliance import transfer_bases
from vendor_review.scoring.model.dates import day_of_age
from vendor_review.scoring.model.lookup import holds_any
from vendor_review.scoring.model.scores import Scores

_MECHANISMS = TABLES["engagements"].column("transfer_mechanism").values
#: In months, far less than a day.
_A_MOMENT = 1e-6


def contracts(scores: Scores, checked: CheckedRegister, since: pd.Series) -> Iterator[Events]:
    """When the contract with a vendor ends, where the register says so of the vendor itself."""
    rows = checked.tables["vendors"]
    rows = rows[rows["vendor_id"].isin(scores.vendors.index)]
    ends = days_of(rows, "contract_ends_on")
    calls = ends > days_of_vendors(rows, since)
    yield dated(rows.assign(item=""), "contract_ends", ends, "item", calls=calls)


def documents(scores: Scores, checked: CheckedRegister, since: pd.Series) -> Iterator[Events]:
    """When documents end, and when they begin to count for less."""
    controls, policy = scores.controls, scores.policy
    resting = controls.evidence_id[np.isin(controls.answer.astype(str), ["yes", "partial"])]
    rows = checked.tables["evidence"]
    rows = rows[rows["in_scope"].eq("yes") & ~(rows["issued_on"] > np.datetime64(policy.as_of))]
    rows = rows[rows["vendor_id"].isin(scores.vendors.index)]
    rests = rows["evidence_id"].map(pd.Series(resting).value_counts()).fillna(0)
    rows = rows.assign(controls=rests)
    aged, ends = counting_days(rows, policy.documents)
    kinds, forgotten = rows["kind"], ends == LONG_AGO
    ends = np.where(forgotten, np.datetime64("NaT"), ends)
    engagements = scores.engagements
    clauses = holds_any(
        engagements["transfer_mechanism"], [name for name in _MECHANISMS if name.startswith("scc")]
    )
    relying = rows["vendor_id"].isin(engagements.loc[clauses, "vendor_id"])
    binding = _longest(rows, kinds.isin(CONTRACT_KINDS))
    lapsing = _longest(rows, kinds.eq("scc") & relying)

    # One that has no day, and of a kind that runs out, counts for nothing already.
    cited, about = (rests > 0) & ~forgotten, ("evidence_id", "kind")
    # One that had ended by the last review was seen there, and calls for none.
    calls = ends > days_of_vendors(rows, since)
    # At just that age it is still whole, and counts for less from the next day on.
    fades = day_of_age(aged, policy.evidence_full_months + _A_MOMENT)
    floor = day_of_age(aged, policy.evidence_floor_months)
    yield dated(rows, "contract_ends", ends, *about, binding & ~lapsing, calls)
    yield dated(rows, "transfer_lapses", ends, *about, lapsing, calls)
    yield dated(rows, "evidence_expires", ends, *about, cited & ~binding & ~lapsing, calls)
    yield dated(rows, "evidence_fades", fades, *about, cited & ~(fades > ends))
    yield dated(rows, "evidence_at_floor", floor, *about, cited & ~(floor > ends))


def _longest(rows: pd.DataFrame, flags: pd.Series) -> Flags:
    """Which of the flagged documents end last of their vendor's; none where one of them has no end."""
    ends = rows["valid_until"].where(flags)
    endless = (flags & rows["valid_until"].isna()).groupby(rows["vendor_id"]).transform("any")
    last = ends.eq(ends.groupby(rows["vendor_id"]).transform("max")) & ~endless
    longest: Flags = last.to_numpy(dtype=np.bool_)
    return longest


def adequacy(scores: Scores, checked: CheckedRegister, since: pd.Series) -> Iterator[Events]:
    """When adequacy decisions end that a vendor's places rest on, the Data Privacy Framework among them."""
    policy = scores.policy
    places = transfer_bases(checked, scores.engagements, policy.vocabulary)
    fallen = replace(policy.vocabulary, listed=frozenset())
    without = transfer_bases(checked, scores.engagements, fallen)["basis"]
    framework = policy.adequacy["scope"].eq("dpf")
    resting = [
        (places["basis"].eq("adequacy"), ~framework),
        # What a mechanism still serves without the framework does not rest on it.
        (places["basis"].eq("mechanism") & without.ne("mechanism"), framework),
    ]
    for where, scope in resting:
        lasting = policy.adequacy[scope].sort_values("holds_until").drop_duplicates("code", keep="last")
        rows = places[where].drop_duplicates(["vendor_id", "code"]).merge(lasting, on="code")
        calls = days_of(rows, "holds_until") > days_of_vendors(rows, since)
        yield dated(rows, "transfer_lapses", rows["holds_until"], "code", "decision", calls=calls)
