"""A digest of what a score, its band and the tier take from a policy, which a decision is made on as well."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from vendor_review import FORMULA_VERSION
from vendor_review.snapshot import sha256

if TYPE_CHECKING:
    from vendor_review.policy.policy import Policy


def grounds_digest(policy: Policy) -> str:
    """SHA-256 over the numbers in force, the controls, the categories and the formula's version.

    Words, sources, the catalogues of documents and how often a review is due are left out, and so are numbers that do
    not hold on the policy's day: no score comes out otherwise for them. Where data may go is looked at per place.
    """
    categories = policy.categories[["dpc_lo", "dpc_hi", "ei_lo", "ei_hi", "art9", "art10"]]
    grounds = {
        "formula": FORMULA_VERSION,
        "kappa": policy.kappa,
        "gate_floor": policy.gate_floor,
        "weights": policy.weights.to_dict(),
        "gates": sorted(policy.controls.index[policy.controls["gate"]]),
        "answers": dict(policy.answers),
        "evidence_strength": dict(policy.evidence_strength),
        "evidence_age": [policy.evidence_full_months, policy.evidence_floor_months, policy.evidence_floor],
        "path_levels": dict(policy.path_levels),
        "unknown": [policy.unknown_dpc, policy.unknown_ei],
        "categories": {
            str(name): row.tolist() for name, row in categories.sort_index().astype(float).iterrows()
        },
        "bands": policy.bands,
        "appetite": policy.appetite,
        "tiers": policy.tiers,
        "large_scales": sorted(policy.large_scales),
        "child_subjects": sorted(policy.child_subjects),
        "not_applicable": sorted(policy.not_applicable),
    }
    return sha256(json.dumps(grounds, sort_keys=True, separators=(",", ":"), allow_nan=False).encode())
