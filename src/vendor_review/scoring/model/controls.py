"""What limits access: the credit of each vendor's 18 controls and their strength C, as matrices over vendors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.policy import Policy
from vendor_review.schema import CheckedRegister
from vendor_review.scoring.model.answers import answers_by_control
from vendor_review.scoring.model.bands import Flags, Floats, Words
from vendor_review.scoring.model.evidence import cited_levels
from vendor_review.scoring.model.lookup import PerVendor, values_of

#: Levels of evidence that rest on someone's word alone.
WORD_OF_MOUTH = ("E1", "E2")
#: The answer of a vendor that will not say; it counts as no.
DECLINED = "declined"


@dataclass(frozen=True)
class ControlStrength:
    """Controls of every vendor; rows follow `vendor_ids`, columns follow `control_ids`.

    Attributes
    ----------
    answer
        yes, partial, no, declined, unknown or not_applicable, as it counts: a forbidden not_applicable is unknown, and
        what the vendor was asked and has not answered in time is declined.
    asked
        Where the vendor was asked and has not answered, in time or still within it.
    evidence_id
        The document cited, blank for none.
    level
        What that document counts as for this control, E1..E5; "" for none.
    age_factor
        What its age leaves of that level, 0..1; 0 where it proves nothing, or none is cited.
    strength
        Evidence strength q, 0..1; 0 where no evidence is cited.
    credit_lo, credit_hi
        c at its ends: what is evidenced, and what is said.
    weight
        Weights shared out over the applicable controls; each row sums to 1.
    c_lo, c_hi
        Control strength C per vendor, 0..1, after the cap of the gates.
    """

    vendor_ids: Words
    control_ids: Words
    gates: Flags
    answer: Words
    asked: Flags
    evidence_id: Words
    level: Words
    age_factor: Floats
    strength: Floats
    credit_lo: Floats
    credit_hi: Floats
    weight: Floats
    c_lo: Floats
    c_hi: Floats

    @property
    def answered(self) -> Flags:
        """Vendors x controls: where the answer is yes, partial, no or declined."""
        answered: Flags = (self.answer != "unknown") & (self.answer != "not_applicable")
        return answered

    @property
    def unmet(self) -> Flags:
        """Vendors x controls: where the answer is no, or declined, which is taken as no."""
        unmet: Flags = (self.answer == "no") | (self.answer == DECLINED)
        return unmet

    @property
    def attainable(self) -> Floats:
        """Vendors x controls: credit at best of what could still be answered; of what is declined, that of a yes."""
        attainable: Floats = np.where(self.answer == DECLINED, 1.0, self.credit_hi)
        return attainable

    @property
    def stated(self) -> Flags:
        """True for each vendor with at least one control answered."""
        answered: Flags = (self.answer != "unknown").any(axis=1)
        return answered

    def select(self, rows: npt.NDArray[np.intp]) -> ControlStrength:
        """The same for the vendors at `rows`, in that order."""
        of_policy = {"control_ids", "gates"}
        taken = {
            field.name: getattr(self, field.name)[rows]
            for field in fields(self)
            if field.name not in of_policy
        }
        return replace(self, **taken)

    def under(self, weights: Floats, gate_floor: float) -> ControlStrength:
        """The same answers under other weights, one per control, and another gate floor."""
        ends = self.credit_lo, self.credit_hi
        weight, c_lo, c_hi = _weighed(self.answer, ends, self.gates, weights, gate_floor)
        return replace(self, weight=weight, c_lo=c_lo, c_hi=c_hi)


def not_applicable_allowed(
    vendor_ids: pd.Index, engagements: pd.DataFrame, control_ids: pd.Index, policy: Policy
) -> Flags:
    """Vendors x controls: True where every role that the vendor has lets the control be not applicable."""
    roles = pd.Index(sorted({"", *engagements["role"]}))
    forbidden = np.array(
        [[(role, control) not in policy.not_applicable for control in control_ids] for role in roles]
    )
    has_role = np.zeros((len(vendor_ids), len(roles)))
    rows = vendor_ids.get_indexer(pd.Index(engagements["vendor_id"]))
    has_role[rows[rows >= 0], roles.get_indexer(pd.Index(engagements["role"]))[rows >= 0]] = 1
    allowed: Flags = (has_role @ forbidden == 0) & has_role.any(axis=1, keepdims=True)
    return allowed


def may_be_answered(checked: CheckedRegister, vendor_ids: pd.Index, control_ids: pd.Index) -> Flags:
    """Vendors x controls: where a rejected row of answers may speak."""
    found = np.zeros((len(vendor_ids), len(control_ids)), dtype=np.bool_)
    rows = checked.incomplete[checked.incomplete["table"].eq("access_controls")]
    vendors, controls = (
        ids.get_indexer(pd.Index(rows[name]))
        for ids, name in ((vendor_ids, "vendor_id"), (control_ids, "control"))
    )
    any_vendor, any_control = (rows[name].eq("").to_numpy() for name in ("vendor_id", "control"))
    stated = (vendors >= 0) & (controls >= 0)
    found[vendors[stated], controls[stated]] = True
    found[:, controls[any_vendor & (controls >= 0)]] = True
    found[vendors[any_control & (vendors >= 0)]] = True
    return found | (any_vendor & any_control).any()


def share_out(weights: Floats, applicable: Flags) -> Floats:
    """Each vendor's weights: those of its applicable controls, scaled to sum to 1."""
    kept = np.where(applicable, weights, 0.0)
    shared: Floats = kept / kept.sum(axis=1, keepdims=True)
    return shared


