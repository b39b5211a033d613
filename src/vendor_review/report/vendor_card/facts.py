"""One vendor as plain values: what its card, its text and its head say, from one record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from vendor_review.figures import points, whole
from vendor_review.report.charts.places import unserved_places
from vendor_review.report.charts.waterfall import signed, whole_steps
from vendor_review.report.pages.html import NOT_STATED, stated
from vendor_review.report.review import Review, Row, by, once, rows_of
from vendor_review.report.sections.changes import vendor_rows
from vendor_review.report.sections.decisions import decided_rows
from vendor_review.report.sections.problem_groups import told_and_where
from vendor_review.report.sections.questions import leaving, steps_of
from vendor_review.report.sections.vendors import gate_words
from vendor_review.report.vendor_card.dates import (
    due_by_vendor,
    due_lines,
    due_text,
    event_lines,
)
from vendor_review.report.vendor_card.ledger import LedgerLine, ledger_lines
from vendor_review.report.vendor_card.seldom_facts import seldom_facts
from vendor_review.report.vendor_card.summary import summary
from vendor_review.report.words.change_words import CUSTODY_WORDS
from vendor_review.report.words.explanation import control_lines, down_words, explained, explanation
from vendor_review.report.words.rejected_rows import unknown_words
from vendor_review.report.words.wording import (
    ESCALATOR_WORDS,
    TIERS,
    interval,
    path,
    place_text,
    score_text,
    series,
    standing_text,
    tier_text,
)
from vendor_review.schema.cells.values import items
from vendor_review.schema.public_page.public_words import BASES, PLACE_KINDS


def lean(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What `vendor_facts` gives, for the page of a large register: without what files beside the page have.

    Those are who the vendor is (the register) and the second opinions (scores.csv). An engagement is a line, three
    contributions and three problems stand for all, and a stale decision is told once.
    """
    problems = [finding for finding in facts["findings"] if finding["rule"] != _STALE_DECISION]
    return {
        **facts,
        "facts": {label: value for label, value in facts["facts"].items() if label in _OF_MANY},
        "engagements": [_in_a_line(one, len(facts["engagements"]) > 1) for one in facts["engagements"]],
        "largest": facts["largest"][:_FEW],
        "findings": problems if facts["decided"] else facts["findings"],
        "most_problems": _FEW,
        "lean": True,
    }


#: What a card of a large register tells of the vendor, and the rule that the card's own line on the decision repeats.
_OF_MANY = ("Compliance checks", "Transfers to settle", "Last reviewed", "Due", "Coming up", "Incidents")
_STALE_DECISION, _FEW = "REG-083", 3
#: What the card's first paragraph says of a vendor with one engagement, and what only the public list needs.
_SAID_ABOVE, _OF_THE_LIST = ("Categories scored", "Access path"), "Data shared, as published"
_UNLABELLED = ("Status and role", "Purpose", "Places", "Transfer mechanism", "Access path")


def _in_a_line(engagement: Mapping[str, Any], several: bool) -> str:
    """An engagement as text: `mailer-send, E-mail: active, processor; Sending mail; since 2021-03-01`."""
    name, *parts = (
        str(stated(value))
        if label in _UNLABELLED or label == "Engagement"
        else f"{label.lower()}: {stated(value)}"
        for label, value in engagement.items()
        if stated(value) != NOT_STATED and label != _OF_THE_LIST and (several or label not in _SAID_ABOVE)
    )
    return f"{name}: {'; '.join(parts)}"


