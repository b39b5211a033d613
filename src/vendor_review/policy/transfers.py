"""Reads what lets personal data go where: the EEA, the EU's adequacy decisions, and what each mechanism serves."""

from __future__ import annotations

from datetime import date

import pandas as pd

from vendor_review.files.snapshot import Snapshot
from vendor_review.policy.refusals import Refusals, one_of
from vendor_review.policy.tables import Row, allowed, read_date, read_span, read_table, stated
from vendor_review.policy.validity import Span, check_spans
from vendor_review.register.layout import TABLES
from vendor_review.schema.vocabulary import ANY, PLACE_KINDS, REGIONS, ROLES, STATES, Service

ADEQUACY, EEA = "adequacy.csv", "eea.csv"

_ADEQUACY_COLUMNS = ("code", "decision", "scope", "holds_from", "holds_until", "checked_on", "note")
#: any: every recipient; commercial: firms under the country's private-sector act; dpf: firms on the list of
#: the Data Privacy Framework.
_SCOPES = ("any", "commercial", "dpf")
#: Where the EU's own documents write another code than ISO.
_EU_CODES = {"EL": "GR", "UK": "GB"}
_DAYS = ["holds_from", "holds_until", "checked_on"]

_MECHANISMS = "transfer_mechanisms.csv"
_MECHANISM_KEY = ("mechanism", "role", "region", "places")
_MECHANISM_COLUMNS = (*_MECHANISM_KEY, "result", "holds_from", "holds_until", "checked_on", "source")
_WORDS = TABLES["engagements"].column("transfer_mechanism").values


def read_adequacy(snapshot: Snapshot, as_of: date, refusals: Refusals) -> pd.DataFrame:
    """The adequacy decisions in force on `as_of`, in the order of the file.

    Returns
    -------
    Columns code (ISO 3166-1 alpha-2), decision, scope (any, commercial, dpf), holds_from, holds_until (last
    day, NaT until further notice), checked_on (when somebody last looked), note. The days are datetime64.
    """
    rows = read_table(snapshot, ADEQUACY, _ADEQUACY_COLUMNS, refusals) or []
    for row in rows:
        stated(row, ["decision", "checked_on"], refusals)
        allowed(row, "scope", _SCOPES, refusals)
        read_date(row, "checked_on", refusals)
    holding = _holding(rows, ADEQUACY, ("code", "scope"), as_of, refusals)
    frame = pd.DataFrame([row.cells for row in holding], columns=list(_ADEQUACY_COLUMNS))
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


def read_mechanisms(snapshot: Snapshot, as_of: date, refusals: Refusals) -> tuple[Service, ...]:
    """What each mechanism can serve on `as_of`, in the order of the file.

    Refuses a mechanism of the register of which no row in force says anything, and rows of one key that overlap.
    """
    rows = read_table(snapshot, _MECHANISMS, _MECHANISM_COLUMNS, refusals) or []
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
            spans.setdefault(tuple(row[column] for column in _MECHANISM_KEY), []).append(span)
            holding += [row] if span.holds(as_of) else []
    for key, found in spans.items():
        check_spans(found, f"{_MECHANISMS}, {' '.join(key)}", refusals, gaps_allowed=True)
    named = {row["mechanism"] for row in holding}
    for word in _WORDS if rows else ():
        if word not in named:
            what = f"{word!r} has no row on {as_of}"
            refusals.add(_MECHANISMS, what, "say what it serves, or that its result is fail")
    return tuple(Service(*(row[column] for column in (*_MECHANISM_KEY, "result"))) for row in holding)
