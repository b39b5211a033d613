"""The days that a register states, or that follow from it: what ends or begins to count for less, begins, is new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain

import numpy as np
import pandas as pd

from vendor_review.register.layout import TABLES
from vendor_review.schema import CheckedRegister
from vendor_review.schema.across_tables.document_kinds import LONG_AGO, counting_days
from vendor_review.schema.across_tables.documents import CONTRACT_KINDS
from vendor_review.schema.cells.values import DAYS
from vendor_review.schema.rows.notice import add_days
from vendor_review.scoring.calendar.event_rows import (
    COLUMNS,
    INCIDENT,
    NOTICE_ENDS,
    Events,
    dated,
    days_of,
    days_of_vendors,
)
from vendor_review.scoring.calendar.review_days import known_since
from vendor_review.scoring.model.bands import Flags
from vendor_review.scoring.model.compliance import transfer_bases
from vendor_review.scoring.model.dates import day_of_age
from vendor_review.scoring.model.lookup import holds_any, places_of
from vendor_review.scoring.model.scores import Scores

_MECHANISMS = TABLES["engagements"].column("transfer_mechanism").values
#: In months, far less than a day.
_A_MOMENT = 1e-6


def _contracts(scores: Scores, checked: CheckedRegister, since: pd.Series) -> Iterator[Events]:
    """When the contract with a vendor ends, and by when notice is to be given, where its own row says so."""
    rows = checked.tables["vendors"]
    rows = rows[rows["vendor_id"].isin(scores.vendors.index)]
    ends = days_of(rows, "contract_ends_on")
    calls = ends > days_of_vendors(rows, since)
    yield dated(rows.assign(item=""), "contract_ends", ends, "item", calls=calls)
    stated = rows["notice_days"].where(rows["notice_days"].str.fullmatch(DAYS))
    days = pd.to_numeric(stated).fillna(0).to_numpy().astype("timedelta64[D]")
    last = np.where(stated.notna(), ends - days, np.datetime64("NaT"))
    yield dated(rows.assign(item=""), NOTICE_ENDS, last, "item", "notice_days")


def _documents(scores: Scores, checked: CheckedRegister, since: pd.Series) -> Iterator[Events]:
    """When documents end, and when they begin to count for less."""
    controls, policy = scores.controls, scores.policy
    if checked.tables["evidence"].empty:
        return
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


def _adequacy(scores: Scores, checked: CheckedRegister, since: pd.Series) -> Iterator[Events]:
    """When adequacy decisions end that a vendor's places rest on, the Data Privacy Framework among them."""
    policy = scores.policy
    fallen = replace(policy.vocabulary, listed=frozenset())
    places = transfer_bases(checked, scores.engagements, policy.vocabulary, without=fallen)
    if places.empty:
        return
    framework = policy.adequacy["scope"].eq("dpf")
    resting = [
        (places["basis"].eq("adequacy"), ~framework),
        # What a mechanism still serves without the framework does not rest on it.
        (places["basis"].eq("mechanism") & places["without"].ne("mechanism"), framework),
    ]
    for where, scope in resting:
        lasting = policy.adequacy[scope].sort_values("holds_until").drop_duplicates("code", keep="last")
        rows = places[where].drop_duplicates(["vendor_id", "code"]).merge(lasting, on="code")
        calls = days_of(rows, "holds_until") > days_of_vendors(rows, since)
        yield dated(rows, "transfer_lapses", rows["holds_until"], "code", "decision", calls=calls)


def engagements(scores: Scores, checked: CheckedRegister, since: pd.Series) -> Iterator[Events]:
    """When engagements begin and end, and when customers' notice of a planned one has run."""
    rows, page, as_of = scores.engagements, checked.page, np.datetime64(scores.policy.as_of)
    rows = rows[rows["known"] & rows["vendor_id"].isin(scores.vendors.index)]
    known = days_of_vendors(rows, since)
    unseen = np.isnat(days_of_vendors(rows, scores.vendors["last_reviewed_on"]))
    engaged, starts, ends = (days_of(rows, name) for name in ("engaged_on", "effective_on", "ended_on"))
    about = "engagement_id", "status"
    # NaT compares False. What a vendor was engaged for at first is what its first review, due by its tier, looks at.
    new = (engaged > known) & (engaged <= as_of)
    begins = (starts > known) & ~(unseen & ~(engaged > known))
    yield dated(rows, "engagement_engaged", engaged, *about, new, new)
    yield dated(rows, "engagement_starts", starts, *about, begins | (starts > as_of), begins)
    yield dated(rows, "engagement_ends", ends, *about)
    if page.notice_days is not None:
        runs = rows["status"].eq("planned") & ~(rows["effective_on"] <= as_of)
        ends = add_days(engaged, page.notice_days, page.day_type, page.holidays)
        yield dated(rows, "notice_ends", ends, *about, runs)