def vendor_facts(review: Review, vendor_id: str) -> dict[str, Any]:
    """Everything that the page says about one vendor, as plain values.

    Raises
    ------
    KeyError
        If the register has no engaged vendor of that id.
    """
    vendor = review.vendor_rows[vendor_id]
    # Of a vendor whose own row was rejected, nothing is stated.
    identity: dict[str, Any] = defaultdict(str, *review.accepted("vendors", "vendor_id").get(vendor_id, ()))
    unreviewed = vendor["last_reviewed_on"] != vendor["last_reviewed_on"]
    last_reviewed_on = "never" if unreviewed else stated(vendor["last_reviewed_on"])
    ledger, found = ledger_lines(review, vendor_id), explained(review, vendor_id)
    ebios, enisa = (interval(vendor[f"{name}_lo"], vendor[f"{name}_hi"]) for name in ("ebios", "enisa"))
    transfers = unserved_places(review, vendor_id)
    documents, ways = ([], "") if vendor_id in leaving(review) else steps_of(review, vendor_id)
    return {
        "id": vendor_id,
        "name": vendor["name"],
        "transfers": transfers,
        "facts": {
            "Legal entity": identity["legal_entity"],
            **{words: identity[name] for name, words in _IDENTIFIERS.items() if identity[name]},
            "Country of entity": place_text(identity["entity_country"], "", ""),
            "Group": identity["parent_group"],
            "Website": identity["website"],
            "Contact": identity["contact"],
            "Compliance checks": gate_words(
                {name: vendor[name] for name in ("contract", "transfer", "notice")}
            ),
            **({"Transfers to settle": transfers} if transfers else {}),
            "Last reviewed": last_reviewed_on,
            "Due": due_text(review, vendor_id),
            **seldom_facts(review, vendor_id, identity),
            "EBIOS RM ratio": ebios,
            "ENISA severity if it leaked": f"{enisa} ({vendor['enisa_band']})",
        },
        "band": vendor["band"],
        "score": score_text(vendor["r_lo"], vendor["r_hi"], review.scores.policy.limits),
        "r_lo": vendor["r_lo"],
        "r_hi": vendor["r_hi"],
        "appetite": standing_text(vendor),
        "tier": tier_text(*(vendor[name] for name in TIERS)),
        "tier_words": tier_words(vendor, _raised(review)[vendor_id]),
        "tier_moves": vendor["tier"] != vendor["tier_by_exposure"],
        "inherent": score_text(vendor["i_lo"], vendor["i_hi"], review.scores.policy.limits),
        "strength": interval(vendor["c_lo"], vendor["c_hi"]),
        "gates": {name: vendor[name] for name in ("contract", "transfer", "notice")},
        "last_reviewed_on": last_reviewed_on,
        "ebios": ebios,
        "enisa": enisa,
        "enisa_band": vendor["enisa_band"],
        "engagements": _engagements(review, vendor_id),
        "decided": decided_rows(review).get(vendor_id),
        "due_items": due_by_vendor(review).get(vendor_id, []),
        "most_due": _MOST_DUE,
        "changes": _changes(review).get(vendor_id),
        "asked": documents,
        "together": ways if vendor["appetite"] != "within" else "",
        "largest": _largest(ledger, vendor["r_hi"], review.scores.policy.limits),
        "summary": summary(review, vendor_id, found.age_cost),
        "state": summary(review, vendor_id, found.age_cost, next_step=False),
        "rejected": unknown_words(review, vendor_id),
        "way_down": down_words(review, vendor_id),
        "ledger": ledger,
        "explanation": explanation(found, review.scores.policy),
        "controls": control_lines(review, vendor_id, ledger),
        "due": due_lines(review, vendor_id),
        "events": event_lines(review, vendor_id),
        "findings": _findings(review).get(vendor_id, []),
        "most_problems": _MOST_PROBLEMS,
        "lean": False,
    }


_IDENTIFIERS = {"lei": "LEI", "identifiers": "Identifiers"}
#: Items that are due of which a card says why, contributions that it begins with, warnings and errors that it lists.
_MOST_DUE, _LARGEST, _MOST_PROBLEMS = 2, 5, 6


@once
def _changes(review: Review) -> Mapping[str, Row]:
    """Vendor id to what became of it since the last review, where that is more than wording."""
    if review.comparison is None:
        return {}
    return {row["id"]: row for row in vendor_rows(review, review.comparison) if row["id"]}


def _largest(ledger: Sequence[LedgerLine], score: float, limits: Sequence[float]) -> list[str]:
    """The contributions that move the score most at worst, largest first, in words; all of them add up to the score."""
    data, path, *others = ledger
    controls = [line.points_hi for line in others if line.controls]
    caps = [line.points_hi for line in others if not line.controls]
    by_path, by_controls, by_cap = whole_steps(
        path.points_hi, controls, sum(caps), data=data.points_hi, score=score, limits=limits
    )
    # The cap of the gates, if it takes anything back, comes last.
    shown = [int(whole(data.points_hi)), by_path, *by_controls, *([by_cap] if caps else [])]
    moving = sorted(zip(ledger, shown, strict=True), key=lambda one: -abs(one[0].points_hi))[:_LARGEST]
    return [
        f"{line.in_short}: {signed(moved, line.points_hi)}"
        for line, moved in moving
        if float(points(line.points_hi))
    ]


