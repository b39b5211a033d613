"""What changed in a register, in words: like changes of a vendor in one line, material ones first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vendor_review.changes.registers.comparison import CHANGED, ROW_ADDED, ROW_REMOVED, Comparison
from vendor_review.register.layout import ALL, SHORTHANDS
from vendor_review.report.pages.html import NOT_STATED
from vendor_review.report.words.wording import ANSWER_WORDS, place_text, some
from vendor_review.schema.cells.values import items
from vendor_review.schema.public_page import public_words

#: Tables of which a vendor has one row, or whose rows need no name beside what changed in them.
_UNNAMED = ("vendors",)
#: What a vendor is engaged for, where, and with which data.
_ENGAGED = ("engagements", "places", "data_shared")
#: Columns and tables that read better in other words than their own.
_WORDS = {
    "vendor_id": "vendor",
    "legal_entity": "legal entity",
    "data_shared": "published data",
    "access_path": "access path",
    "transfer_mechanism": "transfer basis",
    "customer_region": "customer region",
    "engaged_on": "engaged on",
    "effective_on": "in effect from",
    "ended_on": "ended on",
    "evidence_id": "evidence",
    "assessed_on": "assessed on",
    "code": "code of the place",
    "entity_country": "country of the company",
    "parent_group": "group",
    "as_written": "place as written",
    "public": "on the public list",
    "public_as": "link on the public list",
    "issued_on": "issued on",
    "period_end": "end of the period",
    "valid_until": "valid until",
    "in_scope": "covers our service",
}
_ROW_WORDS = {
    "vendors": "vendor",
    "engagements": "engagement",
    "places": "location",
    "data_shared": "data",
    "access_controls": "answer on",
    "evidence": "document",
    "onward": "onward vendor",
    "decisions": "decision",
    "reviews_done": "review held on",
    "incidents": "incident",
    "requests": "request",
}
#: How a vendor has data of a category, as its custody says.
CUSTODY_WORDS = {"disclosed": "visible to staff", "held": "stored", "ciphertext": "stored encrypted"}
_VALUES: Mapping[str, Mapping[str, str]] = {
    "role": public_words.ROLES,
    "transfer_mechanism": public_words.BASES,
    "answer": ANSWER_WORDS,
}
#: Columns whose items come and go one by one.
_GATHERED = {"aliases": "other name"}
_NAMED, _NAMED_CONTROLS = 4, 2
#: The subject of a row on a control that states no answer.
_ASKED = "question"
#: Tables that scores are made from, and cells of other tables that are.
_SCORED = ("data_shared", "access_controls", "evidence")
_SCORED_CELLS = ("access_path", "status", "effective_on", "ended_on", "vendor_id")


def change_lines(
    changed: Comparison, labels: Mapping[str, str], former: Mapping[str, str], *, quiet: bool
) -> dict[str, list[dict[str, Any]]]:
    """Vendor id to its lines, those that are material first: words, material, subject, scored (a score rests on it).

    Parameters
    ----------
    labels
        Data category or control to the policy's words for it.
    former
        Id of a vendor to its name in the earlier state.
    quiet
        Whether the lines are wanted that say nothing of the vendor itself (wording, logs), or the others. Of a vendor
        that came, only what it is engaged for is told; of one that was merged into another, nothing.
    """
    rows = changed.rows[changed.rows["quiet"] == quiet]
    fates = changed.vendors["fate"]
    come, gone = (
        changed.vendors.loc[fates == "added", "vendor_id"],
        changed.vendors.loc[fates == "merged", "former_id"],
    )
    # Of a vendor that came everything is new; what it is engaged for says most.
    is_detail = rows["vendor_id"].isin(come) & ~rows["table"].isin(_ENGAGED)
    rows = rows[~(is_detail | rows["vendor_id"].isin(gone))]
    # What was asked about is not listed with what was answered.
    keys = ["vendor_id", "table", "what", "column", "subject"]
    lines: dict[str, list[dict[str, Any]]] = {}
    cells = rows.assign(
        was=rows["before"].where(rows["what"].eq(CHANGED), ""),
        now=rows["after"].where(rows["what"].eq(CHANGED), ""),
    )
    for key, own in cells.groupby([*keys, "was", "now"], sort=False):
        vendor_id, table, what, column, subject, was, now = map(str, key)
        names = [_named(table, str(name), vendor_id, labels) for name in own["row"]]
        line = {
            "words": _line(
                table, what, column, former.get(was, was) if column == "vendor_id" else was, now, names
            )
            if subject != _ASKED
            else f"{'no longer ' if what == ROW_REMOVED else ''}asked about: {some(names, most=_NAMED_CONTROLS)}",
            "material": bool(own["material"].iloc[0]),
            "subject": subject,
            "scored": table in _SCORED or column in _SCORED_CELLS,
        }
        lines.setdefault(vendor_id, []).append(line)
    return {vendor_id: sorted(own, key=lambda line: not line["material"]) for vendor_id, own in lines.items()}


def _line(table: str, what: str, column: str, was: str, now: str, names: list[str]) -> str:
    listed = some(names, most=_NAMED_CONTROLS if table == "access_controls" else _NAMED)
    if what != CHANGED:
        return f"{'new' if what == ROW_ADDED else 'removed'} {_ROW_WORDS[table]}: {listed}"
    if table in ("engagements", "evidence") and column == "vendor_id":
        # The line is among those of the vendor that has it now.
        return f"{_ROW_WORDS[table]} taken over from {was}: {listed}"
    if column in _GATHERED and (came_and_went := _items_moved(_GATHERED[column], items(was), items(now))):
        return came_and_went
    told = _WORDS.get(column, column.replace("_", " "))
    where = "" if table in _UNNAMED else f" ({listed})"
    return f"{told}{where}: {_value(column, was)} → {_value(column, now)}"


def _items_moved(noun: str, before: Sequence[str], after: Sequence[str]) -> str:
    """What came to a cell of several items, and what went; "" where only their order differs."""
    came = [one for one in after if one not in before]
    went = [one for one in before if one not in after]
    return "; ".join(
        f"{word} {noun}: {some(names)}" for word, names in (("new", came), ("removed", went)) if names
    )


def _value(column: str, cell: str) -> str:
    """A cell in the words of the page, where the register has words of its own."""
    known = _VALUES.get(column, {})
    return "; ".join(known.get(item, item) for item in items(cell)) or NOT_STATED


def _named(table: str, name: str, vendor_id: str, labels: Mapping[str, str]) -> str:
    """The name of a row beside its vendor: without the engagement's id, with a category's label."""
    if table == "access_controls" and (word := name.partition(" ")[0]) in SHORTHANDS:
        return "all controls" if word == ALL else f"all controls of {word}"
    if table == "access_controls":
        return labels.get(word, name)
    if table not in ("places", "data_shared"):
        return name.removeprefix(f"{vendor_id}-") if table == "evidence" else name
    parts = name.split(" ")[1:]
    beside = public_words.PLACE_KINDS if table == "places" else CUSTODY_WORDS
    told = [
        place_text(part, "", "") if table == "places" else labels.get(part, part)
        for part in parts
        if part not in beside
    ]
    kinds = [beside[part] for part in parts if part in beside]
    if table == "data_shared" and "none" in parts:
        return f"none {kinds[0] if kinds else ''}".rstrip()
    return f"{' '.join(told)} ({kinds[0]})" if kinds and told else " ".join(told or kinds)
