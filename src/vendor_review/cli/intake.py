"""`import`: a draft register from what others publish or keep."""

from __future__ import annotations

from pathlib import Path

import click

from vendor_review.cli.options import say

_MOST_UNREAD = 5


@click.command("import")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target")
def import_list(source: Path, target: str) -> None:
    """Draft a register at TARGET from the list at SOURCE, as somebody has published or keeps it.

    SOURCE is a saved page (.html), Markdown, text, YAML, JSON, the source of a page (.jsx, .astro) or CSV. TARGET is a
    folder that must not exist. Nothing is made up: what the list does not say stays blank, no row is public, and
    source.csv keeps the raw text of each cell and where it stands. A list that cannot be read for certain is refused.
    """
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
