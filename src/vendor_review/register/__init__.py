"""Reads a register's tables as text and keeps file and line; judges nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendor_review.lazy_names import deferred

if TYPE_CHECKING:
    from vendor_review.register.conversion import convert_register
    from vendor_review.register.register import Register, load_register
    from vendor_review.register.source import open_register

__all__ = ["Register", "convert_register", "load_register", "open_register"]

__getattr__, __dir__ = deferred(
    __name__,
    {
        "Register": "register",
        "convert_register": "conversion",
        "load_register": "register",
        "open_register": "source",
    },
)
