"""How the columns of a workbook that we write look, by what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vendor_review.register.layout import Column

_WIDEST_UNWRAPPED = 40
_NAMES = {"name", "legal_entity", "aliases", "parent_group", "product", "title", "onward_name"}
_SHORT = {"contact", "owner", "decided_by", "reviewer", "customer_region", "pinned_run", "pinned_score"}
_BY_KIND = {
    "id": 18,
    "reference": 18,
    "section": 18,
    "control": 18,
    "category": 24,
    "place": 14,
    "enum": 18,
    "path": 20,
    "date": 12,
    "url": 40,
    "link": 40,
    "sha256": 20,
}


@dataclass(frozen=True)
class Look:
    """A column: its width in characters, whether it holds days, wraps its text, and must be filled."""

    width: float
    day: bool = False
    wrap: bool = False
    required: bool = False


def look_of(column: Column) -> Look:
    """A column of a register, by its kind; texts are names, short, or wording that takes several lines."""
    if column.name in _NAMES:
        width = 28.0
    elif column.name in _SHORT or column.kind == "list":
        width = 24.0
    else:
        width = float(_BY_KIND.get(column.kind, 50))
    if column.kind == "enum":
        width = max(width, *(len(word) + 2 for word in column.values))
    return Look(
        # In bold letters, and without a break in the name: an underscore ends no line.
        width=max(width, len(column.name) * 1.15 + 3),
        day=column.kind == "date",
        wrap=column.kind in ("text", "list"),
        required=column.required,
    )


def widened(looks: Sequence[Look], rows: Sequence[Sequence[str]]) -> list[Look]:
    """Columns that do not wrap, as wide as their longest text wants, within bounds."""
    longest = [max(map(len, cells)) for cells in zip(*rows, strict=True)] if rows else [0] * len(looks)
    return [
        look
        if look.wrap or look.day
        else replace(look, width=max(look.width, min(long + 2, _WIDEST_UNWRAPPED)))
        for look, long in zip(looks, longest, strict=True)
    ]
