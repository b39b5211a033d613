"""The readers that are tried, each with the repository's own data as what is sound."""

from __future__ import annotations

import base64
import csv
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import docx
import xlsxwriter
from openpyxl import load_workbook
from tokens import open_document

from vendor_review.changes.public_lists.entry import Entry, entries_of
from vendor_review.changes.public_lists.list_changes import list_changes
from vendor_review.changes.public_lists.matching import keyed_lists
from vendor_review.changes.public_lists.published_list import entries_in
from vendor_review.changes.public_lists.reconciliation import reconcile
from vendor_review.files.package_files import default_policy
from vendor_review.files.snapshot import sha256
from vendor_review.intake.drafting import trade_of
from vendor_review.intake.importing import Wishes, plain_import, read_content
from vendor_review.intake.inventory.mapping_file import mapping_text
from vendor_review.policy import Policy, load_policy
from vendor_review.publication.annex.contents import annex_of
from vendor_review.publication.annex.template import field_names, fill
from vendor_review.publication.archive.chain import chained
from vendor_review.publication.archive.index import (
    INDEX,
    INDEX_PAGE,
    LATEST,
    entry_of,
    index_bytes,
    index_page,
)
from vendor_review.publication.archive.manifest import MANIFEST, read_manifest
from vendor_review.publication.archive.sign_off import read_sign_offs
from vendor_review.publication.archive.signing import add_sign_off
from vendor_review.publication.archive.verification.register import heads_of, verify_place
from vendor_review.publication.public_list.projection import public_list
from vendor_review.questionnaires.acceptance.preview_text import preview_lines
from vendor_review.questionnaires.acceptance.taking import preview
from vendor_review.questionnaires.foreign import foreign_file
from vendor_review.questionnaires.returned import file as returned_file
from vendor_review.questionnaires.sent.dispatch import write_questionnaires
from vendor_review.register import convert_register, load_register, open_register
from vendor_review.report.words.change_listing import list_lines
from vendor_review.runs.baseline import open_baseline
from vendor_review.schema import CheckedRegister, check_register
from vendor_review.schema.cells.values import items
from vendor_review.schema.corrections import find_corrections
from vendor_review.scoring import score_vendors

AS_OF = date(2026, 11, 1)
ROOT = Path(__file__).resolve().parents[1]
_NUMBERZ, _EXAMPLE = ROOT / "data" / "numberz", ROOT / "data" / "example" / "2026-10-31"
_LISTS = ROOT / "tests" / "intake" / "lists" / "pages"


@dataclass(frozen=True)
class Reader:
    """What reads a stranger's file, and what it reads when it is sound.

    Attributes
    ----------
    prepare
        Puts sound files into a new folder.
    targets
        Which of them are changed, as a pattern of names below the folder.
    read
        Reads what lies in the folder, of which the named file was changed.
    """

    prepare: Callable[[Path], object]
    targets: str
    read: Callable[[Path, str, Random], object]


@cache
def _policy() -> Policy:
    return load_policy(None, AS_OF)


def _check(where: Path | str, chance: Random) -> None:
    """Reads a register; every eighth is checked, which takes ten times as long, and of these some are scored."""
    register = load_register(where)
    if chance.random() < 1 / 8:
        checked = check_register(register.writable(), _policy().vocabulary, AS_OF)
        find_corrections(register, _policy().vocabulary, AS_OF)
        json.dumps(checked.findings.to_dict("list"), default=str).encode()
        public_list(checked, AS_OF)
        if chance.random() < 1 / 3:
            score_vendors(checked, _policy())


def _a_register(folder: Path) -> None:
    shutil.copytree(_EXAMPLE, folder / "example")
    shutil.copytree(_NUMBERZ, folder / "numberz")


def _read_policy(folder: Path, name: str, chance: Random) -> None:
    load_policy(folder / "policy", AS_OF)


def _workbooks(folder: Path) -> None:
    for source in (_NUMBERZ, _EXAMPLE):
        convert_register(str(source), str(folder / f"{source.parent.name}.xlsx"))


def _databases(folder: Path) -> None:
    convert_register(str(_NUMBERZ), f"sqlite:///{folder / 'numberz.db'}")
    convert_register(str(_EXAMPLE), f"sqlite:///{folder / 'example.db'}")


def _questionnaires(folder: Path) -> None:
    policy = _policy()
    checked = check_register(load_register(_EXAMPLE), policy.vocabulary, AS_OF)
    scores = score_vendors(checked, policy)
    write_questionnaires(checked, scores, list(scores.vendors.index[:2]), folder)


def _read_here(
    reader: Callable[[str, bytes], Any], file: str, content: bytes, *_: object, **__: object
) -> Any:
    """In place of `read_apart`, whose limits would hide what the reader itself does."""
    return json.loads(json.dumps(reader(file, content)))


