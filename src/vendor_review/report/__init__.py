"""Results into tables, charts and sections; decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendor_review.deferred import deferred

if TYPE_CHECKING:
    from vendor_review.report.closing import method, provenance, public_list_section
    from vendor_review.report.headline import verdict
    from vendor_review.report.problems import register_problems
    from vendor_review.report.vendor import each_vendor
    from vendor_review.report.vendors import all_vendors, score_table

__all__ = [
    "all_vendors",
    "each_vendor",
    "method",
    "provenance",
    "public_list_section",
    "register_problems",
    "score_table",
    "verdict",
]

__getattr__ = deferred(
    __name__,
    {
        "verdict": "headline",
        "all_vendors": "vendors",
        "score_table": "vendors",
        "each_vendor": "vendor",
        "public_list_section": "closing",
        "register_problems": "problems",
        "method": "closing",
        "provenance": "closing",
    },
)
