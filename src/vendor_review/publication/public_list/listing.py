"""The public list as data: every field that customers may see, and no other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from vendor_review.changes.public_lists.entry import SCHEMA


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
    announced
        True if it does not handle customers' data yet.
    """

    name: str
    legal_entity: str | None
    role: str | None
    location: tuple[Place, ...]
    purpose: str | None
    data_shared: str | None
    url: str | None
    security: tuple[str, ...]
    privacy: tuple[str, ...]
    transfer_basis: tuple[str, ...]
    since: date | None
    announced: bool

    def as_dict(self) -> dict[str, Any]:
        """The entry as it stands in `PublicList.as_dict`."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain


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

    Business days leave out the public holidays of the calendar `holidays` (`DE-BE`); None: of none.
    """

    days: int | None
    objection_days: int | None
    day_type: str | None
    channels: tuple[str, ...]
    holidays: str | None = None


@dataclass(frozen=True)
class PublicList:
    """The whole page as data; its date is the one that the page states, never that of a review."""

    organisation: str | None
    legal_name: str | None
    brand: str | None
    services: str | None
    address: str | None
    updated_on: date | None
    version: str | None
    introduction: tuple[str, ...]
    sections: tuple[ListSection, ...]
    exclusions: tuple[str, ...]
    notice: NoticeTerms
    contact: str | None
    closing: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Lists, mappings, text, numbers and ISO dates, in a fixed order: what JSON and templates get."""
        plain: dict[str, Any] = _plain(asdict(self))
        return {"schema": SCHEMA, **plain}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(part) for part in value]
    return value
