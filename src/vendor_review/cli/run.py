"""`run`: the dated review of a register, for people and for schedulers."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vendor_review.cli.alarms import Alarm, alarms
from vendor_review.cli.job_page import add_summary
from vendor_review.cli.options import (
    as_of_option,
    largest_table_option,
    making_options,
    name_option,
    policy_option,
    reviews_option,
    say_found_above,
)
from vendor_review.cli.streams import json_line, say
from vendor_review.files import package_files
from vendor_review.runs.parameters import check_parameters

if TYPE_CHECKING:
    from vendor_review.runs.review_run import Outcome


@click.command()
@click.argument("register", required=False)
@as_of_option
@reviews_option("Folder of all reviews, to which this one is added.")
@policy_option
@name_option
@click.option(
    "--baseline",
    default="auto",
    metavar="auto|none|DIR",
    show_default=True,
    help="Earlier review to compare with; auto takes the newest one of this register.",
)
@making_options
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print a line of JSON on a terminal as well, and if the command fails: status, exit code and problems.",
)
@click.option(
    "--summary",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE",
    help="Add a summary in Markdown to FILE, for the page of a scheduled job.",
)
@largest_table_option
def run(
    register: str | None,
    as_of: date,
    reviews: Path,
    policy: str,
    name: str,
    baseline: str,
    samples: int,
    seed: int,
    fail_on: Sequence[str],
    cell_timeout: int,
    quiet: bool,
    as_json: bool,
    summary: Path | None,
) -> int:
    """Write the dated review of REGISTER.

    Without REGISTER, it reviews Numberz, the register that ships. A terminal shows the verdict and where the page is.
    A file or another program gets one line of JSON: status, path of the page, run id, as-of date, verdict, counts, and
    what is overdue.
    """
    from vendor_review.runs.review_run import RunSettings, run_review

    report = (lambda line: None) if quiet else say
    if register is not None and not quiet:
        say_found_above(register)
    if summary is not None:
        summary.touch()  # A file that cannot be written is refused now, not after the review.
    parameters = check_parameters(
        register=register or str(package_files.starting_register()),
        as_of=as_of.isoformat(),
        policy=policy,
        baseline=baseline,
        sample_count=samples,
        random_seed=seed,
        name=name,
    )
    outcome = run_review(
        parameters,
        RunSettings(
            reviews,
            cell_timeout_seconds=cell_timeout,
            progress=sys.stderr.isatty() and not quiet,
            report=report,
        ),
    )
    counts = outcome.facts["counts"]
    verb = "wrote" if outcome.status == "published" else "nothing has changed; checked"
    report(f"{verb} {outcome.page}")
    if counts["withheld"]:
        say(f"the public list, the notice and the feed are withheld; {outcome.page}#public-list says why")
    found = alarms(fail_on, outcome.facts, outcome.folder)
    if as_json or not sys.stdout.isatty():
        click.echo(json_line(result_of(outcome, as_of)))
    else:
        _show(outcome)
    if summary is not None:
        add_summary(summary, outcome, found)
    return 1 if say_alarms(outcome, found) else 0


def _show(outcome: Outcome) -> None:
    """What a person at a terminal wants of a review: the verdict, what is due, and where the page is."""
    counts = outcome.facts["counts"]
    soon = f"{counts['overdue']} overdue, {counts['due_within']['30']} due within 30 days"
    list_state = "is withheld" if counts["withheld"] else "can go out"
    click.echo(outcome.facts["verdict"])
    click.echo(f"{soon}. The public list {list_state}.")
    click.echo(outcome.page)


def result_of(outcome: Outcome, as_of: date) -> dict[str, Any]:
    """What a program learns of a review, as a line of JSON."""
    return {
        "status": outcome.status,
        "review": str(outcome.page),
        "run_id": outcome.run_id,
        "as_of": as_of.isoformat(),
        "verdict": outcome.facts["verdict"],
        "counts": outcome.facts["counts"],
        "overdue": outcome.facts["overdue"],
    }


def say_alarms(outcome: Outcome, found: Mapping[str, Alarm]) -> bool:
    """Says what `--fail-on` found in a review; whether it found anything."""
    heard = [f"--fail-on {name}: {alarm}" for name, alarm in found.items() if alarm.count]
    if heard:
        # A mail may hold the lines of several registers, and this may be all that it holds of one.
        say(f"{outcome.folder.parent.name}: {'; '.join(heard)}; {outcome.page}")
    return bool(heard)
