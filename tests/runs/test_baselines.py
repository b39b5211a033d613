"""What a run compares with: the newest earlier review, the one that is named, or none; and that it stays repeatable."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import feedparser
import pytest
from bs4 import BeautifulSoup

from example.example_tables import readme_table
from registers import write_register
from reviewing import command, module, tree
from vendor_review.errors import RunFailed, UsageError
from vendor_review.files.snapshot import sha256
from vendor_review.publication.archive.archive import Archive
from vendor_review.publication.archive.manifest import (
    MANIFEST,
    manifest_bytes,
    read_manifest,
    run_id_of,
    verify_review,
)
from vendor_review.register.identity import Identity
from vendor_review.runs.baseline import find_baseline, open_baseline

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).parents[2] / "data" / "example"
BEFORE, AFTER, LATER = "2026-07-31", "2026-10-31", "2026-11-15"
NOTICE_FILES = {"changes.ics", "changes.json", "due.ics", "feed.xml", "notice.eml"}


@dataclass(frozen=True)
class Chain:
    """Reviews of the example's states, one after the other in one archive, by their day."""

    reviews: Path
    folders: Mapping[str, Path]

    def result(self, day: str, name: str) -> Any:
        return json.loads((self.folders[day] / name).read_bytes())


def column_of(file: Path, name: str) -> list[str]:
    with file.open(encoding="utf-8", newline="") as rows:
        return [row[name] for row in csv.DictReader(rows)]


def run(register: Path, as_of: str, reviews: Path, *arguments: str | Path) -> dict[str, Any]:
    done = command("run", register, "--as-of", as_of, "--reviews", reviews, *arguments)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Chain:
    """The earlier state, the later one, and the later one again a fortnight on."""
    reviews = tmp_path_factory.mktemp("chain") / "reviews"
    states = {BEFORE: BEFORE, AFTER: AFTER, LATER: AFTER}
    folders = {
        day: Path(run(EXAMPLE / state, day, reviews, "--samples", "100")["review"]).parent
        for day, state in states.items()
    }
    return Chain(reviews, folders)


def test_a_run_compares_with_the_newest_earlier_review_unless_told_otherwise(chain: Chain) -> None:
    names = {day: read_manifest(folder)["parameters"]["baseline"] for day, folder in chain.folders.items()}
    assert names == {
        BEFORE: "none",
        AFTER: chain.folders[BEFORE].name,
        LATER: chain.folders[AFTER].name,
    }
    assert not any(verify_review(folder) for folder in chain.folders.values())
    again = run(EXAMPLE / AFTER, AFTER, chain.reviews, "--samples", "100")
    assert again["status"] == "verified"


def test_the_page_tells_what_changed_and_the_files_beside_it_say_the_same(chain: Chain) -> None:
    page = BeautifulSoup((chain.folders[AFTER] / "review.html").read_bytes(), "html5lib")
    rows = [cell.get_text() for cell in page.select("table.notices tbody th")]
    told = chain.result(AFTER, "changes.json")["notices"]
    assert rows == [notice["name"] for notice in told]
    feed = feedparser.parse((chain.folders[AFTER] / "feed.xml").read_bytes())
    assert sum(entry.tags[0].term == "notice" for entry in feed.entries) == len(told)
    section = " ".join(page.select("#changes + p")[0].get_text().split())
    assert "1 vendor added, 1 vendor removed, 1 vendor merged into another, 1 vendor renamed" in section
    assert f"{len(told)} changes need notice to customers." in section
    names = dict(
        zip(
            *(column_of(EXAMPLE / AFTER / "vendors.csv", name) for name in ("vendor_id", "name")), strict=True
        )
    )
    # The list of the earlier state was withheld: what customers never read cannot change for them, only begin.
    announced = {
        names[row[2]] for row in readme_table("Changes")[1:] if row[:2] == ["addition, notice running", "yes"]
    }
    assert announced == {*rows}


def test_the_score_moves_on_the_page_add_up_to_the_scores_of_both_reviews(chain: Chain) -> None:
    page = BeautifulSoup((chain.folders[AFTER] / "review.html").read_bytes(), "html5lib")
    rows = page.select("table.moves tbody tr")
    assert len(rows) > 10
    for row in rows:
        before, *parts, after = (
            int(next(cell.strings).replace("\N{MINUS SIGN}", "-")) for cell in row.select("td.number")
        )
        assert before + sum(parts) == after


def test_a_reader_of_both_feeds_sees_each_change_once(chain: Chain) -> None:
    def read(day: str) -> list[str]:
        return [
            entry.id for entry in feedparser.parse((chain.folders[day] / "feed.xml").read_bytes()).entries
        ]

    first, second = read(AFTER), read(LATER)
    assert first
    assert len({*first}) == len(first)
    assert {*first} <= {*second}
    assert not (chain.folders[LATER] / "notice.eml").exists()
    assert {path.name for path in chain.folders[AFTER].iterdir()} >= NOTICE_FILES


def test_a_withheld_list_announces_nothing(chain: Chain) -> None:
    present = {path.name for path in chain.folders[BEFORE].iterdir()}
    assert NOTICE_FILES & present == {"changes.json", "due.ics"}


def test_what_a_review_keeps_of_its_baseline_gives_the_same_page_again(chain: Chain, tmp_path: Path) -> None:
    folder = shutil.copytree(chain.folders[AFTER], tmp_path / "mailed")
    again = run(
        folder / "register", AFTER, tmp_path / "elsewhere", "--policy", folder / "policy", "--samples", "100",
        "--baseline", folder / "baseline", "--name", "example",
    )  # fmt: skip
    made = Path(again["review"]).parent
    assert made.name == chain.folders[AFTER].name
    assert tree(made) == tree(folder)


