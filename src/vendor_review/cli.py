"""The command line: parse, call one function, map errors to exit codes.

Exit codes: 0 done; 1 done, and `--fail-on` found what it names; 2 usage, register or policy unreadable; 3 the run
failed; 4 cancelled. The result goes to stdout, progress and messages to stderr.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vendor_review import __version__, shipped
from vendor_review.errors import RunFailed, UsageError, VendorReviewError
from vendor_review.runs.parameters import check_parameters, parse_as_of

if TYPE_CHECKING:
    import pandas as pd

    from vendor_review.report.review import Review

#: What `--fail-on` may name, and how many of it a review's counts hold.
FAIL_ON: dict[str, Callable[[dict[str, Any]], int]] = {
    "rejected": lambda counts: int(counts["rejected"]),
    # Of a vendor whose row was rejected nobody can say that it is none of these.
    "overdue": lambda counts: int(counts["overdue"]) + len(counts["lost"]),
    "refused": lambda counts: len(counts["appetite"]["refused"]) + len(counts["lost"]),
    "notice": lambda counts: int(counts["late_notice"]) + len(counts["lost"]),
}

Command = Callable[..., Any]


def _as_of(context: click.Context, parameter: click.Parameter, value: str | None) -> date:
    """The day asked for, else today: the only place where the product reads the clock."""
    return date.today() if value is None else parse_as_of(value)  # noqa: DTZ011 - the user's own calendar day


def _say(line: str) -> None:
    click.echo(line, err=True)


as_of_option = click.option(
    "--as-of",
    metavar="DATE",
    callback=_as_of,
    help="The day the review speaks for, as 2026-11-01; today if left out.",
)
policy_option = click.option(
    "--policy", default="", metavar="DIR", help="Another policy than the one that ships."
)
register_argument = click.argument("register")


def _format_option(*formats: str) -> Callable[[Command], Command]:
    return click.option("--format", "form", type=click.Choice(formats), default=formats[0], show_default=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="vendor-review")
def commands() -> None:
    """Vendor risk review from a register of subprocessors.

    REGISTER is a folder that holds vendors.csv and engagements.csv, a workbook (.xlsx), or a database as a URL:
    sqlite:///register.db, postgresql+psycopg://user@host/name.
    """


@commands.command()
@click.argument("register", required=False)
@as_of_option
@click.option(
    "--reviews", default="reviews", type=click.Path(path_type=Path), metavar="DIR", show_default=True
)
@policy_option
@click.option(
    "--baseline", default="none", metavar="none", show_default=True, help="Earlier review to compare with."
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
        RunSettings(reviews, cell_timeout_seconds=cell_timeout, progress=sys.stderr.isatty(), report=_say),
    )
    counts = outcome.facts["counts"]
    verb = "wrote" if outcome.status == "published" else "verified, nothing changed:"
    _say(f"{verb} {outcome.page}")
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
            _say(f"--fail-on {name}: {number} found")
    return 1 if any(found.values()) else 0


def _review(register: str, as_of: date, policy: str) -> Review:
    """The results that a notebook's first cells compute, without a notebook."""
    from vendor_review.policy import load_policy
    from vendor_review.register.load import load_register, remark_lines
    from vendor_review.runs.assemble import assemble_review
    from vendor_review.schema import check_register
    from vendor_review.scoring import score_vendors

    parameters = check_parameters(
        register=register,
        as_of=as_of.isoformat(),
        policy=policy,
        baseline="none",
        sample_count=1,
        random_seed=0,
    )
    in_force = load_policy(policy or None, as_of)
    loaded = load_register(register)
    for line in remark_lines(loaded):
        _say(line)
    checked = check_register(loaded, in_force.vocabulary, as_of)
    return assemble_review(parameters, loaded, in_force, checked, score_vendors(checked, in_force))


def _say_rejected(review: Review) -> None:
    """A reader of scores alone must know what is not in them."""
    from vendor_review.report.problems import problems_sentence, severity_counts

    rejected = len(review.checked.rejected)
    if rejected:
        _say(problems_sentence(severity_counts(review.checked.findings), rejected))


def _print_table(table: pd.DataFrame, form: str) -> None:
    if form == "csv":
        click.echo(table.to_csv(index=False), nl=False)
    elif form == "json":
        click.echo(table.to_json(orient="records", date_format="iso", force_ascii=False, indent=1))
    else:
        click.echo(table.to_string(index=False) if len(table) else "none")


