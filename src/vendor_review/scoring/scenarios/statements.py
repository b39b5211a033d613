"""What is stated of one vendor, in words: the answers, data, paths and mechanisms that its score came from."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from vendor_review.schema import CheckedRegister
from vendor_review.scoring.model.scores import Scores, register_of

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
        for custody in ("held", "disclosed"):
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
