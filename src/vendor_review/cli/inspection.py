"""`check`, `score` and `explain`: one step of a review each, without a notebook."""

from __future__ import annotations

import shlex
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from vendor_review.cli.options import (
    as_of_option,
    format_option,
    largest_table_option,
    name_option,
    policy_option,
    register_argument,
    reviews_option,
)
from vendor_review.cli.streams import say
from vendor_review.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from vendor_review.report.review import Review
    from vendor_review.schema import CheckedRegister

#: Lines of a terminal as most have it.
_A_SCREEN = 24


def review_of(register: str, as_of: date, policy: str) -> Review:
    """The results that a notebook's first cells compute, without a notebook."""
    import vendor_review as vr

    review = vr.review(register, as_of=as_of, policy=policy)
    if click.get_current_context().get_parameter_source("as_of") is ParameterSource.DEFAULT:
        say(f"scored for today, {as_of}; choose another day with --as-of")
    return review


def say_rejected(checked: CheckedRegister) -> None:
    """A reader of scores or differences alone must know what is not in them."""
    from vendor_review.report.sections.problems import problems_sentence, severity_counts

    rejected = len(checked.rejected)
    if rejected:
        say(problems_sentence(severity_counts(checked.findings), rejected))


def print_table(table: pd.DataFrame, form: str) -> None:
    """A table in one of the formats `table`, `csv`, `json`, to stdout; no cell of a CSV is a formula."""
    if form == "csv":
        from vendor_review.publication.result_files import without_formulas

        click.echo(without_formulas(table).to_csv(index=False), nl=False)
    elif form == "json":
        click.echo(table.to_json(orient="records", date_format="iso", force_ascii=False, indent=1))
    else:
        click.echo(table.to_string(index=False) if len(table) else "none")


def _is_empty(checked: CheckedRegister) -> bool:
    """Whether there is nothing to judge yet: no vendor and no engagement, rejected ones included."""
    return checked.rejected.empty and all(checked.tables[name].empty for name in ("vendors", "engagements"))


@click.command()
@register_argument
@as_of_option
@policy_option
@format_option("table", "json", "csv")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    help="Exit with 1 if any finding is this severe or worse.",
)
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="Show every place of each rule, and notes; otherwise five places and no notes.",
)
@click.option(
    "--fix",
    is_flag=True,
    help="Fix what can mean only one thing. Shows each change, asks, and keeps the old files (.bak).",
)
@click.option("--yes", is_flag=True, help="With --fix: write without asking.")
@largest_table_option
def check(
    register: str, as_of: date, policy: str, form: str, fail_on: str | None, every: bool, fix: bool, yes: bool
) -> int:
    """List what is wrong with REGISTER, and how to fix it.

    Findings are grouped by rule, with the first five places of each. JSON and CSV always have all places.

    With --fix, it lists changes: a word in another case or with one letter wrong, a day in another format, a web
    address without https://, commas where semicolons belong. The rest is left for you. Only these cells of a folder or
    a workbook are written. Without a terminal, nothing is written unless you add --yes.
    """
    import vendor_review as vr

    if yes and not fix:
        raise UsageError("--yes goes with --fix")
    if fix:
        return _fix(register, as_of, policy, form, fail_on, yes)
    from vendor_review.report.sections.problem_groups import MOST, has_more, problem_lines
    from vendor_review.report.sections.problems import following, problems_sentence, severity_counts

    checked = vr.check(register, as_of=as_of, policy=policy)
    findings = checked.findings
    counts = severity_counts(findings)
    totals = f"{problems_sentence(counts, len(checked.rejected))}{following(findings)}"
    lines = problem_lines(findings, None if every else MOST) if form == "table" else []
    if lines:
        say(totals)
    for line in lines:
        click.echo(line)
    if form != "table":
        print_table(findings, form)
    if _is_empty(checked):
        say(
            "The register is empty. Start with the table vendors, one row for each company. Then fill in engagements, "
            "one row for each use of a vendor."
        )
    # At the foot, too, of what has scrolled away.
    if len(lines) > _A_SCREEN or (not lines and (len(findings) or not _is_empty(checked))):
        say(totals)
    if form == "table" and not every and has_more(findings):
        say("Use --all to see every place and every note; --format json and csv always have them.")
    return _exit_code(counts, fail_on)


def _exit_code(counts: dict[str, int], fail_on: str | None) -> int:
    failing = {None: 0, "error": counts["error"], "warning": counts["error"] + counts["warning"]}
    return 1 if failing[fail_on] else 0


