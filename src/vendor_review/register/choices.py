"""What may be written in columns whose words a policy fixes: ids with what they mean, for a workbook to offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """A word that may be written, and what it stands for; `gate` is only for controls."""

    id: str
    name: str
    meaning: str = ""
    gate: bool = False


Choices = Mapping[str, Sequence[Choice]]
"""Kind of column (`control`, `category`, `place`) to what may be written there; a register knows none by itself."""

NO_CHOICES: Choices = {}
