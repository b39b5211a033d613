"""A vendor is found by what people call it, and nothing is chosen where several may be meant."""

from __future__ import annotations

from datetime import date

import pytest

import vendor_review as vr
from registers import write_register
from vendor_review.errors import UsageError
from vendor_review.scoring.assessment import Assessment
from vendor_review.scoring.vendor_search import named_vendor

VENDORS = [
    ("mongo", "MongoDB Atlas", "MongoDB, Inc.", ""),
    ("grid-two", "Grid by Twilight", "Twilight Ltd.", "Sendmill; Mail Grid"),
    ("goop-cloud", "Goop Cloud", "", ""),
    ("goop-desk", "Goop Desk", "", "GD"),
    ("quick", "Quick Ledger India", "", ""),
    ("twin-1", "Twin", "", ""),
    ("twin-2", "Twin", "", ""),
]


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    vendors = [
        {"vendor_id": one, "name": name, "legal_entity": entity, "aliases": aliases}
        for one, name, entity, aliases in VENDORS
    ]
    engagements = [{"engagement_id": f"{one}-1", "vendor_id": one, "status": "active"} for one, *_ in VENDORS]
    folder = tmp_path_factory.mktemp("names") / "mills"
    tables = {"vendors": vendors, "engagements": engagements}
    return vr.review(write_register(folder, tables), as_of=date(2026, 11, 1)).scores


@pytest.mark.parametrize(
    ("called", "meant"),
    [
        *(("mongo", "mongo"), ("MongoDB Atlas", "mongo"), ("mongodb", "mongo"), ("Mongo DB", "mongo")),
        *(("atlas", "mongo"), ("MongoDB Inc", "mongo"), ("sendmill", "grid-two"), ("Mail-Grid", "grid-two")),
        *(
            ("twilight", "grid-two"),
            ("QuickLedger", "quick"),
            ("gd", "goop-desk"),
            ("goop-desk", "goop-desk"),
        ),
    ],
)
def test_a_vendor_is_found_by_name_alias_spelling_or_part(
    scores: Assessment, called: str, meant: str
) -> None:
    assert named_vendor(scores, called) == meant


def test_several_are_listed_nearest_first_and_none_is_chosen(scores: Assessment) -> None:
    with pytest.raises(UsageError) as told:
        named_vendor(scores, "goop")
    assert "'goop' may be goop-desk (Goop Desk), goop-cloud (Goop Cloud); write the id" in str(told.value)
    with pytest.raises(UsageError, match=r"'Twin' may be twin-1 \(Twin\), twin-2 \(Twin\)"):
        named_vendor(scores, "Twin")


@pytest.mark.parametrize("called", ["MongoDB Atlsa", "Snedmill", "", "  ", "zz", "Not Twin"])
def test_what_is_mistyped_or_unknown_is_refused(scores: Assessment, called: str) -> None:
    with pytest.raises(UsageError, match="is no vendor that mills engages"):
        named_vendor(scores, called)


def test_a_mistyped_name_is_told_with_the_nearest(scores: Assessment) -> None:
    with pytest.raises(UsageError, match=r"did you mean 'mongo'\?"):
        named_vendor(scores, "MongoDB Atlsa")
