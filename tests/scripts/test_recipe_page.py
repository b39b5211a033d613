"""The recipes name fields and files that a review really has."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from registers import Row, checked_as_of, write_register
from reviewing import Published
from vendor_review.publication.public_list.projection import public_list

PAGE = (Path(__file__).parents[2] / "docs" / "recipes.md").read_text(encoding="utf-8")
(_TEXT, _SLACK, _TEAMS, _TICKET, _MSMTP, _CURL, _RSYNC, _GIT) = re.findall(
    r"```sh\n(.*?)```", PAGE, re.DOTALL
)


def test_the_script_asks_for_fields_that_a_run_prints(example: Published) -> None:
    told = json.loads(example.stdout)
    program = _TEXT.split("jq -r '")[1].split("'\n")[0]
    asked = set(re.findall(r"\.([a-z_]+)", program)) - {"problems"}
    assert asked == {
        "verdict",
        "counts",
        "overdue",
        "decisions",
        "withheld",
        "name",
        "what",
        "due_on",
        "review",
    }
    for name in ("verdict", "counts", "overdue", "review"):
        assert name in told
    assert {"overdue", "decisions", "withheld"} <= told["counts"].keys()
    assert told["overdue"]
    assert all({"name", "what", "due_on"} <= one.keys() for one in told["overdue"])


def test_the_table_of_fields_is_that_of_a_run(
    example: Published, call: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    told = json.loads(example.stdout)
    code, out, _ = call("run", tmp_path / "none", "--json")
    assert code == 2
    fields = PAGE.split("| field | what it is |")[1].split("\n\n")[0]
    named = {row.split("|")[1].strip() for row in fields.splitlines()[2:]}
    assert {name.strip("` ") for cell in named for name in cell.split(",")} == told.keys() | json.loads(
        out
    ).keys()
    for key, words in (("counts", "figures: "), ("overdue", "oldest first: ")):
        told_of = told[key] if key == "counts" else told[key][0]
        line = fields.split(words)[1].split("\n")[0]
        assert set(re.findall(r"`([a-z_]+)`", line)) <= told_of.keys()


def test_what_is_published_is_every_public_file_and_no_other(example: Published) -> None:
    for recipe in (_RSYNC, _GIT):
        patterns = ("public-list.*", "feed.xml", "changes.ics")
        assert all(pattern in recipe for pattern in patterns)
        files = {path.name for pattern in patterns for path in example.folder.glob(pattern)}
        assert {"public-list.html", "public-list.json", "public-list.csv", "feed.xml"} <= files
        assert set(re.findall(r"[a-z-]+\.(?:html|xml|ics|json|csv|eml)\b", recipe)) <= files | {"changes.ics"}


def test_the_letter_loses_one_line_and_no_more() -> None:
    assert all("sed '/^X-Unsent:/d' notice.eml" in recipe for recipe in (_MSMTP, _CURL))


def test_no_address_is_of_a_real_host() -> None:
    hosts = re.findall(r"[a-z]+://([\w.-]+)", PAGE) + re.findall(r"[\w.-]+@([\w.-]+)", PAGE)
    assert len(hosts) > 4
    assert {host.split(".", 1)[1] if host.count(".") > 1 else host for host in hosts} == {"example.com"}
    assert all("jq -Rs" in recipe and "--config" in recipe for recipe in (_SLACK, _TEAMS, _TICKET))


def test_the_section_for_ai_services_is_one_that_a_list_shows_apart(tmp_path: Path) -> None:
    (page,) = re.findall(r"```toml\n(columns.*?)```", PAGE, re.DOTALL)
    told = {
        "vendor_id": "v",
        "status": "optional",
        "public": "yes",
        "trains_on_data": "no",
        "ai_models": "a model",
    }
    tables: dict[str, list[Row]] = {
        "vendors": [{"vendor_id": "v", "name": "Vendor"}],
        "engagements": [
            {"engagement_id": "e", "section": "ai", **told},
            {"engagement_id": "f", **told, "ai_models": "none"},
        ],
    }
    checked, _ = checked_as_of(write_register(tmp_path / "one", tables, page), date(2026, 11, 1))
    first, other = public_list(checked, date(2026, 11, 1)).as_dict()["sections"]
    assert (first["title"], other["title"]) == ("AI features", None)
    assert [entry["ai_models"] for entry in first["vendors"]] == ["a model"]
