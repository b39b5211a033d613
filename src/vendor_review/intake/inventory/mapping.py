"""What columns and cells of an inventory become: proposed, confirmed or changed, and taken over from an earlier one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from openpyxl.utils.cell import get_column_letter

from vendor_review.intake.inventory.codes import ASK, Trade, code_of, is_not_stated
from vendor_review.intake.inventory.proposals import SURE_ENOUGH, day_order, propose
from vendor_review.intake.inventory.targets import LINKS, OWN, Target, target_of
from vendor_review.intake.inventory.vendor_table import VendorTable, last_part
from vendor_review.intake.wording.tables import folded

PROPOSED, CONFIRMED, CHANGED = "proposed", "confirmed", "changed"
MOST_EXAMPLES, LONGEST_EXAMPLE = 3, 40
_MOST_NEWS = 20
#: Documents that are a company's own agreements: they are about the service that it uses.
_OWN_AGREEMENTS = ("dpa", "scc")


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
        """Whether a person has confirmed or changed a value, or its column where the value is sure enough."""
        return value.state != PROPOSED or (self.is_settled and value.sure >= SURE_ENOUGH)


@dataclass(frozen=True)
class SourceMapping:
    """The mapping of a source: its columns, what holds where a column says nothing, and what is new in it.

    `days` says how days are meant that could be two, `in_scope` whether documents cover the service that is used, and
    `access_path` how near vendors come to data.
    """

    source: str
    columns: tuple[Column, ...]
    days: str = ""
    in_scope: str = ""
    access_path: str = ""
    news: tuple[str, ...] = field(default=(), compare=False)

    def with_scope(self) -> SourceMapping:
        """The mapping in which each column about documents says whether they cover the service, where anything does."""
        columns = (replace(one, in_scope=self.in_scope) if one.asks_scope else one for one in self.columns)
        return replace(self, columns=tuple(columns))

    def order_of(self, column: Column) -> str:
        """How days of a column are meant: its own way, else that of the whole source; "" while nobody has said."""
        said = self.days if column.days in ("", ASK) else column.days
        return "" if said == ASK else said

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
                examples=examples, in_scope=_scope_of(proposal.target),
            )  # fmt: skip
            columns.append(with_values(made, cells, trade))
    days = ASK if any(column.days == ASK for column in columns) else ""
    return SourceMapping(source, tuple(columns), days)


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
    return f"{OWN}{found}"


def _scope_of(target: Target | None) -> str:
    agreement = target is not None and target.table == "evidence" and target.of in _OWN_AGREEMENTS
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


def merged_mapping(
    fresh: SourceMapping, earlier: SourceMapping, tables: Sequence[VendorTable], trade: Trade
) -> SourceMapping:
    """The proposal for a source with what a person has confirmed or changed in an earlier mapping of it.

    `news` says what that one does not know: headings, and texts of columns that have codes; and what is gone.
    """
    texts = {
        (table.sheet.title, get_column_letter(number)): table.cells(number)
        for table in tables
        for number in table.headings
    }
    left = {id(column): column for column in earlier.columns}
    news: list[str] = []
    columns: list[Column] = []
    for column in fresh.columns:
        before = _match(column, left.values())
        if before is None:
            news.append(f"column {column.letter} {column.heading!r} is new: {column.becomes} is proposed")
            columns.append(column)
            continue
        del left[id(before)]
        made, more = _merged(column, before, texts[column.sheet, column.letter], trade)
        columns.append(made)
        news += more
    news += [f"column {column.heading!r} is no longer there" for column in left.values()]
    more_news = [f"and {len(news) - _MOST_NEWS} more"] if len(news) > _MOST_NEWS else []
    said = (earlier.days or fresh.days, earlier.in_scope, earlier.access_path)
    return SourceMapping(fresh.source, tuple(columns), *said, (*news[:_MOST_NEWS], *more_news))


def _match(column: Column, earlier: Iterable[Column]) -> Column | None:
    alike = [one for one in earlier if folded(one.heading) == folded(column.heading)]
    same_sheet = [one for one in alike if one.sheet == column.sheet] or (alike if len(alike) == 1 else [])
    return next((one for one in same_sheet if one.letter == column.letter), next(iter(same_sheet), None))


def _merged(fresh: Column, before: Column, cells: Sequence[str], trade: Trade) -> tuple[Column, list[str]]:
    made = fresh
    if before.becomes != before.proposed or before.state != PROPOSED:
        made = replace(fresh, becomes=before.becomes, state=_state_of(before, fresh.becomes))
        if before.becomes != fresh.becomes:
            in_scope = before.in_scope or _scope_of(made.target)
            made = with_values(
                replace(made, values=(), why=fresh.why.split("; ")[0], in_scope=in_scope), cells, trade
            )
    days = before.days if before.days not in ("", ASK) else made.days
    made = replace(made, days=days, in_scope=before.in_scope or made.in_scope)
    known = {folded(value.text): value for value in before.values}
    values = [_merged_value(value, known.get(folded(value.text))) for value in made.values]
    listed = {folded(value.text) for value in values}
    # What a person has said of a text that is read as it is written, and of one that is not there just now.
    values += [
        replace(
            value,
            cells=sum(folded(text) == folded(value.text) for text in cells),
            state=_state_of(value, value.proposed),
        )
        for key, value in known.items()
        if key not in listed and (value.state != PROPOSED or value.becomes != value.proposed)
    ]
    news = [
        f"column {fresh.letter} {fresh.heading!r}: {value.text[:LONGEST_EXAMPLE]!r} is new: "
        + (f"{value.becomes} is proposed" if value.becomes else "nothing is proposed")
        for value in made.values
        if folded(value.text) not in known
        and not is_not_stated(value.text)
        and before.becomes == made.becomes
    ]
    return replace(made, values=tuple(values)), news


def _state_of(before: Column | Value, proposed: str) -> str:
    return (
        CHANGED if before.becomes not in (before.proposed, proposed) or before.state == CHANGED else CONFIRMED
    )


def _merged_value(fresh: Value, before: Value | None) -> Value:
    if before is None or (before.state == PROPOSED and before.becomes == before.proposed):
        return fresh
    return replace(fresh, becomes=before.becomes, state=_state_of(before, fresh.becomes))
