"""The notice as a mail that waits to be sent: a person reads it, adds the recipients, and sends it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from vendor_review.publication.notices.announced_change import (
    AnnouncedChange,
    change_lines,
    change_title,
    list_title,
    one_line,
    owner_name,
    page_address,
)
from vendor_review.report.pages.html import counted, render

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
    parts = [
        ("Changes of which you have notice", [item for item in announced if item["needs_notice"]]),
        ("Also changed, for your information", [item for item in announced if not item["needs_notice"]]),
    ]
    noticed, contact = parts[0][1], one_line(listing["contact"] or "")
    days = sorted({item["objection_until"] for item in noticed} - {None})
    until = f" until {days[0]}" if len(days) == 1 else ""
    title = f"{list_title(listing)}: {counted(len(noticed), 'change')}"
    return {
        "title": f"{title}, objections{until}" if until else title,
        "opening": f"This is notice of {counted(len(noticed), 'change')} to the list of companies that process "
        f"customers' data for {owner_name(listing) or 'us'}.",
        "parts": [
            (heading, [{"title": change_title(item), "lines": change_lines(item)} for item in items])
            for heading, items in parts
            if items
        ],
        "objecting": f"You may object{until}"
        + (", by the day that stands with each change" if len(days) > 1 else "")
        + (f". Write to: {contact}" if contact else ", by the way that your contract names."),
        "address": page_address(listing),
    }
