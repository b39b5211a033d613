"""What customers see of each entry on a day: changes that they may still object to wait for theirs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from vendor_review.changes.public_lists.entry import Entry
from vendor_review.changes.public_lists.list_changes import (
    LIMITS,
    NOTICED,
    ListChange,
    list_changes,
    renamed_keys,
)
from vendor_review.changes.public_lists.notice_days import Announcement, deadlines
from vendor_review.publication.notices.announcement import (
    AnnouncedChange,
    announced_change,
    change_title,
    distinct,
    is_to_come,
    one_line,
    withdrawal,
)
from vendor_review.schema.public_page import public_words


@dataclass(frozen=True)
class ListHistory:
    """The list on a day, with what was told of it.

    Attributes
    ----------
    entries
        Key to entry as customers see it: of changes that are announced, the value before.
    told
        Every change that was ever told, earliest first, each with its state on the day.
    new
        How many of them, at the end, this day tells.
    changes, announcements
        What the register says otherwise than the list before, and which of it is announced now, with its days.
    too_early
        A sentence for each change that takes effect before its notice ends.
    """

    entries: dict[str, Entry]
    told: tuple[AnnouncedChange, ...]
    new: int
    changes: tuple[ListChange, ...]
    announcements: tuple[Announcement, ...]
    too_early: tuple[str, ...]


def list_history(
    before: Mapping[str, Entry] | None,
    after: Mapping[str, Entry],
    told: Sequence[AnnouncedChange],
    listing: Mapping[str, Any],
    *,
    as_of: date,
    former_columns: Collection[str] | None = None,
    baseline_on: date | None = None,
    announced: Mapping[str, date] | None = None,
    moved_data: Collection[str] = (),
    other_vendor: Collection[str] = (),
) -> ListHistory:
    """Carries the history of a list on by a day.

    A change of what is in use that needs notice is announced, and shows once its day has come; one that the register
    takes back before is withdrawn. What needs no notice shows at once. The first list announces what is planned.

    Parameters
    ----------
    before
        Key to entry as customers saw it last; None if they never saw a list.
    after
        Key to entry as the register has it.
    told
        Every change that was told up to then.
    listing
        The page as plain data: whose it is, its address and its notice terms.
    former_columns
        The columns of the list that customers saw last. A column that comes or goes is no change of a vendor.
    as_of, baseline_on, announced, moved_data, other_vendor
        As `list_changes` and `deadlines` take them.
    """
    former = _first_list(after) if before is None else before
    shown = {*listing["columns"]} & {*(listing["columns"] if former_columns is None else former_columns)}
    # What customers were told of an entry stays with it under another key, else its notice would be forgotten.
    renamed = {
        old: new for new, old in renamed_keys(_as_shown(former, shown), _as_shown(after, shown)).items()
    }
    former = {renamed.get(key, key): entry for key, entry in former.items()}
    told = [{**item, "key": renamed.get(item["key"], item["key"])} for item in told]
    waiting = {(item["key"], item["field"]): item for item in told if item["state"] == "announced"}
    taken_over = {
        key
        for (key, field), item in waiting.items()
        if field == "vendor"
        and key in former
        and one_line(public_words.company_words(former[key])) == item["before"]
    }
    changes = list_changes(
        _as_shown(former, shown),
        _as_shown(after, shown),
        moved_data=moved_data if before is not None and "data_shared" in shown else (),
        other_vendor={*other_vendor, *taken_over} if before is not None else (),
    )
    kept: set[tuple[str, str | None]] = set()
    fresh = []
    for change in changes:
        prior = waiting.get((change.key, change.field)) if change.kind == "change" else None
        if prior is None or _words(change) != (prior["before"], prior["after"]):
            fresh.append(change)
        else:
            kept.add((change.key, change.field))
    announcements = deadlines(
        fresh,
        listing["notice"],
        after,
        as_of=as_of,
        before=former,
        baseline_on=baseline_on,
        announced=announced,
    )
    beginning = {
        item["key"]
        for item in told
        if (item["kind"], item["state"]) == ("addition", "announced")
        and not after.get(item["key"], {"announced": True})["announced"]
    }
    history = [_carried_on(item, kept, after, as_of, beginning) for item in told]
    new = _newly_told(fresh, announcements, former, after, told, history, listing, as_of)
    history = [_replaced(item, new) for item in history]
    return ListHistory(
        entries=_entries(former, after, [*history, *new], before is not None),
        told=(*history, *new),
        new=len(new),
        changes=changes,
        announcements=announcements,
        too_early=tuple(
            _too_early_words(item)
            for item in distinct([*history, *new])
            if _is_too_early(item, after.get(item["key"]), as_of)
        ),
    )


def _first_list(after: Mapping[str, Entry]) -> dict[str, Entry]:
    return {key: entry for key, entry in after.items() if not entry["announced"]}


def _as_shown(entries: Mapping[str, Entry], shown: Collection[str]) -> dict[str, Entry]:
    """Entries without what one of the two lists does not show."""
    hidden = {*public_words.COLUMNS}.difference(shown)
    return {
        key: {field: value for field, value in entry.items() if field not in hidden}
        for key, entry in entries.items()
    }


def _words(change: ListChange) -> tuple[str | None, str | None]:
    before, after = (None if text is None else one_line(text) for text in (change.before, change.after))
    return before, after


def _carried_on(
    item: AnnouncedChange,
    kept: Collection[tuple[str, str | None]],
    after: Mapping[str, Entry],
    as_of: date,
    beginning: Collection[str],
) -> AnnouncedChange:
    """A change that was told before, in its state of this day; `beginning` are keys of what was only planned before."""
    if item["state"] != "announced":
        return item
    entry = after.get(item["key"])
    if entry is None or not ((item["key"], item["field"]) in kept or _says_so(entry, item)):
        return {**item, "state": "withdrawn"}
    if item["kind"] == "addition":
        item = {**item, "effective_on": entry["since"]}
    elif item["effective_on"] is None or item["key"] in beginning:
        # What changed while a vendor was planned holds from its first day, which is too early while notice runs.
        since, ends = entry["since"], item["notice_ends_on"] or ""
        if ends <= as_of.isoformat() and not entry["announced"]:
            since = max(since or as_of.isoformat(), ends)
        item = {**item, "effective_on": since}
    return item if is_to_come(item, entry, as_of) else {**item, "state": "in force"}


def _says_so(entry: Entry, item: AnnouncedChange) -> bool:
    """Whether the register still says what was announced."""
    field = item["field"]
    if field is None:
        return True
    words = (
        public_words.company_words(entry)
        if field == "vendor"
        else public_words.field_words(field, entry.get(field))
    )
    return (None if words is None else one_line(words)) == item["after"]


def _newly_told(
    fresh: Sequence[ListChange],
    announcements: Sequence[Announcement],
    former: Mapping[str, Entry],
    after: Mapping[str, Entry],
    told: Sequence[AnnouncedChange],
    history: Sequence[AnnouncedChange],
    listing: Mapping[str, Any],
    as_of: date,
) -> list[AnnouncedChange]:
    days = {id(found.change): found for found in announcements}
    new: list[AnnouncedChange] = []
    again = {(change.key, change.field) for change in fresh if change.kind != "removal"}
    # What else is another with another company is told with that.
    taken_over = {item["key"] for item in told if item["field"] == "vendor" and item["state"] == "announced"}
    taken_over |= {change.key for change in fresh if change.field == "vendor"}
    for before, now in zip(told, history, strict=True):
        is_gone = now["state"] == "withdrawn" != before["state"]
        is_news = now["field"] is None or now["key"] in after
        if is_gone and is_news and (now["key"], now["field"]) not in again:
            new.append(withdrawal(now, listing=listing, earlier=told, as_of=as_of))
    for change in fresh:
        entry = after.get(change.key)
        told_with_it = change.key in taken_over and not (
            change.kind != "change" or change.needs_notice or change.field in NOTICED | LIMITS
        )
        if change.editorial or told_with_it or _is_told_otherwise(change, former, entry):
            continue
        new.append(
            announced_change(change, days.get(id(change)), entry, listing=listing, earlier=told, as_of=as_of)
        )
    return new


def _is_told_otherwise(change: ListChange, former: Mapping[str, Entry], entry: Entry | None) -> bool:
    """A first day is told with what begins on it; what was only announced and is gone is told as withdrawn."""
    if change.kind == "removal":
        return bool(former[change.key]["announced"])
    if change.field == "since":
        return entry is None or not (entry["announced"] and former[change.key]["announced"])
    return change.field == "announced"


def _replaced(item: AnnouncedChange, new: Sequence[AnnouncedChange]) -> AnnouncedChange:
    """An announced change gives way to another one of the same field."""
    if item["state"] != "announced" or item["field"] is None:
        return item
    fields = {(other["key"], other["field"]) for other in new if other["kind"] == "change"}
    return {**item, "state": "withdrawn"} if (item["key"], item["field"]) in fields else item


def _entries(
    former: Mapping[str, Entry],
    after: Mapping[str, Entry],
    told: Sequence[AnnouncedChange],
    compared: bool,
) -> dict[str, Entry]:
    """What customers see of each entry."""
    entries = {key: dict(entry) for key, entry in after.items()}
    if not compared:
        return entries
    for item in told:
        key, field = item["key"], item["field"]
        old = former.get(key)
        waits = item["state"] == "announced" and field is not None and key in after
        if not waits or old is None or (old["announced"] and after[key]["announced"]):
            continue
        # What began on a day that is past began then, also where one of its changes waits.
        since = after[key]["since"] if old["announced"] else old.get("since")
        if field == "vendor":
            held = {name: value for name, value in old.items() if name not in NOTICED | LIMITS}
            entries[key] |= held | {"announced": False, "since": since}
            continue
        entries[key] |= {str(field): old[str(field)], "announced": False, "since": since}
    return entries


def _too_early_words(item: AnnouncedChange) -> str:
    day = f"takes effect on {item['effective_on']}" if item["effective_on"] else "is in use"
    ends = item["notice_ends_on"]
    return (
        f"{change_title(item)}: {day}, before its notice ends on {ends}. Plan it for that day or later "
        "(effective_on), or state the day on which customers got notice (engaged_on)"
    )


def _is_too_early(item: AnnouncedChange, entry: Entry | None, as_of: date) -> bool:
    """Whether notice still runs for what takes effect before its end."""
    ends = item["notice_ends_on"]
    if entry is None or item["state"] == "withdrawn" or ends is None or ends <= as_of.isoformat():
        return False
    if item["effective_on"] is None:
        return not entry["announced"]
    return item["effective_on"] < ends
