"""What a person settles before answers are taken over: what the vendor added or changed, and who it is that answers."""

from __future__ import annotations

from dataclasses import replace

from vendor_review.policy import Policy
from vendor_review.questionnaires.additions import changed_questions, changed_words, missing_rows
from vendor_review.questionnaires.form import ANSWER_WORDS, ANSWERS, DOCUMENTS, GENERAL, document_ids
from vendor_review.questionnaires.returned.answer_sheets import Returned
from vendor_review.questionnaires.sent.questions import wordings
from vendor_review.schema import CheckedRegister

_MOST_TOLD = 50


def compared(returned: Returned, checked: CheckedRegister, policy: Policy) -> Returned:
    """The questionnaire held against what was asked: an answer to a statement that was changed answers none of ours."""
    ours = wordings(checked, policy, returned.vendor_id)
    changed = changed_words(returned.sheets, "statement", ours.statements)
    left_out = {one.control: ANSWER_WORDS[one.answer] for one in returned.answers if one.control in changed}
    asked = ((DOCUMENTS, document_ids()), (ANSWERS, returned.asked), (GENERAL, returned.asked_in_general))
    more = [
        replace(one, what=f"{one.what} (its answer, {left_out[control]}, is left out)")
        if control in left_out
        else one
        for control, one in changed.items()
    ]
    more += changed_words(returned.sheets, "topic", ours.topics).values()
    more += changed_questions(returned.sheets, ours, returned.asked_in_general)
    for table, ids in asked:
        more += missing_rows(returned.sheets[table.name], table.names, ids)
    return replace(
        returned,
        answers=tuple(one for one in returned.answers if one.control not in changed),
        additions=(*returned.additions, *more),
    )


def to_settle(returned: Returned) -> tuple[str, ...]:
    """What the vendor added or changed where nothing was asked."""
    told = [f"{one}" for one in returned.additions[:_MOST_TOLD]]
    left = len(returned.additions) - len(told)
    return (*told, f"{returned.file}: and {left:,} more") if left else tuple(told)


def doubt_who_answers(returned: Returned, checked: CheckedRegister) -> tuple[str, ...]:
    """A hidden sheet says whose answers these are: so must the file's name, or else the person who takes them over."""
    name = returned.file.casefold()
    named = [one for one in checked.tables["vendors"]["vendor_id"] if _begins_with(name, str(one).casefold())]
    if max(named, key=len, default="") == returned.vendor_id:
        return ()
    return (
        f"{returned.file}: says inside that {returned.vendor_id} answers, and its name does not; add --vendor "
        f"{returned.vendor_id} if it came from there",
    )


def _begins_with(name: str, vendor_id: str) -> bool:
    following = name.removeprefix(vendor_id)
    return following != name and not following[:1].isalnum()
