"""The last decision of people about each vendor: whether it is in force, and what has ended it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from vendor_review.schema import CheckedRegister
from vendor_review.schema.across_tables.decisions import score_of
from vendor_review.schema.across_tables.document_kinds import counting_days
from vendor_review.schema.across_tables.documents import CONTRACT_KINDS
from vendor_review.scoring.model.bands import against_appetite, band_of
from vendor_review.scoring.model.scores import Scores

#: What ends a decision: its own day, the end of what it rests on, and what it was made on being otherwise now.
EXPIRED, INPUTS, BAND, TIER, APPETITE = "expired", "inputs", "band", "tier", "appetite"
#: A row of the table that names the vendor is in error: it may be a later decision.
REJECTED = "rejected"
#: Events that end a decision which was made before them.
ENDING = ("contract_ends", "transfer_lapses", "evidence_expires")
#: Decimals of a pinned score.
_PINNED = 2


class Lapse(NamedTuple):
    """What ended a decision.

    `why` is `EXPIRED`, `REJECTED`, `INPUTS`, `BAND`, `TIER`, `APPETITE` or one of `ENDING`; `on` is the last day on
    which all was as it was when it was decided, None where nobody can say. `item` is the document, and `detail` its
    kind; of `INPUTS` detail names the parts that changed, of `REJECTED` the place of the row; of the others item is
    what was and detail what is.
    """

    why: str
    on: pd.Timestamp | None
    item: str = ""
    detail: str = ""


def latest_decisions(decisions: pd.DataFrame, as_of: np.datetime64) -> pd.DataFrame:
    """The last decision about each vendor up to a day, of accepted rows of the table `decisions`."""
    known = decisions[decisions["decided_on"] <= as_of]
    last: pd.DataFrame = known.sort_values("decided_on", kind="stable").drop_duplicates(
        "vendor_id", keep="last"
    )
    return last


def write_decisions(scores: Scores, checked: CheckedRegister, events: pd.DataFrame) -> pd.DataFrame:
    """The last decision about each scored vendor, and whether it is in force.

    A decision is in force until its day has passed, or its reason has lapsed: an input that it pins is another, a
    document of the vendor, its contract or the basis of a transfer has ended since, or band, tier or standing against
    the appetite are no longer those that it was made on. Where a row of the table that names the vendor was rejected,
    nobody can say that the last one accepted is the last.

    Parameters
    ----------
    events
        As `write_events` gives them.

    Returns
    -------
    DataFrame
        Indexed by vendor_id: the columns of the table; lapses (a tuple of `Lapse`, those with a day first, the earliest
        first); in_force; due_on, the day by which it is to be renewed (NaT where it has no end), and at_once, where
        that is the day of the scores because it has lapsed on a day that nobody can say.
    """
    as_of = np.datetime64(scores.policy.as_of)
    rows = latest_decisions(checked.tables["decisions"], as_of)
    rows = rows[rows["vendor_id"].isin(scores.vendors.index)].set_index("vendor_id")
    by_vendor = _ended_since(rows["decided_on"], scores, checked, events) if len(rows) else {}
    rejected = checked.rejected[checked.rejected["table"].eq("decisions")]
    doubtful = dict(zip(rejected["vendor_id"], rejected["place"], strict=True))
    lapses = []
    columns = rows[["expires_on", "moved"]].itertuples(name=None)
    for (vendor_id, expires_on, moved), elsewhere in zip(columns, _elsewhere(scores, rows), strict=True):
        dated = by_vendor.get(vendor_id, [])
        if expires_on < as_of:
            dated = [*dated, Lapse(EXPIRED, expires_on)]
        changed = [Lapse(REJECTED, None, "", doubtful[vendor_id])] if vendor_id in doubtful else []
        changed += [Lapse(INPUTS, None, "", moved)] if moved else []
        lapses.append((*sorted(dated, key=lambda one: str(one.on)), *changed, *elsewhere))
    first = [one[0].on if one else None for one in lapses]
    lapsed = np.array([bool(one) for one in lapses], dtype=np.bool_)
    on = np.array(first, dtype="datetime64[us]")
    at_once = lapsed & np.isnat(on)
    due_on = np.select([at_once, lapsed], [as_of, on], rows["expires_on"].to_numpy())
    told = np.empty(len(lapses), dtype=object)
    told[:] = lapses
    return rows.assign(lapses=told, in_force=~lapsed, due_on=due_on.astype("datetime64[us]"), at_once=at_once)


_COLUMNS = ("vendor_id", "on", "kind", "item", "detail")


def _ended_since(
    decided_on: pd.Series, scores: Scores, checked: CheckedRegister, events: pd.DataFrame
) -> dict[str, list[Lapse]]:
    """What has ended of each vendor since it was decided on."""
    ended = pd.concat([_endings(events), _uncited(scores, checked, events)])
    ended = ended[ended["on"] < np.datetime64(scores.policy.as_of)]
    ended = ended[ended["on"] >= decided_on.reindex(ended["vendor_id"]).to_numpy()]
    found: dict[str, list[Lapse]] = {}
    for vendor_id, on, kind, item, detail in ended[list(_COLUMNS)].itertuples(index=False, name=None):
        found.setdefault(vendor_id, []).append(Lapse(kind, on, item, detail))
    return found


def _endings(events: pd.DataFrame) -> pd.DataFrame:
    return events.loc[events["kind"].isin(ENDING), list(_COLUMNS)]


def _uncited(scores: Scores, checked: CheckedRegister, events: pd.DataFrame) -> pd.DataFrame:
    """Documents that no control rests on, and of which the vendor has none of that kind that lasts longer.

    A decision may rest on such a one all the same; events tell only of those that scores rest on.
    """
    rows = checked.tables["evidence"]
    rows = rows[rows["in_scope"].eq("yes") & rows["vendor_id"].isin(scores.vendors.index)]
    rows = rows[~rows["kind"].isin(CONTRACT_KINDS)]
    _, ends = counting_days(rows, scores.policy.documents)
    rows = rows.assign(on=ends.astype("datetime64[us]"))
    of_a_kind = [rows["vendor_id"], rows["kind"]]
    endless = rows["on"].isna().groupby(of_a_kind).transform("any")
    last = rows["on"].eq(rows["on"].groupby(of_a_kind).transform("max")) & ~endless
    rows = rows[last & ~rows["evidence_id"].isin(events["item"])]
    plain = {"on": rows["on"], "item": rows["evidence_id"], "detail": rows["kind"]}
    found = pd.DataFrame({"vendor_id": rows["vendor_id"], **plain}).assign(kind="evidence_expires")
    return found[list(_COLUMNS)]


def _elsewhere(scores: Scores, decisions: pd.DataFrame) -> Iterator[list[Lapse]]:
    """Of each decision in what its vendor stands elsewhere than where it stood when it was decided on."""
    policy, now = scores.policy, scores.vendors.reindex(decisions.index)
    ends = [score_of(written) or (np.nan, np.nan) for written in decisions["pinned_score"]]
    pinned = np.array(ends, dtype=np.float64).reshape(-1, 2)
    known = ~np.isnan(pinned).any(axis=1) & now["rated"].to_numpy(dtype=np.bool_)
    # Both as printed: a pin has two decimals.
    both = [np.where(known[:, None], pinned, 0.0), np.round(now[["r_lo", "r_hi"]].to_numpy(), _PINNED)]
    bands = [band_of(at[:, 1], policy.bands) for at in both]
    standings = [against_appetite(at[:, 0], at[:, 1], policy.appetite) for at in both]
    # Of a range of tiers only the heavier end counts: it decides what is due.
    pinned_tier = [tier.rpartition("..")[2] for tier in decisions["pinned_tier"]]
    tiers = [np.array(pinned_tier, dtype=object), now["tier"].to_numpy(dtype=object)]
    for place in range(len(decisions)):
        words = {BAND: bands, APPETITE: standings} if known[place] else {}
        words |= {TIER: tiers} if tiers[0][place] else {}
        yield [
            Lapse(why, None, str(was[place]), str(is_now[place]))
            for why, (was, is_now) in words.items()
            if was[place] != is_now[place]
        ]
