"""`import`: a draft register from what others publish or keep, what its cells came from, and who confirms it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vendor_review.cli.options import as_of_option, largest_table_option, policy_option
from vendor_review.cli.streams import say

if TYPE_CHECKING:
    from vendor_review.intake.importing import Import

_MOST_UNREAD = 5
_MOST_TOLD = 12
#: Any day will do: the names of controls are the same on all of them.
_NAMED_ON = date(2026, 11, 30)


def _show_targets(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Shows what a column of a sheet may become, a line each, and ends the command."""
    if not wanted:
        return
    from vendor_review.intake.inventory.targets import described_targets
    from vendor_review.policy import load_policy

    names = load_policy(None, _NAMED_ON).controls["name"]
    for target, meaning, read in described_targets({str(one): str(name) for one, name in names.items()}):
        click.echo(f"{target}  {meaning}  Read: {read}.")
    context.exit()


@click.command("import")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", required=False)
@click.option(
    "--mapping",
    default="",
    metavar="FILE",
    help="The mapping.toml of an earlier version of the same sheet. It is used again, and what is new is listed.",
)
@click.option(
    "--accept-above",
    type=click.FloatRange(0, 1),
    metavar="SURE",
    help="Confirm each proposal of the mapping with at least this confidence, such as 0.9.",
)
@click.option(
    "--explain",
    default="",
    metavar="VENDOR",
    help="Show where each cell of a vendor in the draft SOURCE came from.",
)
@click.option(
    "--confirm",
    multiple=True,
    metavar="VENDOR",
    help="Put a vendor of the draft SOURCE on the public list, by name, or all. Repeat for several. Needs --by.",
)
@click.option("--by", default="", metavar="NAME", help="Who confirms.")
@click.option(
    "--onward",
    default="",
    metavar="VENDOR",
    help="SOURCE is the list of this vendor's own subprocessors: add them to the table onward of the register TARGET. "
    "The vendor's id, name or alias.",
)
@click.option(
    "--targets",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_targets,
    help="Show what a column of a sheet may become, what each means, and how its cells are read.",
)
@policy_option
@as_of_option
@largest_table_option
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
    """Draft a register from a list or an inventory that you have.

    SOURCE is a list of vendors as published or kept (.html, Markdown, text, YAML, JSON, .jsx, .astro, CSV), or your own
    inventory of vendors (.xlsx, .ods, CSV). TARGET is a new folder.

    Nothing is made up: what the source does not say stays blank, and no row is public. source.csv keeps the text of
    each cell and its place in the source. For an inventory, TARGET/mapping.toml says what each column and word becomes:
    change it and run the same command again, also with the next version of the sheet. What you have written or
    confirmed in the tables stays; the command says where the sheet now says something else.

    With --onward, TARGET is an existing register, a folder or a workbook. Rows are only added to it, and the command
    shows what the list has gained and lost since. --as-of is then the day of the list.
    """
    from vendor_review.errors import UsageError

    if explain or confirm:
        if explain and confirm:
            raise UsageError("--explain and --confirm do not go together")
        if target is not None:
            raise UsageError(
                "--explain and --confirm take the draft only: vendor-review import DRAFT --explain VENDOR"
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

    if kind_of(target).name != "folder":
        raise UsageError(
            f"{target}: a draft is a folder. Name one; vendor-review convert can then make a workbook or a database."
        )
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
    kept = found.merged.kept if found.merged else 0
    yours = f"{kept} cell{'s are as you wrote them' if kept > 1 else ' is as you wrote it'}"
    say(
        f"drafted {len(tables['vendors'])} vendors and {len(tables['engagements'])} engagements, "
        f"{yours if kept else 'none of them public'}; {target}/source.csv says where each cell came from"
    )
    # What --accept-above has just confirmed changes much, and is no news.
    changed = found.merged.changed if found.merged and accept_above is None else []
    for line in changed[:_MOST_TOLD]:
        say(f"changed in the draft: {line}")
    if len(changed) > _MOST_TOLD:
        say(f"and {len(changed) - _MOST_TOLD} more cells and rows")
    differing = found.merged.said if found.merged else []
    for line in differing[:_MOST_TOLD]:
        say(f"for you to look at: {line}")
    if len(differing) > _MOST_TOLD:
        say(f"and {len(differing) - _MOST_TOLD} more; the tables as they were end in .bak")
    _say_undecided(found, target)
    say(f"next: {_next_step(found, target, accept_above)}")
    click.echo(target)


def _say_parts(found: Import) -> None:
    for part in found.parts:
        if part.rows:
            say(f"{part.where}: {part.rows} rows ({part.reason})")
        elif part.is_remark:
            say(f"{part.where}: {part.reason}")
    unread = [part for part in found.parts if not part.rows and not part.is_remark]
    for part in unread[:_MOST_UNREAD]:
        say(f"{part.where}: not read ({part.reason})")
    if len(unread) > _MOST_UNREAD:
        say(f"and {len(unread) - _MOST_UNREAD} more parts were not read")


def _say_undecided(found: Import, target: str) -> None:
    for line in found.undecided[:_MOST_TOLD]:
        say(f"for you to decide: {line}")
    if len(found.undecided) > _MOST_TOLD:
        say(
            f"and {len(found.undecided) - _MOST_TOLD} more in {target}/mapping.toml: search it for # open, which ends "
            "each line that waits for you"
        )


def _next_step(found: Import, target: str, accept_above: float | None) -> str:
    """What to type next: answers and confirmations of a mapping come before what is made of the draft."""
    if found.mapping is None:
        return f"vendor-review check {target}"
    waits = any(
        not column.is_settled or any(value.becomes and value.state == "proposed" for value in column.values)
        for column in found.mapping.columns
        if not column.target.is_own
    )
    answer = f"answer in {target}/mapping.toml what is for you to decide, and run the same command again"
    if found.undecided and accept_above is None:
        return (
            f"{answer} with --accept-above 0.9, which confirms all that is at least so sure "
            '(state = "all" confirms a column with all that is proposed in it)'
        )
    if found.undecided:
        return f"{answer}; or vendor-review run {target}, where what is open counts as not known"
    if waits and accept_above is None:
        return (
            "run the same command again with --accept-above 0.9, which confirms all that is at least so sure"
        )
    return f"vendor-review run {target}"


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
        raise UsageError("--confirm needs --by: name who confirms, such as --by 'Privacy Office'")
    names = DraftFolder(source).confirm(called, " ".join(by.split()), on)
    for name in names:
        click.echo(name)
    vendors, their = ("vendor", "its") if len(names) == 1 else ("vendors", "their")
    say(
        f"{len(names)} {vendors} confirmed by {by}: public is yes in {their} rows"
        if names
        else "nothing to confirm: each of these rows already says whether it is public"
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
