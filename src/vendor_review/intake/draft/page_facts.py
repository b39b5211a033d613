"""What the page itself states: its day, its version, the terms of notice, whom to write to, its footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vendor_review.intake.blocks.block import Heading, Page, Paragraph, Text
from vendor_review.intake.draft.gathered_cells import GatheredCells
from vendor_review.intake.readings.row import Fact
from vendor_review.intake.readings.stated_once import sentences_of
from vendor_review.intake.wording.days import day_in, updated_on
from vendor_review.intake.wording.names import has_legal_form, without_legal_form
from vendor_review.intake.wording.tables import folded, turn, word_set

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
_SUBPROCESSORS = r"sub-?\s?processors?"
#: `Acme Inc. ("Acme") and its affiliates may use the following subprocessors`.
_WHO_USES = re.compile(
    r"(?:At (?=[A-Z])|To [^,]{3,120}, )?(?P<who>[A-Z0-9][^;:]{1,160}?),? (?:currently |may |has |also |only ){0,2}"
    r"(?:uses?|engages?d?|works with|relies on|employs?|retains?|contracts? with|appoints?) "
    rf"(?:[^.]{{0,80}} )?{_SUBPROCESSORS}\b",
)
#: `Acme's subprocessors`, `Acme Subprocessor List`.
_OF_WHOM = re.compile(
    rf"(?P<who>[A-Z0-9][^;:]{{1,60}}?)(?:['’]s?)? (?:List of )?{_SUBPROCESSORS}(?: List| Page)?\Z",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[(,]\s?(?:the )?[\"“]([^\"“”()]{2,40})[\"”]")
_IN_BRACKETS = re.compile(r"\s?\([^()]*\)")
_AFFILIATES = re.compile(r",?\s(?:and|&|together with)(?:/or)?\s(?:its|our|their)\s.*", re.IGNORECASE)
_JOINING = ("and", "&", "of", "the", "de", "by", "for")
_MOST_WORDS, _LONGEST_CLAIM = 6, 400
_FOOTNOTE = re.compile(r"^\s*(\*{1,4}|[†‡§¹²³]+|\[\^\w{1,12}\](?=:)|\[\d{1,2}\](?!\()):?\s*(?=\S)")


def add_page_facts(gathered: GatheredCells, page: Page) -> None:
    """Adds what the page states of itself; nothing that it does not say."""
    _add_owner(gathered, page)
    _add_day(gathered, page)
    if (version := page.head.get("version", "").strip()) and len(version) < 20:
        gathered.state("version", version, version, "head")
    _add_notice(gathered, page)
    mails = [
        (mail, where) for sentence, where in sentences_of(page) for mail in _MAIL.findall(sentence.words)
    ]
    if mails:
        gathered.state("contact", mails[0][0], mails[0][0], mails[0][1])


def _add_owner(gathered: GatheredCells, page: Page) -> None:
    """Whose list it is, where a sentence says who uses the subprocessors, or a heading whose they are.

    Where two are named, or one that is a vendor of the list, nobody is.
    """
    vendors = {folded(without_legal_form(row["name"])) for row in gathered.tables["vendors"]}
    found: dict[str, tuple[str, str, str, str]] = {}
    for words, where in _owners(page):
        brand = next((one[1] for one in _QUOTED.finditer(words) if is_owner(one[1])), "")
        name = _AFFILIATES.sub("", _IN_BRACKETS.sub("", words)).strip(" ,")
        legal = name if has_legal_form(name) else ""
        organisation = brand or without_legal_form(name).strip(" ,")
        if is_owner(organisation):
            told = found.get(folded(organisation), ("", "", "", ""))
            found[folded(organisation)] = (
                (organisation, legal, words, where) if legal or not told[0] else told
            )
    if len(found) == 1 and not vendors & {*found}:
        ((organisation, legal, words, where),) = found.values()
        gathered.state("organisation", organisation, words, where)
        if legal:
            gathered.state("legal_name", legal, words, where)


def _owners(page: Page) -> Iterator[tuple[str, str]]:
    """The words that name who uses the subprocessors of the page, and where they stand."""
    for block in page.blocks:
        title = _one_line(block.text.words) if isinstance(block, Heading) and block.level == 1 else ""
        if len(title) < _LONGEST_CLAIM and (said := _OF_WHOM.match(title)):
            yield said["who"], block.where
    for sentence, where in sentences_of(page):
        words = _one_line(sentence.words)
        if len(words) < _LONGEST_CLAIM and (said := _WHO_USES.match(words)):
            yield said["who"], where


def _one_line(words: str) -> str:
    return " ".join(words.split())


def is_owner(words: str) -> bool:
    """Whether words can be the name of whose list it is: capital letters, and no word that any list may begin with."""
    parts = words.split()
    plain = [folded(word).strip(".,'’\"“”") for part in parts for word in (part, *part.split("-"))]
    return (
        0 < len(parts) <= _MOST_WORDS
        and all(part[0].isupper() or part[0].isdigit() or part in _JOINING for part in parts)
        and not word_set("no_owner").intersection(plain)
    )


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
