"""What a change is about, as `subjects.toml` says (place, data, role, controls), and whether that is material."""

from __future__ import annotations

import tomllib
from importlib import resources

_DESCRIBED = tomllib.loads(
    resources.files("vendor_review.changes").joinpath("subjects.toml").read_text(encoding="utf-8")
)
#: Subjects in which a vendor becomes another risk or another party, whatever the words.
MATERIAL: frozenset[str] = frozenset(_DESCRIBED.pop("material"))
#: Subjects that say nothing of the vendor itself.
QUIET: frozenset[str] = frozenset(_DESCRIBED.pop("quiet"))


def subject_of(table: str, column: str = "") -> str:
    """What a change of a cell is about, or, without a column, of a row that came or went.

    A column of a key is about what its row is about: to change it is to take one row for another.
    """
    about: dict[str, str] = _DESCRIBED[table]
    return about.get(column, about["row"])
