"""What has moved since a decision was made, cell by cell, where the review that it pins has been kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from vendor_review.changes.registers.input_changes import differing_rows, number_changes
from vendor_review.errors import PolicyUnreadable
from vendor_review.policy import Policy, load_policy
from vendor_review.publication.archive.index import REVIEW_NAME
from vendor_review.publication.archive.manifest import read_manifest
from vendor_review.publication.archive.verification.review import verify_one
from vendor_review.register import Register, load_register
from vendor_review.schema.pins import INPUT_TABLES, POLICY, owners_of, rows_of

COLUMNS = ("table", "row", "column", "before", "after")


def moved_since(review: Path, register: Register, policy: Policy, vendor_id: str) -> pd.DataFrame | None:
    """What of one vendor, and of the policy's numbers, is otherwise now than in a kept review.

    Parameters
    ----------
    review
        The folder of the review that the decision pins.
    register, policy
        As they are now.

    Returns
    -------
    DataFrame
        As `moved_cells` gives it, with rows of the table `policy` behind, `row` being the number's name; without them
        where the review's policy is one for another formula. None if there is no such review, or it is not what was
        published.
    """
    if not review.is_dir() or verify_one(review).problems:
        return None
    as_of = date.fromisoformat(read_manifest(review)["parameters"]["as_of"])
    cells = moved_cells(load_register(review / "register").tables, register.tables, vendor_id)
    try:
        then = load_policy((review / "policy").absolute(), as_of)
    except PolicyUnreadable:
        return cells
    numbers = [
        (POLICY, name, "value", was, now)
        for name, was, now in number_changes(then, policy)[["name", "before", "after"]].itertuples(
            index=False, name=None
        )
    ]
    return pd.concat([cells, pd.DataFrame(numbers, columns=list(COLUMNS), dtype=str)], ignore_index=True)


def kept_review(archive: Path, pinned_run: str) -> Path | None:
    """The folder of the review that a decision pins, if it is in the register's folder of reviews."""
    folder = archive / pinned_run
    return folder if REVIEW_NAME.fullmatch(pinned_run) and folder.is_dir() else None


def moved_lines(moved: pd.DataFrame) -> list[str]:
    """`access_controls VR-P2 answer: no, now yes`, a line for each row of what `moved_cells` gives."""
    return [
        f"{table} {row} {column}: {before or 'not stated'}, now {after or 'not stated'}"
        for table, row, column, before, after in moved[list(COLUMNS)].itertuples(index=False, name=None)
    ]


def moved_cells(
    before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame], vendor_id: str
) -> pd.DataFrame:
    """The cells of a vendor's rows that differ between two registers, given as tables of text.

    Returns
    -------
    DataFrame
        table, row (its key), column, before, after. A row that came or went has one line for each of its cells that are
        not blank. White space and the order of rows are no difference.
    """
    ids = pd.Index([vendor_id], dtype=object)
    found = [
        (table, change.name, column, was, now)
        for table in INPUT_TABLES
        for change in differing_rows(table, *(_own(table, tables, ids) for tables in (before, after)))
        for column, was, now in change.cells
    ]
    return pd.DataFrame(found, columns=list(COLUMNS), dtype=str)


def _own(table: str, tables: Mapping[str, pd.DataFrame], ids: pd.Index) -> pd.DataFrame:
    return rows_of(table, tables[table], ids, owners_of(tables["engagements"], ids))[0]
