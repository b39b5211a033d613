"""A vendor's ledger in words: what its controls earn, where the rest is lost, and what the cap of the gates takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vendor_review.figures import points, share, whole
from vendor_review.policy import Policy
from vendor_review.report.pages.html import counted
from vendor_review.report.review import Review, once
from vendor_review.report.vendor_card.ledger import LedgerLine, ledger_rows
from vendor_review.report.words.wording import APPETITE_WORDS, LOSS_CAUSES, LOSS_WORDS, series
from vendor_review.scoring.model.bands import NOTHING, Floats
from vendor_review.scoring.model.ledger import LOSSES
from vendor_review.scoring.scenarios.remediation import REMEDIED
from vendor_review.scoring.scenarios.requests import ON_FILE


@dataclass(frozen=True)
class Explained:
    """How the upper end of a score comes about, in index points.

    Attributes
    ----------
    data, path, cap
        The ledger's points of data severity, access path and cap of the gates.
    exposure, score, best
        Inherent exposure and score at worst, and the score at best.
    full, earned
        What all controls could take off, and what they do.
    losses
        Where the rest is lost: kind, points and how many controls lose them; none that prints as nothing.
    weakest
        Ids of the gates that are shown least.
    """

    data: float
    path: float
    exposure: float
    full: float
    earned: float
    losses: tuple[tuple[str, float, int], ...]
    cap: float
    weakest: tuple[str, ...]
    score: float
    best: float

    @property
    def age_cost(self) -> float:
        """Points lost to the age of evidence."""
        return next((lost for kind, lost, _ in self.losses if kind == "lost_age"), 0.0)


def explained(review: Review, vendor_id: str) -> Explained:
    """What a vendor's score is made of at worst; its figures are those of the ledger."""
    vendor, controls, place = review.vendor_rows[vendor_id], review.scores.controls, review.places[vendor_id]
    rows = _points_of(review, vendor_id)
    data, path, *_, cap = ledger_rows(review)[vendor_id]
    gates = controls.gates & (controls.answer[place] != "not_applicable")
    credit = np.where(gates, controls.credit_lo[place], np.inf)
    return Explained(
        data=data["points_hi"],
        path=path["points_hi"],
        exposure=vendor["i_hi"],
        full=rows["full"].sum(),
        earned=rows["earned"].sum(),
        losses=_losses(rows),
        cap=cap["points_hi"],
        weakest=tuple(str(name) for name in controls.control_ids[gates & (credit == credit.min())]),
        score=vendor["r_hi"],
        best=vendor["r_lo"],
    )


@once
def _points(review: Review) -> Mapping[str, Floats]:
    """What controls could earn, do earn and lose, each as a matrix of points over vendors and controls."""
    shape, points_of = review.scores.controls.weight.shape, review.scores.control_points
    return {name: points_of[name].to_numpy().reshape(shape) for name in ("full", "earned", *LOSSES)}


def _points_of(review: Review, vendor_id: str) -> dict[str, Floats]:
    """What each control of a vendor earns and loses."""
    place = review.places[vendor_id]
    return {name: values[place] for name, values in _points(review).items()}


def _losses(rows: Mapping[str, Floats]) -> tuple[tuple[str, float, int], ...]:
    lost = [(kind, float(rows[kind].sum()), int((rows[kind] > NOTHING).sum())) for kind in LOSSES]
    return tuple(one for one in lost if float(points(one[1])))


