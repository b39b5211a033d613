"""One vendor, scored alone: what is stated of it, where it stands, and what differs between two such."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import pandas as pd

from vendor_review.figures import points
from vendor_review.schema import CheckedRegister
from vendor_review.scoring.model.scores import Scores, register_of


@dataclass(frozen=True)
class Standing:
    """Where a vendor stands.

    Attributes
    ----------
    r_lo, r_hi, i_lo, i_hi
        Score and inherent exposure, index points, 0..100.
    c_lo, c_hi
        Control strength, 0..1.
    band, appetite, tier, transfer
        As in `Scores.vendors`; transfer is the gate of that name.
    """

    r_lo: float
    r_hi: float
    i_lo: float
    i_hi: float
    c_lo: float
    c_hi: float
    band: str
    appetite: str
    tier: str
    transfer: str


def standing_of(scores: Scores) -> Standing:
    """The standing of a vendor that was scored alone."""
    return Standing(**{one.name: scores.vendors[one.name].item() for one in fields(Standing)})


def span(standing: Standing, name: str) -> str:
    """Both ends of a quantity, as text."""
    return f"{points(getattr(standing, f'{name}_lo'))}..{points(getattr(standing, f'{name}_hi'))}"


def moved_between(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """What differs between two ledgers of one vendor, which have the same rules and controls, row by row."""
    ends = ["points_lo", "points_hi"]
    rows = after[["rule", "item"]].join(
        [before[ends].add_suffix("_before"), after[ends].add_suffix("_after")]
    )
    for end in ("lo", "hi"):
        rows[f"moved_{end}"] = after[f"points_{end}"] - before[f"points_{end}"]
    return rows[rows[["moved_lo", "moved_hi"]].ne(0).any(axis=1)].reset_index(drop=True)


def signed(moved: float) -> str:
    """Points with their sign, `0` where they round to none."""
    told = points(abs(moved))
    return "0" if not float(told) else f"{'-' if moved < 0 else '+'}{told}"


#: What is stated, and of what, to the words; see `stated_of`.
Stated = Mapping[tuple[str, str], str]

_NOT_STATED = "not stated"


def stated_of(scores: Scores) -> dict[tuple[str, str], str]:
    """What is stated of a vendor that was scored alone.

    Returns
    -------
    dict
        (control, its id), (path, engagement), (data held, engagement), (data disclosed, engagement) and (transfer,
        engagement), to what is stated in words.
    """
    controls, checked, found = scores.controls, register_of(scores), {}
    documents = _documents(checked)
    for place, control in enumerate(controls.control_ids):
        answer, cited = str(controls.answer[0, place]), str(controls.evidence_id[0, place])
        words = [answer]
        if answer in ("yes", "partial") and cited in documents:
            words.append(documents[cited])
        found["control", str(control)] = ", ".join(words)
    rows, data = scores.engagements, checked.tables["data_shared"]
    shared = list(zip(data["engagement_id"], data["custody"], data["category"], strict=True))
    columns = ("engagement_id", "access_path", "transfer_mechanism")
    for engagement_id, path, transfer in zip(*(rows[column] for column in columns), strict=True):
        name = engagement_id or _NOT_STATED
        found["path", name] = path or _NOT_STATED
        for custody in ("held", "disclosed", "ciphertext"):
            kinds = {kind for of, how, kind in shared if (of, how) == (engagement_id, custody)}
            found[f"data {custody}", name] = ", ".join(sorted(kinds)) or _NOT_STATED
        found["transfer", name] = transfer or _NOT_STATED
    return found


def _documents(checked: CheckedRegister) -> dict[str, str]:
    """Level and day of each document, in words, by its id."""
    rows = checked.tables["evidence"]
    days = rows["period_end"].fillna(rows["issued_on"]).dt.strftime("%Y-%m-%d")
    return {
        name: f"{level or 'no level'}, undated" if pd.isna(day) else f"{level or 'no level'} of {day}"
        for name, level, day in zip(rows["evidence_id"], rows["level"], days, strict=True)
    }


def changes_between(before: Stated, after: Stated) -> pd.DataFrame:
    """What differs: columns what, item, before, after, in the order in which it is stated."""
    rows = [
        (*key, before.get(key, _NOT_STATED), after.get(key, _NOT_STATED))
        for key in dict.fromkeys([*before, *after])
    ]
    changed = [row for row in rows if row[2] != row[3]]
    return pd.DataFrame(changed, columns=["what", "item", "before", "after"], dtype=object)
