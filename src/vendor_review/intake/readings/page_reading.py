"""Reads a whole page: each block with the reader that is surest of it, in the setting of its headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vendor_review.intake.blocks.block import (
    Block,
    Bullets,
    Cards,
    Definitions,
    Heading,
    Page,
    Paragraph,
    Records,
    Table,
)
from vendor_review.intake.readings.cell_lines import with_tables
from vendor_review.intake.readings.data_told import with_data
from vendor_review.intake.readings.entries import read_bullets, read_cards, read_definitions, read_paragraphs
from vendor_review.intake.readings.labels import is_on_its_side, upright_lines
from vendor_review.intake.readings.prose import affiliate_rows, listed_rows, prose_rows
from vendor_review.intake.readings.records import read_records
from vendor_review.intake.readings.row import Fact, Reading, Row, Setting, Unread
from vendor_review.intake.readings.runs import Runs
from vendor_review.intake.readings.stated_once import (
    STATED_ONCE,
    placed_by_heading,
    placed_by_purpose,
    places_before,
    scoped_by_heading,
    sentences,
    with_places,
)
from vendor_review.intake.readings.table import read_table
from vendor_review.intake.wording.contexts import context_of
from vendor_review.intake.wording.names import name_key
from vendor_review.intake.wording.tables import turn

_SURE_ENOUGH = 0.55
# What the same row may say otherwise where it is drawn anew.
_BESIDE = frozenset(("name", "notes", "website", "bracket", "section", "number"))
_TOP = "the list at the top"


@dataclass(frozen=True)
class PageReading:
    """The rows of a page in their order, what gave them, and what was not read."""

    rows: tuple[Row, ...]
    used: tuple[tuple[str, Reading], ...]
    unread: tuple[Unread, ...]


def read_page(page: Page) -> PageReading:
    """The rows of all blocks that name vendors."""
    walk = _Walk(page)
    walk.through(with_tables(page.blocks))
    if not walk.rows:
        walk.prose()
    walk.affiliates()
    return PageReading(tuple(with_places(walk.rows, page)), tuple(walk.used), tuple(walk.unread))


class _Walk:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.rows: list[Row] = []
        self.used: list[tuple[str, Reading]] = []
        self.unread: list[Unread] = []
        self.prose_settings: list[tuple[Paragraph, Setting]] = []
        first = next((block.text.words for block in page.blocks if isinstance(block, Heading)), "")
        self.about = " ".join((page.title, page.head.get("description", ""), first))
        self.told: set[tuple[str, ...]] = set()
        self.headings: list[Heading] = []
        self.lead: Paragraph | None = None

    def through(self, blocks: Sequence[Block]) -> None:
        """Reads each block; runs of headings and of paragraphs that are cards are read as such."""
        runs = Runs(blocks)
        place = 0
        while place < len(blocks):
            block = blocks[place]
            taken = self._run(runs, place)
            if taken:
                place += taken
                continue
            place += 1
            if isinstance(block, Heading):
                self._under(block)
            elif isinstance(block, Paragraph):
                self.lead = None
                self.prose_settings.append((block, self.setting()))
                self.lead = block
            else:
                self._read(block)

    def setting(self) -> Setting:
        """What the headings and the paragraph above say of what comes next."""
        nearest = [context_of(heading.text.words) for heading in reversed(self.headings)]
        lead = context_of(self._lead_words()) if self.lead else None
        found = Setting(section=self.headings[-1].text.words if self.headings else "")
        vendors = context_of(self.about).vendors or any(one.vendors for one in nearest)
        vendors = vendors or bool(lead and lead.vendors)
        top = [*nearest[:-1]] if len(nearest) > 1 else nearest
        decoy = next((one.decoy for one in top if one.decoy or one.vendors), "")
        if lead and lead.vendors and not lead.decoy and decoy != "changes":
            # `We also use the following subprocessors` says more of a list than the heading far above.
            decoy = "" if turn("these").search(self._lead_words()) else decoy
        status = next((one.status for one in top if one.status), "")
        if lead and not status:
            status = self._status_of_lead()
        return replace(
            found,
            vendors=vendors,
            decoy=decoy,
            sure_decoy=decoy in ("changes",) or bool(decoy and _names_vendors(nearest, self.headings)),
            status=status,
            affiliate=any(one.affiliate for one in nearest[:1]),
            weak=bool(nearest and nearest[0].weak and not nearest[0].vendors and not (lead and lead.vendors)),
        )

    def _status_of_lead(self) -> str:
        """The status that the paragraph before a list gives to all on it, "" if it gives none."""
        words = self._lead_words()
        stated = (status for status in ("past", "planned") if turn(f"all_{status}").search(words))
        return next(stated, "optional" if self._optional_lead() else "")

    def _optional_lead(self) -> Fact | None:
        """What the paragraph before a list says of when those on it are used."""
        for sentence in sentences(self.lead.text) if self.lead else []:
            if turn("all_optional").search(sentence.words):
                return Fact("condition", sentence, self.lead.where if self.lead else "", STATED_ONCE)
        return None

    def _lead_words(self) -> str:
        """The end of the paragraph before a list: what is said long before is not about it."""
        words = self.lead.text.words if self.lead else ""
        return words[-400:]

    def _under(self, heading: Heading) -> None:
        self.headings = [one for one in self.headings if one.level < heading.level] + [heading]
        self.lead = None

    def _run(self, runs: Runs, place: int) -> int:
        """Reads a run of headings or paragraphs that are a vendor each; gives how many blocks it took."""
        for run in runs.at(place):
            if run.are_cards:
                found = Cards(tuple(map(tuple, run.parts)), run.where)
                reading = read_cards(found, self.setting())
            else:
                reading = read_paragraphs([lines[0] for lines in run.parts], run.where, self.setting())
            if reading.confidence >= 0.6:
                self._take(run.where, reading)
                return run.taken
        return 0

    def _read(self, block: Block) -> None:
        setting = self.setting()
        reading = _readers(block, setting)
        if reading.rows and reading.confidence >= _SURE_ENOUGH:
            self._take(block.where, reading)
        elif isinstance(block, Cards) and block.inner:
            self.through(block.inner)
        else:
            unsure = "may name vendors, but too little says so"
            self.unread.append(Unread(block.where or _TOP, unsure if reading.rows else reading.reason))
        self.lead = None

    def _take(self, where: str, reading: Reading) -> None:
        """Keeps the rows, unless the page has said all of them before, as for a narrow screen."""
        if all(_key(row) in self.told for row in reading.rows):
            self.unread.append(Unread(where, "says again what was read before"))
            return
        once = places_before(self.lead, reading.rows) if self.lead else reading.rows
        condition = self._optional_lead()
        heading = self.headings[-1] if self.headings else None
        for row in map(_struck, once):
            if condition and row.status == "optional" and not row.first("condition"):
                placed = row.with_facts(condition)
            else:
                placed = row
            if heading:
                placed = scoped_by_heading(placed, heading.text.words, heading.where)
                placed = placed_by_heading(placed, heading.text.words, heading.where)
            self.rows.append(with_data(placed_by_purpose(placed)))
            self.told.add(_key(self.rows[-1]))
        self.used.append((where or _TOP, reading))

    def prose(self) -> None:
        """Reads paragraphs with names in bold, where nothing else names vendors."""
        rows = [
            row
            for paragraph, setting in self.prose_settings
            if not setting.decoy
            for row in listed_rows(paragraph, setting)
        ]
        if rows:
            self.rows += rows
            self.used.append(("paragraphs", Reading(tuple(rows), 0.6, "names in a sentence that lists them")))
            return
        seen: set[tuple[str, str]] = set()
        for paragraph, setting in self.prose_settings:
            if setting.decoy:
                continue
            named = list(prose_rows(paragraph, setting))
            told = Counter(row.words("purpose") for row in named)
            for row in named:
                key = (name_key(row.words("name")), setting.section)
                if key not in seen:
                    seen.add(key)
                    # Where a sentence names two, nobody knows whose place it states.
                    rows.append(placed_by_purpose(row) if told[row.words("purpose")] == 1 else row)
        about = context_of(" ".join((self.about, *(one.text.words for one in self.headings[:1]))))
        if len(rows) >= 3 and (about.vendors or any(setting.vendors for _, setting in self.prose_settings)):
            self.rows += rows
            self.used.append(("paragraphs", Reading(tuple(rows), 0.6, "names in bold within sentences")))

    def affiliates(self) -> None:
        """Reads sentences that name affiliates under a heading of theirs, where nothing else there names any."""
        sections = {row.section for row in self.rows}
        for paragraph, setting in self.prose_settings:
            if setting.affiliate and setting.section not in sections:
                rows = tuple(affiliate_rows(paragraph, setting))
                if rows:
                    self.rows += rows
                    sections |= {row.section for row in rows}
                    self.used.append((paragraph.where, Reading(rows, 0.7, "names affiliates in a sentence")))


def _struck(row: Row) -> Row:
    """A row whose name is struck through is of the past."""
    name = row.facts[0].text
    is_struck = any(mark.kind == "struck" and mark.end - mark.start >= len(name.words) for mark in name.marks)
    return replace(row, status="past") if is_struck else row


def _names_vendors(nearest: Sequence[object], headings: Sequence[Heading]) -> bool:
    return bool(
        headings
        and re.search(r"sub-?\s?processor|scope|cookie|categor", headings[-1].text.words, re.IGNORECASE)
    )


def _readers(block: Block, setting: Setting) -> Reading:
    if isinstance(block, Table):
        reading = read_table(block, setting)
        if not reading.rows and is_on_its_side(block):
            turned = zip(*block.rows, strict=True)
            reading = read_table(Table(tuple(turned), 1, block.where, block.caption), setting)
        if not reading.rows and (lines := upright_lines(block)):
            return read_cards(Cards((tuple(lines),), block.where), setting)
        return reading
    if isinstance(block, Bullets):
        return read_bullets(block, setting)
    if isinstance(block, Cards):
        return read_cards(block, setting)
    if isinstance(block, Definitions):
        return read_definitions(block, setting)
    if isinstance(block, Records):
        return read_records(block, setting)
    return Reading((), 0, "")


def _key(row: Row) -> tuple[str, ...]:
    """What a row says and where: the same under another heading is another engagement."""
    said = sorted(
        f"{fact.kind} {fact.text.words.casefold()}" for fact in row.facts if fact.kind not in _BESIDE
    )
    return (name_key(row.words("name")), row.section, *said)
