"""One vendor in full: what reaches it, what it is held to, what is evidenced, and how its score adds up."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, islice
from typing import Any

from vendor_review.figures import points
from vendor_review.report.charts.waterfall import is_drawn, waterfall_chart, waterfall_finding
from vendor_review.report.pages.blocks import Fragment, Section
from vendor_review.report.pages.html import render
from vendor_review.report.review import Review
from vendor_review.report.sections.decisions import decision_rows
from vendor_review.report.sections.due import ALL_IN_FULL
from vendor_review.report.sections.vendors import CHART_LIMIT, MOST_LISTED
from vendor_review.report.vendor_card.facts import lean, vendor_facts
from vendor_review.report.vendor_card.ledger import LedgerLine
from vendor_review.report.vendor_card.short import MOST_TOGETHER, short_cards
from vendor_review.scoring.calendar.due_items import OVERDUE, SOON
from vendor_review.scoring.vendor_search import named_vendor

#: A register of more than `ALL_IN_FULL` vendors has full cards of those alone that need a look, and of so many of them.
MOST_IN_FULL = 200
#: Vendors whose card has a picture, the worst; of a register with short cards fewer.
_DRAWN, _DRAWN_OF_MANY = CHART_LIMIT, 10


def each_vendor(review: Review) -> Section:
    """Section 7 of the page: every vendor with its facts and its ledger in points, folded up on the screen.

    Examples
    --------
    >>> report.each_vendor(review)
    Per vendor
    Amazon Web Services (aws): 2 to 99 points, very high, undetermined, tier T1
    ...
    """
    in_full = vendors_in_full(review)
    large = len(review.scores.vendors) > ALL_IN_FULL
    pictures = _DRAWN_OF_MANY if large else _DRAWN
    opening = Fragment(
        render("vendor_opening.html.j2", review=review, limit=pictures, in_full=in_full, most=MOST_LISTED),
        "Per vendor",
        anchor="vendor-by-vendor",
        title="Per vendor",
    )
    blocks = [opening]
    full = (vendor_id for vendor_id in review.scores.vendors.index if vendor_id in in_full)
    pictured = [*islice((vendor_id for vendor_id in full if is_drawn(review, vendor_id)), pictures)]
    carded = [
        vendor_id
        for place, vendor_id in enumerate(review.scores.vendors.index)
        if place < MOST_LISTED or vendor_id in in_full
    ]
    for is_full, some in groupby(carded, in_full.__contains__):
        vendor_ids = [*some]
        if not is_full:
            starts = range(0, len(vendor_ids), MOST_TOGETHER)
            blocks += [short_cards(review, vendor_ids[start : start + MOST_TOGETHER]) for start in starts]
            continue
        for vendor_id in vendor_ids:
            facts = vendor_facts(review, vendor_id)
            drawn = {"waterfall": waterfall_chart(review, vendor_id)} if vendor_id in pictured else {}
            html = render(
                "vendor.html.j2",
                vendor=lean(facts) if large else facts,
                drawn=drawn,
                alone=False,
                said="" if drawn else waterfall_finding(review, vendor_id),
            )
            blocks.append(Fragment(html, vendor_text(facts), charts=drawn))
    return Section(blocks)


def vendors_in_full(review: Review) -> frozenset[str]:
    """The vendors whose card tells all: everyone in a small register, in a large one those that need a look.

    Those are the ones outside the appetite or undetermined, those of which a compliance check fails, those that need a
    decision or have something due soon, and those that changed since the last review; of more than `MOST_IN_FULL`, the
    worst (DESIGN 8). Of the others the page tells the score and what is due, and ledger.csv has their contributions; of
    those beyond the worst `MOST_LISTED` it tells nothing.
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
    Sendgrid (sendgrid): 1 to 75 points, very high, undetermined, tier T1
    """
    found = named_vendor(review.scores, vendor_id)
    facts = vendor_facts(review, found)
    html = render("vendor.html.j2", vendor=facts, drawn={}, alone=True, said="")
    return Section([Fragment(html, vendor_text(facts)), waterfall_chart(review, found)])


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
    lines += [
        f"{name}: {facts['facts'][name]}" for name in ("Incidents", "Requests") if name in facts["facts"]
    ]
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
