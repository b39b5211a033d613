"""`answers`: a vendor's questionnaire that has come back, shown, and taken over when a person says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import click

from vendor_review.cli.options import as_of_option, policy_option, register_argument, say
from vendor_review.errors import UsageError


def _levels(context: click.Context, parameter: click.Parameter, value: Sequence[str]) -> Mapping[str, str]:
    """`D1=E2` as document and level."""
    pairs = [each.partition("=") for each in value]
    wrong = [
        f"--level: {each!r} is not a document and its level, such as D1=E2"
        for each in value
        if "=" not in each
    ]
    if wrong:
        raise UsageError(wrong)
    return {name.strip(): level.strip().upper() for name, _, level in pairs}


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@register_argument
@as_of_option
@policy_option
@click.option("--vendor", default="", metavar="ID", help="Refuse a file that was sent to another vendor.")
@click.option(
    "--level",
    "levels",
    multiple=True,
    callback=_levels,
    metavar="DOCUMENT=LEVEL",
    help="How far a document can be relied on, E1 to E5, where it is not the most of its kind: D1=E2; the file "
    "itself is questionnaire=E1.",
)
@click.option("--accept", "is_accepted", is_flag=True, help="Add the rows to REGISTER, a folder.")
@click.option(
    "--draft",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write the rows to add as CSV files there instead, to paste into a workbook or a database.",
)
@click.option("--by", default="", metavar="NAME", help="Who has reviewed the answers.")
def answers(
    file: Path,
    register: str,
    as_of: date,
    policy: str,
    vendor: str,
    levels: Mapping[str, str],
    is_accepted: bool,
    draft: Path | None,
    by: str,
) -> None:
    """Show what the questionnaire in FILE, filled in by a vendor, would add to REGISTER, and what it would score.

    Nothing is written without --accept, and nothing that stands there is ever overwritten: a control without an answer
    gets it, and where the register says otherwise, both are told. --as-of is the day on which you review.
    """
    from vendor_review.questionnaires.accepted import accept, preview, write_drafts
    from vendor_review.questionnaires.preview_words import preview_lines

    if (is_accepted or draft) and not by.strip():
        raise UsageError("--by is missing: name who has reviewed the answers")
    if is_accepted and draft:
        raise UsageError("--accept and --draft: one of them; drafts are for registers that are not folders")
    if is_accepted:
        taking = accept(file, register, as_of, policy, vendor=vendor, levels=levels, by=by)
    else:
        taking = preview(file, register, as_of, policy, vendor=vendor, levels=levels, by=by)
    for line in preview_lines(taking):
        click.echo(line)
    if taking.problems:
        raise UsageError([*taking.problems, "nothing was written"])
    if draft:
        for path in write_drafts(taking, draft):
            say(f"wrote {path}")
    elif is_accepted:
        say("nothing was written" if taking.plan.adds_nothing else "this was written")
    else:
        say("a preview: nothing was written; --accept --by NAME adds it")