def test_none_compares_with_nothing_and_is_another_review(chain: Chain, tmp_path: Path) -> None:
    alone = run(EXAMPLE / AFTER, AFTER, tmp_path, "--baseline", "none", "--samples", "100")
    assert Path(alone["review"]).parent.name != chain.folders[AFTER].name
    assert "There was no earlier review to compare with" in Path(alone["review"]).read_text(encoding="utf-8")
    assert alone["counts"]["changes"] is None


def test_plain_papermill_takes_the_folder_of_a_review(chain: Chain, tmp_path: Path) -> None:
    out = tmp_path / "out.ipynb"
    root = EXAMPLE.parents[1]
    parameters = {
        "register": str(EXAMPLE / AFTER),
        "as_of": AFTER,
        "baseline": str(chain.folders[BEFORE]),
        "sample_count": "100",
    }
    options = [part for name, value in parameters.items() for part in ("-p", name, value)]
    done = module("papermill", "notebooks/review.ipynb", out, "--no-progress-bar", *options, cwd=root)
    assert done.returncode == 0, done.stderr
    done = module("nbconvert", "--to", "vendor-review", out, "--log-level=ERROR")
    assert done.returncode == 0, done.stderr
    assert out.with_suffix(".html").read_bytes() == (chain.folders[AFTER] / "review.html").read_bytes()


@pytest.mark.parametrize("damaged", ["register/vendors.csv", "policy/policy.toml", "changes.json"])
def test_a_baseline_that_is_not_what_was_published_is_refused(
    chain: Chain, tmp_path: Path, damaged: str
) -> None:
    folder = shutil.copytree(chain.folders[BEFORE], tmp_path / "review")
    with (folder / damaged).open("a", encoding="utf-8") as file:
        file.write("\n")
    with pytest.raises(RunFailed, match=f"{damaged} is not the file that was reviewed"):
        open_baseline(folder)


def test_a_baseline_is_a_review_of_an_earlier_day(chain: Chain, tmp_path: Path) -> None:
    archive, skerrowby = Archive(chain.reviews, "example"), Identity("example", "Skerrowby", is_stated=False)
    with pytest.raises(UsageError, match="a baseline is of an earlier day than 2026-10-31"):
        find_baseline(str(chain.folders[AFTER]), archive, date.fromisoformat(AFTER), skerrowby)
    with pytest.raises(UsageError, match="is no folder of a review"):
        open_baseline(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="is no review that can be compared with"):
        open_baseline(tmp_path)
    assert find_baseline("auto", archive, date.fromisoformat(BEFORE), skerrowby) is None


def test_a_baseline_of_another_formula_is_told_as_that(chain: Chain, tmp_path: Path) -> None:
    folder = shutil.copytree(chain.folders[BEFORE], tmp_path / "review")
    # Its policy lacks a number that today's formula asks for.
    policy = folder / "policy" / "policy.toml"
    policy.write_text(
        policy.read_text(encoding="utf-8").replace("[controls.answer_days", "[controls.days"), "utf-8"
    )
    kept = read_manifest(folder)
    hashed = {name: sha256((folder / name).read_bytes()) for name in kept["outputs"]}
    manifest = {**kept, "formula_version": "0.9", "outputs": hashed}
    manifest["inputs"]["policy"]["policy.toml"] = hashed["policy/policy.toml"]
    manifest["run_id"] = run_id_of(manifest)
    (folder / MANIFEST).write_bytes(manifest_bytes(manifest))
    made = run(EXAMPLE / AFTER, AFTER, tmp_path / "out", "--baseline", folder, "--samples", "100")
    page = " ".join(Path(made["review"]).read_text(encoding="utf-8").split())
    assert "That review was made by formula 0.9. Its scores are computed again here by formula 1.1" in page


def test_an_addition_in_use_before_its_notice_has_ended_fails_the_run_that_asks(tmp_path: Path) -> None:
    vendor = {"vendor_id": "acorn", "name": "Acorn Mail", "website": "https://acorn.example"}
    engagement = {
        "engagement_id": "acorn-mail",
        "vendor_id": "acorn",
        "status": "active",
        "role": "processor",
        "public": "yes",
        "engaged_on": "2025-01-01",
        "effective_on": "2025-03-01",
    }
    late = {
        **engagement,
        "engagement_id": "birch-logs",
        "vendor_id": "birch",
        "engaged_on": "",
        "effective_on": "2026-10-20",
    }
    page = 'organisation = "Skerrowby"\nupdated_on = 2026-09-01\n[notice]\ndays = 30\nday_type = "calendar"\n'
    one = write_register(
        tmp_path / "one" / "register", {"vendors": [vendor], "engagements": [engagement]}, page
    )
    two = write_register(
        tmp_path / "two" / "register",
        {
            "vendors": [vendor, {**vendor, "vendor_id": "birch", "name": "Birch Logs"}],
            "engagements": [engagement, late],
        },
        page,
    )
    reviews = tmp_path / "reviews"
    run(one, "2026-10-01", reviews, "--samples", "10", "--fail-on", "notice")
    options: list[str | Path] = [
        "--as-of",
        "2026-10-21",
        "--reviews",
        reviews,
        "--samples",
        "10",
        "--fail-on",
        "notice",
    ]
    done = command("run", two, *options)
    assert done.returncode == 1, done.stderr
    counts = json.loads(done.stdout)["counts"]
    assert counts["changes"]["late"] == 1
    assert "--fail-on notice:" in done.stderr
    page_text = Path(json.loads(done.stdout)["review"]).read_text(encoding="utf-8")
    assert "1 addition is in effect before notice has ended" in page_text
