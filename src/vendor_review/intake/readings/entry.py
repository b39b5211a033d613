"""Reads what a list says of one vendor in one stretch: a name, what it does, and labels such as `Location: France`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from vendor_review.intake.blocks.block import Item, Text
from vendor_review.intake.readings.labels import at_labels, labelled_line, labels_in, with_values
from vendor_review.intake.readings.name_cells import name_and_address
from vendor_review.intake.readings.row import SENTENCE, Fact, Row
from vendor_review.intake.wording.headings import facts_of
from vendor_review.intake.wording.names import (
    has_legal_form,
    is_generic,
    is_known,
    is_name,
    trimmed,
    without_label,
)
from vendor_review.intake.wording.places import is_place
from vendor_review.intake.wording.tables import turn

# Between a name and what is said of it.
_AFTER_NAME = re.compile(
    r"\s*(?:[:–—|→]|\s-{1,2}\s|\.\s|,\s|;\s|\n|\s(?=\()|\s(?=(?:provides?|is|are|handles?|processes|hosts?|powers?|sends?|stores?|delivers?|manages?|offers?|helps?|used|for|to)\s))\s*"
)
_DASH = re.compile(r"\s[–—-]\s")
_AFTER_PLACE = re.compile(r"\s[–—-]\s|:\s|\.\s|;\s")
_EDGES = " \t\n.,;:|–—-·•"
#: `Nuremberg, Germany (hosting)`.
_SEAT = re.compile(r"([^()]{2,60}?)\s*\(([^()]+)\)\.?")
_BRACKET = re.compile(r"\s*\(([^()]*)\)")
#: Before the place in `(e-mail delivery; Germany)`.
_LAST_IN_BRACKET = re.compile(r"[,;|]\s|\s[–—|/-]\s")
# A place at the end of a text, by what parts it from the rest.
_LAST_PARTS = tuple(
    re.compile(rf"{part}[(\[]?([^–—|(),.\[\]]{{2,40}}?)[)\]]?\.?$")
    for part in (r"\s[–—-]\s", r"\s\|\s?", r"\s(?:→|->|/)\s", r",\s", r"\.\s", r"\s(?=[(\[])")
)


@cache
def _dated() -> re.Pattern[str]:
    """From when or until when, at the end of a text, with its year."""
    words = f"{turn('until').pattern}|{turn('since').pattern}"
    return re.compile(rf"(?:^|[\s,;(–—-]+)({words})\s[^,;:()]{{0,24}}\d{{4}}\)?\.?$", re.IGNORECASE)


def entry_of(item: Item, where: str) -> Row | None:
    """What an item says of a vendor; None if it begins with no name."""
    inner = [labelled for one in item.inner if (labelled := labelled_line(one.text, where))]
    if inner:
        own = labelled_line(item.text, where)
        facts = [*([own] if own else []), *inner]
        if not any(fact.kind == "name" for fact in facts):
            return _with_name(item.text, facts, where)
        return Row(tuple(sorted(facts, key=lambda fact: fact.kind != "name")), where)
    lines = item.text.lines()
    joined = with_values(lines)
    parts = joined if len(joined) < len(lines) or _is_name_line(lines) else at_labels(item.text)
    row = (
        of_lines(parts, where)
        if len(parts) > 1
        else of_text(item.text, where) or _named_within(item.text, where)
    )
    if row is None or not item.inner:
        return row
    said = "; ".join(one.text.words for one in item.inner)
    return row.with_facts(Fact("notes" if row.first("purpose") else "purpose", Text(said), where))


def _is_name_line(lines: Sequence[Text]) -> bool:
    """Whether the first of a few short lines is a name alone, set in bold or linked."""
    return (
        1 < len(lines) <= 6
        and is_name(lines[0].words)
        and any(mark.start == 0 and mark.end >= len(lines[0].words) - 1 for mark in lines[0].marks)
    )


def of_lines(lines: Sequence[Text], where: str) -> Row | None:
    """What the lines of a card say of a vendor; None if the first is no name."""
    facts: list[Fact] = []
    rest: list[Text] = []
    for line in (part for one in with_values(lines)[1:] for part in at_labels(one)):
        fact = labelled_line(line, where)
        if fact:
            facts.append(fact)
        else:
            rest.append(line)
    own = labelled_line(lines[0], where)
    if own and own.kind == "name":
        row: Row | None = Row((own, *facts), where)
    elif is_name(lines[0].words) and not _says_more(lines[0].words):
        row = _with_name(lines[0], facts, where)
    else:
        row = of_text(lines[0], where)
        row = row.with_facts(*facts) if row else None
    if row is None:
        return None
    for line in rest:
        if labels_in(line):
            row = row.with_facts(*told_of(line, where))
        elif is_place(line.words, 0.6):
            row = row.with_facts(Fact("place_unstated", line, where))
        elif has_legal_form(line.words) and (seated := name_and_address(line))[1]:
            row = row.with_facts(Fact("legal_entity", seated[0], where), Fact("address", seated[1], where))
        elif line.links and len(line.links[0][0]) > 0.6 * len(line.words):
            row = row.with_facts(Fact("website", line, where))
        else:
            row = row.with_facts(Fact("notes" if row.first("purpose") else "purpose", line, where))
    return row


def _says_more(words: str) -> bool:
    """Whether a dash behind a name begins its purpose: `Quillmail - Sending mail`."""
    border = _DASH.search(words)
    rest = words[border.end() :] if border else ""
    return bool(border) and is_name(words[: border.start()]) and (is_generic(rest) or len(rest.split()) > 2)  # type: ignore[union-attr]


def of_text(text: Text, where: str) -> Row | None:
    """What a line says of a vendor: `Name: purpose. Location: X`, a linked or bold name and a text, a bare name."""
    head, rest = _head(text)
    if head is None:
        return _of_kind(text, where)
    row = _with_name(head, [], where)
    if row is None:
        return None
    while bracket := _BRACKET.match(rest.words):
        inner = rest.part(bracket.start(1), bracket.end(1))
        border = _LAST_IN_BRACKET.search(inner.words)
        if (
            border
            and is_place(inner.words[border.end() :], 0.6)
            and not is_place(inner.words[: border.start()])
            and (border[0].strip() != "," or is_generic(inner.words[: border.start()]))
        ):
            row = row.with_facts(
                Fact("purpose", inner.part(0, border.start()), where),
                Fact("place_unstated", inner.part(border.end()), where),
            )
        elif is_place(inner.words, 0.6):
            row = row.with_facts(Fact("place_unstated", inner, where))
        elif has_legal_form(inner.words) and (seated := name_and_address(inner))[1]:
            row = row.with_facts(Fact("legal_entity", seated[0], where), Fact("address", seated[1], where))
        elif rest.words[bracket.end() :].strip(_EDGES) or _names_it(inner.words):
            row = row.with_facts(Fact("bracket", inner, where))
        else:
            row = row.with_facts(*told_of(inner, where))
        rest = rest.part(bracket.end())
    return row.with_facts(*told_of(rest, where))


def _of_kind(text: Text, where: str) -> Row | None:
    """The row of `E-mail: Quillmail (Malta)`, where the kind of service is no name."""
    kind, colon, _ = text.words.partition(":")
    head, _ = _head(named := text.part(len(kind) + 1)) if colon and is_generic(kind) else (None, text)
    row = of_text(named, where) if head else None
    if row is None or row.first("purpose"):
        return row
    return row.with_facts(Fact("purpose", text.part(0, len(kind)), where))


def _is_set_apart(words: str) -> bool:
    """Whether words that a list sets in bold, or links, are a name: `dbt cloud` is one there, and not elsewhere."""
    is_short = len(words.split()) <= 3 and words.replace(" ", "").isalnum() and words.islower()
    return is_name(words) or (is_short and not is_generic(words) and is_name(words.title()))


def _named_within(text: Text, where: str) -> Row | None:
    """The row of a sentence such as `We use Quillmail to send mail`, in which one name is bold or linked."""
    named = [
        mark
        for mark in text.marks
        if mark.kind in ("bold", "link") and is_name(text.words[mark.start : mark.end])
    ]
    spans = {(mark.start, mark.end) for mark in named}
    if len(spans) != 1 or not turn("uses").search(text.words[: named[0].start]):
        return None
    name = text.part(named[0].start, named[0].end)
    if is_generic(name.words):
        return None
    return Row((Fact("name", name, where), Fact("purpose", text, where, SENTENCE)), where)


def _names_it(words: str) -> bool:
    """Whether words in brackets are another name of the firm before them: a known or legal one, an abbreviation."""
    return is_known(words) or has_legal_form(words) or (words.isupper() and len(words.split()) == 1)


def _head(text: Text) -> tuple[Text | None, Text]:
    """The name that a text begins with, and the rest."""
    first = next((mark for mark in text.marks if mark.kind in ("link", "bold") and mark.start <= 1), None)
    if first and _is_set_apart(text.words[first.start : first.end].strip(_EDGES)):
        end = first.end
        # A bold name with a link in it, or a link in bold: the longer of both.
        end = max(mark.end for mark in text.marks if mark.start <= 1 and mark.kind in ("link", "bold"))
        name = trimmed(text.words[first.start : end])
        return text.part(first.start, first.start + len(name)), text.part(end)
    if first and first.end - first.start > 0.5 * len(text.words):
        inner = text.part(first.start, first.end)
        if inner.words != text.words:
            return _head(Text(inner.words)) if not is_name(inner.words) else (inner, text.part(first.end))
    for border in _AFTER_NAME.finditer(text.words):
        head = text.words[: border.start()]
        if len(head) > 90:
            break
        if _ends_name(text.words, border.end()) and is_name(head):
            point = border[0].startswith(".") and trimmed(head + ".") != head
            rest = border.start() if not border[0].strip() else border.end()
            return text.part(0, border.start() + point), text.part(rest)
    return (text, Text()) if is_name(text.words) else (None, text)


def _ends_name(words: str, end: int) -> bool:
    """Whether a border ends a name, and is not the point or comma before its legal form."""
    after = words[end : end + 14]
    return not re.match(r"(?:Inc|LLC|Ltd|L\.L\.C|Corp|GmbH|PBC|B\.V|S\.A|Co\b|LP\b|Limited|d/b/a|dba)", after)


def _with_name(text: Text, facts: Sequence[Fact], where: str) -> Row | None:
    words = trimmed(without_label(text.words))
    if not is_name(words):
        return None
    return Row((Fact("name", text.part(0, len(words)), where), *facts), where)


def told_of(rest: Text, where: str) -> Iterator[Fact]:
    """What is said after a name: labelled parts, and the rest as its purpose."""
    labels = labels_in(rest)
    end = labels[0].start() if labels else len(rest.words)
    purpose = rest.part(0, end)
    start = len(purpose.words) - len(purpose.words.lstrip(_EDGES))
    purpose = purpose.part(start)
    if (seat := _SEAT.fullmatch(purpose.words)) and is_place(seat[1], 0.6) and not is_place(seat[2]):
        yield Fact("place_unstated", purpose.part(0, seat.end(1)), where)
        purpose = purpose.part(seat.start(2), seat.end(2))
    if not labels and (tail := _dated().search(purpose.words)):
        kind = "ended" if turn("until").fullmatch(tail[1]) else "added"
        yield Fact(kind, purpose.part(tail.start(1)), where, tail[1])
        purpose = purpose.part(0, tail.start())
    for find in (_place_at_start, _place_at_end):
        place, purpose = find(purpose) if not labels else (Text(), purpose)
        if place:
            yield Fact("place_unstated", place, where)
    if purpose.words.strip(_EDGES):
        yield Fact("purpose", purpose.part(0, len(purpose.words.rstrip(" ,;:|–—-"))), where)
    for number, label in enumerate(labels):
        after = labels[number + 1].start() if number + 1 < len(labels) else len(rest.words)
        value = rest.part(label.end(), after)
        value = value.part(0, len(value.words.rstrip(" .,;|–—-·•(")))
        facts = facts_of(label[1])
        if value:
            yield Fact(max(facts, key=lambda fact: facts[fact]), value, f"{where}, {label[1]}", label[1])


def _place_at_start(text: Text) -> tuple[Text, Text]:
    """The place that a text begins with, before a dash, colon or full stop, and the text after it."""
    border = _AFTER_PLACE.search(text.words)
    if (
        border
        and is_place(text.words[: border.start()], 0.4)
        and not turn("placed").search(text.words[: border.start()])
    ):
        return text.part(0, border.start()), text.part(border.end())
    return Text(), text


def _place_at_end(text: Text) -> tuple[Text, Text]:
    """The place that a text ends with, and the text before it."""
    found = [last for pattern in _LAST_PARTS if (last := pattern.search(text.words))]
    # `Hosting` is a service, and a word beside a place.
    served = any(is_generic(text.words[: last.start()]) for last in found)
    if is_place(text.words, 0.8) and not served:
        return text, Text()
    for last in found:
        if is_place(last[1], 0.6):
            return text.part(last.start(1), last.end(1)), text.part(0, last.start())
    return Text(), text


def turned_round(row: Row) -> Row:
    """A row whose name is a kind of service and whose text is a name (`Hosting: Quillmail`), the right way round."""
    name, purpose = row.first("name"), row.first("purpose")
    if (
        name
        and purpose
        and is_generic(name.text.words)
        and (is_known(purpose.text.words) or is_name(purpose.text.words))
    ):
        swapped = {
            name: Fact("purpose", name.text, name.where),
            purpose: Fact("name", purpose.text, purpose.where),
        }
        facts = sorted((swapped.get(fact, fact) for fact in row.facts), key=lambda fact: fact.kind != "name")
        return Row(tuple(facts), row.where)
    return row
