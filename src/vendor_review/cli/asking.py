"""`questions`: what to ask the vendors of a register, and how far the answers could bring their scores down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vendor_review.cli.looking import print_table, review_of, say_rejected
from vendor_review.cli.options import (
    as_of_option,
    day_option,
    format_option,
    policy_option,
    register_argument,
    say,
)

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

    A question is worth the points that its best answer takes off the upper end of a score. csv and json have the ids
    and every figure. With --out, questionnaires to send are written; they hold none of these figures.
    """
    from vendor_review.report.questions import question_table, shortest_table, shortest_words
    from vendor_review.scoring import shortest_list
    from vendor_review.scoring.scenarios.questions import DOCUMENT
    from vendor_review.scoring.scenarios.references import named_vendor

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
    asked = asked if controls else asked[asked["kind"] == DOCUMENT]
    print_table(question_table(scores, asked) if form == "table" else asked, form)


def _send(review: Review, vendor_ids: Sequence[str], out: Path, answer_by: date | None) -> None:
    from vendor_review.questionnaires.sent import write_questionnaires

    sent = write_questionnaires(review.checked, review.scores, vendor_ids, out, answer_by)
    for path in sent.files:
        click.echo(path)
    if sent.settled:
        say(f"nothing to ask of {', '.join(sent.settled)}")
    if sent.lost:
        say(f"not asked, since their own row was rejected: {', '.join(sent.lost)}")
