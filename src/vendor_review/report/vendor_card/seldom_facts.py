"""What few vendors have on their card: days to come, a plan for leaving, incidents, requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from vendor_review.report.pages.html import stated
from vendor_review.report.review import Review, Row, grouped, once
from vendor_review.report.sections.concentration import EXIT_PLANS
from vendor_review.report.vendor_card.dates import coming_words, incidents_text
from vendor_review.report.words.request_words import asked_words
from vendor_review.report.words.wording import series
from vendor_review.schema.cells.values import items

#: Requests that a card names.
_NAMED = 5


def seldom_facts(review: Review, vendor_id: str, identity: Mapping[str, Any]) -> dict[str, str]:
    """Label to words, of what there is; `identity` is the vendor's own row."""
    found = {
        "Coming up": coming_words(review, vendor_id),
        "If we leave it": _way_out(identity),
        "Incidents": incidents_text(review, vendor_id),
        "Requests": requests_text(review, vendor_id),
    }
    return {name: words for name, words in found.items() if words}


def _way_out(identity: Mapping[str, Any]) -> str:
    """How much we depend on a vendor, and what is known for the day on which we leave it; "" where nothing is."""
    said = [f"criticality {identity['criticality']}"] if identity["criticality"] else []
    said += [EXIT_PLANS[identity["exit_plan"]]] if identity["exit_plan"] else []
    said += [f"could be replaced by {series(others)}"] if (others := items(identity["substitutes"])) else []
    return "; ".join(said)


@once
def requests_of(review: Review) -> Mapping[str, list[Row]]:
    """Vendor id to its requests, open ones first, then those that were asked last: the rows of the table.

    Beside the columns each has is_open, and `words` for the vendor's card.
    """
    table = review.checked.tables["requests"]
    if table.empty:
        return {}
    is_open = ~(table["answered_on"] <= pd.Timestamp(review.as_of))
    rows = table.assign(is_open=is_open).sort_values("asked_on", ascending=False, kind="stable")
    found = grouped(rows.sort_values("is_open", ascending=False, kind="stable"), "vendor_id")
    for row in (row for rows in found.values() for row in rows):
        whom = f" of {row['asked_of']}" if row["asked_of"] else ""
        end = "open" if row["is_open"] else f"answered {stated(row['answered_on'])}"
        asked = asked_words(row["what"], review.scores.policy)
        row["words"] = f"{row['request_id']}: {asked}, asked {stated(row['asked_on'])}{whom}, {end}"
    return found


def requests_text(review: Review, vendor_id: str) -> str:
    """The requests to a vendor for its card, the first of them; "" for none."""
    words = [row["words"] for row in requests_of(review).get(vendor_id, ())]
    more = [f"{len(words) - _NAMED} more"] if len(words) > _NAMED else []
    return "; ".join([*words[:_NAMED], *more])
