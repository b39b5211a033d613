"""The policy: dated numbers, controls, data categories, adequacy; refuses gaps, conflicts, missing sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendor_review.lazy_names import deferred

if TYPE_CHECKING:
    from vendor_review.policy.loader import load_policy
    from vendor_review.policy.policy import Policy
    from vendor_review.policy.source import open_policy

__all__ = ["Policy", "load_policy", "open_policy"]

__getattr__, __dir__ = deferred(
    __name__,
    {
        "Policy": "policy",
        "load_policy": "loader",
        "open_policy": "source",
    },
)
