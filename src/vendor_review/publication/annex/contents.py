"""What an annex to a contract says: the public list, with the address and the contact of each subprocessor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from vendor_review.changes.public_lists.entry import Entry
from vendor_review.changes.public_lists.list_changes import ListChange
from vendor_review.changes.public_lists.matching import Unclear
from vendor_review.changes.public_lists.published_list import Published
from vendor_review.characters import writable
from vendor_review.errors import UsageError
from vendor_review.publication.annex.changes import AnnexChange, compared, edition_words
from vendor_review.publication.languages.edition import edition_in
from vendor_review.publication.languages.list_in_language import entry_in
from vendor_review.publication.public_list.projection import projection
from vendor_review.register.layout import translated_page
from vendor_review.schema.public_page.labels import ENGLISH, Labels, labels
from vendor_review.schema.public_page.public_words import CHOSEN

if TYPE_CHECKING:
    from vendor_review.schema import CheckedRegister

#: What the clauses ask of each subprocessor: where it is blank, the annex says so.
ASKED = ("address", "contact", "purpose", "data_shared", "role", "location", "transfer_basis")
#: Of these, what a list may leave out as a column of its own; the others say what the processing is.
COLUMNS = ("data_shared", "role", "location", "transfer_basis")
#: Chosen columns that a blank says something of: nobody knows. One without AI models has none to name.
_SAID_ANYWAY = ("trains_on_data", "retention")
#: Between several places or bases in one cell.
_LINE = "\n"


@dataclass(frozen=True)
class Subprocessor:
    """One entry of the list in words; "" is what the list does not show, or what need not be said.

    Attributes
    ----------
    location, transfer_basis
        One to a line where there are several.
    trains_on_data, retention, ai_models
        What the list says of AI and of how long data is kept; "" if its page does not choose that column.
    since
        The first day with customers' data, as ISO text.
    status
        `in use` or `announced`.
    optional
        `yes` or `no`.
    change, changed
        Against the earlier list: `new`, `changed` or ""; and what has changed, such as `location, purpose`.
    """

    name: str
    legal_entity: str
    address: str
    contact: str
    product: str
    purpose: str
    data_shared: str
    role: str
    location: str
    transfer_basis: str
    customer_region: str
    condition: str
    url: str
    since: str
    status: str
    optional: str
    footnote: str
    section: str
    trains_on_data: str = ""
    retention: str = ""
    ai_models: str = ""
    change: str = ""
    changed: str = ""


@dataclass(frozen=True)
class AnnexSection:
    """A section of the list."""

    title: str
    introduction: tuple[str, ...]
    subprocessors: tuple[Subprocessor, ...]


@dataclass(frozen=True)
class Annex:
    """The annex in words; "" is not stated.

    Attributes
    ----------
    company
        Whose subprocessors they are: the legal name, else the name that customers know.
    as_of, updated_on
        Days as prose has them.
    earlier
        The list that this one is compared with: its day and version, as far as that list says them.
    is_compared
        Whether it was compared with an earlier one.
    columns
        Which of `COLUMNS` the public list shows.
    language
        The language of the words, such as `de`.
    """

    title: str
    company: str
    services: str
    as_of: str
    updated_on: str
    version: str
    address: str
    contact: str
    sections: tuple[AnnexSection, ...]
    changes: tuple[AnnexChange, ...]
    earlier: str
    is_compared: bool
    columns: tuple[str, ...]
    language: str = ENGLISH

    @property
    def words(self) -> Labels:
        """The labels of its language."""
        return labels(self.language)

    @property
    def subprocessors(self) -> tuple[Subprocessor, ...]:
        """All of them, section by section."""
        return tuple(one for section in self.sections for one in section.subprocessors)

    def as_dict(self) -> dict[str, Any]:
        """What templates get: text, lists and mappings."""
        return {**asdict(self), "subprocessors": [asdict(one) for one in self.subprocessors]}


@dataclass(frozen=True)
class AnnexDraft:
    """An annex, and which vendors of the two lists may be one."""

    annex: Annex
    unclear: tuple[Unclear, ...]


def annex_of(
    checked: CheckedRegister, as_of: date, earlier: Published | None = None, language: str = ENGLISH
) -> AnnexDraft:
    """The annex that a register gives on a day.

    It says what the public list says, by the same allow-list and with the same columns. Address and contact come on
    top: the clauses ask for both. Whether the list may go out is another question: ask `withheld_reasons` first.

    Parameters
    ----------
    earlier
        The list that it is compared with.
    language
        The language of the annex: English, or one that the register has a page in.

    Raises
    ------
    UsageError
        The register has no page in the language.
    """
    edition = edition_in(checked.page, language)
    if edition is None:
        file = translated_page(language)
        raise UsageError(
            f"--language {language}: the register has no {file}, which would say the list in it; add one"
        )
    words, wording = edition.words, edition.wording
    projected = projection(checked, as_of)
    listing = projected.listing()
    contacts = _contacts(checked)
    shown: list[list[tuple[str, Entry]]] = [
        [
            (key, {**entry.as_dict(listing.columns), "section": section.title})
            for key, entry in zip(keys, section.vendors, strict=True)
        ]
        for section, (_, keys) in zip(listing.sections, projected.sections, strict=True)
    ]
    marks, rows, unclear = compared(
        [entry for part in shown for _, entry in part], earlier, listing.columns, edition
    )
    sections = []
    for section, part in zip(listing.sections, shown, strict=True):
        title = edition.section(section.title) or words["page"]["other_section"]
        own = next((one.introduction for one in wording.sections if one.id == section.id), ())
        sections.append(
            AnnexSection(
                writable(title),
                tuple(map(writable, edition.paragraphs(own, section.introduction))),
                tuple(
                    _subprocessor(
                        {
                            **entry_in(edition, entry),
                            "section": title,
                            "address": projected.projected[key].address,
                            "contact": contacts.get(key),
                        },
                        listing.columns,
                        marks.get(id(entry), ()),
                        words,
                    )
                    for key, entry in part
                ),
            )
        )
    annex = Annex(
        title=words["annex"]["title"],
        company=_said(listing.legal_name or listing.organisation or listing.brand),
        services=_said(edition.own(wording.services) if wording.services else edition.text(listing.services)),
        as_of=words.long_day(as_of),
        updated_on=words.long_day(listing.updated_on) if listing.updated_on else "",
        version=_said(listing.version),
        address=_said(wording.address or listing.address),
        contact=_said(listing.contact),
        sections=tuple(sections),
        changes=tuple(rows),
        earlier=edition_words(earlier, words),
        is_compared=earlier is not None,
        columns=tuple(name for name in COLUMNS if name in listing.columns),
        language=language,
    )
    return AnnexDraft(annex, unclear)


def gaps(annex: Annex) -> dict[str, int]:
    """What the clauses ask for and how many subprocessors do not state it; a column that the list lacks is left out."""
    found = Counter(
        name
        for one in annex.subprocessors
        for name in ASKED
        if getattr(one, name) == annex.words["not_stated"]
    )
    return {name: found[name] for name in ASKED if found[name]}


def left_out(annex: Annex) -> list[str]:
    """What the clauses ask for and the public list does not show, so that the annex does not either."""
    return [name for name in COLUMNS if name not in annex.columns]


def _subprocessor(
    entry: Entry, columns: Sequence[str], changes: Sequence[ListChange], words: Labels
) -> Subprocessor:
    said = {
        "location": _LINE.join(words.field_words("location", [place]) or "" for place in entry["location"]),
        "transfer_basis": _LINE.join(
            words.field_words("transfer_basis", [basis]) or "" for basis in entry["transfer_basis"]
        ),
        "role": words.field_words("role", entry["role"]) or "",
        "status": words.field_words("announced", entry["announced"]) or "",
        "optional": words.field_words("optional", entry["optional"]) or "",
        **{name: words.field_words(name, entry.get(name)) or "" for name in CHOSEN},
    }
    cells = {}
    for name in Subprocessor.__dataclass_fields__:
        if name in ("change", "changed"):
            continue
        text = said[name] if name in said else _said(entry[name])
        is_asked = name in ("address", "contact") or (name in (*ASKED, *_SAID_ANYWAY) and name in columns)
        cells[name] = writable(text) or (str(words["not_stated"]) if is_asked else "")
    if any(change.kind == "addition" for change in changes):
        return Subprocessor(**cells, change="new")
    fields = [change.field for change in changes if change.field]
    return Subprocessor(
        **cells, change="changed" if fields else "", changed=words.fields_within(fields) if fields else ""
    )


def _contacts(checked: CheckedRegister) -> dict[str, str | None]:
    """Engagement id to how its vendor is reached. Clauses ask for it; no list shows it."""
    vendors = checked.tables["vendors"][["vendor_id", "contact"]].itertuples(index=False)
    contacts = {row.vendor_id: str(row.contact or "").strip() for row in vendors}
    engagements = checked.tables["engagements"][["engagement_id", "vendor_id"]].itertuples(index=False)
    return {str(row.engagement_id): contacts.get(row.vendor_id) for row in engagements}


def _said(text: str | None) -> str:
    return writable(text or "")
