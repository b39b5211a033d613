"""Reads `page.toml` as a typed page: facts of what is wrong with it, left out, promised too little, or worded badly."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from vendor_review.schema.cells import values
from vendor_review.schema.cells.names import spellings
from vendor_review.schema.cells.workdays import holiday_calendar_meant, is_holiday_calendar
from vendor_review.schema.findings.facts import facts
from vendor_review.schema.public_page.page import Page, Section
from vendor_review.schema.public_page.public_words import COLUMNS
from vendor_review.schema.public_page.toml_values import TomlReader

_MAIL_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_OLD_TLS = re.compile(r"\bSSL\b|\bSecure Sockets? Layer\b", re.IGNORECASE)
_TLS = re.compile(r"\bTLS\b|\bTransport Layer Security\b", re.IGNORECASE)


def page_gaps(page: Page, told: Mapping[str, Any], as_of: date) -> list[pd.DataFrame]:
    """Facts of what a page that is there, `told` as parsed, does not say or says badly."""
    return [*_not_said(page, told), *_out_of_step(page, as_of), *_wording(page)]


def _not_said(page: Page, told: Mapping[str, Any]) -> list[pd.DataFrame]:
    terms = told.get("notice")
    terms = terms if isinstance(terms, Mapping) else {}
    stated = {
        "PAGE-001": ("updated_on", page.updated or told.get("updated_on")),
        "PAGE-003": ("notice.days", "days" in terms),
        "PAGE-010": ("address", told.get("address")),
        "PAGE-014": ("notice.objection_days", "objection_days" in terms),
        "PAGE-015": ("contact", told.get("contact")),
        "PAGE-016": ("legal_name", told.get("legal_name")),
    }
    return [facts(rule, "page", key) for rule, (key, is_stated) in stated.items() if not is_stated]


def _out_of_step(page: Page, as_of: date) -> list[pd.DataFrame]:
    found: list[pd.DataFrame] = []
    if page.updated_on is not None and page.updated_on > as_of:
        today = as_of.isoformat()
        found.append(facts("PAGE-009", "page", "updated_on", value=page.updated, expected=today))
    if page.channel == "page":
        found.append(facts("PAGE-004", "page", "notice.channel", value=page.channel))
    if page.holidays and page.day_type != "business":
        found.append(facts("PAGE-018", "page", "notice.holidays", value=page.holidays))
    notice, objection = page.notice_days, page.objection_days
    if notice is not None and objection is not None and objection > notice:
        found.append(
            facts("PAGE-013", "page", "notice.objection_days", value=str(objection), expected=str(notice))
        )
    hidden = [_COLUMN_OF[promise] for promise in page.promises if page.columns]
    found += [
        facts("PAGE-019", "page", "columns", value=column) for column in hidden if column not in page.columns
    ]
    return found


def _wording(page: Page) -> list[pd.DataFrame]:
    wordings = {"introduction": page.introduction, "exclusions": page.exclusions, "closing": page.closing}
    for section in page.sections:
        wordings[f"sections.{section.id}"] = (section.title, *section.introduction)
    return worded_badly(wordings, page.brand, "page")


def worded_badly(wordings: Mapping[str, Sequence[str]], brand: str, table: str) -> list[pd.DataFrame]:
    """Facts of what a page words badly: `wordings` by key, the `brand` as it is to be spelt, and what the page is."""
    found: list[pd.DataFrame] = []
    for key, paragraphs in wordings.items():
        text = " ".join(paragraphs)
        found += [
            facts("PAGE-002", table, key, value=spelling, expected=brand, suggestion=brand)
            for spelling in spellings(text, brand)
        ]
        old = _OLD_TLS.search(text)
        if old and not _TLS.search(text):
            found.append(facts("PAGE-011", table, key, value=old[0]))
    return found


CHANNELS = ("page", "email", "feed", "portal", "letter")
_COLUMN_OF = {"location": "location", "role": "role", "identity": "legal_entity"}
PROMISES = tuple(_COLUMN_OF)
DAY_TYPES = ("calendar", "business")
_LONGEST_NOTICE = 3650
_TOP = (
    "organisation",
    "register_id",
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
    "columns",
    "notice",
    "sections",
)
_NOTICE = ("days", "objection_days", "day_type", "holidays", "channel", "subscribe")
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
        address=page_address(top),
        updated=top.day_or_month("updated_on"),
        version=top.text("version"),
        introduction=top.paragraphs("introduction"),
        sections=sections,
        notice_days=notice.number("days", 0, _LONGEST_NOTICE),
        objection_days=notice.number("objection_days", 0, _LONGEST_NOTICE),
        day_type=day_types[0] if day_types else "",
        holidays=_holiday_calendar(notice),
        channel="; ".join(notice.words("channel", CHANNELS)),
        subscribe=_subscribe(notice),
        contact=top.text("contact"),
        exclusions=top.paragraphs("exclusions"),
        closing=top.paragraphs("closing"),
        promises=top.words("promises", PROMISES),
        columns=top.words("columns", COLUMNS),
    )
    return page, [*top.found, *notice.found, *section_facts, *page_gaps(page, told, as_of)]


def unwritable_words(told: Any, key: str = "", table: str = "page") -> list[pd.DataFrame]:
    """Facts of the texts of a page, as parsed, that hold characters which no page, drawing or record can hold."""
    if isinstance(told, str):
        found = values.breaking(told)
        meant = values.visible(told)
        return [facts("REG-104", table, key, value=told, suggestion=meant, detail=found)] if found else []
    if isinstance(told, Mapping):
        inner = [(f"{key}.{name}".lstrip("."), value) for name, value in told.items()]
    elif isinstance(told, list):
        inner = [
            (f"{key}[{number}]" if isinstance(value, Mapping) else key, value)
            for number, value in enumerate(told, start=1)
        ]
    else:
        return []
    return [fact for name, value in inner for fact in unwritable_words(value, name, table)]


def page_address(top: TomlReader) -> str:
    """Where a page is found, "" unless it is a link; keeps the fact of what is wrong with it."""
    address = top.text("address")
    whole = values.whole_link(address)
    if whole != address:
        top.found.append(facts("REG-106", top.table, "address", value=address, suggestion=whole))
    elif address and not values.is_link(address):
        wanted = "an http:// or https:// address"
        top.found.append(facts("PAGE-008", top.table, "address", value=address, expected=wanted))
        return ""
    return whole


def _subscribe(notice: TomlReader) -> str:
    address = notice.text("subscribe")
    whole = values.whole_link(address)
    if whole != address:
        notice.found.append(facts("REG-106", "page", "notice.subscribe", value=address, suggestion=whole))
    elif address and not values.is_link(address) and not _MAIL_ADDRESS.fullmatch(address):
        notice.wrong("subscribe", "an e-mail address, or a web address of http or https")
        return ""
    return whole


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
