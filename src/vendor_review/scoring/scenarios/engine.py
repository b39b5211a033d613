"""The engine of suppositions: rows of vendors and scenarios, scored in one pass by the functions of the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from vendor_review.schema import CheckedRegister
from vendor_review.scoring.model.bands import Flags, Floats
from vendor_review.scoring.model.controls import combine, keys_out_of_reach, level_strength
from vendor_review.scoring.model.exposure import LISTED
from vendor_review.scoring.model.lookup import Places, places_of
from vendor_review.scoring.model.rejections import engagements_of, of_vendors
from vendor_review.scoring.model.scores import Scores, register_of, score_rows


@dataclass(frozen=True)
class Scenarios:
    """Supposed rows: each is a vendor of which more is known than the register states.

    Attributes
    ----------
    vendor
        The place of each row's vendor in `Scores.vendors`.
    exposures
        Inherent exposure of each vendor, points, by how data (lo, open or sealed: the upper end as far as the keys of
        what is kept as ciphertext are not shown, or are shown, to be out of reach) and access path (lo, hi) are taken.
    credit_lo, credit_hi, attainable
        Rows x controls: credit at its ends, and at best of what could still be answered; 0..1.
    weight, applicable
        Rows x controls: shares of the applicable controls, each row summing to 1; and which apply.
    data, path, sealed
        Whether a row's data, and its access path, are known to be at their best; and whether it is shown that the
        vendor cannot reach the keys of its ciphertext.
    at_keys
        The column of the control that shows this.
    gates, kappa, gate_floor
        Which controls are gates; and as in the policy, 0..1.
    """

    vendor: Places
    exposures: Mapping[tuple[str, str], Floats]
    credit_lo: Floats
    credit_hi: Floats
    attainable: Floats
    weight: Floats
    applicable: Flags
    data: Flags
    path: Flags
    sealed: Flags
    at_keys: int
    gates: Flags
    kappa: float
    gate_floor: float

    @classmethod
    def of(cls, scores: Scores) -> Scenarios:
        """A row per vendor, as the register states it."""
        controls, nothing = scores.controls, np.zeros(len(scores.vendors), dtype=np.bool_)
        return cls(
            vendor=np.arange(len(scores.vendors), dtype=np.intp),
            exposures=_exposures(scores),
            credit_lo=controls.credit_lo,
            credit_hi=controls.credit_hi,
            attainable=controls.attainable,
            weight=controls.weight,
            applicable=controls.answer != "not_applicable",
            data=nothing,
            path=nothing,
            sealed=keys_out_of_reach(controls, scores.policy),
            at_keys=controls.control_ids.tolist().index(scores.policy.ciphertext_proof[0]),
            gates=controls.gates,
            kappa=scores.policy.kappa,
            gate_floor=scores.policy.gate_floor,
        )

    def take(self, rows: Places | Flags) -> Scenarios:
        """Some of the rows, each as often as it is named."""
        parts = (
            "vendor",
            "credit_lo",
            "credit_hi",
            "attainable",
            "weight",
            "applicable",
            "data",
            "path",
            "sealed",
        )
        return replace(self, **{part: getattr(self, part)[rows] for part in parts})

    def known(
        self,
        strength: Floats,
        data: Flags | bool = False,
        path: Flags | bool = False,
        keys: Flags | bool = False,
    ) -> Scenarios:
        """The same rows with evidence of such strength for the best that can be said of each control.

        What is declined is answered by it; a no, or an answer in part, stays.

        Parameters
        ----------
        strength
            Per control, or rows x controls, 0..1; stronger evidence in hand stays.
        data, path
            Whether data and access path turn out to be at their best as well; per row, or for all.
        keys
            Whether the evidence can show that the vendor cannot reach the keys of its ciphertext, which it does where
            the best that can be said of that control is yes.
        """
        credit = np.maximum(self.credit_lo, self.attainable * strength)
        return replace(
            self,
            credit_lo=credit,
            credit_hi=np.where(strength > 0, self.attainable, self.credit_hi),
            data=self.data | data,
            path=self.path | path,
            sealed=self.sealed | (keys & (self.attainable[:, self.at_keys] == 1)),
        )

    @property
    def i_hi(self) -> Floats:
        """Upper end of inherent exposure, points."""
        by_path = []
        for path in ("lo", "hi"):
            at_best, in_full, sealed = (
                self.exposures[data, path][self.vendor] for data in ("lo", "open", "sealed")
            )
            by_path.append(np.where(self.data, at_best, np.where(self.sealed, sealed, in_full)))
        return np.where(self.path, *by_path)

    @property
    def r_hi(self) -> Floats:
        """Upper end of the score, points."""
        return self.i_hi * (1 - self.kappa * self._strength(self.credit_lo))

    @property
    def r_lo(self) -> Floats:
        """Lower end of the score, points."""
        return self.exposures["lo", "lo"][self.vendor] * (1 - self.kappa * self._strength(self.credit_hi))

    def _strength(self, credit: Floats) -> Floats:
        return combine(credit, self.weight, self.gates, self.applicable, self.gate_floor)


def row_of(scores: Scores, vendor_id: str) -> Scores:
    """The row of one vendor, on which something may be supposed; it holds that vendor's rows of the register alone.

    Raises
    ------
    UsageError
        If the scores hold no register any more, because they were read back from a file.
    """
    checked = rows_of_vendor(register_of(scores), vendor_id)
    place = scores.vendors.index.get_indexer(pd.Index([vendor_id]))
    return replace(
        scores,
        vendors=scores.vendors.iloc[place],
        engagements=scores.engagements[scores.engagements["vendor_id"].eq(vendor_id)],
        evidence=scores.evidence[scores.evidence.index.isin(checked.tables["evidence"]["evidence_id"])],
        controls=scores.controls.select(place),
        escalators=scores.escalators.iloc[place],
        open_escalators=scores.open_escalators.iloc[place],
        checked=checked,
    )


def scored_again(row: Scores) -> Scores:
    """A row whose engagements, documents or controls are supposed, with the score that they give."""
    vendors = row.vendors[list(LISTED)]
    return score_rows(register_of(row), vendors, row.engagements, row.evidence, row.controls, row.policy)


def _exposures(scores: Scores) -> dict[tuple[str, str], Floats]:
    engagements, size = scores.engagements, len(scores.vendors)
    owner = places_of(engagements["vendor_id"], scores.vendors.index)
    found = {}
    severity = {"lo": "d_lo", "open": "d_hi_open", "sealed": "d_hi_sealed"}
    for data, path in product(severity, ("lo", "hi")):
        points = 100 * engagements[severity[data]].to_numpy() * engagements[f"x_{path}"].to_numpy()
        worst = np.zeros(size)
        np.maximum.at(worst, owner[owner >= 0], points[owner >= 0])
        found[data, path] = worst
    return found


def strength_with(scores: Scores, strengths: Mapping[str, float]) -> Floats:
    """Vendors x controls: how strongly each answer is shown, were the levels of evidence as strong as `strengths`."""
    controls = scores.controls
    known = level_strength(controls.level, strengths) * controls.age_factor
    shown: Floats = np.where(controls.answered, known, 0.0)
    return shown


def rows_of_vendor(checked: CheckedRegister, vendor_id: str) -> CheckedRegister:
    """All that scoring takes of one vendor, and nothing of the others; the register itself is left as it is.

    Documents of other vendors that its controls cite come along. Findings do not: no score depends on them.
    """
    tables, ids = checked.tables, {vendor_id}
    answers = tables["access_controls"]
    cited = answers.loc[answers["vendor_id"].eq(vendor_id), "evidence_id"]
    documents = tables["evidence"]
    is_cited = documents["vendor_id"].eq(vendor_id) | documents["evidence_id"].isin(cited)
    engaged = engagements_of(checked, ids)
    return replace(
        checked,
        tables={**of_vendors(tables, ids, engaged), "evidence": documents[is_cited]},
        rejected=checked.rejected[checked.rejected["vendor_id"].eq(vendor_id)],
        findings=checked.findings.iloc[:0],
        incomplete=checked.incomplete[checked.incomplete["vendor_id"].isin([vendor_id, ""])],
        lost=checked.lost[checked.lost["vendor_id"].eq(vendor_id)],
        readable=of_vendors(checked.readable, ids, engaged),
    )


def with_rows(rows: pd.DataFrame, added: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows with more of the same columns and types; what is not given is not stated."""
    if not added:
        return rows
    columns = {}
    for name, dtype in rows.dtypes.items():
        blank: Any = np.datetime64("NaT", "us") if dtype.kind == "M" else "" if dtype.kind == "O" else 0
        columns[name] = pd.Series([row.get(str(name), blank) for row in added], dtype=dtype)
    return pd.concat([rows, pd.DataFrame(columns)], ignore_index=True)


def with_tables(checked: CheckedRegister, **tables: pd.DataFrame) -> CheckedRegister:
    """The register with other rows in some of its tables."""
    return replace(checked, tables={**checked.tables, **tables})
