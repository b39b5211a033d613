"""What a review takes from the policy: its numbers, catalogues and tables as they hold on one day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from vendor_review import FORMULA_VERSION
from vendor_review.files.snapshot import sha256
from vendor_review.register.layout import ALL, SHORTHANDS
from vendor_review.schema.vocabulary import DocumentKind, Service, Vocabulary


@dataclass(frozen=True)
class RankingRules:
    """When a ranking is firm, and how far the other numbers are moved to see whether it is.

    Attributes
    ----------
    firm
        Share of draws in which a vendor must come first for that to be firm, 0.5..1.
    kappa, gate_floor
        Low and high end of the range of each, 0..1.
    strength_low, strength_high
        Level (E1..E5) to either end of the range of its strength, 0..1.
    weight
        Low and high end of the range of one control's weight, as multiples of it.
    """

    firm: float
    kappa: tuple[float, float]
    gate_floor: tuple[float, float]
    strength_low: Mapping[str, float]
    strength_high: Mapping[str, float]
    weight: tuple[float, float]


@dataclass(frozen=True, eq=False, repr=False)
class Policy:
    """Everything that a review takes from the policy, as it holds on one day.

    Attributes
    ----------
    as_of
        The day.
    name
        What the policy calls itself, such as "vendor_review policy 1".
    kappa, gate_floor
        Most that controls take off inherent exposure; control strength left when a gate fails; both 0..1.
    weights
        Control id to share; sums to 1.
    answers
        Answer (no, partial, yes) to what it is worth at best, 0..1.
    answer_days
        Days after which no answer to what was asked counts as declined.
    ciphertext_factor, ciphertext_proof
        What a category weighs that is kept as ciphertext, 0..1; control and least level that show where the keys are.
    evidence_strength
        Level (E1..E5) to strength of fresh evidence, 0..1; no evidence is 0.
    evidence_full_months, evidence_floor_months, evidence_floor
        Age until which strength is whole, age at which it has fallen to its floor, and that floor as a share.
    path_levels
        Access path (none..hosts) to level, 0..4.
    unknown_dpc, unknown_ei
        ENISA's scales where nothing is known about the data: low and high end.
    bands, tiers, enisa_bands
        (name, lower bound), ascending; a lower bound belongs to its band or tier. In points, ENISA's in SE.
    appetite
        Points from which on a score is outside.
    ranking
        When a ranking is firm, see `RankingRules`.
    review_months, interim_months
        Tier to months between reviews, and from a review to an interim check, where a tier has one.
    lapsing_days, event_days, reminder_days
        Days ahead for which what ends is to be seen to; days from a new engagement or onward vendor to the day by
        which a review is due; days before an answer is due on which its vendor is reminded.
    large_scales, vulnerable_subjects
        Words of `data_shared.scale` and `data_shared.subjects` that lift a vendor by one tier.
    enisa_circumstances
        CB of the what-if of a breach, 0..2.
    ebios_dependency
        Dependency assumed by the EBIOS ratio where it is not stated: low and high end, 1..4.
    ebios_dependency_of
        Criticality (low, medium, high, critical) to dependency, 1..4.
    controls, categories, adequacy
        Tables, see `read_controls`, `read_categories`, `read_adequacy`.
    eea
        ISO codes of the countries in which the GDPR applies.
    mechanisms
        Which transfer mechanism serves which role, region and place.
    not_applicable
        Pairs of role and control for which a register may answer `not_applicable`.
    requests
        Documents that a vendor can be asked for, see `read_requests`.
    documents
        Kind of document to what it can show, see `DocumentKind`.
    numbers
        Every number in force, one row each: name, meaning, value (text), unit, holds_from (ISO date), source.
    hashes
        File name to SHA-256 of its bytes.

    Examples
    --------
    >>> scores.policy
    Policy 'vendor_review policy 1' as of 2026-11-01: 18 controls, 150 categories, 90 numbers
    >>> scores.policy.numbers.query("name == 'score.appetite'")[["value", "unit"]].values.tolist()
    [['20', 'points, 0 to 100']]
    """

    as_of: date
    name: str
    kappa: float
    gate_floor: float
    weights: pd.Series[float]
    answers: Mapping[str, float]
    answer_days: int
    ciphertext_factor: float
    ciphertext_proof: tuple[str, ...]
    evidence_strength: Mapping[str, float]
    evidence_full_months: float
    evidence_floor_months: float
    evidence_floor: float
    path_levels: Mapping[str, int]
    unknown_dpc: tuple[float, float]
    unknown_ei: tuple[float, float]
    bands: tuple[tuple[str, float], ...]
    appetite: float
    ranking: RankingRules
    tiers: tuple[tuple[str, float], ...]
    review_months: Mapping[str, int]
    interim_months: Mapping[str, int]
    lapsing_days: int
    event_days: int
    reminder_days: int
    large_scales: frozenset[str]
    vulnerable_subjects: frozenset[str]
    enisa_circumstances: float
    enisa_bands: tuple[tuple[str, float], ...]
    ebios_dependency: tuple[float, float]
    ebios_dependency_of: Mapping[str, float]
    controls: pd.DataFrame
    categories: pd.DataFrame
    adequacy: pd.DataFrame
    eea: frozenset[str]
    mechanisms: tuple[Service, ...]
    not_applicable: frozenset[tuple[str, str]]
    requests: pd.DataFrame
    documents: Mapping[str, DocumentKind]
    numbers: pd.DataFrame
    hashes: Mapping[str, str]

    def __repr__(self) -> str:
        """Its name, its day, and how much it holds."""
        parts = (
            f"{len(self.controls)} controls, {len(self.categories)} categories, {len(self.numbers)} numbers"
        )
        return f"Policy {self.name!r} as of {self.as_of}: {parts}"

    @property
    def limits(self) -> tuple[float, ...]:
        """Points at which a band or the appetite begins; a score prints on its own side of each."""
        return (*(bound for _, bound in self.bands), self.appetite)

    @cached_property
    def shorthands(self) -> Mapping[str, tuple[str, ...]]:
        """What a register may write for several controls, `*` or a group, to their ids in the policy's order."""
        groups = self.controls["group"]
        return {
            word: tuple(groups.index if word == ALL else groups.index[groups == word]) for word in SHORTHANDS
        }

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What this policy allows in a register, and where it lets data go."""
        framework = self.adequacy["scope"].eq("dpf")
        return Vocabulary(
            controls=frozenset(self.controls.index),
            categories=frozenset(self.categories.index),
            not_applicable=self.not_applicable,
            shorthands={word: frozenset(controls) for word, controls in self.shorthands.items()},
            eea=self.eea,
            adequate=frozenset(self.adequacy.loc[~framework, "code"]),
            listed=frozenset(self.adequacy.loc[framework, "code"]),
            mechanisms=self.mechanisms,
            documents=self.documents,
            requests=frozenset(self.requests.index),
            answer_days=self.answer_days,
            control_names=_names(self.controls["name"]),
            category_names=_names(self.categories["label"]),
            digest=self.grounds_digest,
        )

    @cached_property
    def grounds_digest(self) -> str:
        """SHA-256 over what a score, its band and the tier take from the policy, which decisions are made on as well.

        That is the numbers in force, the controls, the categories, what kinds of documents can show (of those that can
        show any control), what each transfer mechanism serves, and the formula's version. Words, sources, what vendors
        are asked for and how often a review is due are left out, and so are numbers that do not hold on the policy's
        day: no score comes out otherwise for them. Where data may go is looked at per place.
        """
        categories = self.categories[["dpc_lo", "dpc_hi", "ei_lo", "ei_hi", "art9", "art10"]]
        in_order = categories.sort_index().astype(float)
        grounds = {
            "formula": FORMULA_VERSION,
            "kappa": self.kappa,
            "gate_floor": self.gate_floor,
            "weights": self.weights.to_dict(),
            "gates": sorted(self.controls.index[self.controls["gate"]]),
            "answers": dict(self.answers),
            "answer_days": self.answer_days,
            "ciphertext": [self.ciphertext_factor, *self.ciphertext_proof],
            "evidence_strength": dict(self.evidence_strength),
            "evidence_age": [self.evidence_full_months, self.evidence_floor_months, self.evidence_floor],
            "documents": {
                kind: [one.level, sorted(one.controls), one.reports_on_period, one.usual_months]
                for kind, one in sorted(self.documents.items())
                if one.controls
            },
            "path_levels": dict(self.path_levels),
            "unknown": [self.unknown_dpc, self.unknown_ei],
            "categories": {
                str(name): row for name, row in zip(in_order.index, in_order.to_numpy().tolist(), strict=True)
            },
            "bands": self.bands,
            "appetite": self.appetite,
            "tiers": self.tiers,
            "large_scales": sorted(self.large_scales),
            "vulnerable_subjects": sorted(self.vulnerable_subjects),
            "not_applicable": sorted(self.not_applicable),
            "mechanisms": sorted(self.mechanisms),
        }
        return sha256(json.dumps(grounds, sort_keys=True, separators=(",", ":"), allow_nan=False).encode())


def _names(column: pd.Series) -> dict[str, str]:
    return dict(zip(map(str, column.index), map(str, column), strict=True))
