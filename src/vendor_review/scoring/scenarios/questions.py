"""What to ask: for each unknown, and each document that a vendor can be asked for, the most that it could lower R_hi.

The drop is the upper end of the score less what it would be with that answer at its best and all else as it is. It
promises nothing: the answer may be bad.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from vendor_review.scoring.model.bands import NOTHING, Words, against_appetite, band_of
from vendor_review.scoring.model.scores import Scores
from vendor_review.scoring.model.tiers import raise_tier
from vendor_review.scoring.scenarios.documents_on_file import OnFile, documents_on_file
from vendor_review.scoring.scenarios.engine import Scenarios
from vendor_review.scoring.scenarios.requests import DOCUMENT, ON_FILE, Request, requests_of

#: The third kind of question, besides documents to ask for and those on file: a single control.
CONTROL = "control"


def write_questions(scores: Scores, on_file: OnFile | None = None) -> pd.DataFrame:
    """Every question whose best answer would lower a vendor's score; `on_file` as `documents_on_file` gives it.

    A document that is on file is not asked for again: the question is then to take the answers from it, and to fill in
    the blanks among its cells. A document that would add nothing to those on file is not asked for either, nor is a
    control of which one speaks that no answer cites yet.

    Returns
    -------
    DataFrame
        Vendors in the order of `scores.vendors`. Of each comes first what is on file, then the largest drop, documents
        before controls among equals: vendor_id, kind (on_file, document or control), question (id of the document on
        file, of the policy's request, or of the control), drop and r_hi (index points: what the best answer takes off
        the upper end, and what it leaves), band, appetite and tier (at worst) that the vendor would then have; of what
        is on file also take (ids of controls to answer from it), fill (its columns to fill in; both `;`-separated) and
        fill_drop (index points, within drop, that those blanks cost). A question that can lower nothing is left out.
    """
    vendors, now, on_file = scores.vendors, Scenarios.of(scores), on_file or documents_on_file(scores)
    controls = scores.controls.control_ids
    documents = requests_of(scores, on_file)
    alone = zip(controls, np.eye(len(controls)), controls == scores.policy.ciphertext_proof[0], strict=True)
    asked = [*documents, *(Request(name, strength, keys=keys) for name, strength, keys in alone)]
    has_some = len(on_file.vendor) > 0
    later = now.known(*on_file.all_of_each(len(vendors))) if has_some else now
    # A report that some answers cite may not speak of the others: of single controls a vendor is still asked.
    read = now.known(*on_file.unread_of_each(len(vendors))) if has_some else now
    # One question after the other: of many vendors no two need lie in memory together.
    after, at_best, exposure = (np.empty((len(asked), len(vendors))) for _ in range(3))
    adds = np.ones(after.shape, dtype=np.bool_)
    for number, one in enumerate(asked):
        rows = one.answered_in(now)
        after[number], at_best[number], exposure[number] = rows.r_hi, rows.r_lo, rows.i_hi
        if has_some:
            base = later if number < len(documents) else read
            adds[number] = base.r_hi - one.answered_in(base).r_hi > NOTHING
    drop = vendors["r_hi"].to_numpy() - after
    order, place = np.nonzero((drop > NOTHING) & adds)
    to_ask = pd.DataFrame(
        {
            "place": place,
            "rank": 1,
            "order": order,
            "kind": np.where(order < len(documents), DOCUMENT, CONTROL).astype(object),
            "question": np.array([one.name for one in asked], dtype=object)[order],
            "drop": drop[order, place],
            "r_hi": after[order, place],
            "r_lo": at_best[order, place],
            "i_hi": exposure[order, place],
            "take": "",
            "fill": "",
            "fill_drop": 0.0,
        }
    )
    found = pd.concat([_of_file(now, on_file, controls), to_ask], ignore_index=True) if has_some else to_ask
    # Equal drops differ in their last bits; to nine decimals they are equal, and the policy's order decides.
    found = found.assign(sinks=-found["drop"].round(9))
    found = found.sort_values(["place", "rank", "sinks", "order"], kind="stable", ignore_index=True)
    return _told(scores, found)


def _told(scores: Scores, found: pd.DataFrame) -> pd.DataFrame:
    """The questions with what the vendor would then be."""
    vendors, policy = scores.vendors, scores.policy
    place, r_hi = found["place"].to_numpy(dtype=np.intp), found["r_hi"].to_numpy()
    raised = (scores.escalators | scores.open_escalators).any(axis=1).to_numpy()
    exposed = band_of(found["i_hi"].to_numpy(), policy.tiers)
    return pd.DataFrame(
        {
            "vendor_id": vendors.index.to_numpy()[place],
            **{name: found[name].to_numpy(dtype=object) for name in ("kind", "question")},
            "drop": found["drop"].to_numpy(),
            "r_hi": r_hi,
            "band": band_of(r_hi, policy.bands),
            "appetite": against_appetite(found["r_lo"].to_numpy(), r_hi, policy.appetite),
            "tier": raise_tier(exposed, raised[place], policy),
            **{name: found[name].to_numpy(dtype=object) for name in ("take", "fill")},
            "fill_drop": found["fill_drop"].to_numpy(),
        }
    )


def _of_file(now: Scenarios, on_file: OnFile, controls: Words) -> pd.DataFrame:
    """A question per document on file: its answers taken, and its blanks filled in."""
    rows = now.take(on_file.vendor)
    then = rows.known(on_file.shown(on_file.best), keys=on_file.keys)
    as_filed = rows.known(on_file.shown(on_file.now), keys=on_file.keys_now)
    r_hi = then.r_hi
    drop = rows.r_hi - r_hi
    fill_drop = as_filed.r_hi - r_hi
    raised = (then.credit_lo > rows.credit_lo + NOTHING) & ~on_file.cited
    helping = {*zip(*on_file.told(now), strict=True)}
    helps = (drop > NOTHING) & [
        pair in helping for pair in zip(on_file.vendor.tolist(), on_file.evidence_id, strict=True)
    ]
    costs = fill_drop > NOTHING
    return pd.DataFrame(
        {
            "place": on_file.vendor,
            "rank": 0,
            "order": np.arange(len(drop)),
            "kind": ON_FILE,
            "question": on_file.evidence_id,
            "drop": drop,
            "r_hi": r_hi,
            "r_lo": then.r_lo,
            "i_hi": then.i_hi,
            "take": ["; ".join(controls[one]) for one in raised],
            "fill": [
                "; ".join(names) if cost else "" for names, cost in zip(on_file.blanks, costs, strict=True)
            ],
            "fill_drop": np.where(costs, fill_drop, 0.0),
        }
    )[helps]
