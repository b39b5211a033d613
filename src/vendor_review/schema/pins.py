"""What a register says of a vendor as digests, one per table, so that a decision can tell when one has changed.

A decision pins them. Its vendor's rows count whole, accepted or rejected; what others are, how rows are ordered, and
white space do not. Tables that tell what we did ourselves (decisions, reviews held, requests) are no grounds of a
decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.files.snapshot import sha256
from vendor_review.register.layout import TABLES, Column
from vendor_review.schema.cells.values import items
from vendor_review.schema.vocabulary import Vocabulary

LOGS = ("decisions", "reviews_done", "requests")
"""Tables to which people add what they did."""
_DONE = {"incidents": ("closed_on",)}
"""Columns of other tables that say what we did: to close an incident ends no decision that was made on it."""
INPUT_TABLES = tuple(name for name in TABLES if name not in LOGS)
POLICY = "policy"
PARTS = (POLICY, *INPUT_TABLES)
"""Parts of which a pin has a digest; a table without rows of the vendor has none."""
UNREADABLE = "inputs"
"""Stands for what has moved where the pin cannot be read."""
_DIGITS = 16
_ITEM = re.compile(rf"({'|'.join(PARTS)}):([0-9a-f]{{{_DIGITS}}})")

Tables = Mapping[str, pd.DataFrame]
Digests = Mapping[str, str]


def input_digests(
    written: Tables, accepted: Tables, vocabulary: Vocabulary, vendor_ids: Iterable[str]
) -> dict[str, Digests]:
    """Vendor id to the digests of its inputs: part to 16 hexadecimal digits.

    The digest of a table is the start of the SHA-256 of its lines, sorted: of each row of the vendor the cells that
    are not blank, as `column=cell`, tab-separated and by column. The policy's is that of `Vocabulary.digest`; a place
    also says where its code stands under the policy, since data may go there no longer.

    Parameters
    ----------
    written
        All rows as text, indexed by line.
    accepted
        Accepted rows, of which only the lines matter.
    """
    ids = pd.Index(sorted(set(vendor_ids)), dtype=object)
    owners = owners_of(written["engagements"], ids)
    found: dict[str, dict[str, str]] = {
        vendor_id: {POLICY: sha256(vocabulary.digest.encode())[:_DIGITS]} for vendor_id in ids
    }
    for name in INPUT_TABLES:
        rows, owner = rows_of(name, written[name], ids, owners)
        lines = _lines(name, rows, ~rows.index.isin(accepted[name].index), vocabulary)
        per_vendor = pd.Series(lines, dtype=object).groupby(owner)
        for vendor_id, own in per_vendor.agg(list).items():
            found[str(vendor_id)][name] = sha256("\n".join(sorted(own)).encode())[:_DIGITS]
    return {**found}


def pin_text(digests: Digests) -> str:
    """The digests as a decision's `pinned_inputs` holds them."""
    return "; ".join(f"{name}:{digests[name]}" for name in PARTS if name in digests)


def moved_parts(pin: str, now: Digests) -> tuple[str, ...]:
    """The parts in which a pin and the inputs now differ; `UNREADABLE` alone for what is no pin."""
    found = [_ITEM.fullmatch(item) for item in items(pin)]
    pinned = {item[1]: item[2] for item in found if item}
    if len(pinned) < len(found) or POLICY not in pinned:
        return (UNREADABLE,)
    return tuple(name for name in PARTS if pinned.get(name) != now.get(name))


def with_moved(
    decisions: pd.DataFrame, written: Tables, accepted: Tables, vocabulary: Vocabulary
) -> pd.DataFrame:
    """Accepted decisions with a column `moved`: what has changed since each was made, "" for nothing known."""
    pinned = decisions.loc[decisions["pinned_inputs"] != "", ["vendor_id", "pinned_inputs"]]
    now = input_digests(written, accepted, vocabulary, pinned["vendor_id"]) if len(pinned) else {}
    moved = [
        ", ".join(moved_parts(pin, now[vendor])) for vendor, pin in pinned.itertuples(index=False, name=None)
    ]
    words = pd.Series(moved, index=pinned.index, dtype=str).reindex(decisions.index, fill_value="")
    return decisions.assign(moved=words)


def rows_of(
    table: str, rows: pd.DataFrame, ids: pd.Index, owners: pd.DataFrame
) -> tuple[pd.DataFrame, npt.NDArray[np.object_]]:
    """The rows of a table that are about one of the vendors `ids`, and of which each is.

    `owners` are pairs of engagement_id and vendor_id. The rows of an engagement that stands under two vendors are
    about both.
    """
    if "vendor_id" in TABLES[table].names:
        vendor = rows["vendor_id"].str.strip()
        own = vendor.isin(ids)
        return rows[own], vendor[own].to_numpy(dtype=object)
    named = pd.DataFrame({"engagement_id": rows["engagement_id"].str.strip(), "line": rows.index})
    pairs = named.merge(owners, on="engagement_id")
    return rows.loc[pairs["line"]], pairs["vendor_id"].to_numpy(dtype=object)


def owners_of(engagements: pd.DataFrame, ids: pd.Index) -> pd.DataFrame:
    """Distinct pairs of engagement_id and vendor_id, as written, of the vendors `ids`."""
    pairs = pd.DataFrame({name: engagements[name].str.strip() for name in ("engagement_id", "vendor_id")})
    return pairs[pairs["vendor_id"].isin(ids)].drop_duplicates()


def plain_cell(column: Column, cell: str) -> str:
    """`cell` without the white space that says nothing: none around it, one blank in it, none around `..`."""
    words = " ".join(cell.split())
    if column.kind == "list":
        return "; ".join(items(words))
    return "..".join(map(str.strip, words.split(".."))) if column.kind == "path" else words


def _lines(
    table: str, rows: pd.DataFrame, is_rejected: npt.NDArray[np.bool_], vocabulary: Vocabulary
) -> npt.NDArray[np.object_]:
    lines = np.where(is_rejected, "rejected", "accepted").astype(object)
    pinned = (column for column in TABLES[table].columns if column.name not in _DONE.get(table, ()))
    for column in sorted(pinned, key=lambda column: column.name):
        codes, distinct = pd.factorize(rows[column.name].to_numpy(dtype=object))
        cells = [plain_cell(column, cell) for cell in distinct]
        told = [
            f"\t{column.name}={cell}{_standing(column, cell, vocabulary)}" if cell else "" for cell in cells
        ]
        lines = lines + np.array(told, dtype=object)[codes] if len(rows) else lines
    return lines


def _standing(column: Column, code: str, vocabulary: Vocabulary) -> str:
    """Where a place stands under the policy: whether data may go there without more."""
    if column.name != "code":
        return ""
    known = {"eea": vocabulary.eea, "adequate": vocabulary.adequate, "listed": vocabulary.listed}
    return "".join(f" {word}" for word, codes in known.items() if code in codes)
