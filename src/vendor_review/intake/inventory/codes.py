"""What a cell says, as the register's code for it: a proposal with its reason, and how sure it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from vendor_review.intake.inventory.data_words import categories_in
from vendor_review.intake.inventory.targets import Target
from vendor_review.intake.wording.days import (
    dated,
    day_or_year,
    first_day,
    no_review,
    span_name,
    span_read,
)
from vendor_review.intake.wording.documents import (
    days_of,
    documents_in,
    is_doubtful,
    iso_named,
    without_end,
)
from vendor_review.intake.wording.links import bare_links, web_address
from vendor_review.intake.wording.places import is_uncertain, places_today
from vendor_review.intake.wording.tables import code_words, folded, joined_code, phrases, qualified_code, turn
from vendor_review.intake.wording.transfers import mechanisms_in
from vendor_review.register.layout import TABLES
from vendor_review.schema.across_tables.documents import CONTRACT_KINDS
from vendor_review.schema.cells.values import days_alone

MOST_LETTERS = 300
"""Characters beyond which a cell is a text, and no code is looked for in it."""
#: Columns whose words lists have as well, and the file of them.
_FILES = {"status": ("statuses", "status"), "trains_on_data": ("training", "answer")}
DAY_FIRST, MONTH_FIRST, ASK = "day-first", "month-first", "ask"
_TWO_TYPES = re.compile(r"\bt(?:ype)? ?(?:1|i)\b.*\bt(?:ype)? ?(?:2|ii)\b")
_JOINED = re.compile(r"[\s,;/&+]*(?:and|und|et|y|both)?[\s,;/&+]*")
YEAR = re.compile(r"[\s,;:(/-]*\b(20\d\d)\b[\s)]*$")
"""A year alone behind an answer: no day of a document, but worth a remark."""
_EDITION = re.compile(r"[\s:(\[-]*(?:2005|2013|2022)\b")
"""Behind ISO 27001: of the standard, no day of the certificate."""
_NONE_SAID = {"evidence": "says that it is not there", "reviews_done": "says that no review was done"}
_SAYS = {"yes": "says yes", "no": "says no", "partial": "says in part", "": "says that it is not there yet"}
_TYPE = re.compile(r"\s*type\s*(?:i{1,2}|[12])\b", re.IGNORECASE)
#: What a column of days says of a day, whatever its heading.
_WHEN = {"valid_until": "until", "issued_on": "issued"}


@dataclass(frozen=True)
class Trade:
    """What the policy knows and a sheet may speak of.

    Attributes
    ----------
    levels
        Kind of document to how far it can be relied on, such as `soc2_type2` to `E5`.
    categories
        Id of each data category to its label.
    controls
        Id of each control to its name.
    eea
        Codes of the countries of the European Economic Area.
    covers
        Kind of document to the ids of the controls that it can show.
    as_of
        The day of the policy: a document that has a later day ends on it. "" where none is known.
    """

    levels: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    controls: Mapping[str, str] = field(default_factory=dict)
    as_of: str = ""
    eea: Sequence[str] = ()
    covers: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Code:
    """What a text becomes ("" is not stated), how sure that is from 0 to 1, and why.

    `fits` says whether the text is of the kind that its column holds.
    """

    becomes: str
    sure: float
    why: str
    fits: bool = True


_UNREAD = Code("", 0.3, "no word that is known here; kept as it is written", fits=False)
_NOT_STATED = Code("", 1.0, "says that it is not stated")


def is_not_stated(text: str) -> bool:
    """Whether a cell says that nothing is known or applies: n/a, TBC, a dash."""
    plain = folded(text).strip("() .")
    return not plain or (len(plain) <= 40 and bool(turn("not_stated").fullmatch(plain)))


def code_of(target: Target, text: str, trade: Trade, heading: str = "") -> Code:
    """The proposal for a cell of a column that becomes `target`."""
    if is_not_stated(text):
        return _NOT_STATED
    if len(text) > MOST_LETTERS and target.is_coded:
        return _UNREAD
    kind = target.kind
    if target.table == "evidence" and target.of == "iso27001" and (named_by := iso_named(text)):
        return _documents(named_by, trade, heading)
    if target.table == "evidence" and (named := _other_kind(target, text, trade, heading)):
        return named
    if kind == "answer":
        return _answer(target, text, trade, heading)
    if kind == "document":
        return _documents(text, trade, heading)
    if kind == "category":
        codes, sure, why = categories_in(text, trade.categories, heading)
        return Code("; ".join(codes), sure, why)
    if kind == "place":
        return _place(target, text, trade)
    if kind == "mechanism":
        codes = mechanisms_in(text)
        return Code("; ".join(codes), 0.9, "names the mechanism") if codes else _UNREAD
    return _word(target, text) if target.is_coded else _plain(target, text, trade)


def _other_kind(target: Target, text: str, trade: Trade, heading: str) -> Code | None:
    """What a cell says that names a document of another kind than its column, as `Type II` does below SOC 2.

    In a column of days any document that a cell names is more than its day.
    """
    if not target.of or target.column == "location":
        return None
    if is_type := target.of.startswith("soc2_") and bool(_TYPE.match(text)):
        text = f"SOC 2 {text}"
    named = documents_in(text)
    own = "" if target.kind == "date" or is_type else target.of
    if not named or all(one.kind == own or one.sure < 0.9 for one in named):
        return None
    return _documents(text, trade, _WHEN.get(target.column, heading))


def _word(target: Target, text: str) -> Code:
    """A word of an enumeration, of the file of words or the layout's own."""
    column = TABLES[target.table].column(target.column)
    plain = folded(text)
    if plain.replace(" ", "_") in column.values:
        return Code(plain.replace(" ", "_"), 1.0, "the register's own word")
    if target.column in _FILES:
        said = phrases(*_FILES[target.column]).get(plain, "")
        return Code(said, 0.9, f"a word for {said}") if said else _UNREAD
    found = code_words(f"{target.table}.{target.column}").get(plain)
    if found is None and target.column == "exit_plan":
        found = code_words("yes").get(plain)
        found = found if found and found[0] in ("yes", "no") else None
    if found is None:
        return _UNREAD
    code, sure = found
    return Code(code, sure, f"a word for {code}" if code else "says nothing that the register holds")