def _fix(register: str, as_of: date, policy: str, form: str, fail_on: str | None, yes: bool) -> int:
    """Shows what can be corrected for certain, writes it once that is agreed to, and checks again."""
    import pandas as pd

    import vendor_review as vr
    from vendor_review.policy import load_policy
    from vendor_review.report.pages.html import counted
    from vendor_review.report.sections.problem_groups import problem_lines
    from vendor_review.report.sections.problems import severity_counts
    from vendor_review.schema.corrections import editor_for, find_corrections, write_corrections

    editor_for(register)
    read = vr.load_register(register)
    found = find_corrections(read, load_policy(policy or None, as_of).vocabulary, as_of)
    corrections = found.corrections
    before = severity_counts(found.before.findings)
    changes = counted(len(corrections), "change", "changes")
    if form == "table":
        for one in corrections:
            click.echo(one.line())
    else:
        columns = ["table", "line", "column", "place", "before", "after", "rules"]
        rows = [[*one.place, one.where, one.before, one.after, ";".join(one.rules)] for one in corrections]
        print_table(pd.DataFrame(rows, columns=columns), form)
    for where in found.withheld:
        say(f"{where}: not corrected, since another row would be wrong then")
    if not corrections:
        say(f"Nothing to correct for certain: {_totals(before)}.")
        return _exit_code(before, fail_on)
    if not yes:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise UsageError(
                f"nothing was written: there is no terminal to ask at. --yes writes these {changes}"
            )
        if not click.confirm(f"Write these {changes}?", default=False, err=True):
            say("nothing was written")
            raise click.Abort
    write_corrections(register, read, corrections)
    findings = vr.check(register, as_of=as_of, policy=policy).findings
    after = severity_counts(findings)
    say(f"wrote {changes}; each file as it was lies beside it (.bak)")
    say(f"before: {_totals(before)}; after: {_totals(after)}")
    left = [*problem_lines(findings[findings["severity"] == "error"], 1)]
    for line in left[:_A_SCREEN]:
        say(line)
    whole = "All that is left" if left else "What is left"
    say(f"{whole}: vendor-review check {shlex.quote(register)}")
    return _exit_code(after, fail_on)


def _totals(counts: dict[str, int]) -> str:
    from vendor_review.report.pages.html import counted

    return ", ".join(counted(counts[name], name, f"{name}s") for name in counts)


@click.command()
@register_argument
@as_of_option
@policy_option
@click.option("--ledger", is_flag=True, help="Print how each score adds up, not the scores.")
@format_option("table", "csv", "json")
@largest_table_option
def score(register: str, as_of: date, policy: str, ledger: bool, form: str) -> None:
    """Score the vendors of REGISTER, worst first."""
    from vendor_review.publication.result_files import score_frame
    from vendor_review.report.sections.vendors import score_table

    review = review_of(register, as_of, policy)
    say_rejected(review.checked)
    scores = review.scores
    if ledger:
        print_table(scores.ledger, form)
    else:
        print_table(score_table(scores) if form == "table" else score_frame(scores), form)


@click.command()
@register_argument
@click.argument("vendor")
@as_of_option
@policy_option
@reviews_option("Folder of all reviews, to find the one behind a decision.")
@name_option
@largest_table_option
def explain(register: str, vendor: str, as_of: date, policy: str, reviews: Path, name: str) -> None:
    """Explain one vendor of REGISTER in words and numbers.

    VENDOR is its id or its name. If a decision needs renewal and the review behind it was kept, every cell that has
    changed since is listed.
    """
    from vendor_review.report.sections.decisions import decision_text
    from vendor_review.report.vendor_card.card import vendor_text
    from vendor_review.report.vendor_card.facts import vendor_facts
    from vendor_review.scoring.vendor_search import named_vendor

    review = review_of(register, as_of, policy)
    found = named_vendor(review.scores, vendor)
    say_rejected(review.checked)
    click.echo(vendor_text(vendor_facts(review, found)))
    decided = decision_text(review, found)
    if decided:
        kept = reviews / (name or review.checked.name)
        click.echo(f"\n{decided}")
        for line in _moved_lines(register, review, found, kept):
            click.echo(f"  {line}")


def _moved_lines(register: str, review: Review, vendor_id: str, archive: Path) -> list[str]:
    """What has changed since the last decision about a vendor, a line per cell; none where that is not known."""
    from vendor_review.decisions.staleness import kept_review, moved_lines, moved_since
    from vendor_review.register.register import load_register
    from vendor_review.report.sections.decision_reasons import last_decisions

    decided = last_decisions(review)[vendor_id]
    kept = kept_review(archive, str(decided["pinned_run"]))
    if not decided["moved"] or kept is None:
        return []
    moved = moved_since(kept, load_register(register), review.scores.policy, vendor_id)
    return [] if moved is None else moved_lines(moved)
