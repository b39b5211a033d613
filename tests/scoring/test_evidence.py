"""How a document's age and scope change what it proves."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from population import POLICY
from vendor_review.scoring.model.evidence import age_factor, age_months, weigh_evidence

AS_OF = POLICY.as_of
TODAY = AS_OF.isoformat()


def age(issued: date, as_of: date) -> float:
    return float(age_months(pd.Series(pd.to_datetime([issued.isoformat()])), as_of).iloc[0])


def factor(months: float | None) -> float:
    return float(age_factor(pd.Series([months], dtype="float64"), POLICY).iloc[0])


def test_an_anniversary_is_a_whole_number_of_months() -> None:
    assert age(date(2025, 2, 28), date(2026, 2, 28)) == 12
    assert age(date(2024, 2, 28), date(2026, 2, 28)) == 24


@given(st.dates(date(2020, 1, 1), date(2026, 1, 1)), st.integers(0, 2000))
def test_age_grows_every_day(issued: date, days: int) -> None:
    later = issued + timedelta(days=days)
    assert age(issued, later) < age(issued, later + timedelta(days=1))


@pytest.mark.parametrize(
    ("months", "expected"),
    [(0, 1.0), (12, 1.0), (18, 0.8125), (24, 0.625), (36, 0.25), (60, 0.25), (None, 0.25), (-0.1, 0.0)],
    ids=["new", "a year", "eighteen months", "two years", "three years", "five years", "undated", "to come"],
)
def test_strength_falls_from_a_year_to_three(months: float | None, expected: float) -> None:
    assert factor(months) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"level": "E5", "issued_on": TODAY}, 1.0),
        ({"level": "E4", "issued_on": TODAY}, 0.85),
        ({"level": "E3", "issued_on": TODAY}, 0.65),
        ({"level": "E2", "issued_on": TODAY}, 0.5),
        ({"level": "E1", "issued_on": TODAY}, 0.3),
        ({"level": "E1"}, 0.075),
        ({"level": "E5", "issued_on": TODAY, "in_scope": "no"}, 0.0),
        ({"level": "E5", "issued_on": TODAY, "in_scope": ""}, 0.0),
        ({"level": "E5", "issued_on": TODAY, "valid_until": "2026-10-31"}, 0.0),
        ({"level": "E5", "issued_on": "2024-11-01", "period_end": TODAY, "kind": "soc2_type2"}, 1.0),
        ({"level": "E5", "issued_on": "2026-11-02", "period_end": "2026-06-30", "kind": "soc2_type2"}, 0.0),
    ],
    ids=[
        "audit over a period",
        "audit at a date",
        "contract",
        "the vendor's own paper",
        "a statement",
        "an undated statement",
        "a report on another service",
        "a report that does not say which service",
        "an expired report",
        "the period counts, not the day of issue",
        "not yet issued",
    ],
)
def test_strength_of_a_document(facts: dict[str, str], expected: float) -> None:
    row = {"evidence_id": "d", "vendor_id": "v", "kind": "other", "in_scope": "yes", **facts}
    dates = {
        name: pd.to_datetime(row[name]) if name in row else pd.NaT
        for name in ("issued_on", "period_end", "valid_until")
    }
    frame = pd.DataFrame([{**row, **dates}]).astype(dict.fromkeys(dates, "datetime64[us]"))
    assert weigh_evidence(frame, POLICY)["strength"].tolist() == pytest.approx([expected])
