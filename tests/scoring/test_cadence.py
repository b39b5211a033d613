"""What comes next: the situations of cadence.toml, run as a review runs them, and what holds for all."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembled import example_review, numberz_review
from population import POLICY
from registers import checked_as_of, write_register
from vendor_review.scoring import Assessment, score_vendors
from vendor_review.scoring.calendar.due_items import DUE
from vendor_review.scoring.calendar.events import FIRST_DAYS, LAST_DAYS
from vendor_review.scoring.model.dates import day_of_age, months_between
from vendor_review.scoring.model.evidence import age_factor, age_months

AS_OF = date(2026, 11, 1)
CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("cadence.toml").read_text(encoding="utf-8")
)["case"]
KINDS = (*LAST_DAYS, *FIRST_DAYS)


def scored(case: dict[str, Any], folder: Path) -> Assessment:
    """The one vendor of a case."""
    key = {"engagement_id": "engagement"}
    engagement = {"status": "active", "role": "processor", "access_path": "hosts", "engaged_on": "2024-01-10"}
    engagement |= {"effective_on": "2024-03-01"} if "engagement" not in case else {}
    tables: dict[str, list[dict[str, str]]] = {
        "vendors": [{"vendor_id": "vendor", "name": "Vendor", **case.get("row", {})}],
        "engagements": [{**key, "vendor_id": "vendor", **engagement, **case.get("engagement", {})}],
        "data_shared": [
            {**key, "category": "BankAccount", "custody": custody, **case.get("data", {})}
            for custody in ("held", "disclosed")
        ],
        "places": [{**key, "kind": "processing", "code": code} for code in case.get("places", ())],
        "access_controls": [
            {"vendor_id": "vendor", "control": control, "answer": "yes", "evidence_id": evidence_id}
            for control, evidence_id in case.get("controls", {}).items()
        ],
        "reviews_done": [
            {"vendor_id": "vendor", "reviewed_on": day, "reviewer": "x"}
            for day in case.get("reviewed", ["2026-05-01"])
        ],
        "evidence": [{"vendor_id": "vendor", "in_scope": "yes", **row} for row in case.get("evidence", ())],
        "onward": [{"vendor_id": "vendor", **row} for row in case.get("onward", ())],
        "decisions": [{"vendor_id": "vendor", **row} for row in case.get("decisions", ())],
        "incidents": [{"vendor_id": "vendor", **row} for row in case.get("incidents", ())],
        "requests": [{"vendor_id": "vendor", **row} for row in case.get("requests", ())],
    }
    checked, policy = checked_as_of(write_register(folder, tables, case.get("page", "")), AS_OF)
    assert checked.rejected.empty, checked.rejected["rules"].tolist()
    return score_vendors(checked, policy)


def told(events: pd.DataFrame) -> list[str]:
    days = events["on"].dt.strftime("%Y-%m-%d")
    return [
        f"{'*' if past else ''}{day} {kind} {item}"
        for past, day, kind, item in zip(events["past"], days, events["kind"], events["item"], strict=True)
    ]


@pytest.mark.parametrize("case", CASES, ids=[case["says"] for case in CASES])
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    scores = scored(case, tmp_path)
    if "expect" in case:
        [look] = scores.next_looks.to_dict("records")
        day = f"{look['due_on']:%Y-%m-%d}"
        assert {name: look[name] for name in ("state", "what", "why")} | {"due_on": day} == case["expect"]
    if "due" in case:
        assert told_due(scores.due_items) == case["due"]
    if "events" in case:
        events = scores.events
        assert told(events[events["kind"].isin(case["kinds"])]) == case["events"]


def told_due(items: pd.DataFrame) -> list[str]:
    return [
        f"{'*' if state == 'overdue' else ''}{'?' if pd.isna(day) else f'{day:%Y-%m-%d}'} {what} {item}"
        for state, day, what, item in items[["state", "due_on", "what", "item"]].itertuples(
            index=False, name=None
        )
    ]


def test_every_kind_of_event_and_thing_that_falls_due_has_a_case() -> None:
    events = {words.split()[1] for case in CASES for words in case.get("events", ())}
    whats = {words.split()[1] for case in CASES for words in case.get("due", ())}
    calls = {case["expect"]["why"] for case in CASES if "expect" in case}
    assert events | (calls & set(KINDS)) == set(KINDS)
    assert whats == set(DUE) - {"transfer"}
    states = {case["expect"]["state"] for case in CASES if "expect" in case}
    assert states == {"overdue", "due soon", "later"}


@given(
    st.dates(date(1999, 1, 1), date(2030, 12, 31)),
    st.integers(0, 60) | st.decimals(0, 60, places=2).map(float),
)
def test_the_day_of_an_age_is_the_first_day_on_which_it_is_reached(day: date, months: float) -> None:
    start = np.array([day], dtype="datetime64[D]")
    found = day_of_age(start, months)
    assert months_between(start, found)[0] >= months - 1e-9
    assert months_between(start, found - 1)[0] < months


def test_the_day_of_no_date_is_none() -> None:
    assert np.isnat(day_of_age(np.array(["NaT"], dtype="datetime64[D]"), 12.5)).all()


@given(st.dates(date(2020, 1, 1), date(2026, 10, 31)))
def test_on_the_days_told_the_weight_of_a_document_changes_and_not_the_day_before(day: date) -> None:
    start = np.array([day], dtype="datetime64[D]")

    def weight(on: np.ndarray, before: int = 0) -> float:
        then = on[0].astype(date) - timedelta(days=before)
        return float(age_factor(age_months(pd.Series(start), then), POLICY).iloc[0])

    fades = day_of_age(start, POLICY.evidence_full_months + 1e-6)
    floor = day_of_age(start, POLICY.evidence_floor_months)
    assert weight(fades, before=1) == 1 > weight(fades)
    assert weight(floor) == POLICY.evidence_floor < weight(floor, before=1)


def test_events_come_vendor_by_vendor_in_the_order_of_their_days() -> None:
    scores = example_review().scores
    events = scores.events
    place = scores.vendors.index.get_indexer(pd.Index(events["vendor_id"]))
    assert (np.diff(place) >= 0).all()
    same = np.diff(place) == 0
    assert (np.diff(events["on"].to_numpy())[same] >= np.timedelta64(0)).all()
    assert set(events["kind"]) <= set(KINDS)


def test_of_the_example_some_reviews_are_due_sooner_than_the_tier_says() -> None:
    due = example_review().scores.next_looks
    assert tuple(due.loc["oraquelle", ["state", "why", "item"]]) == (
        "overdue",
        "engagement_engaged",
        "oraquelle-writing",
    )
    assert tuple(due.loc["basaltfell", ["state", "why", "item"]]) == (
        "due soon",
        "engagement_starts",
        "basaltfell-au",
    )


def test_a_register_that_states_no_day_asks_for_its_first_reviews_at_once() -> None:
    scores = numberz_review().scores
    assert scores.events.empty
    assert scores.next_looks["state"].eq("overdue").all()
    assert scores.next_looks["at_once"].all()
    assert scores.next_looks["due_on"].eq(pd.Timestamp("2026-11-01")).all()


def test_events_change_no_score(tmp_path: Path) -> None:
    scores = scored(CASES[0], tmp_path)
    before = scores.vendors.copy(deep=True)
    scores.due_items, scores.control_points  # noqa: B018
    assert scores.vendors.equals(before)
