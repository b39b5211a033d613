"""Whom rejected rows are, or may be, about: there the register says less than its accepted rows do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from vendor_review.register.register import Register
from vendor_review.schema.cells import values
from vendor_review.schema.context import Context
from vendor_review.schema.findings.catalogue import CONSEQUENCES, REJECTING
from vendor_review.schema.rejected_rows.possible_ids import possible_ids

COLUMNS = ("table", "line", "place", "vendor_id", "engagement_id", "control", "why")
#: Tables whose rows say how much a vendor may reach, where, and what holds it back.
_TABLES = ("vendors", "engagements", "places", "data_shared", "access_controls", "evidence")
#: Why a row counts for a vendor: it names it, may mean it, or names nobody so that it may be about anybody.
NAMED, POSSIBLE, ANYBODY = "named", "possible", "anybody"

# What one row may be about: vendor, engagement, control; "" is any. With the reason.
_Target = tuple[str, str, str, str]


@dataclass(frozen=True)
class Concerned:
    """What the rejected rows of a register leave open.

    Attributes
    ----------
    rows
        A row per rejected row and what it is or may be about: table, line, place (in words: of what is to be fixed
        first), vendor_id, engagement_id and control ("" each: any), why (`named`, `possible`, `anybody`). Rows of
        tables on which no score depends are left out.
    lost
        vendor_id, name: vendors that no accepted row of `vendors` is about any more, though the register has them.
    """

    rows: pd.DataFrame
    lost: pd.DataFrame


def no_rows() -> pd.DataFrame:
    """What no rejected row leaves open."""
    return pd.DataFrame({name: pd.Series([], dtype=str) for name in COLUMNS}).astype({"line": "int64"})


def no_vendors() -> pd.DataFrame:
    """No vendor is lost."""
    return pd.DataFrame({"vendor_id": [], "name": []}, dtype=str)


def concerned(
    rejected: pd.DataFrame, findings: pd.DataFrame, register: Register, context: Context
) -> Concerned:
    """What `rejected` rows leave open; complete, whatever the size of the tables."""
    if rejected.empty:
        return Concerned(no_rows(), no_vendors())
    found = _Rejected(register, context)
    lost = found.lost_vendors(rejected)
    places = _first_places(findings)
    frames = []
    for table in _TABLES:
        lines = rejected.loc[rejected["table"].eq(table), "line"].to_numpy()
        if len(lines):
            of_row, targets = found.targets(table, lines)
            told = pd.DataFrame(
                targets, columns=["vendor_id", "engagement_id", "control", "why"], dtype=object
            )
            where = [places[table, line] for line in lines[of_row].tolist()]
            frames.append(told.assign(table=table, line=lines[of_row], place=where))
    rows = pd.concat([no_rows(), *frames], ignore_index=True)
    texts = {name: str for name in COLUMNS if name != "line"}
    return Concerned(rows[list(COLUMNS)].astype({**texts, "line": "int64"}), lost)


def _first_places(findings: pd.DataFrame) -> dict[tuple[str, int], str]:
    """The place of what is to be fixed first, of each row that is in error."""
    errors = findings[findings["rule"].isin(REJECTING)]
    follows = errors["rule"].isin(CONSEQUENCES).to_numpy()
    first = errors.iloc[follows.argsort(kind="stable")].drop_duplicates(["table", "line"])
    where = np.where(first["cause"].ne(""), first["cause"], first["place"])
    return dict(zip(zip(first["table"], first["line"].tolist(), strict=True), where, strict=True))


class _Rejected:
    """Finds for the rejected rows of a register what each may be about."""

    def __init__(self, register: Register, context: Context) -> None:
        self._tables, self._context = register.tables, context
        self._ragged = {
            (table, line): extra
            for table, line, extra in zip(
                *(register.ragged[name] for name in ("table", "line", "extra")), strict=True
            )
        }

    def lost_vendors(self, rejected: pd.DataFrame) -> pd.DataFrame:
        """Vendors whose own row was rejected, each once, and those whose own row has another id, or none.

        A vendor whose row has no id is lost under the id by which other rows call it; where none does, under one that
        names its row. So is a vendor that engagements name and that no row of `vendors` could mean.
        """
        known = self._context.ids["vendors"].values
        accepted = frozenset(self._context.accepted_ids("vendors"))
        rows = self._cells("vendors", rejected.loc[rejected["table"].eq("vendors"), "line"])
        own = [one for one in dict.fromkeys(rows["vendor_id"]) if one and one not in accepted]
        # Of rows that share an id at most one is right; a row without one has lost its own.
        twice = rows["vendor_id"].ne("") & rows["vendor_id"].duplicated()
        blank = rows[rows["vendor_id"].eq("")]
        has_lost_id = len(blank) > 0 or twice.any()
        unknown = dict.fromkeys(
            one
            for table, lines in rejected.groupby("table", sort=False)["line"]
            if table == "engagements" or (has_lost_id and "vendor_id" in self._tables[str(table)])
            for one in self._cells(str(table), lines)["vendor_id"]
            if one and one not in known
        )
        near = self._vendors(unknown)
        orphans = [one for one in unknown if has_lost_id or not near[one]]
        lost = {one: one for one in (*own, *orphans)}
        for line, name in list(zip(blank.index.tolist(), blank["name"], strict=True))[len(orphans) :]:
            made = f"unnamed-{line}"
            while made in accepted or made in lost:
                made += "-"
            lost[made] = name or made
        return pd.DataFrame({"vendor_id": list(lost), "name": list(lost.values())}, dtype=str)

    def targets(self, table: str, lines: Iterable[int]) -> tuple[list[int], list[_Target]]:
        """What the rows at `lines` may be about: the place of each in `lines`, and a target."""
        rows = self._cells(table, lines)
        per_row = {
            "vendors": self._of_vendors,
            "engagements": self._of_vendors,
            "evidence": self._of_vendors,
            "access_controls": self._of_controls,
            "places": self._of_engagements,
            "data_shared": self._of_engagements,
        }[table](table, rows)
        found = [(place, target) for place, targets in enumerate(per_row) for target in targets]
        return [place for place, _ in found], [target for _, target in found]

    def _cells(self, table: str, lines: Iterable[int]) -> pd.DataFrame:
        rows = self._tables[table].loc[list(lines)]
        return rows.assign(**{name: rows[name].str.strip() for name in rows.columns[:2]})

    def _of_vendors(self, table: str, rows: pd.DataFrame) -> Iterator[list[_Target]]:
        near = self._vendors(self._named(table, rows, "vendor_id"))
        for line, name in zip(rows.index.tolist(), rows["vendor_id"], strict=True):
            if (table, line) in self._ragged and table != "vendors":
                yield _to_vendors(self._in_any_cell(table, line, "vendors"), NAMED)
            elif table == "vendors":
                yield [(name, "", "", NAMED)] if name else []
            else:
                yield _to_vendors(near.get(name, ()), NAMED if (name,) == near.get(name) else POSSIBLE)

    def _of_controls(self, table: str, rows: pd.DataFrame) -> Iterator[list[_Target]]:
        vocabulary = self._context.vocabulary
        called = ((name, control) for control, name in vocabulary.control_names.items())
        controls = possible_ids(set(rows["control"]), sorted(vocabulary.controls), called)
        for row, targets in enumerate(self._of_vendors(table, rows)):
            ragged = (table, rows.index[row]) in self._ragged
            meant = () if ragged else controls[rows["control"].iloc[row]]
            yield [(vendor, "", control, why) for vendor, _, _, why in targets for control in meant or ("",)]

    def _of_engagements(self, table: str, rows: pd.DataFrame) -> Iterator[list[_Target]]:
        ids = self._context.ids["engagements"]
        accepted = frozenset(self._context.accepted_ids("engagements"))
        owner = self._context.vendor_of_engagement
        near = possible_ids(self._named(table, rows, "engagement_id"), ids.values.tolist())
        for line, name in zip(rows.index.tolist(), rows["engagement_id"], strict=True):
            is_ragged = (table, line) in self._ragged
            meant = self._in_any_cell(table, line, "engagements") if is_ragged else near.get(name, ())
            if not meant:
                yield [("", "", "", ANYBODY)]
                continue
            why = NAMED if is_ragged or meant == (name,) else POSSIBLE
            # An engagement that was rejected itself counts as one of which nothing is known: nothing is left to add.
            yield [(owner[one], one, "", why) for one in meant if one in accepted]

    def _named(self, table: str, rows: pd.DataFrame, column: str) -> set[str]:
        ragged = [line for line in rows.index if (table, line) in self._ragged]
        return set(rows[column].drop(ragged))

    def _vendors(self, names: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        vendors, known = self._tables["vendors"], self._context.ids["vendors"].values
        columns = (vendors[name] for name in ("vendor_id", "name", "aliases"))
        called = (
            (word, one.strip())
            for one, name, aliases in zip(*columns, strict=True)
            for word in (name, *values.items(aliases))
            if one.strip()
        )
        return possible_ids(names, known.tolist(), called)

    def _in_any_cell(self, table: str, line: int, parent: str) -> tuple[str, ...]:
        """Ids of `parent` that stand in any cell of a row of the wrong width, whose cells may have shifted."""
        cells = [*self._tables[table].loc[line], *self._ragged[table, line].split(",")]
        known = self._context.ids[parent].values
        return tuple(dict.fromkeys(cell.strip() for cell in cells if cell.strip() in known))


def _to_vendors(vendors: Iterable[str], why: str) -> list[_Target]:
    return [(vendor, "", "", why) for vendor in vendors] or [("", "", "", ANYBODY)]
