"""A vendor's ledger in words: what its controls earn, where the rest is lost, and what the cap of the gates takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vendor_review.figures import points
from vendor_review.report.pages.html import counted
from vendor_review.report.review import Review
from vendor_review.report.vendor_card.ledger import LedgerLine
from vendor_review.report.words.wording import APPETITE_WORDS, LOSS_CAUSES, LOSS_WORDS, series
from vendor_review.scoring.model.bands import NOTHING, Floats
from vendor_review.scoring.model.ledger import DATA, GATE_CAP, LOSSES, PATH
from vendor_review.scoring.scenarios.remediation import REMEDIED


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
    scores, vendor = review.scores, review.vendor_rows[vendor_id]
    controls, width = scores.controls, len(scores.controls.control_ids)
    place, rows = _points_of(review, vendor_id)
    ledger = scores.ledger.iloc[place * (width + 3) : (place + 1) * (width + 3)].set_index("rule")[
        "points_hi"
    ]
    gates = controls.gates & (controls.answer[place] != "not_applicable")
    credit = np.where(gates, controls.credit_lo[place], np.inf)
    return Explained(
        data=float(ledger[DATA]),
        path=float(ledger[PATH]),
        exposure=vendor["i_hi"],
        full=rows["full"].sum(),
        earned=rows["earned"].sum(),
        losses=_losses(rows),
        cap=float(ledger[GATE_CAP]),
        weakest=tuple(str(name) for name in controls.control_ids[gates & (credit == credit.min())]),
        score=vendor["r_hi"],
        best=vendor["r_lo"],
    )


def _points_of(review: Review, vendor_id: str) -> tuple[int, dict[str, Floats]]:
    """Where a vendor stands among the scores, and what each of its controls earns and loses."""
    scores = review.scores
    place, width = scores.vendors.index.get_loc(vendor_id), len(scores.controls.control_ids)
    assert isinstance(place, int)
    rows = scores.control_points.iloc[place * width : (place + 1) * width]
    return place, {name: rows[name].to_numpy() for name in ("full", "earned", *LOSSES)}


def _losses(rows: Mapping[str, Floats]) -> tuple[tuple[str, float, int], ...]:
    lost = [(kind, float(rows[kind].sum()), int((rows[kind] > NOTHING).sum())) for kind in LOSSES]
    return tuple(one for one in lost if float(points(one[1])))


def explanation(found: Explained, kappa: float) -> str:
    """The findings in a paragraph: from data to score, at worst."""
    if not found.data:
        return "No data is stated to reach it or to lie with it: it has no points, and none to take off."
    told = [f"At worst its data weighs {points(found.data)} points, if it hosted everything."]
    if float(points(found.path)):
        told.append(
            f"Its access path takes off {points(-found.path)}, which leaves an exposure of {points(found.exposure)}."
        )
    if not found.full:
        return " ".join([*told, f"The score is {points(found.score)}."])
    told.append(
        f"Controls could take off {points(kappa * 100, 0)} % of that, {points(found.full)} points, and do take off "
        f"{points(found.earned)}."
    )
    if found.losses:
        told.append(f"The rest is lost to {series([_loss(*loss) for loss in found.losses])}.")
    if float(points(found.cap)):
        gates = "the gate" if len(found.weakest) == 1 else "the gates"
        told.append(
            f"The cap of the gates takes {points(found.cap)} back, for {gates} least shown: {series(found.weakest)}."
        )
    told.append(f"That leaves {points(found.score)} points at worst; at best it is {points(found.best)}.")
    return " ".join(told)


def control_lines(review: Review, vendor_id: str, ledger: Sequence[LedgerLine]) -> list[str]:
    """What each control earns at worst, a line for those of which the same is said, and where the rest is lost."""
    _, rows = _points_of(review, vendor_id)
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
    return f"{LOSS_WORDS[kind].format(controls=counted(controls, 'control'))} ({points(lost)})"


def down_words(review: Review, vendor_id: str) -> str:
    """The steps that it takes, in a sentence or two; "" for a vendor that is not above the appetite at its best.

    Of the others the questions tell what a document could bring.
    """
    vendor = review.vendor_rows[vendor_id]
    if vendor["appetite"] != "refused":
        return ""
    steps = review.remediation_by_vendor.get(vendor_id, [])
    head = "No document can bring it below the appetite."
    if not steps or steps[0]["step"] != REMEDIED:
        return f"{head} No answer is in the way: what it gets, or how near it comes, would have to change."
    first, *others = steps
    words = (
        f"{head} It answers no, or in part, on {first['controls']}; with these in place and shown by an independent "
        f"test it would have {points(first['r_hi'])} at worst"
    )
    titles = review.scores.policy.requests["title"]
    words += "".join(f", with {titles[step['step']]} besides {points(step['r_hi'])}" for step in others)
    return f"{words}: {APPETITE_WORDS[steps[-1]['appetite']]}."
