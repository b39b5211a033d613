"""One vendor in full: what reaches it, what it is held to, what is evidenced, and how its score adds up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from vendor_review.report.blocks import Fragment, Section
from vendor_review.report.html import points, render, stated
from vendor_review.report.places import place_text
from vendor_review.report.review import Review
from vendor_review.report.summary import summary
from vendor_review.report.wording import (
    ANSWER_WORDS,
    APPETITE_WORDS,
    ESCALATOR_WORDS,
    interval,
    months,
    path,
    series,
    span,
)

_RULE_WORDS = {
    "SCO-1": "Data severity, as if it hosted everything",
    "SCO-2": "Access path falls short of that",
    "SCO-4": "Cap of the gates takes credit back",
}


def vendor_facts(review: Review, vendor_id: str) -> dict[str, Any]:
    """Everything that the page says about one vendor, as plain values.

    Raises
    ------
    KeyError
        If the register has no engaged vendor of that id.
    """
    scores, tables = review.scores, review.checked.tables
    vendor = review.vendor_rows[vendor_id]
    place = list(review.vendor_rows).index(vendor_id)
    identity = tables["vendors"].set_index("vendor_id").reindex([vendor_id]).iloc[0]
    findings = review.checked.findings
    of_vendor = findings[findings["vendor_id"].eq(vendor_id)]
    escalators = scores.escalators.loc[vendor_id]
    unreviewed = vendor["last_reviewed_on"] != vendor["last_reviewed_on"]
    return {
        "id": vendor_id,
        "name": vendor["name"],
        "identity": {
            "Legal entity": stated(identity["legal_entity"]),
            "Country of entity": stated(identity["entity_country"]),
            "Group": stated(identity["parent_group"]),
            "Website": stated(identity["website"]),
            "Contact": stated(identity["contact"]),
        },
        "band": vendor["band"],
        "score": span(vendor["r_lo"], vendor["r_hi"]),
        "r_lo": vendor["r_lo"],
        "r_hi": vendor["r_hi"],
        "appetite": APPETITE_WORDS[vendor["appetite"]],
        "tier": vendor["tier"],
        "tier_by_exposure": vendor["tier_by_exposure"],
        "raised_by": [ESCALATOR_WORDS[name] for name in escalators.index[escalators.to_numpy(dtype=bool)]],
        "inherent": interval(vendor["i_lo"], vendor["i_hi"]),
        "strength": interval(vendor["c_lo"], vendor["c_hi"]),
        "gates": {name: vendor[name] for name in ("contract", "transfer", "notice")},
        "review": vendor["review"],
        "last_reviewed_on": "no review on record" if unreviewed else stated(vendor["last_reviewed_on"]),
        "due_on": "not set, with no review on record" if unreviewed else stated(vendor["due_on"]),
        "ebios": interval(vendor["ebios_lo"], vendor["ebios_hi"]),
        "enisa": interval(vendor["enisa_lo"], vendor["enisa_hi"]),
        "enisa_band": vendor["enisa_band"],
        "engagements": _engagements(review, vendor_id),
        "summary": summary(review, vendor_id),
        "ledger": _ledger(review, place, vendor_id),
        "findings": of_vendor[["severity", "message"]].to_dict("records"),
    }


def _engagements(review: Review, vendor_id: str) -> list[dict[str, Any]]:
    tables, categories = review.checked.tables, review.scores.policy.categories["label"]
    found = tables["engagements"]
    data = tables["data_shared"]
    places = tables["places"]
    rows = []
    for row in found[found["vendor_id"].eq(vendor_id)].to_dict("records"):
        of_engagement = data[data["engagement_id"].eq(row["engagement_id"])]
        of_places = places[places["engagement_id"].eq(row["engagement_id"])]
        rows.append(
            {
                "id": row["engagement_id"],
                "product": row["product"],
                "status": row["status"],
                "role": row["role"],
                "purpose": row["purpose"],
                "data_shared": row["data_shared"],
                "path": path(row["access_path"]),
                "categories": [
                    categories.get(item["category"], item["category"])
                    + (f" ({item['custody']})" if item["custody"] else "")
                    for item in of_engagement.to_dict("records")
                ],
                "places": [
                    f"{item['kind']}: " + place_text(item["code"], item["as_written"], item["condition"])
                    for item in of_places.to_dict("records")
                ],
                "condition": row["condition"],
                "customer_region": row["customer_region"],
                "since": stated(row["engaged_on"] if pd.isna(row["effective_on"]) else row["effective_on"]),
                "owner": row["owner"],
                "transfer_mechanism": row["transfer_mechanism"],
            }
        )
    return rows


def _ledger(review: Review, place: int, vendor_id: str) -> list[dict[str, Any]]:
    """The vendor's contributions with what is stated behind each; the points of both columns sum to the score."""
    scores = review.scores
    width = scores.controls.weight.shape[1] + 3
    rows = scores.ledger.iloc[place * width : (place + 1) * width]
    names = scores.policy.controls["name"]
    answers = dict(zip(scores.controls.control_ids, scores.controls.answer[place], strict=True))
    cited = dict(zip(scores.controls.control_ids, scores.controls.evidence_id[place], strict=True))
    gates = set(scores.policy.controls.index[scores.policy.controls["gate"].to_numpy(dtype=bool)])
    engagements = scores.engagements
    several = engagements["vendor_id"].eq(vendor_id).sum() > 1
    shown = []
    for row in rows.to_dict("records"):
        control = row["rule"] == "SCO-3"
        shown.append(
            {
                "rule": row["rule"],
                "item": row["item"],
                "engagement": row["item"] if row["rule"] == "SCO-1" and several else "",
                "words": names[row["item"]] if control else _RULE_WORDS[row["rule"]],
                "gate": row["item"] in gates,
                "answer": ANSWER_WORDS.get(answers[row["item"]], answers[row["item"]]) if control else "",
                "evidence": _evidence_words(scores.evidence, cited[row["item"]]) if control else "",
                "value": interval(row["value_lo"], row["value_hi"]),
                "weight": points(row["weight"], 4),
                "points_lo": points(row["points_lo"], 4),
                "points_hi": points(row["points_hi"], 4),
            }
        )
    assert rows["vendor_id"].eq(vendor_id).all()
    return shown


