"""What a column of an inventory may become: a column of the register, and of which place, document or control."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from vendor_review.intake.wording.tables import rows
from vendor_review.register.layout import SHORTHANDS, TABLES

OWN_TABLES = ("engagements", "vendors")
"""Tables in which a column of the person's own may be kept: a row of a sheet is a row of each of them."""
_FORM = re.compile(r"(?P<table>[a-z_]+)\.(?P<column>\w+)(?: \((?P<of>[\w*-]+)\))?")
_OWN_NAME = re.compile(r"x_[a-z0-9_]+")
_SCHEMES = ("duns", "company-number", "vat")
_DAYS = ("issued_on", "period_end", "valid_until")
_LAST_DAYS = ("valid_until", "period_end", "contract_ends_on", "ended_on")
KINDS = TABLES["evidence"].column("kind").values
LINKS = ("privacy", "security", "onward", "terms")
_READ = {
    "text": "as it is written",
    "list": "as it is written, several separated by ;",
    "url": "a web address",
    "link": "a web address, or the link behind the cell",
    "date": "a day or a month; 03/04/2026 asks for day-first or month-first",
    "days": "a number of days, such as 90 or 30 days",
    "lei": "20 letters and digits",
    "place": "countries, towns and regions, several in a cell, to codes such as IE; US",
    "category": "everyday words for data, to categories of the policy; counts once confirmed",
    "path": "words such as read only or stored there, to a level or a range; counts once confirmed",
    "answer": "yes, partial, no and words for them; counts once confirmed",
    "document": "documents with their days, such as SOC 2 Type II until 31.03.2027; counts once confirmed",
    "mechanism": "words such as SCC or DPF, to the register's",
}
#: Table to the columns of it that a cell may become just so.
_PLAIN = {
    "vendors": [name for name in TABLES["vendors"].names if name != "vendor_id"],
    "engagements": [
        name
        for name in TABLES["engagements"].names
        if name not in ("engagement_id", "vendor_id", "section", "public", "data_shared")
    ],
    "reviews_done": ["reviewed_on", "reviewer", "outcome"],
}


@dataclass(frozen=True)
class Target:
    """A column of a table; `of` is the kind of place, document, data or identifier, or the control."""

    table: str
    column: str
    of: str = ""

    def __str__(self) -> str:
        return f"{self.table}.{self.column}" + (f" ({self.of})" if self.of else "")

    @property
    def is_own(self) -> bool:
        """Whether it is a column of the person's own."""
        return self.column.startswith("x_")

    @property
    def kind(self) -> str:
        """What its cells are: text, list, url, date, enum, path, place, category, document, answer or link."""
        if self.is_own:
            return "text"
        if (self.table, self.column) == ("evidence", "kind"):
            return "answer" if self.of else "document"
        if (self.table, self.column) == ("access_controls", "answer"):
            return "answer"
        described = TABLES[self.table].column(self.column)
        mechanisms = self.column == "transfer_mechanism"
        return "mechanism" if mechanisms else described.kind

    @property
    def is_end(self) -> bool:
        """Whether its days are last ones, so that a month in it is meant with its last day."""
        return self.column in _LAST_DAYS

    @property
    def is_coded(self) -> bool:
        """Whether what is written becomes one of several words, which the mapping lists."""
        return self.kind in ("enum", "path", "place", "category", "document", "answer", "mechanism")

    @property
    def moves_scores(self) -> bool:
        """Whether what it holds can make a vendor look safer, and so counts only once a person has confirmed it."""
        return self.table in ("data_shared", "access_controls", "evidence") or self.column == "access_path"

    @property
    def repeats(self) -> bool:
        """Whether several columns may become it."""
        several = self.table in ("places", "access_controls", "evidence", "data_shared") or self.is_own
        return several or self.column in ("notes", "contact", "aliases", "identifiers")


def target_of(text: str) -> Target | None:
    """The target that `becomes` of a mapping names; None if there is none of that name."""
    form = _FORM.fullmatch(text.strip())
    if form is None:
        return None
    target = Target(form["table"], form["column"], form["of"] or "")
    if target.is_own:
        return (
            target
            if target.table in OWN_TABLES and not target.of and _OWN_NAME.fullmatch(target.column)
            else None
        )
    return target if str(target) in offered() or _is_open(target) else None


def _is_open(target: Target) -> bool:
    """Answers are about any control or group, which the policy knows by name."""
    return (target.table, target.column) == ("access_controls", "answer") and bool(
        re.fullmatch(r"VR-[A-Z]\d{1,2}", target.of) or target.of in SHORTHANDS
    )


@cache
def offered() -> tuple[str, ...]:
    """Every target but answers of all controls and columns of the person's own."""
    documents = [f"evidence.{column} ({kind})" for kind in KINDS for column in ("kind", *_DAYS, "location")]
    return (
        *(f"{table}.{name}" for table, names in _PLAIN.items() for name in names),
        *(f"vendors.identifiers ({scheme})" for scheme in _SCHEMES),
        *(f"places.code ({kind})" for kind in TABLES["places"].column("kind").values),
        *(f"data_shared.category ({of})" for of in ("types", "class")),
        "evidence.kind",
        *(f"evidence.location ({of})" for of in LINKS),
        *documents,
        *sorted({row["becomes"] for row in rows("targets") if row["becomes"].startswith("access_controls")}),
    )


def described_targets(controls: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Each target, what it means, and how its cells are read; KIND is any kind of document, which the last line lists.

    `controls` is id to name of those of the policy.
    """
    for name in offered():
        target = target_of(name)
        assert target is not None, name
        meaning = TABLES[target.table].column(target.column).meaning
        if target.table == "access_controls" or (target.of in KINDS and target.of != KINDS[0]):
            continue
        if target.of in KINDS:
            yield f"{target.table}.{target.column} (KIND)", meaning, _READ[target.kind]
        else:
            yield name, f"{_MEANT.get(target.of, '')}{meaning}", _READ.get(target.kind, _words(target))
    for control, name in controls.items():
        yield f"access_controls.answer ({control})", f"{name}.", _READ["answer"]
    for table in OWN_TABLES:
        yield f"{table}.x_name", "A column of your own, kept and never judged.", _READ["text"]
    yield "KIND", "A kind of document.", ", ".join(KINDS)


#: What the words in brackets say, before the meaning of the column.
_MEANT = {
    "processing": "Where the data is. ",
    "entity": "Where the vendor's office is. ",
    "unstated": "Where, and the sheet does not say what. ",
    "types": "The data itself, such as names or bank details. ",
    "class": "A class or a yes, such as Confidential or PII: Yes. ",
    "privacy": "Its privacy notice. ",
    "security": "Its security page. ",
    "onward": "Its list of subprocessors. ",
    "terms": "Its terms. ",
    "duns": "Its D-U-N-S number. ",
    "company-number": "Its number in a register of companies. ",
    "vat": "Its VAT number. ",
}


def _words(target: Target) -> str:
    return f"words for {', '.join(TABLES[target.table].column(target.column).values)}"


@cache
def targets_by_fact() -> Mapping[str, Target]:
    """Fact of a heading to what it becomes; a fact without target stays a column of the person's own."""
    found: dict[str, Target] = {}
    for row in rows("targets"):
        target = target_of(row["becomes"])
        assert target is not None, row["becomes"]
        found[row["fact"]] = target
    return found
