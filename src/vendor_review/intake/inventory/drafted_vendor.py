"""What the rows of an inventory add up to while they are gone through: each vendor, and what all rows share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.utils.cell import get_column_letter

from vendor_review.intake.blocks.block import Text
from vendor_review.intake.blocks.spreadsheet import Sheet
from vendor_review.intake.draft.gathered_cells import GatheredCells
from vendor_review.intake.draft.vendors import slug
from vendor_review.intake.inventory.codes import Trade, is_not_stated
from vendor_review.intake.inventory.documents_held import Held
from vendor_review.intake.inventory.mapping import Column, SourceMapping, Value, own_target, vendor_sheets
from vendor_review.intake.inventory.vendor_table import VendorTable, last_part
from vendor_review.intake.readings.row import Fact
from vendor_review.intake.wording.tables import folded
from vendor_review.register.layout import ALL, OWN, TABLES

_HEAVIER = {"criticality": TABLES["vendors"].column("criticality").values}
_EARLIER = ("contract_ends_on",)
_LISTED = ("contact", "aliases", "substitutes", "identifiers")
_WORSE = ("no", "declined", "unknown", "", "partial", "yes", "not_applicable")


@dataclass
class DraftedVendor:
    """A vendor, what its rows say of it, and the facts that each cell came from; `rows` counts its engagements."""

    vendor_id: str
    cells: dict[str, str] = field(default_factory=dict)
    facts: dict[str, list[Fact]] = field(default_factory=dict)
    rows: int = 0
    documents: list[Held] = field(default_factory=list)
    answers: dict[str, tuple[str, Fact]] = field(default_factory=dict)
    reviews: dict[str, tuple[dict[str, str], dict[str, Fact]]] = field(default_factory=dict)

    def state(self, column: str, code: str, fact: Fact) -> str:
        """Takes in a fact of the vendor; where rows differ the heavier word and the earlier day stay, else the first.

        Gives what does not stay, "" if nothing is lost.
        """
        before = self.cells.get(column, "")
        self.facts.setdefault(column, []).append(fact)
        if (column in _LISTED or column.startswith(OWN)) and before:
            if code not in before.split("; "):
                self.cells[column] = f"{before}; {code}"
            return ""
        if before in ("", code):
            self.cells[column] = code
            return ""
        ranks = _HEAVIER.get(column)
        replaces = ranks.index(code) > ranks.index(before) if ranks else column in _EARLIER and code < before
        self.cells[column] = code if replaces else before
        return before if replaces else code

    def answer(self, control: str, code: str, fact: Fact) -> Fact | None:
        """Takes in an answer on a control; of two the worse stays, and the fact of the other is given."""
        before = self.answers.get(control)
        if before is None:
            self.answers[control] = (code, fact)
            return None
        if _WORSE.index(code) < _WORSE.index(before[0]):
            self.answers[control] = (code, fact)
            return before[1]
        return fact

    def hold(self, held: Held) -> bool:
        """Takes in a document, unless the same is known already."""
        known = [(one.kind, one.title, one.cells) for one in self.documents]
        if (held.kind, held.title, held.cells) in known:
            return False
        self.documents.append(held)
        return True

    def add_to(self, gathered: GatheredCells, trade: Trade) -> None:
        """Adds its rows of all tables but engagements, places and data.

        An answer of a cell of its own names no document: the cell does not say that one shows it.
        """
        own = {"vendor_id": self.vendor_id}
        gathered.add("vendors", self.vendor_id, {**own, **self.cells}, {})
        for column, facts in self.facts.items():
            for fact in facts if self.cells.get(column) else ():
                gathered.note(self.vendor_id, "vendors", column, fact)
        shown = self._add_documents(gathered, trade)
        for control, (answer, fact) in self.answers.items():
            if answer == "yes" and control in shown:
                # The row of the document answers it already. A row of its own would go before that one, and count as
                # a bare word: who says yes twice would be worse off.
                gathered.note(f"{self.vendor_id} {ALL}", "access_controls", "answer", fact)
                continue
            row = {**own, "control": control, "answer": answer, "note": fact.text.words}
            gathered.add("access_controls", f"{self.vendor_id} {control}", row, {"answer": fact})
        for day, (cells, said) in self.reviews.items():
            gathered.add("reviews_done", f"{self.vendor_id} {day}", {**own, **cells}, said)

    def _add_documents(self, gathered: GatheredCells, trade: Trade) -> set[str]:
        """Adds its documents; gives the controls that one which is valid and covers the service shows."""
        taken: set[str] = set()
        shown: set[str] = set()
        for held in self.documents:
            kind = held.kind.replace("_", "-") if held.kind != "other" else slug(held.title) or "other"
            wanted = evidence_id = f"{self.vendor_id}-{kind}"
            number = 2
            while evidence_id in taken:
                evidence_id, number = f"{wanted}-{number}", number + 1
            taken.add(evidence_id)
            # How far a document of no known kind can be relied on is for the person to say who has read it. A contract
            # that is not there has the level of its kind, so that nobody is asked for it, and covers nothing.
            counts = held.is_settled and held.kind != "other"
            level = trade.levels.get(held.kind, "") if counts else ""
            cells = {
                "evidence_id": evidence_id,
                "vendor_id": self.vendor_id,
                "kind": held.kind,
                "title": held.title,
                "level": level,
                "in_scope": held.in_scope if held.is_settled else "",
                **held.cells,
            }
            gathered.add("evidence", evidence_id, cells, held.facts)
            for column, fact in held.alike:
                gathered.note(evidence_id, "evidence", column, fact)
            if level and not held.is_denied and trade.covers.get(held.kind, [ALL]):
                fact = held.facts.get("kind") or next(iter(held.facts.values()))
                row = {
                    "vendor_id": self.vendor_id,
                    "control": ALL,
                    "answer": "yes",
                    "evidence_id": evidence_id,
                }
                said = {**row, "note": fact.text.words}
                gathered.add("access_controls", f"{self.vendor_id} {ALL}", said, {"answer": fact})
                if held.in_scope == "yes" and held.cells.get("valid_until", trade.as_of) >= trade.as_of:
                    shown.update(trade.covers.get(held.kind, ()))
        return shown


@dataclass
class Drafting:
    """What all rows of a source share: its mapping by sheet and letter, what is gathered, and cells set aside.

    `taken` is every cell of a row with the id of what it is about, and `places` the id of each place that is known,
    `counts` how many there are of an engagement and kind.
    """

    mapping: SourceMapping
    trade: Trade
    gathered: GatheredCells = field(default_factory=GatheredCells)
    aside: list[Fact] = field(default_factory=list)
    columns: dict[tuple[str, str], tuple[Column, Mapping[str, Value]]] = field(default_factory=dict)
    kept_as: dict[tuple[str, str], str] = field(default_factory=dict)
    taken: list[tuple[str, Fact]] = field(default_factory=list)
    places: dict[tuple[str, ...], str] = field(default_factory=dict)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.columns = {
            (column.sheet, column.letter): (column, {folded(value.text): value for value in column.values})
            for column in self.mapping.columns
        }
        self.vendor_sheets = vendor_sheets(self.mapping.columns)
        self.endings = {one.engagement_id: one.becomes for one in self.mapping.endings if one.is_settled}
        self.own_names = {column.target.column for column in self.mapping.columns if column.target.is_own}

    def is_engagement(self, table: VendorTable, row: int) -> bool:
        """Whether a row says what its vendor is used for, where, or with which data."""
        title, cells = table.sheet.title, table.sheet.cells[row]
        found = (self.columns.get((title, get_column_letter(number))) for number in cells)
        return any(one[0].is_of_engagement for one in found if one)

    def implied(
        self, engagement_id: str, cells: dict[str, str], table: VendorTable, row: int
    ) -> Iterator[tuple[str, str, Fact]]:
        """What an engagement's other cells imply, or is said once for all, where its row does not say it: with why."""
        if not cells.get("access_path"):
            if column := self._no_data_at(table, row):
                text, heading = table.sheet.cells[row][column], table.headings.get(column, "")
                yield "access_path", "none", fact_at(table.sheet, row, column, heading, text)
            elif path := self.mapping.access_path:
                yield "access_path", path, Fact("", Text(path), "mapping.toml, access_path")
        day = self.endings.get(engagement_id, "")
        if cells.setdefault("status", "active") == "past" and day and not cells.get("ended_on"):
            yield "ended_on", day, Fact("", Text(day), "mapping.toml, ended")

    def _no_data_at(self, table: VendorTable, row: int) -> int | None:
        """The column in which a person confirmed that a row's vendor gets no data; None if any says otherwise."""
        found: int | None = None
        for number, text in table.sheet.cells[row].items():
            key = (table.sheet.title, get_column_letter(number))
            column, values = self.columns.get(key, (None, {}))
            if column is None or not (column.target.table == "data_shared" or column.says_access):
                continue
            value = values.get(folded(text))
            if is_not_stated(text) and not (value and value.becomes):
                continue
            if column.says_access or not (
                value and value.becomes == "none" and column.is_settled_value(value)
            ):
                return None
            found = number
        return found

    def own_name(self, column: Column) -> str:
        """The column of the person's own that keeps what a column says beside its target."""
        key = (column.sheet, column.letter)
        if key not in self.kept_as:
            heading = last_part(column.heading) or f"column {column.letter}"
            taken = {name.removeprefix("x_") for name in (*self.own_names, *self.kept_as.values())}
            self.kept_as[key] = own_target(heading, taken).partition(".")[2]
        return self.kept_as[key]

    def add_place(self, cells: Mapping[str, str], fact: Fact) -> None:
        """Adds a place of an engagement, unless it is known; what says the same again is one more source of it."""
        key = tuple(cells.values())
        row_id = self.places.get(key, "")
        if not row_id:
            about = (cells["engagement_id"], cells["kind"])
            self.counts[about] = self.counts.get(about, 0) + 1
            row_id = self.places[key] = "-".join((*about, str(self.counts[about])))
            self.gathered.add("places", row_id, cells, {})
        for column in ("code", "as_written"):
            self.gathered.note(row_id, "places", column, fact)

    def add_to(self, engagement_id: str, cells: Mapping[str, str], said: Sequence[tuple[str, Fact]]) -> None:
        """Adds what a further row says to an engagement, behind what is there; of two codes the first stays."""
        rows = self.gathered.tables["engagements"]
        first = next(row for row in rows if row["engagement_id"] == engagement_id)
        for column, value in cells.items():
            before = first.get(column, "")
            is_text = column.startswith(OWN) or TABLES["engagements"].column(column).kind == "text"
            if before in ("", value):
                first[column] = value
            elif is_text:
                first[column] = f"{before} | {value}"
            else:
                told = f"{column}, said otherwise in another row: {value}"
                first["notes"] = f"{first['notes']} | {told}" if first.get("notes") else told
        for column, fact in said:
            self.gathered.note(engagement_id, "engagements", column, fact)


def fact_at(sheet: Sheet, row: int, column: int, heading: str, text: str) -> Fact:
    """A cell of a sheet as a fact."""
    return Fact("", Text(text), sheet.where(row, column), heading)
