"""The annex as tables of words, which all its forms show, and as a page of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from vendor_review.publication.annex.changes import AnnexChange
from vendor_review.publication.annex.contents import COLUMNS, Annex, Subprocessor
from vendor_review.report.pages.html import whole_page
from vendor_review.schema.public_page.labels import Labels
from vendor_review.schema.public_page.public_words import CHOSEN

Kind = Literal["text", "item", "label", "mark", "heading"]
Line = tuple[Kind, str]
"""A line of a cell: what it is, and its text. An item is one of several that are of a kind."""


def annex_page(annex: Annex) -> bytes:
    """The annex as a page without script and outside request."""
    title = f"{annex.title}: {annex.company}" if annex.company else annex.title
    page = whole_page(
        "annex.html.j2",
        ("base.css", "public.css", "annex.css"),
        title=title,
        language=annex.language,
        printed=annex.words["annex"]["footer"].format(title=title, day=annex.as_of),
        words=annex.words["annex"],
        annex=annex,
        facts=fact_rows(annex),
        changes_heading=changes_heading(annex),
        changes=[change_cells(one) for one in annex.changes],
        columns=columns(annex),
        sections=[
            (section, [subprocessor_cells(annex, one) for one in section.subprocessors])
            for section in annex.sections
        ],
    )
    return page.encode()


def fact_rows(annex: Annex) -> list[tuple[str, str]]:
    """Label and text of what is stated about the list."""
    stated = annex.as_dict()
    return [(label, stated[name]) for name, label in annex.words["annex"]["facts"].items() if stated[name]]


def changes_heading(annex: Annex) -> str:
    """What stands over the changes."""
    heading: str = annex.words["annex"]["changes_heading" if annex.earlier else "changes_heading_undated"]
    return heading.format(earlier=annex.earlier)


def columns(annex: Annex) -> dict[str, str]:
    """The columns of the list, and their headings."""
    return {
        name: heading
        for name, heading in annex.words["annex"]["columns"].items()
        if name not in COLUMNS or name in annex.columns
    }


def change_cells(change: AnnexChange) -> list[list[Line]]:
    """The cells of a row of the changes."""
    return [
        [("label", change.name)],
        [("text", change.what)],
        [("text", change.before)],
        [("text", change.after)],
    ]


def subprocessor_cells(annex: Annex, one: Subprocessor) -> list[list[Line]]:
    """The cells of a subprocessor's row, as `columns` has them."""
    return [
        _company(one, annex.words),
        _processing(one, annex.words),
        *(_several(getattr(one, name).split("\n")) for name in annex.columns),
    ]


def _company(one: Subprocessor, words: Labels) -> list[Line]:
    told, colon = words["annex"]["changes"], words["colon"]
    change = {"new": told["new"], "changed": told["changed"].format(what=one.changed)}.get(one.change, "")
    return [
        ("label", one.name),
        *_lines("mark", change),
        *_lines("text", one.legal_entity),
        ("text", f"{words['fields']['address']}{colon} {one.address}"),
        ("text", f"{words['annex']['facts']['contact']}{colon} {one.contact}"),
        *_lines("text", one.url),
    ]


def _processing(one: Subprocessor, words: Labels) -> list[Line]:
    marks, colon = words["annex"]["marks"], words["colon"]
    since = words.long_day(one.since) if one.since else ""
    is_announced = one.status == words["status"]["announced"]
    announced = marks["announced_from"].format(day=since) if since else marks["announced"]
    limits = [marks["optional"]] if one.optional == words["truths"]["yes"] else []
    limits += [one.condition] if one.condition else []
    terms = [f"{words['fields'][name]}{colon} {getattr(one, name)}" for name in CHOSEN if getattr(one, name)]
    customers = words["fields"]["customer_region"]
    region = f"{customers}{colon} {one.customer_region}" if one.customer_region else ""
    return [
        *_lines("mark", announced if is_announced else ""),
        *_lines("label", one.product),
        *_lines("text", one.purpose, f"{colon} ".join(limits), region),
        *_lines("text", marks["since"].format(day=since) if since and not is_announced else ""),
        *_lines("text", *terms, one.footnote),
    ]


def _lines(kind: Kind, *texts: str) -> Iterable[Line]:
    return [(kind, text) for text in texts if text]


def _several(texts: Sequence[str]) -> list[Line]:
    return [("item" if len(texts) > 1 else "text", text) for text in texts]
