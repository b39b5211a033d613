"""What one vendor is asked: every word that a questionnaire shows of a register and its policy is chosen here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from vendor_review.policy import Policy
from vendor_review.questionnaires.form import ANSWER_WORDS, PATH_WORDS, WHEN, WHO
from vendor_review.report.words.wording import sentence
from vendor_review.schema import CheckedRegister
from vendor_review.schema.public_page.page import Page
from vendor_review.scoring import Assessment
from vendor_review.scoring.model.bands import NOTHING
from vendor_review.scoring.scenarios.questions import DOCUMENT

#: The request of the policy that the questionnaire itself is.
_THIS = "questionnaire"
_VAGUE_PLACES = ("", "VARIES", "TBD", "GLOBAL")


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
    """

    register: str
    vendor_id: str
    vendor: str
    asker: str
    contact: str
    as_of: date
    answer_by: date | None
    documents: tuple[str, ...]
    statements: tuple[Statement, ...]
    questions: tuple[OpenQuestion, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked but who answers."""
        return not self.statements and len(self.questions) <= len(_WHO_AND_WHEN)


_WHO_AND_WHEN = (
    OpenQuestion(WHO, "Who answers these questions? Name or role."),
    OpenQuestion(WHEN, "On which day?", is_day=True),
)


def questionnaire(
    checked: CheckedRegister, scores: Assessment, vendor_id: str, answer_by: date | None = None
) -> Questionnaire:
    """What a vendor of the register is asked.

    Each control is asked that is unknown, or answered without the strongest evidence there is: with the best answer and
    evidence to each, the upper end of control strength is reached. A vendor that nothing reaches is asked of none. Of
    the register only the vendor's id and name, its products and the page's words on who we are go out.
    """
    policy, page = scores.policy, checked.page
    return Questionnaire(
        register=checked.name,
        vendor_id=vendor_id,
        vendor=str(scores.vendors["name"][vendor_id]),
        asker=_asker(page),
        contact=page.contact,
        as_of=policy.as_of,
        answer_by=answer_by,
        documents=tuple(_documents(scores, vendor_id)),
        statements=tuple(_statements(checked, scores, vendor_id)),
        questions=(*_WHO_AND_WHEN, *_data_questions(checked, scores, vendor_id)),
    )


def _may_be_set_aside(checked: CheckedRegister, policy: Policy, vendor_id: str) -> frozenset[str]:
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
            yield sentence(str(rows[name]["title"]).rstrip("."))


def _says_less(row: dict[Any, Any], other: dict[Any, Any]) -> bool:
    """Whether a request asks for evidence as strong as another does, on a part of the same controls."""
    return row["level"] == other["level"] and set(row["controls"]) < set(other["controls"])


def _statements(checked: CheckedRegister, scores: Assessment, vendor_id: str) -> Iterator[Statement]:
    controls, catalogue = scores.controls, scores.policy.controls
    place = controls.vendor_ids.tolist().index(vendor_id)
    is_open = controls.attainable[place] - controls.credit_lo[place] > NOTHING
    is_open &= (controls.answer[place] != "not_applicable") & (scores.vendors["i_hi"][vendor_id] > 0)
    aside = _may_be_set_aside(checked, scores.policy, vendor_id)
    for number in np.flatnonzero(is_open):
        control = str(controls.control_ids[number])
        words = {
            answer: word
            for answer, word in ANSWER_WORDS.items()
            if answer != "not_applicable" or control in aside
        }
        row = catalogue.loc[control]
        yield Statement(control, str(row["name"]), str(row["wording"]), tuple(words.values()))


def _data_questions(checked: CheckedRegister, scores: Assessment, vendor_id: str) -> Iterator[OpenQuestion]:
    number = len(_WHO_AND_WHEN)
    for words, offered in _unstated(checked, scores, vendor_id):
        number += 1
        yield OpenQuestion(f"G{number}", words, offered)


def _unstated(
    checked: CheckedRegister, scores: Assessment, vendor_id: str
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is not stated of the data, the way to it and its places, by service."""
    shared, places = checked.tables["data_shared"], checked.tables["places"]
    engagements = scores.engagements
    keeps = scores.policy.path_levels["stores"]
    seen: set[str] = set()
    for engagement in engagements[engagements["vendor_id"].eq(vendor_id)].to_dict("records"):
        service = f"{engagement['product']}: " if engagement["product"] else "The service that we use: "
        data = shared[shared["engagement_id"].eq(engagement["engagement_id"])]
        disclosed, held = (
            data.loc[data["custody"].isin(custodies), "category"]
            for custodies in (("disclosed",), ("held", "ciphertext"))
        )
        asked: list[tuple[str, tuple[str, ...]]] = []
        if _is_vague(disclosed):
            asked.append(("which categories of personal data from us can your people or systems read?", ()))
        if _is_vague(held) and engagement["path_hi"] >= keeps:
            asked.append(("which categories of personal data from us do you keep, and for how long?", ()))
        if engagement["path_lo"] != engagement["path_hi"]:
            asked.append(("how far do your people and systems reach our data?", tuple(PATH_WORDS.values())))
        where = places[
            places["engagement_id"].eq(engagement["engagement_id"]) & places["kind"].eq("processing")
        ]
        if where.empty or where["code"].isin(_VAGUE_PLACES).any():
            asked.append(("in which countries is our data kept, and from which can it be read?", ()))
        for words, offered in asked:
            if service + words not in seen:
                seen.add(service + words)
                yield service + words, offered


def _is_vague(categories: pd.Series) -> bool:
    return categories.empty or bool(categories.eq("unclassified").any())
