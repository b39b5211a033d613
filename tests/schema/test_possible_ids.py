"""Which ids a mistyped one could mean: all that are as near as the nearest, and no other."""

from __future__ import annotations

from itertools import product

import pytest

from vendor_review.schema.rejected_rows.possible_ids import possible_ids

KNOWN = ["stripe", "strive", "adyen-eu", "adyen-us", "amazon-web-services", "e1", "e2", "x"]


@pytest.mark.parametrize(
    ("name", "possible"),
    [
        ("stripe", ("stripe",)),
        # The same letters, whatever their case and what stands between.
        ("STRIPE", ("stripe",)),
        ("amazon web_services", ("amazon-web-services",)),
        # One slip from both.
        ("strie", ("stripe", "strive")),
        ("stripve", ("stripe", "strive")),
        ("adyen-es", ("adyen-eu", "adyen-us")),
        ("e3", ("e1", "e2")),
        # No slip, but a word that both have.
        ("adyen-apac", ("adyen-eu", "adyen-us")),
        # Nothing in common with any: it could mean each of them.
        ("zendesk", ()),
        ("q", ()),
        ("", ()),
        ("--", ()),
    ],
)
def test_what_a_name_could_mean(name: str, possible: tuple[str, ...]) -> None:
    assert possible_ids([name], KNOWN) == {name: possible}


def test_a_name_in_words_means_the_vendor_that_is_called_so() -> None:
    called = [("Amazon Web Services, Inc.", "aws"), ("Acme", "acme-1"), ("Acme", "acme-2")]
    found = possible_ids(["amazon web services inc", "ACME"], ["aws", "acme-1", "acme-2", "acmes"], called)
    assert found == {"amazon web services inc": ("aws",), "ACME": ("acme-1", "acme-2")}


def test_what_a_name_could_mean_does_not_hang_on_how_many_ids_there_are() -> None:
    others = ["".join(letters) for letters in product("klmnoq", repeat=5)]
    names = ["strie", "zendesk", *(f"{other}-{other}" for other in others[:3000])]
    few, many = (possible_ids(names, known) for known in (KNOWN, [*others, *KNOWN]))
    assert few["strie"] == many["strie"] == ("stripe", "strive")
    assert few["zendesk"] == many["zendesk"] == ()


def test_a_name_of_a_megabyte_could_mean_any() -> None:
    long = "a" * 2**20
    assert possible_ids([long, "strie"], [*KNOWN, "b" * 150]) == {long: (), "strie": ("stripe", "strive")}
