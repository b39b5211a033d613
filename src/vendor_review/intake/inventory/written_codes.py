"""What a person may write as a code into a mapping, and what is wrong with what they wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vendor_review.intake.inventory.codes import Trade
from vendor_review.intake.inventory.targets import Target
from vendor_review.intake.wording.gazetteer import as_code
from vendor_review.register.headings import did_you_mean, shortened
from vendor_review.register.layout import TABLES

_REGIONS = ("EU", "EEA", "GLOBAL", "VARIES", "TBD")
_ISO_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_UNTIL = re.compile(r" (?:until|of) ")
_KINDS = TABLES["evidence"].column("kind").values
_ANSWERS = TABLES["access_controls"].column("answer").values
_FEW = 20


def wrong_code(target: Target, becomes: str, trade: Trade) -> Iterator[str]:
    """What is wrong with a code that a person wrote, and what would be right."""
    items = [item.strip() for item in becomes.split(";") if item.strip()]
    kind = target.kind
    allowed: Sequence[str] = ()
    if kind == "place":
        for item in items:
            if item not in _REGIONS and not (len(item) == 2 and as_code(item)):
                yield f"{item!r} is no code of a place; write two letters such as IE, or one of {', '.join(_REGIONS)}."
        return
    if kind == "document":
        for item in items:
            named = _UNTIL.split(item)[0].partition(":")[0]
            if named not in _KINDS:
                kinds = ", ".join(_KINDS)
                yield f"{item!r} is no kind of document; write one of {kinds}, and until 2027-03-31 behind it."
        return
    if kind == "answer":
        allowed = _ANSWERS if target.table == "access_controls" else ("yes", "no")
        items = [_UNTIL.split(becomes)[0]] if becomes else []
    elif kind in ("enum", "mechanism"):
        allowed = TABLES[target.table].column(target.column).values
    elif kind == "date":
        if becomes and not _ISO_DAY.fullmatch(becomes):
            yield f"{shortened(becomes)} is no day; write it as 2027-03-31, or leave it blank where none is known."
        return
    elif kind == "path":
        levels = TABLES[target.table].column(target.column).values
        items, allowed = [end for item in items for end in item.split("..")], levels
    elif kind == "category":
        allowed = [*trade.categories, "none"] if trade.categories else ()
    for item in items:
        if allowed and item not in allowed:
            listed = f"; one of {', '.join(allowed)} is right" if len(allowed) < _FEW else ""
            hint = did_you_mean(item, allowed)
            yield f"becomes {shortened(item)}, which is none that this column may hold{hint}{listed}."


def right_codes(target: Target, trade: Trade) -> str:
    """Which codes a person may write for a cell of a column that becomes `target`, in words."""
    kind = target.kind
    if kind == "place":
        return f"two letters such as IE, or one of {', '.join(_REGIONS)}; several separated by ;"
    if kind == "document":
        return "kinds such as soc2_type2 until 2027-03-31, separated by ;"
    if kind == "answer":
        return f"one of {', '.join(_ANSWERS)}" if target.table == "access_controls" else "yes or no"
    if kind == "date":
        return "a day such as 2027-03-31"
    if kind == "category":
        few = ", ".join([*list(trade.categories)[:3], "none"])
        return f"categories of the policy such as {few}, separated by ;"
    if kind in ("enum", "mechanism", "path"):
        return f"one of {', '.join(TABLES[target.table].column(target.column).values)}"
    return "what is meant"
