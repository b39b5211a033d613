"""Which vendor of one register is which of another: kept, renamed, under another id, merged, added or removed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import pandas as pd

from vendor_review.schema.cells.names import name_keys
from vendor_review.schema.cells.values import items

FATES = ("added", "removed", "merged", "renumbered", "renamed", "kept")
"""What became of a vendor, in the order in which a reader wants to know."""
COLUMNS = ("vendor_id", "former_id", "name", "former_name", "fate", "into")


def pair_vendors(
    before: pd.DataFrame, after: pd.DataFrame, engaged: tuple[pd.Index, pd.Index]
) -> pd.DataFrame:
    """What became of each vendor that was or is engaged.

    An id stands for one vendor, whatever its name. A vendor whose id is gone is looked for by its names: where exactly
    one vendor of the later register carries one of them, it is that one under another id if the id is new, else it was
    merged into it. Nothing is guessed from names that are merely alike.

    Parameters
    ----------
    before, after
        The tables `vendors`, as read: a vendor whose row was rejected is not gone.
    engaged
        Ids of the vendors with a current engagement, before and after.

    Returns
    -------
    DataFrame
        vendor_id (in the later register; "" if it is gone), former_id ("" if it is new), name, former_name, fate (one
        of `FATES`), into (id of the vendor that it was merged into). Removed are also vendors that are still listed,
        but no longer engaged. In the order of `FATES`, then by name.
    """
    was, now = _names(before), _names(after)
    successors = _successors(before, after, now)
    rows = []
    for vendor_id in engaged[0]:
        same = vendor_id if vendor_id in now else ""
        heir = successors.get(vendor_id, "")
        if same:
            kept = "renamed" if was.get(same) != now[same] else "kept"
            fate = kept if same in engaged[1] else "removed"
            rows.append((same, vendor_id, now[same], was.get(vendor_id, ""), fate, ""))
        elif heir and heir not in was:
            fate = "renumbered" if heir in engaged[1] else "removed"
            rows.append((heir, vendor_id, now[heir], was[vendor_id], fate, ""))
        else:
            fate = "merged" if heir else "removed"
            rows.append(("", vendor_id, was.get(vendor_id, ""), was.get(vendor_id, ""), fate, heir))
    known = {row[0] for row in rows}
    rows += [
        (vendor_id, "", now.get(vendor_id, ""), "", "added", "")
        for vendor_id in engaged[1]
        if vendor_id not in known
    ]
    rows.sort(key=lambda row: (FATES.index(row[4]), row[2].casefold(), row[0], row[1]))
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=str)


def _names(vendors: pd.DataFrame) -> dict[str, str]:
    ids, names = (vendors[name].astype(str).str.strip() for name in ("vendor_id", "name"))
    return dict(zip(ids[::-1], names[::-1], strict=True))


def _successors(before: pd.DataFrame, after: pd.DataFrame, now: Mapping[str, str]) -> dict[str, str]:
    """Of vendors whose id is gone, the one vendor that carries their name now."""
    gone = before[~before["vendor_id"].str.strip().isin(now)]
    carriers: dict[str, set[str]] = defaultdict(set)
    for vendor_id, keys in zip(after["vendor_id"].str.strip(), _keys(after), strict=True):
        for key in keys:
            carriers[key].add(vendor_id)
    found = {}
    for vendor_id, keys in zip(gone["vendor_id"].str.strip(), _keys(gone), strict=True):
        heirs = set().union(*(carriers[key] for key in keys if key in carriers))
        if len(heirs) == 1:
            found[vendor_id] = heirs.pop()
    return found


def _keys(vendors: pd.DataFrame) -> Iterable[list[str]]:
    """The keys of each vendor's name, aliases and legal entity."""
    for name, aliases, entity in vendors[["name", "aliases", "legal_entity"]].itertuples(
        index=False, name=None
    ):
        yield [key for key in name_keys([str(name), *items(str(aliases)), str(entity)]) if key]