@once
def _findings(review: Review) -> Mapping[str, list[Row]]:
    """Vendor id to its findings, in the order of the register."""
    findings = review.checked.findings[["vendor_id", "rule", "severity", "message", "place"]]
    rows = rows_of(findings[findings["vendor_id"].ne("")])
    for row in rows:
        row["words"], row["where"] = told_and_where(row["message"], row["place"])
    return by(rows, "vendor_id")


@once
def _raised(review: Review) -> Mapping[str, list[str]]:
    """Vendor id to what raises its tier, or would, in words."""
    rows = zip(review.scores.escalators.index, rows_of(review.scores.escalators), strict=True)
    return {
        vendor_id: [ESCALATOR_WORDS[name] for name, holds in row.items() if holds] for vendor_id, row in rows
    }


#: What most registers do not say of an engagement, and what a card calls it.
_IF_STATED = {
    "condition": "Condition",
    "trains_on_data": "Trains models on the data",
    "retention": "Keeps the data",
    "ai_models": "AI models",
}
_TRAINS = {"opt_out": "yes, unless we object"}


def _engagements(review: Review, vendor_id: str) -> list[dict[str, Any]]:
    labels = review.scores.policy.categories["label"]
    data, places = (review.accepted(table, "engagement_id") for table in ("data_shared", "places"))
    rows = []
    for row in review.accepted("engagements", "vendor_id").get(vendor_id, []):
        starts = row["effective_on"]
        rows.append(
            {
                "Engagement": row["engagement_id"] + (f", {row['product']}" if row["product"] else ""),
                "Status and role": f"{row['status']}, {stated(row['role'].replace('_', ' '))}",
                "Purpose": row["purpose"],
                "Data shared, as published": row["data_shared"],
                "Categories scored": _by_custody(data.get(row["engagement_id"], []), labels),
                "Access path": path(row["access_path"]),
                "Places": "; ".join(
                    place_text(item["code"], item["as_written"], item["condition"])
                    + (f" ({PLACE_KINDS[item['kind']]})" if item["kind"] in PLACE_KINDS else "")
                    for item in places.get(row["engagement_id"], [])
                ),
                "Transfer mechanism": "; ".join(
                    BASES.get(one, one) for one in items(row["transfer_mechanism"])
                ),
                "Customers of": row["customer_region"],
                "Since": starts if isinstance(starts, pd.Timestamp) else row["engaged_on"],
                "Owner": row["owner"],
                **{
                    words: _TRAINS.get(row[name], row[name])
                    for name, words in _IF_STATED.items()
                    if row[name]
                },
            }
        )
    return rows


def _by_custody(rows: Sequence[Row], labels: pd.Series) -> str:
    """The categories of an engagement, those that are held and those that are disclosed each together."""
    kinds: dict[str, list[str]] = {}
    for row in rows:
        kinds.setdefault(row["custody"], []).append(str(labels.get(row["category"], row["category"])))
    return "; ".join(f"{CUSTODY_WORDS[custody]}: {', '.join(found)}" for custody, found in kinds.items())


def tier_words(vendor: Row, raised_by: Sequence[str]) -> str:
    """What raises a vendor's tier or might, or would if it were not the heaviest already; "" where nothing does."""
    causes, tier = series(raised_by), vendor["tier"]
    if vendor["tier_if"]:
        open_still = "; ".join(ESCALATOR_WORDS[name] for name in vendor["tier_if"].split("; "))
        return (
            f"Its exposure puts it in {vendor['tier_lo']}. It is {tier} if any of these holds, and nothing that is "
            f"stated rules them out: {open_still}. Until then its reviews are due as in {tier}."
        )
    if not causes:
        return ""
    if tier == vendor["tier_by_exposure"]:
        return f"Its exposure alone puts it in {tier}, the heaviest tier; {causes} would raise it too."
    return f"Its tier is {tier} instead of {vendor['tier_by_exposure']}, because of {causes}."
