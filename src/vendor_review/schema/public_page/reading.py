"""Checks what `page.toml` says: a typed page, and the facts of what is wrong with it or left out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from vendor_review.schema.cells import values
from vendor_review.schema.cells.workdays import holiday_calendar_meant, is_holiday_calendar
from vendor_review.schema.findings.facts import facts
from vendor_review.schema.public_page.gaps import page_gaps
from vendor_review.schema.public_page.page import Page, Section
from vendor_review.schema.public_page.toml_values import TomlReader

CHANNELS = ("page", "email", "feed", "portal", "letter")
PROMISES = ("location", "role", "identity")
DAY_TYPES = ("calendar", "business")
_LONGEST_NOTICE = 3650
_TOP = (
    "organisation",
    "legal_name",
    "brand",
    "services",
    "address",
    "updated_on",
    "version",
    "introduction",
    "contact",
    "exclusions",
    "closing",
    "promises",
    "notice",
    "sections",
)
_NOTICE = ("days", "objection_days", "day_type", "holidays", "channel")
_SECTION = ("id", "title", "introduction", "order", "reaches_customer_data")


def read_page(told: Mapping[str, Any], as_of: date) -> tuple[Page, list[pd.DataFrame]]:
    """The page, without the values that are wrong, and facts; a page that is not there gives no facts."""
    if not told:
        return Page(), []
    top = TomlReader(told, "", _TOP)
    terms = told.get("notice", {})
    if not isinstance(terms, Mapping):
        top.wrong("notice", "a table, [notice]")
        terms = {}
    notice = TomlReader(terms, "notice.", _NOTICE)
    sections, section_facts = _read_sections(top)
    day_types = notice.words("day_type", DAY_TYPES)
    page = Page(
        organisation=top.text("organisation"),
        legal_name=top.text("legal_name"),
        brand=top.text("brand"),
        services=top.text("services"),
        address=_address(top),
        updated_on=top.day("updated_on"),
        version=top.text("version"),
        introduction=top.paragraphs("introduction"),
        sections=sections,
        notice_days=notice.number("days", 0, _LONGEST_NOTICE),
        objection_days=notice.number("objection_days", 0, _LONGEST_NOTICE),
        day_type=day_types[0] if day_types else "",
        holidays=_holiday_calendar(notice),
        channel="; ".join(notice.words("channel", CHANNELS)),
        contact=top.text("contact"),
        exclusions=top.paragraphs("exclusions"),
        closing=top.paragraphs("closing"),
        promises=top.words("promises", PROMISES),
    )
    return page, [*top.found, *notice.found, *section_facts, *page_gaps(page, told, as_of)]


def _address(top: TomlReader) -> str:
    address = top.text("address")
    if address and not values.is_link(address):
        wanted, meant = "an http:// or https:// address", values.link_suggestion(address)
        top.found.append(
            facts("PAGE-008", "page", "address", value=address, expected=wanted, suggestion=meant)
        )
        return ""
    return address


def _holiday_calendar(notice: TomlReader) -> str:
    code = notice.text("holidays")
    if code and not is_holiday_calendar(code):
        wanted = "a country code (ISO 3166-1), with a hyphen and the code of a part of it where that is meant"
        notice.tell("PAGE-017", "holidays", code, wanted, holiday_calendar_meant(code))
        return ""
    return code


def _read_sections(top: TomlReader) -> tuple[tuple[Section, ...], list[pd.DataFrame]]:
    told = top.told.get("sections", [])
    if not isinstance(told, list) or not all(isinstance(item, Mapping) for item in told):
        top.wrong("sections", "a list of tables, [[sections]]")
        return (), []
    sections: dict[str, Section] = {}
    found: list[pd.DataFrame] = []
    for number, item in enumerate(told, start=1):
        reader = TomlReader(item, f"sections[{number}].", _SECTION)
        name = reader.text("id")
        order = reader.number("order", 0, 1_000_000)
        section = Section(
            id=name,
            title=reader.text("title"),
            introduction=reader.paragraphs("introduction"),
            order=number if order is None else order,
            reaches_customer_data=reader.truth("reaches_customer_data"),
        )
        found += reader.found
        if name and name not in sections and values.is_id(name):
            sections[name] = section
        else:
            why = (
                "another section has it"
                if name in sections
                else "letters, digits, hyphens, underscores and dots"
            )
            found.append(facts("PAGE-007", "page", f"sections[{number}].id", value=name, expected=why))
    return tuple(sorted(sections.values(), key=lambda section: section.order)), found
