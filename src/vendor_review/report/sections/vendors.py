"""All vendors, worst first: one chart of their intervals and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, pairwise

import pandas as pd

from vendor_review.figures import whole
from vendor_review.policy import Policy
from vendor_review.report import charts
from vendor_review.report.pages.blocks import Chart, Fragment, Section
from vendor_review.report.pages.html import counted, render, stated
from vendor_review.report.review import Review, Row, rows_of
from vendor_review.report.words.due_words import what_words, when_words
from vendor_review.report.words.wording import (
    TIERS,
    asked_controls,
    failing_checks,
    score_text,
    series,
    some,
    standing_text,
    tier_text,
)
from vendor_review.scoring import Assessment

#: More bars than this are no picture any more; the table has them all.
CHART_LIMIT = 40
#: Vendors that the page names one by one, the worst; scores.csv has them all.
MOST_LISTED = 1_000


def intervals_chart(review: Review, vendor_ids: Sequence[str] | None = None) -> Chart:
    """Each vendor's interval against the bands and the appetite; the worst `CHART_LIMIT` of them, or those named.

    Returns
    -------
    Chart
        JupyterLab draws it, with the figures of a bar under the pointer; index points, 0..100, from best case to worst.

    Examples
    --------
    >>> report.intervals_chart(review)
    Residual risk of each vendor, from best case to worst. All 3 intervals cross the appetite of 20 points. ...
    """
    policy = review.scores.policy
    bounds = [*policy.bands, ("", 100.0)]
    records = [
        {
            "vendor": review.unique_names[vendor_id],
            "name": row["name"],
            "r_lo": round(row["r_lo"], 4),
            "r_hi": round(row["r_hi"], 4),
            "band": row["band"],
            "appetite": standing_text(row),
            "limit": policy.appetite,
            "label": f"{score_text(row['r_lo'], row['r_hi'], policy.limits)}  {row['band']}",
        }
        for vendor_id, row in islice(review.vendor_rows.items(), CHART_LIMIT if vendor_ids is None else None)
        if vendor_ids is None or vendor_id in vendor_ids
    ]
    spec = charts.join(
        "intervals",
        {
            "bands": [
                {"band": name, "from": bound, "to": end, "middle": (bound + end) / 2, "mark": name}
                for (name, bound), (_, end) in pairwise(bounds)
            ],
            "vendors": records,
        },
    )
    if vendor_ids is not None:
        shown = f"{len(records)} of {counted(len(review.vendor_rows), 'vendor')}"
        of_all = "Those that need a look, worst first. " if len(records) < len(review.vendor_rows) else ""
        line = f"the upright mark is the appetite, {policy.appetite:g} points"
        unrated = [
            review.unique_names[one] for one in vendor_ids if review.vendor_rows[one]["band"] == "unrated"
        ]
        unknown = f" Of {some(unrated, most=2)} nothing is known." if unrated else ""
        finding = f"{of_all}The bar runs from best case to worst; {line}.{unknown}"
        return Chart(spec, f"Residual risk of {shown}, from best case to worst", finding)
    return Chart(spec, "Residual risk of each vendor, from best case to worst", _chart_finding(review))


def _chart_finding(review: Review) -> str:
    """What the chart shows, in a sentence or two."""
    vendors, policy = review.scores.vendors, review.scores.policy
    appetite = f"{policy.appetite:g}"
    if vendors.empty:
        return "There is no vendor to draw."
    crossing = int(vendors["appetite"].eq("undetermined").sum())
    widest = max(review.vendor_rows.values(), key=lambda row: row["r_hi"] - row["r_lo"])
    lo, hi = (whole(widest[f"r_{end}"], policy.limits) for end in ("lo", "hi"))
    sentence = (
        f"{_crossing(crossing, len(vendors))} the appetite of {appetite} points. The widest runs from {lo} to {hi} "
        f"({widest['name']}): the width is what is not known."
    )
    left_out = len(vendors) - CHART_LIMIT
    return (
        f"{sentence} {counted(left_out, 'vendor')} further down are in the table only."
        if left_out > 0
        else sentence
    )


def _crossing(part: int, whole: int) -> str:
    if part in (0, 1):
        one = "The only" if whole == 1 else f"1 of {whole}"
        return (
            "No interval crosses"
            if part == 0
            else f"{one} {'interval' if whole == 1 else 'intervals'} crosses"
        )
    return f"{f'All {whole}' if part == whole else f'{part} of {whole}'} intervals cross"


def score_table(scores: Assessment) -> pd.DataFrame:
    """The scores as a reader wants them first, a row per vendor, worst first.

    Columns vendor_id, name, tier, band, score (index points, `lo to hi`), appetite, review (state of the review or
    interim check that is due first), due_on.

    Examples
    --------
    >>> report.score_table(scores)[["vendor_id", "band", "score"]]
              vendor_id       band        score
    0               aws  very high    2 to 99
    1          sendgrid  very high    1 to 75
    2  quickbooks-india  very high    0 to 75
    """
    vendors = scores.vendors
    score = [
        score_text(lo, hi, scores.policy.limits)
        for lo, hi in zip(vendors["r_lo"], vendors["r_hi"], strict=True)
    ]
    chosen = vendors[["name", "tier", "band", "appetite"]].assign(
        review=scores.next_looks["state"], due_on=scores.next_looks["due_on"]
    )
    chosen = chosen.reset_index()
    failing = (vendors["appetite"].eq("within") & vendors["compliance"].eq("fail")).to_numpy(dtype=bool)
    chosen.loc[failing, "appetite"] = [
        f"within, but {failing_checks(row)}" for row in vendors[failing].to_dict("records")
    ]
    chosen["tier"] = [tier_text(*ends) for ends in vendors[TIERS].itertuples(index=False)]
    chosen.insert(4, "score", score)
    return chosen


def table_rows(scores: Assessment, most: int | None = None) -> list[dict[str, str]]:
    """The cells of the table, a row per vendor, worst first; the `most` worst, or all."""
    looks = dict(zip(scores.next_looks.index, rows_of(scores.next_looks), strict=True))
    return [
        {
            "id": str(vendor_id),
            "name": row["name"],
            "band": row["band"],
            "score": score_text(row["r_lo"], row["r_hi"], scores.policy.limits),
            "appetite": standing_text(row),
            "tier": tier_text(*(row[name] for name in TIERS)),
            "inherent": score_text(row["i_lo"], row["i_hi"], scores.policy.limits),
            "controls": f"{row['shown']} of {asked_controls(row)}",
            "gates": gate_words({gate: row[gate] for gate in ("contract", "transfer", "notice")}),
            "review": _look_words(looks[vendor_id], scores.policy),
            "due_on": "" if looks[vendor_id]["at_once"] else stated(looks[vendor_id]["due_on"]),
        }
        for vendor_id, row in scores.vendors.head(len(looks) if most is None else most)
        .to_dict("index")
        .items()
    ]


def _look_words(look: Row, policy: Policy) -> str:
    """What is due first, review or interim check, up to its day: `interim check, overdue since`."""
    return f"{what_words(look, policy)}, {when_words(look)}".removesuffix(stated(look["due_on"])).strip()


def all_vendors(review: Review) -> Section:
    """Section 5 of the page: the chart of `intervals_chart`, and a table with a row per vendor, in index points.

    Examples
    --------
    >>> report.all_vendors(review)
    All vendors, worst first
    Residual risk of each vendor, from best case to worst. ...
           vendor_id                name tier      band       score     appetite  review     due_on
                 aws Amazon Web Services   T1 very high 2 to 99 undetermined overdue 2026-11-01
            sendgrid            Sendgrid   T1 very high 1 to 75 undetermined overdue 2026-11-01
    quickbooks-india   Quick Books India   T1 very high 0 to 75 undetermined overdue 2026-11-01
    """
    vendors = review.scores.vendors
    opening = Fragment(
        render("vendors_opening.html.j2", review=review),
        "All vendors, worst first",
        anchor="vendors",
        title="All vendors, worst first",
    )
    if vendors.empty:
        return Section([opening])
    table = Fragment(
        render(
            "vendors_table.html.j2",
            as_of=review.as_of.isoformat(),
            rows=table_rows(review.scores, MOST_LISTED),
            further=max(0, len(vendors) - MOST_LISTED),
            linked=True,
        ),
        score_table(review.scores).head(MOST_LISTED).to_string(index=False),
    )
    return Section([opening, intervals_chart(review), table])


def gate_words(gates: dict[str, str]) -> str:
    """Gates grouped by outcome: `fail: transfer; unknown: contract and notice`, or `all pass`."""
    states = ("fail", "unknown", "pass")
    groups = {state: [name for name, found in gates.items() if found == state] for state in states}
    for state, words in zip(states, ("all fail", "all unknown", "all pass"), strict=True):
        if len(groups[state]) == len(gates):
            return words
    return "; ".join(f"{state}: {series(names)}" for state, names in groups.items() if names)
