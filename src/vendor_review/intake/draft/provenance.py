"""What each drafted cell of a vendor came from: its raw text, and where that stands; and who confirmed the rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from vendor_review.errors import UsageError
from vendor_review.files.durable_files import write_files
from vendor_review.files.formulas import as_before, spreadsheet_safe
from vendor_review.intake.draft.draft import CONFIRMED_BY
from vendor_review.intake.draft.gathered_cells import SOURCE_COLUMNS
from vendor_review.intake.wording.names import name_key
from vendor_review.intake.wording.tables import folded
from vendor_review.register.headings import did_you_mean
from vendor_review.register.layout import RAW_TEXT_FILE, TABLES
from vendor_review.register.table_limit import largest_table, refusal
from vendor_review.register.transcript import csv_bytes

ALL_VENDORS = "all"
_MOST_SHOWN = 8


@dataclass(frozen=True)
class DraftedCell:
    """A cell of a draft: its table, row and column ("" where a cell of the source is not drafted), what it holds, the
    raw text, and where that stands.
    """

    table: str
    row: str
    column: str
    value: str
    text: str
    where: str


class DraftFolder:
    """The files of a draft, as they are now.

    Raises
    ------
    UsageError
        There is no draft at `target`, or a file of it cannot be read.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        if not (target / RAW_TEXT_FILE).is_file():
            raise UsageError(f"{target}: is no draft that import wrote: it has no {RAW_TEXT_FILE}.")
        self.sources = self._rows(RAW_TEXT_FILE)
        self.vendors = self._rows("vendors.csv")
        self.engagements = self._rows("engagements.csv")

    def _rows(self, name: str) -> list[dict[str, str]]:
        path = self.target / name
        if not path.is_file():
            return []
        if path.stat().st_size > largest_table():
            raise UsageError(refusal(str(path), path.stat().st_size))
        try:
            text = path.read_bytes().decode("utf-8-sig")
            rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
        except (UnicodeDecodeError, csv.Error) as error:
            raise UsageError(f"{path}: cannot be read: {error}.") from None
        if any(None in row or None in row.values() for row in rows):
            raise UsageError(f"{path}: has rows of another length than its first line.")
        return rows

    def named(self, called: str) -> Mapping[str, str]:
        """The vendor of an id, a name or an alias, in any case and with or without its legal form.

        Raises
        ------
        UsageError
            There is none, or there are several.
        """
        wanted, key = folded(called), name_key(called)
        exact = [one for one in self.vendors if wanted in (folded(one["vendor_id"]), folded(one["name"]))]
        alike = exact or [one for one in self.vendors if key in map(name_key, _names(one))]
        if len(alike) == 1:
            return alike[0]
        if alike:
            raise UsageError(
                f"{called!r} may be {', '.join(one['vendor_id'] for one in alike)}; write the id."
            )
        ids = [one["vendor_id"] for one in self.vendors]
        hint = did_you_mean(called, [*ids, *(one["name"] for one in self.vendors)])
        listed = ", ".join(ids[:_MOST_SHOWN]) + (
            f" and {len(ids) - _MOST_SHOWN} more" if len(ids) > _MOST_SHOWN else ""
        )
        raise UsageError(f"{called!r} is no vendor of {self.target}{hint}; its vendors are {listed}.")

    def cells_of(self, called: str) -> list[DraftedCell]:
        """Every drafted cell of a vendor, and every cell of its rows in the source that is not drafted."""
        vendor_id = self.named(called)["vendor_id"]
        rows = {
            name: [row for row in self._rows(f"{name}.csv") if row.get("vendor_id") == vendor_id]
            for name in TABLES
        }
        engagements = {row["engagement_id"]: row for row in rows["engagements"]}
        for name in ("places", "data_shared"):
            rows[name] = [row for row in self._rows(f"{name}.csv") if row.get("engagement_id") in engagements]
        owned = {vendor_id, *engagements, *(row["evidence_id"] for row in rows["evidence"])}
        found = []
        for source in self.sources:
            table, row_id = source["table"], source["row"]
            first = row_id.rsplit("-", 2)[0] if table == "places" else row_id.partition(" ")[0]
            if first not in owned or (table == "vendors" and row_id != vendor_id):
                continue
            text = as_before(source["text"])
            value = _value(rows.get(table, ()), source, text)
            found.append(DraftedCell(table, row_id, source["column"], value, text, source["where"]))
        order = {name: place for place, name in enumerate(TABLES)}
        return sorted(found, key=lambda cell: order.get(cell.table, len(order)))

    def confirm(self, called: Sequence[str], by: str, on: date) -> list[str]:
        """Sets `public` to yes in the drafted rows of these vendors that do not say it; gives their names.

        `all` means every vendor. source.csv keeps who confirmed each row, and when.
        """
        everybody = [one.casefold() for one in called] == [ALL_VENDORS]
        chosen = self.vendors if everybody else [self.named(one) for one in called]
        ids = {one["vendor_id"] for one in chosen}
        rows = [row for row in self.engagements if row["vendor_id"] in ids and not row["public"].strip()]
        for row in rows:
            row["public"] = "yes"
            said = f"confirmed by {by}"
            cells = (
                row["engagement_id"],
                "engagements",
                "public",
                said,
                f"{CONFIRMED_BY}, {on.isoformat()}",
            )
            self.sources.append(dict(zip(SOURCE_COLUMNS, map(spreadsheet_safe, cells), strict=True)))
        if rows:
            names = tuple(self.engagements[0])
            files = [
                ("engagements.csv", csv_bytes(names, [tuple(row.values()) for row in self.engagements])),
                (RAW_TEXT_FILE, csv_bytes(SOURCE_COLUMNS, [tuple(row.values()) for row in self.sources])),
            ]
            write_files(self.target, files, replacing=True, like=self.target / "engagements.csv")
        done = {row["vendor_id"] for row in rows}
        return [one["name"] for one in chosen if one["vendor_id"] in done]


def _names(vendor: Mapping[str, str]) -> Iterator[str]:
    yield from (vendor["vendor_id"], vendor["name"], vendor.get("legal_entity", ""))
    yield from filter(None, map(str.strip, vendor.get("aliases", "").split(";")))


def _value(rows: Iterable[Mapping[str, str]], source: Mapping[str, str], text: str) -> str:
    """What the draft holds now in the cell that a line of source.csv is about."""
    table, row_id, column = source["table"], source["row"], source["column"]
    found: list[str] = []
    for row in rows:
        own = row.get(
            "engagement_id" if table in ("engagements", "places", "data_shared") else "evidence_id", ""
        )
        rest = row_id.partition(" ")[2]
        is_it = {
            "vendors": row.get("vendor_id") == row_id,
            "engagements": own == row_id,
            "evidence": own == row_id,
            "places": row_id.startswith(f"{own}-")
            and (row.get("as_written", "") or row.get("code", "")) in " ".join(text.split()),
            "data_shared": row_id == f"{own} {row.get('category')} {row.get('custody')}",
            "access_controls": rest == row.get("control") and text in row.get("note", text),
            "reviews_done": rest == row.get("reviewed_on"),
        }.get(table, False)
        if is_it and (value := row.get(column, "")) and value not in found:
            found.append(value)
    return "; ".join(map(as_before, found))
