"""`questions` and `answers`: what to ask the vendors of a register, and what they answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vendor_review.cli.inspection import print_table, review_of, say_rejected
from vendor_review.cli.options import (
    as_of_option,
    day_option,
    format_option,
    policy_option,
    register_argument,
)
from vendor_review.cli.streams import say
from vendor_review.errors import UsageError

if TYPE_CHECKING:
    from vendor_review.report.review import Review


@click.command()
@register_argument
@as_of_option
@policy_option
@click.option("--shortest", is_flag=True, help="The fewest documents that settle the most vendors instead.")
@click.option("--controls", is_flag=True, help="Single controls too, not only documents.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write a questionnaire for each vendor there instead: <vendor>.xlsx to fill in, <vendor>.html to read.",
)
@click.option(
    "--vendor", "vendors", multiple=True, metavar="ID", help="Only this vendor; several may be named."
)
@click.option(
    "--answer-by",
    metavar="DATE",
    callback=day_option,
    help="The day by which the questionnaires ask for an answer.",
)
@format_option("table", "csv", "json")
def questions(
    register: str,
    as_of: date,
    policy: str,
    shortest: bool,
    controls: bool,
    out: Path | None,
    vendors: Sequence[str],
    answer_by: date | None,
    form: str,
) -> None:
    """List what to ask the vendors of REGISTER, worst vendor first, and what the best answer would bring.

    What is on file is not asked for again: its answers are to be taken first, and its blanks filled in.
    A question is worth the points that its best answer takes off the upper end of a score. csv and json have the ids
    and every figure. With --out, questionnaires to send are written; they hold none of these figures.
    """
    from vendor_review.report.sections.questions import question_table, shortest_table, shortest_words
    from vendor_review.scoring import shortest_list
    from vendor_review.scoring.scenarios.questions import CONTROL
    from vendor_review.scoring.vendor_search import named_vendor

    review = review_of(register, as_of, policy)
    say_rejected(review.checked)
    scores = review.scores
    wanted = [named_vendor(scores, name) for name in dict.fromkeys(vendors)] or list(scores.vendors.index)
    if out is not None:
        _send(review, wanted, out, answer_by)
        return
    if shortest:
        found = shortest_list(scores)
        print_table(shortest_table(scores, found) if form == "table" else found, form)
        say(shortest_words(scores, found))
        return
    asked = scores.questions
    asked = asked[asked["vendor_id"].isin(wanted)]
    asked = asked if controls else asked[asked["kind"] != CONTROL]
    print_table(question_table(scores, asked) if form == "table" else asked, form)


def _send(review: Review, vendor_ids: Sequence[str], out: Path, answer_by: date | None) -> None:
    from vendor_review.questionnaires.sent.dispatch import write_questionnaires

    sent = write_questionnaires(review.checked, review.scores, vendor_ids, out, answer_by)
    for path in sent.files:
        click.echo(path)
    if sent.settled:
        say(f"nothing to ask of {', '.join(sent.settled)}")
    if sent.lost:
        say(f"not asked, since their own row was rejected: {', '.join(sent.lost)}")


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
@click.option(
    "--vendor",
    default="",
    metavar="NAME",
    help="Whose answers they are: needed where the file does not say it; one that was sent to another is refused.",
)
@click.option(
    "--questions-map",
    default="",
    metavar="FILE",
    help="A CSV file that says which question of another make speaks of which control; or caiq_4, mvsp_3, hecvat_4, "
    "where the file does not show what it is.",
)
@click.option(
    "--level",
    "levels",
    multiple=True,
    callback=_levels,
    metavar="DOCUMENT=LEVEL",
    help="How far a document can be relied on, E1 to E5, where it is not the most of its kind: D1=E2; the file "
    "itself is questionnaire=E1.",
)
@click.option(
    "--accept", "is_accepted", is_flag=True, help="Add the rows to REGISTER, a folder or a workbook."
)
@click.option(
    "--draft",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write the rows to add as CSV files there instead, to paste into a workbook or a database.",
)
@click.option("--by", default="", metavar="NAME", help="Who has reviewed the answers.")
@click.option(
    "--settled",
    is_flag=True,
    help="Whoever --by names has dealt with all that the vendor added or changed beside its answers, as listed.",
)
def answers(
    file: Path,
    register: str,
    as_of: date,
    policy: str,
    vendor: str,
    questions_map: str,
    levels: Mapping[str, str],
    is_accepted: bool,
    draft: Path | None,
    by: str,
    settled: bool,
) -> None:
    """Show what the questionnaire in FILE, filled in by a vendor, would add to REGISTER, and what it would score.

    FILE is a questionnaire that was sent, or one of another make, .xlsx or .csv: CAIQ 4, MVSP 3, HECVAT 4, or any with
    a map; or a page (.html, .md, .txt) that names the vendor's certificates, which become documents of no level.

    Nothing is written without --accept, and nothing that stands there is ever overwritten: a control without an answer
    gets it, and where the register says otherwise, both are told. Comments, sheets and lines that the vendor added, and
    words of ours that it changed, are shown; they are settled before anything is written. --as-of is the day on which
    you review.
    """
    from vendor_review.questionnaires.acceptance.preview_text import preview_lines
    from vendor_review.questionnaires.acceptance.taking import accept, preview, write_drafts

    if (is_accepted or draft) and not by.strip():
        raise UsageError("--by is missing: name who has reviewed the answers")
    if is_accepted and draft:
        raise UsageError("--accept and --draft: one of them; drafts are for registers that are not folders")
    take = accept if is_accepted else preview
    taking = take(
        file,
        register,
        as_of,
        policy,
        vendor=vendor,
        levels=levels,
        by=by,
        settled=settled,
        questions_map=questions_map,
    )
    for line in preview_lines(taking):
        click.echo(line)
    if taking.problems:
        raise UsageError([*taking.problems, "nothing was written"])
    if draft:
        for path in write_drafts(taking, draft):
            say(f"wrote {path}")
    elif is_accepted:
        say("nothing was written" if taking.plan.adds_nothing else "this was written")
    elif taking.unsettled:
        say(
            "a preview: nothing was written; what is to be settled comes first, then --accept --by NAME adds it"
        )
    else:
        say("a preview: nothing was written; --accept --by NAME adds it")
