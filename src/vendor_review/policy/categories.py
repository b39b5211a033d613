"""Reads the data categories: terms of the W3C Data Privacy Vocabulary, each with ENISA's two scales."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache

import pandas as pd

from vendor_review.files.snapshot import Snapshot
from vendor_review.policy.number_shapes import DPC_MAX, DPC_STEP, EI_MAX, EI_STEP, exact_number
from vendor_review.policy.refusals import Refusals, one_of
from vendor_review.policy.tables import Row, allowed, read_span, read_table, stated
from vendor_review.policy.validity import Span, check_spans, in_force

CATEGORIES = "data_categories.csv"

_SCALES = ("dpc_lo", "dpc_hi", "ei_lo", "ei_hi")
_KINDS = ("simple", "behavioural", "financial", "sensitive", "credential", "mixed")
_IDENTIFIES = ("alone", "linked", "combined", "coarse", "depends")
_COLUMNS = (
    *("category", "label", "parent", "kind", "identifies", *_SCALES),
    *("art9", "art10", "meaning", "holds_from", "holds_until", "source"),
)
_ID = re.compile(r"[A-Za-z][A-Za-z0-9]*")
#: Words of the register itself: `none` is a stated nothing, `unclassified` content that nobody has looked at.
_RESERVED, _REQUIRED = "none", "unclassified"


def read_categories(snapshot: Snapshot, as_of: date, refusals: Refusals) -> pd.DataFrame | None:
    """The categories in force on `as_of`, indexed by id; None where they cannot be read.

    Returns
    -------
    Columns label, parent (`;`-separated ids of the broader terms, blank at the top), kind, identifies, dpc_lo
    and dpc_hi (ENISA's data processing context, 1..4), ei_lo and ei_hi (ease of identification, 0.25..1),
    art9 and art10 (bool: named in that article of the GDPR), meaning, holds_from, holds_until, source.
    """
    rows = read_table(snapshot, CATEGORIES, _COLUMNS, refusals)
    if rows is None:
        return None
    dated: dict[str, list[tuple[Span, Row]]] = {}
    scales: dict[int, dict[str, Fraction]] = {}
    for row in rows:
        scales[row.line] = _check_row(row, refusals)
        span = read_span(row, refusals)
        if span is not None:
            dated.setdefault(row["category"], []).append((span, row))
    for category, days in dated.items():
        check_spans([span for span, _ in days], f"{CATEGORIES}, {category}", refusals)
    holding = {category: in_force(days, as_of) for category, days in dated.items()}
    current = [row for row in holding.values() if row is not None]
    _check_broader(current, scales, refusals)
    if holding.get(_REQUIRED) is None:
        first = min((span.start for span, _ in dated.get(_REQUIRED, [])), default=None)
        right = f"its first row holds from {first}" if first else "free text needs it; add it"
        refusals.add(CATEGORIES, f"{_REQUIRED!r} is missing on {as_of}", right)
    frame = pd.DataFrame([row.cells for row in current], columns=list(_COLUMNS)).set_index("category")
    for column in _SCALES:
        frame[column] = [float(scales[row.line].get(column, 0)) for row in current]
    return frame.assign(art9=frame["art9"] == "yes", art10=frame["art10"] == "yes")


def _check_row(row: Row, refusals: Refusals) -> dict[str, Fraction]:
    """Notes what is wrong within a row; gives the numbers that could be read."""
    if not _ID.fullmatch(row["category"]) or row["category"] == _RESERVED:
        right = "write a term of the vocabulary without prefix, such as EmailAddress"
        refusals.add(row.place("category"), f"{row['category']!r} is no category id", right)
    stated(row, ["label", "meaning", "source"], refusals)
    allowed(row, "kind", _KINDS, refusals)
    allowed(row, "identifies", _IDENTIFIES, refusals)
    for column in ("art9", "art10"):
        allowed(row, column, ("yes", "no"), refusals)
    numbers: dict[str, Fraction] = {}
    for column in _SCALES:
        step, top = (DPC_STEP, DPC_MAX) if column.startswith("dpc") else (EI_STEP, EI_MAX)
        number = _number(row[column])
        if number is None:
            refusals.add(row.place(column), f"{row[column]!r} is no number", f"write {step} to {top}")
            continue
        if not _on_scale(number, step, top):
            right = f"write {float(step):g} to {float(top):g} in steps of {float(step):g}"
            refusals.add(row.place(column), f"{row[column]} is off the scale", right)
            continue
        numbers[column] = number
    for scale in ("dpc", "ei"):
        low, high = numbers.get(f"{scale}_lo"), numbers.get(f"{scale}_hi")
        if low is not None and high is not None and low > high:
            what = f"interval {row[f'{scale}_lo']}..{row[f'{scale}_hi']} is reversed"
            refusals.add(row.place(f"{scale}_lo"), what, "write the low end first")
    for article in ("9", "10"):
        if row[f"art{article}"] == "yes" and numbers.get("dpc_lo", DPC_MAX) < DPC_MAX:
            what = f"{row['dpc_lo']} for data of GDPR Art {article}"
            refusals.add(row.place("dpc_lo"), what, "such data is sensitive: write 4")
    return numbers


@lru_cache(maxsize=1024)
def _number(written: str) -> Fraction | None:
    return exact_number(written)


@lru_cache(maxsize=1024)
def _on_scale(number: Fraction, step: Fraction, top: Fraction) -> bool:
    return step <= number <= top and not number % step


def _check_broader(rows: Sequence[Row], scales: dict[int, dict[str, Fraction]], refusals: Refusals) -> None:
    """Notes broader terms that are unknown, run in a circle, or look safer than a term under them."""
    by_id = {row["category"]: row for row in rows}
    broader = {row["category"]: tuple(filter(None, row["parent"].split(";"))) for row in rows}
    for row in rows:
        for parent in broader[row["category"]]:
            place = row.place("parent")
            if parent not in by_id:
                refusals.add(place, f"{parent!r} is not among the categories", one_of(parent, by_id))
                continue
            if row["category"] in _ancestors(parent, broader):
                refusals.add(place, f"{row['category']!r} is above its own parent", "break the circle")
            own, wide = scales[row.line], scales[by_id[parent].line]
            for low, high in (("dpc_lo", "dpc_hi"), ("ei_lo", "ei_hi")):
                if len(own) == len(wide) == len(_SCALES) and not (
                    wide[low] <= own[low] and own[high] <= wide[high]
                ):
                    what = f"{low[:-3].upper()} of {parent} does not contain that of {row['category']}"
                    refusals.add(place, what, f"a broader word never looks safer: widen {parent}")
            for article in ("art9", "art10"):
                if by_id[parent][article] == "yes" and row[article] != "yes":
                    refusals.add(row.place(article), f"{parent}, above it, is {article}", "write yes")


def _ancestors(category: str, broader: dict[str, tuple[str, ...]]) -> set[str]:
    found: set[str] = set()
    ahead = [category]
    while ahead:
        category = ahead.pop()
        if category not in found:
            found.add(category)
            ahead.extend(broader.get(category, ()))
    return found
