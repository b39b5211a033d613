"""A company's own document: filled with the annex, refused by name where it asks for more, and harmless."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest

from publication.public_registers import WORST, engagement, register, vendor
from vendor_review.errors import UsageError
from vendor_review.files.quarantine import Limits
from vendor_review.publication.annex import template as filling
from vendor_review.publication.annex.contents import Annex, annex_of
from vendor_review.publication.annex.template import field_names, filled_template
from vendor_review.schema.public_page.page import Page, Section

AS_OF = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def _no_quarantine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most tests fill templates in their own process: to start another takes longer than all else that they do."""

    def read_here(reader: Callable[[str, bytes], Any], file: str, content: bytes, *_: Any) -> Any:
        return json.loads(json.dumps(reader(file, content)))

    if "quarantine" not in request.keywords:
        monkeypatch.setattr(filling, "read_apart", read_here)


ROW = ["{{ one.name }}", "{{ one.contact }}", "{{ one.location }}"]


def annex(name: str = "Nimbus", other: str = "Old Mail") -> Annex:
    checked: Any = register(
        Page(legal_name="Acme Ltd", version="7", sections=(Section("s", "Platform"),)),
        vendors=[
            vendor(name=name, contact="privacy@nimbus.example"),
            vendor(vendor_id="o", name=other, contact=name),
        ],
        engagements=[
            engagement(section="s"),
            engagement(engagement_id="o", vendor_id="o", section="s"),
        ],
        places=[
            {"engagement_id": "e", "kind": "processing", "code": "DE", "as_written": "Berlin"},
            {"engagement_id": "e", "kind": "entity", "code": "DE", "as_written": "Bonn"},
        ],
    )
    return annex_of(checked, AS_OF).annex


def template(
    folder: Path,
    body: str = "",
    row: list[str] | None = None,
    *,
    header: str = "",
    title: str = "",
    loop: str = "subprocessors",
) -> Path:
    """A document with a paragraph and a table whose second row is repeated."""
    document = docx.Document()
    document.add_paragraph(body)
    cells = ROW if row is None else row
    if cells:
        table = document.add_table(rows=4, cols=len(cells))
        table.cell(1, 0).text = f"{{%tr for one in {loop} %}}"
        table.cell(3, 0).text = "{%tr endfor %}"
        for place, text in enumerate(cells):
            table.cell(0, place).text = "Heading"
            table.cell(2, place).text = text
    document.sections[0].header.paragraphs[0].text = header
    document.core_properties.title = title
    document.core_properties.author = document.core_properties.last_modified_by = "A Person"
    path = folder / "template.docx"
    document.save(str(path))
    return path


def refused(path: Path) -> str:
    with pytest.raises(UsageError) as refusal:
        filled_template(path, annex(), AS_OF)
    (problem,) = refusal.value.problems
    return problem


def test_a_row_is_repeated_for_each_subprocessor_and_fields_are_filled_everywhere(tmp_path: Path) -> None:
    path = template(
        tmp_path,
        "{{ company }}, {{ as_of }}, version {{ version }}",
        header="{{ title }}",
        title="{{ company }}",
    )
    filled = filled_template(path, annex(), AS_OF)
    made = docx.Document(io.BytesIO(filled.document))
    assert made.paragraphs[0].text == "Acme Ltd, 1 November 2026, version 7"
    assert [[cell.text for cell in row.cells] for row in made.tables[0].rows] == [
        ["Heading"] * 3,
        [
            "Nimbus",
            "privacy@nimbus.example",
            "Berlin, Germany (processing)\nBonn, Germany (registered office)",
        ],
        ["Old Mail", "Nimbus", "not stated"],
    ]
    assert made.sections[0].header.paragraphs[0].text == "List of subprocessors"
    assert made.core_properties.title == "Acme Ltd"
    assert filled.unnamed == ()


def test_two_documents_are_the_same_and_name_no_person(tmp_path: Path) -> None:
    path = template(tmp_path)
    first, second = (filled_template(path, annex(), AS_OF).document for _ in range(2))
    assert first == second
    properties = docx.Document(io.BytesIO(first)).core_properties
    assert (properties.author, properties.last_modified_by) == ("", "")
    assert properties.modified is not None
    assert properties.modified.date() == AS_OF


