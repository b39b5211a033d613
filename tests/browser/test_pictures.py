"""Pictures in Chromium: room for the usual fonts, the same colours without a style sheet, and the window's width."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from browser.conftest import Open

pytestmark = pytest.mark.browser

Find = Callable[[str], Path]

#: Liberation Sans has the widths of Arial and Helvetica.
FONTS = ("DejaVu Sans", "Liberation Sans", "Noto Sans")
PAGES = ("published review.html", "invented review.html", "crowded review.html")

#: Texts that leave their picture, and pairs of texts that lie over each other, in the picture's own pixels.
_OUT_OF_PLACE = """
font => [...document.querySelectorAll('svg')].flatMap(svg => {
  svg.style.fontFamily = `"${font}"`;
  svg.style.overflow = 'visible';
  const room = svg.getBoundingClientRect(), scale = room.width / svg.viewBox.baseVal.width;
  const boxes = [...svg.querySelectorAll('text')].map(text => {
    const box = text.getBoundingClientRect(), upright = box.height < box.width || text.textContent.length < 3;
    // Lines stand higher than their letters: a fifth above and below is air.
    const air = (upright ? box.height : box.width) / 5;
    return {
      text: text.textContent,
      left: box.left + (upright ? 0 : air), right: box.right - (upright ? 0 : air),
      top: box.top + (upright ? air : 0), bottom: box.bottom - (upright ? air : 0),
    };
  });
  const out = boxes.filter(box => box.left < room.left - 1 || box.right > room.right + 1
    || box.top < room.top - 1 || box.bottom > room.bottom + 1).map(box => ['leaves', box.text]);
  const over = boxes.flatMap((one, at) => boxes.slice(at + 1).filter(two =>
    one.left < two.right - scale && two.left < one.right - scale
    && one.top < two.bottom - scale && two.top < one.bottom - scale).map(two => ['covers', one.text, two.text]));
  return [...out, ...over];
})
"""

_COLOURS = """
() => [...document.querySelectorAll('svg :is(path, text)')].map(each => {
  const look = getComputedStyle(each);
  return [each.tagName, look.fill, look.stroke, look.strokeWidth, look.opacity];
})
"""


def _is_installed(font: str) -> bool:
    program = shutil.which("fc-list")
    if program is None:
        return False
    found = subprocess.run([program, ":", "family"], capture_output=True, encoding="utf-8", check=True).stdout
    return any(font in line.split(",") for line in found.splitlines())


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("name", PAGES)
def test_every_text_of_a_picture_has_room_in_each_usual_font(
    name: str, font: str, opened: Open, path_of: Find
) -> None:
    if not _is_installed(font):
        assert not os.environ.get("VENDOR_REVIEW_REQUIRE_BROWSER"), f"{font} is not installed"
        pytest.skip(f"{font} is not installed")
    with opened(path_of(name)) as shown:
        shown.unfold()
        assert shown.page.locator("svg text").count() > 5
        assert shown.page.evaluate(_OUT_OF_PLACE, font) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_picture_has_the_same_colours_where_styles_are_dropped(
    name: str, opened: Open, path_of: Find, tmp_path: Path
) -> None:
    page = path_of(name).read_text(encoding="utf-8")
    bare = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    assert bare != page
    (tmp_path / "bare.html").write_text(bare, encoding="utf-8")
    with opened(path_of(name)) as shown, opened(tmp_path / "bare.html") as dropped:
        with_style = shown.page.evaluate(_COLOURS)
        assert dropped.page.evaluate(_COLOURS) == with_style
        assert len({tuple(look) for look in with_style}) > 5
        # In the dark each colour of a text or a line is another one.
        shown.show(1280, "dark")
        in_the_dark = shown.page.evaluate(_COLOURS)
        assert all(light[1:3] != dark[1:3] for light, dark in zip(with_style, in_the_dark, strict=True))


@pytest.mark.parametrize("width", [320, 375, 768])
@pytest.mark.parametrize("name", PAGES)
def test_a_picture_fits_the_window_and_its_letters_stay_legible(
    name: str, width: int, opened: Open, path_of: Find
) -> None:
    with opened(path_of(name)) as shown:
        shown.unfold()
        shown.show(width, "light")
        found = shown.page.evaluate(
            "[...document.querySelectorAll('svg')].map(svg => ({right: svg.getBoundingClientRect().right,"
            " scale: svg.getBoundingClientRect().width / svg.viewBox.baseVal.width,"
            " scrolls: svg.parentElement.scrollWidth > svg.parentElement.clientWidth + 1}))"
        )
        assert found
        for picture in found:
            assert picture["right"] <= width
            assert not picture["scrolls"]
            assert picture["scale"] * 13 > (7.5 if width == 320 else 9)
