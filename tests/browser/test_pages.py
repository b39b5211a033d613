"""Pages as Chromium shows them to a reader: offline, at three widths, light and dark, by keyboard and on paper."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from crowd import BIDI, IMAGE, MARKUP, NAMES, UNBROKEN

if TYPE_CHECKING:
    from browser.conftest import Open, Scheme
    from reviewing import Published

pytestmark = pytest.mark.browser

REVIEWS = ("published review.html", "invented review.html", "crowded review.html", "withheld review.html")
PAGES = (
    *REVIEWS,
    "published public-list.html",
    "invented public-list.html",
    "crowded public-list.html",
    "invented public-list.de.html",
    "arabic public-list.ar.html",
    "arabic public-list.html",
    "published index.html",
    "crowded index.html",
    "withheld index.html",
    "asked cobblefenn.html",
    "asked vendor-04.html",
    "asked vendor-03.html",
    "kept index.html",
    "published overview.html",
    "kept overview.html",
    "invented notice.html",
    "invented annex.html",
    "crowded annex.html",
)
WIDTHS = (320, 768, 1280)
#: What a window of 1280 px has left when its reader doubles the size of everything.
ZOOMED = 640
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

Find = Callable[[str], Path]

#: What sticks out of the page, for the message of a failing test.
_STICKING_OUT = """
() => [...document.querySelectorAll('body *')]
  .filter(each => !each.closest('.scroll') && each.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 3).map(each => each.outerHTML.slice(0, 120))
"""

#: Rows, vendors and public tables come from one template each, and axe takes long: three show what all show.
_THIN = """
for (const kind of ['tbody > tr', 'main > details.vendor', '.public-list > table', 'details.vendor li'])
  for (const parent of new Set([...document.querySelectorAll(kind)].map(each => each.parentElement)))
    [...parent.querySelectorAll(`:scope > ${kind.split(' ').at(-1)}`)].slice(3).forEach(each => each.remove());
