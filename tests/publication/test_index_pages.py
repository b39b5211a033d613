"""The lists of reviews: what is kept, what is shown in full, and how the figures went."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from indexes import daily, entry, write_index

from vendor_review.errors import ArchiveError
from vendor_review.files.durable_files import locked
from vendor_review.publication.archive import overview as overview_module
from vendor_review.publication.archive.index import NEWEST, index_bytes, index_page, newest_first, open_index
from vendor_review.publication.archive.overview import (
    MOST_DRAWN,
    TrendPoint,
    refresh_overview,
    thinned,
    trend,
    trend_facts,
    trend_notes,
)

TODAY = date(2026, 11, 1)


def soup(page: bytes | Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_bytes() if isinstance(page, Path) else page, "html5lib")


def rows(table: Tag | None) -> list[list[str]]:
    assert table is not None
    return [
        [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])]
        for row in table.select("tbody tr")
    ]


#: Fields that came after the first indexes had been written, the youngest first.
LATER = (
    ("organisation", "outside", "overdue", "decisions"),
    ("worst_r_hi", "sum_r_hi", "formula_version"),
)


def without(content: bytes, names: Collection[str]) -> bytes:
    """The index as it was written before some fields were kept."""
    read = json.loads(content)
    for each in read["reviews"]:
        for name in names:
            each.pop(name, None)
    return (json.dumps(read, indent=1) + "\n").encode()


# --- index.json --------------------------------------------------------------------------------------------


def test_one_more_review_leaves_every_byte_of_those_before(tmp_path: Path) -> None:
    before = index_bytes("numberz", daily(3, TODAY))
    after = index_bytes("numberz", [*daily(3, TODAY), entry("2026-11-02", "abcdef01")])
    kept = before.removesuffix(b"\n]}\n")
    assert after.startswith(kept + b",\n")
    assert len(after.splitlines()) == len(before.splitlines()) + 1


@pytest.mark.parametrize("names", [LATER[0], LATER[0] + LATER[1]])
def test_what_was_written_before_figures_were_kept_is_read_and_stays_without_them(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    path = write_index(tmp_path / "numberz", daily(2, TODAY))
    path.write_bytes(without(path.read_bytes(), names))
    entries = open_index(path).entries
    assert [[getattr(each, name) for name in names] for each in entries] == [[None] * len(names)] * 2
    again = json.loads(index_bytes("numberz", entries))
    assert again == json.loads(path.read_bytes())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"folder": "2026-11-01-00000000"', '"folder": "../../2026-11-01-00000000"'),
        ('"as_of": "2026-11-01"', '"as_of": "2026-11-31"'),
        ('"worst_r_hi": 50', '"worst_r_hi": NaN'),
        ('"sum_r_hi": 80', '"sum_r_hi": "80"'),
        ('"undetermined": 1', '"undetermined": "<b>"'),
        ('"outside": 0', '"outside": "0"'),
        ('"outside": 0', '"outside": -1'),
        ('"overdue": 3', f'"overdue": 3{"0" * 30}'),
        ('"decisions": 2', '"decisions": null'),
        ('"formula_version": "1.0"', '"formula_version": "1.0", "organisation": 7'),
        ('"high": 1', '"high": null'),
        ('"run_id"', '"run"'),
        ('"worst_r_hi": 50', f'"worst_r_hi": 5{"0" * 400}'),
        ('"sum_r_hi": 80', '"sum_r_hi": 8e300'),
        ('"undetermined": 1', '"undetermined": -2'),
        ('"high": 1', f'"high": 1{"0" * 30}'),
    ],
)
def test_an_index_that_nobody_here_wrote_is_damaged(tmp_path: Path, old: str, new: str) -> None:
    path = write_index(tmp_path / "numberz", daily(1, TODAY))
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(ValueError, match=r"index\.json is damaged"):
        open_index(path)


def test_a_published_review_brings_its_figures_into_the_index(reviews: Any) -> None:
    reviews.publish()
    (listed,) = reviews.archive.entries()
    assert (listed.worst_r_hi, listed.sum_r_hi, listed.formula_version) == (90.5, 120.25, "1")
    assert (listed.organisation, listed.outside, listed.overdue, listed.decisions) == ("Numberz", 0, 2, 3)


# --- the page of a register --------------------------------------------------------------------------------


def test_the_newest_reviews_are_shown_in_full_and_all_others_by_year() -> None:
    entries = daily(800, TODAY)
    page = soup(index_page("numberz", entries, {each.folder for each in entries}))
    newest = rows(page.select_one("table.reviews"))
    assert len(newest) == 2 * NEWEST
    assert newest[:2] == [
        ["2026-11-01", "2", "20", "1", "3", "2", "0", "can go out", "0000031f"],
        ["2 vendors on 2026-11-01 ."],
    ]
    folded = page.select("details")
    assert [each.find("summary").get_text() for each in folded] == [  # type: ignore[union-attr]
        "2026: 255 reviews",
        "2025: 365 reviews",
        "2024: 130 reviews",
    ]
    listed = newest[::2] + [row for each in folded for row in rows(each.find("table"))]
    assert [row[-1] for row in listed] == [each.run_id for each in newest_first(entries)]
    assert all(link["href"] for link in page.select("tbody th a"))
    assert len(page.select("tbody th a")) == 800


def test_a_figure_that_was_not_kept_is_said_and_not_made_up() -> None:
    entries = [entry("2026-10-01", "00000001", None), entry("2026-11-01", "00000002", 0)]
    page = soup(index_page("numberz", entries, set()))
    assert [row[1:6] for row in rows(page.select_one("table.reviews"))[::2]] == [
        ["2", "0", "1", "3", "2"],
        ["2", "not kept", "1", "not kept", "not kept"],
    ]


def test_no_points_are_added_up_or_shown() -> None:
    entries = [replace(each, worst_r_hi=91.37, sum_r_hi=183.59) for each in daily(3, TODAY)]
    text = soup(index_page("numberz", entries, set())).get_text()
    assert "183" not in text
    assert "91" not in text


@pytest.mark.parametrize(
    ("states", "words"),
    [
        (("published", "published"), ""),
        (("published", "withheld"), "The last one that could go out is that of 1 October 2026."),
        (("withheld", "withheld"), "None could go out before."),
    ],
)
def test_of_a_withheld_list_the_last_that_could_go_out_is_named(states: tuple[str, ...], words: str) -> None:
    days = ("2026-10-01", "2026-11-01")
    entries = [
        entry(day, f"{at:08x}", public_list=state)
        for at, (day, state) in enumerate(zip(days, states, strict=True))
    ]
    text = " ".join(soup(index_page("numberz", entries, set())).get_text().split())
    assert ("The public list is withheld." in text) is bool(words)
    assert words in text


# --- the page of all registers -----------------------------------------------------------------------------


def overview(reviews: Path) -> BeautifulSoup:
    refresh_overview(reviews)
    return soup(reviews / "index.html")


def test_it_lists_every_register_with_its_newest_review_and_leads_there(tmp_path: Path) -> None:
    entries = [replace(each, organisation="Skerrowby") for each in daily(30, TODAY)]
    write_index(tmp_path / "numberz", entries)
    write_index(tmp_path / "Zürich 2026", [entry("2026-05-01", "00000001", 20)])
    for folder in ("latest", entries[-1].folder):
        (tmp_path / "numberz" / folder).mkdir()
    (tmp_path / "no register").mkdir()
    page = overview(tmp_path)
    found = rows(page.select_one("table.registers"))
    assert found[0] == [
        "Zürich 2026",
        "2026-05-01",
        "2",
        "20",
        "1",
        "3",
        "2",
        "can go out",
        "2026-05-01 : 21 of 2",
    ]
    assert found[1] == ["2 vendors on 2026-05-01 ."]
    assert found[2][:8] == ["Skerrowby numberz", "2026-11-01", "2", "29", "1", "3", "2", "can go out"]
    said = " ".join(page.select_one("main > p").get_text().split())  # type: ignore[union-attr]
    assert said.startswith(
        "2 registers, 31 reviews. Of 4 vendors, 49 are outside the appetite and 2 are undetermined."
    )
    assert "6 items are overdue, and 4 vendors need a decision. No public list is withheld." in said
    links = [str(link["href"]) for link in page.select("a")]
    assert "numberz/latest/review.html" in links
    assert f"numberz/{entries[-1].folder}/review.html" in links
    assert "Z%C3%BCrich%202026/index.html" in links
    assert not [link for link in links if "Z%C3%BCrich%202026/2026" in link], "its review is not there"
    for link in links:
        if link.startswith("#"):
            assert page.select_one(link) is not None


def test_five_days_are_drawn_and_said_in_words_and_listed(tmp_path: Path) -> None:
    write_index(tmp_path / "numberz", daily(5, TODAY))
    page = overview(tmp_path)
    (picture,) = page.select("svg")
    words = (
        "Outside or undetermined: 1 of 2 vendors on 2026-10-28, 5 of 2 on 2026-11-01; "
        "at most 5 on 2026-11-01, at least 1 on 2026-10-28"
    )
    assert picture["role"] == "img"
    assert " ".join(str(picture["aria-label"]).split()) == words
    assert words in " ".join(page.get_text().split())
    assert [row[2] for row in rows(page.select_one("table.newest"))] == ["4", "3", "2", "1", "0"]
    assert page.select("script") == []


def test_fewer_days_than_five_are_listed_and_not_drawn(tmp_path: Path) -> None:
    write_index(tmp_path / "numberz", daily(4, TODAY))
    page = overview(tmp_path)
    assert page.select("svg") == []
    assert [each.get_text() for each in page.select(".registers li")] == [
        "2026-10-29: 1 of 2",
        "2026-10-30: 2 of 2",
        "2026-10-31: 3 of 2",
        "2026-11-01: 4 of 2",
    ]


def test_the_line_holds_from_review_to_review_and_begins_at_none() -> None:
    days = [date(2026, 10, day) for day in (1, 2, 3, 4, 11)]
    entries = [
        entry(day.isoformat(), f"{at:08x}", outside, undetermined=0)
        for at, (day, outside) in enumerate(zip(days, (0, 10, 5, 5, 0), strict=True))
    ]
    line = trend_facts(entries)["line"]
    # 150 by 30 pixels with a margin of 4: a day is 14.2 wide, and a vendor 2.2 high.
    assert line["path"] == "M4.0 26.0H18.2V4.0H32.4V15.0H46.6V15.0H146.0V26.0"
    assert line["end"] == (146.0, 26.0)


def test_a_register_whose_index_is_damaged_hides_no_other(tmp_path: Path) -> None:
    write_index(tmp_path / "numberz", daily(2, TODAY))
    write_index(tmp_path / "other", daily(2, TODAY)).write_text("{")
    found = rows(overview(tmp_path).select_one("table.registers"))
    assert [row[0] for row in found[::2]] == ["numberz", "other"]
    assert found[2][1] == "Its index.json is damaged: restore it from a copy."


def test_hostile_names_of_folders_and_words_of_verdicts_are_only_text(tmp_path: Path) -> None:
    hostile = entry("2026-11-01", "00000001")
    object.__setattr__(hostile, "verdict", "<script>alert(1)</script>")
    write_index(tmp_path / '"><img src=x>', [hostile])
    page = overview(tmp_path)
    assert page.select("script, img") == []
    assert page.select_one("table.registers th a").get_text() == '"><img src=x>'  # type: ignore[union-attr]


def test_it_is_not_written_again_while_nothing_has_changed(tmp_path: Path) -> None:
    write_index(tmp_path / "numberz", daily(2, TODAY))
    refresh_overview(tmp_path)
    written = (tmp_path / "index.html").stat()
    refresh_overview(tmp_path)
    assert (tmp_path / "index.html").stat().st_ino == written.st_ino
    write_index(tmp_path / "numberz", daily(3, TODAY))
    refresh_overview(tmp_path)
    assert (tmp_path / "index.html").stat().st_ino != written.st_ino


@pytest.mark.parametrize("step", ["write_flushed", "flush", "overview_page"])
def test_whatever_fails_leaves_the_page_whole_and_the_next_run_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    write_index(tmp_path / "numberz", daily(2, TODAY))
    refresh_overview(tmp_path)
    whole = [(tmp_path / "index.html").read_bytes()]
    write_index(tmp_path / "numberz", daily(3, TODAY))
    (tmp_path / "copy").mkdir()
    shutil.copytree(tmp_path / "numberz", tmp_path / "copy" / "numberz")
    refresh_overview(tmp_path / "copy")
    whole.append((tmp_path / "copy" / "index.html").read_bytes())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "somewhere")

    with monkeypatch.context() as patch:
        patch.setattr(overview_module, step, full)
        with pytest.raises(ArchiveError, match="No space left"):
            refresh_overview(tmp_path)
    assert (tmp_path / "index.html").read_bytes() in whole
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "copy", "index.html", "numberz"]
    (tmp_path / ".fresh-index.html").write_text("half, of a run that was killed")
    refresh_overview(tmp_path)
    assert (tmp_path / "index.html").read_bytes() == whole[1]
    assert not (tmp_path / ".fresh-index.html").exists()


def test_it_gives_up_on_a_lock_that_is_never_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_index(tmp_path / "numberz", daily(1, TODAY))
    monkeypatch.setattr(overview_module, "PATIENCE_SECONDS", 0.05)
    with locked(tmp_path / ".lock", 1), pytest.raises(ArchiveError, match="held by another run"):
        refresh_overview(tmp_path)


# --- the trend ---------------------------------------------------------------------------------------------


def test_of_several_reviews_for_a_day_the_one_published_last_counts() -> None:
    entries = [
        entry("2026-11-01", "00000001", 9),
        entry("2026-10-01", "00000002", 7),
        entry("2026-11-01", "00000003", 8),
    ]
    assert trend(entries) == [
        TrendPoint(date(2026, 10, 1), 8, 2),
        TrendPoint(date(2026, 11, 1), 9, 2),
    ]


def test_reviews_without_figures_and_a_new_formula_are_said_and_not_smoothed_over() -> None:
    entries = [
        entry("2026-08-01", "00000001", None),
        entry("2026-09-01", "00000002", 7, formula_version="0.9"),
        entry("2026-10-01", "00000003", 6),
    ]
    assert len(trend(entries)) == 2
    assert trend_notes(entries) == [
        "1 of 3 reviews did not keep how many vendors are outside; the trend leaves them out.",
        "The formula changed (0.9 since 2026-09-01, 1.0 since 2026-10-01); figures before and after do not compare.",
    ]


def test_a_long_trend_keeps_its_ends_and_every_peak_of_a_stretch_and_says_so(tmp_path: Path) -> None:
    entries = daily(10_000, TODAY)
    entries[5_000] = replace(entries[5_000], outside=99)
    found = trend(entries)
    peak = found[5_000]
    drawn = thinned(found)
    assert len(drawn) <= MOST_DRAWN
    assert drawn[0] == found[0]
    assert drawn[-1] == found[-1]
    assert peak in drawn
    assert drawn == sorted(drawn, key=lambda at: at.day)
    write_index(tmp_path / "numberz", entries)
    said = " ".join(overview(tmp_path).get_text().split())
    assert f"at most 100 on {peak.day}" in said
    assert f"the line shows {len(drawn)} of 10000 days, the highest and the lowest of each stretch" in said


def test_a_short_trend_is_drawn_whole() -> None:
    found = trend(daily(MOST_DRAWN, TODAY))
    assert thinned(found) == found
