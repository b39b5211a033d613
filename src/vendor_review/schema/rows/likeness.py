"""Vendors that look like one, groups that are spelt in two ways, and cells that name several vendors."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.register.row_places import Places
from vendor_review.schema.across.accepted import Accepted, tell
from vendor_review.schema.cells import values
from vendor_review.schema.cells.names import name_keys, site_key
from vendor_review.schema.cells.slips import one_slip_apart
from vendor_review.schema.findings.facts import facts, shown

_SEVERAL = re.compile(r"\s[/+|]\s|;|\sor\s")

Rows = npt.NDArray[np.intp]


def alike(accepted: Accepted) -> list[pd.DataFrame]:
    """Facts of vendors and groups that may be the same. Nothing is merged: a person decides."""
    vendors = accepted.tables["vendors"]
    several = vendors[values.each(vendors["name"], _SEVERAL.search)]
    return [
        *_vendors(vendors, accepted.places),
        _groups(vendors),
        tell("REG-064", "vendors", several, "name", several["name"]),
    ]


def _vendors(vendors: pd.DataFrame, places: Places) -> list[pd.DataFrame]:
    """Rows whose name, other name, legal entity or site an earlier row has, and those nearly so called."""
    called = _called(vendors)
    codes, keys = pd.factorize(called["key"].to_numpy(dtype=object))
    # Of each key, the first that has it: written last.
    first = np.zeros(len(keys), dtype=np.intp)
    first[codes[::-1]] = np.arange(len(codes), dtype=np.intp)[::-1]
    place = called["place"].to_numpy(dtype=np.intp)
    again = np.flatnonzero(place != place[first[codes]])
    again = again[~pd.Series(place[again]).duplicated().to_numpy(dtype=np.bool_)]
    found = _pairs("REG-046", vendors, called, again, first[codes[again]], places)

    # Legal entities are left out: with their forms they are long, and many differ in a letter by right.
    named = first[called["column"].isin(["name", "aliases"]).to_numpy(dtype=np.bool_)[first]]
    pairs = one_slip_apart(called["key"].iloc[named].tolist())
    if pairs:
        left, right = (named[list(side)] for side in zip(*pairs, strict=True))
        left, right = np.where(place[left] <= place[right], (left, right), (right, left))
        new = (place[left] != place[right]) & ~np.isin(place[right], place[again])
        new[new] = ~pd.Series(place[right[new]]).duplicated().to_numpy(dtype=np.bool_)
        found += _pairs("REG-047", vendors, called, right[new], left[new], places)
    return found


def _called(vendors: pd.DataFrame) -> pd.DataFrame:
    """What vendors are called, in the order of the file: place among the rows, column, value as written, key."""
    everyone = np.arange(len(vendors), dtype=np.intp)
    names, entities, sites, others = (
        vendors[name].tolist() for name in ("name", "legal_entity", "website", "aliases")
    )
    keys, entity_keys = name_keys(names), name_keys(entities)
    # A vendor whose legal entity is its name and a legal form is called the same twice.
    other = [entity if entity != name else "" for entity, name in zip(entity_keys, keys, strict=True)]
    also = [(place, values.items(cell)) for place, cell in enumerate(others) if cell]
    aliases = [alias for _, items in also for alias in items]
    frames = [
        _column("name", everyone, names, keys),
        _column(
            "aliases",
            [place for place, items in also for _ in items],
            aliases,
            name_keys(aliases),
        ),
        _column("legal_entity", everyone, entities, other),
        _column("website", everyone, sites, [*map(site_key, sites)]),
    ]
    called = pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)
    return called.sort_values("place", kind="stable", ignore_index=True)


def _column(column: str, places: npt.ArrayLike, written: Iterable[str], keys: Iterable[str]) -> pd.DataFrame:
    frame = pd.DataFrame({"value": list(written), "key": list(keys)}, dtype=object)
    frame.insert(0, "place", np.asarray(places, dtype=np.intp))
    frame.insert(1, "column", column)
    return frame[frame["key"] != ""]


def _pairs(
    rule: str, vendors: pd.DataFrame, called: pd.DataFrame, later: Rows, earlier: Rows, places: Places
) -> list[pd.DataFrame]:
    """Facts of later rows, each with the earlier one that it is like; a frame for each column."""
    lines, ids = vendors.index, vendors["vendor_id"]
    found: list[pd.DataFrame] = []
    for column in called["column"].iloc[later].unique():
        here = (called["column"].iloc[later] == column).to_numpy(dtype=np.bool_)
        rows, before = called.iloc[later[here]], called.iloc[earlier[here]]
        details = [
            f"{shown(value)}, vendor {ids.iloc[place]} in {places.words('vendors', lines[place], name)}"
            for value, place, name in zip(before["value"], before["place"], before["column"], strict=True)
        ]
        found.append(
            facts(
                rule,
                "vendors",
                str(column),
                line=lines[rows["place"]].tolist(),
                value=rows["value"].tolist(),
                detail=details,
                vendor_id=ids.iloc[rows["place"]].tolist(),
            )
        )
    return found


def _groups(vendors: pd.DataFrame) -> pd.DataFrame:
    """Rows of a group whose name is spelt otherwise where it is met first."""
    stated = vendors[vendors["parent_group"] != ""]
    spelt = stated["parent_group"].drop_duplicates()
    keys = pd.Series(name_keys(spelt), index=spelt.to_list(), dtype=object)
    keys = keys[keys != ""]
    first = pd.Series(keys.index, index=keys.to_numpy()).groupby(level=0).first().reindex(keys.to_numpy())
    usual = pd.Series(first.to_numpy(dtype=object), index=keys.index)
    odd = usual[usual.index != usual.to_numpy()]
    wrong = stated[stated["parent_group"].isin(odd.index)]
    right = odd.reindex(wrong["parent_group"])
    return tell(
        "REG-063", "vendors", wrong, "parent_group", wrong["parent_group"], expected=right, suggestion=right
    )
