"""What people must decide, most urgent first, and what they have decided in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from vendor_review.policy import Policy
from vendor_review.report.pages.blocks import Fragment, Section
from vendor_review.report.pages.html import counted, render, stated
from vendor_review.report.review import Review, Row, once
from vendor_review.report.sections.decision_reasons import (
    CAN_WAIT,
    INCIDENT,
    Reason,
    last_decisions,
    open_reasons,
)
from vendor_review.report.words.due_words import lapse_words
from vendor_review.report.words.wording import APPETITE_WORDS, TIERS, score_text, sentence, series, tier_text
from vendor_review.schema.across_tables.decisions import score_of
from vendor_review.scoring.model.bands import against_appetite, is_override
from vendor_review.scoring.model.compliance import CHECKS

_DECISION_WORDS = {
    "accept": "accept",
    "accept_with_conditions": "accept with conditions",
    "remediate": "remediate",
    "exit": "end the engagement",
}
_ENDLESS = "no end stated"
_UNPINNED = "It keeps no record of what it rests on, so it holds until it expires, whatever changes."
#: Vendors that each table names, the most urgent; the card of each says the same.
_LISTED = 50


def _worded(reasons: Sequence[Reason]) -> list[dict[str, str]]:
    """Reasons, each with its day, "" for none; the first begins a sentence."""
    told: list[dict[str, str]] = []
    for reason in reasons:
        words, day = reason.why, ""
        if reason.on is not None:
            before = {INCIDENT: ", known since", 3: ", since", 4: ", since", 6: "", 7: ", on"}.get(
                reason.urgency, ", until"
            )
            words, day = f"{words}{before}", stated(reason.on)
        told.append({"words": words if told else words[:1].upper() + words[1:], "day": day})
    return told


def _by_when(reasons: Sequence[Reason]) -> tuple[str, str]:
    """`now` where anything cannot wait, else the first day and what happens on it, else that none is set."""
    if any(reason.urgency < CAN_WAIT for reason in reasons):
        return "now", ""
    days = [(reason.on, reason.what) for reason in reasons if reason.on is not None]
    first, what = min(days, default=(None, ""))
    return (stated(first), what) if first else ("not set", "")


@once
def decision_rows(review: Review) -> Sequence[dict[str, Any]]:
    """The vendors that need a decision, most urgent first: id, name, why, by_when, by_what (of its day), owner."""
    owners = review.scores.next_looks["owner"]
    rows = []
    for vendor_id, reasons in open_reasons(review).items():
        unsettled = [reason for reason in reasons if not reason.settled]
        if unsettled:
            by_when, by_what = _by_when(unsettled)
            rows.append(
                {
                    "id": vendor_id,
                    "name": review.vendor_rows[vendor_id]["name"],
                    "why": _worded(reasons),
                    "by_when": by_when,
                    "by_what": by_what,
                    "owner": owners[vendor_id],
                    "urgency": unsettled[0].urgency,
                }
            )
    return sorted(rows, key=_turn)


def _turn(row: Mapping[Any, Any]) -> tuple[int, int, str]:
    """What cannot wait comes first, then what has no day, then each in the order of its day."""
    if row["by_when"] == "now":
        return 0, row["urgency"], ""
    return (1, 0, "") if row["by_when"] == "not set" else (2, 0, row["by_when"])


def holding_rows(review: Review) -> list[dict[str, Any]]:
    """Decisions in force, those first that end first, with what is still open."""
    return _decided_rows(review, in_force=True)


def settled_rows(review: Review) -> list[dict[str, Any]]:
    """Vendors outside the appetite, or with a check that fails, that need no decision since one is in force.

    Worst first, the rows of `holding_rows`; `despite` says what the decision was made on.
    """
    waiting, held = {row["id"] for row in decision_rows(review)}, decided_rows(review)
    return [
        held[vendor_id]
        for vendor_id, row in review.vendor_rows.items()
        if (row["appetite"] == "outside" or row["compliance"] == "fail")
        and vendor_id not in waiting
        and vendor_id in held
    ]


def lapsed_rows(review: Review) -> list[dict[str, Any]]:
    """The last decisions that need renewal, each with what ended it (`why`)."""
    return _decided_rows(review, in_force=False)


def _decided_rows(review: Review, *, in_force: bool) -> list[dict[str, Any]]:
    rows = [
        _decided_row(review, vendor_id, decided)
        for vendor_id, decided in last_decisions(review).items()
        if decided["in_force"] == in_force
    ]
    # A decision without an end comes behind all that have one.
    return sorted(rows, key=lambda row: (row["until"] == _ENDLESS, row["until"]))


@once
def decided_rows(review: Review) -> Mapping[str, Row]:
    """Vendor id to its last decision, as the tables of this section have it, and whether it is `in_force`."""
    return {
        row["id"]: {**row, "in_force": in_force}
        for in_force, rows in ((True, holding_rows(review)), (False, lapsed_rows(review)))
        for row in rows
    }


def _decided_row(review: Review, vendor_id: str, decided: Row) -> dict[str, Any]:
    vendor, reasons = review.vendor_rows[vendor_id], open_reasons(review).get(vendor_id, [])
    by_when, by_what = _by_when([reason for reason in reasons if not reason.settled])
    expires_on = decided["expires_on"]
    until = stated(expires_on) if isinstance(expires_on, pd.Timestamp) else _ENDLESS
    return {
        "id": vendor_id,
        "name": vendor["name"],
        "decision": _DECISION_WORDS[decided["decision"]],
        "reason": decided["reason"],
        "decided_by": decided["decided_by"],
        "decided_on": stated(decided["decided_on"]),
        "until": until,
        "expires_on": "" if until == _ENDLESS else until,
        "holds": "in force, no end stated" if until == _ENDLESS else f"in force until {until}",
        "pinned": _pinned(decided["pinned_score"], review.scores.policy),
        "pinned_tier": decided["pinned_tier"],
        "override": _override(decided["decision"], decided["pinned_score"], review.scores.policy.appetite),
        "why": sentence(lapse_words(decided["lapses"])) if decided["lapses"] else "",
        "score": score_text(vendor["r_lo"], vendor["r_hi"], review.scores.policy.limits),
        "tier": tier_text(*(vendor[name] for name in TIERS)),
        # Of a range only the heavier end counts: it decides what is due.
        "tier_moved": decided["pinned_tier"].rpartition("..")[2] not in ("", vendor["tier"]),
        # What waits for the next decision beside it, with its day.
        "next": sentence(f"{by_what}, {by_when}") if by_what else "",
        "unclear": _unclear(vendor),
        "despite": _worded([reason for reason in reasons if reason.settled]),
        # Decisions of before there were pins: nothing tells what they were made on.
        "unpinned": "" if decided["pinned_inputs"] else _UNPINNED,
    }


def _unclear(vendor: Row) -> str:
    """The compliance checks whose outcome is not known, as a sentence; "" for none."""
    checks = [check for check in CHECKS if vendor[check] == "unknown"]
    return (
        f"The {series(checks)} {'check is' if len(checks) == 1 else 'checks are'} not known."
        if checks
        else ""
    )


def _pinned(written: str, policy: Policy) -> str:
    """The score that a decision was made on, as people read it; as written where it is none."""
    ends = score_of(written)
    return score_text(*ends, policy.limits) if ends else written


def decision_text(review: Review, vendor_id: str) -> str:
    """The last decision about a vendor in words, or "" for none."""
    rows = [row for row in (*holding_rows(review), *lapsed_rows(review)) if row["id"] == vendor_id]
    if not rows:
        return ""
    row = rows[0]
    in_force = last_decisions(review)[vendor_id]["in_force"]
    in_tier = f" in tier {row['pinned_tier']}" if row["pinned_tier"] else ""
    lines = [
        f"Decision of {row['decided_on']}, {row['decided_by']}: {row['decision']}"
        + (f" ({row['reason']})" if row["reason"] else ""),
        f"Score then {stated(row['pinned'])}{in_tier}, now {row['score']} in tier {row['tier']}",
        *([f"Override: the score said {row['override']}"] if row["override"] else []),
        f"In force until {row['until']}" if in_force else f"Needs renewal. {row['why']}",
    ]
    return "\n".join(lines)


def _override(decision: str, pinned_score: str, appetite: float) -> str:
    """What the score said, where the decision goes against it, else ""."""
    ends = score_of(pinned_score)
    if ends is None:
        return ""
    low, high = (np.array([end]) for end in ends)
    said = str(against_appetite(low, high, appetite)[0])
    return APPETITE_WORDS[said] if is_override(decision, said) else ""


def _plain(why: Sequence[Mapping[str, str]]) -> str:
    return "; ".join(f"{part['words']} {part['day']}".strip() for part in why)


def decisions_needed(review: Review) -> Section:
    """Section 2 of the page: a row per vendor that needs a decision, with why and by when; and decisions that hold.

    Examples
    --------
    >>> report.decisions_needed(review)
    3 vendors need a decision
    Amazon Web Services: It was never reviewed; undetermined, in tier T1. By when: now
    ...
    """
    rows, holding, lapsed = decision_rows(review), holding_rows(review), lapsed_rows(review)
    at_once = sum(row["by_when"] == "now" for row in rows)
    html = render(
        "decisions.html.j2",
        review=review,
        rows=rows,
        holding=holding,
        lapsed=lapsed,
        at_once=at_once,
        most=_LISTED,
        days=review.scores.policy.lapsing_days,
        heaviest=review.scores.policy.tiers[-1][0],
    )
    lines = [f"{counted(len(rows), 'vendor needs', 'vendors need')} a decision"]
    lines += [f"{row['name']}: {_plain(row['why'])}. By when: {row['by_when']}" for row in rows]
    lines += [f"{row['name']}: {row['decision']}, until {row['until']}" for row in holding]
    lines += [f"{row['name']}: {row['decision']}, needs renewal. {row['why']}" for row in lapsed]
    return Section([Fragment(html, "\n".join(lines), anchor="decisions", title="What needs a decision")])
