"""What a vendor would score if something else were stated of it; the register stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from vendor_review.errors import UsageError
from vendor_review.scoring.model.ledger import CONTROL, RULE_NAMES, write_ledger
from vendor_review.scoring.model.residual import worst_first
from vendor_review.scoring.model.scores import Scores
from vendor_review.scoring.scenarios.control_answers import Answer, suppose_controls, suppose_document
from vendor_review.scoring.scenarios.engagement_facts import suppose_engagements
from vendor_review.scoring.scenarios.engine import row_of, scored_again
from vendor_review.scoring.scenarios.standing import (
    Standing,
    changes_between,
    moved_between,
    signed,
    span,
    standing_of,
    stated_of,
)
from vendor_review.scoring.vendor_search import named_vendor

#: Quantities of a score that move, in the order in which they are told, and what they are called.
QUANTITIES = {"r": "score", "i": "exposure", "c": "control strength, 0 to 1"}
STANDINGS = {"band": "band, at worst", "appetite": "against the appetite", "tier": "tier, at worst"}
#: So many controls that move alike are told by their names.
_NAMED = 2
#: And so many by their ids.
_LISTED = 6


@dataclass(frozen=True, repr=False, eq=False)
class WhatIf:
    """A vendor as it is stated, and as it would be.

    Attributes
    ----------
    vendor_id, name
        The vendor.
    before, after
        Where it stands as the register has it, and where it would.
    changes
        What is supposed: a row per control, engagement and kind of statement that differs: what (control, path, data
        held, data disclosed, transfer), item (the control's or engagement's id), before, after (in words).
    ledger
        The contributions that move, in the ledger's order: rule, item, points_lo_before, points_hi_before,
        points_lo_after, points_hi_after, moved_lo and moved_hi, index points. moved_lo sums to what r_lo moves by,
        moved_hi to what r_hi does.

    Examples
    --------
    >>> found = scores.what_if("sendgrid", path="receives")
    >>> round(found.moved[1], 2), found.ranks, found.supposed
    (-24.91, (2, 3), ['path of sendgrid-email: receives..stores, then receives'])
    """

    vendor_id: str
    name: str
    before: Standing
    after: Standing
    changes: pd.DataFrame
    ledger: pd.DataFrame
    _among: Scores
    _stated: Scores
    _supposed: Scores

    def what_if(
        self,
        controls: Mapping[str, Answer] | None = None,
        *,
        documents: Sequence[str] = (),
        path: str | None = None,
        data: Mapping[str, Sequence[str]] | None = None,
        transfer: str | None = None,
        engagement: str | None = None,
    ) -> WhatIf:
        """The same with more supposed, on top of what is; `before` stays what the register states.

        Parameters are those of `Assessment.what_if`; scores are points of 0 to 100.

        >>> one = scores.what_if("aws", path="stores")
        >>> round(one.after.r_hi, 2), round(one.what_if({"VR-A1": "no"}).after.r_lo, 2)
        (74.44, 7.73)
        """
        about = {"path": path, "data": data, "transfer": transfer, "engagement": engagement}
        return _suppose(self._among, self._stated, self._supposed, controls, documents, **about)

    @property
    def as_of(self) -> date:
        """The day of the review."""
        return self._stated.policy.as_of

    @property
    def moved(self) -> tuple[float, float]:
        """What r_lo and r_hi move by, index points; negative is better."""
        return self.after.r_lo - self.before.r_lo, self.after.r_hi - self.before.r_hi

    @cached_property
    def ranks(self) -> tuple[int, int]:
        """The vendor's place among all vendors before and after, 1 being the worst; the others stay as they are."""
        rows = self._among.vendors
        at = int(rows.index.get_indexer(pd.Index([self.vendor_id]))[0])
        of = {name: rows[name].to_numpy(copy=True) for name in ("r_lo", "r_hi", "rated")}
        of["r_lo"][at], of["r_hi"][at] = self.after.r_lo, self.after.r_hi
        of["rated"][at] = self.after.band != "unrated"
        return at + 1, int(np.flatnonzero(worst_first(rows.index, of) == at)[0]) + 1

    @property
    def compared(self) -> pd.DataFrame:
        """What is told of both: columns before and after as text, indexed by what it is."""
        pairs: dict[str, tuple[str, str]] = {}
        for name, words in QUANTITIES.items():
            pairs[words] = span(self.before, name), span(self.after, name)
        place, then = self.ranks
        pairs[f"place among {len(self._among.vendors)}, the worst first"] = str(place), str(then)
        for name, words in STANDINGS.items():
            pairs[words] = getattr(self.before, name), getattr(self.after, name)
        if self.before.transfer != self.after.transfer:
            pairs["transfer gate"] = self.before.transfer, self.after.transfer
        return pd.DataFrame.from_dict(pairs, orient="index", columns=["before", "after"])

    @cached_property
    def moves(self) -> pd.DataFrame:
        """The contributions that move as a reader wants them: controls that move alike share a row.

        Columns moved_lo and moved_hi, index points, indexed by what moves; they sum as `ledger` does.
        """
        names, rows = self._stated.policy.controls["name"], self.ledger
        alike: dict[tuple[str, float, float], list[dict[Any, Any]]] = {}
        for row in rows.to_dict("records"):
            of_control = row["rule"] == CONTROL
            moved = [round(row[f"moved_{end}"], 9) if of_control else 0.0 for end in ("lo", "hi")]
            alike.setdefault((row["rule"], moved[0], moved[1]), []).append(row)
        told: dict[str, tuple[float, float]] = {}
        for (rule, _, _), group in alike.items():
            items = [str(row["item"]) for row in group]
            named = (
                "; ".join(f"{item} {names[item]}" for item in items) if rule == CONTROL else RULE_NAMES[rule]
            )
            words = named if len(items) <= _NAMED else _ids(items)
            told[words] = sum(row["moved_lo"] for row in group), sum(row["moved_hi"] for row in group)
        return pd.DataFrame.from_dict(told, orient="index", columns=["moved_lo", "moved_hi"])

    @property
    def supposed(self) -> list[str]:
        """What is supposed, a line per change, alike ones together: `VR-I1: unknown, then yes, E5 of 2026-10-01`."""
        lines = []
        for (what, before, after), group in self.changes.groupby(["what", "before", "after"], sort=False):
            items = list(group["item"])
            of = _ids(items) if what == "control" else f"{what} of {', '.join(items)}"
            lines.append(f"{of}: {before}, then {after}")
        return lines

    def __repr__(self) -> str:
        """What is supposed, where the vendor stands before and after, and what moves its score."""
        head = f"What if: {self.name} ({self.vendor_id}) as of {self.as_of}"
        lines = [head, *(f"  {line}" for line in self.supposed or ["nothing is changed"])]
        lines += ["", self.compared.to_string()]
        if len(self.moves):
            moved = self.moves.map(signed).rename(columns={"moved_lo": "at best", "moved_hi": "at worst"})
            moved.loc["score"] = [signed(total) for total in self.moved]
            lines += ["", "Points that change", moved.to_string()]
        return "\n".join(lines)


