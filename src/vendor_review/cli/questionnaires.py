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
    largest_table_option,
    policy_option,
    register_argument,
)
from vendor_review.cli.streams import say
from vendor_review.errors import UsageError

if TYPE_CHECKING:
    from vendor_review.questionnaires.sent.dispatch import Sent
    from vendor_review.report.review import Review


@click.command()
@register_argument
@as_of_option
@policy_option
@click.option(
    "--shortest",
    is_flag=True,
    help="List the fewest documents that could bring the most vendors within the appetite.",
)
@click.option("--controls", is_flag=True, help="List single controls too, not only documents.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write a questionnaire for each vendor to this folder: <vendor>.xlsx to fill in, <vendor>.html to read.",
)
@click.option(
    "--vendor",
    "vendors",
    multiple=True,
    metavar="ID",
    help="Ask only this vendor. Repeat the option for several.",
)
@click.option(
    "--answer-by",
    metavar="DATE",
    callback=day_option,
    help="Last day for an answer, written into the questionnaires.",
)
@click.option(
    "--record",
    is_flag=True,
    help="With --out: add a row to the table requests for each questionnaire, asked on the day of --as-of. "
    "REGISTER must be a folder or a workbook.",
)
@click.option(
    "--draft",
    "is_draft",
    is_flag=True,
    help="With --out: write these rows to requests.csv in that folder, to paste into a database.",
)
@format_option("table", "csv", "json")
@largest_table_option
def questions(
    register: str,
    as_of: date,
    policy: str,
    shortest: bool,
    controls: bool,
    out: Path | None,
    vendors: Sequence[str],
    answer_by: date | None,
    record: bool,
    is_draft: bool,
    form: str,
) -> None:
    """List what to ask each vendor and what good answers would change.

    The worst vendor comes first. A question is worth the points that its best answer would take off the worst case of
    the score. Documents on file are not asked for again: enter their answers first, and fill in what they leave blank.

    CSV and JSON have ids and every figure. With --out, questionnaires are written that you can send; they hold no
    scores. With --record, the register keeps what you asked each vendor, and when: from then on the answer is due.
    """
    from vendor_review.report.words.question_words import question_table, shortest_table, shortest_words
    from vendor_review.scoring import shortest_list
    from vendor_review.scoring.scenarios.questions import CONTROL
    from vendor_review.scoring.vendor_search import named_vendor

    if (record or is_draft) and out is None:
        raise UsageError("--record and --draft go with --out: only what is written out can be sent")
    if record and is_draft:
        raise UsageError(
            "--record and --draft: use one of them; --draft is for a register that --record cannot write to"
        )
    review = review_of(register, as_of, policy)
    say_rejected(review.checked)
    scores = review.scores
    wanted = [named_vendor(scores, name) for name in dict.fromkeys(vendors)] or list(scores.vendors.index)
    if out is not None:
        if record or is_draft:
            _record(register, review, wanted, out, answer_by, is_draft=is_draft)
        else:
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

    _say_sent(write_questionnaires(review.checked, review.scores, vendor_ids, out, answer_by))


def _record(
    register: str,
    review: Review,
    vendor_ids: Sequence[str],
    out: Path,
    answer_by: date | None,
    *,
    is_draft: bool,
) -> None:
    from vendor_review.questionnaires.sent.recording import draft, send_and_record

    take = draft if is_draft else send_and_record
    recorded = take(register, review.checked, review.scores, vendor_ids, out, answer_by)
    _say_sent(recorded.sent)
    for row in recorded.open_before:
        say(f"asked before, and not answered: {row['vendor_id']}, {row['request_id']} of {row['asked_on']}")
    if is_draft:
        say(f"wrote {out / 'requests.csv'}: rows for the table requests")
    else:
        say(
            f"recorded in the table requests: {', '.join(row['request_id'] for row in recorded.rows) or 'nothing'}"
        )


def _say_sent(sent: Sent) -> None:
    for path in sent.files:
        click.echo(path)
    if sent.settled:
        say(f"nothing to ask of {', '.join(sent.settled)}")
    if sent.lost:
        say(f"no questionnaire, since the row of the vendor was rejected: {', '.join(sent.lost)}")


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
    help="The vendor that answered, if the file does not name it. A questionnaire sent to another vendor is refused.",
)
@click.option(
    "--questions-map",
    default="",
    metavar="FILE",
    help="For a questionnaire that is not ours: a CSV file that maps its questions to controls. Or caiq_4, mvsp_3 or "
    "hecvat_4, if the file does not show which it is.",
)
@click.option(
    "--level",
    "levels",
    multiple=True,
    callback=_levels,
    metavar="DOCUMENT=LEVEL",
    help="Evidence level of a document, E1 to E5, if it is lower than its kind allows: D1=E2. For the file itself: "
    "questionnaire=E1.",
)
@click.option(
    "--accept",
    "is_accepted",
    is_flag=True,
    help="Add the rows to REGISTER, which must be a folder or a workbook.",
)
@click.option(
    "--draft",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write the rows as CSV files to this folder, to paste into a workbook or a database.",
)
@click.option("--by", default="", metavar="NAME", help="Who reviewed the answers.")
@click.option(
    "--settled",
    is_flag=True,
    help="Confirm that the reviewer has dealt with everything that the vendor added or changed, as listed.",
)
@largest_table_option
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
    """Preview or accept what a vendor answered in a questionnaire.

    FILE is a questionnaire that you sent, or another one as .xlsx or .csv: CAIQ 4, MVSP 3, HECVAT 4, or any with a map.
    It may also be a page (.html, .md, .txt) that names the vendor's certificates; they become documents without level.

    The preview shows which rows would be added to REGISTER, and how the score would change. Nothing is written without
    --accept, and no answer in the register is overwritten: if the two differ, both are shown.

    Comments, sheets and lines that the vendor added, and words of ours that it changed, are listed. Deal with them
    before you accept.
    """
    from vendor_review.questionnaires.acceptance.preview_text import preview_lines
    from vendor_review.questionnaires.acceptance.taking import accept, preview, write_drafts

    if (is_accepted or draft) and not by.strip():
        raise UsageError("--by is missing: name the person who reviewed the answers")
    if is_accepted and draft:
        raise UsageError(
            "--accept and --draft: use one of them; --draft is for a register that --accept cannot write to"
        )
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
        say("nothing to add: nothing was written" if taking.plan.adds_nothing else "the rows were written")
    elif taking.unsettled:
        say(
            "a preview: nothing was written. Deal with the open points first; then --accept --by NAME adds the rows"
        )
    else:
        say("a preview: nothing was written; --accept --by NAME adds the rows")
