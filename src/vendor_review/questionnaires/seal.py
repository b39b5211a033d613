"""What a questionnaire remembers of how it was sent: marks of our lines, and a seal over what it belongs to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from vendor_review.questionnaires.additions import plain

SEAL, LINES = "seal", "lines"
"""Keys of the sheet form: the seal over all others, and the marks of the lines that no vendor answers."""
_MARK = 8


def line_mark(text: str) -> str:
    """A short mark of a line, the same however it is broken and spaced."""
    return hashlib.sha256(plain(text).encode()).hexdigest()[:_MARK]


def sealed(rows: Iterable[tuple[str, str]], lines: Iterable[str]) -> list[tuple[str, str]]:
    """The rows of the sheet form with the marks of our lines, and the seal.

    The seal finds what was changed by mistake, or by somebody who knows no better. Whoever knows how it is made can
    make another; so what the file says is held against the register and its policy as well.
    """
    kept = [*rows, (LINES, "; ".join(sorted({line_mark(line) for line in lines})))]
    return [*kept, (SEAL, seal_over(dict(kept)))]


def is_broken(facts: Mapping[str, str]) -> bool:
    """Whether the seal says otherwise than the rest; one that is not there is not broken."""
    return SEAL in facts and facts[SEAL] != seal_over(
        {name: text for name, text in facts.items() if name != SEAL}
    )


def seal_over(facts: Mapping[str, str]) -> str:
    """The seal over rows of the form, however a spreadsheet has spaced them; blank ones do not count."""
    stated = sorted((name, plain(text)) for name, text in facts.items() if text.strip())
    return hashlib.sha256(json.dumps(stated).encode()).hexdigest()