def _evidence_words(evidence: pd.DataFrame, evidence_id: str) -> str:
    """Level, kind and age of the document cited, and why it proves nothing where it does not."""
    if not evidence_id or evidence_id not in evidence.index:
        return "none"
    document: dict[str, Any] = evidence.loc[[evidence_id]].to_dict("records")[0]  # type: ignore[assignment]
    faults = ["expired"] if document["expired"] else []
    if document["in_scope"] != "yes":
        faults.append("out of scope" if document["in_scope"] == "no" else "scope not stated")
    told = [
        str(document["level"]),
        str(document["kind"]).replace("_", " "),
        months(document["age_months"]),
        *faults,
    ]
    return ", ".join(told)


def each_vendor(review: Review) -> Section:
    """Section 5 of the page: every vendor, folded up on the screen and open on paper."""
    opening = Fragment(
        render("vendor_opening.html.j2", review=review),
        "Vendor by vendor",
        anchor="vendor-by-vendor",
        title="Vendor by vendor",
    )
    blocks = [opening]
    for vendor_id in review.scores.vendors.index:
        facts = vendor_facts(review, vendor_id)
        blocks.append(
            Fragment(render("vendor.html.j2", vendor=facts, tier_words=tier_words(facts)), vendor_text(facts))
        )
    return Section(blocks)


def tier_words(facts: Mapping[str, Any]) -> str:
    """What raises a vendor's tier, or would if it were not the heaviest already."""
    causes = series(facts["raised_by"])
    if facts["tier"] == facts["tier_by_exposure"]:
        return f"{facts['tier']} is the heaviest tier, also without {causes}."
    return f"Its tier is {facts['tier']} instead of {facts['tier_by_exposure']}, for {causes}."


def vendor_text(facts: dict[str, Any]) -> str:
    """One vendor in words and numbers, for a terminal and for a notebook that is not trusted."""
    lines = [
        f"{facts['name']} ({facts['id']}): {facts['score']} points, {facts['band']}, "
        f"{facts['appetite']}, tier {facts['tier']}",
        facts["summary"],
    ]
    if facts["raised_by"]:
        lines.append(tier_words(facts))
    lines.append(
        "Gates beside the score: " + ", ".join(f"{name} {state}" for name, state in facts["gates"].items())
    )
    lines.append(f"Review: {facts['review']}; last {facts['last_reviewed_on']}, due {facts['due_on']}")
    lines.append(
        f"EBIOS ratio {facts['ebios']}; ENISA severity of a breach {facts['enisa']} ({facts['enisa_band']})"
    )
    ledger = pd.DataFrame(facts["ledger"])[
        ["rule", "item", "words", "answer", "evidence", "points_lo", "points_hi"]
    ]
    lines += ["", ledger.to_string(index=False)]
    lines.append(f"\nSum: {points(facts['r_lo'])} .. {points(facts['r_hi'])}")
    lines += ["", *(f"{finding['severity']}: {finding['message']}" for finding in facts["findings"])]
    return "\n".join(lines).rstrip()
