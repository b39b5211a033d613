"""The names that notebooks offer under Tab: parts with what they export, results with what they hold."""

from __future__ import annotations

import inspect
from functools import cached_property
from types import ModuleType

import vendor_review
from vendor_review import explore, intake, policy, register, report, schema, scoring
from vendor_review.report.review import Review
from vendor_review.scoring import Assessment, Firmness, Reweighted, WhatIf

#: Part to those of its names that an analyst calls; the others serve the review notebook and other parts.
PARTS: dict[ModuleType, list[str]] = {
    register: ["Register", "convert_register", "load_register"],
    policy: ["Policy", "load_policy"],
    schema: ["CheckedRegister", "check_register"],
    scoring: [name for name in dir(scoring) if name not in ("Scores", "score_vendors")],
    report: dir(report),
    vendor_review: dir(vendor_review),
    explore: dir(explore),
    intake: dir(intake),
}
#: Variable of the notebooks to the class that it has, and what of it an analyst asks for.
RESULTS: dict[str, tuple[type, list[str]]] = {
    "scores": (
        Assessment,
        [
            "control_points",
            "decisions",
            "due_items",
            "events",
            "ledger",
            "named",
            "next_looks",
            "questions",
            "reweighted",
            "what_if",
        ],
    ),
    "review": (Review, ["checked", "firmness", "scores"]),
    "firmness": (Firmness, ["pairwise", "ranks", "vendors"]),
    "found": (WhatIf, ["after", "before", "changes", "ledger", "ranks", "what_if"]),
    "again": (Reweighted, ["after", "before", "told", "vendors"]),
}


def documented() -> dict[str, str]:
    """Every documented name, such as `report.verdict` and `Assessment.ledger`, to its docstring."""
    found = {}
    for part, names in PARTS.items():
        for name in names:
            found[f"{part.__name__.rpartition('.')[2]}.{name}"] = inspect.getdoc(getattr(part, name)) or ""
    for name in RESULTS["scores"][1]:
        value = vars(Assessment)[name]
        found[f"Assessment.{name}"] = (
            inspect.getdoc(value.func if isinstance(value, cached_property) else value) or ""
        )
    found["Review"], found["WhatIf.what_if"] = (
        inspect.getdoc(value) or "" for value in (Review, WhatIf.what_if)
    )
    return found