def explanation(found: Explained, policy: Policy) -> str:
    """The findings in a paragraph: from data to score, at worst."""
    if not found.data:
        return "No data is stated to reach it or to lie with it: it has no points, and none to take off."
    score, best = whole(found.score, policy.limits), whole(found.best, policy.limits)
    told = [f"In the worst case its data weighs {whole(found.data)} points, if it hosted everything."]
    if float(points(found.path)):
        told.append(
            f"Its access path takes off {share(found.path)}. That leaves an exposure of "
            f"{whole(found.exposure, policy.limits)}."
        )
    if not found.full:
        return " ".join([*told, f"The score is {score}."])
    told.append(
        f"Controls could take off {policy.kappa * 100:.0f} % of that, {share(found.full)} points. They take off "
        f"{share(found.earned)}."
    )
    if found.losses:
        told.append(f"The rest is lost to {series([_loss(*loss) for loss in found.losses])}.")
    if float(points(found.cap)):
        gates = "the gate" if len(found.weakest) == 1 else "the gates"
        told.append(
            f"The cap of the gates takes {share(found.cap)} back, for {gates} least shown: {series(found.weakest)}."
        )
    told.append(f"That leaves {score} points in the worst case; in the best case it is {best}.")
    return " ".join(told)


def control_lines(review: Review, vendor_id: str, ledger: Sequence[LedgerLine]) -> list[str]:
    """What each control earns at worst, a line for those of which the same is said, and where the rest is lost."""
    rows = _points_of(review, vendor_id)
    ids = list(review.scores.controls.control_ids)
    lines = []
    for line in ledger:
        if not line.controls:
            continue
        places = [ids.index(control) for control in line.controls]
        of_line = {name: values[places] for name, values in rows.items()}
        full, earned = of_line["full"].sum(), of_line["earned"].sum()
        if not float(points(full)):
            lines.append(f"{line.text}: {line.answer}; no points")
            continue
        evidence = "no evidence" if line.evidence == "none" else line.evidence
        lost = series([f"{LOSS_CAUSES[kind]} {points(part)}" for kind, part, _ in _losses(of_line)])
        lines.append(
            f"{line.text}: {line.answer}, {evidence}; earns {points(earned)} of {points(full)}"
            + (f"; lost to {lost}" if lost else "")
        )
    return lines


def _loss(kind: str, lost: float, controls: int) -> str:
    return f"{LOSS_WORDS[kind].format(controls=counted(controls, 'control'))} ({share(lost)})"


def denied_controls(review: Review, vendor_id: str) -> list[str]:
    """Ids of the controls that have to be put in place: those answered no, in part or declined."""
    steps = review.remediation_by_vendor.get(vendor_id, [])
    return steps[0]["controls"].split(", ") if steps and steps[0]["step"] == REMEDIED else []


def denied_words(review: Review, vendor_id: str) -> str:
    """How many controls are answered no, in part or declined, in words; "" for none."""
    number = len(denied_controls(review, vendor_id))
    return (
        f"{counted(number, 'control is', 'controls are')} answered no, in part or declined" if number else ""
    )


def down_words(review: Review, vendor_id: str) -> str:
    """The steps that it takes, in a sentence or two; "" for a vendor that is not outside the appetite at its best.

    Of the others the questions tell what a document could bring.
    """
    vendor = review.vendor_rows[vendor_id]
    if vendor["appetite"] != "outside":
        return ""
    denied, head = denied_controls(review, vendor_id), "No document can bring it within the appetite."
    if not denied:
        return f"{head} No answer is in the way: what it gets, or how near it comes, would have to change."
    first, *others = review.remediation_by_vendor[vendor_id]
    limits, policy = review.scores.policy.limits, review.scores.policy
    controls = [str(policy.controls["name"].get(one, one)) for one in denied]
    told = [
        head,
        f"{denied_words(review, vendor_id)}: {'; '.join(controls)}.",
        f"If all were in place and independently tested, its worst case would be {whole(first['r_hi'], limits)}.",
    ]
    for step in others:
        on_file = step["kind"] == ON_FILE
        named = (
            f"the answers of {step['step']}, on file" if on_file else policy.requests["title"][step["step"]]
        )
        told.append(f"With {named} as well: {whole(step['r_hi'], limits)}.")
    return f"{' '.join(told)} That is {APPETITE_WORDS[(others or [first])[-1]['appetite']]}."
