"""What goes out when the public list changes, read by the programs of others: mail, feed readers, calendars."""

from __future__ import annotations

import email
import email.policy
import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import feedparser
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from changes.list_entries import entry, listing, lists
from publication.public_registers import a_full_register_with_canaries
from registers import checked_as_of
from vendor_review.publication.notices.notice_pack import NoticePack, notice_pack
from vendor_review.publication.public_list.projection import public_entries, public_list

FIRST, SECOND, THIRD = date(2026, 7, 31), date(2026, 10, 31), date(2027, 1, 31)
EXAMPLE = Path(__file__).parents[2] / "data" / "example"

Entries = Mapping[str, dict[str, Any]]


class Reviews:
    """Reviews of one list, each of which takes the state of the one before through JSON."""

    def __init__(self, **fields: Any) -> None:
        self.listing = listing(**fields)
        self.state: dict[str, Any] | None = None

    def review(self, as_of: date, entries: Entries, **more: Any) -> NoticePack:
        pack = notice_pack(self.listing, None, entries, as_of=as_of, earlier=self.state, **more)
        self.state = json.loads(json.dumps(pack.state))
        assert self.state == pack.state
        return pack


@pytest.fixture
def reviews() -> Reviews:
    made = Reviews()
    made.review(FIRST, {"a": entry()})
    return made


# Readers


def mail_of(pack: NoticePack) -> EmailMessage:
    """The draft as a strict reader takes it; every line break is CRLF."""
    content = pack.files["notice.eml"]
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content)
    message = email.message_from_bytes(content, policy=email.policy.SMTP.clone(raise_on_defect=True))
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def text_of(pack: NoticePack, kind: str = "plain") -> str:
    part = mail_of(pack).get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


