"""Vendors that look like one, groups that are spelt in two ways, and cells that name several vendors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.register.row_places import Places
from vendor_review.schema.cells import values
from vendor_review.schema.cells.names import name_keys, one_slip_apart, site_key
from vendor_review.schema.findings.facts import shown
from vendor_review.schema.rows.row_rule import RowRule, row_rule

_SEVERAL = re.compile(r"\s[/+|]\s|;|\sor\s")

Rows = npt.NDArray[np.intp]
# Of each rule and column: rows by their line, with the name that another row has too, and words on that row.
Pairs = Mapping[tuple[str, str], pd.DataFrame]
_NO_PAIRS = pd.DataFrame({"value": [], "detail": []}, index=pd.Index([], dtype=np.intp), dtype=str)


def likeness_rules(vendors: pd.DataFrame, places: Places) -> list[RowRule]:
    """Rules on accepted vendors and groups that may be the same. Nothing is merged: a person decides."""

    @cache
    def pairs() -> Pairs:
        return _pairs(vendors, places)

    @cache
    def usual() -> pd.Series:
        return _usual_spelling(vendors["parent_group"])

    def like_another(rule: str, column: str) -> RowRule:
        def found() -> pd.DataFrame:
            return pairs().get((rule, column), _NO_PAIRS)

        return row_rule(
            rule,
            "vendors",
            column,
            lambda rows: rows.index.isin(found().index),
            value=lambda rows: found().loc[rows.index, "value"],
            detail=lambda rows: found().loc[rows.index, "detail"],
        )

    def spelling(rows: pd.DataFrame) -> pd.Series:
        return usual().reindex(rows["parent_group"])

    return [
        *(like_another("REG-046", column) for column in ("name", "aliases", "legal_entity", "website")),
        *(like_another("REG-047", column) for column in ("name", "aliases")),
        row_rule(
            "REG-063",
            "vendors",
            "parent_group",
            lambda rows: rows["parent_group"].isin(usual().index),
            expected=spelling,
            suggestion=spelling,
        ),
        row_rule("REG-064", "vendors", "name", lambda rows: values.each(rows["name"], _SEVERAL.search)),
    ]


def _pairs(vendors: pd.DataFrame, places: Places) -> Pairs:
    """Rows whose name, other name, legal entity or site an earlier row has, and those nearly so called."""
    called = _called(vendors)
    codes, keys = pd.factorize(called["key"].to_numpy(dtype=object))
    # Of each key, the first that has it: written last.
    first = np.zeros(len(keys), dtype=np.intp)
    first[codes[::-1]] = np.arange(len(codes), dtype=np.intp)[::-1]
    place = called["place"].to_numpy(dtype=np.intp)
    again = np.flatnonzero(place != place[first[codes]])
    again = again[~pd.Series(place[again]).duplicated().to_numpy(dtype=np.bool_)]
    found = {"REG-046": (again, first[codes[again]])}

    # Legal entities are left out: with their forms they are long, and many differ in a letter by right.
    named = first[called["column"].isin(["name", "aliases"]).to_numpy(dtype=np.bool_)[first]]
    slips = one_slip_apart(called["key"].iloc[named].tolist())
    if slips:
        left, right = (named[list(side)] for side in zip(*slips, strict=True))
        left, right = np.where(place[left] <= place[right], (left, right), (right, left))
        new = (place[left] != place[right]) & ~np.isin(place[right], place[again])
        new[new] = ~pd.Series(place[right[new]]).duplicated().to_numpy(dtype=np.bool_)
        found["REG-047"] = right[new], left[new]
    return {
        (rule, str(column)): rows.drop(columns="column")
        for rule, (later, earlier) in found.items()
        for column, rows in _worded(vendors, called, later, earlier, places).groupby("column")
    }


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
        _column("aliases", [place for place, items in also for _ in items], aliases, name_keys(aliases)),
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


def _worded(
    vendors: pd.DataFrame, called: pd.DataFrame, later: Rows, earlier: Rows, places: Places
) -> pd.DataFrame:
    """Of later rows, by line: the column and the name in it, and words on the earlier row that it is like."""
    lines, ids, before = vendors.index, vendors["vendor_id"], called.iloc[earlier]
    details = [
        f"{shown(value)}, vendor {ids.iloc[place]} in {places.words('vendors', lines[place], name)}"
        for value, place, name in zip(before["value"], before["place"], before["column"], strict=True)
    ]
    rows = called.iloc[later]
    return rows[["column", "value"]].assign(detail=details).set_index(lines[rows["place"]])


def _usual_spelling(groups: pd.Series) -> pd.Series:
    """Of each group that is spelt in two ways, by the later spelling: the one that is met first."""
    spelt = groups[groups != ""].drop_duplicates()
    keys = pd.Series(name_keys(spelt), index=spelt.to_list(), dtype=object)
    keys = keys[keys != ""]
    first = pd.Series(keys.index, index=keys.to_numpy()).groupby(level=0).first().reindex(keys.to_numpy())
    usual = pd.Series(first.to_numpy(dtype=object), index=keys.index)
    return usual[usual.index != usual.to_numpy()]