def _read_answers(folder: Path, name: str, chance: Random) -> None:
    vars(returned_file)["read_apart"] = _read_here
    if chance.random() < 1 / 12:
        for problem in preview(folder / name, str(_EXAMPLE), AS_OF).problems:
            problem.encode()
    else:
        returned_file.read_returned(folder / name)


def _foreign(folder: Path) -> None:
    """Questionnaires of other makes, with ids of theirs and words of ours, and a page that names certificates."""
    catalogue = _policy().controls
    ccm = sorted({one for ids in catalogue["ccm_4_0"] for one in items(ids)})
    headings = (
        "Question ID",
        "Question",
        "CSP CAIQ Answer",
        "SSRM Control Ownership",
        "CSP Implementation Description",
    )
    rows = [
        (f"{one}.1", "Is it so?", "Yes" if number % 3 else "NA", "CSP-owned", "")
        for number, one in enumerate(ccm)
    ]
    with xlsxwriter.Workbook(str(folder / "caiq.xlsx")) as book:
        sheet = book.add_worksheet("CAIQv4")
        for number, row in enumerate([("Date", "2026-06-30"), headings, *rows]):
            sheet.write_row(number, 0, row)
        sheet.write_comment("C4", "In one region only.")
    mvsp = sorted({one for ids in catalogue["mvsp_3_0"] for one in items(ids)})
    lines = ["MVSP v3.0,,", "Control,Status,Comments", *(f"{one},Met," for one in mvsp)]
    (folder / "mvsp.csv").write_text("\n".join(lines), "utf-8")
    page = "<h1>Trust</h1><p>SOC 2 Type II, ISO 27001:2022.</p><ul><li>PCI DSS, in progress</li></ul>"
    (folder / "trust.html").write_text(page, "utf-8")


def _read_foreign(folder: Path, name: str, chance: Random) -> None:
    for module in (returned_file, foreign_file):
        vars(module)["read_apart"] = _read_here
    how, path = chance.choice(("", "", "caiq_4", "mvsp_3")), folder / name
    if chance.random() < 1 / 30:
        "".join(
            preview_lines(preview(path, str(_NUMBERZ), AS_OF, vendor="Sendgrid", questions_map=how))
        ).encode()
    else:
        file = path if foreign_file.is_page(path) else returned_file.open_book(path)
        returned = foreign_file.read_foreign(file, _checked_numberz()[0], _policy(), "Sendgrid", how)
        "".join(
            (*returned.problems, *returned.remarks, *returned.unmapped, *map(str, returned.additions))
        ).encode()


def _lists(folder: Path) -> None:
    shutil.copytree(_LISTS, folder / "lists")
    (review,) = (ROOT / "reviews" / "numberz").glob("2026-*")
    shutil.copyfile(review / "public-list.html", folder / "lists" / "published.html")


def _read_list(folder: Path, name: str, chance: Random) -> None:
    json.dumps(plain_import(name, (folder / name).read_bytes())).encode()


