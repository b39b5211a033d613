"""What columns and cells of an inventory become: proposed, confirmed or changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from openpyxl.utils.cell import get_column_letter

from vendor_review.intake.inventory.codes import ASK, DAY_FIRST, Trade, code_of, is_not_stated
from vendor_review.intake.inventory.proposals import SURE_ENOUGH, day_order, propose
from vendor_review.intake.inventory.targets import LINKS, OWN_TABLES, Target, target_of
from vendor_review.intake.inventory.vendor_table import VendorTable, last_part
from vendor_review.intake.wording.days import counted_day, dated
from vendor_review.intake.wording.tables import folded
from vendor_review.schema.across_tables.documents import CONTRACT_KINDS

PROPOSED, CONFIRMED, CHANGED = "proposed", "confirmed", "changed"
#: What makes a row of the sheet an engagement of its own, where its vendor has one already.
_OF_ENGAGEMENT = ("purpose", "product", "condition", "customer_region", "status", "transfer_mechanism")
MOST_EXAMPLES, LONGEST_EXAMPLE = 3, 40


@dataclass(frozen=True)
class Value:
    """What cells of one text become: a code, or "" for not stated; `proposed` is what was proposed for it."""

    text: str
    becomes: str
    proposed: str
    sure: float
    why: str
    cells: int = 0
    state: str = PROPOSED


@dataclass(frozen=True)
class Column:
    """What a column becomes.

    Attributes
    ----------
    sheet, letter, heading
        Where it stands; a later version of the source is matched by sheet and heading.
    becomes, proposed
        A target, as `targets.target_of` reads it, and the one that was proposed.
    sure, why
        How sure the proposal is, from 0 to 1, and its reason.
    cells
        How many cells of it are filled.
    days
        How its days are meant that could be two: day-first, month-first, ask; "" where there are none.
    in_scope
        Of a column about a document: `yes` if it covers the service that is used, which a sheet seldom says.
    values
        What each text of it becomes, where it has codes; of other columns only what is not read as it is written.
    """

    sheet: str
    letter: str
    heading: str
    becomes: str
    proposed: str
    sure: float
    why: str
    cells: int = 0
    state: str = PROPOSED
    examples: tuple[str, ...] = ()
    days: str = ""
    in_scope: str = ""
    values: tuple[Value, ...] = ()

    @property
    def target(self) -> Target:
        """The target that it becomes."""
        found = target_of(self.becomes)
        assert found is not None, self.becomes
        return found

    @property
    def is_settled(self) -> bool:
        """Whether a person has confirmed or changed it."""
        return self.state != PROPOSED

    @property
    def is_drafted(self) -> bool:
        """Whether its cells are drafted as it says, and not only kept as they are written."""
        return self.is_settled or self.sure >= SURE_ENOUGH

    @property
    def is_of_engagement(self) -> bool:
        """Whether it says what a vendor is used for, where, or with which data."""
        target = self.target
        used_for = target.table == "engagements" and target.column in _OF_ENGAGEMENT
        return self.is_drafted and (used_for or target.table in ("places", "data_shared"))

    @property
    def says_access(self) -> bool:
        """Whether it says how near vendors come to data."""
        return self.target.column == "access_path"

    @property
    def asks_scope(self) -> bool:
        """Whether it is about documents, and does not say whether they cover the service that is used."""
        return self.target.table == "evidence" and self.target.of not in LINKS and not self.in_scope

    def is_drafted_value(self, value: Value) -> bool:
        """Whether a value of it is drafted as it says."""
        return value.state != PROPOSED or (self.is_drafted and value.sure >= SURE_ENOUGH)

    def is_settled_value(self, value: Value) -> bool:
        """Whether a person has confirmed or changed both a value and its column."""
        return value.state != PROPOSED and self.is_settled

    def waits(self, value: Value) -> bool:
        """Whether cells of a value wait for a person: for what it is, or to be confirmed since it moves scores."""
        counts = self.target.moves_scores and bool(value.becomes) and self.is_settled
        return not self.is_drafted_value(value) or (counts and not self.is_settled_value(value))

    def seen(self) -> Column:
        """The column in which all that a person saw when they confirmed it is confirmed, where it is sure enough."""
        if not self.is_settled:
            return self
        values = (
            replace(value, state=CONFIRMED)
            if value.state == PROPOSED and value.sure >= SURE_ENOUGH
            else value
            for value in self.values
        )
        return replace(self, values=tuple(values))


@dataclass(frozen=True)
class Ending:
    """The last day of an engagement that is past, where no column says it; `becomes` is "" while nobody knows."""

    engagement_id: str
    vendor: str
    becomes: str
    proposed: str
    sure: float
    why: str
    state: str = PROPOSED

    @property
    def is_settled(self) -> bool:
        """Whether a person has confirmed the day, or written another."""
        return bool(self.becomes) and (self.state != PROPOSED or self.becomes != self.proposed)


@dataclass(frozen=True)
class SourceMapping:
    """The mapping of a source: its columns, what holds where a column says nothing, and what is new in it.

    `days` says how days are meant that could be two, `in_scope` whether documents cover the service that is used, and
    `access_path` how near vendors come to data, and `endings` when engagements ended that are past.
    """

    source: str
    columns: tuple[Column, ...]
    days: str = ""
    in_scope: str = ""
    access_path: str = ""
    endings: tuple[Ending, ...] = ()
    news: tuple[str, ...] = field(default=(), compare=False)

    def with_scope(self) -> SourceMapping:
        """The mapping in which each column about documents says whether they cover the service, where anything does."""
        columns = (replace(one, in_scope=self.in_scope) if one.asks_scope else one for one in self.columns)
        return replace(self, columns=tuple(columns))

    def order_of(self, column: Column) -> str:
        """How days of a column are meant: its own way, else that of the whole source; "" while nobody has said."""
        said = self.days if column.days in ("", ASK) else column.days
        return "" if said == ASK else said

    def day_in(self, column: Column, text: str) -> str:
        """The day that a cell means, "" for none, or for one of two while nobody has said which way days are meant."""
        one = dated(text)
        if one is None:
            return ""
        order = self.order_of(column)
        chosen = one.plain or ((one.day_first if order == DAY_FIRST else one.month_first) if order else "")
        return counted_day(chosen, is_end=column.target.is_end) if chosen else ""

    def accepted(self, above: float) -> SourceMapping:
        """The mapping with every proposal confirmed that is at least so sure."""

        def accept(column: Column) -> Column:
            values = tuple(
                replace(value, state=CONFIRMED) if value.state == PROPOSED and value.sure >= above else value
                for value in column.values
            )
            state = CONFIRMED if column.state == PROPOSED and column.sure >= above else column.state
            return replace(column, values=values, state=state)

        return replace(self, columns=tuple(map(accept, self.columns)))


def vendor_sheets(columns: Iterable[Column]) -> frozenset[str]:
    """The sheets that speak of vendors alone, such as whom to call, where another speaks of what they are used for."""
    said: dict[str, bool] = {}
    for column in columns:
        target = column.target
        about_vendor = target.table == "vendors" or target.is_own or target.column == "notes"
        said[column.sheet] = said.get(column.sheet, True) and (about_vendor or not column.is_drafted)
    return (
        frozenset(sheet for sheet, alone in said.items() if alone) if not all(said.values()) else frozenset()
    )


def proposed_mapping(source: str, tables: Sequence[VendorTable], trade: Trade) -> SourceMapping:
    """The proposal for the tables of a source."""
    columns: list[Column] = []
    own: set[str] = set()
    for table in tables:
        for number, proposal in propose(table, trade).items():
            heading = table.headings.get(number, "")
            letter = get_column_letter(number)
            becomes = (
                str(proposal.target)
                if proposal.target
                else own_target(last_part(heading) or f"column {letter}", own)
            )
            cells = table.cells(number)
            stated = list(dict.fromkeys(text for text in cells if not is_not_stated(text)))
            examples = tuple(text.replace("\n", " ")[:LONGEST_EXAMPLE] for text in stated[:MOST_EXAMPLES])
            made = Column(
                table.sheet.title, letter, heading, becomes, becomes, proposal.sure, proposal.why, len(cells),
                examples=examples, in_scope=scope_of(proposal.target),
            )  # fmt: skip
            columns.append(with_values(made, cells, trade))
    alone = vendor_sheets(columns)
    columns = [
        _of_vendors(column) if column.target.is_own and column.sheet in alone else column
        for column in columns
    ]
    days = ASK if any(column.days == ASK for column in columns) else ""
    return SourceMapping(source, tuple(columns), days)


def _of_vendors(column: Column) -> Column:
    """A column of the person's own as one of the table of vendors."""
    becomes = str(replace(column.target, table="vendors"))
    return replace(column, becomes=becomes, proposed=becomes)


