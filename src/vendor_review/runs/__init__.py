"""Runs the review notebook in a real kernel and publishes what it made; the only part that starts kernels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendor_review.lazy_names import deferred

if TYPE_CHECKING:
    from vendor_review.runs.assembly import assemble_review
    from vendor_review.runs.notebook import run_notebook
    from vendor_review.runs.parameters import check_parameters, refuse_injected
    from vendor_review.runs.review_run import run_review

__all__ = [
    "assemble_review",
    "check_parameters",
    "refuse_injected",
    "run_notebook",
    "run_review",
]

__getattr__, __dir__ = deferred(
    __name__,
    {
        "assemble_review": "assembly",
        "check_parameters": "parameters",
        "refuse_injected": "parameters",
        "run_notebook": "notebook",
        "run_review": "review_run",
    },
)
