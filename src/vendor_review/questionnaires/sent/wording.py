"""What a questionnaire says around its questions, in the workbook and on the page alike."""

from __future__ import annotations

from vendor_review.questionnaires.form import (
    ANSWERS,
    DAY_EXAMPLE,
    DOCUMENT_ROWS,
    DOCUMENTS,
    GENERAL,
    NOT_APPLICABLE,
)
from vendor_review.questionnaires.sent.questions import Questionnaire


def title(asked: Questionnaire) -> str:
    """`Security and data protection at Sendgrid`."""
    return f"Security and data protection at {asked.vendor}"


def opening(asked: Questionnaire) -> list[str]:
    """Who asks whom, as of when, by when, and where the answers go."""
    asker = asked.asker or "The company that sends you this"
    lines = [
        f"{asker} uses your service. We ask you how you limit access to our data. “We” and “our” mean the company that "
        "asks, “you” and “your” the company that answers.",
        f"As of {asked.as_of.isoformat()}.",
    ]
    if asked.answer_by:
        lines[-1] = f"As of {asked.as_of.isoformat()}. Please answer by {asked.answer_by.isoformat()}."
    back = asked.contact or "whoever sent it to you"
    return [*lines, f"Please fill in the workbook and send it back to {back}."]


def documents_first(asked: Questionnaire) -> str:
    """What to do with the documents that are asked for."""
    if not asked.documents:
        return ""
    return "Documents say more than answers do. These would help us, the best first; one or two are often enough:"


def on_file(asked: Questionnaire) -> str:
    """What to do about the documents that we have."""
    return "We have these documents from you. Please do not send them again:" if asked.on_file else ""


def filling(asked: Questionnaire) -> list[str]:
    """How the workbook is filled in, sheet by sheet."""
    aside = any(NOT_APPLICABLE in statement.offered for statement in asked.statements)
    words = f"yes, partial or no; where it is offered, {NOT_APPLICABLE}" if aside else "yes, partial or no"
    return [
        f"{DOCUMENTS.name}: fill in a row for each document, up to {DOCUMENT_ROWS}, with its dates as days "
        f"({DAY_EXAMPLE}). A document counts for the services that it covers.",
        f"{ANSWERS.name}: each row is a statement about your service. Answer {words}, and name the document that "
        "shows it best, by its id (D1). Leave a cell blank where you do not know: that is an answer, too.",
        f"{GENERAL.name}: say who you are, and answer in your own words.",
        "Fill in the coloured cells only. Please keep the sheets, their names and the first row of each as they are.",
    ]
