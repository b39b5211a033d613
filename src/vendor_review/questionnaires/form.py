"""The form of a questionnaire: its sheets with their columns, and the words that its cells offer."""

from __future__ import annotations

from collections.abc import Mapping

from vendor_review.register.layout import Column, Table

FORMAT = "vendor-review-questionnaire/1"
"""Changes with any change after which a questionnaire that is out already could not be read as it was meant."""
ABOUT, LISTS = "about", "lists"
"""The sheet that explains, and the hidden one with the words that some cells offer."""
DOCUMENT_ROWS = 20
"""Rows of the sheet `documents`: D1 to D20."""
LONGEST_TEXT = 2000
"""Characters of one answer in words; a location too."""
DAY_EXAMPLE = "2026-11-01"

NOT_APPLICABLE = "not applicable"
ANSWER_WORDS: Mapping[str, str] = {
    "yes": "yes",
    "partial": "partial",
    "no": "no",
    "declined": "prefer not to answer",
    "not_applicable": NOT_APPLICABLE,
}
"""Answer of the register to the word that a vendor chooses; `unknown` is what a blank cell says."""
KIND_WORDS: Mapping[str, str] = {
    "soc2_type2": "SOC 2 Type II report",
    "soc2_type1": "SOC 2 Type I report",
    "iso27001": "ISO 27001 certificate",
    "star_level2": "CSA STAR Level 2",
    "pentest": "penetration test report",
    "dpa": "data processing agreement",
    "scc": "standard contractual clauses",
    "questionnaire": "completed questionnaire",
    "whitepaper": "white paper",
    "statement": "statement",
    "bridge_letter": "bridge letter",
    "webpage": "web page",
    "tia": "transfer impact assessment",
    "other": "other document",
}
"""Kind of evidence to the words that a vendor chooses."""

PATH_WORDS: Mapping[str, str] = {
    "none": "not at all",
    "incidental": "occasionally, case by case",
    "receives": "you receive a defined set of data, and do not store it",
    "stores": "you store a defined set of data",
    "hosts": "you host or administer all of it",
}
"""Access path to the words that a vendor chooses."""

DOCUMENTS = Table(
    "documents",
    "The documents that show your answers, one row for each.",
    ("id",),
    required=True,
    columns=(
        Column("id", "Use this id on the sheet answers."),
        Column("kind", "The kind of document.", required=True),
        Column("title", "The title of the document.", required=True),
        Column("location", "A link to the document, or how you send it."),
        Column("issued on", "The day of issue, such as 2026-11-01.", kind="date"),
        Column("period end", "For a report on a period: the last day of that period.", kind="date"),
        Column("valid until", "The last day on which it is valid, if it names one.", kind="date"),
        Column(
            "covers our service", "Does the document cover the service that we use?", values=("yes", "no")
        ),
    ),
)
ANSWERS = Table(
    "answers",
    "What you have in place, one row for each question.",
    ("id",),
    required=True,
    columns=(
        Column("id", "The number of the question."),
        Column("topic", "The subject of the question."),
        Column("statement", "If this is true, answer yes."),
        Column(
            "answer",
            "yes if the statement is true, partial if part of it is. If you prefer not to answer, we count it as no.",
            required=True,
        ),
        Column("document", "The id of the document that shows it best, from the sheet documents."),
        Column("note", "The page or section of the document; or what is missing."),
    ),
)
GENERAL = Table(
    "general",
    "Who you are, and questions to answer in your own words.",
    ("id",),
    required=True,
    columns=(
        Column("id", "The number of the question."),
        Column("question", "What we ask."),
        Column("answer", "Your answer."),
    ),
)
HEADS: Mapping[str, str] = {
    "id": "Id",
    "kind": "Kind",
    "title": "Title",
    "location": "Link, or how you send it",
    "issued on": "Issued on",
    "period end": "End of the period that it covers",
    "valid until": "Valid until",
    "covers our service": "Covers the service that we use",
    "answer": "Answer",
    "document": "Document",
    "note": "Page or section; or what is missing",
}
"""Columns of the sheets to the words above them on the page; a workbook has the names that are read back."""
FORM = Table(
    "form",
    "What this file belongs to. Hidden; please do not change it.",
    ("key",),
    required=True,
    columns=(Column("key", "What it says."), Column("value", "The value.")),
)
SHEETS = (DOCUMENTS, ANSWERS, GENERAL, FORM)
OURS = frozenset({"id", "topic", "statement", "question"})
"""Columns that we fill; the others are for the vendor."""

WHO, WHEN = "G1", "G2"
"""The questions that every questionnaire has: who answered it, and on which day."""


def document_ids() -> tuple[str, ...]:
    """`D1` to the last."""
    return tuple(f"D{number}" for number in range(1, DOCUMENT_ROWS + 1))