def own_target(heading: str, taken: set[str]) -> str:
    """The column of the person's own for a heading, of another name than those that are `taken`; takes it."""
    name = (
        re.sub(r"[^a-z0-9]+", "_", folded(heading).encode("ascii", "ignore").decode()).strip("_")[:40]
        or "column"
    )
    found, number = name, 2
    while found in taken:
        found, number = f"{name}_{number}", number + 1
    taken.add(found)
    return f"{OWN_TABLES[0]}.x_{found}"


def scope_of(target: Target | None) -> str:
    """`yes` for a company's own agreements, which are about the service that it uses; "" where a person is to say."""
    agreement = target is not None and target.table == "evidence" and target.of in CONTRACT_KINDS
    return "yes" if agreement else ""


def with_values(column: Column, cells: Iterable[str], trade: Trade) -> Column:
    """A column with the proposals for its cells, and how its days are written."""
    target = column.target
    counted: dict[str, tuple[str, int]] = {}
    for text in cells:
        first, count = counted.get(folded(text), (text, 0))
        counted[folded(text)] = (first, count + 1)
    values: list[Value] = []
    if not target.is_own:
        for text, count in counted.values():
            code = code_of(target, text, trade, column.heading)
            plain = code.fits and not target.is_coded
            if target.kind == "date":  # what names another document is no day alone
                plain = plain and code.sure >= SURE_ENOUGH and len(code.becomes) == len("2026-03-24")
            if is_not_stated(text) or not plain:
                if target.kind == "date" and code.sure == 0.0:
                    continue  # a day that could be two: the column's `days` says which
                values.append(Value(text, code.becomes, code.becomes, code.sure, code.why, count))
    days, why = day_order([text for text, _ in counted.values()]) if target.kind == "date" else ("", "")
    told = f"{column.why}; {why}" if why else column.why
    return replace(column, values=tuple(values), days=days, why=told)
