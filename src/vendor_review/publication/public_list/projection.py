"""The list of subprocessors that customers may see: a projection of the register by allow-list.

Each public value is copied by name into a field of `listing`. Nothing takes a whole row, so that a column which
is added to the register stays private until someone adds a field.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from vendor_review.changes.public_lists.entry import KINDS
from vendor_review.publication.public_list.listing import (
    Entry,
    ListSection,
    NoticeTerms,
    Place,
    PublicChange,
    PublicList,
    entry_of,
)
from vendor_review.report.words.wording import place_text
from vendor_review.schema.cells.values import items
from vendor_review.schema.public_page import public_words

if TYPE_CHECKING:
    import pandas as pd

    from vendor_review.schema import CheckedRegister
    from vendor_review.schema.public_page.page import Page, Section


def public_list(checked: CheckedRegister, as_of: date) -> PublicList:
    """What customers may see of the register on `as_of`, where no earlier list is known.

    Whether the list may go out is another question: ask `withheld_reasons` first.
    """
    return projection(checked, as_of).listing()


def public_entries(checked: CheckedRegister, as_of: date) -> dict[str, dict[str, Any]]:
    """The entries that the register gives by engagement id: see `Projection.entries`."""
    return projection(checked, as_of).entries


@dataclass(frozen=True)
class Projection:
    """What customers may see of a register, while its entries still have their engagement ids.

    Attributes
    ----------
    page
        The list without its sections.
    sections
        Each without its vendors, and the ids of its engagements.
    projected
        Engagement id to entry, in the list's order.
    """

    page: PublicList
    sections: tuple[tuple[ListSection, tuple[str, ...]], ...]
    projected: Mapping[str, Entry]

    @property
    def entries(self) -> dict[str, dict[str, Any]]:
        """The entries by engagement id, in the list's order: plain data, each with the title of its `section`.

        An id is no customer's business: it tells entries of two lists apart, and reaches no public file.
        """
        return {
            key: {**self.projected[key].as_dict(self.page.columns), "section": section.title}
            for section, keys in self.sections
            for key in keys
        }

    def listing(
        self,
        shown: Mapping[str, Mapping[str, Any]] | None = None,
        announced: Sequence[PublicChange] = (),
        log: Sequence[PublicChange] = (),
    ) -> PublicList:
        """The list, with what the page's columns show.

        Parameters
        ----------
        shown
            Engagement id to entry as customers see it, which may be what was before an announced change; as the
            register says it if left out.
        announced, log
            The changes that the page tells.
        """
        entries = self.projected if shown is None else {key: entry_of(shown[key]) for key in self.projected}
        hidden = {
            name: blank
            for name, blank in _BLANK.items()
            if name in public_words.COLUMNS and name not in self.page.columns
        }
        sections = tuple(
            replace(section, vendors=tuple(replace(entries[key], **hidden) for key in keys))
            for section, keys in self.sections
        )
        days = [change.announced_on for change in (*announced, *log)]
        newest = max([*days, *(change.effective_on or "" for change in log)], default="")
        return replace(
            self.page,
            sections=sections,
            announced=tuple(announced),
            log=tuple(log),
            updated_on=_latest(self.page.updated_on, newest),
        )


def _latest(stated: str | None, newest: str) -> str | None:
    """The day or month that the page states, or the day of its newest change if that lies behind it."""
    return newest if newest and (stated is None or newest[: len(stated)] > stated) else stated


#: What an entry says of a field that the page does not show.
_BLANK: Mapping[str, Any] = {
    field: () if kind in ("texts", "places") else None for field, kind in KINDS.items()
}


def projection(checked: CheckedRegister, as_of: date) -> Projection:
    """Cuts the list out of the register.

    An engagement is listed if it is public and either active, optional or announced, or past with a last day that is
    still to come. A planned one is announced from its `engaged_on` day on, without that date if its `effective_on` is
    stated, and in use from its `effective_on` on. Sections come in the page's order, then those that only engagements
    name, then vendors without section; within a section, the register's order counts.
    """
    vendor_columns = ["vendor_id", "name", "legal_entity", "address", "website"]
    vendors = {row.vendor_id: row for row in checked.tables["vendors"][vendor_columns].itertuples()}
    places, links = _places(checked.tables["places"]), _links(checked.tables["evidence"])
    columns = ["engagement_id", "vendor_id", "product", "section", "role", "status", "condition", "purpose"]
    columns += ["data_shared", "customer_region", "transfer_mechanism", "footnote", *public_words.CHOSEN]
    columns += ["engaged_on", "effective_on", "ended_on"]
    engagements = checked.tables["engagements"]
    listed: dict[str | None, list[str]] = defaultdict(list)
    entries: dict[str, Entry] = {}
    for row in engagements.loc[engagements["public"].astype(bool), columns].sort_index().itertuples():
        vendor = vendors.get(row.vendor_id)
        engaged_on, effective_on, ended_on = map(_day, (row.engaged_on, row.effective_on, row.ended_on))
        planned = bool(row.status == "planned")
        if vendor is None or not (
            row.status in ("active", "optional")
            or (row.status == "past" and ended_on is not None and ended_on > as_of)
            or (planned and (engaged_on <= as_of if engaged_on else effective_on is not None))
        ):
            continue
        since = effective_on or (None if planned else engaged_on)
        key = str(row.engagement_id)
        entries[key] = Entry(
            name=str(vendor.name),
            legal_entity=_text(vendor.legal_entity),
            address=_text(vendor.address),
            role=_text(row.role),
            location=tuple(places[row.engagement_id]),
            product=_text(row.product),
            purpose=_text(row.purpose),
            data_shared=_text(row.data_shared),
            customer_region=_text(row.customer_region),
            optional=bool(row.status == "optional"),
            condition=_text(row.condition),
            url=_web_address(vendor.website),
            security=tuple(links[row.vendor_id, "security"]),
            privacy=tuple(links[row.vendor_id, "privacy"]),
            transfer_basis=_parts(row.transfer_mechanism),
            since=since,
            announced=planned if since is None else since > as_of,
            footnote=_text(row.footnote),
            trains_on_data=None if row.trains_on_data == "unknown" else _text(row.trains_on_data),
            retention=_text(row.retention),
            ai_models=_text(row.ai_models),
        )
        listed[_text(row.section)].append(key)
    sections = tuple(_in_order(checked.page, listed))
    return Projection(
        _page(checked.page), sections, {key: entries[key] for _, keys in sections for key in keys}
    )


def _in_order(
    page: Page, listed: Mapping[str | None, list[str]]
) -> Iterator[tuple[ListSection, tuple[str, ...]]]:
    """The sections of the page in order, then others that engagements name, then those without; each with its keys."""
    for section in sorted(page.sections, key=lambda section: section.order):
        yield (
            ListSection(section.id, section_title(section), tuple(section.introduction), ()),
            tuple(listed.get(section.id, ())),
        )
    known = {section.id for section in page.sections}
    for name, keys in listed.items():
        if name is not None and name not in known:
            yield ListSection(name, _humanised(name), (), ()), tuple(keys)
    if None in listed:
        yield ListSection(None, None, (), ()), tuple(listed[None])


def _page(page: Page) -> PublicList:
    return PublicList(
        organisation=_text(page.organisation),
        legal_name=_text(page.legal_name),
        brand=_text(page.brand),
        services=_text(page.services),
        address=_web_address(page.address),
        updated_on=page.updated or None,
        version=_text(page.version),
        introduction=tuple(page.introduction),
        sections=(),
        exclusions=tuple(page.exclusions),
        notice=NoticeTerms(
            days=page.notice_days,
            objection_days=page.objection_days,
            day_type=_text(page.day_type),
            channels=_parts(page.channel),
            holidays=_text(page.holidays) if page.day_type == "business" else None,
            subscribe=_text(page.subscribe),
        ),
        contact=_text(page.contact),
        closing=tuple(page.closing),
        columns=tuple(name for name in public_words.COLUMNS if name in (page.columns or public_words.USUAL)),
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
    return tuple(items(_text(value) or ""))


def _day(value: object) -> date | None:
    """A calendar day; None for NaT, which is no equal of itself."""
    return value.date() if isinstance(value, datetime) and value == value else None


def _web_address(value: object) -> str | None:
    """An address that a browser may be sent to, without a user's name or password in it; else None."""
    text = _text(value)
    # Of all white space only the plain blank counts as printable.
    if text is None or " " in text or not text.isprintable():
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    usable = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return text if usable else None


def section_title(section: Section) -> str:
    """What stands over a section of the page."""
    return _text(section.title) or _humanised(section.id)


def _humanised(section: str) -> str:
    words = " ".join(section.replace("_", " ").replace("-", " ").split())
    return words[:1].upper() + words[1:] or section
