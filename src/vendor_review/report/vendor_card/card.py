"""One vendor in full: what reaches it, what it is held to, what is evidenced, and how its score adds up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from vendor_review.figures import points, shift
from vendor_review.report.charts.concentration import unserved_places
from vendor_review.report.charts.waterfall import waterfall_chart
from vendor_review.report.pages.blocks import Fragment, Section
from vendor_review.report.pages.html import render, stated
from vendor_review.report.review import Review, Row, grouped, once, rows_of
from vendor_review.report.sections.changes import vendor_rows
from vendor_review.report.sections.decisions import decided_rows, decision_rows
from vendor_review.report.sections.questions import documents_of
from vendor_review.report.sections.vendors import CHART_LIMIT, gate_words
from vendor_review.report.vendor_card.dates import (
    coming_words,
    due_by_vendor,
    due_lines,
    due_text,
    event_lines,
)
from vendor_review.report.vendor_card.ledger import LedgerLine, ledger_lines
from vendor_review.report.vendor_card.summary import summary
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
from vendor_review.scoring.calendar.due_items import OVERDUE, SOON
from vendor_review.scoring.vendor_search import named_vendor

#: A register of more vendors has full cards of those alone that need a look, and of so many of them.
ALL_IN_FULL, MOST_IN_FULL = 100, 200


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
    coming = coming_words(review, vendor_id)
    last_reviewed_on = "never" if unreviewed else stated(vendor["last_reviewed_on"])
    ledger, found = ledger_lines(review, vendor_id), explained(review, vendor_id)
    ebios, enisa = (interval(vendor[f"{name}_lo"], vendor[f"{name}_hi"]) for name in ("ebios", "enisa"))
    transfers = unserved_places(review, vendor_id)
    return {
        "id": vendor_id,
        "name": vendor["name"],
        "transfers": transfers,
        "facts": {
            "Legal entity": identity["legal_entity"],
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
            **({"Coming up": coming} if coming else {}),
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
        "due_first": due_by_vendor(review).get(vendor_id, [])[:_MOST_DUE],
        "changes": _changes(review).get(vendor_id),
        "asked": documents_of(review, vendor_id),
        "largest": _largest(ledger),
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
    }


#: Items that are due, and contributions, that a card begins with.
_MOST_DUE, _LARGEST = 4, 5


@once
def _changes(review: Review) -> Mapping[str, Row]:
    """Vendor id to what became of it since the last review, where that is more than wording."""
    if review.comparison is None:
        return {}
    return {row["id"]: row for row in vendor_rows(review, review.comparison) if row["id"]}


def _largest(ledger: Sequence[LedgerLine]) -> list[str]:
    """The contributions that move the score most at worst, largest first, in words."""
    moving = sorted(ledger, key=lambda line: -abs(line.points_hi))[:_LARGEST]
    return [f"{line.in_short}: {shift(line.points_hi)}" for line in moving if float(points(line.points_hi))]


@once
def _findings(review: Review) -> Mapping[str, list[Row]]:
    """Vendor id to its findings, in the order of the register."""
    return grouped(review.checked.findings[["vendor_id", "severity", "message"]], "vendor_id")


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
                **{words: row[name] for name, words in _IF_STATED.items() if row[name]},
            }
        )
    return rows


def _by_custody(rows: Sequence[Row], labels: pd.Series) -> str:
    """The categories of an engagement, those that are held and those that are disclosed each together."""
    kinds: dict[str, list[str]] = {}
    for row in rows:
        kinds.setdefault(row["custody"], []).append(str(labels.get(row["category"], row["category"])))
    return "; ".join(f"{custody}: {', '.join(found)}" for custody, found in kinds.items())


def each_vendor(review: Review) -> Section:
    """Section 7 of the page: every vendor with its facts and its ledger in points, folded up on the screen.

    Examples
    --------
    >>> report.each_vendor(review)
    Per vendor
    Amazon Web Services (aws): 1.88..99.25 points, very high, undetermined, tier T1
    ...
    """
    in_full = vendors_in_full(review)
    opening = Fragment(
        render("vendor_opening.html.j2", review=review, limit=CHART_LIMIT, in_full=in_full),
        "Per vendor",
        anchor="vendor-by-vendor",
        title="Per vendor",
    )
    blocks = [opening]
    for place, vendor_id in enumerate(review.scores.vendors.index):
        facts = vendor_facts(review, vendor_id)
        drawn = {"waterfall": waterfall_chart(review, vendor_id)} if place < CHART_LIMIT else {}
        template = "vendor.html.j2" if vendor_id in in_full else "vendor_in_short.html.j2"
        html = render(template, vendor=facts, drawn=drawn, alone=False)
        blocks.append(Fragment(html, vendor_text(facts), charts=drawn))
    return Section(blocks)


def vendors_in_full(review: Review) -> frozenset[str]:
    """The vendors whose card tells all: everyone in a small register, in a large one those that need a look.

    Those are the ones outside the appetite or undetermined, those of which a compliance check fails, those that need a
    decision or have something due soon, and those that changed since the last review; of more than `MOST_IN_FULL`, the
    worst (DESIGN 8). Of the others the page tells the score and what is due, and ledger.csv has their contributions.
    """
    vendors = review.scores.vendors
    if len(vendors) <= ALL_IN_FULL:
        return frozenset(vendors.index)
    looked_at = {row["id"] for row in decision_rows(review)}
    looked_at |= set(vendors.index[vendors["appetite"].ne("within") | vendors["compliance"].eq("fail")])
    due = review.scores.due_items
    looked_at |= set(due.loc[due["state"].isin([OVERDUE, SOON]), "vendor_id"])
    if review.comparison is not None:
        looked_at |= set(review.comparison.rows["vendor_id"])
    return frozenset([vendor_id for vendor_id in vendors.index if vendor_id in looked_at][:MOST_IN_FULL])


def one_vendor(review: Review, vendor_id: str) -> Section:
    """One vendor in full, for a notebook: what its page says, unfolded, with all its days, and its ledger as a chart.

    Parameters
    ----------
    vendor_id
        Its id, or its name.

    Returns
    -------
    Section
        Two outputs: HTML with the vendor's facts, ledger and explanation (text: what `vendor-review explain` prints),
        and the interactive waterfall of `waterfall_chart`. Points are index points, 0..100.

    Raises
    ------
    UsageError
        If the review has no such vendor, with the nearest one.

    Examples
    --------
    >>> print(report.one_vendor(review, "Sendgrid").blocks[0].text.splitlines()[0])
    Sendgrid (sendgrid): 0.94..74.72 points, very high, undetermined, tier T1
    """
    found = named_vendor(review.scores, vendor_id)
    facts = vendor_facts(review, found)
    html = render("vendor.html.j2", vendor=facts, drawn={}, alone=True)
    return Section([Fragment(html, vendor_text(facts)), waterfall_chart(review, found)])


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


def vendor_text(facts: dict[str, Any]) -> str:
    """One vendor in words and numbers, for a terminal and for a notebook that is not trusted."""
    lines = [
        f"{facts['name']} ({facts['id']}): {facts['score']} points, {facts['band']}, "
        f"{facts['appetite']}, tier {facts['tier']}",
        facts["summary"],
        *([facts["rejected"]] if facts["rejected"] else []),
        *([facts["way_down"]] if facts["way_down"] else []),
    ]
    if facts["tier_words"]:
        lines.append(facts["tier_words"])
    lines.append(
        "Compliance checks beside the score: "
        + ", ".join(
            f"{name} {state}"
            + (f" ({facts['transfers']})" if name == "transfer" and facts["transfers"] else "")
            for name, state in facts["gates"].items()
        )
    )
    lines.append(f"Last reviewed: {facts['last_reviewed_on']}")
    lines.append(
        f"EBIOS ratio {facts['ebios']}; ENISA severity of a breach {facts['enisa']} ({facts['enisa_band']})"
    )
    lines += ["", facts["explanation"], "", "What controls take off at worst, in points:"]
    lines += [f"  {line}" for line in facts["controls"]]
    lines += ["", *_ledger_text(facts["ledger"])]
    lines.append(f"\nSum: {points(facts['r_lo'])} .. {points(facts['r_hi'])}")
    lines += ["", "Due:", *facts["due"], *facts["events"]]
    lines += ["", *(f"{finding['severity']}: {finding['message']}" for finding in facts["findings"])]
    return "\n".join(lines).rstrip()


def _ledger_text(ledger: Sequence[LedgerLine]) -> list[str]:
    """The ledger in columns: points at best and at worst, then what contributes them."""
    told = [f"{'at best':>9} {'at worst':>9}"]
    for line in ledger:
        said = f": {line.answer}; evidence: {line.evidence}" if line.answer else ""
        told.append(f"{points(line.points_lo, 4):>9} {points(line.points_hi, 4):>9}  {line.text}{said}")
    return told
