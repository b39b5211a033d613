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
from vendor_review.questionnaires.questions import Questionnaire


def title(asked: Questionnaire) -> str:
    """`Security and data protection at Sendgrid`."""
    return f"Security and data protection at {asked.vendor}"


def opening(asked: Questionnaire) -> list[str]:
    """Who asks whom, as of when, by when, and where the answers go."""
    asker = asked.asker or "The company that sends you this"
    lines = [
        f"{asker} uses your service, and asks how access to the data that reaches you is limited. Where this says "
        "“we” and “our”, it means the company that asks; “the vendor” is you.",
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
    return "Documents say more than answers do. These would help, the most helpful first; one or two are often enough:"


def filling(asked: Questionnaire) -> list[str]:
    """How the workbook is filled in, sheet by sheet."""
    aside = any(NOT_APPLICABLE in statement.offered for statement in asked.statements)
    words = f"yes, partial or no; where it is offered, {NOT_APPLICABLE}" if aside else "yes, partial or no"
    return [
        f"{DOCUMENTS.name}: a row for each document, up to {DOCUMENT_ROWS}, with its dates as days ({DAY_EXAMPLE}). A "
        "document counts for a service that it covers.",
        f"{ANSWERS.name}: each row is a statement about your service. Answer {words}, and name the document that "
        "shows it best, by its id (D1). Leave a cell blank where you do not know: that is an answer, too.",
        f"{GENERAL.name}: who answers, and what is answered in your own words.",
        "Only coloured cells are for you. Please keep the sheets, their names and the first row of each as they are.",
    ]