def _answer(target: Target, text: str, trade: Trade, heading: str) -> Code:
    """Yes, partial or no; of a document with the day on which it ends, if the cell says that as well."""
    plain = folded(text)
    about_document = target.table == "evidence"
    found = code_words("yes").get(plain) or code_words(str(target)).get(plain)
    if not found and not about_document and (qualified := qualified_code(str(target), plain)):
        return Code(*qualified)
    found = found or joined_code(str(target), plain)
    if found:
        code, sure = found
        if not code and (not about_document or target.of in CONTRACT_KINDS):
            return Code("no", 0.6, "says that it is not there yet: there is none so far")
        if code == "partial" and about_document:
            return Code("", 0.8, "part of a document is none")
        return Code(code, sure, _SAYS[code])
    if not about_document:
        return _UNREAD
    one = dated(text)
    if (
        one is None
        and (year := YEAR.search(plain))
        and (found := code_words("yes").get(plain[: year.start()]))
    ):
        is_past = not trade.as_of or year[1] <= trade.as_of[:4]
        return Code(found[0], 0.9 if is_past else 0.5, "says it with a year, which is kept as a remark")
    one = day_or_year(text)
    first = re.match(
        r"(?:yes|y|ja|oui|si|sí|signed|valid|current|in place|executed|available|exp\w*|until)\b", plain
    )
    days = days_of(text, one, trade.as_of, heading, of_contract=target.of in CONTRACT_KINDS)
    doubt = f"; {days.doubt}" if days.doubt else ""
    if one and (first or not one.more) and not is_doubtful(text.replace("expir", "")):
        return Code(
            f"yes{days.code}", 0.9 if one.plain and not doubt else 0.5, f"says yes, with a day{doubt}"
        )
    bare = without_end(text)
    named = documents_in(text)
    if any(one.kind == target.of for one in named) and not is_doubtful(bare):
        if _TWO_TYPES.search(plain):
            doubt = "; which type the day is of is not plain"
        return Code(f"yes{days.code}", 0.5 if doubt else 0.8, f"names the document{doubt}")
    bare = bare.strip(" .,;:()[]-/")
    if without_end(text) != plain and (not bare or code_words("yes").get(bare, ("", 0))[0] == "yes"):
        return Code("yes", 0.5, f"says yes{doubt}")
    if bare_links(text):
        return Code("yes", 0.7, "a link to it")
    return _UNREAD