"""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_requests_nothing_says_nothing_and_opens_no_dialog(
    name: str, opened: Open, path_of: Find
) -> None:
    path = path_of(name)
    with opened(path) as shown:
        shown.unfold()
        for width, scheme in itertools.product(WIDTHS, SCHEMES):
            shown.show(width, scheme)
            shown.page.mouse.wheel(0, 20_000)
        assert shown.requests == [path.as_uri()]
        assert shown.messages == []
        assert shown.dialogs == []


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways(name: str, opened: Open, path_of: Find) -> None:
    with opened(path_of(name)) as shown:
        shown.unfold()
        wider = {}
        for width, scheme in itertools.product((*WIDTHS, ZOOMED), SCHEMES):
            shown.show(width, scheme)
            reached = shown.page.evaluate("document.documentElement.scrollWidth")
            if reached > width:
                wider[width, scheme] = (reached, shown.page.evaluate(_STICKING_OUT))
        assert wider == {}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(name: str, opened: Open, path_of: Find) -> None:
    with opened(path_of(name)) as shown:
        shown.unfold()
        shown.page.evaluate(_THIN)
        shown.page.evaluate(Axe().axe_script)
        found = {}
        for width, scheme in itertools.product(WIDTHS, SCHEMES):
            shown.show(width, scheme)
            result = shown.page.evaluate("axe.run({resultTypes: ['violations']})")
            assert len(result["passes"]) > 10
            if result["violations"]:
                found[width, scheme] = [
                    (each["id"], [node["html"][:150] for node in each["nodes"][:3]])
                    for each in result["violations"]
                ]
        assert found == {}


#: What WCAG 1.4.12 asks a page to stand: lines, paragraphs, letters and words further apart.
_SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
    " p { margin-bottom: 2em !important; }"
)


@pytest.mark.parametrize(
    "name",
    [
        "invented public-list.html",
        "crowded public-list.html",
        "kept overview.html",
        "kept index.html",
        "invented notice.html",
    ],
)
def test_wider_spacing_of_text_cuts_nothing_off(name: str, opened: Open, path_of: Find) -> None:
    with opened(path_of(name)) as shown:
        shown.unfold()
        # Our policy allows no other style, so that a reader's comes as one of the browser does.
        shown.page.evaluate(
            "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
            " document.adoptedStyleSheets = [sheet]; }",
            _SPACED,
        )
        for width in (1280, 375):
            shown.show(width, "light")
            assert shown.page.evaluate("document.documentElement.scrollWidth") <= width
            cut = shown.page.evaluate(
                "[...document.querySelectorAll('td, th, p, li, a, h1, h2, h3')].filter(each =>"
                " getComputedStyle(each).overflow !== 'visible' && each.scrollHeight > each.clientHeight + 1)"
                ".map(each => each.outerHTML.slice(0, 120))"
            )
            assert cut == []


def test_a_list_of_two_dozen_entries_is_six_screens_of_a_desktop(opened: Open, path_of: Find) -> None:
    with opened(path_of("invented public-list.html")) as shown:
        assert shown.page.locator(".listed tbody tr").count() == 24
        assert shown.page.evaluate("document.documentElement.scrollHeight") <= 6_000


#: What a region that scrolls is called: its label, or the title that it points to.
_NAME = (
    "each => each.getAttribute('aria-label')"
    " || document.getElementById(each.getAttribute('aria-labelledby')).textContent"
)


@pytest.mark.parametrize("name", REVIEWS)
def test_the_keyboard_skips_to_the_review_and_reaches_every_scroll_region(
    name: str, opened: Open, path_of: Find
) -> None:
    with opened(path_of(name)) as shown:
        page = shown.page
        page.set_viewport_size({"width": 320, "height": 900})
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the review"
        assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash") == "#content"

        shown.unfold()
        regions = page.evaluate(f"[...document.querySelectorAll('.scroll')].map({_NAME})")
        assert len(regions) > 5
        reached = []
        for _ in range(page.evaluate("document.querySelectorAll('a, summary, .scroll').length")):
            page.keyboard.press("Tab")
            label = page.evaluate(
                f"document.activeElement.matches('.scroll') ? ({_NAME})(document.activeElement) : null"
            )
            if label is not None:
                reached.append(label)
        assert reached == regions


@pytest.mark.parametrize("name", ["published review.html", "crowded review.html"])
def test_what_is_folded_up_on_the_screen_is_on_paper(name: str, opened: Open, path_of: Find) -> None:
    with opened(path_of(name)) as shown:
        page = shown.page
        folded = page.evaluate("document.querySelectorAll('details:not([open])').length")
        assert folded >= 5
        page.emulate_media(media="print")
        heights = page.evaluate(
            "[...document.querySelectorAll('details td')].filter(each => !each.closest('.screen-only'))"
            ".map(each => each.getBoundingClientRect().height)"
        )
        assert min(heights) > 5
        assert page.evaluate("getComputedStyle(document.querySelector('.ledger')).breakInside") == "avoid"
        as_folded = _pages(page.pdf(prefer_css_page_size=True))
        shown.unfold()
        assert _pages(page.pdf(prefer_css_page_size=True)) == as_folded
        page.evaluate("document.querySelectorAll('details').forEach(each => each.remove())")
        assert _pages(page.pdf(prefer_css_page_size=True)) < as_folded


def _pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize(
    "name",
    [
        "published review.html",
        "invented review.html",
        "crowded review.html",
        "crowded public-list.html",
        "asked vendor-03.html",
    ],
)
def test_no_table_is_wider_than_the_paper(name: str, opened: Open, path_of: Find) -> None:
    with opened(path_of(name)) as shown:
        shown.unfold()
        # A4 at 96 dots to the inch, less the margins of 14 mm on either side.
        shown.page.set_viewport_size({"width": 687, "height": 1000})
        shown.page.emulate_media(media="print")
        too_wide = shown.page.evaluate(
            "[...document.querySelectorAll('table, figure')].filter(each => each.scrollWidth > 688)"
            ".map(each => [each.className, each.scrollWidth])"
        )
        assert too_wide == []


@pytest.mark.parametrize("name", ["invented review.html", "crowded public-list.html"])
def test_a_page_works_in_the_sandboxed_frame_of_a_mail_reader(
    name: str, opened: Open, path_of: Find, tmp_path: Path
) -> None:
    reader = tmp_path / "reader.html"
    page = html.escape(path_of(name).read_text(encoding="utf-8"), quote=True)
    reader.write_text(f'<!doctype html><title>Mail</title><iframe sandbox srcdoc="{page}"></iframe>', "utf-8")
    with opened(reader) as shown:
        frame = shown.page.frames[1]
        assert frame.locator("h1").count() == 1
        # The style holds there too: without it the skip link and the frame's own ground would show.
        assert frame.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert shown.requests == [reader.as_uri()]
        assert shown.messages == []


def test_the_lines_of_trends_are_drawn_and_named(opened: Open, path_of: Find) -> None:
    with opened(path_of("kept overview.html")) as shown:
        pictures = shown.page.get_by_role("img", name="Outside or undetermined: ").all()
        assert len(pictures) == 2
        for picture in pictures:
            box = picture.bounding_box()
            assert box is not None
            assert box["width"] == 150
            # Not a line of nothing: it goes up and down.
            assert picture.locator("path").evaluate("each => each.getBBox().height") > 10


@pytest.mark.parametrize("name", ["kept index.html", "kept overview.html"])
def test_all_columns_of_an_index_are_in_sight_on_a_usual_desktop_and_are_cards_on_a_phone(
    name: str, opened: Open, path_of: Find
) -> None:
    with opened(path_of(name)) as shown:
        shown.unfold()
        cells = (
            "[...document.querySelectorAll('.cards tbody tr > *')].map(each => each.getBoundingClientRect())"
        )
        for width in (1280, 375, 320):
            shown.show(width, "light")
            assert shown.page.evaluate(f"Math.max(...{cells}.map(box => box.right))") <= width
        assert (
            shown.page.evaluate("getComputedStyle(document.querySelector('.cards tbody')).display") == "block"
        )


def test_the_worst_names_are_shown_as_typed(opened: Open, crowded: Published) -> None:
    with opened(crowded.folder / "review.html") as shown:
        names = shown.page.locator("details.vendor > summary h3").all_text_contents()
        assert sorted(names) == sorted(NAMES)
        links = shown.page.locator("table.vendors th[scope=row] a").all_text_contents()
        assert {MARKUP, IMAGE, BIDI, UNBROKEN} <= set(links)
        assert shown.page.locator("script, img, iframe, svg[onload]").count() == 0
        for link in shown.page.locator("table.vendors th a").all():
            assert shown.page.locator(link.get_attribute("href") or "").count() == 1


def test_the_crowd_fills_every_band_and_every_side_of_the_appetite(crowded: Published) -> None:
    """Otherwise the pages above would show less than they can."""
    scores = crowded.rows("scores.csv")
    assert {row["band"] for row in scores} == {"unrated", "low", "medium", "high", "very high"}
    assert {row["appetite"] for row in scores} == {"outside", "undetermined", "within"}


def test_a_rejected_row_is_shown_and_the_public_list_is_not(opened: Open, withheld: Published) -> None:
    assert not (withheld.folder / "public-list.html").exists()
    with opened(withheld.folder / "review.html") as shown:
        assert shown.page.locator("table.rejected tbody tr").count() == 1
        assert "Withheld." in shown.page.inner_text("main")
        assert shown.page.locator("a[href^='javascript:']").count() == 0


#: Of each day on the page, whether its first sign is to the left of its last.
_DAYS_RUN_RIGHT = """
() => [...document.querySelectorAll('time')].map(each => {
  const at = place => {
    const range = document.createRange();
    range.setStart(each.firstChild, place); range.setEnd(each.firstChild, place + 1);
    return range.getBoundingClientRect().left;
  };
  return at(0) < at(each.firstChild.length - 1);
})
"""


def test_a_page_from_right_to_left_begins_at_the_right_and_keeps_days_readable(
    opened: Open, path_of: Find
) -> None:
    with opened(path_of("arabic public-list.ar.html")) as shown:
        heads = shown.page.locator("table.listed").first.locator("thead th")
        edges = [box["x"] for place in range(heads.count()) if (box := heads.nth(place).bounding_box())]
        assert len(edges) > 3
        assert edges == sorted(edges, reverse=True)
        days = shown.page.evaluate(_DAYS_RUN_RIGHT)
        assert len(days) > 10
        assert all(days)