class FeedReader:
    """Shows each entry of a feed once, by its id, as feed readers do."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def new_in(self, pack: NoticePack) -> list[str]:
        parsed = feedparser.parse(pack.files["feed.xml"])
        assert not parsed.bozo
        assert parsed.version == "atom10"
        ids = [found.id for found in parsed.entries]
        assert len(set(ids)) == len(ids)
        fresh = [found.title for found in parsed.entries if found.id not in self.seen]
        self.seen |= set(ids)
        return fresh


def events_of(pack: NoticePack) -> dict[str, Any]:
    """Events by their words, as a calendar program reads them."""
    content = pack.files["changes.ics"]
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content)
    assert max(map(len, content.split(b"\r\n"))) <= 75
    calendar: Any = Calendar.from_ical(content)
    assert not calendar.errors
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    assert calendar["PRODID"]
    found = {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}
    assert len(found) == len(calendar.walk("VEVENT")), "two events of the same words"
    for event in found.values():
        assert not event.errors
        assert event["TRANSP"] == "TRANSPARENT"
        assert (event.end - event.start).days == 1
    return found


def days_of(pack: NoticePack) -> dict[str, str]:
    """Events to their days, without whose list it is, which stands behind each."""
    found = {words: event.start.isoformat() for words, event in events_of(pack).items()}
    assert all(words.endswith(" (Acme)") for words in found)
    return {words.removesuffix(" (Acme)"): day for words, day in found.items()}


# From state to state


def test_the_first_list_announces_nothing_and_begins_a_feed() -> None:
    pack = Reviews().review(FIRST, {"a": entry()})
    assert pack.changes == ()
    assert pack.announcements == ()
    assert sorted(pack.files) == ["feed.xml"]
    assert feedparser.parse(pack.files["feed.xml"]).feed.updated == "2026-07-31T00:00:00Z"


def test_what_needs_notice_goes_into_mail_feed_and_calendar(reviews: Reviews) -> None:
    pack = reviews.review(
        SECOND,
        {
            "a": entry(location=[{"code": "US"}], purpose="Backup"),
            "b": entry(name="Stratus", since="2026-12-01", announced=True),
        },
        announced={"b": date(2026, 10, 19)},
    )
    assert sorted(pack.files) == ["changes.ics", "feed.xml", "notice.eml"]
    assert FeedReader().new_in(pack) == ["Nimbus: purpose", "Nimbus: location", "Stratus added"]
    days = days_of(pack)
    assert days["Last day to object: Stratus added"] == "2026-11-02"
    assert days["Last day to object: Nimbus: location"] == "2026-11-14"
    assert days["Takes effect: Nimbus: location"] == "2026-11-30"
    assert days["Takes effect: Stratus added"] == "2026-12-01"
    text = text_of(pack)
    noticed, informed = text.split("FOR YOUR INFORMATION")
    assert noticed.index("\nNEW\n") < noticed.index("\nStratus (") < noticed.index("\nCHANGED\n")
    assert "\n  From 1 December 2026. You can object until 2 November 2026.\n" in noticed
    assert (
        "  Location\n  From 30 November 2026. You can object until 14 November 2026.\n"
        "  - Before: DE (processing)\n  - After: US (processing)\n"
    ) in noticed
    assert "\n  Purpose\n" in informed
    assert (
        "You can object until the day that is shown with each change. Write to privacy@acme.example." in text
    )
    assert "https://acme.example/subprocessors" in text


def test_a_further_service_of_a_listed_vendor_is_told_as_that_in_letter_feed_and_calendar(
    reviews: Reviews,
) -> None:
    further = entry(product="Mail", location=[{"code": "US"}], since="2026-12-01", announced=True)
    pack = reviews.review(SECOND, {"a": entry(), "b": further}, announced={"b": date(2026, 10, 19)})
    new = "new service: Mail; new place: US (processing)"
    assert f"\n  Listed already; {new}\n" in text_of(pack)
    assert FeedReader().new_in(pack) == [f"Nimbus: {new}"]
    assert days_of(pack)[f"Takes effect: Nimbus: {new}"] == "2026-12-01"
    assert not any("added" in words for words in days_of(pack))


def test_where_nothing_needs_notice_there_is_no_mail_and_the_feed_tells_of_the_rest(reviews: Reviews) -> None:
    pack = reviews.review(SECOND, {"a": entry(purpose="Hosting of our service")})
    assert sorted(pack.files) == ["feed.xml"]
    assert FeedReader().new_in(pack) == ["Nimbus: purpose"]


def test_data_that_moves_under_the_same_words_is_told_as_such(reviews: Reviews) -> None:
    pack = reviews.review(SECOND, {"a": entry()}, moved_data={"a"})
    told = "  Data shared\n  From 30 November 2026.\n  - Now: Names, e-mail addresses (more or other than before)\n"
    assert told in text_of(pack)


def test_a_letter_names_a_vendor_once_under_each_heading(reviews: Reviews) -> None:
    pack = reviews.review(SECOND, {"a": entry(location=[{"code": "US"}], role="affiliate", purpose="Backup")})
    text = text_of(pack)
    assert text.count("\nNimbus (") == 2
    changed = text[text.index("CHANGED") : text.index("FOR YOUR INFORMATION")]
    assert re.findall(r"(?m)^  (Location|Role)$", changed) == ["Location", "Role"]


def test_a_removal_is_told_without_a_right_to_object(reviews: Reviews) -> None:
    text = text_of(reviews.review(SECOND, {}))
    assert "We no longer use some of our subprocessors." in text
    assert "NO LONGER USED\n\nNimbus (" in text
    assert "object" not in text


def test_both_parts_of_a_letter_say_the_same_words(reviews: Reviews) -> None:
    pack = reviews.review(
        SECOND,
        {
            "a": entry(location=[{"code": "US"}], purpose="Backup & more <b>"),
            "b": entry(name="Stratus", since="2026-12-01", announced=True),
        },
    )
    page = BeautifulSoup(text_of(pack, "html"), "html5lib")
    shown = [word for word in page.main.get_text(" ").split() if word.isalnum()]  # type: ignore[union-attr]
    plain = [word for word in re.sub(r"(?m)^ *- ", "", text_of(pack)).split() if word.isalnum()]
    title = [word for word in page.h1.get_text().split() if word.isalnum()]  # type: ignore[union-attr]
    assert [word.casefold() for word in shown] == [word.casefold() for word in [*title, *plain]]


def test_spelling_and_mended_codes_are_in_no_letter(reviews: Reviews) -> None:
    pack = reviews.review(
        SECOND,
        {
            "a": entry(
                location=[{"code": "DE", "as_written": "Germany"}], data_shared="names, E-mail adresses"
            ),
            "b": entry(name="Stratus", since="2026-12-01", announced=True),
        },
    )
    assert "\nStratus (" in text_of(pack)
    assert "\nNimbus (" not in text_of(pack)


def test_what_was_held_back_is_announced_by_the_next_list_that_goes_out(reviews: Reviews) -> None:
    entries = {"a": entry(), "b": entry(name="Stratus", since="2027-03-02", announced=True)}
    engaged = {"b": date(2026, 10, 19)}
    held = reviews.review(SECOND, entries, announced=engaged, withheld=True)
    assert [change.name for change in held.changes] == ["Stratus"]
    assert held.files == {}
    pack = reviews.review(THIRD, entries, announced=engaged)
    assert FeedReader().new_in(pack) == ["Stratus added"]
    # It was engaged before a list that did not go out: nobody had heard of it by then.
    (announcement,) = pack.announcements
    assert (announcement.announced_on, announcement.in_time) == (THIRD, True)


def test_a_register_whose_list_never_went_out_announces_nothing_yet() -> None:
    reviews = Reviews()
    assert reviews.review(FIRST, {"a": entry()}, withheld=True).changes == ()
    assert reviews.review(SECOND, {"b": entry()}).changes == ()
    assert [change.kind for change in reviews.review(THIRD, {}).changes] == ["removal"]


def test_another_list_may_be_named_as_the_one_that_customers_saw() -> None:
    pack = notice_pack(
        listing(),
        {},
        {"a": entry()},
        as_of=SECOND,
        before_on=FIRST,
        announced={"a": date(2026, 10, 1)},
    )
    assert [found.announced_on for found in pack.announcements] == [date(2026, 10, 1)]


def test_the_same_inputs_give_the_same_bytes(reviews: Reviews) -> None:
    entries = {"b": entry(name="Stratus"), "a": entry(role="affiliate")}
    earlier = reviews.state
    packs = [notice_pack(listing(), None, entries, as_of=SECOND, earlier=earlier) for _ in range(2)]
    assert packs[0] == packs[1]


# Mail


def test_the_mail_is_a_draft_that_states_no_day_and_names_nobody_invented(reviews: Reviews) -> None:
    message = mail_of(reviews.review(SECOND, {"a": entry(role="affiliate")}))
    assert message["X-Unsent"] == "1"
    assert message["From"] == "privacy@acme.example"
    assert message["To"].addresses == ()
    assert message["Subject"] == "Acme: 1 change to our subprocessors, object until 14 November 2026"
    assert not {"date", "message-id"} & {name.lower() for name in message}
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


@pytest.mark.parametrize("contact", [None, "https://acme.example/contact", "our privacy team, a@b.example"])
def test_a_contact_that_is_no_address_is_no_sender(contact: str | None) -> None:
    reviews = Reviews(contact=contact)
    reviews.review(FIRST, {"a": entry()})
    pack = reviews.review(SECOND, {"a": entry(role="affiliate")})
    assert mail_of(pack)["From"] is None
    assert (f"Write to {contact}." if contact else "Your contract says how.") in text_of(pack)


def test_the_mail_in_html_asks_for_nothing_from_outside(reviews: Reviews) -> None:
    page = text_of(reviews.review(SECOND, {}), "html")
    assert not re.search(r"<(script|img|link|iframe|object|svg)\b|url\(|@import", page)
    assert re.findall(r'href="([^"]*)"', page) == ["https://acme.example/subprocessors"]


# Feed


def test_a_reader_sees_each_change_once_and_a_change_that_comes_again_again(reviews: Reviews) -> None:
    reader = FeedReader()
    us, de = {"a": entry(location=[{"code": "US"}])}, {"a": entry()}
    assert reader.new_in(reviews.review(date(2026, 8, 1), us)) == ["Nimbus: location"]
    assert reader.new_in(reviews.review(date(2026, 9, 1), us)) == []
    assert reader.new_in(reviews.review(date(2026, 10, 1), de)) == ["Nimbus: location"]
    assert reader.new_in(reviews.review(date(2026, 11, 1), de)) == []
    assert reader.new_in(reviews.review(date(2026, 12, 1), us)) == ["Nimbus: location"]
    pack = reviews.review(date(2027, 1, 1), us)
    assert reader.new_in(pack) == []
    parsed = feedparser.parse(pack.files["feed.xml"])
    assert [found.updated[:10] for found in parsed.entries] == ["2026-12-01", "2026-10-01", "2026-08-01"]
    assert parsed.feed.updated[:10] == "2026-12-01"
    assert {found.tags[0].term for found in parsed.entries} == {"notice"}


def test_the_feed_says_where_it_lies_and_each_change_leads_to_its_vendor(reviews: Reviews) -> None:
    pack = reviews.review(SECOND, {"b": entry(name="Über Mail", since="2027-01-01", announced=True)})
    parsed = feedparser.parse(pack.files["feed.xml"])
    links = {link.rel: (link.href, link.type) for link in parsed.feed.links}
    assert links["self"] == ("https://acme.example/feed.xml", "application/atom+xml")
    assert links["alternate"][0] == "https://acme.example/subprocessors"
    assert {found.title: found.link for found in parsed.entries} == {
        "Über Mail added": "https://acme.example/subprocessors#vendor-uber-mail",
        "Nimbus no longer used": "https://acme.example/subprocessors#change-log",
    }


def test_what_reads_alike_is_told_once_and_what_differs_in_a_word_twice() -> None:
    reviews, reader = Reviews(), FeedReader()
    reader.new_in(reviews.review(FIRST, {"a": entry(), "b": entry(purpose="Backup")}))
    renamed = {
        "a": entry(legal_entity="Nimbus SE"),
        "b": entry(legal_entity="Nimbus SE", purpose="Backup"),
        "c": entry(name="Stratus", since="2027-01-01", announced=True),
        "d": entry(name="Stratus", since="2027-01-01", announced=True, purpose="Mail"),
    }
    assert reader.new_in(reviews.review(SECOND, renamed)) == [
        "Nimbus: legal entity",
        "Stratus added",
        "Stratus added",
    ]


# Calendar


def test_an_addition_that_is_put_off_moves_its_day_and_one_that_is_withdrawn_is_cancelled(
    reviews: Reviews,
) -> None:
    def with_stratus(since: str) -> Entries:
        return {"a": entry(), "b": entry(name="Stratus", since=since, announced=True)}

    first = events_of(reviews.review(SECOND, with_stratus("2026-12-15")))
    moved = events_of(reviews.review(date(2026, 11, 1), with_stratus("2027-02-01")))
    effect = "Takes effect: Stratus added (Acme)"
    assert (str(moved[effect].start), moved[effect]["SEQUENCE"]) == ("2027-02-01", 1)
    assert {words: event["UID"] for words, event in moved.items()} == {
        words: event["UID"] for words, event in first.items()
    }
    withdrawn = events_of(reviews.review(date(2026, 11, 2), {"a": entry()}))
    cancelled = {words for words, event in withdrawn.items() if event["STATUS"] == "CANCELLED"}
    assert cancelled == {f"Cancelled: {words}" for words in moved}
    assert withdrawn[f"Cancelled: {effect}"]["SEQUENCE"] == 2
    assert "changes.ics" not in reviews.review(date(2026, 11, 3), {"a": entry()}).files


def test_an_addition_that_is_in_use_already_has_no_day_to_come_on_which_it_takes_effect(
    reviews: Reviews,
) -> None:
    told = {"b": date(2026, 9, 20)}
    pack = reviews.review(
        SECOND, {"a": entry(), "b": entry(name="Stratus", since="2026-10-25")}, announced=told
    )
    assert pack.too_early == ()
    assert "changes.ics" not in pack.files


def test_days_that_have_passed_are_left_out_and_not_cancelled(reviews: Reviews) -> None:
    reviews.review(SECOND, {"a": entry(role="affiliate")})
    assert "changes.ics" not in reviews.review(THIRD, {"a": entry(role="affiliate")}).files


steps = st.lists(st.tuples(lists, st.booleans()), min_size=1, max_size=5)


@given(steps)
def test_over_any_reviews_ids_last_sequences_rise_and_each_change_is_shown_once(
    steps: list[tuple[Entries, bool]],
) -> None:
    reviews, reader, shown = Reviews(), FeedReader(), dict[str, tuple[int, str]]()
    for number, (entries, withheld) in enumerate(steps):
        as_of = date(2026, 7, 1) + timedelta(days=60 * number)
        before = reviews.state or {"feed": []}
        pack = reviews.review(as_of, entries, withheld=withheld)
        count = len(before["feed"])
        assert [told["id"] for told in pack.state["feed"][:count]] == [told["id"] for told in before["feed"]]
        new = pack.state["feed"][count:]
        is_news = any(told["needs_notice"] or told["kind"] == "removal" for told in new)
        assert ("notice.eml" in pack.files) is is_news
        assert ("feed.xml" in pack.files) is not (withheld or pack.too_early)
        if "feed.xml" in pack.files:
            assert len(reader.new_in(pack)) == len({told["id"] for told in new})
        else:
            assert new == []
        if "changes.ics" in pack.files:
            calendar: Any = Calendar.from_ical(pack.files["changes.ics"])
            for event in calendar.walk("VEVENT"):
                uid, sequence, told = str(event["UID"]), int(event["SEQUENCE"]), event_words(event)
                past = shown.get(uid, (-1, ""))
                # The same number stands for the same event, whatever is said of it later has a higher one.
                assert sequence > past[0] or (sequence, told) == past
                assert (sequence, told) != past or "CANCELLED" not in told, "cancelled twice"
                shown[uid] = (sequence, told)


def event_words(event: Any) -> str:
    return " ".join(str(event[name]) for name in ("SUMMARY", "STATUS")) + str(event.start)


# Hostile and private words

HOSTILE = [
    "Nimbus\r\nBcc: everyone@evil.example",
    "Nimbus\nEND:VEVENT\nBEGIN:VALARM",
    "Nimbus\x00\x08\x0b\ufffe\ud800 ]]> &lt; <script>alert(1)</script>",
    "Nimbus\u2028\u2029\x85; a, b\\n c",
    '=cmd|"/c calc"!A1 ' + "\U0001f3f4ü" * 60,
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_begin_no_header_no_line_and_no_markup(words: str) -> None:
    reviews = Reviews(organisation=words, contact=words, brand=words, legal_name=words)
    reviews.review(FIRST, {"a": entry()})
    fields = ("name", "legal_entity", "purpose", "data_shared", "section", "role", "url")
    hostile = entry(
        **dict.fromkeys(fields, words),
        transfer_basis=[words],
        location=[{"as_written": words, "condition": words}],
    )
    hostile |= {"since": "2027-03-01", "announced": True}
    pack = reviews.review(SECOND, {"a": entry(role=words), "b": hostile})
    message = mail_of(pack)
    assert sorted(message.keys()) == ["Content-Type", "MIME-Version", "Subject", "To", "X-Unsent"]
    assert len(message["Subject"].splitlines()) == 1
    assert "<script" not in text_of(pack, "html")
    parsed = feedparser.parse(pack.files["feed.xml"])
    assert not parsed.bozo
    assert b"<script" not in pack.files["feed.xml"]
    assert all("<script" not in found.content[0].value for found in parsed.entries)
    calendar = Calendar.from_ical(pack.files["changes.ics"])
    assert {component.name for component in calendar.walk()} == {"VCALENDAR", "VEVENT"}
    events = calendar.walk("VEVENT")
    assert {name for event in events for name in event} == {
        "UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS", "TRANSP",
        "X-MICROSOFT-CDO-BUSYSTATUS", "URL",
    }  # fmt: skip
    assert any("Nimbus" in str(event["SUMMARY"]) or "cmd" in str(event["SUMMARY"]) for event in events)


def test_no_key_and_no_unlisted_vendor_reaches_any_file(reviews: Reviews) -> None:
    pack = reviews.review(
        SECOND,
        {
            "canary-a": entry(since="2027-01-01", announced=True),
            "canary-b": entry(name="Stratus", since="2027-01-01", announced=True),
        },
        moved_data={"canary-a"},
    )
    assert sorted(pack.files) == ["changes.ics", "feed.xml", "notice.eml"]
    for name, content in pack.files.items():
        assert b"canary" not in content.lower(), name


def test_no_word_of_a_column_that_is_not_allowed_reaches_letter_feed_or_calendar() -> None:
    """Of any kind: each cell of the register holds a word of its own, and what the list shows of one has changed."""
    checked, private = a_full_register_with_canaries()
    now = public_entries(checked, SECOND)
    (key,) = now
    was = {
        key: {**now[key], **dict.fromkeys(("purpose", "data_shared", "role", "product", "footnote"), "other")}
    }
    terms = {"notice": {"days": 30, "objection_days": 14, "day_type": "calendar", "channels": ["email"]}}
    for before in (was, {"gone": {**now[key], "name": "Another", "legal_entity": "Another AG"}}):
        pack = notice_pack(
            {**public_list(checked, SECOND).as_dict(), **terms},
            before,
            now,
            as_of=SECOND,
            before_on=date(2025, 11, 1),
            announced={key: date(2025, 12, 1)},
        )
        assert {"feed.xml", "notice.eml"} <= set(pack.files)
        for name, content in pack.files.items():
            text = content.decode().replace("=\r\n", "").replace("\r\n ", "").casefold()
            assert [word for word in private if word.casefold() in text] == [], name
            assert "canary" not in text, name


# The example's two states


@pytest.fixture(scope="module")
def states() -> tuple[NoticePack, dict[str, str]]:
    """The pack of the second state after the first, as if the first's list had been seen, and vendor by engagement."""
    days = (FIRST, SECOND)
    before, after = (checked_as_of(EXAMPLE / day.isoformat(), day)[0] for day in days)
    engagements = after.tables["engagements"]
    engaged = engagements[engagements["engaged_on"].notna()]
    pack = notice_pack(
        public_list(after, SECOND).as_dict(),
        public_entries(before, FIRST),
        public_entries(after, SECOND),
        as_of=SECOND,
        before_on=FIRST,
        announced=dict(zip(engaged["engagement_id"], engaged["engaged_on"].dt.date, strict=True)),
    )
    return pack, dict(zip(engagements["engagement_id"], engagements["vendor_id"], strict=True))


