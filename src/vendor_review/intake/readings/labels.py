"""Labels and their values: on a line, on two lines, in terms with definitions, in a table that stands upright."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vendor_review.intake.blocks.block import Mark, Table, Text
from vendor_review.intake.readings.row import Fact
from vendor_review.intake.wording.headings import facts_of, is_exact
from vendor_review.intake.wording.names import is_generic, is_name
from vendor_review.intake.wording.places import is_place

_SURE = 0.8
_LONGEST_LABEL = 60
_LABELLED = re.compile(
    r"(?:^|(?<=[.;,|·•)\n(–—])\s*|(?<=\s-\s))([^\W\d_][\w /'’&-]{1,34}?)\s*:\s+", re.MULTILINE
)
_NO_LABELS = ("subject", "change", "number")

Pair = tuple[Text, tuple[Text, ...]]
"""A term and the texts that define it."""


def at_labels(text: Text) -> list[Text]:
    """A text as parts, each of which begins with a bold label such as `Purpose:`; lines of Markdown run together."""
    starts = [
        mark.start
        for mark in text.marks
        if mark.kind == "bold" and ":" in text.words[mark.end - 1 : mark.end + 1] and mark.start > 0
    ]
    edges = [0, *starts, len(text.words)]
    parts = [text.part(edges[place], edges[place + 1]) for place in range(len(edges) - 1)]
    return [part for part in parts if part]


def labelled_line(text: Text, where: str) -> Fact | None:
    """The fact of a line `Label: value`, if the label is known to state one."""
    label, colon, _ = text.words.partition(":")
    if not colon or len(label) > _LONGEST_LABEL or ". " in label:
        return None
    facts = facts_of(label)
    if not facts or max(facts.values()) < 0.6:
        return None
    kind = max(facts, key=lambda fact: facts[fact])
    value = text.part(len(label) + 1)
    if kind == "name" and not is_name(value.words):
        return None
    return Fact(kind, value, f"{where}, {label.strip()}", label.strip()) if value else None


def is_label(words: str) -> bool:
    """Whether words are a label of a list, and nothing besides; that of a name is none."""
    facts = facts_of(words)
    return any(is_exact(words, fact) for fact in facts if fact not in ("name", *_NO_LABELS))


def labels_in(text: Text) -> list[re.Match[str]]:
    """Where known labels stand in a text, each with its words as group 1."""
    return [found for found in _LABELLED.finditer(text.words) if is_label(found[1])]


def with_values(lines: Sequence[Text]) -> list[Text]:
    """The lines of a card, where a line that is a label alone has joined the next one, which is its value."""
    found: list[Text] = []
    rest = list(lines)
    while rest:
        line = rest.pop(0)
        if found and rest and _fits(line, rest[0]):
            line = _line(line, rest.pop(0))
        found.append(line)
    return found


def _fits(label: Text, value: Text) -> bool:
    """Whether a line is the value of the label above it; `Hosting` above a place is a service as well."""
    words = label.words.rstrip(" :")
    if ":" in value.words[:_LONGEST_LABEL] or not is_label(words) or is_label(value.words):
        return False
    if any(fact.startswith("place") for fact in facts_of(words)):
        return is_place(value.words) and not (is_exact(words, "place_processing") and is_generic(words))
    return True


def vendors_of(pairs: Sequence[Pair]) -> list[list[Text]]:
    """The lines of each vendor of definitions whose terms are labels, the name first; none if they are not.

    A vendor begins with each label of a name.
    """
    kinds = [
        "name"
        if is_exact(term.words.rstrip(" :"), "name")
        else "label"
        if is_label(term.words.rstrip(" :"))
        else ""
        for term, _ in pairs
    ]
    if "name" not in kinds or kinds.count("") > 0.4 * len(kinds):
        return []
    found: list[list[Text]] = []
    first: list[Text] = []
    for kind, (term, texts) in zip(kinds, pairs, strict=True):
        line = _line(term, Text(", ".join(text.words for text in texts), texts[0].marks if texts else ()))
        if kind == "name":
            found.append([line])
        else:
            (found[-1] if found else first).append(line)
    # Only of one vendor it is sure whose labels stand before its name.
    return [[*found[0], *first], *found[1:]] if len(found) == 1 else found


def is_on_its_side(table: Table) -> bool:
    """Whether a table has labels in its first column, and a vendor in each of several others."""
    labels = [row[0].words for row in table.rows[1:]]
    return len(table.rows[0]) > 2 and len(labels) > 1 and all(map(is_label, labels))


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
