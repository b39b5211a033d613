"""The pages: each has its files, and says what a reader must know of every scheduler."""

from __future__ import annotations

import re

import pytest

from schedules.copied_files import SCHEDULES

PAGES = sorted(path.name for path in SCHEDULES.glob("*.md") if path.name != "README.md")
FILES = sorted(path.name for path in SCHEDULES.iterdir() if path.suffix != ".md")


def links(page: str) -> set[str]:
    return set(re.findall(r"\]\(([^)]+)\)", (SCHEDULES / page).read_text(encoding="utf-8")))


def test_the_index_leads_to_every_page_and_file() -> None:
    assert {link for link in links("README.md") if "/" not in link} == {*PAGES, *FILES}


def test_the_pages_lead_to_every_file() -> None:
    beside = {link for page in PAGES for link in links(page) if "/" not in link}
    assert beside == set(FILES)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_tells_of_path_overlap_zone_errors_and_exit_codes(page: str) -> None:
    told = re.findall(r"^- \*\*([^*]+?)\.?\*\*", (SCHEDULES / page).read_text(encoding="utf-8"), re.MULTILINE)
    assert {"Path", "Overlap", "Time zone", "Errors", "Exit codes"} <= set(told)
