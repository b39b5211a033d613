"""An LEI is told from what is none, and what is wrong with one is said."""

from __future__ import annotations

import pytest

from vendor_review.schema.cells.values import is_lei, meant_lei, why_no_lei, without_scheme

LEI = "529900EXAMPLE0BASA79"


def test_an_lei_has_twenty_characters_and_its_check_digits() -> None:
    assert is_lei(LEI)
    digits = {LEI[:n] + one + LEI[n + 1 :] for n in (0, 1, 2, 3, 18, 19) for one in "0123456789"} - {LEI}
    letters = {LEI[:n] + one + LEI[n + 1 :] for n in (6, 7, 8, 14, 15) for one in "ABEMQXZ"} - {LEI}
    turned = {LEI[:n] + LEI[n + 1] + LEI[n] + LEI[n + 2 :] for n in (0, 1, 2, 6, 7, 8, 14, 15, 18)} - {LEI}
    assert [one for one in (*digits, *letters, *turned) if is_lei(one)] == []


@pytest.mark.parametrize(
    ("written", "meant", "why"),
    [
        ("529900 exam-ple0 basa79", LEI, "it is written with capitals and without spaces or hyphens"),
        ("529900EXAMPLE0BASA97", "", "its check digits do not fit"),
        ("529900EXAMPLE0BASA7", "", "it has 20 characters, and this has 19"),
        ("529900EXAMPLE0BASA7/", "", "it has only letters and digits, and no /"),
        ("529900EXAMPLE0BASAXX", "", "its last two characters are digits"),
        ("529900EXAMPLE0BOSA79", "", "its check digits do not fit"),
    ],
)
def test_what_is_wrong_with_an_lei_and_what_is_meant(written: str, meant: str, why: str) -> None:
    assert not is_lei(written)
    assert meant_lei(written) == meant
    assert why_no_lei(written).startswith(why)


def test_an_identifier_says_of_what_kind_it_is() -> None:
    assert without_scheme("duns:123456789; kvk: 12345678; company-number:0123") == ""
    assert without_scheme("duns:123456789; 12345678") == "12345678"
    assert without_scheme("") == ""
