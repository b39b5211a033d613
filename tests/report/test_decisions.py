"""What needs a decision, from the register's own rows: who, why, by when, and what is decided already."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from assembled import example_review, numberz_review, review_of
from registers import Row, write_register
from vendor_review.report import decisions_needed, each_vendor, sign_off, verdict
from vendor_review.report.pages.blocks import Fragment
from vendor_review.report.review import Review
from vendor_review.report.sections.decisions import decision_rows, decision_text, holding_rows, lapsed_rows
from vendor_review.report.sections.verdict import do_now

AS_OF = "2026-11-01"


def words(parts: list[dict[str, str]]) -> list[str]:
    return [f"{part['words']} {part['day']}".strip() for part in parts]


def one_vendor(
    tmp_path: Path, *, engagement: Row | None = None, decision: Row | None = None, **tables: list[Row]
) -> Review:
    """A vendor that nothing reaches, unless more is said of it: within the appetite, and reviewed a month ago."""
    engaged = {
        "engagement_id": "e1",
        "vendor_id": "v1",
        "status": "active",
        "access_path": "none",
        "owner": "head of it",
    }
    none = [
        {"engagement_id": "e1", "category": "none", "custody": custody} for custody in ("disclosed", "held")
    ]
    decided = {
        "decision_id": "d1",
        "vendor_id": "v1",
        "decision": "accept",
        "decided_by": "x",
        "decided_on": "2026-01-01",
    }
    rows: dict[str, list[Row]] = {
        "vendors": [{"vendor_id": "v1", "name": "Vendor One"}],
        "engagements": [{**engaged, **(engagement or {})}],
        "data_shared": [*none],
        "decisions": [{**decided, **decision}] if decision is not None else [],
        "reviews_done": [{"vendor_id": "v1", "reviewed_on": "2026-10-01"}],
        **tables,
    }
    return review_of(write_register(tmp_path / "one", rows), AS_OF)


def test_the_starting_register_asks_for_a_decision_on_each_undetermined_vendor() -> None:
    rows = decision_rows(numberz_review())
    assert [row["name"] for row in rows] == ["Amazon Web Services", "Sendgrid", "Quick Books India"]
    for row in rows:
        assert words(row["why"]) == ["It was never reviewed", "undetermined, in tier T1"]
        assert (row["by_when"], row["owner"]) == ("now", "")
    assert holding_rows(numberz_review()) == []


def test_the_examples_vendor_that_was_to_be_left_comes_first_with_all_its_reasons() -> None:
    incident, first = decision_rows(example_review())[:2]
    assert incident["id"] == "watchfen", "before all else"
    assert (first["id"], first["by_when"], first["owner"]) == ("rosterfenn", "now", "head of product")
    assert words(first["why"]) == [
        "Meant to end, still in use",
        "the contract check fails",
        "the transfer check fails",
        "the notice check fails",
        "its decision needs renewal: its answers on controls changed",
        "its review is overdue, since 2026-06-16",
        "undetermined, in tier T1",
    ]


def test_every_vendor_of_the_example_whose_review_or_check_is_overdue_is_listed_with_that_day() -> None:
    looks = example_review().scores.next_looks
    late = looks[looks["state"].eq("overdue")]
    rows = {row["id"]: row for row in decision_rows(example_review())}
    assert set(late.index) <= set(rows)
    for vendor_id, look in late.iterrows():
        day = "" if look["at_once"] else f"{look['due_on']:%Y-%m-%d}"
        assert day in {part["day"] for part in rows[str(vendor_id)]["why"]}
        assert rows[str(vendor_id)]["by_when"] == "now"
    # A check between reviews, a review, one that a tier at worst asks for, and one that was never held.
    assert {"watchfen", "skerrowby-india", "chimebarrow", "cobblefenn"} <= set(late.index)
    # What it holds is ciphertext: T2, which asks for no check between reviews.
    assert "barrowvault" not in late.index


def test_each_day_of_what_to_do_now_is_that_of_the_thing_it_names() -> None:
    """Days of other things that are overdue of the vendor, such as its review, are not taken for it."""
    since = {row["id"]: row["since"] for row in do_now(example_review())}
    assert since == {
        "watchfen": "2026-10-12",  # an incident became known
        "rosterfenn": "2026-09-01",  # exit decided
        "mapthornby": "2026-09-28",  # the agreement ended
        "pennickmere": "2026-09-15",  # the certificate expired
        "oraquelle": "",  # nobody can say when its engagements changed
    }


def test_a_decision_to_leave_is_open_since_it_was_made_not_since_the_review_was_due(tmp_path: Path) -> None:
    decided = {"decision": "exit", "decided_on": "2026-09-01", "expires_on": "2027-09-01"}
    late: list[Row] = [{"vendor_id": "v1", "reviewed_on": "2020-01-01"}]
    (row,) = do_now(one_vendor(tmp_path, decision=decided, reviews_done=late))
    assert (row["why"], row["since"]) == ("Meant to end, still in use", "2026-09-01")


def test_a_day_by_which_to_decide_says_what_happens_on_it() -> None:
    rows = {row["id"]: row for row in decision_rows(example_review())}
    told = {name: (rows[name]["by_when"], rows[name]["by_what"]) for name in ("basaltfell", "clearmoorby")}
    assert told["basaltfell"] == ("2026-11-18", "notice ends")
    assert told["clearmoorby"] == ("2027-03-14", "interim check due")
    assert all(not row["by_what"] for row in rows.values() if row["by_when"] == "now")


def test_a_decision_of_before_there_were_pins_says_that_no_change_ends_it(tmp_path: Path) -> None:
    said = "It keeps no record of what it rests on, so it holds until it expires, whatever changes."
    review = one_vendor(tmp_path, decision={"expires_on": "2027-09-01", "pinned_inputs": ""})
    (row,) = holding_rows(review)
    assert row["unpinned"] == said
    for section in (decisions_needed(review), each_vendor(review)):
        assert any(said in block.html for block in section.blocks if isinstance(block, Fragment))


def test_who_is_outside_and_decided_is_named_where_people_look_for_it() -> None:
    """Nothing has to be done about it now, and yet it is the vendor that they ask about first."""
    for section in (verdict(example_review()), sign_off(example_review())):
        (block,) = (block for block in section.blocks if isinstance(block, Fragment))
        text = " ".join(BeautifulSoup(block.html, "html5lib").get_text().split())
        assert "Consultrill Video (outside the appetite)" in text
        assert re.search("remediate, in force until (?:31 December 2026|2026-12-31)", text)


def test_a_decision_in_force_says_what_waits_beside_it() -> None:
    """Not "nothing" of a vendor that the table above lists with a day."""
    waiting = {row["id"]: row for row in decision_rows(example_review()) if row["by_what"]}
    held = {row["id"]: row["next"] for row in holding_rows(example_review())}
    assert held["basaltfell"] == "Notice ends, 2026-11-18."
    assert {key for key, said in held.items() if said} == {*waiting} & {*held}


def test_what_cannot_wait_comes_first_then_the_days_in_their_order() -> None:
    when = [row["by_when"] for row in decision_rows(example_review())]
    days = [day for day in when if day != "now"]
    assert when == ["now"] * (len(when) - len(days)) + sorted(days)
    assert days


def test_a_vendor_outside_the_appetite_with_a_decision_that_holds_is_shown_as_decided() -> None:
    review = example_review()
    assert "consultrill" not in {row["id"] for row in decision_rows(review)}
    (row,) = [row for row in holding_rows(review) if row["id"] == "consultrill"]
    assert (row["decision"], row["until"], row["pinned"]) == ("remediate", "2026-12-31", "41 to 76")
    assert words(row["despite"]) == ["Outside the appetite"]


def test_of_several_decisions_only_the_last_counts(tmp_path: Path) -> None:
    earlier = {
        "decision_id": "d1",
        "vendor_id": "v1",
        "decision": "accept",
        "decided_by": "x",
        "decided_on": "2025-01-01",
    }
    later = {
        **earlier,
        "decision_id": "d2",
        "decision": "remediate",
        "decided_on": "2026-02-01",
        "expires_on": "2027-02-01",
    }
    to_come = {**earlier, "decision_id": "d3", "decision": "exit", "decided_on": "2026-11-02"}
    (row,) = holding_rows(one_vendor(tmp_path, decisions=[later, earlier, to_come]))
    assert (row["decision"], row["until"]) == ("remediate", "2027-02-01")


@pytest.mark.parametrize(
    ("expires_on", "why", "by_when"),
    [
        ("2026-10-31", "Its decision has expired, since 2026-10-31", "now"),
        ("2026-11-01", "Its decision expires, on 2026-11-01", "2026-11-01"),
        ("2026-12-31", "Its decision expires, on 2026-12-31", "2026-12-31"),
    ],
)
def test_a_decision_that_has_ended_or_ends_within_60_days_is_to_be_renewed(
    tmp_path: Path, expires_on: str, why: str, by_when: str
) -> None:
    review = one_vendor(tmp_path, decision={"expires_on": expires_on})
    (row,) = decision_rows(review)
    assert (words(row["why"]), row["by_when"], row["owner"]) == ([why], by_when, "head of it")
    assert len(holding_rows(review)) == (by_when != "now")


@pytest.mark.parametrize("expires_on", ["2027-01-01", ""])
def test_a_decision_that_holds_for_longer_asks_for_nothing(tmp_path: Path, expires_on: str) -> None:
    review = one_vendor(tmp_path, decision={"expires_on": expires_on})
    assert decision_rows(review) == []
    assert [row["until"] for row in holding_rows(review)] == [expires_on or "no end stated"]


def test_a_lapsed_contract_fails_its_gate(tmp_path: Path) -> None:
    document = {
        "evidence_id": "x",
        "vendor_id": "v1",
        "kind": "dpa",
        "level": "E3",
        "in_scope": "yes",
        "issued_on": "2025-01-01",
        "valid_until": "2026-01-01",
    }
    (row,) = decision_rows(one_vendor(tmp_path, evidence=[document]))
    assert (words(row["why"]), row["by_when"]) == (
        ["Within the appetite, but the contract check fails"],
        "now",
    )


@pytest.mark.parametrize(
    ("stated", "why"),
    [
        ({"pinned_score": "1.00..14.00"}, "Band was medium, and is low."),
        (
            {"pinned_score": "1.00..25.00"},
            "Band was high, and is low; it was undetermined, and is within the appetite.",
        ),
        ({"pinned_score": "0.00..0.00", "pinned_tier": "T4"}, "Tier was T4, and is T3."),
    ],
)
def test_a_decision_on_another_band_tier_or_standing_needs_renewal(
    tmp_path: Path, stated: Row, why: str
) -> None:
    review = one_vendor(tmp_path, decision={"expires_on": "2027-06-01", **stated})
    assert holding_rows(review) == []
    assert [row["why"] for row in lapsed_rows(review)] == [why]
    (row,) = decision_rows(review)
    assert (row["by_when"], words(row["why"])) == (
        "now",
        [f"Its decision needs renewal: {why[0].lower()}{why[1:-1]}"],
    )


def test_a_decision_on_the_same_band_tier_and_standing_is_in_force(tmp_path: Path) -> None:
    review = one_vendor(
        tmp_path, decision={"expires_on": "2027-06-01", "pinned_score": "0.00..9.99", "pinned_tier": "T4..T3"}
    )
    assert decision_rows(review) == []
    assert len(holding_rows(review)) == 1


CERTIFICATE = {
    "evidence_id": "iso",
    "vendor_id": "v1",
    "kind": "iso27001",
    "level": "E4",
    "in_scope": "yes",
    "issued_on": "2025-10-01",
    "valid_until": "2026-09-15",
}


def test_a_decision_whose_certificate_has_expired_needs_renewal_even_where_no_control_cites_it(
    tmp_path: Path,
) -> None:
    decision = {"expires_on": "2027-06-01"}
    review = one_vendor(tmp_path, decision=decision, evidence=[CERTIFICATE])
    assert [row["why"] for row in lapsed_rows(review)] == ["ISO 27001 expired 15 September 2026."]
    due = review.scores.due_items.set_index("what").loc["decision"]
    assert (due["state"], f"{due['due_on']:%Y-%m-%d}") == ("overdue", "2026-09-15")


@pytest.mark.parametrize("cited", ["", "iso-2"])
def test_a_certificate_that_a_later_one_follows_ends_no_decision(tmp_path: Path, cited: str) -> None:
    later = {**CERTIFICATE, "evidence_id": "iso-2", "valid_until": "2027-09-15"}
    answer = {"vendor_id": "v1", "control": "VR-A2", "answer": "yes", "evidence_id": cited}
    review = one_vendor(
        tmp_path,
        decision={"expires_on": "2027-06-01"},
        evidence=[CERTIFICATE, later],
        access_controls=[answer] if cited else [],
    )
    assert len(holding_rows(review)) == 1


def test_a_rejected_decision_may_be_the_last_one(tmp_path: Path) -> None:
    decided = {"vendor_id": "v1", "decided_by": "x", "expires_on": "2027-06-01"}
    accepted = {**decided, "decision_id": "d1", "decision": "accept", "decided_on": "2026-01-01"}
    typo = {**decided, "decision_id": "d2", "decision": "exitt", "decided_on": "2026-09-01"}
    review = one_vendor(tmp_path, decisions=[accepted, typo])
    assert holding_rows(review) == []
    assert [row["why"] for row in lapsed_rows(review)] == [
        "Decisions.csv line 3 was rejected, and may be a later decision."
    ]


def test_the_example_names_the_certificate_that_its_acceptance_rested_on() -> None:
    (row,) = [row for row in lapsed_rows(example_review()) if row["id"] == "pennickmere"]
    assert row["why"].startswith("ISO 27001 expired 15 September 2026; ")
    assert "pennickmere" not in {row["id"] for row in holding_rows(example_review())}


def test_what_the_rules_on_notice_and_use_find_is_decided_on(tmp_path: Path) -> None:
    early = one_vendor(tmp_path / "a", engagement={"effective_on": "2026-12-01"})
    (row,) = decision_rows(early)
    assert words(row["why"]) == ["In use before its date"]
    begun = one_vendor(
        tmp_path / "b",
        engagement={"status": "planned", "engaged_on": "2026-01-01", "effective_on": "2026-09-01"},
    )
    (row,) = decision_rows(begun)
    assert words(row["why"]) == ["Planned, but its day has come"]


def test_a_notice_that_still_runs_waits_for_its_end() -> None:
    rows = {row["id"]: row for row in decision_rows(example_review())}
    assert words(rows["basaltfell"]["why"])[-1] == "planned, and notice still runs, until 2026-11-18"
    assert rows["basaltfell"]["by_when"] == "2026-11-18"


def test_nothing_to_decide_is_said_in_a_sentence(tmp_path: Path) -> None:
    (block,) = decisions_needed(one_vendor(tmp_path)).blocks
    assert isinstance(block, Fragment)
    assert "Nothing waits for a decision on <time>2026-11-01</time>" in block.html
    assert "<table" not in block.html


def test_a_register_without_engaged_vendors_has_nothing_to_decide(tmp_path: Path) -> None:
    (block,) = decisions_needed(review_of(write_register(tmp_path / "none", {}), AS_OF)).blocks
    assert isinstance(block, Fragment)
    assert "there is nothing to decide" in block.html


# --- what ends a decision ----------------------------------------------------------------------------------


PIN = "policy:0000000000000000; vendors:1111111111111111"


def test_a_decision_whose_grounds_have_moved_no_longer_holds_and_says_what_moved(tmp_path: Path) -> None:
    review = one_vendor(tmp_path, decision={"expires_on": "2027-01-01", "pinned_inputs": PIN})
    assert holding_rows(review) == []
    (row,) = decision_rows(review)
    changed = "the policy, the vendor's own row, its engagements and the data it gets changed"
    assert words(row["why"]) == [f"Its decision needs renewal: {changed}"]
    assert row["by_when"] == "now"
    (lapsed,) = lapsed_rows(review)
    assert lapsed["why"] == f"T{changed[1:]}."


def test_what_cannot_be_read_of_a_pin_is_not_taken_to_hold(tmp_path: Path) -> None:
    review = one_vendor(tmp_path, decision={"expires_on": "2027-01-01", "pinned_inputs": "as reviewed"})
    assert holding_rows(review) == []
    assert [row["why"] for row in lapsed_rows(review)] == ["Its inputs changed."]


def test_a_decision_that_has_run_out_is_told_once_with_its_day(tmp_path: Path) -> None:
    review = one_vendor(tmp_path, decision={"expires_on": "2026-10-31", "pinned_inputs": ""})
    assert [row["why"] for row in lapsed_rows(review)] == ["Expired 31 October 2026."]
    stale_too = one_vendor(tmp_path / "too", decision={"expires_on": "2026-10-31", "pinned_inputs": PIN})
    (row,) = decision_rows(stale_too)
    assert words(row["why"]) == ["Its decision has expired, since 2026-10-31"]


def test_of_the_examples_decisions_some_hold_and_some_do_not() -> None:
    holds = {row["id"] for row in holding_rows(example_review())}
    ended = {row["id"]: row["why"] for row in lapsed_rows(example_review())}
    assert holds >= {"kestrowgate", "consultrill", "tallowgraph"}
    assert ended["mailbracken"] == "Its engagements, its places and its own vendors changed."
    assert ended["verrowdune"] == "Its answers on controls changed."
    assert not holds & set(ended)


@pytest.mark.parametrize(
    ("decision", "score", "said"),
    [
        ("accept", "20.00..78.41", "outside the appetite"),
        ("accept", "19.99..20.00", "undetermined"),
        ("accept", "1.00..19.99", ""),
        ("accept_with_conditions", "1.00..78.41", ""),
        ("exit", "1.00..19.99", "within the appetite"),
        ("remediate", "20.00..78.41", ""),
        ("accept", "", ""),
        ("accept", "high", ""),
    ],
)
def test_an_override_shows_what_the_score_said_beside_what_was_decided(
    tmp_path: Path, decision: str, score: str, said: str
) -> None:
    review = one_vendor(tmp_path, decision={"decision": decision, "pinned_score": score})
    (row,) = [*holding_rows(review), *lapsed_rows(review)]
    assert row["override"] == said
    (block,) = decisions_needed(review).blocks
    assert isinstance(block, Fragment)
    assert ("Override: the score said" in block.html) == bool(said)
    assert (said in block.html) or not said


def test_the_tier_then_is_shown_where_it_was_another(tmp_path: Path) -> None:
    html = {}
    for tier in ("T2", "T4", "T3", "T4..T3", ""):
        (block,) = decisions_needed(one_vendor(tmp_path / f"t{tier}", decision={"pinned_tier": tier})).blocks
        assert isinstance(block, Fragment)
        html[tier] = block.html
    now = "T4, T3 if a gate answered no or no transfer basis"
    assert f"<td>T2, now {now}" in html["T2"]
    # Of a range the heavier end decides: where that is the same, nothing has moved.
    assert f"<td>T4, now {now}" in html["T4"]
    for tier in ("T3", "T4..T3", ""):
        assert f"<td>{now}" in html[tier]


def test_the_last_decision_is_told_in_words_on_a_terminal() -> None:
    told = decision_text(example_review(), "tallowgraph")
    assert told.startswith("Decision of 2026-10-05, head of data protection: accept (its own answers")
    assert "Score then 2 to 24 in tier T2, now 2 to 24 in tier T2" in told
    assert "Override: the score said undetermined" in told
    assert told.endswith("In force until 2027-04-04")
    assert decision_text(example_review(), "flagstile") == ""


def test_what_is_past_without_a_last_day_is_to_be_stated_before_anything_is_signed(tmp_path: Path) -> None:
    no_contract = {
        "evidence_id": "d1", "vendor_id": "v1", "kind": "dpa", "title": "None", "level": "E4", "in_scope": "no"
    }  # fmt: skip
    processor = {"status": "past", "role": "processor", "access_path": "stores"}
    past = one_vendor(tmp_path / "past", engagement=processor, evidence=[no_contract])
    assert words(decision_rows(past)[0]["why"])[:2] == [
        "Past, but nobody has stated when it ended",
        "the contract check fails",
    ]
    assert "State when it ended" in str(do_now(past))
    assert "Sign a data processing agreement" not in str(do_now(past))
    in_use = one_vendor(
        tmp_path / "used", engagement={**processor, "status": "active"}, evidence=[no_contract]
    )
    assert "Sign a data processing agreement" in str(do_now(in_use))
    ends_later = {**processor, "ended_on": "2027-01-31"}
    later = one_vendor(tmp_path / "later", engagement=ends_later, evidence=[no_contract])
    assert "Sign a data processing agreement" in str(do_now(later))
    other = {**processor, "engagement_id": "e2", "vendor_id": "v1", "status": "active"}
    rows: list[Row] = [{"engagement_id": "e1", "vendor_id": "v1", **processor}, other]
    both = one_vendor(tmp_path / "both", engagements=rows, evidence=[no_contract])
    assert "Sign a data processing agreement" in str(do_now(both))
