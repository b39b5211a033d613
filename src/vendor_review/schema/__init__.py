"""Checks a register: accepted rows, rejected rows, and findings that say where, what, and what would be right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendor_review.lazy_names import deferred

if TYPE_CHECKING:
    from vendor_review.schema.check import CheckedRegister, check_register
    from vendor_review.schema.public_page.page import Page
    from vendor_review.schema.vocabulary import Vocabulary

__all__ = ["CheckedRegister", "Page", "Vocabulary", "check_register"]

__getattr__, __dir__ = deferred(
    __name__,
    {
        "CheckedRegister": "check",
        "check_register": "check",
        "Vocabulary": "vocabulary",
        "Page": "public_page.page",
    },
)
