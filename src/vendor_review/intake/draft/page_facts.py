"""What the page itself states: its day, its version, the terms of notice, whom to write to, its footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vendor_review.intake.blocks.block import Page, Paragraph, Text
from vendor_review.intake.draft.gathered_cells import GatheredCells
from vendor_review.intake.readings.row import Fact
from vendor_review.intake.readings.stated_once import sentences_of
from vendor_review.intake.wording.days import day_in, updated_on
from vendor_review.intake.wording.tables import folded, turn

_HEAD_DAYS = (
    "updated",
    "updated_at",
    "updatedat",
    "last_updated",
    "lastupdated",
    "last-updated",
    "lastmod",
    "last_modified",
    "reviewed",
    "date",
    "modified",
    "effective_date",
)
_NUMBERS = {
    "five": 5, "seven": 7, "ten": 10, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty-five": 45, "sixty": 60, "ninety": 90,
}  # fmt: skip
_DAYS = re.compile(
    r"(?:\b(?P<word>" + "|".join(_NUMBERS) + r")\s{0,3}\(?\s{0,3})?(?P<number>\d{1,3})?\)?[\s-]{0,3}"
    r"(?P<type>calendar|business|working|kalender|werk)?[\s-]{0,3}"
    r"(?:days?|tage?n?|jours|días|dias|giorni|dagen)\b",
    re.IGNORECASE,
)
# Bounded, and begun only where a word begins: a page may hold a word of 70,000 letters, or as many dashes.
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_FOOTNOTE = re.compile(r"^\s*(\*{1,4}|[†‡§¹²³]+|\[\^\w{1,12}\](?=:)):?\s*(?=\S)")


def add_page_facts(gathered: GatheredCells, page: Page) -> None:
    """Adds what the page states of itself; nothing that it does not say."""
    _add_day(gathered, page)
    if (version := page.head.get("version", "").strip()) and len(version) < 20:
        gathered.state("version", version, version, "head")
    _add_notice(gathered, page)
    mails = [
        (mail, where) for sentence, where in sentences_of(page) for mail in _MAIL.findall(sentence.words)
    ]
    if mails:
        gathered.state("contact", mails[0][0], mails[0][0], mails[0][1])


def _add_day(gathered: GatheredCells, page: Page) -> None:
    for block in page.blocks:
        if isinstance(block, Paragraph):
            day, words = updated_on(block.text.words)
            if day:
                gathered.state("updated_on", day, words, block.where)
                return
    named = {folded(key).replace(" ", "_"): value for key, value in page.head.items()}
    for key in _HEAD_DAYS:
        if day := day_in(named.get(key, "")):
            gathered.state("updated_on", day, named[key], f"head, {key}")
            return


def _add_notice(gathered: GatheredCells, page: Page) -> None:
    told: set[str] = set()
    for sentence, where in _clauses(page):
        words = sentence.words
        days = _number_of_days(words)
        objects = bool(turn("objection").search(words))
        for key, said in (
            ("notice.objection_days", objects),
            ("notice.days", bool(turn("notice").search(words)) and not objects),
        ):
            if days and said and key not in told and (objects or turn("of_changes").search(words)):
                told.add(key)
                gathered.state(key, days[0], words, where)
                if days[1] and "notice.day_type" not in told:
                    told.add("notice.day_type")
                    gathered.state("notice.day_type", days[1], words, where)
        if "notice.subscribe" not in told and turn("subscribing").search(words):
            links = [href for _, href in sentence.links if href.startswith(("https://", "http://"))]
            target = next(iter([*_MAIL.findall(words), *links]), "")
            if target:
                told.add("notice.subscribe")
                gathered.state("notice.subscribe", target, words, where)


def _clauses(page: Page) -> Iterator[tuple[Text, str]]:
    """What stands between semicolons in sentences: each may have a number of days of its own."""
    for sentence, where in sentences_of(page):
        start = 0
        for part in sentence.words.split(";"):
            yield sentence.part(start, start + len(part)), where
            start += len(part) + 1


def _number_of_days(words: str) -> tuple[str, str] | None:
    for found in _DAYS.finditer(words):
        number = int(found["number"] or _NUMBERS.get((found["word"] or "").casefold(), 0))
        if 1 <= number <= 365:
            kind = folded(found["type"] or "")
            return str(number), {"calendar": "calendar", "business": "business", "working": "business"}.get(
                kind, ""
            )
    return None


def footnotes_of(page: Page) -> dict[str, Fact]:
    """The text of each footnote of the page, by its mark."""
    found: dict[str, Fact] = {}
    for block in page.blocks:
        if isinstance(block, Paragraph):
            for line in block.text.lines():
                if mark := _FOOTNOTE.match(line.words):
                    text = Text(line.words[mark.end() :].strip())
                    found.setdefault(mark[1], Fact("footnote", text, block.where))
    return found
