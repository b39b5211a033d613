"""Results into tables, charts and sections; decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendor_review.lazy_names import deferred
from vendor_review.report.pages.displays import show_in_notebooks

if TYPE_CHECKING:
    from vendor_review.report.charts.waterfall import waterfall_chart
    from vendor_review.report.sections.changes import changes_since
    from vendor_review.report.sections.closing import method, provenance, public_list_section, sign_off
    from vendor_review.report.sections.concentration import concentration
    from vendor_review.report.sections.decisions import decisions_needed
    from vendor_review.report.sections.evidence import evidence_by_age
    from vendor_review.report.sections.firmness import ranking_firmness
    from vendor_review.report.sections.problems import register_problems
    from vendor_review.report.sections.questions import questions_first, shortest_table
    from vendor_review.report.sections.vendors import all_vendors, intervals_chart, score_table
    from vendor_review.report.sections.verdict import verdict
    from vendor_review.report.vendor_card.card import each_vendor, one_vendor

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
        "verdict": "sections.verdict",
        "decisions_needed": "sections.decisions",
        "changes_since": "sections.changes",
        "all_vendors": "sections.vendors",
        "intervals_chart": "sections.vendors",
        "score_table": "sections.vendors",
        "evidence_by_age": "sections.evidence",
        "each_vendor": "vendor_card.card",
        "one_vendor": "vendor_card.card",
        "waterfall_chart": "charts.waterfall",
        "questions_first": "sections.questions",
        "shortest_table": "sections.questions",
        "show_in_notebooks": "pages.displays",
        "ranking_firmness": "sections.firmness",
        "concentration": "sections.concentration",
        "public_list_section": "sections.closing",
        "register_problems": "sections.problems",
        "method": "sections.closing",
        "sign_off": "sections.closing",
        "provenance": "sections.closing",
    },
)

show_in_notebooks()
