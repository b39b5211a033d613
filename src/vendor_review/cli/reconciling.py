"""`reconcile`: a register against a list that was published."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from vendor_review.cli.looking import print_table, say_rejected
from vendor_review.cli.options import as_of_option, format_option, policy_option, register_argument, say

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
    from vendor_review.changes.entry import entries_of
    from vendor_review.changes.published import read_published
    from vendor_review.changes.reconcile import reconcile as compare
    from vendor_review.publication.public_files import spreadsheet_safe
    from vendor_review.publication.public_list import public_list
    from vendor_review.report.reconciled import difference_frame, differences_sentence
    from vendor_review.runs.assemble import check_alone

    found = read_published(published)
    checked = check_alone(register, as_of, policy)
    say_rejected(checked)
    current = entries_of(public_list(checked, as_of).as_dict())
    differences = compare(checked, current, found.entries)
    table = difference_frame(differences, found.file)
    if form == "table":
        for kind, message, remedy in table[["kind", "message", "remedy"]].itertuples(index=False, name=None):
            click.echo(f"{kind:15}  {message}\n{_INDENT}{remedy}")
    else:
        print_table(table.map(spreadsheet_safe) if form == "csv" else table, form)
    say(differences_sentence(differences, found.file))
    counts = sum(one.kind != "not_public" for one in differences)
    return 1 if fail_on and counts else 0
