"""Drawn charts: every mark where the engine put it, every word kept, and little else."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest
import vl_convert

from assembled import example_review
from vendor_review.report.charts.categories import categories_chart
from vendor_review.report.charts.marks import shifted, slim
from vendor_review.report.charts.places import places_chart
from vendor_review.report.charts.svg import draw_svg
from vendor_review.report.charts.waterfall import waterfall_chart
from vendor_review.report.pages.blocks import Chart
from vendor_review.report.review import Review
from vendor_review.report.sections.evidence import evidence_chart
from vendor_review.report.sections.vendors import intervals_chart

CHARTS: dict[str, Callable[[Review], Chart]] = {
    "intervals": intervals_chart,
    "evidence": evidence_chart,
    "categories": categories_chart,
    "places": places_chart,
    "waterfall": lambda review: waterfall_chart(review, "rosterfenn"),
}


#: What a picture is drawn in; the page's style sheet has a rule for each.
COLOURS = {"#1b1f24", "#57606a", "#d0d7de", "#0b57a4", "#1a7f37", "#7d5a00", "#b0440c", "#a40e26", "#fff"}


def drawn(chart: Chart) -> str:
    return draw_svg(chart.spec, anchor="c", title=chart.title)


def engines_own(chart: Chart) -> str:
    return str(vl_convert.vegalite_to_svg(dict(chart.spec), vl_version="5.20", allowed_base_urls=[]))


@pytest.mark.parametrize("name", CHARTS)
def test_every_word_of_the_engines_picture_is_kept(name: str) -> None:
    chart = CHARTS[name](example_review())
    words = [text.text for text in ET.fromstring(engines_own(chart)).iter("{http://www.w3.org/2000/svg}text")]
    kept = [text.text for text in ET.fromstring(drawn(chart)).iter("text")]
    assert sorted(kept, key=str) == sorted((text for text in words if text), key=str)
    assert len(kept) > 10


@pytest.mark.parametrize("name", CHARTS)
def test_a_drawn_chart_takes_less_than_half_of_the_engines_bytes(name: str) -> None:
    chart = CHARTS[name](example_review())
    described = len(chart.title.encode())
    assert len(drawn(chart).encode()) - described < len(engines_own(chart).encode()) / 2


@pytest.mark.parametrize("name", CHARTS)
def test_a_drawn_chart_has_a_role_a_title_a_description_and_no_style_script_or_odd_colour(
    name: str,
) -> None:
    chart = CHARTS[name](example_review())
    svg = ET.fromstring(drawn(chart))
    assert svg.attrib["role"] == "img"
    title = svg[0]
    assert (title.tag, title.text) == ("title", chart.title)
    assert (svg.attrib["aria-labelledby"], svg.attrib["aria-describedby"]) == (
        title.attrib["id"],
        "c-caption",
    )
    for element in list(svg.iter())[1:]:
        assert not {"style", "class", "role", "href"} & element.attrib.keys()
        assert not any(name.startswith(("on", "aria-")) for name in element.attrib)
        for name in ("fill", "stroke"):
            assert element.get(name, "none") in {"none", *COLOURS}
    assert {each.tag for each in svg.iter()} <= {"svg", "title", "g", "path", "text"}


@pytest.mark.parametrize("name", CHARTS)
def test_no_coordinate_is_finer_than_a_tenth_of_a_pixel(name: str) -> None:
    for element in ET.fromstring(drawn(CHARTS[name](example_review()))).iter():
        placed = " ".join(element.get(name, "") for name in ("d", "x", "y", "transform"))
        assert not re.search(r"\.\d\d", placed), placed


def test_places_of_nested_groups_add_up_and_equal_looks_are_said_once() -> None:
    picture = ET.fromstring(
        '<svg width="9" height="9" viewBox="0 0 9 9"><g transform="translate(10,20)" fill="none">'
        '<path d="M0,0h5v5h-5Z"/><g transform="translate(0.5,1)">'
        '<text transform="translate(1,2)" font-family="sans-serif" font-size="12px" fill="#111" opacity="1">a</text>'
        '<text transform="translate(1,4.04)" font-family="sans-serif" font-size="12px" fill="#111">b</text>'
        '<line transform="translate(3,0)" x2="0" y2="4" stroke="#222" stroke-width="1"/>'
        '<line transform="translate(6,0)" x2="0" y2="4" stroke="#222"/></g></g></svg>'
    )
    assert ET.tostring(slim(picture), encoding="unicode") == (
        '<svg width="9" height="9" viewBox="0 0 9 9" font-family="sans-serif" font-size="12">'
        '<g fill="#111"><text x="11.5" y="23">a</text><text x="11.5" y="25">b</text></g>'
        '<path d="M13.5,21v4M16.5,21v4" stroke="#222" /></svg>'
    )


def test_marks_that_shine_through_stay_apart() -> None:
    pair = '<path d="M0,0h5v5h-5Z" fill="#111" opacity="0.5"/>' * 2
    picture = ET.fromstring(f'<svg width="9" height="9" viewBox="0 0 9 9">{pair}</svg>')
    assert [each.get("opacity") for each in slim(picture).iter("path")] == ["0.5", "0.5"]


def test_what_cannot_be_seen_is_left_out() -> None:
    picture = ET.fromstring(
        '<svg width="9" height="9" viewBox="0 0 9 9"><rect width="9" height="9" fill="none"/>'
        '<path d="M1,1h0v5h-0Z" fill="#111"/><path d="M1,1h4" display="none" stroke="#111"/>'
        '<text fill="#111" opacity="0">a</text><path d="M1,1h4v4" fill="none" stroke="#111"/></svg>'
    )
    (only,) = slim(picture)
    assert only.attrib == {"d": "M1,1h4v4", "fill": "none", "stroke": "#111"}


@pytest.mark.parametrize(
    ("path", "moved"),
    [
        ("M0,0h5v-5Z", "M10,20h5v-5Z"),
        ("M1.26,2L-3,4", "M11.3,22L7,24"),
        ("M1,1H5V6", "M11,21H15V26"),
        ("M0,0C1,2,3,4,5,6", "M10,20C11,22,13,24,15,26"),
        ("M0,0 L1e-7,-.5", "M10,20L10,19.5"),
        # Half circles keep their ends; other arcs keep their radius.
        (
            "M3.78,0A3.78,3.78,0,1,1,-3.78,0A3.78,3.78,0,1,1,3.78,0",
            "M13.8,20A1,1,0,1,1,6.2,20A1,1,0,1,1,13.8,20",
        ),
        ("M3,0A3,3,0,0,1,0,3", "M13,20A3,3,0,0,1,10,23"),
    ],
)
def test_a_path_is_moved_in_its_absolute_numbers_alone(path: str, moved: str) -> None:
    assert shifted(path, 10, 20) == moved
