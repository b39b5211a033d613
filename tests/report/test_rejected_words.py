"""Every score that a rejected row may have raised says so: in the verdict, on the card and in `explain`."""

from __future__ import annotations

from pathlib import Path

import pytest

from assembled import review_of
from registers import Row, write_register
from vendor_review.report.pages.blocks import Fragment
from vendor_review.report.review import Review
from vendor_review.report.sections.verdict import verdict, verdict_facts
from vendor_review.report.vendor_card.card import each_vendor, vendor_text
from vendor_review.report.vendor_card.facts import vendor_facts

AS_OF = "2026-11-01"
NAMES = {"mollio": "Mollio", "mollia": "Mollia", "braintree": "Braintree"}


def reviewed(folder: Path, *engagements: Row, **tables: list[Row]) -> Review:
    """A review of three vendors with an engagement each that only now and then sees e-mail addresses, and more rows."""
    own = [
        {"engagement_id": one, "vendor_id": one, "status": "active", "access_path": "incidental"}
        for one in NAMES
    ]
    data = [{"engagement_id": one, "category": "EmailAddress", "custody": "disclosed"} for one in NAMES]
    rows: dict[str, list[Row]] = {
        "vendors": [{"vendor_id": one, "name": name} for one, name in NAMES.items()],
        "engagements": [*own, *engagements],
        "data_shared": [*data, *tables.pop("data_shared", [])],
        **tables,
    }
    return review_of(write_register(folder / "register", rows), AS_OF)


def told(review: Review, vendor_id: str) -> str:
    """What the card says of rejected rows; `explain` and the page say the same."""
    facts = vendor_facts(review, vendor_id)
    words = str(facts["rejected"])
    assert words in vendor_text(facts)
    if words:
        page = "".join(getattr(block, "html", "") for block in each_vendor(review).blocks)
        assert words in page
    return words


@pytest.mark.parametrize(
    ("row", "raised", "why"),
    [
        (
            {"engagement_id": "b", "vendor_id": "molli"},
            {"mollio", "mollia"},
            " (its id could mean this vendor)",
        ),
        ({"engagement_id": "b", "vendor_id": "braintree", "status": "actvie"}, {"braintree"}, ""),
        # One that has ended, with a day that is none: nothing says that it has ended.
        (
            {"engagement_id": "b", "vendor_id": "braintree", "status": "past", "ended_on": "2025-02-30"},
            {"braintree"},
            "",
        ),
        (
            {"engagement_id": "b", "vendor_id": ""},
            set(NAMES),
            " (it names nobody who is known, so it may concern any vendor)",
        ),
    ],
)
def test_a_rejected_engagement_is_named_where_it_raises_a_score(
    tmp_path: Path, row: Row, raised: set[str], why: str
) -> None:
    review = reviewed(tmp_path, {"status": "active", **row})
    (finding,) = review.checked.findings.loc[review.checked.findings["severity"].eq("error"), "place"]
    for vendor_id in NAMES:
        words = (
            f"A rejected row counts as unknown here: {finding}{why}. "
            "Without it its worst case would be 6 points, not 100."
        )
        assert told(review, vendor_id) == (words if vendor_id in raised else "")
    assert set(verdict_facts(review)["raised"]) == {NAMES[one] for one in raised}
    (block,) = verdict(review).blocks
    assert isinstance(block, Fragment)
    assert finding in block.text
    assert finding in block.html
    everybody = "it counts as unknown for every vendor"
    assert (everybody in block.text) == (raised == set(NAMES))


def test_a_rejected_place_is_named_on_the_card_and_raises_no_score(tmp_path: Path) -> None:
    review = reviewed(tmp_path, places=[{"engagement_id": "mollio", "kind": "processing", "code": "D3"}])
    assert told(review, "mollio") == "A rejected row counts as unknown here: places.csv line 2, column code."
    assert verdict_facts(review)["raised"] == []


def test_a_register_without_rejected_rows_says_nothing_of_them(tmp_path: Path) -> None:
    review = reviewed(tmp_path)
    assert {told(review, one) for one in NAMES} == {""}
    assert "rejected row" not in "".join(getattr(block, "text", "") for block in verdict(review).blocks)


def test_half_stated_data_are_named_in_the_verdict(tmp_path: Path) -> None:
    stores = {"engagement_id": "b", "vendor_id": "braintree", "status": "active", "access_path": "stores"}
    data: list[Row] = [{"engagement_id": "b", "category": "EmailAddress", "custody": "disclosed"}]
    (block,) = verdict(reviewed(tmp_path, stores, data_shared=data)).blocks
    assert isinstance(block, Fragment)
    words = "For Braintree only one half of the data is stated: what it stores, or what its staff can see."
    assert words in block.text
    assert words in block.html
