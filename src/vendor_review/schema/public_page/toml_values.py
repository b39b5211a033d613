"""Takes typed values out of `page.toml` and keeps the facts of those that are of the wrong kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pandas as pd

from vendor_review.schema.cells import values
from vendor_review.schema.cells.days import is_month, meant_day
from vendor_review.schema.cells.suggestions import nearest_words
from vendor_review.schema.findings.facts import facts


@dataclass
class TomlReader:
    """One table of a page: `told` as parsed, `prefix` before its keys in findings, `keys` that it may have.

    `table` is what findings call the page: `page`, or `page.de` in German.
    """

    told: Mapping[str, Any]
    prefix: str
    keys: tuple[str, ...]
    found: list[pd.DataFrame] = field(default_factory=list)
    table: str = "page"

    def __post_init__(self) -> None:
        for key, near in nearest_words([key for key in self.told if key not in self.keys], self.keys).items():
            self.tell("PAGE-006", key, key, ", ".join(self.keys), near)

    def tell(self, rule: str, key: str, value: Any, expected: str, suggestion: str = "") -> None:
        """Keeps a fact about `key`."""
        shown = value if isinstance(value, str) else repr(value)
        self.found.append(
            facts(
                rule, self.table, f"{self.prefix}{key}", value=shown, expected=expected, suggestion=suggestion
            )
        )

    def wrong(self, key: str, expected: str, suggestion: str = "") -> None:
        """Keeps the fact that the value of `key` is not of its kind."""
        self.tell("PAGE-005", key, self.told[key], expected, suggestion)

    def text(self, key: str) -> str:
        """Text without surrounding white space, "" if it is not stated."""
        value = self.told.get(key, "")
        if isinstance(value, str):
            return value.strip()
        self.wrong(key, "text in quotes")
        return ""

    def paragraphs(self, key: str) -> tuple[str, ...]:
        """Paragraphs, given as a list or as one text."""
        value = self.told.get(key, [])
        if isinstance(value, str):
            value = [value]
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(item.strip() for item in value if item.strip())
        self.wrong(key, "text, or a list of paragraphs")
        return ()

    def words(self, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
        """Words given as a list or `;`-separated; those that are not allowed are left out."""
        value = self.told.get(key, [])
        if isinstance(value, str):
            value = values.items(value)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.wrong(key, f"a list of words out of {', '.join(allowed)}")
            return ()
        for item, near in nearest_words([item for item in value if item not in allowed], allowed).items():
            self.tell("PAGE-005", key, item, f"one of {', '.join(allowed)}", near)
        return tuple(item for item in value if item in allowed)

    def number(self, key: str, lowest: int, highest: int) -> int | None:
        """A whole number from `lowest` to `highest`, None if it is not stated."""
        value = self.told.get(key)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest:
            return value
        self.wrong(key, f"a whole number from {lowest} to {highest}")
        return None

    def truth(self, key: str) -> bool | None:
        """True or false, None if it is not stated."""
        value = self.told.get(key)
        if value is None or isinstance(value, bool):
            return value
        self.wrong(key, "true or false")
        return None

    def day_or_month(self, key: str) -> str:
        """A day as TOML's own date or as ISO text, or a month as `2026-04`; in ISO form, "" if it is not stated."""
        value = self.told.get(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat()
        if value is None or value == "":
            return ""
        if isinstance(value, str) and (is_month(value.strip()) or bool(values.dates([value]).notna()[0])):
            return value.strip()
        suggestion = meant_day(value) if isinstance(value, str) else ""
        self.wrong(key, "a day as YYYY-MM-DD, or a month as YYYY-MM", suggestion)
        return ""
