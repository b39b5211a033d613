"""Scores of invented vendors against the method computed by hand, which knows no function of the product."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import tries
from registers import scored_as_of, write_register
from scoring.by_hand import Method
from scoring.invented_rows import AS_OF, invented, with_days
from vendor_review.files.package_files import default_policy

METHOD = Method(default_policy())
VENDORS = 60


@settings(max_examples=tries(6))
@given(st.integers(0, 2**32))
def test_every_score_is_what_the_method_gives_by_hand(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    tables = invented(Random(seed), VENDORS)
    checked, scores = scored_as_of(_written(tmp_path_factory, tables), AS_OF)
    assert checked.rejected.empty, checked.rejected[["row", "rules"]].to_string()
    assert len(scores.vendors) == VENDORS
    documents = {row["evidence_id"]: with_days(row) for row in tables["evidence"]}
    for vendor_id, found in scores.vendors.iterrows():
        engagements = [
            (
                with_days(row),
                [one for one in tables["data_shared"] if one["engagement_id"] == row["engagement_id"]],
            )
            for row in tables["engagements"]
            if row["vendor_id"] == vendor_id
        ]
        answers = [with_days(row) for row in tables["access_controls"] if row["vendor_id"] == vendor_id]
        by_hand = METHOD.score(engagements, answers, documents, AS_OF)
        assert [found["r_lo"], found["r_hi"]] == pytest.approx(by_hand, abs=1e-9), vendor_id
    sums = scores.ledger.groupby("vendor_id")[["points_lo", "points_hi"]].sum()
    assert sums.loc[scores.vendors.index].to_numpy() == pytest.approx(
        scores.vendors[["r_lo", "r_hi"]].to_numpy(), abs=1e-9
    )


def _written(made: pytest.TempPathFactory, tables: dict[str, list[dict[str, str]]]) -> Path:
    return write_register(made.mktemp("invented") / "register", tables)
