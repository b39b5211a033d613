"""Two states of a register: what came, went and changed, and what moved each score; writes no wording of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendor_review.lazy_names import deferred

if TYPE_CHECKING:
    from vendor_review.changes.registers.comparison import Comparison, compare
    from vendor_review.changes.registers.state import State

__all__ = ["Comparison", "State", "compare"]

__getattr__, __dir__ = deferred(
    __name__,
    {"Comparison": "registers.comparison", "State": "registers.state", "compare": "registers.comparison"},
)
