"""Splits the rows of an inventory into the tables of a register, as its mapping says; no filled cell is lost."""

from __future__ import annotations

from collections.abc import Sequence

from vendor_review.intake.blocks.block import Text
from vendor_review.intake.blocks.spreadsheet import Sheet
from vendor_review.intake.draft.draft import Draft
from vendor_review.intake.draft.vendors import slug
from vendor_review.intake.inventory.codes import Trade
from vendor_review.intake.inventory.drafted_vendor import DraftedVendor, Drafting, fact_at
from vendor_review.intake.inventory.mapping import SourceMapping
from vendor_review.intake.inventory.row_draft import RowDraft
from vendor_review.intake.inventory.vendor_table import VendorTable
from vendor_review.intake.readings.row import Fact
from vendor_review.intake.wording.names import name_key, parts_of_name, without_legal_form
from vendor_review.intake.wording.tables import folded


def inventory_draft(
    sheets: Sequence[Sheet], tables: Sequence[VendorTable], mapping: SourceMapping, trade: Trade
) -> Draft:
    """The draft register of the vendors in `tables`: nothing public, nothing that the sheets do not state.

    What can make a vendor look safer (documents and their levels, answers, data categories) is drafted only where a
    person has confirmed the mapping of it.
    """
    drafting = _Drafting(mapping.with_scope(), trade)
    # What a sheet of contacts or of certificates says goes with what another sheet says that the vendor is used for.
    for table in sorted(tables, key=drafting.distance):
        drafting.through(table)
    read = {table.sheet.title: table for table in tables}
    for sheet in sheets:
        drafting.set_aside(sheet, read.get(sheet.title))
    return drafting.draft()


def one_vendor_lines(tables: Sequence[VendorTable]) -> list[str]:
    """A sentence for each vendor whose name is written in several ways: the rows, and how they write it."""
    written: dict[str, dict[str, tuple[str, str]]] = {}
    for table in tables:
        for number in table.rows:
            name = parts_of_name(table.sheet.cells[number].get(table.name, "")).name
            if name:
                at = f"{number} of sheet {table.sheet.title}" if len(tables) > 1 else str(number)
                written.setdefault(name_key(name), {}).setdefault(folded(name), (name, at))
    return [
        f"rows {' and '.join(at for _, at in found.values())} are one vendor: "
        + ", ".join(name for name, _ in found.values())
        for found in written.values()
        if len(found) > 1
    ]


class _Drafting(Drafting):
    """The vendors of a source while its tables are gone through."""

    vendors: dict[str, DraftedVendor]
    ids: set[str]

    def __post_init__(self) -> None:
        super().__post_init__()
        self.vendors, self.ids = {}, set()

    def distance(self, table: VendorTable) -> int:
        """How far a table is from engagements: 0 where it says what vendors are used for, 2 if of vendors alone."""
        title = table.sheet.title
        if title in self.vendor_sheets:
            return 2
        own = [column for (sheet, _), (column, _) in self.columns.items() if sheet == title]
        return int(not any(column.is_of_engagement for column in own))

    def through(self, table: VendorTable) -> None:
        """Drafts each row of a table; one whose name has no letter or digit goes with the vendor above it."""
        current: DraftedVendor | None = None
        for number in table.rows:
            cells = table.sheet.cells[number]
            name, heading = cells.get(table.name, ""), table.headings[table.name]
            if parts_of_name(name).name:
                at = Fact("name", Text(name), table.sheet.where(number, table.name), heading)
                current = self.vendor(at)
            elif name and current:  # a mark such as "-", which names nobody
                self.aside.append(fact_at(table.sheet, number, table.name, heading, name))
            if current is None:
                self.aside += [
                    fact_at(table.sheet, number, column, "", text) for column, text in cells.items()
                ]
                continue
            RowDraft(self, current, table, number).take()

    def vendor(self, fact: Fact) -> DraftedVendor:
        """The vendor of a name, new or known from a row above."""
        parts = parts_of_name(fact.text.words)
        key = name_key(parts.name)
        vendor = self.vendors.get(key)
        if vendor is None:
            wanted = slug(without_legal_form(parts.name)) or slug(parts.name) or "vendor"
            vendor_id, number = wanted, 2
            while vendor_id in self.ids:
                vendor_id, number = f"{wanted}-{number}", number + 1
            self.ids.add(vendor_id)
            vendor = self.vendors[key] = DraftedVendor(vendor_id)
            vendor.cells = {"name": parts.name, "legal_entity": parts.legal_entity}
        vendor.facts.setdefault("name", []).append(fact)
        if parts.legal_entity:
            vendor.facts.setdefault("legal_entity", []).append(fact)
            vendor.cells["legal_entity"] = vendor.cells["legal_entity"] or parts.legal_entity
        is_other = folded(parts.name) != folded(vendor.cells["name"])
        for alias in (*([parts.name] if is_other else []), *parts.aliases):
            if folded(alias) not in map(folded, vendor.cells.get("aliases", "").split("; ")):
                vendor.state("aliases", alias.replace(";", ","), fact)
        return vendor

    def set_aside(self, sheet: Sheet, table: VendorTable | None) -> None:
        """Accounts for the cells that are in no row of a vendor."""
        for number, cells in sheet.cells.items():
            if table is None or number in table.aside:
                said = (
                    table.aside[number]
                    if table
                    else "hidden sheet"
                    if sheet.is_hidden
                    else "no table of vendors"
                )
                for column, text in cells.items():
                    self.gathered.note("", "", said, fact_at(sheet, number, column, "", text))

    def draft(self) -> Draft:
        """All tables, with what each cell came from."""
        gathered = self.gathered
        engagements, gathered.tables["engagements"] = gathered.tables["engagements"], []
        for vendor in self.vendors.values():
            vendor.add_to(gathered, self.trade)
        order = {vendor.vendor_id: place for place, vendor in enumerate(self.vendors.values())}
        gathered.tables["engagements"] = sorted(engagements, key=lambda row: order[row["vendor_id"]])
        for fact in self.aside:
            gathered.note("", "", "no vendor", fact)
        told = {where for *_, where in gathered.sources}
        for row_id, fact in self.taken:
            if fact.where not in told:
                gathered.note(row_id, "", "said by another cell", fact)
        return Draft(gathered.content(), tuple(gathered.sources))
