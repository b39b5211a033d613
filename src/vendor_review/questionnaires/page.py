"""A questionnaire as a page to read, print and fill in by hand: one file, without script and any outside request."""

from __future__ import annotations

from vendor_review.questionnaires import words
from vendor_review.questionnaires.asked import Questionnaire
from vendor_review.questionnaires.form import ANSWERS, DOCUMENTS, KIND_WORDS
from vendor_review.report.footer import printed_title
from vendor_review.report.html import content_security_policy, render, style_sheet

#: Rows for documents on paper; the workbook has more.
_ROWS_ON_PAPER = 6


def questionnaire_page(asked: Questionnaire) -> str:
    """The questionnaire as HTML; it asks what the workbook asks, word for word."""
    title = words.title(asked)
    style = style_sheet("base.css", "questionnaire.css") + printed_title(
        f"{title}, {asked.as_of.isoformat()}"
    )
    page = render(
        "questionnaire.html.j2",
        title=title,
        style=style,
        csp=content_security_policy(str(style)),
        opening=words.opening(asked),
        documents_first=words.documents_first(asked),
        filling=words.filling(asked),
        asked=asked,
        documents=DOCUMENTS,
        answers=ANSWERS,
        kinds=list(KIND_WORDS.values()),
        rows=range(1, _ROWS_ON_PAPER + 1),
    )
    return page.strip() + "\n"
