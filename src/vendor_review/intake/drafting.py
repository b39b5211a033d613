"""Drafts a register from a file of others, or anew as its mapping was changed; and shows the mapping as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from vendor_review.errors import UsageError
from vendor_review.intake.draft.draft import rewrite_draft, write_draft
from vendor_review.intake.draft.next_version import NextVersion
from vendor_review.intake.importing import Import, Wishes, read_list
from vendor_review.intake.inventory.codes import Trade
from vendor_review.intake.inventory.mapping import SourceMapping
from vendor_review.intake.inventory.mapping_file import (
    LARGEST_MAPPING,
    MAPPING_FILE,
    read_mapping,
)
from vendor_review.intake.inventory.undecided import marked_mapping
from vendor_review.intake.inventory.vendor_table import last_part
from vendor_review.policy import Policy, load_policy
from vendor_review.register.source import refuse_target

_COLUMNS = ("column", "becomes", "sure", "state", "cells", "why", "such as")
_WIDEST = (30, 36, 4, 9, 5, 46, 32)


def draft_register(
    source: str | Path,
    target: str | Path,
    *,
    mapping: str | Path | None = None,
    accept_above: float | None = None,
    policy: str | Path | Policy | None = None,
    as_of: date | str,
) -> Import:
    """Drafts a register in the folder `target` from the list or inventory at `source`.

    Where `target` is an inventory's draft, its mapping.toml is taken as a person has left it, and the tables are
    drafted anew; cells and rows that the person wrote stay. They have one row per vendor, engagement, place and so on.

    Parameters
    ----------
    mapping
        The mapping of an earlier version of the source, for a new `target`.
    accept_above
        Confirms what the mapping proposes at least so surely, from 0 to 1.
    policy, as_of
        What says how far a kind of document can be relied on, and which data categories there are.

    Raises
    ------
    ListUnreadable
        The source cannot be read for certain, with the reason.
    UsageError
        The mapping is wrong, or what is at `target` is no draft, or no longer shows what a person wrote.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from vendor_review import intake
    >>> sheet, folder = "data/example/tarnbrook-vendors.xlsx", f"{mkdtemp()}/draft"
    >>> intake.draft_register(sheet, folder, as_of="2026-11-30")
    Import: 25 vendors, 25 engagements; 5 things for a person to say
    """
    folder = Path(target)
    kept = folder / MAPPING_FILE
    if not kept.is_file():
        refuse_target(str(target))
    elif mapping is not None and Path(mapping).resolve() != kept.resolve():
        raise UsageError(
            f"{kept}: is the mapping of this draft; name another folder to draft with {mapping}."
        )
    file = kept if kept.is_file() else Path(mapping) if mapping is not None else None
    text = _mapping_text(file) if file is not None else ""
    trade = trade_of(policy if isinstance(policy, Policy) else load_policy(policy, as_of))
    found = read_list(Path(source), Wishes(text, str(file or ""), accept_above, trade))
    if found.mapping is None and file is not None:
        raise UsageError(f"{source}: is a list and no inventory; {file} says nothing of it.")
    return replace(found, merged=write_import(found, folder))


def write_import(found: Import, target: str | Path) -> NextVersion | None:
    """Writes what was read as a draft in the folder `target`, with its mapping; in a draft, what a person wrote stays.

    Its tables have a row per vendor, engagement, place and so on; beside them lie the mapping and source.csv. Gives
    what stays of a person's work; None for a new draft, and where it is not known how the tables were drafted.

    Raises
    ------
    UsageError
        What is there is no draft, or its files do not show any more what a person wrote.
    RegisterUnreadable
        A table of the draft cannot be read.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from vendor_review import explore, intake
    >>> panel = explore.mapping("data/example/tarnbrook-vendors.xlsx", as_of="2026-11-30")
    >>> intake.write_import(panel.result, f"{mkdtemp()}/draft")  # a folder of tables, a row per vendor in one of them
    """
    folder, made = Path(target), found.mapping
    kept = folder / MAPPING_FILE
    if made is None:
        write_draft(found.draft, folder)
        return None

    def beside(hashes: Mapping[str, str]) -> dict[str, bytes]:
        return {MAPPING_FILE: marked_mapping(made, hashes).encode()}

    if kept.is_file():
        _, drafted = read_mapping(_mapping_text(kept), str(kept), Trade())
        return rewrite_draft(found.draft, folder, drafted, beside)
    refuse_target(str(target))
    write_draft(found.draft, folder, beside)
    return None


def trade_of(policy: Policy) -> Trade:
    """What a policy knows that a sheet may speak of."""
    levels = {kind: one.level for kind, one in policy.documents.items()}
    labels = {str(name): str(label) for name, label in policy.categories["label"].items()}
    controls = {str(name): str(title) for name, title in policy.controls["name"].items()}
    covers = {kind: sorted(one.controls) for kind, one in policy.documents.items()}
    return Trade(levels, labels, controls, policy.as_of.isoformat(), sorted(policy.eea), covers)


def _mapping_text(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST_MAPPING:
            raise UsageError(f"{file}: is larger than {LARGEST_MAPPING:,} bytes.")
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{file}: is not UTF-8 at byte {error.start + 1:,}; save it as UTF-8.") from None


def proposal_lines(mapping: SourceMapping) -> Iterator[str]:
    """The mapping as a table for a terminal: column, what it becomes, how sure, why, and examples."""
    rows = [_COLUMNS] + [
        (
            f"{column.letter} {last_part(column.heading)}",
            column.becomes,
            f"{column.sure:.2f}",
            column.state,
            str(column.cells),
            column.why,
            "; ".join(column.examples),
        )
        for column in mapping.columns
    ]
    widths = [min(widest, max(len(row[place]) for row in rows)) for place, widest in enumerate(_WIDEST)]
    for row in rows:
        cells = [_cut(cell, width).ljust(width) for cell, width in zip(row, widths, strict=True)]
        yield "  ".join(cells).rstrip()


def _cut(text: str, width: int) -> str:
    line = "".join(char if char.isprintable() else " " for char in text)
    return line if len(line) <= width else line[: width - 1] + "…"
