"""Section 4 of the page: what changed, why a score moved, and whether customers must have notice of it."""

from __future__ import annotations

from functools import cache

from bs4 import BeautifulSoup, Tag

from assembled import compared_example
from vendor_review.report import changes_since
from vendor_review.report.pages.blocks import Fragment
from vendor_review.report.sections.changes import change_counts, move_rows


@cache
def section() -> BeautifulSoup:
    (block,) = changes_since(compared_example()).blocks
    assert isinstance(block, Fragment)
    return BeautifulSoup(block.html, "html5lib")


def words(found: Tag) -> str:
    return " ".join(found.get_text(" ").split())


def rows(table: str) -> dict[str, list[str]]:
    """Vendor to the other cells of its row."""
    return {
        words(row.select("th")[0]): [words(cell) for cell in row.select("td")]
        for row in section().select(f"table.{table} tbody tr")
    }


def test_as_many_vendors_are_said_to_have_come_gone_and_changed_as_are_listed() -> None:
    counts = change_counts(compared_example())
    assert counts is not None
    fates = [cells[0].split(",")[0].split(":")[0] for cells in rows("changed:not(.editorial)").values()]
    listed = {"added": "added", "removed": "removed", "merged": "merged into another", "changed": "changed"}
    assert {name: fates.count(fate) for name, fate in listed.items()} == {
        name: counts[name] for name in listed
    }
    assert fates.count("renamed") == counts["renamed"]
    assert len(fates) == sum(counts[name] for name in (*listed, "renamed", "renumbered"))
    assert f"{counts['changed']} vendors changed in more than wording" in words(section())


def test_no_score_is_shown_as_moved_that_did_not_move_by_a_point() -> None:
    changed = compared_example().comparison
    assert changed is not None
    shown = move_rows(compared_example(), changed)
    for row in shown:
        moved = [row[end][cause] for end in ("lo", "hi") for cause in ("age", "register", "policy")]
        assert row["words"] or any(one != "0" for one in moved)
    still = len(changed.moves) - len(shown)
    assert f"{still} other vendors did not move by a whole point" in words(section())


def test_a_move_names_causes_that_scores_are_made_from() -> None:
    """Not a new legal entity, a place or the published words, of which no score is made."""
    for vendor, cells in rows("moves").items():
        because = cells[5].lower()
        assert not any(words in because for words in ("legal entity", "published data", "location")), vendor
    assert "basaltfell-soc2-2026" in rows("moves")["Basaltfell Cloud"][5]


def test_time_is_no_cause_of_a_move_in_which_it_counts_for_nothing() -> None:
    for vendor, cells in rows("moves").items():
        aged = {"Evidence is older", "evidence is older"} & {
            part.rstrip(".") for part in cells[5].split("; ")
        }
        if set(cells[1].split()) == {"0"}:
            assert not aged, vendor
    assert rows("moves")["Clearmoorby Checks"][1].split() == ["0", "0"]


def test_a_place_in_other_words_is_editorial() -> None:
    assert "Wagebrook" not in rows("changed:not(.editorial)")
    assert "UK → GB" in rows("editorial")["Wagebrook"][0]


def test_data_that_is_newly_published_is_not_editorial() -> None:
    assert "Deskharrow" not in rows("editorial")
    told = section().select_one("table.changed:not(.editorial) tr:has(a[href='#vendor-deskharrow'])")
    assert told is not None
    assert any(words(bold).startswith("published data") for bold in told.select("strong"))


def test_each_change_says_whether_customers_have_notice_of_it_and_if_not_why() -> None:
    told = {vendor: cells[-1] for vendor, cells in rows("changed:not(.editorial)").items()}
    noticed = {notice.change.name for notice in compared_example().notices}
    assert noticed
    for vendor, said in told.items():
        assert said.startswith("yes" if vendor in noticed else ("no: ", "not known: ")), vendor
    assert told["Consultrill Video"] == "no: the list does not show this change"
    assert told["Lexomarra"] == "not known: the last list was withheld, so there is none to compare with"
    assert told["Askwren"] == "no: nobody objects to a vendor that is no longer used"
    assert told["Inkharrow Documents"] == "yes, object until 2026-11-02"


def test_a_control_that_was_only_asked_about_is_not_called_answered() -> None:
    lines = rows("changed:not(.editorial)")["Rosterfenn Sync"][1]
    assert "new answer on: each staff access approved by us asked about: keys apart from the data" in lines


def test_an_engagement_of_a_merged_vendor_is_said_to_be_taken_over_by_name() -> None:
    moved = "engagement taken over from Emberloam Logs: emberloam-logs"
    assert moved in rows("changed:not(.editorial)")["Watchfen Monitoring"][1]
    assert moved[1:] in rows("moves")["Watchfen Monitoring"][5]


def test_a_new_engagement_of_a_listed_vendor_is_told_as_that() -> None:
    what, before, after, *_ = rows("notices")["Basaltfell Cloud"]
    assert what == "new service or place of a listed vendor, Platform"
    assert before == "listed already, without this entry"
    assert after.startswith("new place: Region au-coast, Australia")
    assert rows("notices")["Inkharrow Documents"][:3] == ["new vendor, Features", "not listed", "listed"]
