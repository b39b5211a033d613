"""What a cell says, as the register's code for it: a proposal with its reason, and how sure it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vendor_review.intake.inventory.data_words import categories_in
from vendor_review.intake.inventory.targets import Target
from vendor_review.intake.wording.days import Dated, dated
from vendor_review.intake.wording.documents import documents_in, is_doubtful
from vendor_review.intake.wording.links import bare_links, is_web
from vendor_review.intake.wording.places import places_in
from vendor_review.intake.wording.tables import code_words, folded, phrases, turn
from vendor_review.intake.wording.transfers import mechanisms_in
from vendor_review.register.layout import TABLES

MOST_LETTERS = 300
"""Characters beyond which a cell is a text, and no code is looked for in it."""
#: Columns whose words lists have as well, and the file of them.
_FILES = {"status": ("statuses", "status"), "trains_on_data": ("training", "answer")}
DAY_FIRST, MONTH_FIRST, ASK = "day-first", "month-first", "ask"
_TYPE = re.compile(r"\s*type\s*(?:i{1,2}|[12])\b", re.IGNORECASE)
_BARE_HOST = re.compile(r"(?:www\.)?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}(?:/\S{0,200})?", re.IGNORECASE)


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
        Ids of the controls.
    """

    levels: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    controls: Sequence[str] = ()


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
    if (
        target.table == "evidence"
        and target.of
        and target.column != "location"
        and (named := _other_kind(target, text))
    ):
        return named
    if kind == "answer":
        return _answer(target, text)
    if kind == "document":
        return _documents(text)
    if kind == "category":
        codes, sure, why = categories_in(text, trade.categories, heading)
        return Code("; ".join(codes), sure, why)
    if kind == "place":
        return _place(target, text)
    if kind == "mechanism":
        codes = mechanisms_in(text)
        return Code("; ".join(codes), 0.9, "names the mechanism") if codes else _UNREAD
    return _word(target, text) if target.is_coded else _plain(target, text)


def _other_kind(target: Target, text: str) -> Code | None:
    """What a cell says that names a document of another kind than its column, as `Type II` does below SOC 2."""
    if target.of.startswith("soc2_") and _TYPE.match(text):
        text = f"SOC 2 {text}"
    named = documents_in(text)
    if not named or all(one.kind == target.of or one.sure < 0.9 for one in named):
        return None
    return _documents(text)


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


def _answer(target: Target, text: str) -> Code:
    """Yes, partial or no; of a document with the day on which it ends, if the cell says that as well."""
    plain = folded(text)
    found = code_words("yes").get(plain)
    about_document = target.table == "evidence"
    if found:
        code, sure = found
        if code == "partial" and about_document:
            return Code("", 0.8, "part of a document is none")
        why = {
            "yes": "says yes",
            "no": "says no",
            "partial": "says in part",
            "": "says that it is not there yet",
        }
        return Code(code, sure, why[code])
    if not about_document:
        return _UNREAD
    one = dated(text)
    first = re.match(
        r"(?:yes|y|ja|oui|si|sí|signed|valid|current|in place|executed|available|exp\w*|until)\b", plain
    )
    if one and (first or not one.more) and not is_doubtful(text.replace("expir", "")):
        return Code(f"yes{_days_of(text, one)}", 0.9 if one.plain else 0.5, "says yes, with a day")
    named = documents_in(text)
    if any(one.kind == target.of for one in named) and not is_doubtful(text):
        return Code(f"yes{_days_of(text, one)}", 0.8, "names the document")
    if bare_links(text):
        return Code("yes", 0.7, "a link to it")
    return _UNREAD


def _days_of(text: str, one: Dated | None) -> str:
    if one is None or not one.plain:
        return ""
    ending = re.search(r"exp|valid|until|through|bis|gültig|renew", folded(text))
    word = "until" if ending else "of"
    return f" {word} {first_day(one.plain)}"


def _documents(text: str) -> Code:
    """Every document that a cell names; those of which it says that they are not there, or not yet, are none."""
    parts: list[str] = []
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
        if is_doubtful(re.sub(r"\b(?:expir\w*|exp|until)\b", "", own) if day else own):
            sure = min(sure, 0.8)
            continue
        title = f"other: {one.title}" if one.kind == "other" else one.kind
        parts.append(title + _days_of(behind, day))
        elsewhere = is_doubtful(plain.replace(own, "")) and not day
        sure = min(
            sure, one.sure if one.sure < 0.9 else sure, 0.6 if elsewhere or (day and not day.plain) else sure
        )
    if not named:
        found = code_words("yes").get(plain)
        return Code("", 0.9, "says that there is none") if found and found[0] == "no" else _UNREAD
    unsure = (
        "; the type of the SOC 2 report is not written: taken as Type I, which counts less"
        if sure == 0.7
        else ""
    )
    why = "names documents" + unsure if parts else "says that it is not there, or not yet"
    return Code("; ".join(dict.fromkeys(parts)), sure, why)


def _place(target: Target, text: str) -> Code:
    codes = list(dict.fromkeys(place.code for place in places_in(text) if place.code))
    if target.table == "vendors":
        codes = [code for code in codes if len(code) == 2 and code != "EU"]
        return Code(codes[0], 0.95, "names the country") if len(codes) == 1 else _UNREAD
    if not codes:
        return _UNREAD
    several = f"names {len(codes)} places" if len(codes) > 1 else "names the place"
    return Code("; ".join(codes), 0.95, several)


def _plain(target: Target, text: str) -> Code:
    if target.kind == "date":
        one = dated(text)
        if one is None:
            gone = code_words("yes").get(folded(text), ("yes", 0))[0] in ("no", "")
            return (
                Code("", 0.9, "says that it is not there") if gone and target.table == "evidence" else _UNREAD
            )
        day = one.plain
        if not day:
            return Code("", 0.0, "could be two days")
        month = len(day) == 7
        why = "a month: its first day, the earliest that it can mean" if month else "a day"
        return Code(first_day(day), 0.8 if month or one.more else 1.0, why)
    if target.kind in ("url", "link"):
        if is_web(text) or bare_links(text):
            return Code(text, 1.0, "a web address")
        if _BARE_HOST.fullmatch(text.strip()) and "." in text:
            return Code(f"https://{text.strip()}", 0.9, "a web address without its https://")
        return _UNREAD if target.kind == "url" else Code(text, 0.5, "no web address", fits=False)
    return Code(text, 1.0, "as it is written")


def first_day(day: str) -> str:
    """A day as it is; a month as its first day."""
    return f"{day}-01" if len(day) == 7 else day
