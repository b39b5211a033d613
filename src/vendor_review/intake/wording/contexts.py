"""What a heading, or the sentence before a list, says of all that stands below it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from vendor_review.intake.wording.tables import folded, pattern_of, turn


@dataclass(frozen=True)
class Context:
    """How far words speak of vendors, and the status, role or kind that they give to what follows."""

    vendors: bool = False
    decoy: str = ""
    status: str = ""
    affiliate: bool = False
    weak: bool = False


@lru_cache(maxsize=1_000)
def context_of(words: str) -> Context:
    """What `words` say of what stands below."""
    plain = folded(words)

    def says(meaning: str) -> bool:
        return bool(pattern_of(meaning, "sections", "meaning").search(plain))

    vendors = says("vendors")
    if says("changes") and not says("planned"):
        return Context(decoy="changes")
    if turn("negated_vendors").search(plain):
        return Context(decoy="not_vendors")
    if says("past"):
        return Context(vendors=True, status="past")
    if says("not_vendors") and not (
        vendors and len(plain.split()) <= 6 and not turn("surely_other").search(plain)
    ):
        return Context(decoy="not_vendors")
    status = "planned" if says("planned") else "optional" if says("optional") else ""
    affiliate = says("affiliate")
    return Context(vendors or affiliate, "", status, affiliate and not vendors, says("weak"))
