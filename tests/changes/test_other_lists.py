"""A register against lists in other forms than ours: each alteration is found whatever the form, and no more is."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest

from registers import checked_as_of, write_register
from vendor_review.changes.public_lists.other_lists import read_any, registered_entries
from vendor_review.changes.public_lists.reconciliation import Difference, reconcile
from vendor_review.changes.public_lists.terms import Terms
from vendor_review.intake import importing
from vendor_review.register import load_register

AS_OF = date(2026, 11, 30)
Row = Mapping[str, str]

#: Name, purpose, place and site, as every list below tells them.
VENDORS = {
    "Quillmoor Hosting": ("Hosting of the application", "Germany", "https://quillmoor.example"),
    "Brasswick Mail": ("Sending of e-mail", "United States", "https://brasswick.example"),
    "Tern & Sons Ltd": ("Payroll of staff", "United Kingdom", "https://ternandsons.example"),
    "Lumenard": ("Error tracking", "Ireland", "https://lumenard.example"),
    "Pebblecast": ("Video calls with support", "Canada", "https://pebblecast.example"),
    "Ostrakon Data": ("Storage of backups", "Finland", "https://ostrakon.example"),
    "Firtree Signals": ("Product analytics", "Netherlands", "https://firtree.example"),
}
Told = tuple[str, str, str, str]


def markdown(rows: Sequence[Told]) -> str:
    lines = [f"| [{name}]({site}) | {purpose} | {place} |" for name, purpose, place, site in rows]
    return "# Subprocessors\n\n| Vendor | Purpose | Location |\n|---|---|---|\n" + "\n".join(lines) + "\n"


def bullets(rows: Sequence[Told]) -> str:
    lines = [f"- [{name}]({site}): {purpose}. Location: {place}" for name, purpose, place, site in rows]
    return "# Subprocessors\n\nWe use these companies.\n\n" + "\n".join(lines) + "\n"


def page(rows: Sequence[Told]) -> str:
    cells = [
        f'<tr><td><a href="{site}">{name.replace("&", "&amp;")}</a></td><td>{purpose}</td><td>{place}</td></tr>'
        for name, purpose, place, site in rows
    ]
    head = "<tr><th>Subprocessor</th><th>What for</th><th>Country</th></tr>"
    return f"<!doctype html><title>Subprocessors</title><table>{head}{''.join(cells)}</table>"


def table(rows: Sequence[Told]) -> str:
    return "Supplier,Purpose,Data location,Website\n" + "".join(f"{','.join(row)}\n" for row in rows)


def records(rows: Sequence[Told]) -> str:
    keys = ("name", "purpose", "location", "website")
    return json.dumps({"subprocessors": [dict(zip(keys, row, strict=True)) for row in rows]})


FORMS: Mapping[str, Callable[[Sequence[Told]], str]] = {
    "list.md": markdown,
    "bullets.md": bullets,
    "page.html": page,
    "list.csv": table,
    "list.json": records,
    "list.yaml": records,
}


#: Forms of which the heading of the places leaves open what happens there.
_UNSTATED = ("list.md", "bullets.md", "page.html", "list.json", "list.yaml")


def rows_of(vendors: Mapping[str, tuple[str, str, str]]) -> list[Told]:
    return [(name, *told) for name, told in vendors.items()]


def the_register(folder: Path, vendors: Sequence[Row] = (), engagements: Sequence[Row] = ()) -> Path:
    """A register of `VENDORS`, each by a short id, and of more rows."""
    codes = {"Germany": "DE", "United States": "US", "United Kingdom": "GB", "Ireland": "IE", "Canada": "CA"}
    codes |= {"Finland": "FI", "Netherlands": "NL"}
    own: dict[str, list[Row]] = {"vendors": [*vendors], "engagements": [*engagements], "places": []}
    for name, (purpose, place, site) in VENDORS.items():
        vendor_id = name.split()[0].casefold()
        own["vendors"].append({"vendor_id": vendor_id, "name": name, "website": site})
        used = {"engagement_id": f"{vendor_id}-1", "vendor_id": vendor_id, "purpose": purpose}
        own["engagements"].append({**used, "status": "active", "public": "yes"})
        written = {"engagement_id": f"{vendor_id}-1", "kind": "processing", "code": codes[place]}
        own["places"].append({**written, "as_written": place})
    return write_register(folder, own)


def found(register: Path, listed: Path) -> list[Difference]:
    """What `vendor-review reconcile` compares."""
    checked, _ = checked_as_of(register, AS_OF)
    entries = read_any(listed).entries
    current = registered_entries(checked, load_register(register), AS_OF)
    return reconcile(checked, current, entries, Terms.of(entries, current))


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists are read without a process of their own, which the tests of the command have."""
    monkeypatch.setattr(importing, "read_apart", lambda reader, file, content, *rest: reader(file, content))


