"""What customers see of a change before its day and after, from review to review of one list."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changes.list_entries import entry, listing, lists
from vendor_review.publication.notices.announcement import list_rows
from vendor_review.publication.notices.notice_pack import NoticePack, notice_pack
from vendor_review.report.pages.html import entry_anchors
from vendor_review.schema.public_page import public_words

Entries = Mapping[str, dict[str, Any]]
FIRST = date(2026, 7, 31)
DE, US = [{"code": "DE"}], [{"code": "US"}]


class PublishedList:
    """A list from review to review; notice is 30 days, and customers can object for 14."""

    def __init__(self, entries: Entries, **fields: Any) -> None:
        self.fields, self.state = fields, dict[str, Any]()
        self.review("2026-07-31", entries)

    def review(self, day: str, entries: Entries, **more: Any) -> NoticePack:
        self.pack = notice_pack(
            listing(**self.fields),
            None,
            entries,
            as_of=date.fromisoformat(day),
            earlier=self.state or None,
            **more,
        )
        self.state = json.loads(json.dumps(self.pack.state))
        return self.pack

    @property
    def tables(self) -> list[list[str]]:
        """The announced changes, and the log, as the list tells them."""
        rows = list_rows(self.pack.told, entry_anchors(self.pack.entries))
        return [[f"{row.name} {row.field or row.kind} {row.effective_on}" for row in table] for table in rows]

    def shown(self, field: str, key: str = "a") -> str | None:
        return public_words.field_words(field, self.pack.entries[key][field])


def test_the_old_place_stays_on_the_list_until_the_day_and_then_the_change_is_in_the_log() -> None:
    published = PublishedList({"a": entry(location=DE)})
    moved = {"a": entry(location=US)}
    for day in ("2026-08-10", "2026-08-20", "2026-09-08"):
        published.review(day, moved)
        assert published.shown("location") == "DE (processing)", day
        assert published.tables == [["Nimbus location 2026-09-09"], []], day
    for day in ("2026-09-09", "2026-10-01"):
        published.review(day, moved)
        assert published.shown("location") == "US (processing)", day
        assert published.tables == [[], ["Nimbus location 2026-09-09"]], day


def test_a_change_is_told_once_and_its_days_stay_as_they_were_told() -> None:
    published = PublishedList({"a": entry(location=DE)})
    moved = {"a": entry(location=US)}
    assert "notice.eml" in published.review("2026-08-10", moved).files
    for day in ("2026-08-20", "2026-09-09", "2026-10-01"):
        pack = published.review(day, moved)
        assert "notice.eml" not in pack.files
        assert pack.announcements == ()
    (told,) = pack.told
    assert (told["announced_on"], told["objection_until"]) == ("2026-08-10", "2026-08-24")


def test_what_the_register_takes_back_before_the_day_is_withdrawn_and_customers_hear_of_it() -> None:
    published = PublishedList({"a": entry(role="processor")})
    published.review("2026-08-10", {"a": entry(role="affiliate")})
    pack = published.review("2026-08-20", {"a": entry()})
    assert published.tables == [[], ["Nimbus role 2026-08-20"]]
    assert [told["kind"] for told in pack.told] == ["change", "withdrawal"]
    assert published.shown("role") == "Processor"
    published.review("2026-10-01", {"a": entry()})
    assert published.tables == [[], ["Nimbus role 2026-08-20"]]


def test_another_change_before_the_day_is_announced_in_place_of_the_first() -> None:
    published = PublishedList({"a": entry(location=DE)})
    published.review("2026-08-10", {"a": entry(location=US)})
    pack = published.review("2026-08-20", {"a": entry(location=[{"code": "IN"}])})
    assert published.tables == [["Nimbus location 2026-09-19"], []]
    assert published.shown("location") == "DE (processing)"
    assert [told["state"] for told in pack.told] == ["withdrawn", "announced"]


def test_a_change_with_a_day_of_its_own_waits_for_that_day() -> None:
    published = PublishedList({"a": entry()})
    from_december = {"a": entry(location=US, since="2026-12-01", announced=True)}
    published.review("2026-08-10", from_december)
    assert published.tables == [["Nimbus location 2026-12-01"], []]
    # It is in use all the while, as before.
    assert (published.pack.entries["a"]["announced"], published.shown("since")) == (False, "2024-01-01")
    published.review("2026-12-01", {"a": entry(location=US, since="2026-12-01")})
    assert published.tables == [[], ["Nimbus location 2026-12-01"]]
    assert published.shown("location") == "US (processing)"


@pytest.mark.parametrize("since", ["2026-08-20", "2026-08-05"])
def test_a_change_that_takes_effect_before_its_notice_ends_withholds_the_list(since: str) -> None:
    published = PublishedList({"a": entry()})
    early = {"a": entry(location=US, since=since, announced=since > "2026-08-10")}
    pack = published.review("2026-08-10", early)
    (reason,) = pack.too_early
    assert reason.startswith(
        f"Nimbus: location: takes effect on {since}, before its notice ends on 2026-09-09."
    )
    assert pack.files == {}
    # The next list tells it, with days of its own.
    published.review("2026-08-20", {"a": entry(location=US)})
    assert published.tables == [["Nimbus location 2026-09-19"], []]


def test_a_vendor_in_use_of_which_nobody_was_told_withholds_the_list_until_notice_has_ended() -> None:
    published = PublishedList({"a": entry()})
    both = {"a": entry(), "b": entry(name="Stratus", since="2026-08-01")}
    (reason,) = published.review("2026-08-10", both).too_early
    assert reason.startswith(
        "Stratus added: takes effect on 2026-08-01, before its notice ends on 2026-09-09."
    )
    told = {"b": date(2026, 8, 12)}
    assert published.review("2026-08-20", both, announced=told).too_early
    assert not published.review("2026-09-11", both, announced=told).too_early
    assert published.tables == [[], ["Stratus addition 2026-08-01"]]


def test_a_planned_vendor_is_announced_from_the_first_list_on_and_then_in_use() -> None:
    stratus = entry(name="Stratus", since="2026-09-15", announced=True)
    published = PublishedList({"a": entry(), "b": stratus})
    assert published.tables == [["Stratus addition 2026-09-15"], []]
    published.review("2026-09-20", {"a": entry(), "b": {**stratus, "announced": False}})
    assert published.tables == [[], ["Stratus addition 2026-09-15"]]


def test_a_planned_vendor_that_does_not_come_is_withdrawn() -> None:
    stratus = entry(name="Stratus", since="2026-09-15", announced=True)
    published = PublishedList({"a": entry(), "b": stratus})
    pack = published.review("2026-08-10", {"a": entry()})
    assert published.tables == [[], ["Stratus withdrawal 2026-08-10"]]
    assert "notice.eml" not in pack.files


def test_a_removal_is_told_at_once_and_nobody_can_object() -> None:
    published = PublishedList({"a": entry(), "b": entry(name="Stratus")})
    pack = published.review("2026-08-10", {"a": entry()})
    assert published.tables == [[], ["Stratus removal 2026-08-10"]]
    assert pack.announcements == ()
    letter = pack.files["notice.eml"].decode()
    assert "No longer used" in letter
    assert "object" not in letter.casefold()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"purpose": "Delivery of notificaton"}, {"purpose": "Delivery of notification"}),
        ({"data_shared": "Names, e-mail adresses"}, {}),
        ({"location": [{"as_written": "Germany"}]}, {"location": [{"code": "DE", "as_written": "Bonn"}]}),
        (
            {"location": [{"code": "IE", "as_written": "United Kingdom"}]},
            {"location": [{"code": "GB", "as_written": "United Kingdom"}]},
        ),
        ({"url": "http://nimbus.example"}, {"url": "https://nimbus.example/en"}),
        ({"security": []}, {}),
    ],
)
def test_what_is_only_put_in_other_words_is_no_change_to_customers(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    published = PublishedList({"a": entry(**before)})
    pack = published.review("2026-08-10", {"a": entry(**after)})
    assert published.tables == [[], []]
    assert "notice.eml" not in pack.files
    assert pack.entries["a"] == entry(**after)


def test_of_another_company_the_list_shows_all_of_the_old_entry_until_the_day() -> None:
    published = PublishedList({"a": entry()})
    stratus = {
        "a": entry(
            name="Stratus", legal_entity="Stratus Ltd", url="https://stratus.example", purpose="All of it"
        )
    }
    published.review("2026-08-10", stratus)
    assert published.tables == [["Stratus vendor 2026-09-09"], []]
    assert published.pack.entries["a"] == entry()
    published.review("2026-09-10", stratus)
    assert published.tables == [[], ["Stratus vendor 2026-09-09"]]
    assert published.pack.entries == stratus


def test_data_that_moves_under_the_same_words_waits_for_its_day_as_well() -> None:
    published = PublishedList({"a": entry()})
    published.review("2026-08-10", {"a": entry()}, moved_data={"a"})
    for day in ("2026-08-20", "2026-09-08"):
        published.review(day, {"a": entry()})
        assert published.tables == [["Nimbus data_shared 2026-09-09"], []], day
    published.review("2026-09-09", {"a": entry()})
    assert published.tables == [[], ["Nimbus data_shared 2026-09-09"]]


def test_data_that_moved_while_the_list_was_withheld_is_announced_by_the_next_one() -> None:
    published = PublishedList({"a": entry()})
    published.review("2026-08-10", {"a": entry()}, moved_data={"a"}, withheld=True)
    published.review("2026-08-20", {"a": entry()})
    assert published.tables == [["Nimbus data_shared 2026-09-19"], []]


def test_a_column_that_the_page_shows_from_now_on_is_no_change_of_any_vendor() -> None:
    published = PublishedList({"a": entry(location=DE)}, columns=["purpose"])
    published.review("2026-08-10", {"a": entry(location=US)})
    published.fields["columns"] = ["purpose", "location"]
    published.review("2026-08-20", {"a": entry(location=US)})
    assert published.tables == [[], []]
    published.review("2026-08-30", {"a": entry(location=DE)})
    assert published.tables == [["Nimbus location 2026-09-29"], []]


def test_where_no_notice_is_promised_a_change_holds_at_once() -> None:
    published = PublishedList({"a": entry()}, notice={"days": None, "objection_days": None})
    published.review("2026-08-10", {"a": entry(location=US), "b": entry(name="Stratus")})
    assert published.tables[0] == []
    assert published.shown("location") == "US (processing)"


def test_a_notice_stays_with_its_entry_under_another_key() -> None:
    planned = entry(name="Stratus", since="2027-01-01", announced=True)
    published = PublishedList({"a": entry()})
    published.review("2026-08-10", {"a": entry(), "b": planned})
    pack = published.review("2026-08-20", {"a": entry(), "c": planned})
    assert "notice.eml" not in pack.files
    assert published.tables == [["Stratus addition 2027-01-01"], []]
    (reason,) = published.review(
        "2026-08-30", {"a": entry(), "c": {**planned, "since": "2026-08-25", "announced": False}}
    ).too_early
    assert reason.startswith(
        "Stratus added: takes effect on 2026-08-25, before its notice ends on 2026-09-09."
    )


def test_a_change_of_what_is_planned_for_no_day_takes_effect_with_its_vendor() -> None:
    planned = entry(name="Stratus", since="", announced=True)
    moved = {**planned, "location": entry(location=US)["location"]}
    begun = {**moved, "since": "2026-09-15", "announced": False}
    published = PublishedList({"a": entry()})
    published.review("2026-08-10", {"a": entry(), "b": planned})
    published.review("2026-08-20", {"a": entry(), "b": moved})
    # The notice of the vendor ended on 2026-09-09, that of its new place ends ten days later.
    (reason,) = published.review("2026-09-16", {"a": entry(), "b": begun}).too_early
    assert reason.startswith(
        "Stratus: location: takes effect on 2026-09-15, before its notice ends on 2026-09-19."
    )
    pack = published.review("2026-09-20", {"a": entry(), "b": begun})
    assert not pack.too_early
    assert published.shown("location", "b") == "US (processing)"


def test_what_changes_again_on_its_first_day_shows_as_it_was_announced_until_notice_has_ended() -> None:
    planned = entry(name="Stratus", since="2026-10-01", announced=True)
    published = PublishedList({"a": entry()})
    published.review("2026-08-10", {"a": entry(), "b": planned})
    begun = entry(name="Stratus", since="2026-10-01", location=US)
    pack = published.review("2026-10-01", {"a": entry(), "b": begun})
    assert not pack.too_early
    assert (published.shown("location", "b"), pack.entries["b"]["since"]) == ("DE (processing)", "2026-10-01")
    published.review("2026-10-31", {"a": entry(), "b": begun})
    assert published.shown("location", "b") == "US (processing)"


# Properties

_NOTICED = ("role", "location", "data_shared", "transfer_basis", "customer_region")


def _on(day: date, entries: Entries) -> dict[str, dict[str, Any]]:
    """The entries as a register gives them on a day: announced is what begins later, or is planned without a day."""
    return {
        key: {
            **found,
            "since": None if found["announced"] and found["since"] <= day.isoformat() else found["since"],
            "announced": found["announced"] or found["since"] > day.isoformat(),
        }
        for key, found in entries.items()
    }


@given(st.lists(st.tuples(lists, st.integers(1, 40)), min_size=1, max_size=5))
def test_no_list_shows_what_customers_may_still_object_to(steps: list[tuple[Entries, int]]) -> None:
    published, day = PublishedList({}), FIRST
    for drawn, ahead in steps:
        day += timedelta(days=ahead)
        entries = _on(day, drawn)
        pack = published.review(day.isoformat(), entries)
        if pack.too_early:
            assert "feed.xml" not in pack.files
            continue
        today = day.isoformat()
        waiting = {(told["key"], told["field"]): told for told in pack.told if told["state"] == "announced"}
        for told in pack.told:
            if told["kind"] != "change" or not told["needs_notice"] or told["state"] == "withdrawn":
                continue
            assert (told["state"] == "announced") is ((told["effective_on"] or "9999") > today)
            assert (told["effective_on"] or "9999") >= str(told["notice_ends_on"])
        assert pack.entries.keys() == entries.keys()
        for key, shown in pack.entries.items():
            for field in _NOTICED:
                words = public_words.field_words(field, shown[field])
                wanted = public_words.field_words(field, entries[key][field])
                item = waiting.get((key, field))
                if item and not shown["announced"]:
                    assert (words or "").split() == (item["before"] or "").split()
                elif words != wanted:
                    assert (key, "vendor") in waiting


@given(st.lists(lists, min_size=2, max_size=4))
def test_in_the_end_the_list_is_what_the_register_says(steps: list[Entries]) -> None:
    published = PublishedList(steps[0])
    for number, entries in enumerate(steps[1:], start=1):
        published.review((FIRST + timedelta(days=10 * number)).isoformat(), entries)
    published.fields["notice"] = {"days": 0, "objection_days": 0}
    settled = {key: {**found, "announced": False, "since": None} for key, found in steps[-1].items()}
    pack = published.review("2027-12-01", settled)
    pack = published.review("2027-12-24", settled)
    assert pack.entries == settled
    assert not [told for told in pack.told if told["state"] == "announced"]
