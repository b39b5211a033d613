"""The first regression test: on Numberz's page alone, no vendor can be placed above or below any appetite."""

from __future__ import annotations

from datetime import date

import pytest

from registers import checked_as_of
from vendor_review.files import package_files
from vendor_review.scoring import Assessment, score_vendors


@pytest.fixture(scope="module")
def scores() -> Assessment:
    checked, policy = checked_as_of(package_files.starting_register(), date(2026, 11, 1))
    return score_vendors(checked, policy)


@pytest.mark.parametrize(
    ("vendor", "r", "ebios"),
    [
        ("aws", (1.875, 99.25), (0.98, 15.2)),
        ("sendgrid", (0.9375, 74.71875), (0.49, 11.7)),
        ("quickbooks-india", (0.46875, 74.71875), (0.25, 11.7)),
    ],
)
def test_scores(scores: Assessment, vendor: str, r: tuple[float, float], ebios: tuple[float, float]) -> None:
    found = scores.vendors.to_dict("index")[vendor]
    assert (found["r_lo"], found["r_hi"]) == pytest.approx(r, abs=1e-9)
    assert (found["ebios_lo"], found["ebios_hi"]) == pytest.approx(ebios, rel=0.02)
    assert (found["appetite"], found["tier"]) == ("undetermined", "T1")
    assert {found[gate] for gate in ("contract", "transfer", "notice")} == {"unknown"}


def test_order_is_worst_first(scores: Assessment) -> None:
    assert list(scores.vendors.index) == ["aws", "sendgrid", "quickbooks-india"]
