"""Two states of a register, compared: vendors, rows, scores and the policy's numbers."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib import resources

import pandas as pd

from vendor_review.changes.public_lists.list_changes import same_wording
from vendor_review.changes.registers.input_changes import (
    RowChange,
    differing_rows,
    number_changes,
    table_changes,
)
from vendor_review.changes.registers.state import State, score_moves
from vendor_review.changes.registers.vendor_identity import FATES, pair_vendors
from vendor_review.register.layout import TABLES
from vendor_review.schema.cells.place_codes import code_of

_DESCRIBED = tomllib.loads(
    resources.files("vendor_review.changes").joinpath("subjects.toml").read_text(encoding="utf-8")
)
#: Subjects in which a vendor becomes another risk or another party, whatever the words.
MATERIAL: frozenset[str] = frozenset(_DESCRIBED.pop("material"))
#: Subjects that say nothing of the vendor itself.
QUIET: frozenset[str] = frozenset(_DESCRIBED.pop("quiet"))


def subject_of(table: str, column: str = "", *, was: str = "", now: str = "") -> str:
    """What a change of a cell is about, or, without a column, of a row that came or went.

    A column of a key is about what its row is about: to change it is to take one row for another. Words that differ in
    spelling alone are about wording, and so are two codes of one place.
    """
    if (table, column) == ("engagements", "data_shared") and was and now and same_wording(was, now):
        return "wording"
    # Of a row that is another place, not a cell differs: it goes, and another comes.
    if (table, column) == ("places", "code") and (was or now):
        return "wording"
    about: dict[str, str] = _DESCRIBED[table]
    return about.get(column, about["row"])


#: Answers that say nothing yet.
_SILENT = ("", "unknown")
CHANGED, ROW_ADDED, ROW_REMOVED = "changed", "row added", "row removed"
ROW_COLUMNS = (
    "vendor_id", "table", "row", "what", "column", "before", "after", "subject", "material", "quiet",
)  # fmt: skip


@dataclass(frozen=True, repr=False)
class Comparison:
    """What differs between two states.

    Attributes
    ----------
    before, after
        Days of the two states.
    vendors
        What became of each vendor, see `pair_vendors`.
    rows
        A line per cell that differs, and per row that came or went: vendor_id (in the later state, where it is there),
        table, row (its key), what (`changed`, `row added`, `row removed`), column, before, after (of a row the key),
        subject (see `subjects.toml`), material, quiet (both yes or no).
    moves
        How each score moved, see `score_moves`.
    numbers
        Numbers of the policy that differ, see `number_changes`.
    policy_files
        Other files of the policy that differ.
    """

    before: date
    after: date
    vendors: pd.DataFrame
    rows: pd.DataFrame
    moves: pd.DataFrame
    numbers: pd.DataFrame
    policy_files: tuple[str, ...]

    def __repr__(self) -> str:
        """How many vendors came, went and changed."""
        fates = [f"{number} {fate}" for fate, number in self.fates.items() if number and fate != "kept"]
        touched = self.rows["vendor_id"].nunique()
        return (
            f"Comparison of {self.before} with {self.after}: {', '.join(fates) or 'the same vendors'}; "
            f"{len(self.rows)} changes to rows of {touched} vendors"
        )

    @property
    def fates(self) -> Mapping[str, int]:
        """How many vendors were added, removed, merged, renumbered, renamed and kept."""
        counts = self.vendors["fate"].value_counts()
        return {fate: int(counts.get(fate, 0)) for fate in FATES}

    @property
    def moved_data(self) -> frozenset[str]:
        """Ids of engagements that get categories of data, or keep some, that they did not before, or no longer."""
        own = self.rows[self.rows["table"].eq("data_shared") & self.rows["what"].ne(CHANGED)]
        return frozenset(own["row"].str.split(" ", n=1).str[0])


def compare(before: State, after: State) -> Comparison:
    """What differs between two states of a register.

    Examples
    --------
    >>> compare(july, october)
    Comparison of 2026-07-31 with 2026-10-31: 1 added, 1 removed, 1 merged, 1 renamed; 167 changes to rows of 19 vendors
    """
    old, new = before.register.tables, after.register.tables
    engaged = (before.scores.vendors.index, after.scores.vendors.index)
    vendors = pair_vendors(old["vendors"], new["vendors"], engaged)
    pairs = vendors.loc[vendors["vendor_id"].ne("") & vendors["former_id"].ne(""), ["former_id", "vendor_id"]]
    later_of = dict(pairs.itertuples(index=False, name=None))
    policies = (before.scores.policy, after.scores.policy)
    return Comparison(
        before=before.as_of,
        after=after.as_of,
        vendors=vendors,
        rows=row_changes(old, new, later_of),
        moves=score_moves(before, after, [*later_of.items()]),
        numbers=number_changes(*policies),
        policy_files=table_changes(*policies),
    )


def row_changes(
    before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame], later_of: Mapping[str, str]
) -> pd.DataFrame:
    """What differs in the rows of two registers, as `Comparison.rows` has it.

    Parameters
    ----------
    before, after
        All tables, as read.
    later_of
        Former id of a vendor to its later one: a vendor under another id keeps its rows.
    """
    old = {name: _under_later_ids(table, later_of) for name, table in before.items()}
    owners = _owners(old) | _owners(after)
    found = [
        (owners.get(owner, owner), *line)
        for table in TABLES
        for change in _same_places(differing_rows(table, old[table], after[table]))
        for owner, *line in _lines(change)
    ]
    return _frame(found)


def _same_places(changes: Iterable[RowChange]) -> Iterator[RowChange]:
    """The changes, where a place that went and one that came are the same in other words as one row that differs."""
    found = [*changes]
    went = [one for one in found if one.table == "places" and not one.after]
    former: dict[int, RowChange] = {}
    for came in found:
        if came.table == "places" and not came.before:
            same = next((one for one in went if _is_one_place(one.before, came.after)), None)
            if same is not None:
                went.remove(same)
                former[id(came)] = same
    matched = {id(one) for one in former.values()}
    for change in found:
        if id(change) in former:
            yield replace(change, before=former[id(change)].before)
        elif id(change) not in matched:
            yield change


def _is_one_place(was: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Whether two rows are of the same engagement, kind and condition, and name one country in whatever words."""
    if any(was.get(name) != now.get(name) for name in ("engagement_id", "kind", "condition")):
        return False
    countries = [
        code_of(cells.get("code", "")) or code_of(cells.get("as_written", "")) for cells in (was, now)
    ]
    return countries[0] != "" and countries[0] == countries[1]


