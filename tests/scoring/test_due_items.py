"""What holds of everything that falls due, whatever a register says: one item, one day, one state, everywhere."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import tries
from registers import Row, write_register
from vendor_review.policy import load_policy
from vendor_review.register import load_register
from vendor_review.report.words.due_words import worded_items
from vendor_review.schema import CheckedRegister, check_register
from vendor_review.scoring import Assessment, score_vendors
from vendor_review.scoring.calendar.due_items import LOOKS

AS_OF = date(2026, 11, 1)
Tables = dict[str, list[Row]]


@cache
def policy_of(day: date) -> Any:
    return load_policy(None, day)


def scored(tables: Tables, folder: Any, as_of: date = AS_OF) -> tuple[CheckedRegister, Assessment]:
    policy = policy_of(as_of)
    checked = check_register(load_register(write_register(folder, tables)), policy.vocabulary, as_of)
    return checked, score_vendors(checked, policy)


days = st.dates(date(2023, 1, 1), date(2028, 12, 31)).map(date.isoformat)
past_days = st.dates(date(2023, 1, 1), AS_OF).map(date.isoformat)
maybe = st.just("") | days
IDS = ("alder", "birch", "cedar")


@st.composite
def registers(draw: st.DrawFn) -> Tables:
    """Up to three vendors with engagements, reviews, documents and decisions on any days, many of them blank."""
    tables: Tables = {
        name: [] for name in ("vendors", "engagements", "data_shared", "reviews_done", "evidence")
    }
    tables |= {"access_controls": [], "onward": [], "decisions": []}
    for vendor in IDS[: draw(st.integers(1, 3))]:
        key = {"vendor_id": vendor}
        tables["vendors"].append({**key, "name": vendor.title()})
        for number in range(draw(st.integers(1, 2))):
            engagement = f"{vendor}-{number}"
            tables["engagements"].append(
                {
                    **key,
                    "engagement_id": engagement,
                    "status": draw(st.sampled_from(["active", "planned", "optional"])),
                    "access_path": draw(st.sampled_from(["none", "receives", "hosts"])),
                    "engaged_on": draw(st.just("") | past_days),
                    "effective_on": draw(maybe),
                    "owner": draw(st.sampled_from(["", "head of it", "finance"])),
                }
            )
            tables["data_shared"].append(
                {"engagement_id": engagement, "category": "BankAccount", "custody": "disclosed"}
            )
        for day in draw(st.lists(past_days, max_size=2, unique=True)):
            tables["reviews_done"].append({**key, "reviewed_on": day})
        for number, kind in enumerate(
            draw(st.lists(st.sampled_from(["iso27001", "dpa", "soc2_type2"]), max_size=3))
        ):
            document = f"{vendor}-doc-{number}"
            dates = {"issued_on": draw(st.just("") | past_days), "valid_until": draw(maybe)}
            tables["evidence"].append(
                {**key, "evidence_id": document, "kind": kind, "level": "E3", "in_scope": "yes", **dates}
            )
            if draw(st.booleans()):
                answer = {"control": f"VR-A{number + 1}", "answer": "yes", "evidence_id": document}
                tables["access_controls"].append({**key, **answer})
        if draw(st.booleans()):
            tables["onward"].append({**key, "onward_name": "Nimbus", "as_of": draw(maybe)})
        for number in range(draw(st.integers(0, 2))):
            tables["decisions"].append(
                {
                    **key,
                    "decision_id": f"{vendor}-{number}",
                    "decision": draw(st.sampled_from(["accept", "remediate", "exit"])),
                    "decided_by": "x",
                    "decided_on": draw(past_days),
                    "expires_on": draw(maybe),
                    "pinned_score": draw(st.sampled_from(["", "0.00..9.00", "5.00..60.00"])),
                    "pinned_tier": draw(st.sampled_from(["", "T1", "T4"])),
                }
            )
    return tables


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return tmp_path_factory.mktemp("due")


@settings(max_examples=tries(25))
@given(tables=registers())
def test_each_item_has_one_day_and_everything_shown_has_that(folder: Any, tables: Tables) -> None:
    _, scores = scored(tables, folder)
    items, as_of = scores.due_items, pd.Timestamp(AS_OF)
    # A vendor has one review, at most one check, and at most one decision to renew.
    for what in ("review", "interim_check", "decision"):
        assert not items.loc[items["what"].eq(what), "vendor_id"].duplicated().any()
    assert not items.duplicated(["vendor_id", "what", "item"]).any()
    assert set(items.loc[items["what"].eq("review"), "vendor_id"]) == set(scores.vendors.index)
    # The state follows from the day.
    late = items["at_once"] | items["due_on"].lt(as_of)
    assert (items["state"].eq("overdue") == late).all()
    assert (items["state"].eq("unknown") == items["due_on"].isna()).all()
    assert items.loc[items["at_once"], "due_on"].eq(as_of).all()
    # The first look of a vendor is the first of its review and its check, and a check lies before its review.
    looks = items[items["what"].isin(LOOKS)].groupby("vendor_id")["due_on"].min()
    assert scores.next_looks["due_on"].to_dict() == looks.to_dict()
    # The words name the day of their item, and no other.
    for item in worded_items(scores):
        shown = re.findall(r"\d{4}-\d{2}-\d{2}", item["when"])
        stated = [] if item["at_once"] or item["state"] == "unknown" else [f"{item['due_on']:%Y-%m-%d}"]
        assert shown == stated


@settings(max_examples=tries(25))
@given(tables=registers())
def test_a_decision_is_either_in_force_or_overdue(folder: Any, tables: Tables) -> None:
    _, scores = scored(tables, folder)
    items = scores.due_items[scores.due_items["what"].eq("decision")].set_index("vendor_id")
    assert set(items.index) == set(scores.decisions.index)
    overdue = items["state"].eq("overdue").reindex(scores.decisions.index)
    assert (overdue == ~scores.decisions["in_force"]).all()
    assert scores.decisions["lapses"].map(bool).eq(~scores.decisions["in_force"]).all()


@settings(max_examples=tries(25))
@given(tables=registers(), data=st.data())
def test_to_blank_the_day_a_vendor_was_engaged_never_puts_its_review_off(
    folder: Any, tables: Tables, data: st.DataObject
) -> None:
    _, before = scored(tables, folder)
    place = data.draw(st.integers(0, len(tables["engagements"]) - 1))
    rows = [*tables["engagements"]]
    rows[place] = {**rows[place], "engaged_on": ""}
    # What is new since a review is known by that day alone; of one that was never reviewed, blank is the worst.
    never = {row["vendor_id"] for row in tables["vendors"]} - {
        row["vendor_id"] for row in tables["reviews_done"]
    }
    _, after = scored({**tables, "engagements": rows}, folder)
    for vendor in never & set(before.vendors.index):
        if before.next_looks.loc[vendor, "state"] == "overdue" or vendor == rows[place]["vendor_id"]:
            assert after.next_looks.loc[vendor, "state"] == "overdue"


@settings(max_examples=tries(25))
@given(tables=registers(), later=st.integers(1, 400))
def test_as_days_go_by_nothing_that_is_overdue_comes_in_time_by_itself(
    folder: Any, tables: Tables, later: int
) -> None:
    checked, now = scored(tables, folder)
    policy = replace(policy_of(AS_OF), as_of=AS_OF + timedelta(days=later))
    then = score_vendors(checked, policy)
    key = ["vendor_id", "what"]
    late = now.due_items[now.due_items["state"].eq("overdue") & now.due_items["what"].eq("review")]
    still = then.due_items[then.due_items["state"].eq("overdue")]
    assert set(map(tuple, late[key].to_numpy())) <= set(map(tuple, still[key].to_numpy()))


def test_of_two_engagements_the_earliest_day_counts_and_one_without_a_day_makes_it_due_at_once(
    tmp_path: Any,
) -> None:
    def look(*engaged: str) -> tuple[str, str]:
        engagements = [
            {
                "vendor_id": "alder",
                "engagement_id": f"e{n}",
                "status": "active",
                "access_path": "hosts",
                "engaged_on": on,
            }
            for n, on in enumerate(engaged)
        ]
        tables: Tables = {"vendors": [{"vendor_id": "alder", "name": "Alder"}], "engagements": [*engagements]}
        [found] = scored(tables, tmp_path)[1].next_looks.to_dict("records")
        return str(found["state"]), f"{found['due_on']:%Y-%m-%d}"

    assert look("2026-10-20", "2026-10-05") == ("due soon", "2026-11-19")
    assert look("2026-10-20") == ("later", "2027-10-20")
    assert look("2026-10-20", "") == ("overdue", "2026-11-01")
    assert look("2025-03-01", "") == ("overdue", "2026-03-01")


def test_the_end_of_a_vendors_contract_is_due_and_calls_for_a_review(tmp_path: Any) -> None:
    tables: Tables = {
        "vendors": [{"vendor_id": "alder", "name": "Alder"}],
        "engagements": [
            {"vendor_id": "alder", "engagement_id": "e", "status": "active", "access_path": "none"}
        ],
        "reviews_done": [{"vendor_id": "alder", "reviewed_on": "2026-10-01"}],
    }
    checked, _ = scored(tables, tmp_path)
    for ends, state in (("2026-10-15", "overdue"), ("2026-12-01", "due soon"), (None, "")):
        stated = checked.tables["vendors"].assign(
            contract_ends_on=pd.to_datetime(pd.Series([ends]), errors="raise").to_numpy()
        )
        found = score_vendors(
            replace(checked, tables={**checked.tables, "vendors": stated}), policy_of(AS_OF)
        )
        items = {item["what"]: item for item in found.due_items.to_dict("records")}
        assert ("contract" in items) == bool(ends)
        if ends:
            contract, look = items["contract"], items["review"]
            assert (contract["state"], contract["due_on"]) == (state, pd.Timestamp(ends))
            assert (look["why"], look["due_on"]) == ("contract_ends", pd.Timestamp(ends))
