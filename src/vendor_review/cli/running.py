"""`run`: the dated review of a register, for people and for schedulers."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from vendor_review import shipped
from vendor_review.cli.options import as_of_option, policy_option, say
from vendor_review.runs.parameters import check_parameters

#: What `--fail-on` may name, and how many of it a review's counts hold.
FAIL_ON: dict[str, Callable[[dict[str, Any]], int]] = {
    "rejected": lambda counts: int(counts["rejected"]),
    # Of a vendor whose row was rejected nobody can say that it is none of these.
    "overdue": lambda counts: int(counts["overdue"]) + len(counts["lost"]),
    "refused": lambda counts: len(counts["appetite"]["refused"]) + len(counts["lost"]),
    "notice": lambda counts: (
        int(counts["late_notice"]) + int((counts["changes"] or {}).get("late", 0)) + len(counts["lost"])
    ),
}


@click.command()
@click.argument("register", required=False)
@as_of_option
@click.option(
    "--reviews", default="reviews", type=click.Path(path_type=Path), metavar="DIR", show_default=True
)
@policy_option
@click.option(
    "--baseline",
    default="auto",
    metavar="auto|none|DIR",
    show_default=True,
    help="Earlier review to compare with; auto is the newest one of this register in the archive.",
)
@click.option("--samples", default=10_000, show_default=True, help="Draws for sampled figures.")
@click.option("--seed", default=0, show_default=True, help="Where the drawing starts.")
@click.option(
    "--fail-on", multiple=True, type=click.Choice(list(FAIL_ON)), help="Exit with 1 if there is any."
)
@click.option(
    "--cell-timeout",
    type=click.IntRange(min=1),
    default=600,
    show_default=True,
    metavar="SECONDS",
    help="For one notebook cell.",
)
def run(
    register: str | None,
    as_of: date,
    reviews: Path,
    policy: str,
    baseline: str,
    samples: int,
    seed: int,
    fail_on: Sequence[str],
    cell_timeout: int,
) -> int:
    """Write the dated review of REGISTER (Numberz if left out) into the archive."""
    from vendor_review.runs.review import RunSettings, run_review

    parameters = check_parameters(
        register=register or str(shipped.starting_register()),
        as_of=as_of.isoformat(),
        policy=policy,
        baseline=baseline,
        sample_count=samples,
        random_seed=seed,
    )
    outcome = run_review(
        parameters,
        RunSettings(reviews, cell_timeout_seconds=cell_timeout, progress=sys.stderr.isatty(), report=say),
    )
    counts = outcome.facts["counts"]
    verb = "wrote" if outcome.status == "published" else "verified, nothing changed:"
    say(f"{verb} {outcome.page}")
    result = {
        "status": outcome.status,
        "review": str(outcome.page),
        "run_id": outcome.run_id,
        "as_of": as_of.isoformat(),
        "verdict": outcome.facts["verdict"],
        "counts": counts,
    }
    click.echo(json.dumps(result, ensure_ascii=False, sort_keys=True))
    found = {name: FAIL_ON[name](counts) for name in fail_on}
    for name, number in found.items():
        if number:
            say(f"--fail-on {name}: {number} found")
    return 1 if any(found.values()) else 0
