"""What one vendor is asked: every word that a questionnaire shows of a register and its policy is chosen here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from vendor_review.policy import Policy
from vendor_review.questionnaires.additions import Wordings, plain
from vendor_review.questionnaires.form import ANSWER_WORDS, KIND_WORDS, WHEN, WHO
from vendor_review.questionnaires.sent.incidents import incident_question, incident_questions
from vendor_review.questionnaires.sent.services import ASKED_OF_SERVICE, service, unstated
from vendor_review.report.pages.html import long_day
from vendor_review.report.words.wording import sentence
from vendor_review.schema import CheckedRegister
from vendor_review.schema.cells.values import items
from vendor_review.schema.public_page.page import Page
from vendor_review.scoring import Assessment
from vendor_review.scoring.model.bands import NOTHING
from vendor_review.scoring.scenarios.documents_on_file import OnFile, documents_on_file
from vendor_review.scoring.scenarios.engine import row_of
from vendor_review.scoring.scenarios.requests import DOCUMENT, ON_FILE

#: The request of the policy that the questionnaire itself is.
_THIS = "questionnaire"
#: Days of a document on file, as its vendor is told them.
_DAY_WORDS = {"issued_on": "issued", "period_end": "covering up to", "valid_until": "valid until"}
#: What a vendor can tell of a document that we have.
_BLANK_WORDS = {
    "in_scope": "does it cover the service that we use?",
    "issued_on": "when was it issued?",
    "period_end": "what is the last day that it covers?",
}
#: What earlier versions asked everybody.
_ONCE_ASKED = (
    "Who answers these questions? Name or role.",
    "On which day?",
    "Who are you? Your name or role.",
    "On which day do you answer?",
)


@dataclass(frozen=True)
class Statement:
    """A control that is asked about: its id, our words for it, and the words that may be answered."""

    id: str
    topic: str
    words: str
    offered: tuple[str, ...]


@dataclass(frozen=True)
class OpenQuestion:
    """A question that is answered in words, or by one of those `offered`; `is_day` where the answer is a day."""

    id: str
    words: str
    offered: tuple[str, ...] = ()
    is_day: bool = False


@dataclass(frozen=True)
class Questionnaire:
    """What goes out to a vendor: all of it, and nothing else that we know.

    Attributes
    ----------
    register, vendor_id
        What the answers belong to.
    vendor, asker, contact
        Who is asked, who asks, and where the answers go to; "" is not stated.
    as_of, answer_by
        The day that it was written for, and the day by which we wish for an answer, if one is named.
    documents
        Documents that would help most, the most helpful first, a sentence each.
    on_file
        Documents of the vendor that we have and do not ask for again: kind and days, in words.
    """

    register: str
    vendor_id: str
    vendor: str
    asker: str
    contact: str
    as_of: date
    answer_by: date | None
    documents: tuple[str, ...]
    on_file: tuple[str, ...]
    statements: tuple[Statement, ...]
    questions: tuple[OpenQuestion, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked but who answers."""
        return not self.statements and len(self.questions) <= len(_WHO_AND_WHEN)


_WHO_AND_WHEN = (
    OpenQuestion(WHO, "What is your name or role?"),
    OpenQuestion(WHEN, "What is the date of your answers?", is_day=True),
)


def questionnaire(
    checked: CheckedRegister, scores: Assessment, vendor_id: str, answer_by: date | None = None
) -> Questionnaire:
    """What a vendor of the register is asked.

    Each control is asked that is unknown, or answered without the strongest evidence there is, unless a document that
    lies unread on file can answer it: with the best answer and evidence to each, the upper end of control strength is
    reached. A vendor that nothing reaches is asked of none. Who is asked anything is asked of incidents, too. Of the
    register only the vendor's id and name, its products, kind and days of its documents, the day of our last review,
    and the page's words on who we are go out.
    """
    policy, page = scores.policy, checked.page
    on_file = documents_on_file(row_of(scores, vendor_id))
    filed = _filed(checked, on_file, policy)
    statements = tuple(_statements(checked, scores, vendor_id, on_file))
    left_open = unstated(checked, scores, vendor_id, is_asked=bool(statements))
    if statements or left_open:
        reviewed = scores.vendors["last_reviewed_on"][vendor_id]
        left_open += ((incident_question(None if pd.isna(reviewed) else reviewed.date()), ()),)
    return Questionnaire(
        register=checked.name,
        vendor_id=vendor_id,
        vendor=str(scores.vendors["name"][vendor_id]),
        asker=_asker(page),
        contact=page.contact,
        as_of=policy.as_of,
        answer_by=answer_by,
        documents=tuple(_documents(scores, vendor_id)),
        on_file=tuple(words for words, _ in filed.values()),
        statements=statements,
        questions=(
            *_WHO_AND_WHEN,
            *_numbered(scores, vendor_id, filed, left_open),
        ),
    )


def may_be_set_aside(checked: CheckedRegister, policy: Policy, vendor_id: str) -> frozenset[str]:
    """Controls for which the policy lets this vendor answer `not_applicable`, in every role that it has."""
    engagements = checked.tables["engagements"]
    roles = set(engagements.loc[engagements["vendor_id"].eq(vendor_id), "role"])
    of_roles = [{control for role, control in policy.not_applicable if role == one} for one in roles]
    rejected = checked.incomplete
    hidden = rejected["table"].eq("engagements") & rejected["vendor_id"].isin([vendor_id, ""])
    return frozenset(set.intersection(*of_roles)) if of_roles and not hidden.any() else frozenset()


