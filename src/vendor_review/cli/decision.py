"""`decide`: what a person decided about a vendor, added to the register."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vendor_review.cli.options import (
    dated,
    day_option,
    format_option,
    largest_table_option,
    name_option,
    register_argument,
    reviews_option,
)
from vendor_review.cli.streams import say
from vendor_review.register.layout import TABLES

if TYPE_CHECKING:
    from vendor_review.decisions.record import Recorded

_COLUMNS = TABLES["decisions"].names
_DECISIONS = TABLES["decisions"].column("decision").values


@click.command()
@register_argument
@click.argument("vendor")
@click.argument("decision", type=click.Choice(_DECISIONS))
@click.option(
    "--reason", required=True, metavar="TEXT", help="Why; for accept_with_conditions, the conditions."
)
@click.option("--by", "decided_by", required=True, metavar="NAME", help="Who decides.")
@click.option(
    "--prepared-by", required=True, metavar="NAME", help="Who prepared the decision; must be somebody else."
)
@click.option(
    "--expires",
    required=True,
    metavar="DATE",
    callback=day_option,
    help="Last day on which the decision is valid.",
)
@dated("The day of the decision")
@reviews_option("Folder of all reviews.")
@name_option
@click.option(
    "--review",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The review to base the decision on, if not the newest.",
)
@click.option("--draft", "is_draft", is_flag=True, help="Show the row without writing it.")
@format_option("words", "json", "csv")
@largest_table_option
def decide(
    register: str,
    vendor: str,
    decision: str,
    reason: str,
    decided_by: str,
    prepared_by: str,
    expires: date,
    as_of: date,
    reviews: Path,
    name: str,
    review: Path | None,
    is_draft: bool,
    form: str,
) -> None:
    """Record a decision about a vendor in REGISTER.

    VENDOR is its id or its name; REGISTER is a folder or a workbook. The decision is based on the newest review of the
    register as it is now, and keeps that review's score, tier and inputs. It holds until one of those inputs changes or
    the decision expires.
    """
    from vendor_review.decisions.record import Choice, draft
    from vendor_review.decisions.record import decide as record

    choice = Choice(vendor, decision, reason, decided_by, prepared_by, as_of, expires)
    recorded = (draft if is_draft else record)(register, choice, reviews, review, name)
    say(f"based on the review of {recorded.review.as_of}, {recorded.review.folder}")
    if recorded.override:
        say(recorded.override)
    if is_draft:
        say("a draft: nothing was written")
    _print(recorded, form)


def _print(recorded: Recorded, form: str) -> None:
    row = recorded.row
    if form == "json":
        result = {**row, "override": recorded.override, "review": str(recorded.review.folder)}
        click.echo(json.dumps(result, ensure_ascii=False, sort_keys=True))
    elif form == "csv":
        from vendor_review.files.formulas import spreadsheet_safe
        from vendor_review.register.transcript import csv_bytes

        cells = [spreadsheet_safe(row[name]) for name in _COLUMNS]
        click.echo(csv_bytes(_COLUMNS, [cells]).decode(), nl=False)
    else:
        for name in _COLUMNS:
            click.echo(f"{name:<14} {row[name]}")