def told(differences: Sequence[Difference]) -> set[tuple[str, ...]]:
    return {(one.kind, one.field, one.name, one.listed) for one in differences}


def held(
    tmp_path: Path, text: str, file: str = "list.md", more: Mapping[str, Sequence[Row]] = MappingProxyType({})
) -> set[tuple[str, ...]]:
    (tmp_path / file).write_text(text, encoding="utf-8")
    return told(found(the_register(tmp_path / "register", **more), tmp_path / file))


@pytest.mark.parametrize("file", FORMS)
def test_a_list_that_says_the_same_differs_in_nothing_whatever_its_form(tmp_path: Path, file: str) -> None:
    assert held(tmp_path, FORMS[file](rows_of(VENDORS)), file) == set()


@pytest.mark.parametrize("file", FORMS)
def test_exactly_what_was_altered_is_found_whatever_the_form(tmp_path: Path, file: str) -> None:
    altered = dict(VENDORS)
    for name in ("Tern & Sons Ltd", "Pebblecast", "Firtree Signals"):
        del altered[name]
    altered["Harrowgate Relay"] = ("Sending of texts", "France", "https://harrowgate.example")
    altered["Nine Lanterns"] = ("Chat with customers", "Spain", "https://ninelanterns.example")
    altered["Lumenardo"] = altered.pop("Lumenard")
    altered["Brasswick Mail"] = ("Sending of e-mail", "Poland", "https://brasswick.example")
    assert held(tmp_path, FORMS[file](rows_of(altered)), file) == {
        ("only_registered", "", "Tern & Sons Ltd", ""),
        ("only_registered", "", "Pebblecast", ""),
        ("only_registered", "", "Firtree Signals", ""),
        ("only_listed", "", "", "Harrowgate Relay"),
        ("only_listed", "", "", "Nine Lanterns"),
        # Its site has the vendor's name, and the register does not know this one.
        ("differs", "name", "Lumenard", "Lumenardo"),
        ("differs", "location", "Brasswick Mail", "Poland" if file in _UNSTATED else "processing: Poland"),
    }


def test_only_the_columns_of_the_list_are_compared(tmp_path: Path) -> None:
    names = "".join(f"- {name}\n" for name in VENDORS)
    assert held(tmp_path, f"# Subprocessors\n\nOur subprocessors are:\n\n{names}") == set()


@pytest.mark.parametrize(
    ("name", "cells", "differs"),
    [
        ("QUILLMOOR hosting GmbH", {}, False),
        ("QMH", {"aliases": "QMH; Moor"}, False),
        ("Moorland Services BV", {"legal_entity": "Moorland Services B.V."}, False),
        ("Quillmoor Hosting (Moorland Services BV)", {"legal_entity": "Moorland Services BV"}, False),
        ("Moorland Services", {"name": "Quillmoor"}, True),
    ],
)
def test_a_vendor_by_a_name_of_its_own_or_of_its_site_is_the_vendor(
    tmp_path: Path, name: str, cells: Row, differs: bool
) -> None:
    written = write_register(
        tmp_path / "register",
        {
            "vendors": [{"vendor_id": "q", "name": "Quillmoor Hosting", **cells}],
            "engagements": [
                {"engagement_id": "q-1", "vendor_id": "q", "status": "active", "purpose": "Hosting"}
            ],
        },
    )
    text = f"| Vendor | Purpose |\n|---|---|\n| [{name}](https://quillmoor.example/legal/terms) | Hosting |\n"
    (tmp_path / "list.md").write_text(text, encoding="utf-8")
    registered = cells.get("name", "Quillmoor Hosting")
    expected = {("differs", "name", registered, name)} if differs else set()
    assert told(found(written, tmp_path / "list.md")) == expected


