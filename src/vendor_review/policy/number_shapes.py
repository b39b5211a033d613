"""Which numbers, and words in place of numbers, a policy states, and what each may be: range, parts, order, sum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from vendor_review.register.layout import TABLES


@dataclass(frozen=True)
class Shape:
    """What a number of the policy may be.

    Attributes
    ----------
    low, high
        Range of every part, both ends included.
    parts
        Names of its parts, in their order; a single number is the one part "". None: the ids of controls.
    order
        How the parts follow one another.
    first
        What the first part must be, if that is fixed.
    total
        What the parts must sum to, if they must.
    whole
        Only whole numbers.
    some
        Not every part need be there.
    """

    low: Fraction
    high: Fraction
    parts: tuple[str, ...] | None = ("",)
    order: Literal["any", "rising", "not falling"] = "any"
    first: Fraction | None = None
    total: Fraction | None = None
    whole: bool = False
    some: bool = False


@dataclass(frozen=True)
class WordList:
    """A list of words instead of a number."""


_0, _1, _100, _1200 = Fraction(0), Fraction(1), Fraction(100), Fraction(1200)
_ENDS = ("low", "high")
_BANDS = ("low", "medium", "high", "very high")
_TIERS = ("T4", "T3", "T2", "T1")
_CRITICALITIES = TABLES["vendors"].column("criticality").values
_LEVELS = TABLES["evidence"].column("level").values

#: DPC and EI as ENISA's method of 2013 has them; both in whole steps of the first number.
DPC_STEP, DPC_MAX = Fraction(1), Fraction(4)
EI_STEP, EI_MAX = Fraction(1, 4), Fraction(1)

#: Every number of policy.toml, by section and name.
NUMBERS: Mapping[str, Shape | WordList] = {
    "data.unknown_dpc": Shape(DPC_STEP, DPC_MAX, _ENDS, "not falling"),
    "data.unknown_ei": Shape(EI_STEP, EI_MAX, _ENDS, "not falling"),
    "data.path_levels": Shape(
        _0, Fraction(4), ("none", "incidental", "receives", "stores", "hosts"), "rising", first=_0, whole=True
    ),
    "data.ciphertext_factor": Shape(_0, _1),
    "data.ciphertext_proof": WordList(),
    "controls.answers": Shape(_0, _1, ("no", "partial", "yes"), "rising", first=_0),
    "controls.answer_days": Shape(_0, Fraction(3650), whole=True),
    "controls.weights": Shape(_0, _1, parts=None, total=_1),
    "controls.gate_floor": Shape(_0, _1),
    "controls.kappa": Shape(_0, _1),
    "evidence.strength": Shape(_0, _1, _LEVELS, "not falling"),
    "evidence.full_months": Shape(_0, _1200),
    "evidence.floor_months": Shape(_0, _1200),
    "evidence.floor": Shape(_0, _1),
    "score.bands": Shape(_0, _100, _BANDS, "rising", first=_0),
    "score.appetite": Shape(_0, _100),
    "ranking.firm": Shape(Fraction(1, 2), _1),
    "ranking.kappa": Shape(_0, _1, _ENDS, "not falling"),
    "ranking.gate_floor": Shape(_0, _1, _ENDS, "not falling"),
    "ranking.strength_low": Shape(_0, _1, _LEVELS, "not falling"),
    "ranking.strength_high": Shape(_0, _1, _LEVELS, "not falling"),
    "ranking.weight": Shape(_0, _100, _ENDS, "not falling"),
    "tiers.bounds": Shape(_0, _100, _TIERS, "rising", first=_0),
    "tiers.review_months": Shape(_1, _1200, _TIERS, whole=True),
    "tiers.interim_months": Shape(_1, _1200, _TIERS, whole=True, some=True),
    "tiers.large_scales": WordList(),
    "tiers.vulnerable_subjects": WordList(),
    "cadence.lapsing_days": Shape(_0, Fraction(3650), whole=True),
    "cadence.event_days": Shape(_0, Fraction(3650), whole=True),
    "enisa.circumstances": Shape(_0, Fraction(2)),
    "enisa.bands": Shape(_0, Fraction(6), _BANDS, "rising", first=_0),
    "ebios.dependency": Shape(_1, Fraction(4), _ENDS, "not falling"),
    "ebios.dependency_of": Shape(_1, Fraction(4), _CRITICALITIES, "not falling"),
}
