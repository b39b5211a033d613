"""Proposes what each column of an inventory becomes: by its heading, the shape of its cells, and its neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from vendor_review.intake.inventory.codes import ASK, DAY_FIRST, MONTH_FIRST, Trade, code_of, is_not_stated
from vendor_review.intake.inventory.targets import Target, target_of, targets_by_fact
from vendor_review.intake.inventory.vendor_table import JOINT, VendorTable, last_part
from vendor_review.intake.wording.days import dated, day_or_year, last_day
from vendor_review.intake.wording.documents import Named, aspect_of, document_named, documents_in
from vendor_review.intake.wording.headings import facts_of, own_facts
from vendor_review.intake.wording.links import is_web
from vendor_review.intake.wording.places import is_place
from vendor_review.intake.wording.tables import folded, turn

_UNKNOWN = 0.5
SURE_ENOUGH = 0.7
"""A proposal that is surer is drafted; the others wait for a person, and their cells stay as they are written."""
_MOST_LOOKED_AT = 200
"""Cells of a column that its shape is taken from."""
_NEARLY_ALL = 0.9
_DOCUMENT_FACTS = ("document_ends", "document_issued", "document_period")
_ASPECTS = dict(zip(_DOCUMENT_FACTS, ("valid_until", "issued_on", "period_end"), strict=True))
_LINKED = {"privacy": "privacy", "security": "security", "onward": "onward", "dpa": "dpa"}
#: Headings that name a vendor, and beside a surer one what is used of it.
_PRODUCT = 0.75
_OF_INCIDENTS = "kept as a column of your own; enter what is still open in the table incidents, with its day"


@dataclass(frozen=True)
class Proposal:
    """What a column becomes (None: a column of the person's own), how sure that is from 0 to 1, and why."""

    target: Target | None
    sure: float
    why: str


def is_inventory(table: VendorTable) -> bool:
    """Whether a table is a company's own inventory, and no list that somebody publishes.

    An owner, a criticality, a review date and the like are published by nobody; nor is a yes, or a day, under SOC 2 or
    DPA.
    """
    for column, heading in table.headings.items():
        facts = facts_of(last_part(heading), inventory=True)
        if any(fact in own_facts() and weight >= 0.9 for fact, weight in facts.items()):
            cells = table.cells(column)
            if facts.keys() & {"documents", "vendor_number", "document_ends", "document_issued"} or not cells:
                continue
            return True
        if document_named(heading) and _share(table.cells(column), _says_yes_or_day) >= 0.6:
            return True
    return False


def _says_yes_or_day(text: str) -> bool:
    target = target_of("evidence.kind (dpa)")
    assert target is not None
    found = code_of(target, text, Trade())
    return found.fits and not is_web(text)


def propose(table: VendorTable, trade: Trade) -> dict[int, Proposal]:
    """Column to its proposal, for every column that has a heading or cells."""
    offered: list[tuple[float, int, Proposal]] = []
    document: Named | None = None
    group = ""
    for column, heading in table.headings.items():
        cells = [text for text in table.cells(column) if not is_not_stated(text)][:_MOST_LOOKED_AT]
        if not heading and not table.cells(column):
            continue
        words = heading.rsplit(JOINT, 1)
        if len(words) > 1 and words[0] != group:
            group, document = words[0], document_named(words[0])
        elif len(words) == 1:
            group = ""
        own = (
            document_named(heading.replace(JOINT, " ")) or document_named(words[-1]) or _iso(words[-1], cells)
        )
        document = own or document
        for one in _offers(table, column, words[-1], cells, own, document, trade):
            fitted = _fitted(one, cells, trade, words[-1])
            offered.append((fitted.sure, -column, fitted))
    chosen: dict[int, Proposal] = {}
    taken: set[str] = set()
    for _, place, one in sorted(offered, key=lambda item: item[:2], reverse=True):
        name = str(one.target)
        if -place in chosen or (one.target and not one.target.repeats and name in taken):
            continue
        chosen[-place] = one
        taken.add(name)
    for column, heading in table.headings.items():
        if column not in chosen and (heading or table.cells(column)):
            chosen[column] = Proposal(
                None, _UNKNOWN, "no heading that is known here; kept as a column of your own"
            )
    return dict(sorted(chosen.items()))


def _offers(
    table: VendorTable,
    column: int,
    heading: str,
    cells: Sequence[str],
    own: Named | None,
    near: Named | None,
    trade: Trade,
) -> list[Proposal]:
    """What a column may become, the surest not always first; nothing where nothing tells."""
    if column == table.name:
        return [Proposal(Target("vendors", "name"), 1.0, f"heading {heading!r} names vendors")]
    said = f"heading {heading!r}"
    if own:
        return [_of_document(own, own.sure, heading, cells, said)]
    facts = facts_of(heading, inventory=True)
    found: list[Proposal] = []
    for fact, weight in facts.items():
        if fact in _ASPECTS:
            if near:
                name = f"{near.title}, the column before"
                made = _of_document(
                    near, min(0.9, near.sure), heading, cells, f"{said}, of {name}", _ASPECTS[fact]
                )
                found.append(made)
        elif fact == "name":
            found.append(
                Proposal(
                    Target("engagements", "product"), _PRODUCT * weight, f"{said}, beside the vendor's name"
                )
            )
        elif fact in _LINKED and _share(cells, is_web) >= 0.6:
            linked = Target("evidence", "location", _LINKED[fact])
            found.append(Proposal(linked, weight, f"{said}, over links"))
        elif fact == "section":
            others = (facts_of(last_part(words), inventory=True) for words in table.headings.values())
            has_purpose = any(said_by.get("purpose", 0) >= SURE_ENOUGH for said_by in others)
            if not has_purpose:
                found.append(
                    Proposal(Target("engagements", "purpose"), 0.7, f"{said}, and none that says the purpose")
                )
        elif fact in ("privacy", "security", "dpa", "onward"):
            continue
        elif fact == "ended" and _share(cells, lambda text: _is_to_come(text, trade)) > 0.5:
            why = f"{said}, over days that mostly are to come: the end of the contract"
            found.append(Proposal(targets_by_fact()["contract_end"], weight, why))
        elif fact == "place_unstated" and _is_office(table, heading):
            why = f"{said}, beside a column that says where the data is: that of the vendor's office"
            found.append(Proposal(targets_by_fact()["place_entity"], 0.9, why))
        elif target := targets_by_fact().get(fact):
            found.append(Proposal(target, weight, said))
        elif fact == "incidents" and weight >= SURE_ENOUGH:
            # A count, a year or a "none" is neither a day nor what happened, and an old incident is not an open one.
            found.append(Proposal(None, weight, f"{said}: {_OF_INCIDENTS}"))
        elif fact in own_facts() and weight >= 0.8:
            found.append(Proposal(None, weight, f"{said}: no column of the register holds it"))
    return found or _by_shape(cells, heading)


def _is_to_come(text: str, trade: Trade) -> bool:
    """Whether a cell is a day after that of import."""
    day = dated(text)
    return bool(day and day.plain and trade.as_of and last_day(day.plain) > trade.as_of)


def _iso(heading: str, cells: Sequence[str]) -> Named | None:
    """The certificate of a column headed just ISO; sure only where a cell says the number."""
    if not turn("iso_heading").fullmatch(folded(heading).rstrip("? :")):
        return None
    return Named("iso27001", "ISO 27001 certificate", 0.9 if any("27001" in text for text in cells) else 0.6)


def _is_office(table: VendorTable, heading: str) -> bool:
    """Whether a country is that of the vendor: another column says where the data is."""
    if not turn("country_heading").fullmatch(folded(heading).rstrip("? :")):
        return False
    others = (facts_of(last_part(words), inventory=True) for words in table.headings.values())
    return any(said.get("place_processing", 0) >= SURE_ENOUGH for said in others)


def _of_document(
    one: Named, sure: float, heading: str, cells: Sequence[str], said: str, aspect: str = ""
) -> Proposal:
    """A column about one document: whether it is there, one of its days, or where it lies."""
    doubt = (
        "its number is not written"
        if one.kind == "iso27001"
        else "its type is not written; taken as Type I, which counts less"
    )
    why = said if one.sure >= 0.9 else f"{said}: {doubt}"
    if _share(cells, is_web) >= 0.6:
        return Proposal(Target("evidence", "location", one.kind), sure, f"{why}, over links")
    if _names_several(cells):
        return Proposal(Target("evidence", "kind"), 1.0, f"{said}, over documents of several kinds")
    aspect = aspect or aspect_of(heading)
    # What names its document with its day is more than a day: `SOC 2 Type II, until 31.03.2027`.
    day_of = day_or_year if aspect else dated
    days = _share(cells, lambda text: day_of(text) is not None and not documents_in(text))
    if one.kind == "other":
        return Proposal(None, sure, f"{said}: {one.title} is no kind of document that answers controls here")
    if days >= 0.5 and not _share(cells, _says_yes) >= 0.3:
        column = aspect or "valid_until"
        told = why if aspect else f"{why}, over days: taken as the last one"
        return Proposal(Target("evidence", column, one.kind), sure if aspect else min(sure, 0.6), told)
    return Proposal(Target("evidence", "kind", one.kind), sure, why)


def _names_several(cells: Sequence[str]) -> bool:
    """Whether cells name documents of several kinds: then each says which it means, whatever the heading names."""
    kinds = [{one.kind.partition("_type")[0] for one in documents_in(text)} for text in cells]
    return len(set().union(*kinds)) > 1 and sum(map(bool, kinds)) >= len(cells) / 2


def _says_yes(text: str) -> bool:
    return day_or_year(text) is None and _says_yes_or_day(text)


def _by_shape(cells: Sequence[str], heading: str) -> list[Proposal]:
    """What a column of an unknown heading holds, where the shape of its cells tells."""
    said = f"heading {heading!r} is not known; its cells" if heading else "no heading; its cells"
    if not cells:
        return []
    if _share(cells, is_web) >= 0.8:
        return [Proposal(Target("vendors", "website"), 0.6, f"{said} are web addresses")]
    if _share(cells, lambda text: is_place(text, 0.6)) >= 0.8:
        return [Proposal(Target("places", "code", "unstated"), 0.75, f"{said} are places")]
    if _share(cells, lambda text: document_named(text) is not None) >= 0.6:
        return [Proposal(Target("evidence", "kind"), 0.75, f"{said} name documents")]
    return []


def _fitted(one: Proposal, cells: Sequence[str], trade: Trade, heading: str) -> Proposal:
    """A proposal, less sure the fewer of the cells can be read as it says."""
    if one.target is None or not cells:
        return one
    target = one.target
    fits = sum(code_of(target, text, trade, heading).fits for text in cells) / len(cells)
    if fits > 0.999:
        return one
    told = f"{one.why}; {max(1, round(100 * (1 - fits)))} % of its cells say nothing that is known"
    return replace(
        one, sure=one.sure if fits >= _NEARLY_ALL else round(one.sure * (0.4 + 0.6 * fits), 2), why=told
    )


def _share(cells: Sequence[str], test: object) -> float:
    assert callable(test)
    looked = cells[:_MOST_LOOKED_AT]
    return sum(bool(test(text)) for text in looked) / len(looked) if looked else 0.0


def day_order(cells: Sequence[str]) -> tuple[str, str]:
    """How a column writes its days, `day-first`, `month-first`, `ask` or "" where none could be two, and why."""
    doubtful = [text for text in cells if (one := dated(text)) and one.day_first and not one.plain]
    if not doubtful:
        return "", ""
    told = f"{len(doubtful)} cells could be two days, such as {doubtful[0]!r}"
    seen = orders_shown(cells)
    if len(seen) == 1:
        ((order, text),) = seen.items()
        return order, f"{told}; {text!r} can only be {order}"
    both = f", and {seen[DAY_FIRST]!r} beside {seen[MONTH_FIRST]!r} shows both ways" if seen else ""
    return ASK, f"{told}{both or ', and no cell decides it'}: write day-first or month-first"


def orders_shown(cells: Iterable[str]) -> Mapping[str, str]:
    """`day-first` and `month-first` to the first cell whose day can only be meant that way."""
    seen: dict[str, str] = {}
    for text in cells:
        one = dated(text)
        if one and one.day_first != one.month_first and one.plain:
            seen.setdefault(DAY_FIRST if one.day_first else MONTH_FIRST, text)
    return seen
