"""What the public page leaves out, promises too little of, or words badly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from vendor_review.schema.cells.spellings import spellings
from vendor_review.schema.findings.facts import facts
from vendor_review.schema.public_page.page import Page

_OLD_TLS = re.compile(r"\bSSL\b|\bSecure Sockets? Layer\b", re.IGNORECASE)
_TLS = re.compile(r"\bTLS\b|\bTransport Layer Security\b", re.IGNORECASE)


def page_gaps(page: Page, told: Mapping[str, Any], as_of: date) -> list[pd.DataFrame]:
    """Facts of what a page that is there, `told` as parsed, does not say or says badly."""
    return [*_not_said(page, told), *_out_of_step(page, as_of), *_wording(page)]


def _not_said(page: Page, told: Mapping[str, Any]) -> list[pd.DataFrame]:
    terms = told.get("notice")
    terms = terms if isinstance(terms, Mapping) else {}
    stated = {
        "PAGE-001": ("updated_on", page.updated_on is not None or told.get("updated_on")),
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
        day, today = page.updated_on.isoformat(), as_of.isoformat()
        found.append(facts("PAGE-009", "page", "updated_on", value=day, expected=today))
    if page.channel == "page":
        found.append(facts("PAGE-004", "page", "notice.channel", value=page.channel))
    if page.holidays and page.day_type != "business":
        found.append(facts("PAGE-018", "page", "notice.holidays", value=page.holidays))
    notice, objection = page.notice_days, page.objection_days
    if notice is not None and objection is not None and objection > notice:
        found.append(
            facts("PAGE-013", "page", "notice.objection_days", value=str(objection), expected=str(notice))
        )
    return found


def _wording(page: Page) -> list[pd.DataFrame]:
    wordings = {"introduction": page.introduction, "exclusions": page.exclusions, "closing": page.closing}
    for section in page.sections:
        wordings[f"sections.{section.id}"] = (section.title, *section.introduction)
    found: list[pd.DataFrame] = []
    for key, paragraphs in wordings.items():
        text = " ".join(paragraphs)
        found += [
            facts("PAGE-002", "page", key, value=spelling, expected=page.brand, suggestion=page.brand)
            for spelling in spellings(text, page.brand)
        ]
        old = _OLD_TLS.search(text)
        if old and not _TLS.search(text):
            found.append(facts("PAGE-011", "page", key, value=old[0]))
    return found
