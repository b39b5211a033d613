"""A chart within a fragment is drawn at its own place, which no word of a register can claim."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup

from assembled import numberz_review
from vendor_review.report.charts.waterfall import waterfall_chart
from vendor_review.report.pages.blocks import Chart, Fragment
from vendor_review.report.pages.completion_record import CompletionRecord
from vendor_review.report.pages.html import environment
from vendor_review.report.pages.page import review_page

PLACE = "<!-- chart waterfall -->"


def chart(title: str = "A title") -> Chart:
    drawn = waterfall_chart(numberz_review(), "aws")
    return Chart(drawn.spec, title, "A finding.")


def page_of(*blocks: Fragment | Chart) -> str:
    """The page of a notebook that showed these blocks and ended."""
    outputs = []
    for block in blocks:
        data, metadata = block._repr_mimebundle_()
        outputs.append({"output_type": "display_data", "data": data, "metadata": metadata})
    record: dict[str, Any] = CompletionRecord("0123abcd", {"title": "A page"}, {})._repr_mimebundle_()
    last = {"output_type": "execute_result", "data": record, "metadata": {}}
    return review_page([{"cell_type": "code", "outputs": outputs}, {"cell_type": "code", "outputs": [last]}])


def rendered(template: str, **facts: str) -> str:
    return environment().from_string(template).render(**facts)


def test_the_chart_stands_where_its_fragment_left_room() -> None:
    page = BeautifulSoup(
        page_of(Fragment(f"<p>before</p>{PLACE}<p>after</p>", "", charts={"waterfall": chart()})),
        "html5lib",
    )
    figure = page.select_one("main figure")
    assert figure is not None
    assert [figure.find_previous("p").get_text(), figure.find_next("p").get_text()] == ["before", "after"]  # type: ignore[union-attr]
    assert figure.select_one("figcaption").get_text() == "A finding."  # type: ignore[union-attr]
    assert PLACE not in str(page)


def test_several_fragments_have_ids_of_their_own() -> None:
    block = Fragment(PLACE, "", charts={"waterfall": chart()})
    page = BeautifulSoup(page_of(block, block, chart()), "html5lib")
    ids = [str(element["id"]) for element in page.select("svg [id], figcaption")]
    assert len(ids) == len(set(ids)) == 6


@pytest.mark.parametrize(
    "name",
    [
        PLACE,
        f"--> {PLACE}",
        "<!-- chart waterfall",
        "&lt;!-- chart waterfall --&gt;",
        "<!-- chart places -->",
    ],
)
def test_a_name_that_looks_like_a_place_for_a_chart_stays_a_name(name: str) -> None:
    html = rendered(f'<p title="{{{{ name }}}}">{{{{ name }}}}</p>{PLACE}', name=name)
    page = BeautifulSoup(page_of(Fragment(html, "", charts={"waterfall": chart(name)})), "html5lib")
    assert len(page.select("svg")) == 1
    paragraph = page.select_one("main p")
    assert paragraph is not None
    assert (paragraph.get_text(), paragraph["title"]) == (name, name)
    assert page.select_one("svg title").get_text() == name  # type: ignore[union-attr]
    named_by = page.select_one("figure svg")["aria-labelledby"]  # type: ignore[index]
    assert page.select_one(f"svg #{named_by}").get_text() == name  # type: ignore[union-attr]


def test_a_fragment_without_charts_is_taken_as_it_is() -> None:
    html = f"<p>one</p><!-- chart other -->{PLACE}"
    assert html in page_of(Fragment(html, ""))


@pytest.mark.parametrize(
    ("html", "places"), [("<p></p>", 0), (PLACE * 2, 2), (rendered("{{ x }}", x=PLACE), 0)]
)
def test_a_chart_needs_exactly_one_place(html: str, places: int) -> None:
    with pytest.raises(ValueError, match=f"'waterfall' has {places} places"):
        Fragment(html, "", charts={"waterfall": chart()})
