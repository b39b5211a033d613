"""Reviews of registers without a notebook: what the cells of one make, in this process, for tests of sections."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from vendor_review import runs, shipped
from vendor_review.policy import load_policy
from vendor_review.register import load_register
from vendor_review.report.review import Review
from vendor_review.schema import check_register
from vendor_review.scoring import score_vendors

EXAMPLE = Path(__file__).parents[1] / "data" / "example" / "2026-10-31"


def review_of(register: Path, as_of: str) -> Review:
    """The review of a register as of a day, with the shipped policy."""
    parameters = runs.check_parameters(
        register=str(register), as_of=as_of, policy="", baseline="none", sample_count=100, random_seed=0
    )
    policy = load_policy(None, parameters.as_of)
    read = load_register(parameters.register)
    checked = check_register(read, policy.vocabulary, parameters.as_of)
    return runs.assemble_review(parameters, read, policy, checked, score_vendors(checked, policy))


@cache
def example_review() -> Review:
    """The review of the example's later state."""
    return review_of(EXAMPLE, "2026-10-31")


@cache
def numberz_review() -> Review:
    """The review of the starting register."""
    return review_of(shipped.starting_register(), "2026-11-01")


def rows_of(table: str) -> list[dict[str, str]]:
    """A table of the example as its file has it."""
    with (EXAMPLE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
