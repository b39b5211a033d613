"""The catalogue of rules that a register is checked against, as `rules.toml` words them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True)
class Rule:
    """A rule: `severity` is error, warning or note; `message` is the template that follows the place.

    An error rejects its row, unless it is about what was done and not about what is written: `rejects` is false then.
    `gap` is what a note says is not stated, in a word or two; "" for every other rule. `limit` is the number that the
    rule compares with, 0 for a rule without one. `certain`: what it suggests may be put in the
    place of a cell that can mean nothing else.
    """

    id: str
    severity: str
    title: str
    message: str
    remedy: str
    example: str
    rejects: bool = True
    certain: bool = False
    gap: str = ""
    limit: int = 0


def _read_rules() -> dict[str, Rule]:
    text = resources.files(__package__).joinpath("rules.toml").read_text(encoding="utf-8")
    return {name: Rule(id=name, **words) for name, words in tomllib.loads(text).items()}


RULES: Mapping[str, Rule] = _read_rules()
"""Rule id to rule, in the order of their ids."""

ERRORS = frozenset(rule.id for rule in RULES.values() if rule.severity == "error")
"""Ids of the rules whose findings are errors."""

REJECTING = frozenset(rule.id for rule in RULES.values() if rule.severity == "error" and rule.rejects)
"""Ids of the rules that reject a row."""

PUBLISHED = frozenset(
    {
        "REG-027",
        "REG-030",
        "REG-031",
        "REG-032",
        "REG-044",
        "REG-049",
        "REG-050",
        "REG-051",
        "REG-065",
        "REG-066",
    }
    | {"REG-067", "REG-068", "REG-069", "REG-070", "REG-071", "REG-072", "REG-092", "REG-110", "REG-111"}
    | {rule for rule in RULES if rule.startswith("PAGE-")}
)
"""Rules on what the public list says, promises in vain, or leaves out."""

GAPS = frozenset(rule.id for rule in RULES.values() if rule.gap)
"""Rules on what is not stated, of which most real lists break several: their findings are told in one line."""

CONSEQUENCES = frozenset({"REG-009"})
"""Errors of rows that are right in themselves: once the row is mended that they hang on, they are gone."""
