"""`import`: a draft register from what others publish or keep."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from vendor_review.cli.options import as_of_option
from vendor_review.cli.streams import say

_MOST_UNREAD = 5


@click.command("import")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target")
@click.option(
    "--onward",
    default="",
    metavar="VENDOR",
    help="An id, name or alias: SOURCE is the list of this vendor's own subprocessors, which become rows of onward in "
    "the register TARGET.",
)
@as_of_option
def import_list(source: Path, target: str, onward: str, as_of: date) -> None:
    """Draft a register at TARGET from the list at SOURCE, as somebody has published or keeps it.

    SOURCE is a saved page (.html), Markdown, text, YAML, JSON, the source of a page (.jsx, .astro) or CSV. TARGET is a
    folder that must not exist. Nothing is made up: what the list does not say stays blank, no row is public, and
    source.csv keeps the raw text of each cell and where it stands. A list that cannot be read for certain is refused.

    With --onward TARGET is a register that is there, a folder or a workbook. Only rows are added to it; what the list
    has gained and lost since is told, and --as-of is the day of the list.
    """
    if onward:
        _import_onward(onward, source, target, as_of)
        return
    from vendor_review.errors import UsageError
    from vendor_review.intake.draft.draft import write_draft
    from vendor_review.intake.importing import read_list
    from vendor_review.register.source import kind_of, refuse_target

    if kind_of(target).noun != "folder":
        raise UsageError(f"{target}: a draft is a folder; name one, and move it with vendor-review convert.")
    refuse_target(target)
    found = read_list(source)
    write_draft(found.draft, Path(target))
    for part in found.parts:
        if part.rows:
            say(f"{part.where}: {part.rows} rows ({part.reason})")
    unread = [part for part in found.parts if not part.rows]
    for part in unread[:_MOST_UNREAD]:
        say(f"{part.where}: not read ({part.reason})")
    if len(unread) > _MOST_UNREAD:
        say(f"and {len(unread) - _MOST_UNREAD} parts more were not read")
    tables = found.draft.content.tables
    say(
        f"drafted {len(tables['vendors'])} vendors and {len(tables['engagements'])} engagements, none of them public; "
        f"what each cell came from is in {target}/source.csv. Next: vendor-review check {target}"
    )
    click.echo(target)


def _import_onward(called: str, source: Path, register: str, as_of: date) -> None:
    """Takes a vendor's own list into `onward`, and tells what it has gained and lost, and when a review is due."""
    import vendor_review as vr
    from vendor_review.changes.public_lists.onward_list import take_onward
    from vendor_review.changes.public_lists.other_lists import read_any
    from vendor_review.report.words.due_words import worded_items
    from vendor_review.report.words.reconciliation import onward_lines
    from vendor_review.scoring.vendor_search import named_vendor

    before = vr.score(register, as_of=as_of)
    vendor_id = named_vendor(before, called)
    name = str(before.vendors["name"][vendor_id])
    found = read_any(source)
    change = take_onward(register, vendor_id, name, found, as_of)
    for line in onward_lines(change):
        click.echo(line)
    say(
        f"{vendor_id} ({name}): {len(change.added)} added to onward of {register}, as of {as_of}; "
        f"{len(change.kept)} as before, {len(change.gone)} no longer on {found.file}"
    )
    for item in worded_items(vr.score(register, as_of=as_of)):
        if (item["vendor_id"], item["what"]) == (vendor_id, "review"):
            say(f"review of {name} due: {item['when']} ({item['because']})")
