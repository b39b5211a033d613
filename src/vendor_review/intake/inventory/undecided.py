"""What of a mapping waits for a person: whose cell it is, on which line of mapping.toml to answer, and with what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from openpyxl.utils.cell import get_column_letter

from vendor_review.intake.inventory.codes import ASK, Trade
from vendor_review.intake.inventory.mapping import (
    LONGEST_EXAMPLE,
    MOST_EXAMPLES,
    Column,
    SourceMapping,
    Value,
)
from vendor_review.intake.inventory.mapping_file import MAPPING_FILE, mapping_text
from vendor_review.intake.inventory.proposals import SURE_ENOUGH
from vendor_review.intake.inventory.vendor_table import VendorTable, last_part
from vendor_review.intake.inventory.written_codes import right_codes
from vendor_review.intake.wording.tables import folded
from vendor_review.register.headings import shortened

_LONGEST_NAME = 30
_READ = 0.4
"""Sureness from which something of a text is read, and is said with the question."""
_Names = Mapping[tuple[str, str], Mapping[str, Sequence[str]]]


def undecided(mapping: SourceMapping, tables: Sequence[VendorTable], trade: Trade) -> Iterator[str]:
    """What waits for a person, a sentence each: days, columns and texts that nothing is sure enough of."""
    lines = _lines(mapping)
    names = {
        (table.sheet.title, get_column_letter(column)): _names(table, column)
        for table in tables
        for column in table.headings
    }
    for number, column in enumerate(mapping.columns):
        at = lines[number]
        name = f"column {_place_of(column)} {column.heading!r}"
        if column.days == ASK and not mapping.order_of(column):
            where = _line(at["days"])
            yield f'{name}: days that could be two; write days = "day-first" or "month-first" ({where})'
        if not column.is_settled and column.sure <= SURE_ENOUGH and not column.target.is_own:
            told = (
                f'{name}: {column.becomes}, if it is that ({column.why}); write state = "confirmed" if it is'
            )
            yield f"{told}, or another column of the register behind becomes ({_line(at['becomes'])})"
        if not column.is_drafted:
            continue
        waiting = [value for value in column.values if column.waits(value) and value.cells]
        if waiting:
            said = names.get((column.sheet, column.letter), {})
            listed = ", ".join(
                f"{shortened(value.text, LONGEST_EXAMPLE)} ({_of(said.get(folded(value.text), ()))}"
                f"{_line(at[folded(value.text)])}{_reading(value)})"
                for value in waiting[:MOST_EXAMPLES]
            )
            more = f" and {len(waiting) - MOST_EXAMPLES} more" if len(waiting) > MOST_EXAMPLES else ""
            right = f"Write {right_codes(column.target, trade)} behind becomes"
            if any(value.becomes for value in waiting):
                right += ', or state = "confirmed" where what is proposed is right'
            yield f"{name}: what is {listed}{more}? {right}"
    yield from _of_whole(mapping, lines)


def _of_whole(mapping: SourceMapping, lines: Sequence[Mapping[str, int]]) -> Iterator[str]:
    """What waits for a person of several columns, or of the whole source."""
    first = lines[-1]
    own = [
        (one, lines[number]["becomes"])
        for number, one in enumerate(mapping.columns)
        if one.target.is_own and not one.is_settled and one.sure <= SURE_ENOUGH
    ]
    if own:
        names = ", ".join(
            f"{_place_of(one)} {shortened(last_part(one.heading))} (line {line})" for one, line in own
        )
        yield (
            f"kept as columns of your own, since their headings are not known: {names}. If one of them is a column of "
            "the register, write which behind becomes, such as engagements.owner or reviews_done.reviewed_on"
        )
    if not mapping.access_path and not any(one.is_drafted and one.says_access for one in mapping.columns):
        yield (
            "no column says how near vendors come to the data, which then may be anything; write access_path = "
            '"receives..hosts" at the top of the mapping if none of them comes less near '
            f"({_line(first['access_path'])})"
        )
    asking = [] if mapping.in_scope else [one for one in mapping.columns if one.is_drafted and one.asks_scope]
    if asking:
        names = ", ".join(f"{_place_of(one)} {one.heading!r}" for one in asking)
        where = "; once at the top of the mapping, or for each column" if len(asking) > 1 else ""
        yield (
            f"column{'s' * (len(asking) > 1)} {names}: do these cover the service that you use? They prove nothing "
            f'until in_scope = "yes"{where} ({_line(first["in_scope"])}; yes or no)'
        )


def _lines(mapping: SourceMapping) -> list[Mapping[str, int]]:
    """Lines of the file: for each column those of its keys and folded texts; last those above all columns."""
    head: dict[str, int] = {}
    parts: list[dict[str, int]] = []
    texts: list[Iterator[str]] = [
        iter([folded(value.text) for value in one.values]) for one in mapping.columns
    ]
    for number, line in enumerate(mapping_text(mapping, {}).splitlines(), start=1):
        if line == "[[columns]]":
            parts.append({})
        elif line.startswith("  { text = "):
            parts[-1][next(texts[len(parts) - 1])] = number
        elif " = " in line and not line.startswith("#"):
            (parts[-1] if parts else head).setdefault(line.partition(" = ")[0], number)
    return [*parts, head]


def _names(table: VendorTable, column: int) -> Mapping[str, Sequence[str]]:
    """Folded text of a column to the vendors whose cell it is; a row without a name is of the one above."""
    found: dict[str, list[str]] = {}
    name = ""
    for row in table.rows:
        cells = table.sheet.cells[row]
        name = cells.get(table.name, "") or name
        if column in cells:
            found.setdefault(folded(cells[column]), []).append(name)
    return found


def _of(names: Sequence[str]) -> str:
    if not names:
        return ""
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{' '.join(names[0].split())[:_LONGEST_NAME]}{more}, "


def _reading(value: Value) -> str:
    """What a text is proposed to be, and why that is not sure; nothing of one that no word of is known."""
    if value.sure < _READ:
        return ""
    proposed = f"; {value.becomes} is proposed" if value.becomes else ""
    if value.sure >= SURE_ENOUGH:
        return proposed
    return f"{proposed}: {value.why}" if proposed else f"; {value.why}"


def _line(number: int) -> str:
    return f"line {number} of {MAPPING_FILE}"


def _place_of(column: Column) -> str:
    """Where a column stands: `Vendors!C`."""
    return f"{column.sheet}!{column.letter}" if column.sheet else column.letter
