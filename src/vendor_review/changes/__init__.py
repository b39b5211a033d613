"""Two states of a register: what came, went and changed, and what moved each score; writes no wording of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendor_review.deferred import deferred

if TYPE_CHECKING:
    from vendor_review.changes.comparison import Comparison, compare
    from vendor_review.changes.state import State

__all__ = ["Comparison", "State", "compare"]

__getattr__, __dir__ = deferred(
    __name__, {"Comparison": "comparison", "State": "state", "compare": "comparison"}
)