def _inventories(folder: Path) -> None:
    """A workbook, the same as CSV and as .ods, and the mapping of it that a person may have changed."""
    shutil.copyfile(_EXAMPLE.parent / "tarnbrook-vendors.xlsx", folder / "vendors.xlsx")
    sheet = load_workbook(folder / "vendors.xlsx").worksheets[0]
    with (folder / "vendors.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(sheet.iter_rows(values_only=True))
    (folder / "vendors.ods").write_bytes(open_document(sheet.iter_rows(values_only=True)))
    found = read_content(
        "vendors.xlsx", (folder / "vendors.xlsx").read_bytes(), Wishes(trade=trade_of(_policy()))
    )
    assert found.mapping is not None
    (folder / "vendors.toml").write_text(mapping_text(found.mapping, {}), encoding="utf-8")


def _read_inventory(folder: Path, name: str, chance: Random) -> None:
    mapping = (
        (folder / "vendors.toml").read_bytes().decode("utf-8", "replace") if chance.random() < 1 / 2 else ""
    )
    wishes = Wishes(mapping, "vendors.toml", chance.choice((None, 0.0, 0.9)), trade_of(_policy()))
    source = "vendors.xlsx" if name.endswith(".toml") else name
    if name.endswith(".toml"):
        wishes = replace(wishes, mapping=(folder / name).read_bytes().decode("utf-8", "replace"))
    json.dumps(plain_import(source, (folder / source).read_bytes(), wishes)).encode()


def _published(folder: Path) -> None:
    (review,) = (ROOT / "reviews" / "numberz").glob("2026-*")
    for path in review.glob("public-list.*"):
        shutil.copyfile(path, folder / path.name)


@cache
def _checked_numberz() -> tuple[CheckedRegister, list[Entry]]:
    checked = check_register(load_register(_NUMBERZ), _policy().vocabulary, AS_OF)
    return checked, entries_of(public_list(checked, AS_OF).as_dict())


def _read_published(folder: Path, name: str, chance: Random) -> None:
    entries = entries_in(name, (folder / name).read_bytes())
    json.dumps(entries).encode()
    checked, listed = _checked_numberz()
    keyed = keyed_lists(listed, entries)
    "".join(list_lines(list_changes(keyed.old, keyed.new))).encode()
    reconcile(checked, listed, entries)


def _template(folder: Path) -> None:
    """A document of a company's own, to be filled with the annex."""
    document = docx.Document()
    document.add_paragraph("{{ company }}, {{ as_of }}")
    rows = (
        "Subprocessor",
        "{%tr for one in subprocessors %}",
        "{{ one.name }}, {{ one.location }}",
        "{%tr endfor %}",
    )
    table = document.add_table(rows=len(rows), cols=1)
    for row, text in zip(table.rows, rows, strict=True):
        row.cells[0].text = text
    document.sections[0].footer.paragraphs[0].text = "{{ title }}"
    document.save(str(folder / "template.docx"))


def _read_template(folder: Path, name: str, chance: Random) -> None:
    names, parts = field_names()
    task = {
        "names": sorted(names),
        "parts": sorted(parts),
        "template": base64.b64encode((folder / name).read_bytes()).decode(),
        "annex": annex_of(_checked_numberz()[0], AS_OF).annex.as_dict(),
        "as_of": AS_OF.isoformat(),
    }
    json.dumps(fill(name, json.dumps(task).encode())).encode()


def _archive(folder: Path) -> None:
    """One register's archive, with a chained index, the copy of the latest and a sign-off."""
    (kept,) = (ROOT / "reviews" / "numberz").glob("2026-*")
    register = folder / "numberz"
    for name in (kept.name, LATEST):
        shutil.copytree(kept, register / name)
    manifest = read_manifest(kept)
    entry = entry_of(manifest, kept.name, sha256((kept / MANIFEST).read_bytes()))
    page = index_page("numberz", [entry], {kept.name})
    (register / INDEX_PAGE).write_bytes(page)
    (register / INDEX).write_bytes(index_bytes("numberz", [chained("numberz", [], entry, sha256(page))]))
    add_sign_off(register / kept.name, by="A Reviewer", role="reviewer", signed_on=AS_OF)


def _verify(folder: Path, name: str, chance: Random) -> None:
    for found in verify_place(folder / "numberz"):
        for sign_off in read_sign_offs(found.folder):
            sign_off.in_words().encode()
        "".join((*found.problems, *found.notes)).encode("utf-8", "surrogateescape")
    heads_of(folder / "numberz")


def _sidecars(folder: Path) -> None:
    """Registers as reviews keep them that were read from a workbook and a database."""
    _workbooks(folder)
    _databases(folder)
    for path in sorted(folder.iterdir()):
        source = str(path) if path.suffix == ".xlsx" else f"sqlite:///{path}"
        open_register(source).write(folder / path.name.replace(".", "-"))


def _read_baseline(folder: Path, name: str, chance: Random) -> None:
    (review,) = (folder / "numberz").glob("2*")
    open_baseline(review)


READERS: Mapping[str, Reader] = {
    "folder": Reader(
        _a_register, "*/*.csv", lambda folder, name, chance: _check((folder / name).parent, chance)
    ),
    "page": Reader(
        _a_register, "*/page.toml", lambda folder, name, chance: _check((folder / name).parent, chance)
    ),
    "policy": Reader(
        lambda folder: shutil.copytree(default_policy(), folder / "policy"), "*/*.*[vl]", _read_policy
    ),
    "workbook": Reader(_workbooks, "*.xlsx", lambda folder, name, chance: _check(folder / name, chance)),
    "database": Reader(
        _databases, "*.db", lambda folder, name, chance: _check(f"sqlite:///{folder / name}", chance)
    ),
    "answers": Reader(_questionnaires, "*.xlsx", _read_answers),
    "foreign": Reader(_foreign, "*.*", _read_foreign),
    "list": Reader(_lists, "lists/*", _read_list),
    "inventory": Reader(_inventories, "vendors.*", _read_inventory),
    "published": Reader(_published, "public-list.*", _read_published),
    "template": Reader(_template, "template.docx", _read_template),
    "sidecar": Reader(
        _sidecars, "*/source.json", lambda folder, name, chance: _check((folder / name).parent, chance)
    ),
    "baseline": Reader(_archive, "numberz/2*/**/*.*", _read_baseline),
    "archive": Reader(_archive, "**/*.json", _verify),
}
