"""Which column of a table states which fact: by its heading, else by the shape of its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vendor_review.intake.blocks.block import Table, Text
from vendor_review.intake.wording.headings import facts_of
from vendor_review.intake.wording.names import has_legal_form, is_generic, is_known, is_name
from vendor_review.intake.wording.places import is_place

# Of these a row may have several; of the others the surest column counts, and the rest become notes.
_SEVERAL = frozenset(
    (
        "notes",
        "website",
        "privacy",
        "security",
        "dpa",
        "onward",
        "place_processing",
        "place_entity",
        "place_unstated",
    )
)
_HEADER_ROWS = 3
_SURE = 0.8


@dataclass(frozen=True)
class Columns:
    """The fact of each column ("" for none), its heading, how sure its name is, and the first row of the body."""

    facts: tuple[str, ...]
    headings: tuple[str, ...]
    name_weight: float
    first: int

    @property
    def known(self) -> int:
        """How many columns state a fact that is neither a note nor a number."""
        return sum(fact not in ("", "notes", "number") for fact in self.facts)

    def column(self, fact: str) -> int | None:
        """The first column of a fact."""
        return self.facts.index(fact) if fact in self.facts else None


def columns_of(table: Table) -> Columns:
    """The columns of a table; without any fact where nothing tells."""
    best: tuple[float, int] = (0.0, -1)
    for number, row in enumerate(table.rows[:_HEADER_ROWS]):
        if number >= table.headers and any(
            has_legal_form(cell.words) or is_place(cell.words, 0.8) for cell in row
        ):
            continue  # a vendor: `Hosting` is a heading, and says what somebody does as well
        said = [max(facts_of(cell.words).values(), default=0.0) for cell in row]
        if len({cell.words for cell in row}) > 1 and sum(weight > 0 for weight in said) >= min(2, len(row)):
            best = max(best, (round(sum(said), 3), -number))
    has_header = best[0] > 0
    first = 1 - best[1] if has_header else table.headers
    headings = table.rows[-best[1]] if has_header else (table.rows[0] if table.headers else ())
    wide = len(table.rows[0])
    words = tuple(" ".join(cell.words.split()) for cell in headings) or ("",) * wide
    if 1 < table.headers <= _HEADER_ROWS and len(table.rows) > table.headers:
        first = table.headers
        words = tuple(_grouped([row[column].words for row in table.rows[:first]]) for column in range(wide))
    body = table.rows[first:]
    offered: list[tuple[float, int, str]] = []
    for column in range(wide):
        cells = [row[column] for row in body if row[column]]
        by_heading = facts_of(words[column])
        offers = by_heading or _by_shape(cells, column)
        if has_header and column == 0 and not words[0] and _are_names(cells):
            offers = {**offers, "name": max(0.45, offers.get("name", 0))}
        for fact, weight in offers.items():
            offered.append((weight, -column, fact))
    facts = [""] * wide
    taken: dict[str, float] = {}
    for weight, column, fact in sorted(offered, reverse=True):
        if not facts[-column] and (fact not in taken or fact in _SEVERAL):
            facts[-column] = fact
            taken.setdefault(fact, weight)
    if "purpose" not in taken and "section" in taken:
        facts[facts.index("section")] = "purpose"
    for column in range(wide):
        if not facts[column] and words[column]:
            facts[column] = "notes"
    return Columns(tuple(facts), words, taken.get("name", 0.0), first)


def _grouped(above: Sequence[str]) -> str:
    """The heading of a column below headings of groups: `Headquarters` below `Location` is headquarters location."""
    told = list(dict.fromkeys(" ".join(words.split()) for words in above if words.strip()))
    if len(told) < 2:
        return told[0] if told else ""
    joined = f"{told[-1]} {told[-2]}"
    return joined if max(facts_of(joined).values(), default=0.0) >= _SURE else told[-1]


def _by_shape(cells: Sequence[Text], column: int) -> dict[str, float]:
    """What a column without a known heading seems to hold."""
    if not cells:
        return {}
    count = len(cells)
    if sum(is_place(cell.words) for cell in cells) >= 0.6 * count:
        return {"place_unstated": 0.7}
    if (
        sum(len(cell.links) == 1 and len(cell.links[0][0]) > 0.8 * len(cell.words) for cell in cells)
        >= 0.8 * count
    ):
        return {"website": 0.5, "name": 0.3 if _telling(cells) else 0.1}
    if sum(is_name(cell.words) for cell in cells) >= 0.7 * count and _telling(cells):
        return {"name": 0.6 if column <= 1 else 0.3}
    if sum(len(cell.words.split()) >= 2 for cell in cells) >= 0.5 * count:
        return {"purpose": 0.3}
    return {}


def _are_names(cells: Sequence[Text]) -> bool:
    """Whether all cells may be names, as of a first column that has no heading."""
    return bool(cells) and all(is_name(cell.words) and not is_generic(cell.words) for cell in cells)


def _telling(cells: Sequence[Text]) -> bool:
    return sum(is_known(cell.words) or has_legal_form(cell.words) for cell in cells) >= 0.4 * len(cells)
