"""The lists of reviews: what is kept, what is shown in full, and how the figures went."""

from __future__ import annotations

import json
import shutil
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
    trend_chart,
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


def without_new_fields(content: bytes) -> bytes:
    """The index as it was written before figures and the formula's version were kept."""
    read = json.loads(content)
    for each in read["reviews"]:
        for name in ("worst_r_hi", "sum_r_hi", "formula_version"):
            del each[name]
    return (json.dumps(read, indent=1) + "\n").encode()


# --- index.json --------------------------------------------------------------------------------------------


def test_one_more_review_leaves_every_byte_of_those_before(tmp_path: Path) -> None:
    before = index_bytes("numberz", daily(3, TODAY))
    after = index_bytes("numberz", [*daily(3, TODAY), entry("2026-11-02", "abcdef01")])
    kept = before.removesuffix(b"\n]}\n")
    assert after.startswith(kept + b",\n")
    assert len(after.splitlines()) == len(before.splitlines()) + 1


def test_what_was_written_before_figures_were_kept_is_read_and_stays_without_them(tmp_path: Path) -> None:
    path = write_index(tmp_path / "numberz", daily(2, TODAY))
    path.write_bytes(without_new_fields(path.read_bytes()))
    entries = open_index(path).entries
    assert [(each.worst_r_hi, each.sum_r_hi, each.formula_version) for each in entries] == [(None,) * 3] * 2
    again = json.loads(index_bytes("numberz", entries))
    assert again == json.loads(path.read_bytes())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"folder": "2026-11-01-00000000"', '"folder": "../../2026-11-01-00000000"'),
        ('"as_of": "2026-11-01"', '"as_of": "2026-11-31"'),
        ('"worst_r_hi": 50', '"worst_r_hi": NaN'),
        ('"sum_r_hi": 60', '"sum_r_hi": "60"'),
        ('"undetermined": 2', '"undetermined": "<b>"'),
        ('"high": 1', '"high": null'),
        ('"run_id"', '"run"'),
        ('"worst_r_hi": 50', f'"worst_r_hi": 5{"0" * 400}'),
        ('"sum_r_hi": 60', '"sum_r_hi": 6e300'),
        ('"undetermined": 2', '"undetermined": -2'),
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


# --- the page of a register --------------------------------------------------------------------------------


def test_the_newest_reviews_are_shown_in_full_and_all_others_by_year() -> None:
    entries = daily(800, TODAY)
    page = soup(index_page("numberz", entries, {each.folder for each in entries}))
    newest = rows(page.select_one("table.reviews"))
    assert len(newest) == NEWEST
    assert newest[0][:3] == ["2026-11-01", "0000031f", "2 vendors on 2026-11-01."]
    folded = page.select("details")
    assert [each.find("summary").get_text() for each in folded] == [  # type: ignore[union-attr]
        "2026: 255 reviews",
        "2025: 365 reviews",
        "2024: 130 reviews",
    ]
    listed = newest + [row for each in folded for row in rows(each.find("table"))]
    assert [row[1] for row in listed] == [each.run_id for each in newest_first(entries)]
    assert all(link["href"] for link in page.select("tbody th a"))
    assert len(page.select("tbody th a")) == 800


def test_figures_are_shown_as_a_review_shows_them_and_none_is_made_up() -> None:
    entries = [entry("2026-10-01", "00000001", None, None), entry("2026-11-01", "00000002", 99.2, 150.0)]
    page = soup(index_page("numberz", entries, set()))
    assert [row[8:10] for row in rows(page.select_one("table.reviews"))] == [
        ["99.20", "150.00"],
        ["not kept", "not kept"],
    ]


# --- the page of all registers -----------------------------------------------------------------------------


def overview(reviews: Path) -> BeautifulSoup:
    refresh_overview(reviews)
    return soup(reviews / "index.html")


