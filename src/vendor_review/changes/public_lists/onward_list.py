"""A vendor's own list of subprocessors, held against what the register says of them, and the rows that it adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from vendor_review.changes.public_lists.matching import match
from vendor_review.changes.public_lists.other_lists import ListRead
from vendor_review.changes.public_lists.party import Party, name_key, parties_of
from vendor_review.register.layout import TABLES
from vendor_review.register.source import editor_of
from vendor_review.register.source_kind import Edit

TABLE = TABLES["onward"]


@dataclass(frozen=True)
class OnwardChange:
    """What a vendor's list says otherwise than the register's rows of it.

    Attributes
    ----------
    added
        Companies that no row names; each gets one.
    gone
        Companies of rows that the list names no more, with the day of the row; the rows stay.
    kept
        Companies of rows that the list still names, as the register calls them.
    doubts
        Of those added: the company of a row that each may be.
    is_first
        Whether the register named nobody before.
    """

    added: tuple[str, ...]
    gone: tuple[tuple[str, str], ...]
    kept: tuple[str, ...]
    doubts: tuple[tuple[str, str], ...]
    is_first: bool


def take_onward(register: str, vendor_id: str, own_name: str, found: ListRead, as_of: date) -> OnwardChange:
    """Adds a row to `onward` for each company on a vendor's list that has none, and says what else has changed.

    A row says on which day a list first named the company, so that what a review has not seen makes the next one due.
    The table holds a company of a vendor once, and has no column for its end: what the list names no more keeps its
    row, counts as shared further on, and is told until a person has taken it out. Too much is known then, never too
    little.

    Raises
    ------
    UsageError
        The register is edited where it is kept; nothing is written.
    RegisterUnreadable, RunFailed, OSError
        The table cannot be written; nothing is.
    """
    edit = editor_of(register, "add the rows to its {part} onward")
    listed = [party for party in parties_of(found.entries) if name_key(party.name) != name_key(own_name)]
    changes: list[OnwardChange] = []

    def edits(tables: Mapping[str, pd.DataFrame]) -> Mapping[str, Edit]:
        changes.append(_change(tables[TABLE.name], vendor_id, listed))
        told = {"vendor_id": vendor_id, "source": found.file, "as_of": as_of.isoformat()}
        return {TABLE.name: Edit(added=[{**told, "onward_name": name} for name in changes[-1].added])}

    edit([TABLE], edits)
    return changes[-1]


def _change(rows: pd.DataFrame, vendor_id: str, listed: Sequence[Party]) -> OnwardChange:
    own = rows[rows["vendor_id"].str.strip() == vendor_id]
    days = dict(zip(own["onward_name"].str.strip(), own["as_of"].str.strip(), strict=True))
    # Two spellings of one company are one party, by the first of them.
    known: dict[str, str] = {}
    for name in days:
        known.setdefault(name_key(name), name)
    matching = match([*map(Party, known.values())], listed, of_others=True)
    kept = tuple(pair.left.name for pair in matching.pairs)
    paired = {id(party) for pair in matching.pairs for party in pair.right}
    return OnwardChange(
        added=tuple(party.name for party in listed if id(party) not in paired),
        gone=tuple((name, days[name]) for name in known.values() if name not in kept),
        kept=kept,
        doubts=tuple((one.right.name, other.name) for one in matching.unclear for other, _ in one.candidates),
        is_first=not days,
    )
