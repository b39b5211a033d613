"""`batch`: the dated reviews of many registers, on this machine or on a cluster."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from tqdm import tqdm

from vendor_review.cli.alarms import alarms
from vendor_review.cli.job_page import add_summary
from vendor_review.cli.options import (
    as_json_option,
    as_of_option,
    largest_table_option,
    making_options,
    policy_option,
    reviews_option,
)
from vendor_review.cli.run import result_of, say_alarms
from vendor_review.cli.streams import json_line, say
from vendor_review.errors import ArchiveError, UsageError
from vendor_review.register.table_limit import largest_table

if TYPE_CHECKING:
    from vendor_review.runs.batch.work import Ended


@click.command()
@click.argument("registers", nargs=-1, metavar="REGISTER|LIST...")
@as_of_option
@reviews_option("Folder of all reviews, to which these are added.")
@policy_option
@click.option(
    "--database", default="", metavar="URL", help="Take registers from this database too, by --query."
)
@click.option(
    "--query",
    default="",
    metavar="SQL",
    help="A SELECT whose rows name registers: columns register, as_of, policy, name.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes at a time; one per processor if left out.",
)
@click.option(
    "--scheduler", default="", metavar="ADDRESS", help="Use the workers of a Dask scheduler instead."
)
@click.option(
    "--baseline",
    default="auto",
    type=click.Choice(["auto", "none"]),
    show_default=True,
    help="Compare each register with its newest earlier review, or with none.",
)
@making_options
@click.option("--verbose", is_flag=True, help="Report how the reviews are made.")
@as_json_option
@click.option(
    "--summary",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE",
    help="Add a summary of each review in Markdown to FILE, for the page of a scheduled job.",
)
@largest_table_option
def batch(
    registers: Sequence[str],
    as_of: date,
    reviews: Path,
    policy: str,
    database: str,
    query: str,
    jobs: int | None,
    scheduler: str,
    baseline: str,
    samples: int,
    seed: int,
    fail_on: Sequence[str],
    cell_timeout: int,
    quiet: bool,
    verbose: bool,
    summary: Path | None,
) -> int:
    """Write the dated reviews of many registers into one archive.

    A REGISTER may be a pattern, such as 'registers/*'. A LIST is a file: .txt with one register a line, or .csv with
    the columns register, as_of, policy and name; all but the first may be blank or missing.

    The reviews are those that `run` makes. One that fails stops no other; a second batch verifies what is there.
    stdout is one line of JSON per review as it ends, and a last one for the batch.
    """
    from vendor_review.publication.archive.overview import refresh_overview
    from vendor_review.runs.batch.cluster import on_cluster
    from vendor_review.runs.batch.processes import on_processes
    from vendor_review.runs.batch.request import Common, requested
    from vendor_review.runs.batch.work import BatchSettings, queues
    from vendor_review.runs.kernel.warm_start import why_cold

    if scheduler and jobs:
        raise UsageError("--jobs and --scheduler: choose one; a scheduler has its own workers")
    if bool(database) != bool(query):
        raise UsageError("--database and --query: give both or neither")
    if summary is not None:
        summary.touch()  # A file that cannot be is refused now, not once the reviews are there.
    common = Common(as_of.isoformat(), policy, baseline, samples, seed)
    asked = queues(requested(registers, common, database=database, query=query))
    count = sum(map(len, asked))
    settings = BatchSettings(reviews.absolute(), cell_timeout, largest_table())
    jobs = min(jobs or _processors(), len(asked))
    where = f"the workers of {scheduler}" if scheduler else f"{jobs} process{'es' if jobs > 1 else ''}"
    report = (lambda line: None) if quiet else say
    report(f"{count} reviews of {len(asked)} registers, on {where}")
    if verbose and (reason := why_cold()) and not scheduler:
        say(f"each review starts its kernel from scratch: {reason}")
    results = on_cluster(asked, settings, scheduler) if scheduler else on_processes(asked, settings, jobs)
    statuses: Counter[str] = Counter()
    codes: set[int] = set()
    try:
        with closing(results), _bar(count, quiet) as bar:
            for ended in results:
                codes.add(_say(ended, fail_on, summary))
                status = ended.outcome.status if ended.outcome else "failed"
                statuses[status] += 1
                bar.update()
                if not sys.stderr.isatty():
                    report(f"{sum(statuses.values())} of {count}: {_shown(ended)} {status}")
    finally:
        # Also of a batch that was cancelled: what is in place is listed.
        if statuses["published"]:
            try:
                refresh_overview(reviews)
            except ArchiveError as problem:
                say(
                    f"{problem}; the reviews are in place, and the next one that is published writes the page again"
                )
    found = {name: statuses[name] for name in ("published", "verified", "failed")}
    code = next((code for code in (4, 3, 2, 1) if code in codes), 0)
    click.echo(json_line({"status": "done" if code < 2 else "failed", "exit_code": code, "reviews": found}))
    report(", ".join(f"{number} {name}" for name, number in found.items()) + f"; {reviews}")
    return code


def _processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _bar(count: int, quiet: bool) -> tqdm[Any]:
    return tqdm(total=count, unit="review", disable=quiet or not sys.stderr.isatty(), file=sys.stderr)


def _shown(ended: Ended) -> str:
    return ended.outcome.folder.parent.name if ended.outcome else ended.parameters.register


def _say(ended: Ended, fail_on: Sequence[str], summary: Path | None) -> int:
    """Says what came of a review; gives the exit code that it has a say in."""
    register = {"register": ended.parameters.register}
    if ended.outcome is None:
        for problem in ended.problems:
            say(f"{ended.parameters.register}: {problem}")
        failed = {"status": "failed", "exit_code": ended.exit_code, "problems": list(ended.problems)}
        click.echo(json_line(register | failed))
        return ended.exit_code
    click.echo(json_line(register | result_of(ended.outcome, ended.parameters.as_of)))
    found = alarms(fail_on, ended.outcome.facts, ended.outcome.folder)
    if summary is not None:
        add_summary(summary, ended.outcome, found)
    return int(say_alarms(ended.outcome, found))
