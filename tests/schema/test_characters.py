"""Characters that break documents, or do not show: told by their Unicode property, whichever they are."""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import tries
from vendor_review.characters import any_breaks, breaking, invisible, is_invisible, writable
from vendor_review.files.package_files import starting_register
from vendor_review.register import load_register
from vendor_review.register.register import Register
from vendor_review.schema.check import CheckedRegister, check_register
from vendor_review.schema.vocabulary import Vocabulary

NUMBERZ = load_register(starting_register())
AS_OF = date(2026, 11, 1)
EVERY = [*map(chr, range(sys.maxunicode + 1))]


def with_name(name: str, **page: Any) -> Register:
    vendors = NUMBERZ.tables["vendors"]
    vendors = vendors.assign(name=[name, *vendors["name"][1:]])
    return replace(NUMBERZ, tables={**NUMBERZ.tables, "vendors": vendors}, page={**NUMBERZ.page, **page})


def rules_of(checked: CheckedRegister, rule: str) -> list[tuple[str, str]]:
    found = checked.findings[checked.findings["rule"] == rule]
    return [*zip(found["column"], found["message"], strict=True)]


def test_controls_surrogates_and_noncharacters_break_documents_and_nothing_else_does() -> None:
    kinds = {c: unicodedata.category(c) for c in EVERY}
    noncharacter = [c for c in EVERY if ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) <= 0xFDEF]
    controls = [c for c in EVERY if kinds[c] in ("Cc", "Cs") and c not in "\t\n\r"]
    assert sorted(breaking("".join(EVERY))) == sorted({*controls, *noncharacter})


@pytest.mark.parametrize(
    "character",
    [
        "\u200b", "\u200e", "\u202e", "\u2066", "\ufeff", "\u00ad", "\u061c", "\u2028", "\u2029", "\u115f",
        "\u1160", "\u3164", "\uffa0", "\u2800", "\u034f", "\u17b4", "\u180e", "\U000e0041", "\U0001d173",
    ],
)  # fmt: skip
def test_formats_separators_fillers_and_blanks_do_not_show(character: str) -> None:
    assert is_invisible(character)
    assert invisible(f"Send{character}grid") == [character]


@pytest.mark.parametrize(
    "text", ["Zürich é", "株式会社", "❤\ufe0f", "1\ufe0f\u20e3", "葛\U000e0100", "؀١", "\u2422", "a\u00a0b"]
)
def test_what_shows_is_left_alone(text: str) -> None:
    assert invisible(text) == breaking(text) == []


def test_a_selector_of_looks_after_a_letter_only_hides() -> None:
    assert invisible("Send\ufe0fgrid") == ["\ufe0f"]


@given(st.lists(st.text(st.characters()), max_size=5))
def test_texts_break_a_document_where_one_of_their_characters_does(texts: list[str]) -> None:
    assert any_breaks(texts) == bool(breaking("".join(texts)))


@pytest.mark.parametrize("around", ["", "plain", "déjà €"])
def test_each_character_that_breaks_is_found_and_replaced_among_others(around: str) -> None:
    for character in breaking("".join(EVERY)):
        assert any_breaks([around, f"{around}{character}"])
        assert writable(f"{character}{around}") == f"\N{REPLACEMENT CHARACTER}{around}"


@settings(max_examples=tries(20))
@given(st.text(st.characters(), min_size=1, max_size=30))
def test_whatever_a_name_holds_all_that_is_checked_can_be_written(vocabulary: Vocabulary, name: str) -> None:
    checked = check_register(with_name(name, brand=name), vocabulary, AS_OF)
    texts = [checked.page.brand, checked.rejected.to_csv()]
    texts += [table.to_csv() for table in (*checked.tables.values(), checked.findings)]
    assert not any_breaks(texts)
    assert bool(rules_of(checked, "REG-104")) == any_breaks([name])


def test_a_broken_name_and_a_broken_word_of_the_page_are_named_and_the_row_counts(
    vocabulary: Vocabulary,
) -> None:
    checked = check_register(with_name("Half \ud83d", closing=["\ufffeBye"]), vocabulary, AS_OF)
    assert [column for column, _ in rules_of(checked, "REG-104")] == ["closing", "name"]
    assert "U+FFFE" in rules_of(checked, "REG-104")[0][1]
    assert "'Half \\ud83d' contains control characters" in rules_of(checked, "REG-104")[1][1]
    assert checked.tables["vendors"]["name"].iloc[0] == writable("Half \ud83d")
    assert checked.rejected.empty


def test_an_id_that_looks_like_another_is_refused(vocabulary: Vocabulary) -> None:
    vendors = NUMBERZ.tables["vendors"]
    vendors = vendors.assign(vendor_id=["aws\u3164", *vendors["vendor_id"][1:]])
    register = replace(NUMBERZ, tables={**NUMBERZ.tables, "vendors": vendors})
    checked = check_register(register, vocabulary, AS_OF)
    assert "'aws\\u3164'" in rules_of(checked, "REG-006")[0][1]
