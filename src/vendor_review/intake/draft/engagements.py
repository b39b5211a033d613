"""The engagements of a draft, one for each row of the source, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from vendor_review.intake.draft.gathered_cells import GatheredCells
from vendor_review.intake.draft.vendors import name_of, one_line, slug
from vendor_review.intake.readings.row import SENTENCE, Fact, Row
from vendor_review.intake.readings.stated_once import STATED_ONCE
from vendor_review.intake.wording.days import day_in
from vendor_review.intake.wording.links import bare_links
from vendor_review.intake.wording.places import Place, places_in
from vendor_review.intake.wording.tables import folded, phrases, turn
from vendor_review.intake.wording.transfers import mechanisms_in

_PLACES = {
    "place_processing": "processing",
    "place_entity": "entity",
    "place_unstated": "unstated",
    "address": "entity",
}
_NOTED = (
    "notes",
    "retention",
    "trains_on_data",
    "ai_models",
    "duration",
    "subjects",
    "bracket",
    "change",
    "added",
    "ended",
    "role",
    "certificates",
    "condition_note",
)
#: Columns that hold what would else be noted.
_KEPT = ("engaged_on", "ended_on", "retention", "trains_on_data", "ai_models")
# How many places before may be the same: those of an engagement follow one another.
_NEAR = 30
_STARS = re.compile(r"(\*{1,4}|[†‡§¹²³]+|\[\^\w{1,12}\]|\[\d{1,2}\])\s*$")

_LONGEST_STATUS = 80
_BORDER = re.compile(r"[\s(,:;–-]+")
_SINCE_DAY = re.compile(r"(?:(?:on|since|as of|from|in|am|seit|ab)\s+)?(?:\d|[^\W\d_]+\.?\s+\d)")


def add_engagements(
    gathered: GatheredCells,
    rows: Sequence[Row],
    vendor_ids: Sequence[str],
    sections: Mapping[str, str],
    footnotes: Mapping[str, Fact],
) -> None:
    """Adds an engagement per row, and its places; `sections` is a heading to the id of its section."""
    counts: dict[str, int] = {}
    for row, vendor_id in zip(rows, vendor_ids, strict=True):
        counts[vendor_id] = counts.get(vendor_id, 0) + 1
        engagement_id = f"{vendor_id}-{counts[vendor_id]}"
        cells, facts = _cells(row, sections, footnotes)
        gathered.add(
            "engagements",
            engagement_id,
            {"engagement_id": engagement_id, "vendor_id": vendor_id, **cells},
            facts,
        )
        for number, (place, kind, fact) in enumerate(_places(row), start=1):
            _add_place(gathered, engagement_id, number, place, kind, fact)


def _cells(
    row: Row, sections: Mapping[str, str], footnotes: Mapping[str, Fact]
) -> tuple[dict[str, str], dict[str, Fact]]:
    cells: dict[str, str] = {"section": sections.get(row.section, "")}
    facts: dict[str, Fact] = {"vendor_id": row.facts[0]}
    if row.affiliate:
        cells["role"] = "affiliate"
        facts["role"] = row.facts[0]
    for column, kind in (
        ("purpose", "purpose"),
        ("product", "product"),
        ("customer_region", "customer_region"),
        ("retention", "retention"),
        ("ai_models", "ai_models"),
    ):
        if fact := row.first(kind):
            cells[column], facts[column] = one_line(fact.text), fact
    if fact := row.first("data"):
        said = one_line(fact.text)
        # `Yes` says nothing without the question that it answers.
        cells["data_shared"] = (
            f"{fact.heading}: {said}" if turn("yes_or_no").match(said) and fact.heading else said
        )
        facts["data_shared"] = fact
    if (fact := row.first("trains_on_data")) and (answer := phrases("training", "answer").get(_bare(fact))):
        cells["trains_on_data"], facts["trains_on_data"] = answer, fact
    _add_status(row, cells, facts)
    _add_transfer(row, cells, facts)
    _add_days(row, cells, facts)
    kept = {facts[column] for column in _KEPT if column in facts}
    if noted := [(words, fact) for words, fact in _notes(row) if fact not in kept]:
        cells["notes"] = " | ".join(words for words, _ in noted)
        facts["notes"] = Fact("notes", noted[0][1].text, noted[0][1].where)
    for fact in row.facts:
        if (stars := _STARS.search(fact.text.words)) and stars[1] in footnotes:
            note = footnotes[stars[1]]
            cells["footnote"], facts["footnote"] = note.text.words, note
            if cells["status"] == "active" and turn("optional").search(note.text.words):
                cells["status"], facts["status"] = "optional", note
                cells["condition"], facts["condition"] = note.text.words, note
    return cells, facts


def _bare(fact: Fact) -> str:
    return folded(fact.text.words).strip(" .!()")


def _add_status(row: Row, cells: dict[str, str], facts: dict[str, Fact]) -> None:
    """In use unless the source says otherwise; a condition makes it optional."""
    cells["status"] = row.status or "active"
    facts["status"] = row.facts[0]
    if fact := row.first("status"):
        said = phrases("statuses", "status").get(_without_day(fact.text.words), "")
        if said and not row.status:
            cells["status"], facts["status"] = said, fact
    for fact in row.all("notes"):
        said = phrases("statuses", "status").get(_without_day(fact.text.words.rstrip(". ")), "")
        if said in ("past", "planned") and not row.status and cells["status"] == "active":
            cells["status"], facts["status"] = said, fact
    if name_of(row).undecided and not row.status:
        cells["status"] = "planned"
    if cells["status"] == "active" and name_of(row).optional:
        cells["status"] = "optional"
    condition = row.first("condition")
    if condition and _is_always(condition):
        return
    if condition is None:
        condition = next(
            (
                fact
                for fact in row.facts
                if fact.kind in ("purpose", "notes", "data", "retention", "duration")
                and fact.heading != SENTENCE
                and turn("optional").search(fact.text.words)
            ),
            None,
        )
        if condition and cells["status"] == "active":
            cells["status"], facts["status"] = "optional", condition
        if condition and condition.kind != "purpose":
            cells["condition"], facts["condition"] = one_line(condition.text), condition
    else:
        cells["condition"], facts["condition"] = one_line(condition.text), condition
        if cells["status"] == "active":
            cells["status"], facts["status"] = "optional", condition


def _without_day(words: str) -> str:
    """A status without the day since which it holds: `Removed 2025-01-01`, `Retired (March 2024)`."""
    plain = folded(words)
    if len(plain) > _LONGEST_STATUS:
        return plain
    for border in _BORDER.finditer(plain):
        behind = plain[border.end() :].strip(" .)")
        if _SINCE_DAY.match(behind) and day_in(behind):
            return plain[: border.start()]
    return plain


def _is_always(condition: Fact) -> bool:
    """Whether a cell says that there is no condition: `Required`, a no below `Optional?`, a yes below `Required?`."""
    said, heading = condition.text.words.strip(" .*"), condition.heading
    if turn("always").fullmatch(said):
        return True
    asks_whether_needed = bool(turn("always").search(heading))
    return bool(turn("a_yes" if asks_whether_needed else "a_no").fullmatch(said))


def _add_transfer(row: Row, cells: dict[str, str], facts: dict[str, Fact]) -> None:
    for fact in row.facts:
        if fact.kind == "transfer" or (fact.kind.startswith("place") and fact.heading != STATED_ONCE):
            # `SCCs: Yes`: the heading names the mechanism.
            said = fact.heading if turn("a_yes").fullmatch(fact.text.words.strip()) else fact.text.words
            codes = mechanisms_in(said) if fact.kind == "transfer" or len(fact.text.words) > 5 else []
            if codes and (fact.kind == "transfer" or codes != ["eea"]):
                cells["transfer_mechanism"], facts["transfer_mechanism"] = "; ".join(codes), fact
                return


def _add_days(row: Row, cells: dict[str, str], facts: dict[str, Fact]) -> None:
    for column, kind in (("engaged_on", "added"), ("ended_on", "ended")):
        fact = row.first(kind)
        if fact is None or (kind == "ended" and cells["status"] != "past"):
            continue
        words = re.split(r"\s(?:to|until|bis|-|–)\s", fact.text.words)[-1]
        day = day_in(words)
        if len(day) == 10 and not re.match(r"(?:pre|before|vor)\b", folded(fact.text.words)):
            cells[column], facts[column] = day, fact


def _notes(row: Row) -> Iterator[tuple[str, Fact]]:
    """What no column of ours holds, with its heading, so that nothing is lost."""
    for fact in row.facts:
        if fact.kind in _NOTED or _says_more(fact):
            said = one_line(fact.text)
            if not any(map(str.isalnum, said)):
                continue
            yield (
                (f"{fact.heading}: {said}" if fact.heading and fact.heading != STATED_ONCE else said),
                fact,
            )


def _says_more(fact: Fact) -> bool:
    """Whether the words of a fact are not what its column holds: no mechanism, or no link."""
    if fact.kind == "transfer":
        return not mechanisms_in(fact.text.words)
    return fact.kind == "security" and not (fact.text.links or bare_links(fact.text.words))


def _places(row: Row) -> Iterator[tuple[Place, str, Fact]]:
    for fact in row.facts:
        if kind := _PLACES.get(fact.kind):
            for place in places_in(fact.text.words):
                if place.code or fact.kind != "address":
                    yield place, kind, fact
    parts = name_of(row)
    if parts.place:
        for place in places_in(parts.place):
            yield place, "entity", row.facts[0]


def _add_place(
    gathered: GatheredCells, engagement_id: str, number: int, place: Place, kind: str, fact: Fact
) -> None:
    written = " ".join(place.as_written.split())
    key = (engagement_id, kind, place.code, written, place.condition)
    cells = dict(zip(("engagement_id", "kind", "code", "as_written", "condition"), key, strict=True))
    stated = {name: cell for name, cell in cells.items() if cell}
    if stated in gathered.tables["places"][-_NEAR:]:
        return
    gathered.add(
        "places",
        f"{engagement_id}-place-{number}",
        cells,
        dict.fromkeys(("code", "as_written", "condition"), fact),
    )


def sections_of(rows: Sequence[Row]) -> dict[str, str]:
    """The headings under which rows in use stand, each to an id; none where all stand under one."""
    titles = list(dict.fromkeys(row.section for row in rows if row.section and row.status != "past"))
    if len(titles) < 2:
        return {}
    found: dict[str, str] = {}
    for title in titles:
        made = slug(title) or "section"
        number = 2
        while made in found.values():
            made = f"{slug(title) or 'section'}-{number}"
            number += 1
        found[title] = made
    return found
