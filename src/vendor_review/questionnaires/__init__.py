"""Questionnaires that go out to vendors, and the answers that come back, as rows that a person has reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendor_review.deferred import deferred

if TYPE_CHECKING:
    from vendor_review.questionnaires.accepted import Taking, accept, preview, write_drafts
    from vendor_review.questionnaires.asked import Questionnaire, questionnaire
    from vendor_review.questionnaires.sent import write_questionnaires

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
        "Questionnaire": "asked",
        "Taking": "accepted",
        "accept": "accepted",
        "preview": "accepted",
        "questionnaire": "asked",
        "write_drafts": "accepted",
        "write_questionnaires": "sent",
    },
)
