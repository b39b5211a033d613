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
    "declined": "you do not answer this",
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
    "other": "other document",
}
"""Kind of evidence to the words that a vendor chooses."""

PATH_WORDS: Mapping[str, str] = {
    "none": "not at all",
    "incidental": "now and then, case by case",
    "receives": "you receive a defined set of data in transit",
    "stores": "you keep a defined set of data",
    "hosts": "you host or administer all of it",
}
"""Access path to the words that a vendor chooses."""

DOCUMENTS = Table(
    "documents",
    "The documents that show your answers, a row each.",
    ("id",),
    required=True,
    columns=(
        Column("id", "Name it so on the sheet answers."),
        Column("kind", "What kind of document it is.", required=True),
        Column("title", "Its title, as it stands on it.", required=True),
        Column("location", "A link to it, or how you send it."),
        Column("issued on", "The day on which it was issued.", kind="date"),
        Column("period end", "The last day that it covers, if it covers a period.", kind="date"),
        Column("valid until", "The last day on which it is valid, if it says one.", kind="date"),
        Column("covers our service", "Does it cover the service that we use?", values=("yes", "no")),
    ),
)
ANSWERS = Table(
    "answers",
    "What you have in place, a row for each question.",
    ("id",),
    required=True,
    columns=(
        Column("id", "The number of the question."),
        Column("topic", "What it is about."),
        Column("statement", "What is true if your answer is yes."),
        Column(
            "answer",
            "yes, if it is true as it stands; partial, if part of it is. What is not answered counts as no.",
            required=True,
        ),
        Column("document", "The document that shows it best, by its id on the sheet documents."),
        Column("note", "Where in the document it stands; or what is missing."),
    ),
)
GENERAL = Table(
    "general",
    "Who you are, and questions that you answer in your own words.",
    ("id",),
    required=True,
    columns=(
        Column("id", "The number of the question."),
        Column("question", "What we ask."),
        Column("answer", "Your answer."),
    ),
)
FORM = Table(
    "form",
    "What this file belongs to; hidden, and not for changing.",
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
