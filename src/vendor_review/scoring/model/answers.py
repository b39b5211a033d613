"""Answers control by control: what a shorthand says of several is said of each that it can speak of."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vendor_review.policy import Policy
from vendor_review.register.layout import SHORTHANDS
from vendor_review.schema import CheckedRegister
from vendor_review.scoring.model.bands import Flags
from vendor_review.scoring.model.lookup import values_of
from vendor_review.scoring.model.requested_controls import asked_first, requested_controls, unanswered

#: Answers that say nothing yet.
_SILENT = ("", "unknown")


def answers_by_control(checked: CheckedRegister, evidence: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """The accepted answers of a register, one row per vendor and control.

    A shorthand answers each of its controls of which the kind of its document can speak, or all of them where it names
    no document, unless a row for that control alone is there, be it a rejected one. Where several shorthands answer a
    control alike, the strongest document counts; where they disagree, it is unknown. The vendor was asked on the day of
    the row or of a request, whichever is earlier; a control that only a request asks about has a row without an answer.

    Parameters
    ----------
    evidence
        Documents as weighed by `weigh_evidence`.
    """
    requested = requested_controls(checked, policy)
    answers = _stated(checked, evidence, policy, requested)
    return (
        pd.concat([answers, unanswered(answers, requested)], ignore_index=True) if len(requested) else answers
    )


def _stated(
    checked: CheckedRegister, evidence: pd.DataFrame, policy: Policy, requested: pd.DataFrame
) -> pd.DataFrame:
    """The rows of the register by control, each with the day on which the vendor was asked."""
    rows = checked.tables["access_controls"]
    stands_for_several = rows["control"].isin(SHORTHANDS)
    if not stands_for_several.any():
        return asked_first(rows, requested)
    own = asked_first(rows[~stands_for_several], requested)
    spelt = asked_first(spelt_out(rows[stands_for_several], evidence["kind"], policy), requested)
    both = pd.concat([own, spelt], ignore_index=True)
    keys = pd.Series(both.groupby(["vendor_id", "control"], sort=False).ngroup())
    is_own = np.arange(len(both)) < len(own)
    # What is answered by itself has its key first; the others stay only where nothing else may have spoken.
    is_free = ~keys.isin(keys[is_own]) & ~_may_be_answered_otherwise(both, checked)
    spelt, keys = both[is_free & ~is_own], keys[is_free & ~is_own]
    return pd.concat([own, _settled(spelt, keys, evidence)], ignore_index=True)


def spelt_out(rows: pd.DataFrame, kinds: pd.Series, policy: Policy) -> pd.DataFrame:
    """Rows of shorthands, each once for every control that it answers.

    Parameters
    ----------
    rows
        Of the table `access_controls`; the index stays, so that each is known by its line.
    kinds
        Kind of each document, by its evidence_id.
    """
    if rows.empty:
        return rows
    cites = rows["evidence_id"].ne("")
    kind = rows["evidence_id"].map(kinds).astype(object).fillna("")
    which, distinct = pd.factorize(pd.MultiIndex.from_arrays([rows["control"], cites, kind]))
    controls = []
    for word, has_document, of in distinct:
        document = policy.documents.get(of)
        spoken = document.controls if document else frozenset()
        controls.append([one for one in policy.shorthands[word] if not has_document or one in spoken])
    many = np.array([len(one) for one in controls], dtype=np.intp)[which]
    names = np.array([one for place in which for one in controls[place]], dtype=object)
    return rows.iloc[np.repeat(np.arange(len(rows)), many)].assign(control=names)


def _settled(rows: pd.DataFrame, keys: pd.Series, evidence: pd.DataFrame) -> pd.DataFrame:
    """Of rows with the same key the one that counts; unknown where they disagree."""
    if not keys.duplicated().any():
        return rows
    is_silent = rows["answer"].isin(_SILENT)
    strength = values_of(rows["evidence_id"].to_numpy(dtype=object), evidence["strength"])
    in_order = np.lexsort((-strength, is_silent, keys))
    disagree = rows["answer"].mask(is_silent).groupby(keys).transform("nunique") > 1
    rows = rows.assign(
        answer=rows["answer"].mask(disagree, "unknown"),
        evidence_id=rows["evidence_id"].mask(disagree, ""),
        asked_on=rows["asked_on"].mask(disagree),
    )
    first = ~keys.iloc[in_order].duplicated()
    return rows.iloc[in_order][first.to_numpy()]


def _may_be_answered_otherwise(rows: pd.DataFrame, checked: CheckedRegister) -> Flags:
    """Where a rejected row may have answered the control by itself, or may have disagreed."""
    open_rows = checked.incomplete[checked.incomplete["table"].eq("access_controls")]
    left_open = pd.MultiIndex.from_frame(open_rows[["vendor_id", "control"]])
    found = np.zeros(len(rows), dtype=np.bool_)
    if len(left_open):
        # A rejected row may be about any vendor, or any control.
        for vendors in (rows["vendor_id"], [""] * len(rows)):
            for controls in (rows["control"], [""] * len(rows)):
                found |= pd.MultiIndex.from_arrays([vendors, controls]).isin(left_open)
    return found
