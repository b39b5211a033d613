"""What would bring vendors within the appetite where no document can: answers that have to become others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from vendor_review.scoring.model.bands import against_appetite
from vendor_review.scoring.model.controls import DECLINED
from vendor_review.scoring.model.lookup import Places
from vendor_review.scoring.model.scores import Scores
from vendor_review.scoring.scenarios.documents_on_file import OnFile, documents_on_file
from vendor_review.scoring.scenarios.engine import Scenarios
from vendor_review.scoring.scenarios.requests import in_turn, requests_of

REMEDIED = "remedied"
"""The step in which each control that is answered no, in part or not at all comes to be in place, and is shown so."""
#: What an independent test over a period proves.
_BEST_LEVEL = "E5"


def write_remediation(
    scores: Scores, vendors: Places | None = None, on_file: OnFile | None = None
) -> pd.DataFrame:
    """Steps that bring vendors' scores down at worst, each on top of those before, until they are within the appetite.

    First every control that is answered no, in part or declined is supposed to be in place and shown by an independent
    test. Then the answers are taken from documents on file, and then come those to ask for that speak of controls,
    each time the one that lowers the score most. A document can show what is said, and turns no answer into another: a
    vendor outside the appetite at its best needs the first step.

    Parameters
    ----------
    vendors
        Places in `scores.vendors`; those that are outside the appetite at their best if they are not given.
    on_file
        As `documents_on_file` gives it; asked for if it is not given.

    Returns
    -------
    DataFrame
        Vendors in the order given, a row per step: vendor_id, kind (`remedied`, `on_file`, `document`), step
        (`remedied`, ids of documents on file, or the id of a request), controls (ids that are remedied, else ""), r_lo,
        r_hi (index points, 0..100) and appetite. A vendor's last row is as low as it gets where even that is not
        within.
    """
    policy, controls = scores.policy, scores.controls
    if vendors is None:
        vendors = np.flatnonzero(scores.vendors["appetite"].eq("outside"))
    lacking = np.isin(controls.answer[vendors].astype(str), ["no", "partial", DECLINED])
    rows, yes = Scenarios.of(scores).take(vendors), policy.answers["yes"]
    rows = replace(
        rows,
        credit_lo=np.where(lacking, yes * policy.evidence_strength[_BEST_LEVEL], rows.credit_lo),
        credit_hi=np.where(lacking, yes, rows.credit_hi),
        attainable=np.where(lacking, yes, rows.attainable),
        sealed=rows.sealed | lacking[:, rows.at_keys],
    )
    remedied = pd.DataFrame(
        {
            "row": np.arange(len(vendors)),
            "number": -1,
            "kind": REMEDIED,
            "question": REMEDIED,
            "controls": [", ".join(controls.control_ids[one]) for one in lacking],
            "r_lo": rows.r_lo,
            "r_hi": rows.r_hi,
            "appetite": against_appetite(rows.r_lo, rows.r_hi, policy.appetite),
        }
    )
    on_file = on_file or documents_on_file(scores)
    documents = [one for one in requests_of(scores, on_file) if not (one.data or one.path)]
    found = pd.concat([remedied[lacking.any(axis=1)], in_turn(rows, on_file, documents, policy.appetite)])
    found = found.sort_values(["row", "number"], kind="stable")
    return pd.DataFrame(
        {
            "vendor_id": scores.vendors.index.to_numpy()[vendors[found["row"].to_numpy(dtype=np.intp)]],
            "kind": found["kind"].to_numpy(dtype=object),
            "step": found["question"].to_numpy(dtype=object),
            "controls": found["controls"].fillna("").to_numpy(dtype=object),
            **{name: found[name].to_numpy() for name in ("r_lo", "r_hi", "appetite")},
        }
    )