def _lines(change: RowChange) -> list[tuple[str, ...]]:
    """A line per cell, led by the vendor's id, or the engagement's where the row names no vendor."""
    cells = change.after or change.before
    owner = cells.get("vendor_id") or cells.get("engagement_id", "")
    if change.before and change.after:
        return [
            (
                owner,
                change.table,
                change.name,
                CHANGED,
                column,
                was,
                now,
                subject_of(change.table, column, was=was, now=now),
            )
            for column, was, now in change.cells
        ]
    # A row on a control that states no answer says that it was asked about, or is to be.
    silent = change.table == "access_controls" and cells.get("answer", "").strip().casefold() in _SILENT
    subject = subject_of(change.table, "unanswered" if silent else "")
    if change.after:
        return [(owner, change.table, change.name, ROW_ADDED, "", "", change.name, subject)]
    return [(owner, change.table, change.name, ROW_REMOVED, "", change.name, "", subject)]


def _frame(lines: list[tuple[str, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(lines, columns=list(ROW_COLUMNS[:-2]), dtype=str)
    return frame.assign(material=frame["subject"].isin(MATERIAL), quiet=frame["subject"].isin(QUIET))


def _under_later_ids(table: pd.DataFrame, later_of: Mapping[str, str]) -> pd.DataFrame:
    if "vendor_id" not in table or all(former == later for former, later in later_of.items()):
        return table
    ids = table["vendor_id"].str.strip()
    return table.assign(vendor_id=ids.map(later_of).fillna(ids))


def _owners(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Engagement id to vendor id."""
    engagements = tables["engagements"]
    ids, vendors = (engagements[name].str.strip() for name in ("engagement_id", "vendor_id"))
    return dict(zip(ids, vendors, strict=True))
