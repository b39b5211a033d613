"""One row of an inventory: an engagement of its vendor, and what else its cells say, each kept somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from openpyxl.utils.cell import get_column_letter

from vendor_review.intake.inventory.codes import YEAR, code_of, is_not_stated
from vendor_review.intake.inventory.documents_held import HeldDocuments
from vendor_review.intake.inventory.drafted_vendor import DraftedVendor, Drafting, fact_at
from vendor_review.intake.inventory.mapping import Column, Value
from vendor_review.intake.inventory.vendor_table import VendorTable
from vendor_review.intake.readings.row import Fact
from vendor_review.intake.wording.places import places_today
from vendor_review.intake.wording.tables import folded
from vendor_review.register.layout import OWN, TABLES
from vendor_review.schema.cells.values import days_alone

_JOINED = ("notes", "contact", "aliases")
_KINDS = TABLES["evidence"].column("kind").values
_CUSTODY = ("disclosed", "held")
#: What a class or a yes says of data, and adds nothing where another column names it.
_SAYS_LESS = ("unclassified", "none")
_COMMENT, _STRUCK = "comment in the sheet", "struck through in the sheet"


class RowDraft:
    """One row of the sheet: an engagement of its vendor, and what else it says."""

    def __init__(self, drafting: Drafting, vendor: DraftedVendor, table: VendorTable, number: int) -> None:
        self.drafting, self.vendor, self.table, self.number = drafting, vendor, table, number
        self.of_vendor = table.sheet.title in drafting.vendor_sheets
        self.is_new = not self.of_vendor and (not vendor.rows or drafting.is_engagement(table, number))
        vendor.rows += self.is_new
        # What another sheet says of a known vendor goes with its first engagement.
        number_of = vendor.rows if self.is_new else min(1, vendor.rows)
        self.engagement_id = f"{vendor.vendor_id}-{number_of}" if number_of else vendor.vendor_id
        self.cells: dict[str, str] = {}
        self.said: list[tuple[str, Fact]] = []
        self.documents = HeldDocuments()
        self.review: tuple[dict[str, str], dict[str, Fact]] = ({}, {})

    def take(self) -> None:
        """Drafts the row, column by column."""
        sheet = self.table.sheet
        for number, text in sorted(
            sheet.cells[self.number].items(), key=lambda cell: self._is_class(cell[0])
        ):
            column, values = self.drafting.columns.get((sheet.title, get_column_letter(number)), (None, {}))
            fact = fact_at(sheet, self.number, number, self.table.headings.get(number, ""), text)
            self.drafting.taken.append((self.engagement_id, fact))
            if column is None:
                self.drafting.aside.append(fact)
            elif number != self.table.name:
                self._cell(column, values, fact, sheet.links.get((self.number, number), ""))
            if comment := sheet.comments.get((self.number, number)):
                self._join("notes", f"{_COMMENT}: {' '.join(comment.split())}", fact)
        self._strike()
        if section := self.table.sections.get(self.number):
            self.cells.setdefault("x_section", section)
        self._finish()

    def _strike(self) -> None:
        """A row that is struck through, or whose name is, is of the past; another cell that is, is noted."""
        sheet, cells = self.table.sheet, self.table.sheet.cells[self.number]
        struck = [column for column in cells if (self.number, column) in sheet.struck]
        if struck and (self.table.name in struck or len(struck) == len(cells)):
            fact = fact_at(sheet, self.number, self.table.name, "", _STRUCK)
            self._join("notes", _STRUCK, fact)
            if self.is_new and self.cells.get("status") != "past":
                if before := self.cells.get("status"):
                    self._join("notes", f"status: {before}", fact)
                self._put("engagements", "status", "past", fact)
            return
        for column in struck:
            text = cells[column]
            self._join("notes", f"{_STRUCK}: {text}", fact_at(sheet, self.number, column, "", text))

    def _is_class(self, number: int) -> bool:
        """Whether a column says of which class data is: it is read last, since what it is says more."""
        column, _ = self.drafting.columns.get((self.table.sheet.title, get_column_letter(number)), (None, {}))
        return column is not None and column.target.table == "data_shared" and column.target.of == "class"

    def _cell(self, column: Column, values: Mapping[str, Value], fact: Fact, href: str) -> None:
        text = fact.text.words
        target = column.target
        value = values.get(folded(text))
        if is_not_stated(text) and (value is None or not value.becomes):
            self.drafting.gathered.note(self.engagement_id, "", "not stated", fact)
            return
        if target.is_own and target.table == "vendors":
            self.vendor.state(target.column, " ".join(text.split("\n")), fact)
            return
        if target.is_own:
            self._join(target.column, " ".join(text.split("\n")), fact)
            return
        if not column.is_drafted:
            self._keep(column, fact)
            return
        if value is None:
            self._plain(column, fact, href)
            return
        if not column.is_drafted_value(value) or not value.becomes:
            self._keep(column, fact)
            return
        self._coded(column, value, fact)

    def _keep(self, column: Column, fact: Fact) -> None:
        """Keeps a cell as it is written, in a column of the person's own."""
        if (
            column.target.table == "data_shared"
            and column.target.of == "types"
            and not self.cells.get("data_shared")
        ):
            self._put("engagements", "data_shared", _line(fact), fact)
            return
        self._join(self.drafting.own_name(column), _line(fact), fact)

    def _plain(self, column: Column, fact: Fact, href: str) -> None:
        """A cell without codes: a text, an address or a day."""
        target, text = column.target, _line(fact)
        if target.kind == "date":
            day = self.drafting.mapping.day_in(column, text)
            if not day:
                self._keep(column, fact)
                return
            text = day
        elif target.kind in ("url", "link"):
            code = code_of(target, text, self.drafting.trade)
            text = href or code.becomes
        elif target.kind == "days":
            text = days_alone(text)
            if not text:
                self._keep(column, fact)
                return
        self._take(column, text, fact, settled=column.is_settled)

    def _coded(self, column: Column, value: Value, fact: Fact) -> None:
        settled = column.is_settled_value(value)
        if column.target.table != "evidence" and column.target.moves_scores and not settled:
            self._keep(column, fact)
            return
        self._take(column, value.becomes, fact, settled=settled)

    def _take(self, column: Column, code: str, fact: Fact, *, settled: bool) -> None:
        target = column.target
        if target.table == "evidence":
            self._document(column, code, fact, settled=settled)
        elif target.table == "places":
            self._places(column, code, fact)
        elif target.table == "data_shared":
            self._data(column, code, fact)
        elif target.table == "access_controls":
            if left := self.vendor.answer(target.of, code, fact):
                self._join("notes", f"{column.heading}: {_line(left)}", left)
        elif target.table == "reviews_done":
            self.review[0][target.column] = code
            self.review[1][target.column] = fact
        elif target.table == "vendors":
            written = f"{target.of}:{code}" if target.of else code
            if left_out := self.vendor.state(target.column, written, fact):
                self._join("notes", f"{column.heading}, said otherwise in another row: {left_out}", fact)
        elif target.column in _JOINED:
            self._join(target.column, code, fact)
        else:
            self._put("engagements", target.column, code, fact)

    def _put(self, table: str, column: str, value: str, fact: Fact) -> None:
        if not self.is_new and not self.vendor.rows:
            self._join(column, value, fact)
            return
        before = self.cells.get(column, "") if column == "data_shared" else ""
        self.cells[column] = f"{before}; {value}" if before not in ("", value) else value
        self.said.append((column, fact))

    def _join(self, column: str, value: str, fact: Fact) -> None:
        if not self.is_new and (not self.vendor.rows or (self.of_vendor and column.startswith(OWN))):
            # Nothing is known of what the vendor is used for: what is said is kept with the vendor itself.
            self.vendor.state(column if column.startswith(OWN) else f"{OWN}{column}", value, fact)
            return
        before = self.cells.get(column, "")
        self.cells[column] = f"{before} | {value}" if before else value
        self.said.append((column, fact))

    def _document(self, column: Column, code: str, fact: Fact, *, settled: bool) -> None:
        target = column.target
        word = re.split(r"[ :;]", code)[0]
        if not target.of or word in _KINDS:
            made = self.documents.listed(code, fact)
        elif target.column == "kind" or word in ("yes", "no"):
            made = [self.documents.answer(target.of, code, fact)]
            if YEAR.search(fact.text.words) and code in ("yes", "no"):
                self._note([fact])
        elif target.column == "location" and target.of in ("privacy", "security", "onward", "terms"):
            held = self.documents.of("webpage", target.of.capitalize())
            self.documents.put(held, "location", code, fact)
            if target.of in ("privacy", "security"):
                held.cells["public_as"] = target.of
            return
        else:
            held = self.documents.of(target.of)
            self.documents.put(held, target.column, code, fact)
            made = [held]
        for held in made if target.column != "location" else ():
            held.confirmed.append(settled)
            held.in_scope = held.in_scope or column.in_scope

    def _places(self, column: Column, code: str, fact: Fact) -> None:
        text, kind = fact.text.words, column.target.of
        codes = [one.strip() for one in code.split(";") if one.strip()]
        found, to_come = places_today(text, self.drafting.trade.eea, self.drafting.trade.as_of)
        if to_come:
            self._note([fact])
        if [place.code for place in found if place.code] != codes:
            rows = [(one, " ".join(text.split()), "") for one in codes]
        else:
            rows = [(place.code, " ".join(place.as_written.split()), place.condition) for place in found]
        for one, written, condition in dict.fromkeys(rows):
            cells = {
                "engagement_id": self.engagement_id,
                "kind": kind,
                "code": one,
                "as_written": written,
                "condition": condition,
            }
            self.drafting.add_place(cells, fact)
        if kind == "entity" and len(codes) == 1 and len(codes[0]) == 2 and codes[0] != "EU":
            self.vendor.cells.setdefault("entity_country", codes[0])
            self.vendor.facts.setdefault("entity_country", []).append(fact)

    def _data(self, column: Column, code: str, fact: Fact) -> None:
        """Categories, disclosed and held alike: a sheet says neither, and what is left out would count as unknown."""
        known = [
            (row["category"], row["custody"])
            for row in self.drafting.gathered.tables["data_shared"]
            if row["engagement_id"] == self.engagement_id
        ]
        said = {category for category, _ in known} if column.target.of == "class" else set[str]()
        for category in (one.strip() for one in code.split(";")):
            if said and category in _SAYS_LESS:
                continue
            for custody in _CUSTODY:
                if category and (category, custody) not in known:
                    row = {
                        "engagement_id": self.engagement_id,
                        "category": category,
                        "custody": custody,
                        "note": _line(fact),
                    }
                    self.drafting.gathered.add(
                        "data_shared", f"{self.engagement_id} {category} {custody}", row, {"category": fact}
                    )
        if column.target.of == "types":
            self._put("engagements", "data_shared", _line(fact), fact)
        else:
            self._join(self.drafting.own_name(column), _line(fact), fact)

    def _note(self, facts: Iterable[Fact]) -> None:
        for fact in facts:
            self._join("notes", f"{fact.heading}: {_line(fact)}", fact)

    def _finish(self) -> None:
        gathered, vendor = self.drafting.gathered, self.vendor
        for held in self.documents.found.values():
            held.deny()
            if held.is_there and self.vendor.hold(held):
                self._note(held.left)
            else:
                self._note(held.all_facts)
        cells, facts = self.review
        if day := cells.get("reviewed_on"):
            before, known = vendor.reviews.setdefault(day, ({}, {}))
            for column, fact in facts.items():
                if column in known:
                    self._note([fact])
                else:
                    before[column], known[column] = cells[column], fact
        else:
            self._note(facts.values())
        if not self.is_new:
            if vendor.rows:
                self.drafting.add_to(self.engagement_id, self.cells, self.said)
            return
        for column, value, fact in self.drafting.implied(
            self.engagement_id, self.cells, self.table, self.number
        ):
            self._put("engagements", column, value, fact)
        row = {"engagement_id": self.engagement_id, "vendor_id": vendor.vendor_id, **self.cells}
        gathered.add("engagements", self.engagement_id, row, {})
        for column, fact in self.said:
            gathered.note(self.engagement_id, "engagements", column, fact)


def _line(fact: Fact) -> str:
    return "; ".join(part.strip() for part in fact.text.words.split("\n") if part.strip())
