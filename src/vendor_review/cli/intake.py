"""`import`: a draft register from what others publish or keep, what its cells came from, and who confirms it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vendor_review.cli.options import as_of_option, policy_option
from vendor_review.cli.streams import say

if TYPE_CHECKING:
    from vendor_review.intake.importing import Import

_MOST_UNREAD = 5
_MOST_TOLD = 12


@click.command("import")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", required=False)
@click.option(
    "--mapping",
    default="",
    metavar="FILE",
    help="The mapping.toml of an earlier version of the same sheet: it goes through as before, and says what is new.",
)
@click.option(
    "--accept-above",
    type=click.FloatRange(0, 1),
    metavar="SURE",
    help="Confirm each proposal of the mapping that is at least so sure, such as 0.9.",
)
@click.option(
    "--explain",
    default="",
    metavar="VENDOR",
    help="What each drafted cell of a vendor came from, in the draft SOURCE.",
)
@click.option(
    "--confirm",
    multiple=True,
    metavar="VENDOR",
    help="Put a vendor of the draft SOURCE on the public list, by name; several times, or all. Needs --by.",
)
@click.option("--by", default="", metavar="NAME", help="Who confirms.")
@click.option(
    "--onward",
    default="",
    metavar="VENDOR",
    help="An id, name or alias: SOURCE is the list of this vendor's own subprocessors, which become rows of onward in "
    "the register TARGET.",
)
@policy_option
@as_of_option
def import_list(
    source: Path,
    target: str | None,
    mapping: str,
    accept_above: float | None,
    explain: str,
    confirm: tuple[str, ...],
    by: str,
    onward: str,
    policy: str,
    as_of: date,
) -> None:
    """Draft a register at TARGET from the list or the inventory at SOURCE.

    SOURCE is a list as somebody publishes or keeps it (.html, Markdown, text, YAML, JSON, .jsx, .astro, CSV), or a
    company's own inventory of its vendors (.xlsx, .ods, CSV). TARGET is a folder that must not exist. Nothing is made
    up: what the source does not say stays blank, no row is public, and source.csv keeps the raw text of each cell and
    where it stands. Of an inventory, TARGET/mapping.toml says what each column and word becomes: change it and run the
    same command again. What a person has changed in a table is never written over.

    With --onward TARGET is a register that is there, a folder or a workbook. Only rows are added to it; what the list
    has gained and lost since is told, and --as-of is the day of the list.
    """
    from vendor_review.errors import UsageError

    if explain or confirm:
        if explain and confirm:
            raise UsageError("--explain and --confirm do not go together")
        if target is not None:
            raise UsageError(
                "--explain and --confirm take the draft alone: vendor-review import DRAFT --explain VENDOR"
            )
        _explain(source, explain) if explain else _confirm(source, confirm, by, as_of)
        return
    if target is None:
        what = "the register" if onward else "the folder for the draft"
        raise UsageError(f"TARGET is missing: name {what}")
    if onward:
        _import_onward(onward, source, target, as_of)
        return
    _draft(source, target, mapping, accept_above, policy, as_of)


def _draft(
    source: Path, target: str, mapping: str, accept_above: float | None, policy: str, as_of: date
) -> None:
    from vendor_review.errors import UsageError
    from vendor_review.intake.drafting import draft_register, proposal_lines
    from vendor_review.register.source import kind_of

    if kind_of(target).noun != "folder":
        raise UsageError(f"{target}: a draft is a folder; name one, and move it with vendor-review convert.")
    found = draft_register(
        source, target, mapping=mapping or None, accept_above=accept_above, policy=policy or None, as_of=as_of
    )
    if found.mapping is not None:
        for line in proposal_lines(found.mapping):
            say(line)
        for line in found.mapping.news:
            say(f"new: {line}")
    _say_parts(found)
    tables = found.draft.content.tables
    say(
        f"drafted {len(tables['vendors'])} vendors and {len(tables['engagements'])} engagements, none of them public; "
        f"what each cell came from is in {target}/source.csv. Next: vendor-review check {target}"
    )
    _say_undecided(found, target)
    click.echo(target)


def _say_parts(found: Import) -> None:
    for part in found.parts:
        if part.rows:
            say(f"{part.where}: {part.rows} rows ({part.reason})")
    unread = [part for part in found.parts if not part.rows]
    for part in unread[:_MOST_UNREAD]:
        say(f"{part.where}: not read ({part.reason})")
    if len(unread) > _MOST_UNREAD:
        say(f"and {len(unread) - _MOST_UNREAD} parts more were not read")


def _say_undecided(found: Import, target: str) -> None:
    for line in found.undecided[:_MOST_TOLD]:
        say(f"for you to say: {line}")
    if len(found.undecided) > _MOST_TOLD:
        say(f"and {len(found.undecided) - _MOST_TOLD} more in {target}/mapping.toml")


def _explain(source: Path, vendor: str) -> None:
    from vendor_review.intake.draft.provenance import DraftFolder
    from vendor_review.register.headings import shortened

    for cell in DraftFolder(source).cells_of(vendor):
        name = f"{cell.table}.{cell.column}" if cell.table else f"({cell.column})"
        held = f"{shortened(cell.value)}  from  " if cell.table else ""
        click.echo(f"{cell.row}  {name}  {held}{shortened(cell.text)}  {cell.where}")


def _confirm(source: Path, called: tuple[str, ...], by: str, on: date) -> None:
    from vendor_review.errors import UsageError
    from vendor_review.intake.draft.provenance import DraftFolder

    if not by.strip():
        raise UsageError("--confirm needs --by: who confirms, as --by 'Privacy Office'")
    names = DraftFolder(source).confirm(called, " ".join(by.split()), on)
    for name in names:
        click.echo(name)
    say(
        f"{len(names)} vendors confirmed by {by}: public is yes in their rows"
        if names
        else "nothing to confirm: each of these rows says already whether it is public"
    )


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