def _weighed(
    answer: Words, ends: tuple[Floats, Floats], gates: Flags, weights: Floats, gate_floor: float
) -> tuple[Floats, Floats, Floats]:
    """What weights make of answers and of their credit at its ends: weight, c_lo and c_hi."""
    applicable = answer != "not_applicable"
    weight = share_out(weights, applicable)
    c_lo, c_hi = (combine(credit, weight, gates, applicable, gate_floor) for credit in ends)
    return weight, c_lo, c_hi


def combine(credit: Floats, weight: Floats, gates: Flags, applicable: Flags, gate_floor: float) -> Floats:
    """Control strength C per vendor: the weighted credit, capped by the weakest applicable gate.

    A gate without credit leaves at most `gate_floor` to all the others together.
    """
    weakest_gate = np.where(applicable & gates, credit, 1.0).min(axis=1)
    capped: Floats = np.minimum((weight * credit).sum(axis=1), gate_floor + (1 - gate_floor) * weakest_gate)
    return capped


def level_strength(level: Words, strengths: Mapping[str, float]) -> Floats:
    """The strength of fresh evidence of each level, in the shape of `level`; 0 for no level."""
    names = list(strengths)
    found: Floats = np.select([level == name for name in names], [strengths[name] for name in names], 0.0)
    return found


def keys_out_of_reach(controls: ControlStrength, policy: Policy) -> Flags:
    """For each vendor, whether it is shown that it cannot reach the keys of what it keeps as ciphertext.

    That is so where the policy's control is answered yes, and shown by a document of the policy's least level or better
    that is in force: valid, in scope, and of an age that is known and short of the age at which evidence is at its
    floor.
    """
    control, least = policy.ciphertext_proof
    at = controls.control_ids.tolist().index(control)
    levels = list(policy.evidence_strength)
    enough = np.isin(controls.level[:, at].astype(str), levels[levels.index(least) :])
    in_force = controls.age_factor[:, at] > policy.evidence_floor
    shown: Flags = (controls.answer[:, at] == "yes") & enough & in_force
    return shown


def coverage(controls: ControlStrength) -> PerVendor:
    """How much is known of each vendor's controls, as numbers of those that are asked of it, which they sum to.

    Returns
    -------
    dict
        Per vendor: shown (yes or in part, by a contract or an independent document), claimed (by the vendor's word or a
        page), unproven (by nothing that counts), no, declined, awaited (asked, and still in time to answer), not_asked.
    """
    said, proven = np.isin(controls.answer.astype(str), ["yes", "partial"]), controls.strength > 0
    of_word = np.isin(controls.level.astype(str), WORD_OF_MOUTH)
    open_still = controls.answer == "unknown"
    counted: dict[str, Flags] = {
        "shown": said & proven & ~of_word,
        "claimed": said & proven & of_word,
        "unproven": said & ~proven,
        "no": controls.answer == "no",
        DECLINED: controls.answer == DECLINED,
        "awaited": open_still & controls.asked,
        "not_asked": open_still & ~controls.asked,
    }
    return {name: flags.sum(axis=1) for name, flags in counted.items()}


