"""What a word is taken to be meant as never says the opposite, holds another number, or is the safer of two."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from effort import tries
from vendor_review.register.close_words import ENDINGS, NEGATIONS, PREFIXES, close_words, is_contrary
from vendor_review.register.layout import TABLES
from vendor_review.schema.cells.place_codes import code_of, codes_in, meant_code, mentions
from vendor_review.schema.cells.policy_names import PolicyNames
from vendor_review.schema.cells.suggestions import nearest_words

COLUMNS = {
    (table.name, column.name): column.values
    for table in TABLES.values()
    for column in table.columns
    if len(column.values) > 1
}
WORDS = [(values, word) for values in COLUMNS.values() for word in values]
DENIED = (
    *(f"{word} {{}}" for word in sorted(NEGATIONS)),
    *("{} not", "{}: no", "isn't {}", "is not really {}", "Not-{}", "NO {}"),
    *(f"{beginning}{{}}" for beginning in PREFIXES),
    *(f"{beginning}-{{}}" for beginning in PREFIXES),
    *(f"{{}}{ending}" for ending in ENDINGS),
)


@pytest.mark.parametrize("denied", DENIED)
def test_a_word_that_is_denied_is_not_taken_for_the_word(denied: str) -> None:
    for values, word in WORDS:
        if word in ("none", "no", "unknown", "not_applicable"):
            continue
        written = denied.format(word)
        assert nearest_words([written], values)[written] != word, written


@pytest.mark.parametrize("wrong", ["inactve", "un-disclosd", "not disclossed", "dissclosed"])
def test_a_slip_of_the_pen_does_not_hide_the_denial(wrong: str) -> None:
    found = nearest_words([wrong], ["active", "disclosed"])[wrong]
    assert found == ("disclosed" if wrong == "dissclosed" else "")


def test_the_opposite_of_the_opposite_is_none_either() -> None:
    assert is_contrary("known", "unknown")
    assert is_contrary("dependent controller", "independent_controller")
    assert not is_contrary("uknown", "unknown")
    assert not is_contrary("not applicable", "not_applicable")
    assert close_words("inactive", ["active"]) == []
    assert close_words("unknwon", ["unknown"]) == ["unknown"]


@pytest.mark.parametrize(
    "written", ["ISO 27002", "iso27018", "SOC 1 Type 2", "star level 3", "star level", "soc2 type", "scc m"]
)
def test_another_number_is_another_document(written: str) -> None:
    for column in (("evidence", "kind"), ("engagements", "transfer_mechanism")):
        assert nearest_words([written], COLUMNS[column])[written] == ""


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ISO 27001", "iso27001"),
        ("SOC 2 Type 2", "soc2_type2"),
        ("questionaire", "questionnaire"),
        ("questionnaires", "questionnaire"),
        ("Bridge-Letter", "bridge_letter"),
        ("white paper", "whitepaper"),
        ("statment", "statement"),
    ],
)
def test_a_misspelt_document_is_still_known(written: str, meant: str) -> None:
    assert nearest_words([written], COLUMNS["evidence", "kind"])[written] == meant


@pytest.mark.parametrize(
    "written", ["data processor", "active soon", "accept later", "proactive", "held back"]
)
def test_a_word_with_another_beside_it_may_say_anything(written: str) -> None:
    known = ["processor", "active", "accept", "held", "optional"]
    assert nearest_words([written], known)[written] == ""


@st.composite
def slips(draw: st.DrawFn) -> tuple[tuple[str, ...], str]:
    """A vocabulary, and one of its words with a few letters more, less or other."""
    values, word = draw(st.sampled_from(WORDS))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(0, len(word) - 1)))
        put = draw(st.sampled_from(["", *"aeinotu12 _"]))
        word = word[:at] + put + word[at + draw(st.integers(0, 1)) :]
    return values, word


@settings(max_examples=tries(300))
@given(slips())
def test_no_other_word_is_as_near_as_the_one_that_is_given(drawn: tuple[tuple[str, ...], str]) -> None:
    values, written = drawn
    meant = nearest_words([written], values)[written]
    letters = "".join(filter(str.isalnum, written))
    if not meant or letters == "".join(filter(str.isalnum, meant)):
        return
    assert not is_contrary(written, meant)
    others = [word for word in values if word != meant and not is_contrary(written, word)]
    assert all(OSA.distance(written, word) > OSA.distance(written, meant) for word in others)


@pytest.mark.parametrize(
    "region",
    [
        *("EMEA", "APAC", "EUR", "DACH", "ROW", "NAM", "Nordics", "Americas", "Europe", "N/A", "CEE", "EU27"),
        *(
            "European",
            "Asia Pacific",
            "Middle East",
            "EEA+UK",
            "EU & US",
            "Germany or France",
            "Georgia (US)",
        ),
    ],
)
def test_a_region_is_no_country(region: str) -> None:
    assert meant_code(region) == ""


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *(("IRE", "IE"), ("UAE", "AE"), ("U.S.", "US"), ("England", "GB"), ("Ireland (EU)", "IE")),
        *(("EU/EEA", "EEA"), ("Germnay", "DE"), ("Nethrlands", "NL"), ("worldwide", "GLOBAL"), ("DEU", "DE")),
        *(("Frankfurt am Main, Germany", "DE"), ("Nigera", "")),
    ],
)
def test_a_country_is_known_by_its_names(written: str, code: str) -> None:
    assert meant_code(written) == code


def test_places_in_a_sentence() -> None:
    words = "USA (our cloud there) or Germany · Belgium"
    assert codes_in(words) == {"US", "DE", "BE"}
    assert code_of(words) == ""
    assert mentions("Ireland (EU); onward United States", "US")
    assert mentions("our US cloud", "US")
    assert not mentions("from our cloud", "US")
    assert not mentions("Belgium", "BE".lower())


def test_a_category_is_not_taken_for_one_that_only_looks_like_it() -> None:
    called = PolicyNames({"Social": "social life", "Unidentified": "unidentified data", "Health": "health"})
    assert called.meant("special") == ""
    assert called.meant("identified") == ""
    assert called.meant("no health") == ""
    assert called.meant("health") == "Health"
