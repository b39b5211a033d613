"""Documents that a row of an inventory speaks of, put together from several columns: is it there, until when, where."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from vendor_review.intake.readings.row import Fact

DOCUMENT = re.compile(
    r"(?P<kind>[a-z0-9_]+)(?:: (?P<title>[^;]*?))?(?P<days>(?: (?:until|of) \d{4}-\d{2}-\d{2})*)"
)
"""What a mapping says of a document: its kind (of another kind its title), or yes or no, and its days."""
_DAY = re.compile(r"(until|of) (\d{4}-\d{2}-\d{2})")
_COLUMNS = {"until": "valid_until", "of": "issued_on"}
_TITLES = {"dpa": "Data processing agreement", "scc": "Standard contractual clauses"}


@dataclass
class Held:
    """A document of a vendor: what is said of it, and where.

    `said` is yes, no or "" while only a day or a link speaks for it; `is_denied` that it stands for one that is not
    there. `facts` is what each column came from, `alike` what else says the same, by column, and `left` what says
    otherwise and does not count. `confirmed` says of each column that speaks of it
    whether a person has confirmed that; a link alone does not say that the document is held.
    """

    kind: str
    title: str = ""
    said: str = ""
    confirmed: list[bool] = field(default_factory=list)
    in_scope: str = ""
    cells: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    alike: list[tuple[str, Fact]] = field(default_factory=list)
    left: list[Fact] = field(default_factory=list)
    is_denied: bool = False

    @property
    def is_settled(self) -> bool:
        """Whether a person has confirmed all that says that it is there."""
        return bool(self.confirmed) and all(self.confirmed)

    @property
    def is_there(self) -> bool:
        """Whether there is one: it is said, or a day or a link of it is, and nothing denies it."""
        return self.said == "yes" or (self.said == "" and bool(self.cells))

    def state(self, column: str, fact: Fact) -> None:
        """Takes in a fact of a column beside those that say the same."""
        if column in self.facts:
            self.alike.append((column, fact))
        else:
            self.facts[column] = fact

    @property
    def all_facts(self) -> list[Fact]:
        """Everything that speaks of it."""
        return [*self.facts.values(), *(fact for _, fact in self.alike), *self.left]

    def deny(self) -> None:
        """Makes a contract that a person confirms not to be there one that does not cover the service.

        Without one, nobody would know of it, and the contract would count as unknown in place of missing.
        """
        if self.kind in _TITLES and self.said == "no" and self.is_settled and not self.cells:
            self.said, self.in_scope, self.is_denied = "yes", "no", True
            self.title = f"No {_TITLES[self.kind][0].lower()}{_TITLES[self.kind][1:]}"


@dataclass
class HeldDocuments:
    """The documents of one row, by kind and title."""

    found: dict[tuple[str, str], Held] = field(default_factory=dict)

    def of(self, kind: str, title: str = "") -> Held:
        """The document of a kind, made if need be."""
        return self.found.setdefault((kind, title), Held(kind, title or _TITLES.get(kind, "")))

    def answer(self, kind: str, code: str, fact: Fact) -> Held:
        """Takes in what a yes or no says of a document: `yes until 2027-03-01`."""
        held = self.of(kind)
        said = code.partition(" ")[0]
        if held.said not in ("", said):
            # A no counts, whatever stands beside it.
            held.left.append(held.facts.pop("kind", fact) if said == "no" else fact)
        if held.said in ("", said) or said == "no":
            held.said = said
            held.state("kind", fact)
        self._days(held, code, fact)
        return held

    def listed(self, code: str, fact: Fact) -> list[Held]:
        """Takes in the documents that a cell lists: `soc2_type2 until 2027-03-01; other: ISO 9001 certificate`."""
        made: list[Held] = []
        for item in code.split(";"):
            part = DOCUMENT.fullmatch(item.strip())
            if part is None or part["kind"] == "no":
                continue
            held = self.of(part["kind"], (part["title"] or "").strip())
            held.said = held.said or "yes"
            held.state("kind", fact)
            self._days(held, part["days"], fact)
            made.append(held)
        return made

    def _days(self, held: Held, words: str, fact: Fact) -> None:
        for word, day in _DAY.findall(words):
            self.put(held, _COLUMNS[word], day, fact)

    def put(self, held: Held, column: str, value: str, fact: Fact) -> None:
        """Takes in a day or the place of a document; the earlier of two days counts."""
        before = held.cells.get(column, "")
        if before in ("", value):
            held.state(column, fact)
        elif column != "location" and before < value:
            held.left.append(fact)
            return
        else:
            held.left.append(held.facts[column])
            held.facts[column] = fact
        held.cells[column] = value
