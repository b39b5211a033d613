"""What is warned about where a register speaks of training on data, and where it is silent."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from registers import checked_as_of, write_register


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({}, []),
        ({"trains_on_data": "unknown"}, []),
        ({"trains_on_data": "no", "ai_models": "its own"}, []),
        ({"ai_models": "none"}, []),
        ({"ai_models": "its own"}, ["REG-121"]),
        ({"ai_models": "its own", "trains_on_data": "unknown"}, ["REG-121"]),
        ({"trains_on_data": "yes", "ai_models": "its own"}, ["REG-119"]),
        ({"trains_on_data": "yes", "role": ""}, ["REG-119"]),
        ({"trains_on_data": "yes", "status": "planned"}, ["REG-119"]),
        ({"trains_on_data": "opt_out"}, ["REG-120"]),
        # It answers itself for what it does with the data, but we ask what that is.
        ({"trains_on_data": "yes", "role": "independent_controller"}, []),
        ({"trains_on_data": "opt_out", "role": "independent_controller"}, []),
        ({"ai_models": "its own", "role": "independent_controller"}, ["REG-121"]),
        ({"trains_on_data": "yes", "status": "past", "ended_on": "2026-10-31"}, []),
        ({"ai_models": "its own", "status": "past", "ended_on": "2026-10-31"}, []),
    ],
)
def test_what_an_engagement_says_of_training_is_found(
    cells: dict[str, str], found: list[str], tmp_path: Path
) -> None:
    engagement = {"engagement_id": "e", "vendor_id": "v", "status": "active", "role": "processor", **cells}
    tables = {"vendors": [{"vendor_id": "v", "name": "Mill"}], "engagements": [engagement]}
    checked, _ = checked_as_of(write_register(tmp_path / "one", tables), date(2026, 11, 1))
    rules = checked.findings.loc[checked.findings["column"].isin(["trains_on_data", "ai_models"]), "rule"]
    assert rules.tolist() == found