def test_of_the_example_just_those_changes_need_notice_that_its_page_says(
    states: tuple[NoticePack, dict[str, str]],
) -> None:
    pack, vendors = states
    kinds = {
        "addition, notice running": "addition",
        "merger of two vendors": "vendor",
        "mistake mended": "location",
        "place": "location",
        "data": "data_shared",
        "transfer": "transfer_basis",
    }
    rows = re.findall(
        r"^\| ([^|]+) \| yes \| (\S+) \|", (EXAMPLE / "README.md").read_text("utf-8"), re.MULTILINE
    )
    stated = {(kinds.get(kind, kind), vendor) for kind, vendor in rows}
    found = {
        (change.field or change.kind, vendors[change.key]) for change in pack.changes if change.needs_notice
    }
    assert len(stated) == 10
    assert found == stated


def test_the_additions_of_the_example_are_announced_in_time(
    states: tuple[NoticePack, dict[str, str]],
) -> None:
    pack, _ = states
    days = {
        found.change.name: (str(found.announced_on), str(found.notice_ends_on), found.in_time)
        for found in pack.announcements
        if found.change.kind == "addition"
    }
    expected = ("2026-10-19", "2026-11-18", True)
    assert days == {"Basaltfell Cloud": expected, "Inkharrow Documents": expected}


def test_the_files_of_the_example_can_be_read_and_hold_nothing_internal(
    states: tuple[NoticePack, dict[str, str]],
) -> None:
    pack, vendors = states
    assert mail_of(pack)["From"] == "privacy@skerrowby.example"
    assert len(FeedReader().new_in(pack)) == len({told["id"] for told in pack.state["feed"]})
    assert all(": " in summary for summary in events_of(pack))
    internal = [
        *vendors,
        "ledgerholm",
        "head of",
        "taken over with",
        "T1",
        "contract not renewed",
        "2026-09-30",
    ]
    for name, content in pack.files.items():
        text = content.decode().replace("=\r\n", "").replace("\r\n ", "")
        # An anchor is made of a public name, which may be an id as well.
        text = re.sub(r"#vendor-[a-z0-9-]+", "", text)
        assert [word for word in internal if word in text] == [], name
