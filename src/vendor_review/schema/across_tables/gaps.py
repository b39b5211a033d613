"""What rows leave open: access path, data, place, condition, training on the data, the work of a vendor."""

from __future__ import annotations

import pandas as pd

from vendor_review.schema.across_tables.accepted_rows import Accepted
from vendor_review.schema.rows.row_rule import RowRule, cells_of, row_rule


def gap_rules(accepted: Accepted) -> list[RowRule]:
    """Rules on what accepted rows leave open."""
    engagement = cells_of("engagement_id")
    return [
        row_rule(
            "REG-033",
            "engagements",
            "access_path",
            lambda rows: accepted.is_current & (rows["access_path"] == ""),
            value=engagement,
        ),
        row_rule(
            "REG-034",
            "engagements",
            "engagement_id",
            lambda rows: accepted.is_current & ~accepted.named("engagements", "data_shared"),
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
        *_training(accepted),
        _unanswered(accepted),
        _open_request(accepted),
    ]


def _training(accepted: Accepted) -> list[RowRule]:
    """Engagements whose vendor may train models on the data; one that answers for itself may do as it said it would."""
    table, column = "engagements", "trains_on_data"
    engagement = cells_of("engagement_id")

    def states(*words: str) -> pd.Series:
        controls_itself = accepted.holding(table, "role", ["independent_controller"])
        return accepted.is_current & ~controls_itself & accepted.holding(table, column, words)

    def unasked(_: pd.DataFrame) -> pd.Series:
        open_ = accepted.is_current & accepted.holding(table, column, ["", "unknown"])
        return open_ & ~accepted.holding(table, "ai_models", ["", "none", "None"])

    return [
        row_rule("REG-119", table, column, lambda _: states("yes"), value=engagement),
        row_rule("REG-120", table, column, lambda _: states("opt_out"), value=engagement),
        row_rule("REG-121", table, column, unasked, value=engagement, detail=cells_of("ai_models")),
    ]


def _unanswered(accepted: Accepted) -> RowRule:
    """Controls that a vendor was asked about, and about which it has not said anything in time."""
    limit = accepted.context.vocabulary.answer_days

    def breaks(rows: pd.DataFrame) -> pd.Series:
        waited = accepted.today - rows["asked_on"]
        silent = accepted.holding("access_controls", "answer", ["", "unknown"])
        return silent & (waited > pd.Timedelta(days=limit)) if limit is not None else silent & False

    return row_rule(
        "REG-094", "access_controls", "asked_on", breaks, expected=f"{limit} days", detail=cells_of("control")
    )


def _open_request(accepted: Accepted) -> RowRule:
    """Requests that a vendor has not answered in time, whatever day it was told."""
    limit = accepted.context.vocabulary.answer_days

    def breaks(rows: pd.DataFrame) -> pd.Series:
        is_open = ~(rows["answered_on"] <= accepted.today)
        waited = accepted.today - rows["asked_on"]
        return is_open & (waited > pd.Timedelta(days=limit)) if limit is not None else is_open & False

    return row_rule(
        "REG-123", "requests", "asked_on", breaks, expected=f"{limit} days", detail=cells_of("what")
    )
