"""How a vendor's score adds up, as a table: controls of which the same is said share a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vendor_review.figures import points
from vendor_review.report.review import Review, Row, grouped, once
from vendor_review.report.words.wording import ANSWER_WORDS, interval, months
from vendor_review.scoring.model.ledger import CONTROL, DATA, GATE_CAP, PATH

_RULE_WORDS = {
    DATA: "Data severity, as if it hosted everything",
    PATH: "Access path falls short of that",
    GATE_CAP: "Cap of the gates takes credit back",
}


#: More controls in a line are told by their ids.
_NAMED = 4
_BY_ID = ("yes", "unknown", "not applicable")


@dataclass(frozen=True)
class LedgerLine:
    """A line of the table: one contribution, or those of controls with the same answer, evidence and worth.

    Attributes
    ----------
    words
        What contributes, in words; of controls, their ids and names.
    ids, controls
        Of controls their ids, gates marked, and just their ids.
    answer, evidence
        Of controls what is stated, and level, kind and age of the document behind it; else "".
    value, weight
        As printed; weight is each control's own.
    points_lo, points_hi
        What it adds to the score at best and at worst, all its controls together.
    """

    words: tuple[str, ...]
    ids: tuple[str, ...]
    controls: tuple[str, ...]
    answer: str
    evidence: str
    value: str
    weight: str
    points_lo: float
    points_hi: float

    @property
    def in_short(self) -> str:
        """What contributes, without ids: controls by number where they are several."""
        if not self.controls:
            return self.words[0]
        said = ANSWER_WORDS.get(self.answer, self.answer)
        if len(self.controls) > 1:
            return f"{len(self.controls)} controls answered {said}"
        return f"{self.words[0].partition(' ')[2].removeprefix('(gate) ')}, answered {said}"

    @property
    def text(self) -> str:
        """What contributes: controls by name, but by id alone where many are well or unknown alike.

        The method section names them all.
        """
        if len(self.ids) <= _NAMED or self.answer not in _BY_ID:
            return "; ".join(self.words)
        return self.by_id

    @property
    def by_id(self) -> str:
        """The same with several controls by id, however few they are."""
        return f"{len(self.ids)} controls: {', '.join(self.ids)}" if len(self.ids) > 1 else self.words[0]


@once
def ledger_rows(review: Review) -> Mapping[str, list[Row]]:
    """`scores.ledger` as plain values: vendor_id to its contributions, in their order."""
    return grouped(review.scores.ledger, "vendor_id")


@once
def _control_words(review: Review) -> Mapping[str, tuple[str, str]]:
    """Control to its id, gates marked, and the same with its name."""
    controls = review.scores.controls
    gates = set(controls.control_ids[controls.gates])
    ids = {control: f"{control} (gate)" if control in gates else control for control in controls.control_ids}
    names = review.scores.policy.controls["name"]
    return {control: (told, f"{told} {names[control]}") for control, told in ids.items()}


@once
def _engagement_counts(review: Review) -> Mapping[str, int]:
    """Vendor id to how many current engagements it has."""
    return Counter(review.scores.engagements["vendor_id"])


def ledger_lines(review: Review, vendor_id: str) -> list[LedgerLine]:
    """The vendor's contributions; the points of both columns sum to the score."""
    controls, place = review.scores.controls, review.places[vendor_id]
    answers = dict(zip(controls.control_ids, controls.answer[place], strict=True))
    cited = dict(zip(controls.control_ids, controls.evidence_id[place], strict=True))
    levels = dict(zip(controls.control_ids, controls.level[place], strict=True))
    several = _engagement_counts(review)[vendor_id] > 1
    lines: dict[tuple[str, ...], LedgerLine] = {}
    for row in ledger_rows(review)[vendor_id]:
        ids: tuple[str, ...]
        key: tuple[str, ...]
        item, rule = row["item"], row["rule"]
        value = interval(row["value_lo"], row["value_hi"])
        weight = "1" if row["weight"] == 1 else points(row["weight"], 4)
        if rule == CONTROL:
            told, words = _control_words(review)[item]
            ids = (told,)
            answer = ANSWER_WORDS.get(str(answers[item]), str(answers[item]))
            evidence = _evidence_words(review.evidence_rows.get(cited[item]), levels[item])
            key = (rule, answer, evidence, value, weight)
        else:
            words, ids = _RULE_WORDS[rule] + (f" ({item})" if rule == DATA and several else ""), ()
            answer = evidence = ""
            key = (rule, item)
        with_it = lines.get(key)
        lines[key] = LedgerLine(
            (*with_it.words, words) if with_it else (words,),
            (*with_it.ids, *ids) if with_it else ids,
            (*(with_it.controls if with_it else ()), *((item,) if ids else ())),
            answer,
            evidence,
            value,
            weight,
            row["points_lo"] + (with_it.points_lo if with_it else 0.0),
            row["points_hi"] + (with_it.points_hi if with_it else 0.0),
        )
    # A cap that takes nothing back says nothing.
    return [line for key, line in lines.items() if key[0] != GATE_CAP or line.points_lo or line.points_hi]


def _evidence_words(document: Mapping[str, Any] | None, counts_as: str) -> str:
    """Level, kind and age of the document cited, and why it proves less than its row says, or nothing."""
    if document is None:
        return "none"
    faults = ["expired"] if document["expired"] else []
    if counts_as != document["level"]:
        faults.append(f"stated as {document['level']}")
    if document["in_scope"] != "yes":
        faults.append("out of scope" if document["in_scope"] == "no" else "scope not stated")
    told = [
        str(counts_as),
        str(document["kind"]).replace("_", " ") or "kind not stated",
        months(document["age_months"]),
        *faults,
    ]
    return ", ".join(told)