@pytest.mark.parametrize(
    ("place", "field", "named"),
    [
        ("body", "{{ compny }}", "compny"),
        ("header", "{{ score }}", "score"),
        ("title", "{{ owner }}", "owner"),
        ("row", "{{ one.tier }}", ".tier"),
        ("row", "{{ one['r_hi'] }}", "[r_hi]"),
        ("body", "{% if is_compared %}{{ changes[0].who }}{% endif %}", ".who"),
        ("body", "{{ range(9) }}", "range"),
        ("body", "{{ company.upper() }}", ".upper"),
        ("body", "{{ company.__class__.__mro__ }}", ".__mro__"),
        ("body", "{{ ''['__class__'] }}", "[__class__]"),
    ],
)
def test_a_field_that_the_annex_lacks_is_refused_by_name(
    tmp_path: Path, place: str, field: str, named: str
) -> None:
    path = {
        "body": lambda: template(tmp_path, field),
        "header": lambda: template(tmp_path, header=field),
        "title": lambda: template(tmp_path, title=field),
        "row": lambda: template(tmp_path, row=[field]),
    }[place]()
    assert f"has fields that an annex does not have: {named}" in refused(path).replace("(...), ", "").replace(
        ".__class__, ", ""
    )


def test_all_unknown_fields_are_named_at_once_with_those_that_there_are(tmp_path: Path) -> None:
    told = refused(template(tmp_path, "{{ compny }}{{ datum }}", [*ROW, "{{ one.tier }}"]))
    assert ".tier, compny, datum." in told
    names, parts = field_names()
    assert {"company", "sections", "subprocessors"} < names
    assert {"name", "address", "contact"} < parts
    assert all(name in told for name in names | parts)


@pytest.mark.parametrize(
    ("body", "row", "words"),
    [
        ("{{ company }}", [], "lists no subprocessors"),
        ("{% for one in sections %}{{ one.title }}", [], "is no template"),
        ("{{ company | nosuchfilter }}", ROW, "is no template"),
        ("{% include 'other.docx' %}", ROW, "is no template"),
        ("{% for one in sections %}" * 30 + "{% endfor %}" * 30, ROW, "is no template"),
    ],
)
def test_what_is_no_template_is_refused(tmp_path: Path, body: str, row: list[str], words: str) -> None:
    assert words in refused(template(tmp_path, body, row))


def test_what_is_no_word_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    path.write_text("Dear customer", encoding="utf-8")
    assert refused(path) == f"{path}: is no Word document; save it as .docx."
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "no document")
    assert refused(path) == f"{path}: is no Word document; save it as .docx."
    path.unlink()
    assert refused(path) == f"--template: {path}: cannot be read (No such file or directory)."


def test_a_template_that_leaves_somebody_out_is_filled_and_says_whom(tmp_path: Path) -> None:
    path = template(tmp_path, loop="subprocessors[:1]", row=["{{ one.name }}"])
    assert filled_template(path, annex(), AS_OF).unnamed == ("Old Mail",)


@pytest.mark.parametrize("word", [*WORST, "{_{ company }_}", "\x00\x07\x0c control"])
def test_the_worst_words_are_text_in_a_template_too(tmp_path: Path, word: str) -> None:
    made = docx.Document(io.BytesIO(filled_template(template(tmp_path), annex(word), AS_OF).document))
    told = made.tables[0].cell(1, 0).text
    for control in "\x00\x07\x0c":
        word = word.replace(control, "\N{REPLACEMENT CHARACTER}")
    # docxtpl writes braces for `{_{`: they are text by then, and nothing fills them.
    assert "".join(told.split()) == "".join(word.split()).replace("{_{", "{{").replace("}_}", "}}")
    assert len(made.tables[0].rows) == 3


@pytest.mark.quarantine
def test_a_process_of_its_own_fills_a_template(tmp_path: Path) -> None:
    filled = filled_template(template(tmp_path), annex(), AS_OF)
    assert docx.Document(io.BytesIO(filled.document)).tables[0].cell(2, 0).text == "Old Mail"
    assert "has fields that an annex does not have: compny" in refused(template(tmp_path, "{{ compny }}"))


@pytest.mark.quarantine
def test_a_template_that_never_ends_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "_LIMITS", Limits(memory=256, seconds=2))
    crowd = annex()
    crowd = replace(crowd, sections=(replace(crowd.sections[0], subprocessors=crowd.subprocessors * 25),))
    loops = "".join(f"{{% for at{depth} in subprocessors %}}" for depth in range(15)) + "{% endfor %}" * 15
    with pytest.raises(UsageError, match="takes more than"):
        filled_template(template(tmp_path, loops), crowd, AS_OF)
