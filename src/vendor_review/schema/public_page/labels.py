"""The labels of what customers read, in each language that has a file; plurals, lists, days and countries by CLDR."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel import Locale

ENGLISH = "en"
LANGUAGES = ("ar", "de", "es", "fr", "nl")
"""Languages, beside English, that a list can be in: `languages/` has a file of each."""
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
#: What a language is written in whose letters run from right to left.
_RIGHT_TO_LEFT = frozenset({"ar"})


def english_day(day: date | str) -> str:
    """A day as prose has it, `14 November 2026`; of ISO text also a month, `April 2026`."""
    year, month, *rest = str(day).split("-")
    return " ".join([*(str(int(number[:2])) for number in rest), _MONTHS[int(month) - 1], year])


@dataclass(frozen=True)
class Labels:
    """The labels of one language, by part and name: `labels["page"]["title"]`.

    Attributes
    ----------
    language
        Of the page that they stand on, such as `de`.
    spoken
        The language that they are in: `en` where nobody has translated them yet.
    direction
        `ltr`, or `rtl` where the page runs from right to left.
    table
        As the file of the language has them.
    """

    language: str
    spoken: str
    direction: str
    table: Mapping[str, Any] = field(repr=False)

    def __getitem__(self, name: str) -> Any:
        """A part of the file, or a word that stands by itself; KeyError for any other."""
        return self.table[name]

    def file(self, name: str) -> str:
        """What a file is called in this language: `feed.de.xml`, and in English `feed.xml`."""
        stem, _, suffix = name.rpartition(".")
        return name if self.language == ENGLISH else f"{stem}.{self.language}.{suffix}"

    def counted(self, kind: str, number: int) -> str:
        """A number with what is counted, in the plural form that CLDR gives: `1 entry`, `2 entries`."""
        forms = self.table["counts"][kind]
        form = self._locale.plural_form(number)
        words: str = forms.get(form, forms["other"])
        return words.format(number=number)

    def long_day(self, day: date | str) -> str:
        """A day, or of ISO text also a month, as prose of the language has it."""
        if self.spoken == ENGLISH:
            return english_day(day)
        from babel.dates import format_date, format_skeleton

        text = str(day)[: len("2026-11-14")]
        if len(text) == len("2026-04"):
            return format_skeleton("yMMMM", date.fromisoformat(f"{text}-01"), locale=self._locale)
        return format_date(date.fromisoformat(text), "long", locale=self._locale)

    def listed(self, words: Sequence[str]) -> str:
        """Several words as one list: `Zweck, Ort und Rolle`."""
        from babel.lists import format_list

        return format_list(words, self.table["lists"], self._locale)

    def within(self, label: str) -> str:
        """A label as it stands within a sentence: `e-mail address`, but `IP address`; German nouns stay as they are."""
        if not self.table["lower_within"] or label[1:2].isupper():
            return label
        return label[:1].lower() + label[1:]

    def fields_within(self, names: Iterable[str]) -> str:
        """What several fields are called, as one list within a sentence."""
        return self.listed([self.within(self.table["fields"][name]) for name in names])

    def country(self, code: str) -> str:
        """What a country or an area of the register's vocabulary is called; "" for a code that is none."""
        areas: Mapping[str, str] = self.table["areas"]
        return areas.get(code) or str(self._locale.territories.get(code, ""))

    def field_words(self, name: str, value: Any) -> str | None:
        """A field's value in the words of the page; None is not stated. Places and texts come in words already."""
        if name == "section":
            return str(value or self.table["page"]["other_section"])
        if name == "announced":
            return str(self.table["status"]["announced" if value else "in_use"])
        if name == "optional":
            return str(self.table["truths"]["yes" if value else "no"])
        if not value:
            return None
        if name in _CODED:
            return str(self.table[_CODED[name]].get(value, value))
        if name == "location":
            return "; ".join(map(self.place_words, value))
        if name == "transfer_basis":
            return "; ".join(self.table["bases"].get(basis, basis) for basis in value)
        return value if isinstance(value, str) else "; ".join(value)

    def place_words(self, place: Mapping[str, Any]) -> str:
        """A place with what it is: `Germany (processing)`."""
        kind = self.table["place_kinds"].get(place["kind"])
        return f"{place['text']} ({kind})" if kind else str(place["text"])

    @functools.cached_property
    def _locale(self) -> Locale:
        from babel import Locale

        return Locale.parse(self.table["locale"])


#: Fields whose values are codes, and the part that words them.
_CODED = {"role": "roles", "trains_on_data": "training"}


@functools.cache
def labels(language: str = ENGLISH) -> Labels:
    """The labels of a language out of `LANGUAGES`, or of English."""
    table = _table(language)
    spoken = table.get("words", language)
    direction = "rtl" if language in _RIGHT_TO_LEFT else "ltr"
    return Labels(language, spoken, direction, _table(spoken))


def _table(language: str) -> dict[str, Any]:
    file = resources.files(__package__).joinpath("languages", f"{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def own_names(languages: Iterable[str]) -> dict[str, str]:
    """Language to what it calls itself: `Deutsch`."""
    from babel import Locale

    names = {language: str(Locale.parse(language).display_name) for language in languages}
    return {language: name[:1].upper() + name[1:] for language, name in names.items()}