@commands.command()
@register_argument
@as_of_option
@policy_option
@_format_option("table", "json", "csv")
def check(register: str, as_of: date, policy: str, form: str) -> None:
    """List what is wrong with REGISTER: place, value, and what would be right."""
    from vendor_review.report.problems import problems_sentence, severity_counts, worst_first

    checked = _review(register, as_of, policy).checked
    findings = checked.findings
    if form == "table":
        for row in worst_first(findings).itertuples():
            click.echo(f"{row.severity:7}  {row.rule:8}  {row.message}\n{'':19}{row.remedy}")
    else:
        _print_table(findings, form)
    _say(problems_sentence(severity_counts(findings), len(checked.rejected)))


@commands.command()
@register_argument
@as_of_option
@policy_option
@click.option("--ledger", is_flag=True, help="The contributions instead of the scores.")
@_format_option("table", "csv", "json")
def score(register: str, as_of: date, policy: str, ledger: bool, form: str) -> None:
    """Score the vendors of REGISTER, worst first."""
    from vendor_review.publication.results import score_frame
    from vendor_review.report.vendors import score_table

    review = _review(register, as_of, policy)
    _say_rejected(review)
    scores = review.scores
    if ledger:
        _print_table(scores.ledger, form)
    else:
        _print_table(score_table(scores) if form == "table" else score_frame(scores), form)


@commands.command()
@register_argument
@click.argument("vendor")
@as_of_option
@policy_option
def explain(register: str, vendor: str, as_of: date, policy: str) -> None:
    """Tell one vendor of REGISTER in words and numbers; VENDOR is its id or its name."""
    from vendor_review.report.vendor import vendor_facts, vendor_text
    from vendor_review.schema.suggestions import nearest_words

    review = _review(register, as_of, policy)
    names = review.scores.vendors["name"]
    if vendor in names.index:
        found = vendor
    elif (names == vendor).sum() == 1:
        found = str(names.index[names == vendor][0])
    else:
        ids = list(names.index)
        guess = nearest_words([vendor], ids)[vendor] or nearest_words([vendor], list(names))[vendor]
        hint = f" (did you mean {guess!r}?)" if guess else ""
        raise UsageError(
            f"{vendor!r} is no vendor that {review.checked.name} engages{hint}; its ids are {', '.join(ids)}"
        )
    _say_rejected(review)
    click.echo(vendor_text(vendor_facts(review, found)))


@commands.command()
@register_argument
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="DIR")
@as_of_option
@policy_option
def public(register: str, out: Path, as_of: date, policy: str) -> None:
    """Write the public list of REGISTER alone, as a page, JSON and CSV."""
    from vendor_review.publication.results import public_list_files

    review = _review(register, as_of, policy)
    if review.withheld:
        kept = f"the public list is withheld; nothing was written, and what lies in {out} is left as it was:"
        raise RunFailed([kept, *review.withheld])
    out.mkdir(parents=True, exist_ok=True)
    for name, content in public_list_files(review).items():
        (out / name).write_bytes(content)
        click.echo(out / name)


@commands.command()
@click.argument("source")
@click.argument("target")
def convert(source: str, target: str) -> None:
    """Move the register at SOURCE to TARGET without loss, between folder, workbook (.xlsx) and database (URL).

    TARGET must not exist. What is written is read back and compared. Comments of a page.toml are not moved.
    """
    from vendor_review.register.convert import convert_register
    from vendor_review.register.source import without_password

    written = convert_register(source, target)
    rows = sum(len(table) for table in written.tables.values())
    _say(f"moved {rows} rows of {len(written.tables)} tables")
    click.echo(without_password(target))


@commands.command()
@click.argument("target")
def new(target: str) -> None:
    """Start an empty register at TARGET: a folder of CSV files, or a workbook to fill in if it ends in .xlsx."""
    from vendor_review.register.blank import new_register
    from vendor_review.register.source import without_password

    names = new_register(target)
    _say(f"made an empty register: {', '.join(names)}")
    click.echo(without_password(target))


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    try:
        result = commands.main(args=arguments, prog_name="vendor-review", standalone_mode=False)
    except VendorReviewError as error:
        for problem in error.problems:
            _say(f"vendor-review: {problem}")
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        _say("vendor-review: cancelled")
        return 4
    except OSError as error:
        _say(f"vendor-review: {error.filename or ''}: {error.strerror or error}".replace(": : ", ": "))
        return 3
    except Exception:  # noqa: BLE001 - a fault of ours; Python's own exit code would mean something else here
        traceback.print_exc()
        _say("vendor-review: this is a fault of vendor-review itself; please report it with the lines above")
        return 3
    return result if isinstance(result, int) else 0
