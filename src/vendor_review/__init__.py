"""Vendor risk review from a register of subprocessors: load, check, score, review.

Examples
--------
>>> import vendor_review as vr
>>> float(vr.score("data/numberz", as_of="2026-11-01").vendors["r_hi"].max())  # index points, 0 to 100
99.25
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendor_review.lazy_names import deferred

if TYPE_CHECKING:
    from vendor_review import schemas
    from vendor_review.policy import Policy, load_policy
    from vendor_review.register import Register, load_register
    from vendor_review.runs.analysis import check, review, score

__version__ = "0.1.0"

#: Version of the scoring formula; raised whenever the same inputs could give another score.
FORMULA_VERSION = "1.0"

__all__ = ["Policy", "Register", "check", "load_policy", "load_register", "review", "schemas", "score"]

__getattr__, __dir__ = deferred(
    __name__,
    {
        "Policy": "policy",
        "Register": "register",
        "check": "runs.analysis",
        "load_policy": "policy",
        "load_register": "register",
        "review": "runs.analysis",
        "schemas": "schemas",
        "score": "runs.analysis",
    },
)
