"""A vendor whose own row is rejected stays in the scores, as one of which nothing is known."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from registers import checked_as_of, write_register
from vendor_review.scoring import score_vendors

TABLES = {
    "vendors": [
        {"vendor_id": "good", "name": "Good"},
        {"vendor_id": "lost", "name": "Lost", "website": "not a site"},
    ],
    "engagements": [
        {
            "engagement_id": "e1",
            "vendor_id": "good",
            "role": "processor",
            "status": "active",
            "access_path": "incidental",
        },
        {
            "engagement_id": "e2",
            "vendor_id": "lost",
            "role": "processor",
            "status": "active",
            "access_path": "none",
        },
    ],
    "data_shared": [
        {"engagement_id": "e1", "category": "Name", "custody": "disclosed"},
        {"engagement_id": "e2", "category": "none", "custody": "disclosed"},
        {"engagement_id": "e2", "category": "none", "custody": "held"},
    ],
}


def test_a_rejected_vendor_is_unrated_and_first(tmp_path: Path) -> None:
    checked, policy = checked_as_of(write_register(tmp_path, TABLES), date(2026, 11, 1))
    assert set(checked.rejected["vendor_id"]) == {"lost"}
    vendors = score_vendors(checked, policy).vendors
    assert list(vendors.index) == ["lost", "good"]
    found = vendors.to_dict("index")["lost"]
    assert (found["lost"], found["band"], found["appetite"]) == (True, "unrated", "undetermined")
    assert (found["r_lo"], found["r_hi"]) == (0.0, 100.0)
    assert not vendors.to_dict("index")["good"]["lost"]
