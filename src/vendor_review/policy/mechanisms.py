"""Reads which transfer mechanism serves which role, region and place."""

from __future__ import annotations

from datetime import date

from vendor_review.policy.refusals import Refusals
from vendor_review.policy.tables import Row, allowed, read_date, read_span, read_table, stated
from vendor_review.policy.validity import Span, check_spans
from vendor_review.register.layout import TABLES
from vendor_review.schema.vocabulary import ANY, PLACE_KINDS, REGIONS, ROLES, STATES, Service
from vendor_review.snapshot import Snapshot

MECHANISMS = "transfer_mechanisms.csv"

_KEY = ("mechanism", "role", "region", "places")
_COLUMNS = (*_KEY, "result", "holds_from", "holds_until", "checked_on", "source")
_WORDS = TABLES["engagements"].column("transfer_mechanism").values


def read_mechanisms(snapshot: Snapshot, as_of: date, refusals: Refusals) -> tuple[Service, ...]:
    """What each mechanism can serve on `as_of`, in the order of the file.

    Refuses a mechanism of the register of which no row in force says anything, and rows of one key that overlap.
    """
    rows = read_table(snapshot, MECHANISMS, _COLUMNS, refusals) or []
    spans: dict[tuple[str, ...], list[Span]] = {}
    holding: list[Row] = []
    for row in rows:
        allowed(row, "mechanism", _WORDS, refusals)
        allowed(row, "role", (*ROLES, ANY), refusals)
        allowed(row, "region", (*REGIONS, ANY), refusals)
        allowed(row, "places", (*PLACE_KINDS, ANY), refusals)
        allowed(row, "result", STATES, refusals)
        stated(row, ["checked_on", "source"], refusals)
        read_date(row, "checked_on", refusals)
        span = read_span(row, refusals)
        if span is not None:
            spans.setdefault(tuple(row[column] for column in _KEY), []).append(span)
            holding += [row] if span.holds(as_of) else []
    for key, found in spans.items():
        check_spans(found, f"{MECHANISMS}, {' '.join(key)}", refusals, gaps_allowed=True)
    named = {row["mechanism"] for row in holding}
    for word in _WORDS if rows else ():
        if word not in named:
            what = f"{word!r} has no row on {as_of}"
            refusals.add(MECHANISMS, what, "say what it serves, or that its result is fail")
    return tuple(Service(*(row[column] for column in (*_KEY, "result"))) for row in holding)
