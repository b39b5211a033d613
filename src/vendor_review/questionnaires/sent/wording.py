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
from vendor_review.report.pages.html import long_day


def title(asked: Questionnaire) -> str:
    """`Security and data protection at Sendgrid`."""
    return f"Security and data protection at {asked.vendor}"


def opening(asked: Questionnaire) -> list[str]:
    """Three sentences: who asks whom and what, what helps most, and where the answers go and by when."""
    who = f"We, {asked.asker}, use" if asked.asker else "We use"
    first = (
        "Please send us documents first; one or two often answer most questions." if asked.documents else ""
    )
    by = f" by {long_day(asked.answer_by)}" if asked.answer_by else ""
    back = asked.contact or "the person who sent it to you"
    return [
        f"{who} your service, and would like to know how you limit access to our data.",
        " ".join(filter(None, [first, f"Please fill in the workbook, and send it back to {back}{by}."])),
        f"This questionnaire was written on {long_day(asked.as_of)}.",
    ]


def documents_first(asked: Questionnaire) -> str:
    """What to do with the documents that are asked for."""
    if not asked.documents:
        return ""
    return "These documents would help us most, the best first:"


def on_file(asked: Questionnaire) -> str:
    """What to do about the documents that we have."""
    return "We already have these documents. Please do not send them again:" if asked.on_file else ""


def filling(asked: Questionnaire) -> list[str]:
    """How the workbook is filled in, sheet by sheet."""
    aside = any(NOT_APPLICABLE in statement.offered for statement in asked.statements)
    words = f"yes, partial, no or (where offered) {NOT_APPLICABLE}" if aside else "yes, partial or no"
    return [
        f"Sheet {DOCUMENTS.name}: fill in one row for each document, up to {DOCUMENT_ROWS}. Write dates as "
        f"{DAY_EXAMPLE}. A document counts only if it covers the service that we use.",
        f"Sheet {ANSWERS.name}: each row is a statement about your service. Answer {words}, and name the document that "
        "shows it best by its id, such as D1. Leave the cell blank if you do not know.",
        f"Sheet {GENERAL.name}: say who you are, and answer in your own words.",
        "Fill in the coloured cells only. Please keep the names of the sheets and the first row of each.",
    ]
