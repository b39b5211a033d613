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
    content_lines,
    one_line,
    owner_name,
    page_address,
)
from vendor_review.report.pages.html import render
from vendor_review.schema.public_page.labels import ENGLISH, Labels, labels

MAIL = "notice.eml"
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
#: Accepted in place of recipients by every mail program: RFC 5322, a group without members.
_NOBODY_YET = "undisclosed-recipients:;"


def mail(
    listing: Mapping[str, Any], announced: Sequence[AnnouncedChange], words: Labels | None = None
) -> bytes:
    """A draft (`X-Unsent`) in plain text and HTML; the same changes give the same bytes.

    It has no date and no message id: the program that sends it adds both. It is from the page's contact if that is
    an address.

    Parameters
    ----------
    listing
        The public list as plain data.
    announced
        The changes that this review tells; those that need notice come first.
    words
        The labels of the letter's language; English if left out.
    """
    words = words or labels()
    facts = _facts(listing, announced, words)
    message = EmailMessage(policy=SMTP)
    contact = listing["contact"] or ""
    if _ADDRESS.fullmatch(contact):
        message["From"] = contact
    message["To"] = _NOBODY_YET
    message["Subject"] = facts["title"]
    message["X-Unsent"] = "1"
    text, page = (render(f"notice.{form}.j2", language=words.language, **facts) for form in ("txt", "html"))
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    # Quoted-printable text never holds the two signs that it begins with.
    message.set_boundary(f"=_{hashlib.sha256(page.encode()).hexdigest()[:32]}")
    if words.spoken != ENGLISH:
        message["Content-Language"] = words.spoken
    # A subject that is folded right behind its name begins with a space in some mail programs.
    return message.as_bytes(policy=SMTP.clone(max_line_length=200) if facts["title"].isascii() else SMTP)


def _facts(listing: Mapping[str, Any], announced: Sequence[AnnouncedChange], words: Labels) -> dict[str, Any]:
    def of_kind(*kinds: str, needs_notice: bool) -> list[AnnouncedChange]:
        return [item for item in announced if item["kind"] in kinds and item["needs_notice"] is needs_notice]

    parts = {
        "new": of_kind("addition", needs_notice=True),
        "changed": of_kind("change", needs_notice=True),
        "no_longer_used": of_kind("removal", needs_notice=False),
        "for_information": of_kind("addition", "change", "withdrawal", needs_notice=False),
    }
    letter = words["letter"]
    owner, contact = owner_name(listing), one_line(listing["contact"] or "")
    days = sorted({item["objection_until"] for item in announced if item["objection_until"]})
    opening = "opening" if any(item["kind"] != "removal" for item in announced) else "opening_removals"
    return {
        "title": _subject(owner, len(announced), days, words),
        "greeting": letter["greeting"],
        "opening": letter[opening].format(owner=owner or letter["no_owner"]),
        "objecting": _objecting(days, contact, words)
        if any(item["needs_notice"] for item in announced)
        else "",
        "parts": [
            (letter["headings"][part], _by_vendor(items, words, several_days=len(days) > 1))
            for part, items in parts.items()
            if items
        ],
        "address": page_address(listing),
        "owner": owner or letter["nobody"],
    }


def _subject(owner: str, count: int, days: Sequence[str], words: Labels) -> str:
    told, letter = words.counted("changes", count), words["letter"]
    subject: str = letter["subject" if owner else "subject_without_owner"].format(owner=owner, count=told)
    if len(days) != 1:
        return subject
    until: str = letter["subject_until"].format(subject=subject, day=words.long_day(days[0]))
    return until


def _objecting(days: Sequence[str], contact: str, words: Labels) -> str:
    """Until when customers can object, and how."""
    letter = words["letter"]
    when = [letter["object_until"].format(day=words.long_day(days[0]))] if len(days) == 1 else []
    when = [letter["object_by_item"]] if len(days) > 1 else when
    return " ".join(
        [*when, letter["object_contact"].format(contact=contact) if contact else letter["object_contract"]]
    )


def _by_vendor(
    items: Sequence[AnnouncedChange], words: Labels, *, several_days: bool
) -> list[dict[str, Any]]:
    """Each vendor once: `name`, and its `changes` with title ("" for all of a new vendor), lines and days in words."""
    vendors: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for item in items:
        vendors.setdefault((item["name"], item["section"]), []).append(
            {
                "title": _title(item, words),
                "lines": content_lines(item, words),
                "days": _days(item, words, several_days=several_days),
            }
        )
    return [
        {"name": name, "section": section, "changes": changes} for (name, section), changes in vendors.items()
    ]


def _title(item: AnnouncedChange, words: Labels) -> str:
    """What of a vendor changes, or is new beside what is listed; "" for the whole of it."""
    letter = words["letter"]
    what = str(words["fields"][item["field"]]) if item["field"] else ""
    if item["kind"] == "addition" and item["after"]:
        listed: str = letter["listed_already"].format(what=item["after"])
        return listed
    if item["kind"] != "withdrawal":
        return what
    said: str = letter["withdrawn"]["change" if what else "addition"]
    return said.format(what=words.within(what))


def _days(item: AnnouncedChange, words: Labels, *, several_days: bool) -> str:
    """From when a change holds and, where the letter has several such days, until when customers can object."""
    letter, ends, until = words["letter"]["days"], item["notice_ends_on"], item["objection_until"]
    if not item["needs_notice"]:
        return ""
    said = []
    if item["effective_on"]:
        said.append(letter["from_day"].format(day=words.long_day(item["effective_on"])))
    elif ends:
        said.append(letter["not_before"].format(day=words.long_day(ends)))
    if until and several_days:
        said.append(letter["until"].format(day=words.long_day(until)))
    return " ".join(said)
