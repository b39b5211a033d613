"""The public list as data: every field that customers may see, and no other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from vendor_review.changes.public_lists.entry import CHOSEN, SCHEMA
from vendor_review.schema.public_page import public_words


@dataclass(frozen=True)
class Place:
    """Where an engagement takes place. `text` is the whole of it in words; `kind` is that of the register."""

    kind: str | None
    code: str | None
    as_written: str | None
    condition: str | None
    text: str


@dataclass(frozen=True)
class Entry:
    """One subprocessor under one section; None and empty tuples are not stated.

    Attributes
    ----------
    role, transfer_basis
        Values of the register's vocabulary.
    url, security, privacy
        Addresses of http or https; anything else in the register is left out.
    since
        First day on which it handles customers' data, else the day it was engaged.
    trains_on_data, retention, ai_models
        Whether it trains models on the data (`yes`, `no`, `opt_out`: unless we object), how long it keeps the data, and
        the models behind it; a list has them only if its page chooses them.
    optional, condition
        Whether only customers who choose it are concerned, and for which customers or features it is used.
    announced
        True if it does not handle customers' data yet.
    """

    name: str
    legal_entity: str | None
    address: str | None
    role: str | None
    location: tuple[Place, ...]
    product: str | None
    purpose: str | None
    data_shared: str | None
    customer_region: str | None
    optional: bool
    condition: str | None
    url: str | None
    security: tuple[str, ...]
    privacy: tuple[str, ...]
    transfer_basis: tuple[str, ...]
    since: date | None
    announced: bool
    footnote: str | None
    trains_on_data: str | None = None
    retention: str | None = None
    ai_models: str | None = None

    def as_dict(self, columns: Collection[str] = ()) -> dict[str, Any]:
        """The entry as it stands in `PublicList.as_dict`; `columns` are those of the list."""
        return {
            name: _plain(value) for name, value in vars(self).items() if name not in CHOSEN or name in columns
        }


def entry_of(plain: Mapping[str, Any]) -> Entry:
    """An entry from plain data, as `Entry.as_dict` gives it; what else is there is left out."""
    values: dict[str, Any] = {}
    for known in fields(Entry):
        value = plain.get(known.name) if known.name in CHOSEN else plain[known.name]
        values[known.name] = tuple(value) if isinstance(value, list) else value
    values["location"] = tuple(Place(**place) for place in plain["location"])
    values["since"] = date.fromisoformat(plain["since"]) if plain["since"] else None
    return Entry(**values)


@dataclass(frozen=True)
class ListSection:
    """A section of the page; `id` and `title` are None for vendors that the register puts in no section."""

    id: str | None
    title: str | None
    introduction: tuple[str, ...]
    vendors: tuple[Entry, ...]


@dataclass(frozen=True)
class NoticeTerms:
    """How customers learn of a change. Durations are in days of `day_type`: `calendar`, `business`, None.

    Business days leave out the public holidays of the calendar `holidays` (`DE-BE`); None: of none. `subscribe` is
    where customers ask to be told: a web or e-mail address.
    """

    days: int | None
    objection_days: int | None
    day_type: str | None
    channels: tuple[str, ...]
    holidays: str | None = None
    subscribe: str | None = None


@dataclass(frozen=True)
class PublicChange:
    """A change of the list, as the list itself tells it; days are ISO text, None is not stated.

    `kind` is addition, removal, change or withdrawal (of what was announced); `field` is what changes, None for the
    whole entry; `effective_on` the day from which it holds; `anchor` the entry of the page that it is about, if any.
    """

    kind: str
    name: str
    former_name: str | None
    section: str
    field: str | None
    before: str | None
    after: str | None
    announced_on: str
    effective_on: str | None
    objection_until: str | None
    anchor: str | None = None


@dataclass(frozen=True)
class PublicList:
    """The whole page as data.

    Attributes
    ----------
    updated_on
        The day, or the month as `2026-04`, that the page states, or the day of the newest change if that is later.
    columns
        The fields that the page shows, in its order, beside name, section, and what is optional or announced.
    announced, log
        Changes whose day is to come, the first one first, and those that hold already, the newest first.
    """

    organisation: str | None
    legal_name: str | None
    brand: str | None
    services: str | None
    address: str | None
    updated_on: str | None
    version: str | None
    introduction: tuple[str, ...]
    sections: tuple[ListSection, ...]
    exclusions: tuple[str, ...]
    notice: NoticeTerms
    contact: str | None
    closing: tuple[str, ...]
    columns: tuple[str, ...] = public_words.USUAL
    announced: tuple[PublicChange, ...] = ()
    log: tuple[PublicChange, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Lists, mappings, text, numbers and ISO dates, in a fixed order: what JSON and templates get."""
        plain = {name: _plain(value) for name, value in vars(replace(self, sections=())).items()}
        plain["sections"] = [
            {
                **_plain(replace(section, vendors=())),
                "vendors": [entry.as_dict(self.columns) for entry in section.vendors],
            }
            for section in self.sections
        ]
        return {"schema": SCHEMA, **plain}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    return {name: _plain(part) for name, part in vars(value).items()}
