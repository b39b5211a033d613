"""When engagements ended that a sheet says are past: proposed, written into mapping.toml and read back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from vendor_review.intake.draft.draft import Draft
from vendor_review.intake.inventory.codes import Trade
from vendor_review.intake.inventory.mapping import CHANGED, CONFIRMED, PROPOSED, Ending, SourceMapping
from vendor_review.intake.inventory.written_mapping import is_day
from vendor_review.register.headings import shortened
from vendor_review.register.layout import TABLES

ENDED = "ended"
"""The table of mapping.toml that has a part for each of them."""
_SURE = 0.6
_STATES = (PROPOSED, CONFIRMED, CHANGED)
_KEYS = ("engagement", "vendor", "becomes", "state", "why", "proposed")


def with_endings(
    mapping: SourceMapping, earlier: Sequence[Ending], draft: Draft, trade: Trade, above: float | None
) -> SourceMapping:
    """The mapping with a day, or the question for one, for each engagement that is past and of which none is stated.

    A contract that ended before the day of import says when; what a person has said in `earlier` stays, and proposals
    that are at least as sure as `above` are confirmed.
    """
    vendors = {row["vendor_id"]: row for row in _rows(draft, "vendors")}
    before = {(one.engagement_id, one.vendor): one for one in earlier}
    found: list[Ending] = []
    for row in _rows(draft, "engagements"):
        if row.get("status") != "past" or row.get("ended_on"):
            continue
        vendor = vendors[row["vendor_id"]]
        day = vendor.get("contract_ends_on", "")
        has_ended = bool(day) and bool(trade.as_of) and day < trade.as_of
        made = Ending(
            row["engagement_id"],
            vendor["name"],
            day if has_ended else "",
            day if has_ended else "",
            _SURE if has_ended else 0.0,
            "its contract ended on that day" if has_ended else "the sheet does not say when",
        )
        if above is not None and has_ended and above <= _SURE:
            made = replace(made, state=CONFIRMED)
        said = before.get((made.engagement_id, made.vendor))
        if said and said.is_settled:
            state = CONFIRMED if said.becomes == made.proposed else CHANGED
            made = replace(made, becomes=said.becomes, state=state)
        found.append(made)
    return replace(mapping, endings=tuple(found))


def _rows(draft: Draft, table: str) -> Iterator[dict[str, str]]:
    """The rows of a table of the draft, by the names of its columns."""
    names = TABLES[table].names
    return (dict(zip(names, row, strict=False)) for row in draft.content.tables[table])


def ending_pairs(one: Ending) -> Mapping[str, Any]:
    """Keys and values of its part of mapping.toml."""
    return {
        "engagement": one.engagement_id, "vendor": one.vendor, "becomes": one.becomes, "state": one.state,
        "sure": one.sure, "why": one.why, "proposed": one.proposed,
    }  # fmt: skip


def read_endings(document: Mapping[str, Any], text: str, file: str, problems: list[str]) -> Iterator[Ending]:
    """The endings of the file; what is wrong with them goes to `problems`, with its line."""
    parts = document.get(ENDED, [])
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        problems.append(f"{file}: [[{ENDED}]] is not as import wrote it; write one part for each engagement.")
        return
    begins = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == f"[[{ENDED}]]"]
    for number, part in enumerate(parts):
        where = f"{file} line {begins[number]}" if len(begins) == len(parts) else f"{file} [[{ENDED}]]"
        said = {key: part.get(key, "") for key in _KEYS}
        if wrong := [key for key, value in said.items() if not isinstance(value, str)]:
            problems.append(f"{where}: {wrong[0]} is no text; write it in quotes.")
            continue
        day = said["becomes"].strip()
        named = f"{where} ({shortened(said['vendor'])}, when it ended)"
        if day and not is_day(day):
            problems.append(f"{named}: becomes {shortened(day)}, which is no day; write it as 2027-03-31.")
        if said["state"] not in ("", *_STATES):
            problems.append(
                f"{named}: state is {shortened(said['state'])}; one of {', '.join(_STATES)} is right."
            )
        sure = part.get("sure", 0.0)
        yield Ending(
            said["engagement"], said["vendor"], day, said["proposed"],
            float(sure) if isinstance(sure, int | float) and 0 <= sure <= 1 else 0.0,
            said["why"], said["state"] or PROPOSED,
        )  # fmt: skip


def open_endings(endings: Sequence[Ending], lines: Sequence[str], most: int) -> Iterator[str]:
    """What is asked of the engagements that are past, in a sentence for each kind; `lines` says where each is."""
    asked = [(one, line) for one, line in zip(endings, lines, strict=True) if not one.is_settled]
    for has_day in (True, False):
        some = [(one, line) for one, line in asked if bool(one.becomes) is has_day]
        if not some:
            continue
        listed = ", ".join(
            f"{one.vendor} ({f'{one.becomes}, ' if has_day else ''}{line})" for one, line in some[:most]
        )
        more = f" and {len(some) - most} more" if len(some) > most else ""
        if has_day:
            yield (
                f"are these past since that day: {listed}{more}? Their contract ended then; write "
                'state = "confirmed" if so, or the last day behind becomes. Until then they count as in use'
            )
        else:
            yield (
                f"when did these end, which are past: {listed}{more}? Write the last day, such as 2026-03-31, "
                "behind becomes. Until then they count as in use"
            )
