"""Which vendors look like one, and which do not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendor_review.register.close_words import is_one_slip
from vendor_review.schema.cells.names import name_keys, one_slip_apart
from vendor_review.schema.check import CheckedRegister

Check = Callable[..., CheckedRegister]
Edited = Callable[..., Path]


def likenesses(checked: CheckedRegister) -> list[tuple[str, str]]:
    found = checked.findings[checked.findings["rule"].isin(["REG-046", "REG-047"])]
    return list(found[["rule", "column"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    "names",
    [
        ("Quick Books", "QuickBooks", "quick-books", "Quick Books, Inc.", "QUICKBOOKS LLC", "The QuickBooks Co."),
        ("Amazon Web Services", "Amazon Web-Services, Inc.", "Amazon Web Services S.à r.l."),
        ("Hetzner Online", "Hetzner Online GmbH", "hetzner online G.m.b.H."),
        ("Freshworks", "Freshworks Pvt. Ltd.", "Freshworks Private Limited", "Freshworks B.V."),
        ("OpenAI", "OpenAI, L.L.C.", "Open AI LLC"),
        ("Brevo", "Brevo S.A.S.", "Brevo SAS"),
        ("Marks & Spencer plc", "Marks and Spencer"),
        ("Bücher AG", "Bucher"),
        ("Inc", "INC."),
    ],
)  # fmt: skip
def test_names_that_differ_in_spelling_and_legal_form_share_a_key(names: tuple[str, ...]) -> None:
    assert len(set(name_keys(names))) == 1
    assert name_keys(names)[0]


@pytest.mark.parametrize(
    "names",
    [
        ("Google", "Google Cloud", "Google Workspace"),
        ("Amazon Web Services", "Amazon"),
        ("Microsoft", "Microsoft Azure", "Azure"),
        ("Coda", "Co"),
        ("Zoom Video", "Zoominfo"),
    ],
)
def test_a_bare_first_word_never_makes_two_vendors_one(names: tuple[str, ...]) -> None:
    assert len(set(name_keys(names))) == len(names)
    assert one_slip_apart(name_keys(names)) == []


@given(st.lists(st.text(max_size=12), max_size=8))
def test_there_is_a_key_for_each_name_whatever_else_is_in_the_list(names: list[str]) -> None:
    assert name_keys(names) == [name_keys([name])[0] for name in names]


words = st.text("abcde7", min_size=6, max_size=12)


@given(
    words, st.integers(0, 11), st.sampled_from("abcdexyz"), st.sampled_from(["drop", "add", "swap", "other"])
)
def test_every_single_slip_is_found(word: str, place: int, letter: str, kind: str) -> None:
    at = place % (len(word) - 1)
    slipped = {
        "drop": word[:at] + word[at + 1 :],
        "add": word[:at] + letter + word[at:],
        "swap": word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        "other": word[:at] + letter + word[at + 1 :],
    }[kind]
    digits = [[character for character in spelt if character.isdigit()] for spelt in (word, slipped)]
    same_digits = digits[0] == digits[1]
    expected = slipped != word and same_digits and len(slipped) >= 6

    if slipped != word:
        assert is_one_slip(word, slipped)
        assert one_slip_apart([word, slipped]) == ([(0, 1)] if expected else [])


def test_numbered_vendors_are_many_and_not_one() -> None:
    assert one_slip_apart(name_keys([f"Vendor {number:06d}" for number in range(1000)])) == []


@pytest.mark.slow
def test_a_crowd_of_like_names_is_compared_without_comparing_each_with_each() -> None:
    letters = "abcdefghij"
    crowd = [f"vendor{a}{b}{c}{d}" for a in letters for b in letters for c in letters for d in letters]
    pairs = one_slip_apart(crowd)

    assert ("vendoraaaa", "vendoraaab") in {(crowd[left], crowd[right]) for left, right in pairs}
    assert len(pairs) > len(crowd)


def test_another_name_of_one_vendor_is_another_vendors_name(edited: Edited, check: Check) -> None:
    checked = check(edited({"file": "vendors.csv", "append": "amazon,Amazon,,Amazon WebServices; aws.,,,,,"}))

    assert likenesses(checked) == [("REG-046", "aliases")]
    (message,) = checked.findings.loc[checked.findings["rule"] == "REG-046", "message"]
    assert message == (
        "vendors.csv line 5, column aliases: 'Amazon WebServices' differs only in case, spaces, punctuation or "
        "legal form from 'Amazon Web Services', vendor aws in vendors.csv line 2, column name."
    )


def test_one_legal_entity_or_one_site_under_two_vendors(edited: Edited, check: Check) -> None:
    one = {"file": "vendors.csv", "append": "one,One,Some Company B.V.,,,,,,"}
    entity = {"file": "vendors.csv", "append": "two,Two,Some Company BV,,,,,,"}
    site = {"file": "vendors.csv", "append": "two,Two,,,,,,http://sendgrid.com/,"}

    assert likenesses(check(edited(one, entity))) == [("REG-046", "legal_entity")]
    assert likenesses(check(edited(one, site))) == [("REG-046", "website")]


def test_a_vendor_is_not_like_itself(edited: Edited, check: Check) -> None:
    row = 'one,Some Company,Some Company Ltd.,"Some-Company; SomeCompany, Inc.; Sume Company",,,,https://some.example,'
    assert likenesses(check(edited({"file": "vendors.csv", "append": row}))) == []
