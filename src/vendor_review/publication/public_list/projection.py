"""The list of subprocessors that customers may see: a projection of the register by allow-list.

Each public value is copied by name into a field of `listing`. Nothing takes a whole row, so that a column which
is added to the register stays private until someone adds a field.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from vendor_review.publication.public_list.listing import Entry, ListSection, NoticeTerms, Place, PublicList
from vendor_review.report.words.place_words import place_text

if TYPE_CHECKING:
    import pandas as pd

    from vendor_review.schema import CheckedRegister
    from vendor_review.schema.public_page.page import Page

#: Engagement id to what is listed of it.
Entries = dict[str, Entry]


def public_list(checked: CheckedRegister, as_of: date) -> PublicList:
    """What customers may see of the register on `as_of`.

    An engagement is listed if it is public and either active, optional or announced. A planned one is
    announced from its `engaged_on` day on; without that date, if its `effective_on` is stated. Sections come
    in the page's order, then those that only engagements name, then vendors without section; within a
    section, the register's order counts.

    Whether the list may go out is another question: ask `withheld_reasons` first.
    """
    return _page(checked.page, [section for section, _ in _sections(checked, as_of)])


def public_entries(checked: CheckedRegister, as_of: date) -> dict[str, dict[str, Any]]:
    """The same entries by engagement id, in the list's order: plain data, each with the title of its `section`.

    An id is no customer's business: it tells entries of two lists apart, and reaches no public file.
    """
    return {
        engagement_id: {**entry.as_dict(), "section": section.title}
        for section, entries in _sections(checked, as_of)
        for engagement_id, entry in entries.items()
    }


def _sections(checked: CheckedRegister, as_of: date) -> list[tuple[ListSection, Entries]]:
    """The sections of the list, each with its entries by the engagements behind them."""
    vendors = {
        row.vendor_id: row
        for row in checked.tables["vendors"][["vendor_id", "name", "legal_entity", "website"]].itertuples()
    }
    places, links = _places(checked.tables["places"]), _links(checked.tables["evidence"])
    columns = ["engagement_id", "vendor_id", "section", "role", "status", "purpose", "data_shared"]
    columns += ["transfer_mechanism", "engaged_on", "effective_on"]
    engagements = checked.tables["engagements"]
    listed: dict[str | None, Entries] = defaultdict(dict)
    for row in engagements.loc[engagements["public"].astype(bool), columns].sort_index().itertuples():
        vendor = vendors.get(row.vendor_id)
        engaged_on, effective_on = _day(row.engaged_on), _day(row.effective_on)
        planned = bool(row.status == "planned")
        if vendor is None or not (
            row.status in ("active", "optional")
            or (planned and (engaged_on <= as_of if engaged_on else effective_on is not None))
        ):
            continue
        since = effective_on or (None if planned else engaged_on)
        entry = Entry(
            name=str(vendor.name),
            legal_entity=_text(vendor.legal_entity),
            role=_text(row.role),
            location=tuple(places[row.engagement_id]),
            purpose=_text(row.purpose),
            data_shared=_text(row.data_shared),
            url=_web_address(vendor.website),
            security=tuple(links[row.vendor_id, "security"]),
            privacy=tuple(links[row.vendor_id, "privacy"]),
            transfer_basis=_parts(row.transfer_mechanism),
            since=since,
            announced=planned or (since is not None and since > as_of),
        )
        listed[_text(row.section)][str(row.engagement_id)] = entry
    return _in_order(checked.page, listed)


def withheld_reasons(checked: CheckedRegister) -> tuple[str, ...]:
    """Why the list must not go out: one sentence per error in the register, none if it may.

    A rejected row could be a vendor; a list without it would be a false statement. The sentences quote the
    register and are for its keepers, not for customers.
    """
    findings = checked.findings
    errors = findings.loc[findings["severity"] == "error", ["rule", "message"]]
    reasons = [f"{row.rule}: {row.message}" for row in errors.itertuples(index=False)]
    if not reasons and len(checked.rejected):
        reasons.append(f"{len(checked.rejected)} rows of the register were rejected")
    return tuple(reasons)


def _in_order(page: Page, listed: Mapping[str | None, Entries]) -> list[tuple[ListSection, Entries]]:
    declared = {section.id: section for section in sorted(page.sections, key=lambda section: section.order)}
    named = [name for name in listed if name is not None and name not in declared]
    sections = []
    for name in (*declared, *named, *([None] if None in listed else [])):
        known, entries = declared.get(name or ""), listed.get(name, {})
        title = (_text(known.title) if known else None) or (None if name is None else _humanised(name))
        introduction = tuple(known.introduction) if known else ()
        sections.append((ListSection(name, title, introduction, tuple(entries.values())), entries))
    return sections


def _page(page: Page, sections: list[ListSection]) -> PublicList:
    return PublicList(
        organisation=_text(page.organisation),
        legal_name=_text(page.legal_name),
        brand=_text(page.brand),
        services=_text(page.services),
        address=_web_address(page.address),
        updated_on=page.updated_on,
        version=_text(page.version),
        introduction=tuple(page.introduction),
        sections=tuple(sections),
        exclusions=tuple(page.exclusions),
        notice=NoticeTerms(
            days=page.notice_days,
            objection_days=page.objection_days,
            day_type=_text(page.day_type),
            channels=_parts(page.channel),
            holidays=_text(page.holidays) if page.day_type == "business" else None,
        ),
        contact=_text(page.contact),
        closing=tuple(page.closing),
    )


def _places(table: pd.DataFrame) -> defaultdict[Any, list[Place]]:
    """Engagement id to its places, in the register's order."""
    found: defaultdict[Any, list[Place]] = defaultdict(list)
    columns = ["engagement_id", "kind", "code", "as_written", "condition"]
    for row in table[columns].sort_index().itertuples():
        code, as_written, condition = _text(row.code), _text(row.as_written), _text(row.condition)
        text = place_text(code or "", as_written or "", condition or "")
        if text:
            found[row.engagement_id].append(Place(_text(row.kind), code, as_written, condition, text))
    return found


def _links(table: pd.DataFrame) -> defaultdict[tuple[Any, Any], list[str]]:
    """Vendor id and heading (security, privacy) to the addresses under it; documents' titles stay private."""
    found: defaultdict[tuple[Any, Any], list[str]] = defaultdict(list)
    shown = table.loc[
        table["public_as"].isin(["security", "privacy"]), ["vendor_id", "public_as", "location"]
    ]
    for row in shown.sort_index().itertuples():
        address = _web_address(row.location)
        under = found[row.vendor_id, row.public_as]
        if address and address not in under:
            under.append(address)
    return found


def _text(value: object) -> str | None:
    return (value.strip() or None) if isinstance(value, str) else None


def _parts(value: object) -> tuple[str, ...]:
    return tuple(part.strip() for part in (_text(value) or "").split(";") if part.strip())


def _day(value: object) -> date | None:
    """A calendar day; None for NaT, which is no equal of itself."""
    return value.date() if isinstance(value, datetime) and value == value else None


def _web_address(value: object) -> str | None:
    """An address that a browser may be sent to, without a user's name or password in it; else None."""
    text = _text(value)
    if text is None or any(character.isspace() or not character.isprintable() for character in text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    usable = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return text if usable else None


def _humanised(section: str) -> str:
    words = " ".join(section.replace("_", " ").replace("-", " ").split())
    return words[:1].upper() + words[1:] or section
