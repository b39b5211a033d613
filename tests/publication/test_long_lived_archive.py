"""An archive of ten thousand reviews: one more opens none of those before."""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from indexes import daily, write_index

from vendor_review.publication.index import newest_first, read_index
from vendor_review.publication.overview import refresh_overview

TODAY = date(2026, 11, 1)
LATER = date(2026, 12, 1)
FORK = multiprocessing.get_context("fork")


def publish_watched(reviews: Any, told: Path) -> None:
    """In a process of its own: publishes one more review, draws the pages, and tells every path that was opened."""
    opened: list[str] = []

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event in ("open", "os.listdir", "os.scandir") and isinstance(arguments[0], str | Path):
            opened.append(os.path.abspath(arguments[0]))  # noqa: PTH100 - Path.resolve would ask the disk

    sys.addaudithook(note)
    reviews.publish("one more\n", LATER)
    refresh_overview(reviews.archive.root.parent)
    told.write_text(json.dumps(opened))


def opened_after(reviews: Any, count: int) -> list[str]:
    """What is opened within an archive of so many reviews when one more is published there, as paths from there."""
    root, told = reviews.archive.root, reviews.archive.root.parent.with_suffix(".json")
    entries = daily(count, TODAY)
    write_index(root, entries)
    for each in entries[count // 2 :]:  # the others were taken away
        (root / each.folder).mkdir()
    run = FORK.Process(target=publish_watched, args=(reviews, told))
    run.start()
    run.join()
    assert run.exitcode == 0
    run.close()
    opened = [Path(path) for path in json.loads(told.read_text())]
    found = [path.relative_to(root).as_posix() for path in opened if path.is_relative_to(root)]
    old = {each.folder for each in entries}
    assert [path for path in found if old & set(Path(path).parts)] == []
    return found


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # of other tests' threads
def test_one_more_of_ten_thousand_reviews_opens_as_many_files_as_one_more_of_ten(
    reviews_in: Callable[[str], Any],
) -> None:
    few, many = reviews_in("few"), reviews_in("many")
    few_opened, many_opened = opened_after(few, 10), opened_after(many, 10_000)
    assert "index.json" in many_opened
    assert len(many_opened) == len(few_opened)
    listed = read_index(many.archive.root / "index.json")
    assert len(listed) == 10_001
    assert newest_first(listed)[0].folder == many.archive.folder(LATER, many.run_id("one more\n", LATER)).name
    page = (many.archive.root / "index.html").read_text(encoding="utf-8")
    assert page.count('<th scope="row"') == 10_001
    overview = many.archive.root.parent / "index.html"
    assert "10001 reviews" in overview.read_text(encoding="utf-8")
    assert overview.stat().st_size < 100_000
