"""Questionnaires that go out to vendors, and the answers that come back, as rows that a person has reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendor_review.lazy_names import deferred

if TYPE_CHECKING:
    from vendor_review.questionnaires.acceptance import Taking, accept, preview, write_drafts
    from vendor_review.questionnaires.dispatch import write_questionnaires
    from vendor_review.questionnaires.questions import Questionnaire, questionnaire

__all__ = [
    "Questionnaire",
    "Taking",
    "accept",
    "preview",
    "questionnaire",
    "write_drafts",
    "write_questionnaires",
]

__getattr__, __dir__ = deferred(
    __name__,
    {
        "Questionnaire": "questions",
        "Taking": "acceptance",
        "accept": "acceptance",
        "preview": "acceptance",
        "questionnaire": "questions",
        "write_drafts": "acceptance",
        "write_questionnaires": "dispatch",
    },
)
