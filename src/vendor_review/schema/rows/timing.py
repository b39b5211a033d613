"""What is out of step with the day of the review: status and dates, notices still running, days to come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.schema.context import Context
from vendor_review.schema.rows.notice import add_days
from vendor_review.schema.rows.row_rule import RowRule, cells_of, days, row_rule

IN_USE = ("active", "optional")
# Columns whose day lies in the past by their nature.
_PAST_DAYS: Mapping[str, tuple[str, ...]] = {
    "evidence": ("issued_on", "period_end"),
    "access_controls": ("asked_on", "assessed_on"),
    "onward": ("as_of",),
    "decisions": ("decided_on",),
    "reviews_done": ("reviewed_on",),
    "incidents": ("closed_on",),
    "requests": ("asked_on", "answered_on"),
}


def is_current(engagements: pd.DataFrame, as_of: date) -> pd.Series:
    """Which accepted engagements count on a day: all but past ones whose last day is stated and over.

    A blank may be a day to come: it must not make a vendor look safer than that day would.
    """
    ended_on = engagements["ended_on"]
    return engagements["status"].ne("past") | ended_on.isna() | ended_on.ge(np.datetime64(as_of, "us"))


def timing_rules(context: Context) -> list[RowRule]:
    """Rules on all days that may not go with the day of the review."""
    return [*_status(context), _undated(context), *_notice(context), *_days_to_come(context)]


def _status(context: Context) -> list[RowRule]:
    today, name = np.datetime64(context.as_of, "us"), "engagements"

    def early(column: str) -> RowRule:
        return row_rule(
            "REG-055",
            name,
            column,
            lambda rows: rows["status"].isin(IN_USE) & (rows[column] > today),
            expected=context.as_of.isoformat(),
            detail=cells_of("status"),
        )

    return [
        row_rule(
            "REG-041",
            name,
            "status",
            lambda rows: (rows["ended_on"] < today) & (rows["status"] != "past"),
            value=cells_of("ended_on"),
            detail=cells_of("status"),
        ),
        row_rule(
            "REG-042",
            name,
            "status",
            lambda rows: (rows["effective_on"] <= today) & (rows["status"] == "planned"),
            value=cells_of("effective_on"),
        ),
        early("engaged_on"),
        early("effective_on"),
        row_rule(
            "REG-056",
            name,
            "ended_on",
            lambda rows: (rows["status"] == "past") & ~(rows["ended_on"] <= today),
            detail=lambda rows: np.where(
                rows["ended_on"].isna(), "until its last day is stated", "until then"
            ).tolist(),
        ),
    ]


def _is_coming(rows: pd.DataFrame, context: Context) -> pd.Series:
    return (rows["status"] == "planned") & ~(rows["effective_on"] <= np.datetime64(context.as_of, "us"))


def _undated(context: Context) -> RowRule:
    columns = ["engaged_on", "effective_on"]

    def blank(rows: pd.DataFrame) -> list[str]:
        return [
            ", ".join(name for name, no_day in zip(columns, row, strict=True) if no_day)
            for row in rows[columns].isna().itertuples(index=False, name=None)
        ]

    return row_rule(
        "REG-054",
        "engagements",
        "effective_on",
        lambda rows: _is_coming(rows, context) & rows[columns].isna().any(axis="columns"),
        value=cells_of("engagement_id"),
        detail=blank,
    )


def _notice(context: Context) -> list[RowRule]:
    """Notices that run, and what took effect before one had ended; while that runs, REG-021 tells of it."""
    page, notice_days, today = context.page, context.page.notice_days, np.datetime64(context.as_of, "us")
    if notice_days is None:
        return []
    length = f"{notice_days} {f'{page.day_type} ' if page.day_type else ''}days from "

    def ends(rows: pd.DataFrame) -> npt.NDArray[np.datetime64]:
        return add_days(days(rows, "engaged_on"), notice_days, page.day_type, page.holidays)

    def ended(rows: pd.DataFrame) -> list[str]:
        return [str(day) for day in np.datetime_as_string(ends(rows), unit="D")]

    return [
        row_rule(
            "REG-053",
            "engagements",
            "engaged_on",
            lambda rows: (
                _is_coming(rows, context) & (ends(rows) > today) & ~(rows["effective_on"] < ends(rows))
            ),
            value=cells_of("engagement_id"),
            expected=ended,
        ),
        row_rule(
            "REG-081",
            "engagements",
            "effective_on",
            lambda rows: (
                (rows["status"] != "past") & (rows["effective_on"] < ends(rows)) & (ends(rows) <= today)
            ),
            expected=ended,
            detail=lambda rows: length + rows["engaged_on"].dt.strftime("%Y-%m-%d"),
        ),
    ]


def _days_to_come(context: Context) -> list[RowRule]:
    today = np.datetime64(context.as_of, "us")

    def to_come(table: str, column: str) -> RowRule:
        return row_rule(
            "REG-023", table, column, lambda rows: rows[column] > today, expected=context.as_of.isoformat()
        )

    rules = [to_come(table, column) for table, columns in _PAST_DAYS.items() for column in columns]
    # A slip of the pen must not hide an incident: it counts, other than what else has not happened yet.
    of_incidents = row_rule(
        "REG-114",
        "incidents",
        "known_on",
        lambda rows: rows["known_on"] > today,
        expected=context.as_of.isoformat(),
    )
    return [*rules, of_incidents]
