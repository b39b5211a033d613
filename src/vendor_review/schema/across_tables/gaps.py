"""What rows leave open: access path, data, place, condition, the work of a vendor."""

from __future__ import annotations

from vendor_review.schema.across_tables.accepted import Accepted
from vendor_review.schema.rows.row_rule import RowRule, cells_of, row_rule


def gap_rules(accepted: Accepted) -> list[RowRule]:
    """Rules on what accepted rows leave open."""
    engagement = cells_of("engagement_id")
    return [
        row_rule(
            "REG-033",
            "engagements",
            "access_path",
            lambda rows: (rows["status"] != "past") & (rows["access_path"] == ""),
            value=engagement,
        ),
        row_rule(
            "REG-034",
            "engagements",
            "engagement_id",
            lambda rows: (rows["status"] != "past") & ~accepted.named("engagements", "data_shared"),
        ),
        row_rule("REG-039", "vendors", "vendor_id", lambda rows: ~accepted.named("vendors", "engagements")),
        row_rule("REG-043", "places", "code", lambda rows: rows["code"] == "", value=cells_of("as_written")),
        row_rule(
            "REG-040",
            "engagements",
            "condition",
            lambda rows: (rows["status"] == "optional") & (rows["condition"] == ""),
            value=engagement,
        ),
    ]
