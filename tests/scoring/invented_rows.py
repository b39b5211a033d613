"""Registers of vendors invented by lot, as rows of text: every kind of document, custody, answer, path and date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from population import CONTROLS, KINDS, POLICY
from vendor_review.register.layout import TABLES

AS_OF = date(2026, 11, 1)
Tables = dict[str, list[dict[str, str]]]

_PATHS = TABLES["engagements"].column("access_path").values
_CUSTODIES = TABLES["data_shared"].column("custody").values
_KINDS = TABLES["evidence"].column("kind").values
_LEVELS = TABLES["evidence"].column("level").values
_ROLES = TABLES["engagements"].column("role").values
_ANSWERS = ("yes", "yes", "yes", "partial", "no", "declined", "unknown", "")


def invented(random: Random, vendors: int) -> Tables:
    """A register of so many vendors without an error in it; no document is dated after the day of the review."""
    tables: Tables = {
        name: [] for name in ("vendors", "engagements", "data_shared", "evidence", "access_controls")
    }
    for number in range(vendors):
        _vendor(random, f"vendor-{number:03d}", tables)
    return tables


def _vendor(random: Random, vendor_id: str, tables: Tables) -> None:
    tables["vendors"].append({"vendor_id": vendor_id, "name": vendor_id})
    roles = [random.choice(("", *_ROLES)) for _ in range(random.choice((1, 1, 2)))]
    for number, role in enumerate(roles):
        engagement_id = f"{vendor_id}-e{number}"
        status = random.choice(("active", "active", "optional", "planned", "past"))
        ended_on = _day(random, 1, 400) if status == "past" else ""
        tables["engagements"].append(
            {
                "engagement_id": engagement_id,
                "vendor_id": vendor_id,
                "role": role,
                "status": status if number else "active",
                "access_path": _path(random),
                "ended_on": ended_on if number else "",
            }
        )
        stated = set()
        for _ in range(random.choice((0, 1, 2, 2, 3, 4))):
            stated.add((random.choice(("none", "none", *KINDS)), random.choice(_CUSTODIES)))
        tables["data_shared"] += [
            {"engagement_id": engagement_id, "category": category, "custody": custody}
            for category, custody in sorted(stated)
        ]
    documents = [f"{vendor_id}-d{number}" for number in range(random.choice((0, 1, 2, 3)))]
    tables["evidence"] += [
        {"evidence_id": name, "vendor_id": vendor_id, **_document(random)} for name in documents
    ]
    of_few = random.random() < 0.4
    for control in CONTROLS:
        if of_few and random.random() < 0.7:
            continue
        free = all((role, control) in POLICY.not_applicable for role in roles)
        answer = random.choice((*_ANSWERS, "not_applicable") if free else _ANSWERS)
        tables["access_controls"].append(
            {
                "vendor_id": vendor_id,
                "control": control,
                "answer": answer,
                "evidence_id": random.choice(("", *documents, *documents)),
                "asked_on": random.choice(("", "", _day(random, -120, 0))),
            }
        )


def _document(random: Random) -> dict[str, str]:
    issued = random.choice((None, random.randint(-1800, 0)))
    period = random.choice((None, random.randint(-1900, 0)))
    if issued is not None and period is not None:
        # A report is issued after the period that it is about.
        period = min(issued, period)
    first = max((day for day in (issued, period) if day is not None), default=-1800)
    until = random.choice((None, None, first + random.randint(0, 1200)))
    return {
        "kind": random.choice(("", *_KINDS)),
        "level": random.choice(("", *_LEVELS, "E4", "E5")),
        "issued_on": _on(issued),
        "period_end": _on(period),
        "valid_until": _on(until),
        "in_scope": random.choice(("yes", "yes", "yes", "no", "")),
    }


def _path(random: Random) -> str:
    ends = sorted(random.choices(range(len(_PATHS)), k=2))
    low, high = (_PATHS[end] for end in ends)
    return random.choice(("", low, f"{low}..{high}"))


def _day(random: Random, first: int, last: int) -> str:
    return _on(random.randint(first, last))


def _on(days: int | None) -> str:
    return "" if days is None else (AS_OF + timedelta(days=days)).isoformat()


def cells(tables: Tables) -> Iterator[tuple[str, int, str]]:
    """Table, row and column of every cell that states something."""
    for name, rows in tables.items():
        for place, row in enumerate(rows):
            yield from ((name, place, column) for column, cell in row.items() if cell)


def with_days(row: dict[str, str]) -> dict[str, Any]:
    """The row with its days as dates, None for a blank one."""
    found: dict[str, Any] = dict(row)
    for column, cell in row.items():
        if column.endswith("_on") or column in ("period_end", "valid_until"):
            found[column] = date.fromisoformat(cell) if cell else None
    return found
