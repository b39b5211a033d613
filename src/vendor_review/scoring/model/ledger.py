"""Every score as the contributions it is made of, and what each control takes off it, and loses.

At both ends the rows of a vendor in the ledger sum to its score.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from vendor_review.scoring.model.controls import DECLINED, level_strength
from vendor_review.scoring.model.scores import Scores

#: Rules in the order in which a ledger is read.
DATA, PATH, CONTROL, GATE_CAP = "SCO-1", "SCO-2", "SCO-3", "SCO-4"
#: What a row of a rule is called; that of a control, by the control.
RULE_NAMES = {DATA: "Data severity", PATH: "Access path", GATE_CAP: "Cap of the gates"}
#: Where points are lost, in the order in which an answer loses them.
LOSSES = ("lost_unknown", "lost_declined", "lost_answer", "lost_unproven", "lost_level", "lost_age")


def write_ledger(scores: Scores) -> pd.DataFrame:
    """The ledger of all vendors.

    `R = 100 D - 100 D (1 - X) - sum(I kappa w c) + I kappa (sum(w c) - C)`; each term is a row.

    Returns
    -------
    DataFrame
        One row per contribution, vendors in the order of `scores.vendors`: vendor_id, rule (SCO-1 data severity,
        SCO-2 access path, SCO-3 a control, SCO-4 the cap of the gates), item (engagement, control or "gates"),
        `value_lo`, `value_hi` (D, 1-X, c, and the credit that the cap leaves out), `weight`, and `points_lo`,
        `points_hi`: index points at each end of the score. The lower end of the score takes a control's higher
        credit, so `points_lo` belongs to `value_hi` in the rules SCO-2 to SCO-4.
    """
    vendors, controls, kappa = scores.vendors, scores.controls, scores.policy.kappa
    size, width = controls.weight.shape
    rows = width + 3

    def blank(kind: type) -> np.ndarray:
        return np.empty((size, rows), dtype=kind)

    item, weight = blank(object), np.ones((size, rows))
    item[:, 0] = [
        _between(*pair) for pair in zip(vendors["engagement_lo"], vendors["engagement_hi"], strict=True)
    ]
    item[:, 1] = item[:, 0]
    item[:, 2:-1], item[:, -1] = controls.control_ids, "gates"
    weight[:, 2:-1] = controls.weight

    columns: dict[str, np.ndarray] = {}
    credit = {"lo": controls.credit_lo, "hi": controls.credit_hi}
    strength = {"lo": controls.c_lo, "hi": controls.c_hi}
    for end, opposite in (("lo", "hi"), ("hi", "lo")):
        severity = vendors[f"worst_d_{end}"].to_numpy()
        inherent = vendors[f"i_{end}"].to_numpy()
        weighted = controls.weight * credit[opposite]
        points = blank(float)
        points[:, 0] = 100 * severity
        points[:, 1] = inherent - points[:, 0]
        # 0 less, not minus: a control without credit takes 0 points, not -0.
        points[:, 2:-1] = 0 - inherent[:, None] * kappa * weighted
        points[:, -1] = inherent * kappa * (weighted.sum(axis=1) - strength[opposite])
        columns[f"points_{end}"] = points

        value = blank(float)
        value[:, 0] = severity
        value[:, 1] = 1 - vendors[f"worst_x_{opposite}"].to_numpy()
        value[:, 2:-1] = credit[end]
        value[:, -1] = (controls.weight * credit[end]).sum(axis=1) - strength[end]
        columns[f"value_{end}"] = value

    rules = np.array([DATA, PATH, *[CONTROL] * width, GATE_CAP], dtype=object)
    return pd.DataFrame(
        {
            "vendor_id": np.repeat(vendors.index.to_numpy(), rows),
            "rule": np.tile(rules, size),
            "item": item.ravel(),
            "value_lo": columns["value_lo"].ravel(),
            "value_hi": columns["value_hi"].ravel(),
            "weight": weight.ravel(),
            "points_lo": columns["points_lo"].ravel(),
            "points_hi": columns["points_hi"].ravel(),
        }
    )


def _between(lo: str, hi: str) -> str:
    """One engagement, or the two that the ends of a score come from."""
    return lo if lo == hi else f"{lo} .. {hi}"


def write_control_points(scores: Scores) -> pd.DataFrame:
    """What controls earn at the upper end of the score, in index points, before the cap of the gates.

    A control could take off `full = I_hi kappa w`. It does take off `earned = full a s f`; the rest is lost step by
    step, so that earned and lost points sum to `full`.

    Returns
    -------
    DataFrame
        A row per vendor and control, vendors in the order of `scores.vendors`: vendor_id, control, answer,
        evidence_id, full, earned (the ledger's points of that control, with the other sign), and of the rest:
        lost_unknown (nothing is answered), lost_declined (it will not say), lost_answer (in part, or no), lost_unproven
        (no document that counts: none, expired, out of scope), lost_level (the document proves less than a test over a
        period), lost_age (it has aged). A control that is not applicable has no weight, and so no points.
    """
    vendors, controls, policy = scores.vendors, scores.controls, scores.policy
    exposure = vendors["i_hi"].to_numpy()[:, None] * policy.kappa
    full = exposure * controls.weight
    answered, declined = controls.answered, controls.answer == DECLINED
    said = np.where(answered, full * controls.credit_hi, 0.0)
    level = level_strength(controls.level, policy.evidence_strength)
    proven = answered & (controls.strength > 0)
    earned = exposure * (controls.weight * controls.credit_lo)
    columns = {
        "full": full,
        "earned": earned,
        "lost_unknown": np.where(answered, 0.0, full),
        "lost_declined": np.where(declined, full, 0.0),
        "lost_answer": np.where(answered & ~declined, full - said, 0.0),
        "lost_unproven": np.where(proven, 0.0, said),
        "lost_level": np.where(proven, said * (1 - level), 0.0),
        "lost_age": np.where(proven, said * level - earned, 0.0),
    }
    size, width = full.shape
    return pd.DataFrame(
        {
            "vendor_id": np.repeat(vendors.index.to_numpy(), width),
            "control": np.tile(controls.control_ids, size),
            "answer": controls.answer.ravel(),
            "evidence_id": controls.evidence_id.ravel(),
            **{name: values.ravel() for name, values in columns.items()},
        }
    )