def _documents(text: str, trade: Trade, heading: str) -> Code:
    """Every document that a cell names; those of which it says that they are not there, or not yet, are none."""
    parts: list[str] = []
    doubts: list[str] = []
    sure = 0.95
    plain = folded(text)
    named = documents_in(text)
    for place, one in enumerate(named):
        end = named[place + 1].start if place + 1 < len(named) else len(plain)
        begin = named[place - 1].end if place else 0
        before = re.split(r"[;,/|+&\n]", plain[begin : one.start])[-1]
        behind = plain[one.end : end]
        own = f"{before} {behind}"
        day = dated(behind) if behind.strip() else None
        if is_doubtful(re.sub(r"\b(?:expir\w*|exp|until)\b", "", own) if day else without_end(own)):
            sure = min(sure, 0.8)
            continue
        title = f"other: {one.title}" if one.kind == "other" else one.kind
        if day is None and place + 1 < len(named) and _JOINED.fullmatch(behind):
            # `SOC 2 Type II and ISO 27001, exp 2027-03-31`: one day for both.
            behind = plain[named[-1].end :]
            day = dated(behind)
        if one.kind == "iso27001":
            behind = _EDITION.sub(" ", behind, count=1)
        days = days_of(behind, day, trade.as_of, heading, of_contract=one.kind in CONTRACT_KINDS)
        parts.append(title + days.code)
        if one.sure < 0.9:
            doubts.append("the type of the SOC 2 report is not written: taken as Type I, which counts less")
        if is_doubtful(without_end(plain.replace(own, ""))) and not day:
            days = replace(days, doubt="the text doubts it")
        if day and not day.plain:
            days = replace(days, doubt="its day could be two")
        doubts += [days.doubt] if days.doubt else []
        sure = min(sure, one.sure if one.sure < 0.9 else sure, 0.6 if days.doubt else sure)
    if not named:
        found = code_words("yes").get(plain)
        return Code("", 0.9, "says that there is none") if found and found[0] == "no" else _UNREAD
    why = "names documents" if parts else "says that it is not there, or not yet"
    return Code("; ".join(dict.fromkeys(parts)), sure, "; ".join(dict.fromkeys([why, *doubts])))


def _place(target: Target, text: str, trade: Trade) -> Code:
    places, to_come = places_today(text, trade.eea, trade.as_of)
    codes = [*dict.fromkeys(place.code for place in places if place.code)]
    doubts = "; ".join(dict.fromkeys(place.may_be for place in places if place.may_be))
    if target.table == "vendors":
        codes = [code for code in codes if len(code) == 2 and code != "EU"]
    if doubts:
        return Code("; ".join(codes), 0.5, doubts)
    if target.table == "vendors":
        return Code(codes[0], 0.95, "names the country") if len(codes) == 1 else _UNREAD
    if not codes:
        return _UNREAD
    if is_uncertain(text, to_come):
        return Code("; ".join(codes), 0.5, "says that it is not certain, or not yet so")
    several = f"names {len(codes)} places" if len(codes) > 1 else "names the place"
    return Code("; ".join(codes), 0.95, several)


def _plain(target: Target, text: str, trade: Trade) -> Code:
    if target.kind == "date":
        return _day(target, text, trade)
    if target.kind == "days":
        number = days_alone(text)
        return Code(number, 1.0, "a number of days") if number else _UNREAD
    if target.kind in ("url", "link"):
        if address := web_address(text):
            return Code(*address)
        return _UNREAD if target.kind == "url" else Code(text, 0.5, "no web address", fits=False)
    return Code(text, 1.0, "as it is written")


def _day(target: Target, text: str, trade: Trade) -> Code:
    one = day_or_year(text)
    if one is None:
        plain = folded(text).strip(" .!()")
        is_none = plain in code_words(f"{target.table}.{target.column}")
        said = code_words("yes").get(plain, ("yes", 0))[0] if target.table in _NONE_SAID else "yes"
        why = _NONE_SAID.get(target.table, "says that there is none")
        return Code("", 0.9, why) if is_none or said in ("no", "") else _UNREAD
    if not (day := one.plain):
        return Code("", 0.0, "could be two days")
    if target.table == "reviews_done" and (why := no_review(one, trade.as_of)):
        return Code(first_day(day), 0.5, why)
    if not span_name(day):
        return Code(day, 0.8 if one.more else 1.0, "a day")
    code, why, is_asked = span_read(one, is_end=target.is_end)
    return Code(code, 0.5 if is_asked else 0.8, why)
