"""Reads a register's tables as text and keeps file and line; judges nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendor_review.deferred import deferred

if TYPE_CHECKING:
    from vendor_review.register.convert import convert_register
    from vendor_review.register.load import Register, load_register
    from vendor_review.register.source import open_register

__all__ = ["Register", "convert_register", "load_register", "open_register"]

__getattr__, __dir__ = deferred(
    __name__,
    {
        "Register": "load",
        "convert_register": "convert",
        "load_register": "load",
        "open_register": "source",
    },
)