def _ids(controls: Sequence[str]) -> str:
    """Ids of a few controls, or the first and the last and how many."""
    if len(controls) <= _LISTED:
        return ", ".join(controls)
    return f"{len(controls)} controls, {controls[0]} first"


def what_if(scores: Scores, vendor_id: str, **supposed: Any) -> WhatIf:
    """See `Assessment.what_if`."""
    row = row_of(scores, named_vendor(scores, vendor_id))
    return _suppose(scores, row, row, **supposed)


def _suppose(
    among: Scores,
    stated: Scores,
    supposed: Scores,
    controls: Mapping[str, Answer] | None,
    documents: Sequence[str],
    **of_engagements: Any,
) -> WhatIf:
    """A vendor's row as stated, against its row in `supposed` with more supposed on top of it."""
    controls = controls or {}
    row = suppose_controls(suppose_engagements(supposed, **of_engagements), controls)
    for request in [documents] if isinstance(documents, str) else documents:
        row = suppose_document(row, request)
    then = scored_again(row)
    _refuse_not_applicable(controls, then)
    return WhatIf(
        vendor_id=str(stated.vendors.index[0]),
        name=str(stated.vendors["name"].iloc[0]),
        before=standing_of(stated),
        after=standing_of(then),
        changes=changes_between(stated_of(stated), stated_of(then)),
        ledger=moved_between(write_ledger(stated), write_ledger(then)),
        _among=among,
        _stated=stated,
        _supposed=then,
    )


def _refuse_not_applicable(asked: Mapping[str, Answer], found: Scores) -> None:
    """A control may be not applicable only where the policy lets it be; else it would count as unknown, unseen."""
    counted = dict(zip(found.controls.control_ids, found.controls.answer[0], strict=True))
    wanted = [name for name, said in asked.items() if said == "not_applicable" or said[0] == "not_applicable"]
    refused = [name for name in wanted if counted[name] != "not_applicable"]
    if refused:
        raise UsageError(
            f"{', '.join(refused)}: the policy does not let that be not_applicable in the vendor's role"
        )
