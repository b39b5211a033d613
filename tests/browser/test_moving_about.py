"""Moving about on a page without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from browser.conftest import Open
    from reviewing import Published

pytestmark = pytest.mark.browser


def test_a_link_to_a_vendor_opens_it_with_its_head_in_sight(opened: Open, invented: Published) -> None:
    with opened(invented.folder / "review.html") as shown:
        vendor = shown.page.locator("details.vendor:has(> #vendor-watchfen)")
        assert vendor.get_attribute("open") is None
        shown.page.locator("table.vendors a[href='#vendor-watchfen']").click()
        assert vendor.get_attribute("open") is not None
        head = vendor.locator("summary").bounding_box()
        assert head is not None
        assert -1 < head["y"] < 200  # windows scroll to whole pixels, and a head begins between two


def test_the_head_of_the_table_of_vendors_stays_in_sight(opened: Open, invented: Published) -> None:
    """Where the window is too narrow for the table, its rows are cards that say what each figure is."""
    with opened(invented.folder / "review.html") as shown:
        last = "document.querySelector('table.vendors tbody tr:last-child').scrollIntoView({block: 'center'})"
        shown.show(1280, "light")
        shown.page.evaluate(last)
        head = shown.page.locator("table.vendors thead th").first.bounding_box()
        assert head is not None
        assert head["y"] == pytest.approx(0, abs=2)
        heads = shown.page.locator("table.vendors thead th").all_inner_texts()[1:]
        for width in (1000, 375):
            shown.show(width, "light")
            labels = shown.page.evaluate(
                "[...document.querySelectorAll('table.vendors tbody tr:last-child td')]"
                ".map(each => getComputedStyle(each, '::before').content.slice(1, -3))"
            )
            assert len(labels) == len(heads)
            assert all(
                any(word in head.casefold() for word in label.casefold().split())
                for label, head in zip(labels, heads, strict=True)
            )


def test_every_link_within_a_page_leads_somewhere(opened: Open, invented: Published) -> None:
    for page in ("review.html", "public-list.html"):
        with opened(invented.folder / page) as shown:
            lost = shown.page.evaluate(
                "() => [...document.querySelectorAll('a[href^=\"#\"]')].map(link => link.getAttribute('href').slice(1))"
                ".filter(id => !document.getElementById(id))"
            )
            assert lost == []