def onward(scores: Scores, checked: CheckedRegister, since: pd.Series) -> Iterator[Events]:
    """Onward vendors that a source names which is younger than the last review."""
    rows = checked.tables["onward"]
    if rows.empty:
        return
    rows = rows[rows["vendor_id"].isin(scores.vendors.index)]
    named = days_of(rows, "as_of")
    new = (named > days_of_vendors(rows, since)) & (named <= np.datetime64(scores.policy.as_of))
    yield dated(rows, "onward_named", named, "onward_name", where=new, calls=new)


def incidents(scores: Scores, checked: CheckedRegister, since: pd.Series) -> Iterator[Events]:
    """Incidents that are open on the day of the scores; one that became known since the last review calls for one."""
    rows = open_incidents(checked, scores.policy.as_of)
    rows = rows[rows["vendor_id"].isin(scores.vendors.index)]
    known = np.minimum(days_of(rows, "known_on"), np.datetime64(scores.policy.as_of))
    # A review of the same day may not have seen it.
    seen = known < days_of_vendors(rows, scores.vendors["last_reviewed_on"])
    yield dated(rows, INCIDENT, known, "what", calls=~seen)


def open_incidents(checked: CheckedRegister, as_of: date) -> pd.DataFrame:
    """Accepted rows of `incidents` that are not closed on a day."""
    rows = checked.tables["incidents"]
    return rows[~(rows["closed_on"] <= np.datetime64(as_of))]


#: Kinds of events, in the order in which those of one day are told. Their day is the last on which all is as it was ...
LAST_DAYS = (NOTICE_ENDS, "contract_ends", "transfer_lapses", "evidence_expires", "engagement_ends")
#: ... or the first on which something is new.
FIRST_DAYS = (
    INCIDENT,
    "notice_ends",
    "engagement_engaged",
    "engagement_starts",
    "onward_named",
    "evidence_fades",
    "evidence_at_floor",
)
#: A review that these call for is due some days later, since nobody may have foreseen them; others, by their day.
_CALLS_LATER = ("engagement_engaged", "onward_named")


def write_events(scores: Scores, checked: CheckedRegister) -> pd.DataFrame:
    """Every event of the scored vendors; what falls due is in `write_due_items`.

    Returns
    -------
    DataFrame
        Vendors in the order of `scores.vendors`, of each the earliest first: vendor_id; on (the day); kind (one of
        `LAST_DAYS` or `FIRST_DAYS`); item (id of the document or engagement, code of the country, name of the onward
        vendor, or what an incident is; blank for the contract of the vendor itself); detail (kind of document, adequacy
        decision, status of the engagement); controls (how many rest on the document, else 0); past; and due_on, the day
        by which
        the event makes a review due (NaT where it calls for none).

        Only documents count that controls rest on, or that bind the vendor longest. What engages, starts or names an
        onward vendor is an event if it comes after the last review on record, or, with none, after the vendor was
        first engaged.
    """
    makers = (_contracts, _documents, _adequacy, engagements, onward, incidents)
    since = known_since(scores)
    rows = [*chain.from_iterable(maker(scores, checked, since) for maker in makers)]
    found = pd.DataFrame({name: np.concatenate([one[name] for one in rows]) for name in COLUMNS})
    found = found.astype(COLUMNS | {"kind": "str"})
    order = {kind: place for place, kind in enumerate((*LAST_DAYS, *FIRST_DAYS))}
    keys = (
        pd.factorize(found["item"], sort=True)[0],
        found["kind"].map(order),
        found["on"],
        places_of(found["vendor_id"], scores.vendors.index),
    )
    found = found.iloc[np.lexsort(keys)].reset_index(drop=True)
    as_of, kind, on = np.datetime64(scores.policy.as_of), found["kind"], found["on"].to_numpy()
    later = np.timedelta64(scores.policy.event_days, "D")
    due = np.where(found["calls"], np.where(kind.isin(_CALLS_LATER), on + later, on), np.datetime64("NaT"))
    past = np.where(kind.isin(FIRST_DAYS), on <= as_of, on < as_of)
    return found.drop(columns="calls").assign(past=past, due_on=due.astype("datetime64[us]"))
