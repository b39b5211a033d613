"""What rejected rows do to scores, in words: which row counts as unknown for which vendor, why, and what that costs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from vendor_review.figures import whole
from vendor_review.report.review import Review, once
from vendor_review.report.words.wording import some
from vendor_review.scoring.model.scores import score_register

#: Tables whose rejected rows raise scores; those of the others leave a check open, or leave out a document.
_SCORED = ("vendors", "engagements", "data_shared", "access_controls")
_WHY = {
    "named": "",
    "possible": " (its id could mean this vendor)",
    "anybody": " (it names nobody who is known, so it may concern any vendor)",
}
#: So many rows are named; the register's problems name them all.
_MOST = 4


@dataclass(frozen=True)
class Raise:
    """What rejected rows do to a vendor.

    Attributes
    ----------
    places
        Place of each row to why it concerns the vendor: named, possible, anybody.
    scored
        Whether a score depends on one of them.
    r_hi
        The upper end of the score, points, and `without` what it would be if no rejected row counted as unknown; None:
        it would not be scored.
    """

    places: Mapping[str, str]
    scored: bool
    r_hi: float
    without: float | None


@once
def raises(review: Review) -> Mapping[str, Raise]:
    """Vendor id to what rejected rows do to it, in the order of the scores; only vendors that one may be about."""
    checked, scores = review.checked, review.scores
    rows = checked.incomplete
    if rows.empty:
        return {}
    current = scores.engagements["engagement_id"]
    # Of an engagement that has ended, nothing counts.
    rows = rows[rows["engagement_id"].eq("") | rows["engagement_id"].isin(current)]
    by_vendor = {str(name): found for name, found in rows.groupby("vendor_id", sort=False)}
    of_anybody = by_vendor.pop("", rows.iloc[:0])
    without = score_register(replace(checked, incomplete=rows.iloc[:0]), scores.policy).vendors["r_hi"]
    upper = dict(zip(scores.vendors.index, scores.vendors["r_hi"].tolist(), strict=True))
    alone = dict(zip(without.index, without.tolist(), strict=True))
    shared = _places(of_anybody)
    nothing = rows.iloc[:0]
    is_shared = bool(of_anybody["table"].isin(_SCORED).any())
    return {
        vendor: Raise(
            places={**_places(own), **shared},
            scored=is_shared or bool(own["table"].isin(_SCORED).any()),
            r_hi=r_hi,
            without=alone.get(vendor),
        )
        for vendor, r_hi in upper.items()
        for own in [by_vendor.get(vendor, nothing)]
        if shared or len(own)
    }


def _places(rows: pd.DataFrame) -> dict[str, str]:
    return dict(zip(rows["place"], rows["why"], strict=True))


def unknown_words(review: Review, vendor_id: str) -> str:
    """Which rejected rows count as unknown for a vendor, and what they cost; "" where none does."""
    found = raises(review).get(vendor_id)
    if found is None:
        return ""
    named = [f"{place}{_WHY[why]}" for place, why in found.places.items()]
    counts = "counts" if len(named) == 1 else "count"
    told = f"{_rejected(len(named))} {counts} as unknown here: {some(named, most=_MOST)}."
    if found.without is None:
        return f"{told} Without {_them(len(named))} it would not be scored."
    limits = review.scores.policy.limits
    without, with_them = whole(found.without, limits), whole(found.r_hi, limits)
    if without != with_them:
        return (
            f"{told} Without {_them(len(named))} its worst case would be {without} points, not {with_them}."
        )
    return told


def raised_names(review: Review) -> list[str]:
    """Names of the vendors whose scores rejected rows may have raised, worst first."""
    return [
        str(review.vendor_rows[vendor]["name"]) for vendor, found in raises(review).items() if found.scored
    ]


def raised_words(review: Review) -> str:
    """For the verdict: which rejected rows and half-stated data may have raised which vendors' scores; "" for none."""
    found = [one for one in raises(review).values() if one.scored]
    nobody = _named(found, {"anybody"})
    told = []
    if nobody:
        whom = (
            "names nobody who is known, so it counts"
            if len(nobody) == 1
            else "name nobody who is known, so they count"
        )
        told.append(
            f"{_rejected(len(nobody))} {whom} as unknown for every vendor and may raise each worst case: "
            f"{some(nobody, most=_MOST)}."
        )
    others = _named(found, {"named", "possible"})
    if others:
        names = [
            str(review.vendor_rows[vendor]["name"])
            for vendor, one in raises(review).items()
            if one.scored and not set(one.places.values()) <= {"anybody"}
        ]
        counts = "counts" if len(others) == 1 else "count"
        told.append(
            f"{_rejected(len(others))} {counts} as unknown and may raise the worst case of {some(names, most=3)}: "
            f"{some(others, most=_MOST)}."
        )
    engagements = review.scores.engagements
    half = set(engagements.loc[engagements["half_stated"].to_numpy(dtype=bool), "vendor_id"])
    if half:
        names = [str(row["name"]) for vendor, row in review.vendor_rows.items() if vendor in half]
        told.append(
            f"For {some(names, most=3)} only one half of the data is stated: what it stores, or what its staff can "
            "see. The other half counts at its worst."
        )
    return " ".join(told)


def _named(found: Iterable[Raise], whys: Collection[str]) -> list[str]:
    return list(dict.fromkeys(place for one in found for place, why in one.places.items() if why in whys))


def _rejected(count: int) -> str:
    return "A rejected row" if count == 1 else f"{count} rejected rows"


def _them(count: int) -> str:
    return "it" if count == 1 else "them"
