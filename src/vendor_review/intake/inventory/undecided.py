"""What of a mapping waits for a person: whose cell it is, on which line of mapping.toml to answer, and with what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from openpyxl.utils.cell import column_index_from_string, get_column_letter

from vendor_review.intake.blocks.spreadsheet import Sheet
from vendor_review.intake.inventory.codes import ASK, Trade
from vendor_review.intake.inventory.endings import ENDED, open_endings
from vendor_review.intake.inventory.mapping import (
    LONGEST_EXAMPLE,
    MOST_EXAMPLES,
    Column,
    SourceMapping,
    Value,
)
from vendor_review.intake.inventory.mapping_file import ALL, MAPPING_FILE, mapping_text
from vendor_review.intake.inventory.proposals import SURE_ENOUGH, orders_shown
from vendor_review.intake.inventory.vendor_table import VendorTable, last_part
from vendor_review.intake.inventory.written_mapping import right_codes
from vendor_review.intake.wording.tables import folded
from vendor_review.register.headings import shortened

_LONGEST_NAME = 30
OPEN = "# open"
"""What ends a line of mapping.toml that waits for a person."""
_DATED = ("vendors", "engagements", "evidence", "reviews_done")
_READ = 0.4
"""Sureness from which something of a text is read, and is said with the question."""
_MOST_OF_LEGEND = 8
_EXPLAINED = re.compile(r"(\S{1,12})\s*(?:=|:|\s-|\s–)\s*(\S.{2,200})")
_Names = Mapping[tuple[str, str], Mapping[str, Sequence[str]]]


def undecided(
    mapping: SourceMapping, tables: Sequence[VendorTable], trade: Trade, sheets: Sequence[Sheet] = ()
) -> Iterator[str]:
    """What waits for a person, a sentence each: days, columns and texts that nothing is sure enough of.

    What a legend in `sheets` says of a text stands beside the question, and decides nothing.
    """
    legend = list(_legend(sheets, tables))
    lines, of_endings, first = _lines(mapping)
    begun = _is_begun(mapping)
    # What is said once for all comes first: it counts most, and nobody may miss it behind many cells.
    yield from _of_whole(mapping, lines, first)
    names = {
        (table.sheet.title, get_column_letter(column)): _names(table, column)
        for table in tables
        for column in table.headings
    }
    for number, column in enumerate(mapping.columns):
        at = lines[number]
        name = f"column {_place_of(column)} {column.heading!r}"
        if _asks_days(mapping, column):
            where, proposed = _line(at["days"]), _order_beside(mapping, column, tables)
            yield f'{name}: days that could be two; {proposed}write days = "day-first" or "month-first" ({where})'
        if _asks_target(column) and not column.target.is_own:
            told = (
                f'{name}: {column.becomes}, if it is that ({column.why}); write state = "confirmed" if it is'
            )
            yield f"{told}, or another column of the register behind becomes ({_line(at['becomes'])})"
        elif _asks_state(column, begun=begun):
            yield (
                f'{name}: {column.becomes} counts only once confirmed; write state = "confirmed", or "{ALL}" with all '
                f"that is proposed in it ({_line(at['state'])})"
            )
        waiting = _waiting(column)
        said = names.get((column.sheet, column.letter), {})
        no_data = [value for value in waiting if _is_no_data(column, value)]
        if no_data:
            yield (
                f'{name}: does no data of yours reach {_listed(no_data, said, at)}? Write state = "confirmed" if so: '
                "the access path is then none as well, unless another column says how near the vendor comes"
            )
        if others := [value for value in waiting if not _is_no_data(column, value)]:
            listed = _listed(others, said, at)
            how = _confirming([value for value in others if value.becomes], at)
            told = _told(legend, column, others)
            yield f"{name}: what is {listed}? {told}{how}{right_codes(column.target, trade)} behind becomes"
    yield from open_endings(mapping.endings, [_line(at["becomes"]) for at in of_endings], MOST_EXAMPLES)


def marked_mapping(mapping: SourceMapping, drafted: Mapping[str, str]) -> str:
    """The text of mapping.toml in which `# open` ends each line that waits for a person, so that a search finds all."""
    columns, endings, first = _lines(mapping)
    begun = _is_begun(mapping)
    waiting = {first["access_path"]} if _asks_access(mapping) else set[int]()
    waiting |= {first["in_scope"]} if _asking_scope(mapping) else set()
    for column, at in zip(mapping.columns, columns, strict=True):
        keys = [
            *(["days"] if _asks_days(mapping, column) else []),
            *(["becomes"] if _asks_target(column) else ["state"] if _asks_state(column, begun=begun) else []),
            *(folded(value.text) for value in _waiting(column)),
        ]
        waiting.update(at[key] for key in keys)
    waiting.update(
        at["becomes"] for one, at in zip(mapping.endings, endings, strict=True) if not one.is_settled
    )
    lines = enumerate(mapping_text(mapping, drafted).split("\n"), start=1)
    return "\n".join(f"{line}  {OPEN}" if number in waiting else line for number, line in lines)


def _is_begun(mapping: SourceMapping) -> bool:
    return any(column.is_settled for column in mapping.columns)


def _asks_days(mapping: SourceMapping, column: Column) -> bool:
    return column.days == ASK and not mapping.order_of(column)


def _asks_target(column: Column) -> bool:
    return not column.is_settled and column.sure <= SURE_ENOUGH


def _asks_state(column: Column, *, begun: bool) -> bool:
    """Whether a column that is sure enough counts only once confirmed, while others are."""
    return begun and not column.is_settled and column.target.moves_scores


def _asks_access(mapping: SourceMapping) -> bool:
    return not mapping.access_path and not any(one.is_drafted and one.says_access for one in mapping.columns)


def _asking_scope(mapping: SourceMapping) -> list[Column]:
    return [] if mapping.in_scope else [one for one in mapping.columns if one.is_drafted and one.asks_scope]


def _waiting(column: Column) -> list[Value]:
    return [value for value in column.values if column.is_drafted and column.waits(value) and value.cells]


def _order_beside(mapping: SourceMapping, column: Column, tables: Sequence[VendorTable]) -> str:
    """Which way other columns of the sheet write their days, and where; "" where none tells, or they differ."""
    table = next((one for one in tables if one.sheet.title == column.sheet), None)
    shown: dict[str, str] = {}
    for other in mapping.columns if table else ():
        if table and other.sheet == column.sheet and other.target.table in (*_DATED, column.target.table):
            for order, text in orders_shown(table.cells(column_index_from_string(other.letter))).items():
                at = f"column {_place_of(other)} {other.heading!r}"
                shown.setdefault(order, f"{order} is proposed, since {text!r} in {at} can only be that; ")
    return next(iter(shown.values())) if len(shown) == 1 else ""


def _confirming(proposed: Sequence[Value], at: Mapping[str, int]) -> str:
    """How to confirm what is proposed, before what else to write."""
    if not proposed:
        return "Write "
    for_all = f' (state = "{ALL}" on line {at["state"]} for all of them)' if len(proposed) > 1 else ""
    return f'Write state = "confirmed" where what is proposed is right{for_all}, else '


def _legend(sheets: Sequence[Sheet], tables: Sequence[VendorTable]) -> Iterator[tuple[str, str, str]]:
    """What rows outside of tables say of a text: the heading that they name, "" for none, the text, and what it is."""
    read = {table.sheet.title: table for table in tables}
    for sheet in sheets:
        table, group = read.get(sheet.title), ""
        for row, cells in () if sheet.is_hidden else sheet.cells.items():
            if table is not None and row not in table.aside:
                continue
            texts = [" ".join(cells[column].split()) for column in sorted(cells)]
            if len(texts) >= 3:
                group, *texts = texts
            if len(texts) == 2:
                yield group, texts[0], texts[1]
            for part in re.split(r"[;\n]", "\n".join(cells.values())):
                if found := _EXPLAINED.fullmatch(part.strip()):
                    yield "", found[1], found[2]


def _told(legend: Sequence[tuple[str, str, str]], column: Column, values: Sequence[Value]) -> str:
    """What the legend says of some texts of a column, as a sentence; "" for nothing."""
    heading, texts = folded(column.heading), {folded(value.text) for value in values}
    longest = 2 * max(len(value.text) for value in values)
    lines = [
        f"{text} is {shortened(said, LONGEST_EXAMPLE)}"
        for group, text, said in legend
        if len(text) <= longest
        and folded(text) in texts
        and (folded(group) in heading or heading in folded(group))
    ]
    return f"The sheet says: {'; '.join(dict.fromkeys(lines[:_MOST_OF_LEGEND]))}. " if lines else ""


def _is_no_data(column: Column, value: Value) -> bool:
    return column.target.table == "data_shared" and value.becomes == "none"


def _listed(values: Sequence[Value], names: Mapping[str, Sequence[str]], at: Mapping[str, int]) -> str:
    """The first of some texts, each with whose it is and its line."""
    more = f" and {len(values) - MOST_EXAMPLES} more" if len(values) > MOST_EXAMPLES else ""
    listed = (
        f"{shortened(value.text, LONGEST_EXAMPLE)} ({_of(names.get(folded(value.text), ()))}"
        f"{_line(at[folded(value.text)])}{'' if value.becomes == 'none' else _reading(value)})"
        for value in values[:MOST_EXAMPLES]
    )
    return f"{', '.join(listed)}{more}"


def _of_whole(
    mapping: SourceMapping, lines: Sequence[Mapping[str, int]], first: Mapping[str, int]
) -> Iterator[str]:
    """What waits for a person of several columns, or of the whole source."""
    own = [
        (one, lines[number]["becomes"])
        for number, one in enumerate(mapping.columns)
        if one.target.is_own and _asks_target(one)
    ]
    if own:
        names = ", ".join(
            f"{_place_of(one)} {shortened(last_part(one.heading))} (line {line})" for one, line in own
        )
        yield (
            f"kept as columns of your own, since their headings are not known: {names}. If one of them is a column of "
            "the register, write which behind becomes, such as engagements.owner or reviews_done.reviewed_on"
        )
    if _asks_access(mapping):
        yield (
            "no column says how near vendors come to the data, which then may be anything; write access_path = "
            '"receives..hosts" at the top of the mapping if none of them comes less near '
            f"({_line(first['access_path'])})"
        )
    if asking := _asking_scope(mapping):
        names = ", ".join(f"{_place_of(one)} {one.heading!r}" for one in asking)
        where = "; once at the top of the mapping, or for each column" if len(asking) > 1 else ""
        yield (
            f"column{'s' * (len(asking) > 1)} {names}: do these cover the service that you use? They prove nothing "
            f'until in_scope = "yes"{where} ({_line(first["in_scope"])}; yes or no)'
        )


def _lines(
    mapping: SourceMapping,
) -> tuple[list[dict[str, int]], list[dict[str, int]], Mapping[str, int]]:
    """Lines of the file: those of each column's keys and folded texts, of each ending's keys, and above all columns."""
    head: dict[str, int] = {}
    parts: list[dict[str, int]] = [head]
    columns: list[dict[str, int]] = []
    endings: list[dict[str, int]] = []
    texts = [iter([folded(value.text) for value in one.values]) for one in mapping.columns]
    for number, line in enumerate(mapping_text(mapping, {}).splitlines(), start=1):
        if line in ("[[columns]]", f"[[{ENDED}]]"):
            parts.append({})
            (columns if line == "[[columns]]" else endings).append(parts[-1])
        elif line.startswith("  { text = "):
            parts[-1][next(texts[len(columns) - 1])] = number
        elif " = " in line and not line.startswith("#"):
            parts[-1].setdefault(line.partition(" = ")[0], number)
    return columns, endings, head


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
