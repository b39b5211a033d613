"""What vendors were asked in requests, control by control, and since when they owe an answer."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vendor_review.policy import Policy
from vendor_review.schema import CheckedRegister
from vendor_review.schema.cells.values import items

#: The kind of document that asks about every control, where a request names nothing else.
QUESTIONNAIRE = "questionnaire"
_COLUMNS = ["vendor_id", "control", "asked_on"]


def controls_asked(what: str, policy: Policy) -> tuple[str, ...]:
    """The controls that a request asks about, in the policy's order: those that it names, alone or as a group.

    A questionnaire alone asks about every control. Another document asks about none: whoever does not send it may have
    answered otherwise.
    """
    asked = items(what)
    if asked == [QUESTIONNAIRE]:
        return tuple(policy.controls.index)
    named = {one for word in asked for one in policy.shorthands.get(word, (word,))}
    return tuple(one for one in policy.controls.index if one in named)


def requested_controls(checked: CheckedRegister, policy: Policy) -> pd.DataFrame:
    """Each pair of vendor and control that accepted requests ask about up to the policy's day, with the earliest day.

    Columns: vendor_id, control, asked_on. A request that was answered counts as well: what it left open is open.
    """
    rows = checked.tables["requests"]
    rows = rows[rows["asked_on"] <= np.datetime64(policy.as_of)]
    asked = {what: controls_asked(what, policy) for what in dict.fromkeys(rows["what"])}
    told = rows.assign(control=rows["what"].map(asked))[_COLUMNS].explode("control").dropna()
    return told.sort_values("asked_on", kind="stable").drop_duplicates(["vendor_id", "control"])


def asked_first(answers: pd.DataFrame, requested: pd.DataFrame) -> pd.DataFrame:
    """Rows of `access_controls`, each by control, with the day of a request where that is the earlier one."""
    if requested.empty:
        return answers
    days = requested.set_index(["vendor_id", "control"])["asked_on"]
    keys = pd.MultiIndex.from_frame(answers[["vendor_id", "control"]])
    asked_on = np.fmin(answers["asked_on"].to_numpy(), days.reindex(keys).to_numpy())
    return answers.assign(asked_on=asked_on)


def unanswered(answers: pd.DataFrame, requested: pd.DataFrame) -> pd.DataFrame:
    """Rows for the pairs that were asked about and that no row of `answers` speaks of: blank but for the day."""
    there = pd.MultiIndex.from_frame(answers[["vendor_id", "control"]])
    silent = ~pd.MultiIndex.from_frame(requested[["vendor_id", "control"]]).isin(there)
    blank = {name: "" for name in answers.columns if answers[name].dtype.kind != "M"}
    return requested[silent].assign(**{name: cell for name, cell in blank.items() if name not in _COLUMNS})
