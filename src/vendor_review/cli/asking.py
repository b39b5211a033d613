"""`questions`: what to ask the vendors of a register, and how far the answers could bring their scores down."""

from __future__ import annotations

from datetime import date

import click

from vendor_review.cli.looking import print_table, review_of, say_rejected
from vendor_review.cli.options import as_of_option, format_option, policy_option, register_argument, say


@click.command()
@register_argument
@as_of_option
@policy_option
@click.option("--shortest", is_flag=True, help="The fewest documents that settle the most vendors instead.")
@click.option("--controls", is_flag=True, help="Single controls too, not only documents.")
@format_option("table", "csv", "json")
def questions(register: str, as_of: date, policy: str, shortest: bool, controls: bool, form: str) -> None:
    """List what to ask the vendors of REGISTER, worst vendor first, and what the best answer would bring.

    A question is worth the points that its best answer takes off the upper end of a score. csv and json have the ids
    and every figure.
    """
    from vendor_review.report.questions import question_table, shortest_table, shortest_words
    from vendor_review.scoring.few_documents import shortest_list
    from vendor_review.scoring.questions import DOCUMENT

    review = review_of(register, as_of, policy)
    say_rejected(review.checked)
    scores = review.scores
    if shortest:
        found = shortest_list(scores)
        print_table(shortest_table(scores, found) if form == "table" else found, form)
        say(shortest_words(scores, found))
        return
    asked = scores.questions
    asked = asked if controls else asked[asked["kind"] == DOCUMENT]
    print_table(question_table(scores, asked) if form == "table" else asked, form)