def assess_controls(
    checked: CheckedRegister,
    listed: pd.Series,
    engagements: pd.DataFrame,
    evidence: pd.DataFrame,
    policy: Policy,
) -> ControlStrength:
    """Control strength of every vendor.

    Parameters
    ----------
    listed
        Ids of the vendors, in the order of the result's rows.
    engagements
        Current engagements, for the roles that decide what may be not applicable.
    evidence
        Documents as weighed by `weigh_evidence`.
    """
    vendor_ids = pd.Index(listed.astype(object))
    control_ids = policy.controls.index
    answers = answers_by_control(checked, evidence, policy)
    rows = vendor_ids.get_indexer(pd.Index(answers["vendor_id"]))
    columns = control_ids.get_indexer(pd.Index(answers["control"]))
    shape = (len(vendor_ids), len(control_ids))

    answer = np.full(shape, "unknown", dtype=object)
    said = answers["answer"].to_numpy(dtype=object)
    unanswered, asked_on = (said == "") | (said == "unknown"), answers["asked_on"].to_numpy()
    # NaT compares False: of what nobody was asked, or nobody knows when, nothing is declined by silence.
    in_time = ~(np.datetime64(policy.as_of) - asked_on > np.timedelta64(policy.answer_days, "D"))
    answer[rows, columns] = np.where(unanswered, np.where(in_time, "unknown", DECLINED), said)
    asked = np.zeros(shape, dtype=np.bool_)
    asked[rows, columns] = unanswered & ~np.isnat(asked_on)
    allowed = not_applicable_allowed(vendor_ids, engagements, control_ids, policy)
    answer[(answer == "not_applicable") & ~allowed] = "unknown"
    # What a rejected row may have answered otherwise; a no stays one.
    answer[may_be_answered(checked, vendor_ids, control_ids) & (answer != "no")] = "unknown"
    evidence_id = np.full(shape, "", dtype=object)
    evidence_id[rows, columns] = answers["evidence_id"].to_numpy(dtype=object)
    return control_strength(vendor_ids.to_numpy(), answer, asked, evidence_id, evidence, policy)


def control_strength(
    vendor_ids: Words,
    answer: Words,
    asked: Flags,
    evidence_id: Words,
    evidence: pd.DataFrame,
    policy: Policy,
) -> ControlStrength:
    """What answers, and the documents that they cite, come to.

    Parameters
    ----------
    answer, asked, evidence_id
        Vendors x controls, in the policy's order of controls; see `ControlStrength`.
    evidence
        Documents as weighed by `weigh_evidence`.
    """
    control_ids = policy.controls.index.to_numpy(dtype=object)
    level = cited_levels(evidence_id, control_ids, evidence, policy)
    age_factor = values_of(evidence_id, evidence["age_factor"])
    worths = {**policy.answers, DECLINED: policy.answers["no"]}
    worth = np.select([answer == word for word in worths], list(worths.values()), np.nan)
    answered = ~np.isnan(worth)
    strength = np.where(answered, level_strength(level, policy.evidence_strength) * age_factor, 0.0)
    credit_lo = np.where(answered, worth * strength, 0.0)
    credit_hi = np.where(answered, worth, 1.0)
    gates = policy.controls["gate"].to_numpy(dtype=bool)
    weights = np.asarray(policy.weights.reindex(control_ids), dtype=np.float64)
    weight, c_lo, c_hi = _weighed(answer, (credit_lo, credit_hi), gates, weights, policy.gate_floor)
    return ControlStrength(
        vendor_ids=vendor_ids,
        control_ids=control_ids,
        gates=gates,
        answer=answer,
        asked=asked,
        evidence_id=evidence_id,
        level=level,
        age_factor=age_factor,
        strength=strength,
        credit_lo=credit_lo,
        credit_hi=credit_hi,
        weight=weight,
        c_lo=c_lo,
        c_hi=c_hi,
    )
