"""The notice as a mail that waits to be sent: a person reads it, adds the recipients, and sends it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from vendor_review.publication.notices.announcement import (
    AnnouncedChange,
    change_lines,
    change_title,
    list_title,
    one_line,
    owner_name,
    page_address,
)
from vendor_review.report.pages.html import counted, long_day, render

MAIL = "notice.eml"
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
#: Accepted in place of recipients by every mail program: RFC 5322, a group without members.
_NOBODY_YET = "undisclosed-recipients:;"


def mail(listing: Mapping[str, Any], announced: Sequence[AnnouncedChange]) -> bytes:
    """A draft (`X-Unsent`) in plain text and HTML; the same changes give the same bytes.

    It has no date and no message id: the program that sends it adds both. It is from the page's contact if that is
    an address.

    Parameters
    ----------
    listing
        The public list as plain data.
    announced
        The changes that this review tells; those that need notice come first.
    """
    facts = _facts(listing, announced)
    message = EmailMessage(policy=SMTP)
    contact = listing["contact"] or ""
    if _ADDRESS.fullmatch(contact):
        message["From"] = contact
    message["To"] = _NOBODY_YET
    message["Subject"] = facts["title"]
    message["X-Unsent"] = "1"
    text, page = render("notice.txt.j2", **facts), render("notice.html.j2", **facts)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    # Quoted-printable text never holds the two signs that it begins with.
    message.set_boundary(f"=_{hashlib.sha256(page.encode()).hexdigest()[:32]}")
    return message.as_bytes()


def _facts(listing: Mapping[str, Any], announced: Sequence[AnnouncedChange]) -> dict[str, Any]:
    def of_kind(*kinds: str, needs_notice: bool) -> list[AnnouncedChange]:
        return [item for item in announced if item["kind"] in kinds and item["needs_notice"] is needs_notice]

    parts = [
        ("New", of_kind("addition", needs_notice=True)),
        ("Changed", of_kind("change", needs_notice=True)),
        ("No longer used", of_kind("removal", needs_notice=False)),
        ("Also changed, for your information", of_kind("change", "withdrawal", needs_notice=False)),
    ]
    noticed = [item for item in announced if item["needs_notice"]]
    owner, contact = owner_name(listing), one_line(listing["contact"] or "")
    days = sorted({item["objection_until"] for item in noticed if item["objection_until"]})
    until = f" until {long_day(days[0])}" if len(days) == 1 else ""
    title = f"{list_title(listing)}: {counted(len(distinct_matters(announced)), 'change')}"
    return {
        "title": f"{title}, objections{until}" if until else title,
        "opening": f"the subprocessors of {owner or 'our services'} change. "
        "Subprocessors are the companies that process customers' data for us.",
        "parts": [
            (heading, [{"title": change_title(item), "lines": change_lines(item)} for item in items])
            for heading, items in parts
            if items
        ],
        "objecting": _objecting(until, contact, several=len(days) > 1) if noticed else "",
        "address": page_address(listing),
        "owner": owner,
    }


def distinct_matters(announced: Sequence[AnnouncedChange]) -> list[AnnouncedChange]:
    """The changes that the subject counts: those with notice, and removals."""
    return [item for item in announced if item["needs_notice"] or item["kind"] == "removal"]


def _objecting(until: str, contact: str, *, several: bool) -> str:
    when = until or (" until the day that stands with each change" if several else "")
    how = f" Write to: {contact}" if contact else " Your contract says how."
    return f"You can object{when}.{how}"
