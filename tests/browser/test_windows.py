"""What a reader sees first, in a window, on a phone, with wider text, and in colours of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from browser.conftest import Open

pytestmark = pytest.mark.browser

Find = Callable[[str], Path]

REVIEWS = ("published review.html", "invented review.html", "many review.html")

#: WCAG 1.4.12: what a reader may set without losing anything.
_SPACED = """
() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; '
    + 'word-spacing: .16em !important } p { margin-bottom: 2em !important }');
  document.adoptedStyleSheets = [sheet];
}
"""
#: Texts that a box cuts off, where nothing scrolls.
_CUT = """
() => [...document.querySelectorAll('h1, h2, h3, p, li, dd, dt, td, th, caption, figcaption, .tag')]
  .filter(each => each.checkVisibility() && getComputedStyle(each).overflowX !== 'visible'
    && each.scrollWidth > each.clientWidth + 1).map(each => each.textContent.slice(0, 60))
"""
#: Tables that must not scroll sideways: what a reader decides by.
_SCROLLING = """
() => [...document.querySelectorAll('.scroll')].filter(each => each.scrollWidth > each.clientWidth + 1)
  .map(each => each.querySelector('table').className)
"""
#: Tables of reference, which may: where everything comes from, and what has its own numbers.
_MAY_SCROLL = {
    "policy",
    "controls",
    "hashes",
    "firmness",
    "moved",
    "shared",
    "open-answers",
    "evidence",
    "rejected",
}


def _bottom(shown: object, selector: str) -> float:
    box = shown.page.locator(selector).first.bounding_box()  # type: ignore[attr-defined]
    assert box is not None, selector
    return float(box["y"] + box["height"])


@pytest.mark.parametrize("name", REVIEWS)
def test_the_first_screen_has_status_picture_and_what_to_do_now(
    name: str, opened: Open, path_of: Find
) -> None:
    with opened(path_of(name)) as shown:
        shown.page.set_viewport_size({"width": 1280, "height": 800})
        for selector in ("h1", ".status", ".do-now li:last-child", ".first figure svg"):
            assert _bottom(shown, selector) <= 800, selector
        assert 1 <= shown.page.locator(".do-now li").count() <= 5


@pytest.mark.parametrize("name", REVIEWS)
def test_the_first_screen_of_a_phone_has_status_and_the_first_thing_to_do(
    name: str, opened: Open, path_of: Find
) -> None:
    with opened(path_of(name)) as shown:
        shown.page.set_viewport_size({"width": 375, "height": 800})
        for selector in ("h1", ".status", ".do-now li"):
            assert _bottom(shown, selector) <= 800, selector
        # The contents are folded up there, and open in a window.
        assert not shown.page.locator("nav.contents a").first.is_visible()
        shown.page.locator("nav.contents summary").click()
        assert shown.page.locator("nav.contents a").first.is_visible()


@pytest.mark.parametrize("name", REVIEWS)
def test_the_contents_are_open_in_a_window(name: str, opened: Open, path_of: Find) -> None:
    with opened(path_of(name)) as shown:
        shown.page.set_viewport_size({"width": 1280, "height": 800})
        links = shown.page.locator("nav.contents a")
        box = links.last.bounding_box()
        assert box is not None
        assert box["height"] > 5
        assert not shown.page.locator("nav.contents summary").is_visible()


@pytest.mark.parametrize("width", [320, 375, 768, 1000, 1215])
@pytest.mark.parametrize("name", ["published review.html", "invented review.html"])
def test_what_matters_does_not_scroll_sideways(name: str, width: int, opened: Open, path_of: Find) -> None:
    with opened(path_of(name)) as shown:
        shown.unfold()
        shown.show(width, "light")
        found = {each.split()[0] for each in shown.page.evaluate(_SCROLLING)}
        assert found <= _MAY_SCROLL
        # A caption stays in sight whichever way its table is moved.
        wide = "[...document.querySelectorAll('.scroll caption')].every(each => each.getBoundingClientRect().left >= 0)"
        shown.page.evaluate("document.querySelectorAll('.scroll').forEach(each => each.scrollLeft = 80)")
        assert shown.page.evaluate(wide)


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("name", ["published review.html", "invented review.html"])
def test_wider_text_loses_nothing(name: str, width: int, opened: Open, path_of: Find) -> None:
    with opened(path_of(name)) as shown:
        shown.unfold()
        shown.show(width, "light")
        shown.page.evaluate(_SPACED)
        assert shown.page.evaluate("getComputedStyle(document.body).letterSpacing") != "normal"
        assert shown.page.evaluate("document.documentElement.scrollWidth") <= width
        assert shown.page.evaluate(_CUT) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_take_the_colours_that_a_reader_has_chosen(scheme: str, opened: Open, path_of: Find) -> None:
    with opened(path_of("invented review.html")) as shown:
        shown.page.emulate_media(color_scheme=scheme, forced_colors="active")  # type: ignore[arg-type]
        ink = shown.page.evaluate("getComputedStyle(document.body).color")
        inks = shown.page.evaluate(
            "[...new Set([...document.querySelectorAll('svg text')].map(each => getComputedStyle(each).fill))]"
        )
        assert inks == [ink]


@pytest.mark.parametrize("name", ["published review.html", "invented review.html"])
def test_a_chart_is_named_once_and_a_caption_tells_tables_apart(
    name: str, opened: Open, path_of: Find
) -> None:
    with opened(path_of(name)) as shown:
        shown.unfold()
        names = shown.page.evaluate(
            "[...document.querySelectorAll('svg[role=img]')].map(each => "
            "document.getElementById(each.getAttribute('aria-labelledby')).textContent)"
        )
        captions = shown.page.locator("caption").all_text_contents()
        for title in names:
            assert shown.page.get_by_role("img", name=title, exact=True).count() == names.count(title)
            assert shown.page.get_by_role("group", name=title, exact=True).count() == 0
        assert len(names) == len(set(names))
        told = [" ".join(caption.split()) for caption in captions if "in points" in caption]
        assert len(told) == len(set(told)) > 1
        assert shown.page.get_by_role("region").count() <= 1
