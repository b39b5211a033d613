"""Results into tables, charts and sections; decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendor_review.deferred import deferred
from vendor_review.report.displays import show_in_notebooks

if TYPE_CHECKING:
    from vendor_review.report.closing import method, provenance, public_list_section
    from vendor_review.report.decisions import decisions_needed
    from vendor_review.report.dependence import concentration
    from vendor_review.report.evidence_ages import evidence_by_age
    from vendor_review.report.firmness import ranking_firmness
    from vendor_review.report.headline import verdict
    from vendor_review.report.problems import register_problems
    from vendor_review.report.questions import questions_first, shortest_table
    from vendor_review.report.signoff import sign_off
    from vendor_review.report.since_baseline import changes_since
    from vendor_review.report.vendor import each_vendor, one_vendor
    from vendor_review.report.vendors import all_vendors, intervals_chart, score_table
    from vendor_review.report.waterfall import waterfall_chart

__all__ = [
    "all_vendors",
    "changes_since",
    "concentration",
    "decisions_needed",
    "each_vendor",
    "evidence_by_age",
    "intervals_chart",
    "method",
    "one_vendor",
    "provenance",
    "public_list_section",
    "questions_first",
    "ranking_firmness",
    "register_problems",
    "score_table",
    "shortest_table",
    "show_in_notebooks",
    "sign_off",
    "verdict",
    "waterfall_chart",
]

__getattr__, __dir__ = deferred(
    __name__,
    {
        "verdict": "headline",
        "decisions_needed": "decisions",
        "changes_since": "since_baseline",
        "all_vendors": "vendors",
        "intervals_chart": "vendors",
        "score_table": "vendors",
        "evidence_by_age": "evidence_ages",
        "each_vendor": "vendor",
        "one_vendor": "vendor",
        "waterfall_chart": "waterfall",
        "questions_first": "questions",
        "shortest_table": "questions",
        "show_in_notebooks": "displays",
        "ranking_firmness": "firmness",
        "concentration": "dependence",
        "public_list_section": "closing",
        "register_problems": "problems",
        "method": "closing",
        "sign_off": "signoff",
        "provenance": "closing",
    },
)

show_in_notebooks()
