"""What a review weighs: it goes by mail, and a share keeps hundreds of them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from multiply import WORDS, multiply

from reviewing import Published, publish
from shared_work import SharedWork
from vendor_review.files.package_files import starting_register
from vendor_review.report.sections.vendors import MOST_LISTED
from vendor_review.report.vendor_card.card import MOST_IN_FULL

pytestmark = pytest.mark.slow

EXAMPLE = starting_register().parent / "example" / "2026-10-31"


def size(review: Published) -> int:
    return (review.folder / "review.html").stat().st_size


def test_the_review_of_numberz_stays_under_120_kilobytes(published: Published) -> None:
    assert size(published) < 120_000


def test_the_review_of_the_example_stays_under_350_kilobytes(example: Published) -> None:
    assert size(example) < 350_000


def test_the_review_of_three_hundred_full_vendors_stays_under_1_2_megabytes(shared: SharedWork) -> None:
    many = shared.once(
        "many",
        lambda folder: publish(folder / "reviews", register=multiply(EXAMPLE, folder / "register")),
    )
    assert len(many.rows("scores.csv")) == 23 * (len(WORDS) + 1)
    assert size(many) < 1_200_000
    # Of many vendors those that need a look have a full card, the worst first; each of the others has its anchor still.
    page = (many.folder / "review.html").read_text("utf-8")
    scored = [row["vendor_id"] for row in many.rows("scores.csv")]
    cards = re.findall(r'<div id="vendor-([\w-]+)">(.*?)</details>', page, flags=re.DOTALL)
    assert [vendor_id for vendor_id, _ in cards] == scored
    in_full = [vendor_id for vendor_id, card in cards if "class=ledger" in card]
    assert len(in_full) == MOST_IN_FULL
    undetermined = [row["vendor_id"] for row in many.rows("scores.csv") if row["appetite"] != "within"]
    assert set(undetermined[:MOST_IN_FULL]) <= set(in_full)
    # The list is beside the page, which says how many entries it has, and shows none of them.
    entries = len(many.rows("public-list.csv"))
    assert entries > 100
    assert f"The list has {entries} entries" in " ".join(page.split())
    assert "class=listed" not in page
    assert "class=terms" in page


def test_the_review_of_a_thousand_full_vendors_stays_under_2_2_megabytes(tmp_path: Path) -> None:
    words = [word + end for end in ("", "north", "south", "east") for word in WORDS][:43]
    many = publish(tmp_path / "reviews", register=multiply(EXAMPLE, tmp_path / "many", words))
    assert len(many.rows("scores.csv")) > 1_000
    assert size(many) < 2_200_000
    # The worst thousand are named one by one, and each has its card; of the others a sentence says where they are.
    page = (many.folder / "review.html").read_text("utf-8")
    scored = [row["vendor_id"] for row in many.rows("scores.csv")]
    cards = re.findall(r'<div id="vendor-([^"]*)">', page)
    assert cards[:MOST_LISTED] == scored[:MOST_LISTED]
    assert len(cards) < len(scored)
    assert f"{len(scored) - MOST_LISTED} further vendors are in scores.csv beside this page" in page
    # No link leads nowhere: the words stay, and lead nowhere themselves.
    assert set(re.findall(r'href="#vendor-([^"]*)"', page)) <= {*re.findall(r'id="vendor-([^"]*)"', page)}
    # Cards in short share outputs of the notebook.
    outputs = json.loads((many.folder / "review.ipynb").read_text("utf-8"))["cells"]
    assert sum(len(cell.get("outputs", ())) for cell in outputs) < 2 * MOST_IN_FULL