def test_a_company_and_its_product_are_not_one_for_the_site_that_they_share(tmp_path: Path) -> None:
    written = write_register(
        tmp_path / "register",
        {
            "vendors": [{"vendor_id": "q", "name": "Quillmoor", "website": "https://quillmoor.example"}],
            "engagements": [{"engagement_id": "q-1", "vendor_id": "q", "status": "active"}],
        },
    )
    text = "# Subprocessors\n\n| Vendor | Purpose |\n|---|---|\n| [Quillmoor Edge](https://quillmoor.example) | CDN |\n"
    (tmp_path / "list.md").write_text(text, encoding="utf-8")
    (one,) = found(written, tmp_path / "list.md")
    assert (one.kind, one.listed, one.candidates[0][0]) == ("unclear", "Quillmoor Edge", "q")


def test_a_vendor_by_an_unknown_name_of_which_all_else_is_the_same_may_be_the_same(tmp_path: Path) -> None:
    (one,) = listed_by_another_name(tmp_path, "Gallowglass", "Video calls with support, recorded")
    assert (one.kind, one.listed) == ("unclear", "Gallowglass")
    assert one.candidates == (("p", "Pebblecast", "facts"),)
    assert {one.kind for one in listed_by_another_name(tmp_path, "Gallowglass", "Fax")} == {
        "only_listed",
        "only_registered",
    }


def listed_by_another_name(tmp_path: Path, name: str, purpose: str) -> list[Difference]:
    """A register of one vendor against a list of one, of the same data and place."""
    told_of = {"purpose": "Video calls with support, recorded", "data_shared": "voices, names"}
    written = write_register(
        tmp_path / "register",
        {
            "vendors": [{"vendor_id": "p", "name": "Pebblecast"}],
            "engagements": [{"engagement_id": "p-1", "vendor_id": "p", "status": "active", **told_of}],
            "places": [{"engagement_id": "p-1", "kind": "processing", "code": "CA"}],
        },
    )
    text = f'Vendor,Purpose,Data shared,Country\n{name},"{purpose}","Names, voices",Canada\n'
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    return found(written, tmp_path / "list.csv")


def test_places_are_compared_as_places_and_not_as_words(tmp_path: Path) -> None:
    other_words = {"Germany": "Frankfurt, Germany", "United States": "USA", "Ireland": "Dublin (IE)"}
    rows = [(name, what, other_words.get(where, where), site) for name, what, where, site in rows_of(VENDORS)]
    assert held(tmp_path, markdown(rows)) == set()


def test_a_place_that_the_list_leaves_out_is_a_difference_where_it_has_a_column_of_places(
    tmp_path: Path,
) -> None:
    rows = [(n, what, "" if n == "Lumenard" else where, site) for n, what, where, site in rows_of(VENDORS)]
    assert held(tmp_path, markdown(rows)) == {("differs", "location", "Lumenard", "")}


def test_rows_that_nobody_has_confirmed_are_compared_and_what_is_not_public_is_not(tmp_path: Path) -> None:
    more: dict[str, list[Row]] = {
        "vendors": [{"vendor_id": "d", "name": "Drafted"}, {"vendor_id": "p", "name": "Private"}],
        "engagements": [
            {"engagement_id": "d-1", "vendor_id": "d", "status": "planned", "public": ""},
            {"engagement_id": "p-1", "vendor_id": "p", "status": "active", "public": "no"},
        ],
    }
    assert held(tmp_path, markdown(rows_of(VENDORS)), more=more) == {("only_registered", "", "Drafted", "")}
    rows = [*rows_of(VENDORS), ("Private", "Chat", "Spain", "")]
    assert ("only_listed", "", "Private", "Private") in held(tmp_path, markdown(rows), more=more)


def test_a_vendor_that_the_list_calls_past_is_not_on_it(tmp_path: Path) -> None:
    rows = [row for row in rows_of(VENDORS) if row[0] != "Lumenard"]
    past = "\n## Former subprocessors\n\n| Vendor | Purpose |\n|---|---|\n| Lumenard | Error tracking |\n"
    assert held(tmp_path, markdown(rows) + past) == {("only_registered", "", "Lumenard", "")}


def test_headings_of_others_are_no_sections_of_the_register(tmp_path: Path) -> None:
    first, second = rows_of(VENDORS)[:3], rows_of(VENDORS)[3:]
    halves = [
        markdown(half).replace("# Sub", "## " + title + "\n\nSub")
        for title, half in (("Core", first), ("Other", second))
    ]
    assert held(tmp_path, "# Subprocessors\n\n" + "\n".join(halves)) == set()
