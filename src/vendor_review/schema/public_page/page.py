"""What `page.toml` says about the public page, typed; an empty value means not stated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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
class Page:
    """The public page as `page.toml` describes it.

    `introduction`, `exclusions` and `closing` are tuples of paragraphs; `promises` is drawn from `location`,
    `role` and `identity`; `sections` are in their order on the page. Durations are in days of `day_type`
    (`calendar` or `business`, "" not stated); `holidays` is the calendar of business days, "" for one of Saturdays
    and Sundays alone; `channel` says how notice of a change is given, `;`-separated.
    """

    organisation: str = ""
    legal_name: str = ""
    brand: str = ""
    services: str = ""
    address: str = ""
    updated_on: date | None = None
    version: str = ""
    introduction: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    notice_days: int | None = None
    objection_days: int | None = None
    day_type: str = ""
    holidays: str = ""
    channel: str = ""
    contact: str = ""
    exclusions: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
