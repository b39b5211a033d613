"""Data that a sentence beside the purpose says is shared: `IP address and e-mail are logged there.`"""

from __future__ import annotations

from vendor_review.intake.blocks.block import Text
from vendor_review.intake.readings.row import SENTENCE, Fact, Row
from vendor_review.intake.readings.stated_once import sentences
from vendor_review.intake.wording.tables import turn


def with_data(row: Row, told: Text | None = None) -> Row:
    """A row with the sentences of its purpose, or of `told`, that say which data is shared, where no cell does.

    The first sentence is the purpose itself: it counts only where data is what it is about. What is denied is not
    shared.
    """
    purpose = row.first("purpose")
    text = told or (purpose.text if purpose else None)
    if (
        purpose is None
        or text is None
        or row.first("data")
        or (purpose.heading and purpose.heading != SENTENCE)
    ):
        return row
    found = [
        sentence
        for number, sentence in enumerate(sentences(text))
        if turn("data_named").search(sentence.words)
        and not turn("denied").search(sentence.words)
        and turn("data_given" if number == 0 else "data_handled").search(sentence.words)
    ]
    if not found:
        return row
    return row.with_facts(Fact("data", Text("\n".join(one.words for one in found)), purpose.where, SENTENCE))
