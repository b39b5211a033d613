"""Reads where personal data may go without a further instrument: the EEA, and the EU's adequacy decisions."""

from __future__ import annotations

from datetime import date

import pandas as pd

from vendor_review.policy.refusals import Refusals, one_of
from vendor_review.policy.tables import Row, allowed, read_date, read_span, read_table, stated
from vendor_review.policy.validity import Span, check_spans
from vendor_review.snapshot import Snapshot

ADEQUACY, EEA = "adequacy.csv", "eea.csv"

_COLUMNS = ("code", "decision", "scope", "holds_from", "holds_until", "checked_on", "note")
#: any: every recipient; commercial: firms under the country's private-sector act; dpf: firms on the list of
#: the Data Privacy Framework.
_SCOPES = ("any", "commercial", "dpf")
#: Where the EU's own documents write another code than ISO.
_EU_CODES = {"EL": "GR", "UK": "GB"}
_DAYS = ["holds_from", "holds_until", "checked_on"]


def read_adequacy(snapshot: Snapshot, as_of: date, refusals: Refusals) -> pd.DataFrame:
    """The adequacy decisions in force on `as_of`, in the order of the file.

    Returns
    -------
    Columns code (ISO 3166-1 alpha-2), decision, scope (any, commercial, dpf), holds_from, holds_until (last
    day, NaT until further notice), checked_on (when somebody last looked), note. The days are datetime64.
    """
    rows = read_table(snapshot, ADEQUACY, _COLUMNS, refusals) or []
    for row in rows:
        stated(row, ["decision", "checked_on"], refusals)
        allowed(row, "scope", _SCOPES, refusals)
        read_date(row, "checked_on", refusals)
    holding = _holding(rows, ADEQUACY, ("code", "scope"), as_of, refusals)
    frame = pd.DataFrame([row.cells for row in holding], columns=list(_COLUMNS))
    frame[_DAYS] = frame[_DAYS].apply(pd.to_datetime, format="%Y-%m-%d", errors="coerce")
    return frame


def read_eea(snapshot: Snapshot, as_of: date, refusals: Refusals) -> frozenset[str]:
    """ISO codes of the countries in which the GDPR applies on `as_of`."""
    rows = (
        read_table(snapshot, EEA, ("code", "member_of", "holds_from", "holds_until", "source"), refusals)
        or []
    )
    for row in rows:
        stated(row, ["source"], refusals)
        allowed(row, "member_of", ("EU", "EFTA"), refusals)
    return frozenset(row["code"] for row in _holding(rows, EEA, ("code",), as_of, refusals))


def _holding(rows: list[Row], file: str, key: tuple[str, ...], as_of: date, refusals: Refusals) -> list[Row]:
    """Rows in force; notes codes that are no country, reversed days, and rows of one key that overlap."""
    countries = _countries() if rows else frozenset()
    spans: dict[tuple[str, ...], list[Span]] = {}
    holding: list[Row] = []
    for row in rows:
        if row["code"] not in countries:
            what = f"{row['code']!r} is no country of ISO 3166-1"
            refusals.add(
                row.place("code"), what, one_of(_EU_CODES.get(row["code"], row["code"]), sorted(countries))
            )
        span = read_span(row, refusals)
        if span is not None:
            spans.setdefault(tuple(row[column] for column in key), []).append(span)
            holding += [row] if span.holds(as_of) else []
    for words, days in spans.items():
        check_spans(days, f"{file}, {' '.join(words)}", refusals, gaps_allowed=True)
    return holding


def _countries() -> frozenset[str]:
    # Imported here, not above: its own start-up is longer than the rest of reading a policy.
    import pycountry

    return frozenset(country.alpha_2 for country in pycountry.countries)