def _asker(page: Page) -> str:
    name = page.brand or page.organisation or page.legal_name
    return f"{name} ({page.legal_name})" if page.legal_name not in ("", name) else name


def _documents(scores: Assessment, vendor_id: str) -> Iterator[str]:
    """Titles of the requests that would help; not of one that another, as strong, contains."""
    asked, requests = scores.questions, scores.policy.requests
    wanted = asked.loc[asked["vendor_id"].eq(vendor_id) & asked["kind"].eq(DOCUMENT), "question"]
    wanted = wanted[wanted.ne(_THIS)]
    rows: dict[Any, dict[Any, Any]] = requests[requests.index.isin(wanted)].to_dict("index")
    for name in wanted:
        if not any(_says_less(rows[name], other) for other in rows.values()):
            yield sentence(str(rows[name]["asked_as"]).rstrip("."))


def _says_less(row: dict[Any, Any], other: dict[Any, Any]) -> bool:
    """Whether a request asks for evidence as strong as another does, on a part of the same controls."""
    return row["level"] == other["level"] and set(row["controls"]) < set(other["controls"])


def _filed(checked: CheckedRegister, on_file: OnFile, policy: Policy) -> dict[str, tuple[str, str]]:
    """Documents on file of kinds that vendors are asked for: id to kind and days, and to the kind alone, in words."""
    wanted = {kind for kinds in policy.requests["kinds"] for kind in kinds}
    rows = checked.tables["evidence"].set_index("evidence_id").loc[list(on_file.evidence_id)]
    found = {}
    for evidence_id, row in rows[rows["kind"].isin(wanted)].iterrows():
        kind = KIND_WORDS[row["kind"]]
        days = [
            f"{word} {long_day(row[name].date())}" for name, word in _DAY_WORDS.items() if pd.notna(row[name])
        ]
        found[str(evidence_id)] = ", ".join([f"{kind[:1].upper()}{kind[1:]}", *days]), kind
    return found


def _statements(
    checked: CheckedRegister, scores: Assessment, vendor_id: str, on_file: OnFile
) -> Iterator[Statement]:
    controls, catalogue = scores.controls, scores.policy.controls
    place = controls.vendor_ids.tolist().index(vendor_id)
    # What we can take from a document that nobody has read yet is not asked.
    best = controls.attainable[place]
    shown = np.maximum(controls.credit_lo[place], best * on_file.unread_of_each(1)[0][0])
    is_open = best - shown > NOTHING
    is_open &= (controls.answer[place] != "not_applicable") & (scores.vendors["i_hi"][vendor_id] > 0)
    aside = may_be_set_aside(checked, scores.policy, vendor_id)
    for number in np.flatnonzero(is_open):
        control = str(controls.control_ids[number])
        words = {
            answer: word
            for answer, word in ANSWER_WORDS.items()
            if answer != "not_applicable" or control in aside
        }
        row = catalogue.loc[control]
        yield Statement(control, str(row["name"]), str(row["asked_as"]), tuple(words.values()))


def _numbered(
    scores: Assessment,
    vendor_id: str,
    filed: dict[str, tuple[str, str]],
    left_open: Iterable[tuple[str, tuple[str, ...]]],
) -> Iterator[OpenQuestion]:
    """The questions after who and when: what our copies of documents leave open, then what the register does."""
    asked = scores.questions
    asked = asked[
        asked["vendor_id"].eq(vendor_id) & asked["kind"].eq(ON_FILE) & asked["question"].isin(list(filed))
    ]
    blanks = [
        (_of_document(filed[name][1], blank), blank)
        for name, cells in zip(asked["question"], asked["fill"], strict=True)
        for blank in items(cells)
        if blank in _BLANK_WORDS
    ]
    number = len(_WHO_AND_WHEN)
    for words, blank in blanks:
        number += 1
        is_day = blank != "in_scope"
        yield OpenQuestion(f"G{number}", words, () if is_day else ("yes", "no"), is_day=is_day)
    for words, offered in left_open:
        number += 1
        yield OpenQuestion(f"G{number}", words, offered)


def _of_document(kind: str, blank: str) -> str:
    return f"{sentence(f'your {kind}, which we have')[:-1]}: {_BLANK_WORDS[blank]}"


def wordings(checked: CheckedRegister, policy: Policy, vendor_id: str) -> Wordings:
    """All that this vendor may have been asked, in our words: whatever the register left open on that day."""
    engagements, controls = checked.tables["engagements"], policy.controls
    products = {"", *engagements.loc[engagements["vendor_id"].eq(vendor_id), "product"]}
    questions = {one.words for one in _WHO_AND_WHEN} | {*_ONCE_ASKED}
    questions |= {service(product) + words for product in products for words in ASKED_OF_SERVICE.values()}
    reviews = checked.tables["reviews_done"]
    days = reviews.loc[reviews["vendor_id"].eq(vendor_id), "reviewed_on"].dropna()
    questions |= incident_questions(day.date() for day in days)
    questions |= {_of_document(kind, blank) for kind in KIND_WORDS.values() for blank in _BLANK_WORDS}
    return Wordings(
        topics={str(control): frozenset({plain(str(name))}) for control, name in controls["name"].items()},
        # Earlier versions asked in the words of the catalogue.
        statements={
            str(control): frozenset({plain(str(asked)), plain(str(told))})
            for control, asked, told in controls[["asked_as", "wording"]].itertuples(name=None)
        },
        questions=frozenset(map(plain, questions)),
    )
