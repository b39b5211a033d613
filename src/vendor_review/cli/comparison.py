"""`diff` and `reconcile`: two registers, reviews or public lists, and a register against a list that was published."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vendor_review.cli.inspection import print_table, say_rejected
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
    from vendor_review.intake.importing import Part

_LIST_ENDINGS = (".json", ".csv", ".html", ".htm")


@click.command()
@click.argument("old")
@click.argument("new")
@as_of_option
@click.option(
    "--old-as-of",
    metavar="DATE",
    callback=day_option,
    help="The day to review OLD for, if it is a register; that of NEW if left out.",
)
@policy_option
@format_option("table", "json")
@largest_table_option
def diff(old: str, new: str, as_of: date, old_as_of: date | None, policy: str, form: str) -> None:
    """Show what differs between OLD and NEW, and what needs notice.

    Each of them is a register or a review. Or both are published lists: public-list.json, .csv or .html.
    """
    lists = [_is_list(old), _is_list(new)]
    if any(lists) and not all(lists):
        raise UsageError(
            f"{old} and {new}: one is a public list and the other is not; to compare a register with a published list, "
            "use vendor-review reconcile"
        )
    if all(lists):
        _diff_lists(Path(old), Path(new), form)
        return
    from vendor_review.publication.result_files import changes_record
    from vendor_review.report.words.change_listing import changes_text
    from vendor_review.runs.assembly import compare_alone

    review = compare_alone(old, new, old_as_of or as_of, as_of, policy)
    if form == "json":
        click.echo(json.dumps(changes_record(review), ensure_ascii=False, indent=1))
    else:
        click.echo(changes_text(review))


def _is_list(named: str) -> bool:
    return "://" not in named and named.casefold().endswith(_LIST_ENDINGS)


def _diff_lists(old: Path, new: Path, form: str) -> None:
    from dataclasses import asdict

    from vendor_review.changes.public_lists.list_changes import list_changes
    from vendor_review.changes.public_lists.matching import keyed_lists
    from vendor_review.changes.public_lists.published_list import read_published
    from vendor_review.report.words.change_listing import list_lines
    from vendor_review.report.words.reconciliation import unclear_words

    keyed = keyed_lists(read_published(old).entries, read_published(new).entries)
    found = list_changes(keyed.old, keyed.new)
    if form == "json":
        click.echo(json.dumps([asdict(change) for change in found], ensure_ascii=False, indent=1))
    else:
        for line in list_lines(found):
            click.echo(line)
    for unclear in keyed.unclear:
        say(unclear_words(unclear))


_MOST_PARTS = 3


@click.command()
@register_argument
@click.argument("published", metavar="LIST", type=click.Path(path_type=Path))
@as_of_option
@policy_option
@format_option("table", "csv", "json")
@click.option(
    "--fail-on",
    type=click.Choice(["difference"]),
    help="Exit with 1 if there is any difference; notes do not count.",
)
@click.option(
    "--all", "every", is_flag=True, help="Show every difference; otherwise the first six of each kind."
)
@largest_table_option
def reconcile(
    register: str, published: Path, as_of: date, policy: str, form: str, fail_on: str | None, *, every: bool
) -> int:
    """Compare REGISTER with a published list.

    LIST is our public list (its page, JSON or CSV, or a review), or any list that import reads. The result shows
    vendors on one side only, vendors on both sides that differ, and possible matches for you to confirm. A list that is
    not ours is compared only in the columns that it has.
    """
    import vendor_review as vr
    from vendor_review.changes.public_lists.entry import entries_of
    from vendor_review.changes.public_lists.other_lists import read_any, registered_entries
    from vendor_review.changes.public_lists.reconciliation import reconcile as compare
    from vendor_review.changes.public_lists.terms import BY_LETTER, Terms
    from vendor_review.publication.public_list.projection import public_list
    from vendor_review.report.words.reconciliation import (
        MOST,
        compared_sentence,
        difference_frame,
        differences_sentence,
        screen_lines,
    )

    found = read_any(published)
    written = vr.load_register(register)
    checked = vr.check(written, as_of=as_of, policy=policy)
    say_rejected(checked)
    if found.is_ours:
        current, terms = entries_of(public_list(checked, as_of).as_dict()), BY_LETTER
    else:
        current = registered_entries(checked, written, as_of)
        terms = Terms.of(found.entries, current)
        _say_parts(found.parts)
        say(compared_sentence(terms.compared(found.entries)))
    differences = compare(checked, current, found.entries, terms)
    if form == "table":
        for line in screen_lines(differences, found.file, None if every else MOST):
            click.echo(line)
    else:
        print_table(difference_frame(differences, found.file), form)
    say(differences_sentence(differences, found.file))
    counts = sum(one.kind != "not_public" for one in differences)
    return 1 if fail_on and counts else 0


def _say_parts(parts: Sequence[Part]) -> None:
    """Which parts of a list of others were read; how many were not."""
    read = [part for part in parts if part.rows]
    for part in read[:_MOST_PARTS]:
        say(f"{part.where}: {part.rows} rows ({part.reason})")
    rest = [*read[_MOST_PARTS:], *(part for part in parts if not part.rows)]
    from vendor_review.report.pages.html import counted

    rows = sum(part.rows for part in rest)
    if rest:
        say(
            f"and {counted(len(rest), 'part')} more: {rows} rows"
            if rows
            else f"not read: {counted(len(rest), 'part')}"
        )
