"""The public list in one language: its labels, and what each text of the company's own is in it."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from vendor_review.publication.languages.marked_text import Marked, filled, joined
from vendor_review.publication.public_list.projection import section_title
from vendor_review.report.words.wording import named_places
from vendor_review.schema.public_page import public_words
from vendor_review.schema.public_page.labels import ENGLISH, Labels, labels
from vendor_review.schema.public_page.page import Page, PageWording
from vendor_review.schema.public_page.wording import plain

_BETWEEN = "; "
_NEW: Mapping[str, str] = labels()["new"]
#: Fields of which the register holds a code, and the labels of those.
_CODES = {"role": "roles", "transfer_basis": "bases", "trains_on_data": "training", "optional": "truths"}
_CODES |= {"announced": "status"}
#: Fields that hold names, addresses and days, which are the same in every language.
_SAME = frozenset({"vendor", "name", "legal_entity", "address", "url", "security", "privacy", "since"})


@dataclass(frozen=True)
class Edition:
    """The list in one language. Text without a translation stays in English, and is marked as such.

    Attributes
    ----------
    words
        The labels.
    wording
        What the company says in the language.
    titles
        The titles of sections: in English, and in the language.
    """

    words: Labels
    wording: PageWording
    titles: Mapping[str, str]

    @property
    def language(self) -> str:
        """Such as `de`."""
        return self.words.language

    def text(self, english: str | None) -> str | None:
        """A text of the company's own."""
        if not english:
            return english
        translated = self.wording.texts.get(plain(english))
        return self.own(translated) if translated else self.english(english)

    def own(self, text: str) -> str:
        """A text that is in the language."""
        return text if self.words.spoken == self.language else Marked([(text, self.language)])

    def english(self, text: str) -> str:
        """A text that is in English."""
        return text if self.words.spoken == ENGLISH else Marked([(text, ENGLISH)])

    def paragraphs(self, translated: Iterable[str], english: Iterable[str]) -> list[str]:
        """Paragraphs in the language, or in English if there are none."""
        own = [*map(self.own, translated)]
        return own or [*map(self.english, english)]

    def section(self, english: str | None) -> str | None:
        """The title of a section; None for what is in none."""
        if english and english in self.titles:
            return self.own(self.titles[english])
        if english == public_words.OTHER_SECTION:
            return str(self.words["page"]["other_section"])
        return self.text(english)

    def place(self, english: str) -> str:
        """A place: its country by CLDR, and what the register says beside it as far as that is translated."""
        if self.language == ENGLISH:
            return english
        where, condition = english, ""
        if english.endswith(")") and " (" in english:
            where, _, condition = english.removesuffix(")").partition(" (")
        told = self._where(where)
        return joined((told, " (", self.text(condition) or "", ")")) if condition else told

    def _where(self, english: str) -> str:
        codes = named_places()
        if english in codes and plain(english) not in self.wording.texts:
            return self.words.country(codes[english]) or self.english(english)
        within, comma, country = english.rpartition(", ")
        if comma and country in codes and plain(english) not in self.wording.texts:
            # What stands before a country is as a rule the name of a town.
            town = self.text(within) if plain(within) in self.wording.texts else within
            return joined((town or "", comma, self.words.country(codes[country]) or country))
        return self.text(english) or ""

    def value(self, field: str, english: str | None) -> str | None:
        """What a field is told to be, as a change keeps it in the words of the English list."""
        if not english or field in _SAME or self.language == ENGLISH:
            return english
        if field == "section":
            return self.section(english)
        if field == "location":
            return self._several(english, self._place_and_kind)
        if field in _CODES:
            known = _codes(_CODES[field])
            own: Mapping[str, str] = self.words[_CODES[field]]
            return self._several(
                english, lambda word: own[known[word]] if word in known else self.english(word)
            )
        return self.text(english)

    def _several(self, english: str, translated: Any) -> str:
        whole = [translated(part) for part in english.split(_BETWEEN)]
        return joined(
            part for place, text in enumerate(whole) for part in ((_BETWEEN if place else ""), text)
        )

    def _place_and_kind(self, english: str) -> str:
        for kind, word in public_words.PLACE_KINDS.items():
            if english.endswith(f" ({word})"):
                place = self.place(english.removesuffix(f" ({word})"))
                return joined((place, f" ({self.words['place_kinds'][kind]})"))
        return self.place(english)

    def what_is_new(self, english: str | None) -> str | None:
        """What an addition has that the vendor's other entries lack: `new place: Oslo, Norway`."""
        if not english or self.language == ENGLISH:
            return english
        if english == _NEW["listed_already"]:
            return str(self.words["new"]["listed_already"])
        found: list[tuple[str, str]] = []
        for part in english.split(_BETWEEN):
            name = next((name for name, start in _starts().items() if part.startswith(start)), "")
            if name:
                found.append((name, part.removeprefix(_starts()[name])))
            elif found:
                found[-1] = (found[-1][0], f"{found[-1][1]}{_BETWEEN}{part}")
            else:
                return self.english(english)
        told = [filled(self.words["new"][name], self.value(name, words) or "") for name, words in found]
        return joined(part for place, text in enumerate(told) for part in ((_BETWEEN if place else ""), text))


def _starts() -> dict[str, str]:
    """How what is new begins in English, by field."""
    starts = {name: label.partition("{words}")[0] for name, label in _NEW.items() if "{words}" in label}
    return {**starts, "one_more": _NEW["one_more"]}


@functools.cache
def _codes(part: str) -> dict[str, str]:
    """English label to its code."""
    return {label: code for code, label in labels()[part].items()}


def editions(page: Page) -> tuple[Edition, ...]:
    """The list in each language that the page has words of, beside English."""
    return tuple(_edition(page, wording) for wording in page.wordings)


def _edition(page: Page, wording: PageWording) -> Edition:
    own = {section.id: section.title for section in wording.sections}
    titles = {section_title(section): own[section.id] for section in page.sections if own.get(section.id)}
    return Edition(labels(wording.language), wording, titles)


def edition_in(page: Page, language: str) -> Edition | None:
    """The list in one language, English among them; None if the page has no words of it."""
    if language == ENGLISH:
        return Edition(labels(), PageWording(ENGLISH), {})
    return next((one for one in editions(page) if one.language == language), None)
