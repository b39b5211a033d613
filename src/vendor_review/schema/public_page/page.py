"""What `page.toml` says about the public page, typed; an empty value means not stated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from vendor_review.schema.cells.days import first_day_of, last_day_of


@dataclass(frozen=True)
class Section:
    """A part of the public page under which vendors are listed.

    `introduction` is a tuple of paragraphs. `reaches_customer_data` is False where the section says that its
    vendors have no direct access to customers' data, and None where it says nothing.
    """

    id: str
    title: str = ""
    introduction: tuple[str, ...] = ()
    order: int = 0
    reaches_customer_data: bool | None = None


@dataclass(frozen=True)
class PageWording:
    """What `page.<language>.toml` says in its language, and no facts; an empty value is not translated.

    `sections` have an id, a title and an introduction. `texts` are texts of the register, without idle white space, and
    what they are in the language. `address` is where customers find the page in this language.
    """

    language: str
    address: str = ""
    services: str = ""
    introduction: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    exclusions: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """The public page as `page.toml` describes it.

    `introduction`, `exclusions` and `closing` are tuples of paragraphs; `promises` is drawn from `location`,
    `role` and `identity`; `sections` are in their order on the page. Durations are in days of `day_type`
    (`calendar` or `business`, "" not stated); `holidays` is the calendar of business days, "" for one of Saturdays
    and Sundays alone; `channel` says how notice of a change is given, `;`-separated, and `subscribe` where customers
    ask for it. `columns` are the fields that the list shows, empty for all; `wordings`, the page in other languages.
    `updated_on` is the day of the page, or the first one of its month where `updated` is a month (`2026-04`);
    `updated_by` is the last day that it may be.
    """

    organisation: str = ""
    legal_name: str = ""
    brand: str = ""
    services: str = ""
    address: str = ""
    updated: str = ""
    version: str = ""
    introduction: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    notice_days: int | None = None
    objection_days: int | None = None
    day_type: str = ""
    holidays: str = ""
    channel: str = ""
    subscribe: str = ""
    contact: str = ""
    exclusions: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    wordings: tuple[PageWording, ...] = ()

    @property
    def updated_on(self) -> date | None:
        """The first day that the page may be of."""
        return first_day_of(self.updated)

    @property
    def updated_by(self) -> date | None:
        """The last day that the page may be of."""
        return last_day_of(self.updated)
