"""`diff`: two registers, reviews or public lists, and what of the difference needs notice."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from vendor_review.cli.options import as_of_option, day_option, format_option, policy_option, say
from vendor_review.errors import UsageError

_LIST_ENDINGS = (".json", ".csv", ".html", ".htm")


@click.command()
@click.argument("old")
@click.argument("new")
@as_of_option
@click.option(
    "--old-as-of",
    metavar="DATE",
    callback=day_option,
    help="The day that OLD speaks for, where it is a register; that of NEW if left out.",
)
@policy_option
@format_option("table", "json")
def diff(old: str, new: str, as_of: date, old_as_of: date | None, policy: str, form: str) -> None:
    """Tell what differs between OLD and NEW, and which changes need notice.

    Each is a register or a review; or both are public lists as published (public-list.json, .csv or .html).
    """
    lists = [_is_list(old), _is_list(new)]
    if any(lists) and not all(lists):
        raise UsageError(
            f"{old} and {new}: one is a public list and the other is not; to hold a register against a published list "
            "use vendor-review reconcile"
        )
    if all(lists):
        _diff_lists(Path(old), Path(new), form)
        return
    from vendor_review.publication.changes_file import changes_record
    from vendor_review.report.change_text import changes_text
    from vendor_review.runs.comparing import compare_alone

    review = compare_alone(old, new, old_as_of or as_of, as_of, policy)
    if form == "json":
        click.echo(json.dumps(changes_record(review), ensure_ascii=False, indent=1))
    else:
        click.echo(changes_text(review))


def _is_list(named: str) -> bool:
    return "://" not in named and named.casefold().endswith(_LIST_ENDINGS)


def _diff_lists(old: Path, new: Path, form: str) -> None:
    from dataclasses import asdict

    from vendor_review.changes.listed import list_changes
    from vendor_review.changes.pairing import keyed_lists
    from vendor_review.changes.published import read_published
    from vendor_review.report.change_text import list_lines
    from vendor_review.report.reconciled import unclear_words

    keyed = keyed_lists(read_published(old).entries, read_published(new).entries)
    found = list_changes(keyed.old, keyed.new)
    if form == "json":
        click.echo(json.dumps([asdict(change) for change in found], ensure_ascii=False, indent=1))
    else:
        for line in list_lines(found):
            click.echo(line)
    for unclear in keyed.unclear:
        say(unclear_words(unclear))