def test_it_lists_every_register_with_its_newest_review_and_leads_there(tmp_path: Path) -> None:
    entries = daily(30, TODAY)
    write_index(tmp_path / "numberz", entries)
    write_index(tmp_path / "Zürich 2026", [entry("2026-05-01", "00000001", 20.0, 20.0)])
    for folder in ("latest", entries[-1].folder):
        (tmp_path / "numberz" / folder).mkdir()
    (tmp_path / "no register").mkdir()
    page = overview(tmp_path)
    assert rows(page.select_one("table.registers")) == [
        ["Zürich 2026", "2026-05-01", "2 vendors on 2026-05-01.", "2", "20.00", "20.00", "1"],
        ["numberz", "2026-11-01", "2 vendors on 2026-11-01.", "2", "79.00", "89.00", "30"],
    ]
    links = [str(link["href"]) for link in page.select("a")]
    assert "numberz/latest/review.html" in links
    assert f"numberz/{entries[-1].folder}/review.html" in links
    assert "Z%C3%BCrich%202026/index.html" in links
    assert not [link for link in links if "Z%C3%BCrich%202026/2026" in link], "its review is not there"
    for link in links:
        if link.startswith("#"):
            assert page.select_one(link) is not None


def test_the_worst_and_the_sum_are_drawn_beside_a_table_of_the_same_figures(tmp_path: Path) -> None:
    write_index(tmp_path / "numberz", daily(3, TODAY))
    page = overview(tmp_path)
    worst, total = page.select("figure")
    assert worst.figcaption is not None
    assert total.figcaption is not None
    assert worst.figcaption.get_text() == (
        "The highest upper end of any vendor: 50.00 on 2026-10-30, 52.00 on 2026-11-01; highest 52.00 on 2026-11-01, "
        "lowest 50.00 on 2026-10-30."
    )
    assert "The sum of all vendors' upper ends: 60.00 on 2026-10-30" in total.figcaption.get_text()
    assert [row[3:5] for row in rows(page.select_one("table.newest"))] == [
        ["52.00", "62.00"],
        ["51.00", "61.00"],
        ["50.00", "60.00"],
    ]
    ids = [each["id"] for each in page.select("svg [id], figcaption")]
    assert len(set(ids)) == len(ids) == 4
    assert page.select("script") == []


def test_one_review_is_no_trend(tmp_path: Path) -> None:
    write_index(tmp_path / "numberz", daily(1, TODAY))
    page = overview(tmp_path)
    assert page.select("svg") == []
    assert "A trend takes reviews for two days." in page.get_text()


def test_a_register_whose_index_is_damaged_hides_no_other(tmp_path: Path) -> None:
    write_index(tmp_path / "numberz", daily(2, TODAY))
    write_index(tmp_path / "other", daily(2, TODAY)).write_text("{")
    found = rows(overview(tmp_path).select_one("table.registers"))
    assert [row[0] for row in found] == ["numberz", "other"]
    assert found[1][1] == "Its index.json is damaged: restore it from a copy."


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
        entry("2026-11-01", "00000001", 90.0),
        entry("2026-10-01", "00000002", 70.0),
        entry("2026-11-01", "00000003", 80.0),
    ]
    assert trend(entries, "worst_r_hi") == [
        TrendPoint(date(2026, 10, 1), 70.0),
        TrendPoint(date(2026, 11, 1), 80.0),
    ]


def test_reviews_without_figures_and_a_new_formula_are_said_and_not_smoothed_over() -> None:
    entries = [
        entry("2026-08-01", "00000001", None, None),
        entry("2026-09-01", "00000002", 70.0, formula="0.9"),
        entry("2026-10-01", "00000003", 60.0),
    ]
    assert len(trend(entries, "worst_r_hi")) == 2
    assert trend_notes(entries) == [
        "1 of 3 reviews kept no figures, and are no part of a trend.",
        "The formula has changed (0.9 since 2026-09-01, 1.0 since 2026-10-01); figures before and after do not "
        "compare.",
    ]


def test_a_long_trend_keeps_its_ends_and_every_peak_of_a_stretch_and_says_so() -> None:
    found = trend(daily(10_000, TODAY), "worst_r_hi")
    peak = TrendPoint(found[5_000].day, 99.0)
    found[5_000] = peak
    drawn = thinned(found)
    assert len(drawn) <= MOST_DRAWN
    assert drawn[0] == found[0]
    assert drawn[-1] == found[-1]
    assert peak in drawn
    assert drawn == sorted(drawn, key=lambda at: at.day)
    said = trend_chart(found, "worst_r_hi", "numberz").finding
    assert f"highest 99.00 on {peak.day}" in said
    assert f"Of 10000 days {len(drawn)} are drawn: the highest and the lowest of each stretch." in said


def test_a_short_trend_is_drawn_whole() -> None:
    found = trend(daily(MOST_DRAWN, TODAY), "sum_r_hi")
    assert thinned(found) == found
    assert "are drawn" not in trend_chart(found, "sum_r_hi", "numberz").finding
