"""Training on data, retention and AI models: on the list if its page chooses them, else in no byte of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from publication.public_registers import a_full_register_with_canaries, engagement, register, vendor
from vendor_review.changes.public_lists.entry import CHOSEN, entries_of
from vendor_review.changes.public_lists.published_list import entries_in
from vendor_review.publication.notices.notice_pack import NoticePack, notice_pack
from vendor_review.publication.public_list.cyclonedx import services_file
from vendor_review.publication.public_list.files import public_files
from vendor_review.publication.public_list.projection import projection
from vendor_review.schema.public_page import public_words
from vendor_review.schema.public_page.page import Page

AS_OF = date(2026, 11, 1)
STATED = {"trains_on_data": "opt_out", "retention": "30 days", "ai_models": "a model of its own"}
ALL = ("purpose", *CHOSEN)
TERMS = Page(notice_days=30, objection_days=14, day_type="calendar", channel="email")


def listed(columns: Sequence[str] = ALL, **cells: str) -> Any:
    """A register of one vendor whose page chooses `columns`, on the day of the review."""
    page = replace(TERMS, organisation="Acme", columns=tuple(columns))
    return register(page, vendors=[vendor()], engagements=[engagement(purpose="Hosting", **cells)])


def files_of(checked: Any) -> dict[str, bytes]:
    """The files of the list, and its services as a bill."""
    listing = projection(checked, AS_OF).listing().as_dict()
    return {**public_files(listing), "public-list.cdx.json": services_file(listing, AS_OF)}


def test_a_page_that_chooses_them_shows_them_in_every_file() -> None:
    for name, content in files_of(listed(**STATED)).items():
        text = content.decode()
        assert "30 days" in text, name
        assert "a model of its own" in text, name
        assert "Yes, unless we object" in text or "opt_out" in text, name


@pytest.mark.parametrize("columns", [(), ("purpose",), public_words.USUAL])
def test_a_page_that_does_not_choose_them_lets_no_byte_of_them_out(columns: Sequence[str]) -> None:
    canaries = {name: f"canary {name}" for name in STATED}
    checked = listed(columns, **canaries)
    assert files_of(checked) == files_of(listed(columns))
    assert "canary" not in json.dumps(projection(checked, AS_OF).entries)
    for name, content in files_of(checked).items():
        assert not [column for column in CHOSEN if column in content.decode()], name


def test_each_of_them_is_chosen_by_itself() -> None:
    checked, _ = a_full_register_with_canaries(also=[("engagements", "retention")])
    checked.page = replace(checked.page, columns=("purpose", "retention"))
    shown = checked.tables["engagements"].iloc[0]["retention"]
    for name, content in files_of(checked).items():
        assert shown in content.decode(), name
        assert "canary" not in content.decode(), name


@pytest.mark.parametrize(
    ("answer", "words"),
    [("yes", "Yes"), ("no", "No"), ("opt_out", "Yes, unless we object"), ("unknown", None), ("", None)],
)
def test_the_page_says_in_words_what_is_known(answer: str, words: str | None) -> None:
    page = files_of(listed(trains_on_data=answer))["public-list.html"].decode()
    said = f'<span data-field="trains_on_data">{words}</span>'
    assert (said in page) == (words is not None)
    assert ("Not stated: trains models on the data, keeps the data." in page) == (words is None)


@pytest.mark.parametrize("form", ["json", "csv", "html"])
def test_each_form_reads_back(form: str) -> None:
    checked = listed(**STATED)
    name = f"public-list.{form}"
    (entry,) = entries_in(name, files_of(checked)[name])
    assert {field: entry[field] for field in CHOSEN} == STATED
    (entry,) = entries_in(name, files_of(listed(["purpose"], **STATED))[name])
    assert not entry.keys() & CHOSEN.keys()


class Reviewed:
    """A list from review to review, each by the register of its day."""

    def __init__(self) -> None:
        self.state: dict[str, Any] = {}

    def review(self, day: str, checked: Any) -> tuple[NoticePack, dict[str, Any]]:
        """What customers are told that day, and the one entry that they see."""
        as_of = date.fromisoformat(day)
        cut = projection(checked, as_of)
        pack = notice_pack(
            cut.listing().as_dict(), None, cut.entries, as_of=as_of, earlier=self.state or None
        )
        self.state = json.loads(json.dumps(pack.state))
        (entry,) = entries_of(cut.listing(pack.entries).as_dict())
        return pack, entry


@pytest.mark.parametrize("after", ["yes", "opt_out", ""])
def test_customers_have_notice_before_a_vendor_trains_on_their_data(after: str) -> None:
    reviewed = Reviewed()
    reviewed.review("2026-11-01", listed(trains_on_data="no"))
    changed = listed(trains_on_data=after)
    pack, entry = reviewed.review("2026-11-10", changed)
    (change,) = pack.changes
    assert (change.field, change.needs_notice, change.material) == ("trains_on_data", True, True)
    assert "Trains models on the data" in pack.files["notice.eml"].decode().replace("=\r\n", "")
    assert entry["trains_on_data"] == "no"
    pack, entry = reviewed.review("2026-12-10", changed)
    assert entry["trains_on_data"] == (after or None)
    assert not pack.announcements


@pytest.mark.parametrize("before", ["yes", "opt_out", ""])
def test_that_a_vendor_does_not_train_or_no_longer_is_told_at_once(before: str) -> None:
    reviewed = Reviewed()
    reviewed.review("2026-11-01", listed(trains_on_data=before))
    pack, entry = reviewed.review("2026-11-10", listed(trains_on_data="no"))
    assert [(change.field, change.needs_notice) for change in pack.changes] == [("trains_on_data", False)]
    assert entry["trains_on_data"] == "no"
    assert "notice.eml" not in pack.files


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"retention": "30 days"}, {"retention": "a year"}),
        ({"ai_models": "its own"}, {"ai_models": "another"}),
    ],
)
def test_another_retention_or_model_is_told_at_once(before: dict[str, str], after: dict[str, str]) -> None:
    reviewed = Reviewed()
    reviewed.review("2026-11-01", listed(**before))
    pack, entry = reviewed.review("2026-11-10", listed(**after))
    assert [(change.field, change.needs_notice) for change in pack.changes] == [(*after, False)]
    assert after.items() <= entry.items()


def test_what_the_list_does_not_show_is_no_change_nor_is_a_column_that_comes_or_goes() -> None:
    reviewed = Reviewed()
    steps: list[tuple[Sequence[str], str]] = [
        (["purpose"], "no"),
        (["purpose"], "yes"),
        (ALL, "opt_out"),
        (["purpose"], "no"),
    ]
    for day, (columns, answer) in enumerate(steps, 1):
        pack, entry = reviewed.review(f"2026-11-0{day}", listed(columns, trains_on_data=answer))
        assert not pack.changes
        assert entry.get("trains_on_data") == (answer if columns == ALL else None)
        assert b"opt_out" not in b"".join(pack.files.values())


def test_not_known_is_not_stated_so_that_neither_becomes_the_other_as_a_change() -> None:
    reviewed = Reviewed()
    reviewed.review("2026-11-01", listed(trains_on_data=""))
    pack, _ = reviewed.review("2026-11-10", listed(trains_on_data="unknown"))
    assert not pack.changes
