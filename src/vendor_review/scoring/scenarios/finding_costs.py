"""What gaps and contradictions that a check finds cost: how far a vendor's upper end would fall without each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from vendor_review.figures import points
from vendor_review.schema import CheckedRegister
from vendor_review.scoring.model.bands import NOTHING, Floats
from vendor_review.scoring.model.controls import level_strength
from vendor_review.scoring.model.evidence import age_factor, age_months
from vendor_review.scoring.model.exposure import engagement_places
from vendor_review.scoring.model.lookup import Places, places_of
from vendor_review.scoring.model.scores import Scores
from vendor_review.scoring.scenarios.engine import Scenarios

#: Rules about the data of an engagement: what it would be without the gap is what is stated, ...
_GAPS = ("REG-026", "REG-085")
#: ... and without the contradiction nothing.
_CONTRADICTIONS = {"REG-025": "none_beside_keeping", "REG-080": "data_beside_no_path"}
#: The rule about reports that do not say on which period they report; without it they age from their issue.
_NO_PERIOD = "REG-086"


def with_costs(checked: CheckedRegister, scores: Scores) -> CheckedRegister:
    """The register with what gaps and contradictions cost, in points at worst, in the words of their findings.

    A finding costs what the vendor's upper end would fall by if that one thing were put right, at best: what is half
    stated is all that there is, of two statements at odds the safer one holds, a report has just ended its period when
    it is issued.
    """
    findings = checked.findings
    told = findings["rule"].isin([*_GAPS, *_CONTRADICTIONS, _NO_PERIOD]).to_numpy()
    if not told.any():
        return checked
    of_data = findings["rule"].ne(_NO_PERIOD).to_numpy() & told
    drop = np.zeros(len(findings))
    drop[of_data] = _of_engagements(findings[of_data], checked, scores)
    drop[told & ~of_data] = _of_reports(findings[told & ~of_data], checked, scores)
    messages = findings["message"].to_numpy(dtype=object).copy()
    for place in np.flatnonzero(drop > NOTHING):
        messages[place] = f"{messages[place][:-1]}; that costs {points(drop[place])} points at worst."
    return replace(checked, findings=findings.assign(message=pd.Series(messages, findings.index, dtype=str)))


def _of_engagements(findings: pd.DataFrame, checked: CheckedRegister, scores: Scores) -> Floats:
    """Points that findings about the data and the access path of engagements cost."""
    engagements = scores.engagements.reset_index(drop=True)
    place = engagement_places(pd.Series(_named(findings, checked, "engagement_id")), engagements)
    owner = places_of(engagements["vendor_id"], scores.vendors.index)
    found = np.zeros(len(findings))
    known = place >= 0
    rows, rule = engagements.iloc[place[known]], findings["rule"].to_numpy(dtype=object)[known]
    stated = np.where(np.isin(rule.astype(str), _GAPS), rows["d_hi_stated"], 0.0)
    concerns = np.isin(rule.astype(str), _GAPS)
    for name, flag in _CONTRADICTIONS.items():
        concerns |= (rule == name) & rows[flag].to_numpy(dtype=np.bool_)
    without = 100 * stated * rows["x_hi"].to_numpy()
    others = _worst_other(engagements["i_hi"].to_numpy(), owner, place[known])
    vendors = scores.vendors.iloc[owner[place[known]]]
    left = np.minimum(np.maximum(without, others), vendors["i_hi"].to_numpy())
    kept = 1 - scores.policy.kappa * vendors["c_lo"].to_numpy()
    found[known] = np.where(concerns, (vendors["i_hi"].to_numpy() - left) * kept, 0.0)
    return found


def _worst_other(exposure: Floats, owner: Places, asked: Places) -> Floats:
    """For each engagement asked for, the worst exposure among the other ones of its vendor; 0 without any."""
    by_vendor = pd.Series(exposure).groupby(owner)
    first = by_vendor.transform("max").to_numpy()
    alone_first = by_vendor.transform("idxmax").to_numpy() == np.arange(len(exposure))
    second = pd.Series(np.where(alone_first, 0.0, exposure)).groupby(owner).transform("max").to_numpy()
    found: Floats = np.where(alone_first, second, first)[asked]
    return found


def _of_reports(findings: pd.DataFrame, checked: CheckedRegister, scores: Scores) -> Floats:
    """Points that reports cost that do not say on which period they report."""
    if findings.empty:
        return np.zeros(0)
    ids = pd.Index(_named(findings, checked, "evidence_id"), dtype=object)
    rows = checked.tables["evidence"].set_index("evidence_id").reindex(ids)
    weighed = scores.evidence.reindex(ids)
    fresh = age_factor(age_months(rows["issued_on"], scores.policy.as_of), scores.policy).to_numpy()
    strength = (
        level_strength(weighed["counts_as"].to_numpy(dtype=object), scores.policy.evidence_strength) * fresh
    )
    # One that proves nothing for another reason proves nothing either way.
    strength = np.where(weighed["age_factor"].to_numpy() > 0, strength, 0.0)
    vendor = places_of(weighed["vendor_id"], scores.vendors.index)
    found, known = np.zeros(len(findings)), np.flatnonzero(vendor >= 0)
    scenarios = Scenarios.of(scores).take(vendor[known])
    cited = scores.controls.evidence_id[vendor[known]] == ids.to_numpy()[known, None]
    better = np.maximum(scenarios.credit_lo, scenarios.credit_hi * strength[known, None])
    supposed = replace(scenarios, credit_lo=np.where(cited, better, scenarios.credit_lo))
    found[known] = scenarios.r_hi - supposed.r_hi
    return found


def _named(findings: pd.DataFrame, checked: CheckedRegister, column: str) -> list[str]:
    """The engagement or document that the row of each finding names."""
    named: Mapping[str, pd.Series] = {
        table: checked.tables[table][column] for table in findings["table"].unique()
    }
    return [
        str(named[table].get(line, ""))
        for table, line in zip(findings["table"], findings["line"], strict=True)
    ]
