"""Documents to ask for: what each could prove at its best, which come first, and which few settle many vendors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from vendor_review.scoring.model.bands import NOTHING, Flags, Floats, against_appetite
from vendor_review.scoring.model.scores import Scores
from vendor_review.scoring.scenarios.documents_on_file import OnFile, documents_on_file
from vendor_review.scoring.scenarios.engine import Scenarios

#: What is to be done with a document: to ask for it, or to take the answers from one that is on file.
DOCUMENT, ON_FILE = "document", "on_file"


@dataclass(frozen=True)
class Request:
    """What is asked for, and what it would bring at its best: how strongly it could show each control, 0..1.

    `data` and `path` say whether it settles what data a vendor gets, and how near it comes; `keys`, whether it can show
    that the vendor cannot reach the keys of its ciphertext; `met`, of which vendors it is on file, so that it is not
    asked for again: there it changes nothing.
    """

    name: str
    strength: Floats
    data: bool = False
    path: bool = False
    keys: bool = False
    met: Flags | None = None

    def answered_in(self, rows: Scenarios) -> Scenarios:
        """The rows with this in hand."""
        if self.met is None:
            return rows.known(self.strength, self.data, self.path, self.keys)
        is_new = ~self.met[rows.vendor]
        return rows.known(self.strength * is_new[:, None], self.data, self.path, self.keys & is_new)


def requests_of(scores: Scores, on_file: OnFile) -> list[Request]:
    """The documents that a vendor can be asked for, in the policy's order, unless they are on file."""
    table, strengths = scores.policy.requests, scores.policy.evidence_strength
    keys, least = scores.policy.ciphertext_proof
    return [
        Request(
            str(name),
            np.where(
                np.isin(scores.controls.control_ids.astype(str), controls), strengths.get(level, 0.0), 0.0
            ),
            data=settles == "data",
            path=settles == "path",
            keys=keys in controls and level >= least,
            met=on_file.has(kinds, len(scores.vendors)) if kinds else None,
        )
        for name, settles, level, controls, kinds in table[
            ["settles", "level", "controls", "kinds"]
        ].itertuples()
    ]


def in_turn(rows: Scenarios, on_file: OnFile, requests: Sequence[Request], appetite: float) -> pd.DataFrame:
    """The documents that lower each row most, one after the other, until its score lies within the appetite.

    First the answers are taken from all documents that are on file. Then, of each row, the document comes first that
    lowers its score most, then the one that lowers most what is left. All answers are taken at their best.

    Returns
    -------
    DataFrame
        A row per step, those that come first before all that come second: row, number (0 for what is on file, then 1,
        2, ...), kind (`on_file` or `document`), question (of what is on file the ids, `; ` between), drop, r_lo and
        r_hi (index points that it takes off the upper end, and what it leaves, those before it in hand), and appetite.
    """
    rows, of_file = _with_what_is_on_file(rows, on_file, appetite)
    place, steps = np.arange(len(rows.vendor)), [of_file]
    # A policy without requests lets nothing be asked for: that lowers no row.
    requests = requests or [Request("", np.zeros(len(rows.gates)))]
    names = np.array([one.name for one in requests], dtype=object)
    strengths = np.array([one.strength for one in requests])
    settled = np.array([(one.data, one.path, one.keys) for one in requests])
    for number in range(1, len(requests) + 1):
        open_still = against_appetite(rows.r_lo, rows.r_hi, appetite) != "within"
        rows, place = rows.take(open_still), place[open_still]
        before = rows.r_hi
        after = np.stack([request.answered_in(rows).r_hi for request in requests])
        best = after.round(9).argmin(axis=0)
        lower = before - after[best, np.arange(len(before))] > NOTHING
        before, place, best = before[lower], place[lower], best[lower]
        rows = rows.take(lower).known(strengths[best], *settled[best].T)
        found = {"row": place, "number": number, "kind": DOCUMENT, "question": names[best]}
        found |= {"drop": before - rows.r_hi}
        found |= {"r_lo": rows.r_lo, "r_hi": rows.r_hi}
        found["appetite"] = against_appetite(rows.r_lo, rows.r_hi, appetite)
        steps.append(pd.DataFrame(found))
    return pd.concat(steps, ignore_index=True)


def _with_what_is_on_file(
    rows: Scenarios, on_file: OnFile, appetite: float
) -> tuple[Scenarios, pd.DataFrame]:
    """The rows with the answers taken from all that is on file where they are open, and that as a step of each."""
    vendors = int(max(rows.vendor.max(initial=-1), on_file.vendor.max(initial=-1))) + 1
    shown, *_, keys = on_file.all_of_each(vendors)
    is_open = against_appetite(rows.r_lo, rows.r_hi, appetite) != "within"
    then = rows.known(shown[rows.vendor] * is_open[:, None], keys=keys[rows.vendor] & is_open)
    before, after = rows.r_hi, then.r_hi
    lower = before - after > NOTHING
    ids = defaultdict[int, list[str]](list)
    for vendor, name in zip(*on_file.told(rows), strict=True):
        ids[vendor].append(name)
    return then, pd.DataFrame(
        {
            "row": np.flatnonzero(lower),
            "number": 0,
            "kind": ON_FILE,
            "question": ["; ".join(ids[vendor]) for vendor in rows.vendor[lower].tolist()],
            "drop": (before - after)[lower],
            "r_lo": then.r_lo[lower],
            "r_hi": after[lower],
            "appetite": against_appetite(then.r_lo, after, appetite)[lower],
        }
    )


def shortest_list(scores: Scores, on_file: OnFile | None = None) -> pd.DataFrame:
    """The documents to ask for, of all vendors together, so that few of them settle many vendors.

    A vendor is settled when its score lies within the appetite whatever else is open. Of each vendor the answers are
    first taken from what is on file. Then the document that lowers its score most comes first, then the one that lowers
    most what is left: greedy, so that a list may exist that is one document shorter. Vendors that take fewer documents
    come first. All answers are taken at their best. `on_file` is as `documents_on_file` gives it.

    Returns
    -------
    DataFrame
        One row per document, in the order of asking: vendor_id, kind (`on_file` or `document`), question (id of the
        policy's request; of what is on file the ids of the documents), drop and r_hi (index points that it takes off
        the upper end, and what it leaves, those before it in hand), and settled: how many vendors are settled by then.
        Those that no document can settle, or that are already, have no row.

    Examples
    --------
    >>> from vendor_review.scoring import shortest_list
    >>> shortest_list(scores)[["vendor_id", "question", "drop", "r_hi", "settled"]].round(2)
                  vendor_id      question   drop  r_hi  settled
    0               aws  audit_report  89.25  10.0        1
    1          sendgrid  audit_report  67.22   7.5        2
    2  quickbooks-india  audit_report  67.22   7.5        3
    """
    on_file = on_file or documents_on_file(scores)
    found = in_turn(Scenarios.of(scores), on_file, requests_of(scores, on_file), scores.policy.appetite)
    settling = found[found["appetite"].eq("within")].set_index("row")["number"]
    found["needed"] = found["row"].map(settling)
    found = found[found["needed"].notna()].sort_values(["needed", "row", "number"], kind="stable")
    return pd.DataFrame(
        {
            "vendor_id": scores.vendors.index.to_numpy()[found["row"].to_numpy(dtype=np.intp)],
            "kind": found["kind"].to_numpy(dtype=object),
            "question": found["question"].to_numpy(dtype=object),
            "drop": found["drop"].to_numpy(),
            "r_hi": found["r_hi"].to_numpy(),
            "settled": found["number"].eq(found["needed"]).cumsum().to_numpy(),
        }
    )
