"""The notebooks in JupyterLab as an analyst has them: opened, run from top to bottom, looked at, moved by hand."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from lab.server import CHECKOUT, NOTEBOOKS, Served, Workbook, opened

pytestmark = [pytest.mark.browser, pytest.mark.slow]

VEGA = ".jp-Notebook .vega-embed"
#: Where the first bar of a chart of 23 vendors may be, in thousandths of its height: from, to, step.
_FIRST_BAR = (35, 70, 3)


def run_and_save(workbook: Workbook) -> None:
    """Runs all cells and holds the saved notebook to what every notebook must be."""
    workbook.run_all()
    code = [cell for cell in workbook.save().cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    assert [output for output in outputs if output.output_type == "error"] == []
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []


def nothing_amiss(workbook: Workbook) -> None:
    """No complaint in the browser's console, and no request that leaves this machine."""
    assert workbook.problems == []
    assert {urlsplit(request).hostname for request in workbook.requests if "://" in request} == {"127.0.0.1"}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_opens_and_runs_from_top_to_bottom(browser: Browser, served: Served, name: str) -> None:
    with opened(browser, served, name) as workbook:
        run_and_save(workbook)
        page = workbook.page
        if name == "1_register.ipynb":
            expect(page.locator(".jp-OutputArea table.findings").first).to_be_attached()
        elif name == "0_intake.ipynb":
            columns_become_others(workbook)
        else:
            chart = page.locator(VEGA).first
            chart.scroll_into_view_if_needed()
            expect(chart.locator("canvas, svg").first).to_be_visible()
        if name == "2_scores.ipynb":
            a_bar_tells_its_figures(workbook)
            sliders_rank_anew(workbook)
        if name == "3_vendor.ipynb":
            terms_stand_beside_their_values(workbook)
            drop_downs_score_anew(workbook)
        # The questions that JupyterLab has at a first start are answered.
        expect(page.locator(".jp-Dialog, .Toastify__toast")).to_have_count(0)
        nothing_amiss(workbook)


def a_bar_tells_its_figures(workbook: Workbook) -> None:
    drawn = workbook.page.locator(VEGA).first.locator("canvas, svg").first
    box = drawn.bounding_box()
    assert box is not None
    # The first vendor is unrated: its bar runs over the whole width, somewhere below its name.
    told = workbook.page.locator("#vg-tooltip-element")
    for place in range(*_FIRST_BAR):
        drawn.hover(position={"x": box["width"] / 2, "y": box["height"] * place / 1000})
        if "At worst" in (told.text_content() or ""):
            break
    expect(told).to_contain_text("Cobblefenn Whiteboard")
    expect(told).to_contain_text("At worst")


def columns_become_others(workbook: Workbook) -> None:
    panel = workbook.page.locator(".jp-OutputArea-output .widget-vbox").first
    panel.scroll_into_view_if_needed()
    expect(panel.get_by_role("combobox").first).to_be_visible()


def sliders_rank_anew(workbook: Workbook) -> None:
    page = workbook.page
    panel = page.locator(".jp-OutputArea-output .widget-vbox").first
    panel.scroll_into_view_if_needed()
    expect(panel.get_by_role("slider")).to_have_count(6)
    told = panel.locator("p strong").first
    expect(told).to_have_text(re.compile("The rank changes for 6 of 23 vendors"))
    ranked = panel.locator("table.reweighted tbody th")
    before = ranked.all_inner_texts()
    assert len(before) == 23
    identity = panel.get_by_role("slider").nth(1)
    identity.focus()
    identity.press("End")
    expect(panel.get_by_text("identity weighs 4 times as much")).to_be_visible()
    expect(told).not_to_have_text(re.compile("8 of 23"))
    assert sorted(ranked.all_inner_texts()) == sorted(before)
    assert ranked.all_inner_texts() != before
    panel.get_by_role("button", name="As the policy weighs").click()
    expect(told).to_have_text("All 23 vendors keep their rank.")


def drop_downs_score_anew(workbook: Workbook) -> None:
    panel = workbook.page.locator(".jp-OutputArea-output .widget-vbox").first
    panel.scroll_into_view_if_needed()
    expect(panel.get_by_role("combobox")).to_have_count(12)
    panel.get_by_role("button", name="As the register states").click()
    expect(panel.get_by_text("with nothing changed")).to_be_visible()
    panel.get_by_role("combobox").first.select_option("no")
    expect(panel.get_by_text("VR-A1: yes, E2 of 2025-03-24, then no")).to_be_visible()


def terms_stand_beside_their_values(workbook: Workbook) -> None:
    """In JupyterLab's own style a term of two lines shifts all values behind it to the wrong one."""
    tops = workbook.page.evaluate(
        "() => [...document.querySelectorAll('.jp-OutputArea dl.facts dt')]"
        ".map(term => [term.offsetTop, term.nextElementSibling.offsetTop])"
    )
    assert len(tops) > 10
    assert [pair for pair in tops if pair[0] != pair[1]] == []


def test_the_theme_follows_the_system(browser: Browser, served: Served) -> None:
    with opened(browser, served, "1_register.ipynb", scheme="dark") as workbook:
        expect(workbook.page.locator("body")).to_have_attribute("data-jp-theme-light", "false")
        nothing_amiss(workbook)


def test_neither_the_checkout_nor_the_home_folder_is_touched(served: Served) -> None:
    assert not (served.folder / "home").exists()
    for path in (served.folder / "data").rglob("*.csv"):
        assert path.read_bytes() == (CHECKOUT / path.relative_to(served.folder)).read_bytes()
    assert sorted(path.name for path in served.folder.iterdir()) == [
        ".jupyter",
        ".venv",
        "Makefile",
        "data",
        "notebooks",
    ]
