"""Every language says all that English says, of the same things, and each word in it can be told from the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from importlib import resources
from typing import Any

import pytest
from babel import Locale
from babel.dates import format_date

from vendor_review.schema.public_page.labels import ENGLISH, LANGUAGES, Labels, labels, own_names

TRANSLATED = [language for language in LANGUAGES if labels(language).spoken == language]
#: What says how a language is written, not what it says.
HOW = {"locale", "lists", "lower_within"}


def flat(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{path}{name}.")
        elif isinstance(value, list):
            yield from ((f"{path}{name}[{place}]", text) for place, text in enumerate(value))
        elif path or name not in HOW:
            yield f"{path}{name}", value


def said(words: Labels) -> dict[str, str]:
    return dict(flat(words.table))


def braces(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)\}", text))


def test_each_file_is_a_language() -> None:
    folder = resources.files("vendor_review.schema.public_page") / "languages"
    files = {path.name.removesuffix(".toml") for path in folder.iterdir()}
    assert files == {ENGLISH, *LANGUAGES}
    assert set(TRANSLATED) >= {"de", "fr", "es", "nl"}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_language_has_the_keys_and_the_braces_of_english(language: str) -> None:
    own, english = said(labels(language)), said(labels())
    assert own.keys() == english.keys()
    assert {key for key in own if braces(own[key]) != braces(english[key])} == set()
    assert labels(language).table.keys() == labels().table.keys()


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_language_leaves_nothing_blank_and_no_sentence_in_english(language: str) -> None:
    own, english = said(labels(language)), said(labels())
    assert [key for key, text in own.items() if not text.strip()] == []
    alike = {key for key in own if own[key] == english[key] and len(english[key].split()) > 4}
    # The name that the agreement bears itself.
    assert alike <= {"bases.uk_idta"}


@pytest.mark.parametrize("language", [ENGLISH, *TRANSLATED])
@pytest.mark.parametrize("part", ["roles", "bases", "training", "place_kinds", "status", "truths"])
def test_no_two_codes_have_one_word(language: str, part: str) -> None:
    words = list(labels(language)[part].values())
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("language", [ENGLISH, *TRANSLATED])
def test_counts_have_the_plural_forms_that_their_language_tells_small_numbers_by(language: str) -> None:
    locale, words = Locale.parse(labels(language)["locale"]), labels(language)
    for kind, forms in words["counts"].items():
        assert set(forms) >= {locale.plural_form(number) for number in range(1000)}
        assert words.counted(kind, 1) == forms["one"].format(number=1)
        assert words.counted(kind, 2) == forms["other"].format(number=2)


def test_days_lists_and_countries_are_those_of_the_language() -> None:
    german, french = labels("de"), labels("fr")
    assert german.long_day("2026-11-14") == german.long_day(date(2026, 11, 14)) == "14. November 2026"
    assert french.long_day("2026-04") == "avril 2026"
    assert german.fields_within(["purpose", "location", "role"]) == "Zweck, Ort und Rolle"
    assert labels().fields_within(["purpose", "url", "role"]) == "purpose, URL, role"
    assert (german.country("AT"), french.country("EEA"), german.country("XX")) == (
        "Österreich",
        "Espace économique européen",
        "",
    )
    assert french.counted("entries", 0) == "0 entrée"


def test_an_english_day_is_the_one_of_cldr() -> None:
    days = [date(2026, 1, 1) + timedelta(days=3 * number) for number in range(120)]
    assert [labels().long_day(day) for day in days] == [
        format_date(day, "long", locale="en_GB") for day in days
    ]


def test_which_way_a_page_runs_is_what_cldr_says() -> None:
    for language in LANGUAGES:
        order = Locale.parse(language).character_order
        assert labels(language).direction == {"left-to-right": "ltr", "right-to-left": "rtl"}[order]
    assert labels("ar").direction == "rtl"
    assert labels("ar")["page"] == labels()["page"]


def test_languages_are_called_what_they_call_themselves() -> None:
    assert own_names(["de", "fr", "nl"]) == {"de": "Deutsch", "fr": "Français", "nl": "Nederlands"}
