"""From rows to what they belong to: places in an array, cells that hold a word, the most that any row says."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.schema.cells.values import items
from vendor_review.scoring.model.bands import Flags, Floats, Words

#: Place of what each row belongs to; -1 for nothing that is known.
Places = npt.NDArray[np.intp]
#: Values per vendor, in the order of the vendors.
PerVendor = dict[str, npt.NDArray[Any]]


def places_of(ids: pd.Series, known: pd.Series | pd.Index) -> Places:
    """Where each id stands among `known`, which holds each once."""
    places: Places = pd.Index(known).get_indexer(pd.Index(ids))
    return places


def values_of(ids: Words, known: pd.Series) -> Floats:
    """The value of what each id names in the index of `known`, in the shape of `ids`; 0 for what is not there."""
    found: Floats = np.append(known.to_numpy(dtype=np.float64), 0.0)[cited_places(ids, known.index)]
    return found


def cited_places(ids: Words, known: pd.Index) -> Places:
    """Where each id of a matrix stands among `known`, in its shape; -1 for a blank, and for what is not there."""
    places = np.full(ids.shape, -1, dtype=np.intp)
    # Most cells of a large register are blank, and looking those up takes longer than all else here.
    cited = ids != ""
    places[cited] = places_of(pd.Series(ids[cited], dtype=object), known)
    return places


def any_of(flags: Flags, owner: Places, size: int) -> Flags:
    """For each of `size` owners whether any of its rows is flagged."""
    found = np.zeros(size, dtype=np.bool_)
    found[owner[flags & (owner >= 0)]] = True
    return found


def holds_any(cells: pd.Series, words: Collection[str]) -> Flags:
    """Which cells, each a list, hold at least one of `words`."""
    wanted = set(words)
    codes, distinct = pd.factorize(cells.to_numpy(dtype=object))
    held = [not wanted.isdisjoint(items(cell)) for cell in distinct]
    return np.array(held, dtype=np.bool_)[codes]
