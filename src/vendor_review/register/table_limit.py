"""How large a table may be: a setting of who runs a command, since it is their memory that reading takes.

It changes no result, so it is part of no run id. It is kept in the environment, and so reaches the kernel of a notebook
and the processes of a batch; the workers of a cluster are told it. What strangers send has limits of its own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from math import ceil

from vendor_review.errors import UsageError

VARIABLE = "VENDOR_REVIEW_LARGEST_TABLE"
"""The variable of the environment that states the limit, such as 1GiB."""
OPTION = "--largest-table"
"""The option of commands that states it; it wins."""
USUAL = 256 * 2**20
"""Bytes that a table may have as CSV where nobody says otherwise."""
FILE_MEMORY, DATABASE_MEMORY = 4, 13
"""How many times the bytes of its CSV reading a table takes of memory at most: docs/benchmarks.md, large registers."""

_UNITS = {"": 1, "B": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
_UNITS |= {f"{unit}iB": size for unit, size in _UNITS.items() if size > 1}
_UNITS |= {f"{unit}B": 1000**power for power, unit in enumerate("KMGT", start=1)}
_BY_NAME = {unit.casefold(): size for unit, size in _UNITS.items()}
_SIZE = re.compile(r"\s*([0-9]{1,15}(?:\.[0-9]{1,6})?)\s*([a-z]*)\s*", re.IGNORECASE | re.ASCII)
#: A cell takes memory even where nothing is in it: the fewest bytes for each line and comma of a file.
_LINE, _COMMA = 26, 2


def size_of(text: str, where: str) -> int:
    """The bytes of a size such as `900MiB`, `2GB` or `268435456`.

    Raises
    ------
    UsageError
        It is none, or less than one byte; `where` says who stated it.
    """
    found = _SIZE.fullmatch(text)
    unit = _BY_NAME.get(found[2].casefold()) if found else None
    if found is None or unit is None or not (size := int(Fraction(found[1]) * unit)):
        raise UsageError(f"{where}: {text!r} is not a size, such as 900MiB or 2GiB")
    return size


def largest_table() -> int:
    """Bytes that a table may have as CSV, whatever it comes from; UsageError as `size_of`."""
    stated = os.environ.get(VARIABLE, "").strip()
    return size_of(stated, VARIABLE) if stated else USUAL


def most_lines() -> int:
    """Lines that the file of a table may have."""
    return largest_table() // _LINE


def most_commas() -> int:
    """Commas that the file of a table may have."""
    return largest_table() // _COMMA


@contextmanager
def tables_up_to(size: int) -> Iterator[None]:
    """Allows tables of `size` bytes within, here and in processes that are started meanwhile."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(size)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(VARIABLE, None)
        else:
            os.environ[VARIABLE] = before


def refusal(table: str, size: int, *, memory: int = FILE_MEMORY, is_more: bool = False) -> str:
    """Why a table is refused, what reading it would take, and how to allow it.

    Parameters
    ----------
    table
        What it is called where it is kept.
    size
        Its bytes as CSV; where `is_more`, of which it has more.
    memory
        How many times as much memory reading takes.
    """
    allowed = ceil((2 * size if is_more else size) / 2**20)
    has = f"more than {_shown(size)} as CSV" if is_more else f"{size:,} bytes ({_shown(size)})"
    least = "more than" if is_more else "about"
    return (
        f"{table}: has {has}, and the limit is {_shown(largest_table())}. Reading it takes {least} "
        f"{_shown(memory * size)} of memory; where that is there, allow it by {OPTION} {allowed}MiB or "
        f"{VARIABLE}={allowed}MiB."
    )


def _shown(size: int) -> str:
    """A size in MiB, rounded up, and in GiB from 2 GiB on: what somebody counts memory in."""
    if size < 2**20:
        return f"{size:,} bytes"
    return f"{ceil(size / 2**20):,} MiB" if size < 2**31 else f"{size / 2**30:,.1f} GiB"
