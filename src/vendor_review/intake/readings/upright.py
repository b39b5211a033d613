"""Tables that stand upright: a label in the first column, its value in the second, and one vendor per table."""

from __future__ import annotations

from vendor_review.intake.blocks.block import Mark, Table, Text
from vendor_review.intake.wording.headings import facts_of

_SURE = 0.8


def upright_lines(table: Table) -> list[Text]:
    """The rows of such a table as lines `Label: value`, the name first; none of another table."""
    rows = [row for row in table.rows if any(row)]
    if len(table.rows[0]) != 2 or len(rows) < 2:
        return []
    labels = [facts_of(row[0].words) for row in rows]
    known = [
        max(facts, key=lambda fact: facts[fact])
        for facts in labels
        if max(facts.values(), default=0) >= _SURE
    ]
    if len(known) < 0.6 * len(rows) or len(set(known)) < 2:
        return []
    lines = [_line(label, value) for label, value in rows if label and value]
    return sorted(
        lines, key=lambda line: max(facts_of(line.words.partition(":")[0]).get("name", 0), 0) < _SURE
    )


def _line(label: Text, value: Text) -> Text:
    before = f"{label.words.rstrip(' :')}: "
    moved = (
        Mark(mark.kind, mark.start + len(before), mark.end + len(before), mark.href) for mark in value.marks
    )
    return Text(before + value.words, tuple(moved))
