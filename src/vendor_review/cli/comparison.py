"""`diff` and `reconcile`: two registers, reviews or public lists, and a register against a list that was published."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from vendor_review.cli.inspection import print_table, say_rejected
from vendor_review.cli.options import (
    as_of_option,
    day_option,
    format_option,
    policy_option,
    register_argument,
    say,
)
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
    from vendor_review.publication.result_files import changes_record
    from vendor_review.report.words.change_text import changes_text
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
    from vendor_review.report.words.change_text import list_lines
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


_INDENT = " " * 17


@click.command()
@register_argument
@click.argument("published", metavar="LIST", type=click.Path(path_type=Path))
@as_of_option
@policy_option
@format_option("table", "csv", "json")
@click.option(
    "--fail-on", type=click.Choice(["difference"]), help="Exit with 1 if there is any; notes are none."
)
def reconcile(
    register: str, published: Path, as_of: date, policy: str, form: str, fail_on: str | None
) -> int:
    """Compare REGISTER with LIST, a public list as published: its page, JSON or CSV, or a review that holds one.

    Told are vendors of only one side, vendors of both with what differs, and vendors of which a person must say whether
    they are one.
    """
    import vendor_review as vr
    from vendor_review.changes.public_lists.entry import entries_of
    from vendor_review.changes.public_lists.published_list import read_published
    from vendor_review.changes.public_lists.reconciliation import reconcile as compare
    from vendor_review.publication.public_list.projection import public_list
    from vendor_review.report.words.reconciliation import difference_frame, differences_sentence

    found = read_published(published)
    checked = vr.check(register, as_of=as_of, policy=policy)
    say_rejected(checked)
    current = entries_of(public_list(checked, as_of).as_dict())
    differences = compare(checked, current, found.entries)
    table = difference_frame(differences, found.file)
    if form == "table":
        for kind, message, remedy in table[["kind", "message", "remedy"]].itertuples(index=False, name=None):
            click.echo(f"{kind:15}  {message}\n{_INDENT}{remedy}")
    else:
        print_table(table, form)
    say(differences_sentence(differences, found.file))
    counts = sum(one.kind != "not_public" for one in differences)
    return 1 if fail_on and counts else 0
