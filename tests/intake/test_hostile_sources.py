"""A source that is too large, too deep, damaged or hostile is refused in a sentence, never with a traceback."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vendor_review.errors import ListUnreadable
from vendor_review.intake.blocks.limits import MOST_BYTES
from vendor_review.intake.importing import read_content, read_list
from vendor_review.intake.source_file import read_source

_LAUGHS = "a: &b0 [x, x]\n" + "".join(f"b{n}: &b{n} [*b{n - 1}, *b{n - 1}]\n" for n in range(1, 40))
_ROW = "<tr><td>Quillmail Inc.</td><td>E-mail</td></tr>"


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("deep.html", "<table><tr><td>" * 500 + "x", "parts within parts"),
        ("deep.md", ">" * 500 + " x", "names no vendors"),
        ("deep.json", "[" * 100_000, "parts within parts"),
        ("deep.yaml", "[" * 500, "parts within parts"),
        ("rows.html", "<table>" + _ROW * 30_000 + "</table>", "more than"),
        ("rows.csv", "Vendor,Purpose\n" + "Quillmail Inc.,E-mail\n" * 100_000, "more than 5,000 rows"),
        ("paragraphs.md", "Words.\n\n" * 4_000, "more than 3,000 headings, paragraphs and lists"),
        ("lines.txt", "Words\n" * 40_000, "more than 30,000 lines and cells"),
        ("letters.md", ("word " * 1_000 + "\n\n") * 120, "more than 500,000 letters of text"),
        ("links.md", "# Subprocessors\n" + "[" * 300_000, "more than 20,000 links or brackets"),
        ("open.md", "# Subprocessors\n" + "[" * 300 + "{" * 300_000, "brackets that never close"),
        ("rows.yaml", "- {name: Quillmail Inc., purpose: E-mail}\n" * 20_000, "more parts"),
        ("cycle.yaml", "a: &a [*a]", "lies inside what it names"),
        ("laughs.yaml", _LAUGHS, "more than"),
        ("object.yaml", "!!python/object/apply:os.system ['true']", "is not YAML"),
        ("broken.json", "{", "is not JSON"),
        ("broken.csv", 'Vendor,Purpose\n"Quillmail', "is not CSV"),
        ("book.html", "PK\x03\x04", "a zip archive"),
        ("noise.html", "\0", "is no text"),
        ("list.exe", "Vendor", "these can be read"),
        ("empty.html", "", "names no vendors"),
        ("glued.txt", "NamePurposeLocationQuillmail IncE-mailIreland", "have run together (Name, Purpose, Location)"),
    ],
)  # fmt: skip
def test_it_is_refused_and_why(file: str, content: str, said: str) -> None:
    with pytest.raises(ListUnreadable) as refused:
        read_content(file, content.encode())
    assert said in refused.value.problems[0]
    assert refused.value.problems[0].startswith(file)
    assert refused.value.exit_code == 2


def test_a_file_that_is_not_utf8_is_refused_at_its_byte() -> None:
    with pytest.raises(ListUnreadable, match="is not UTF-8 at byte 3"):
        read_content("list.md", b"ab\xff")


def test_a_file_of_a_gigabyte_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.html"
    with path.open("wb") as file:
        file.truncate(2**30)
    with pytest.raises(ListUnreadable, match=f"the limit is {MOST_BYTES:,}"):
        read_source(path)


@pytest.mark.parametrize("name", ["nowhere.html", "."])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ListUnreadable):
        read_list(tmp_path / name)


_PIECES = st.sampled_from([
    "<table>", "<tr>", "<td>", "</table>", "<ul><li>", "<div class=a>", "</div>", "<dl><dt>", "| Vendor | Purpose |",
    "|---|---|", "\n", "- ", "**", "[Quillmail](https://q.example)", "Quillmail Inc.", "E-mail", ": ", "Location: ",
    "US", "{", "}", "[", "]", "&a ", "*a", '"', "name", "purpose", ",", "# ", "    ", "---\n", "(", ")", ";", "\t",
])  # fmt: skip


@settings(max_examples=60)
@given(
    text=st.lists(st.one_of(_PIECES, st.text(max_size=6)), max_size=40).map("".join),
    suffix=st.sampled_from(["html", "md", "txt", "yaml", "json", "jsx", "csv"]),
)
def test_any_text_is_read_or_refused(text: str, suffix: str) -> None:
    try:
        found = read_content(f"any.{suffix}", text.encode("utf-8", "surrogatepass"))
    except ListUnreadable:
        return
    assert found.draft.content.tables["engagements"]


_LONG = "Ireland, " * 2_000


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("list.md", f"# Subprocessors\n\n|Name|Purpose|Location|\n|---|---|---|\n|Quillmail Inc.|E-mail|{_LONG}|\n"),
        ("list.md", f"# Subprocessors\n\n{_LONG}\n\n- Quillmail Inc.: E-mail\n- Moonraker Ltd.: Meetings\n"),
        ("list.csv", f'Name,Purpose,Location\nQuillmail Inc.,E-mail,"{_LONG}"\nMoonraker Ltd.,Meetings,Ireland\n'),
        ("list.yaml", f"- {{name: Quillmail Inc., purpose: E-mail, location: '{_LONG}'}}\n" * 2),
        ("list.jsx", f'<Vendor name="Quillmail Inc." purpose="E-mail" location="{_LONG}" />\n' * 2),
        ("list.html", f"<h1>Subprocessors</h1><ul><li>Quillmail Inc.: E-mail<li>{_LONG}</ul>"),
    ],
)  # fmt: skip
def test_a_text_longer_than_any_of_a_list_is_not_read_and_that_is_said(file: str, text: str) -> None:
    found = read_content(file, text.encode())

    assert "Quillmail Inc." in str(found.draft.content.tables["vendors"])
    assert "Ireland, Ireland" not in str(found.draft.content.tables)
    said = [part for part in found.parts if "more than 10,000 letters" in part.where]
    assert len(said) == 1
    assert said[0].rows == 0


def test_a_text_of_many_lines_is_read_to_its_end() -> None:
    rows = [
        ("Vendor", "Purpose", "Location"),
        *((f"Quill{n} Inc.", "Sends e-mail", "Ireland") for n in range(600)),
    ]
    pasted = "\n".join("\t".join(cells) for cells in rows)

    found = read_content("list.txt", f"Subprocessors\n\n{pasted}\n".encode())

    assert [row[1] for row in found.draft.content.tables["vendors"]] == [f"Quill{n} Inc." for n in range(600)]
    assert len(found.draft.content.tables["places"]) == 600


_REPEATED = [
    pytest.param("".join(f"## Quill{n}\n\nsends mail\n\n" for n in range(900)), id="headings that may be cards"),
    pytest.param("".join(f"**Quill{n}** sends mail\n\n" for n in range(1_500)), id="paragraphs that may be vendors"),
    pytest.param("Name\nLocation\n" * 12_000, id="cells that may be headings"),
    pytest.param("".join(f"|Name|Purpose|\n|---|---|\n|Quill{n}|Mail|\n\n" for n in range(800)), id="small tables"),
    pytest.param("".join(f"[Q{n}](https://q{n}.example) " for n in range(1_000)), id="links in a paragraph"),
    pytest.param("Quill" + ", " * 4_900, id="commas that may end a firm"),
    pytest.param("- Quill Inc. " + "located in " * 880, id="statements of a place"),
]  # fmt: skip


@pytest.mark.timeout(60)
@pytest.mark.parametrize("text", _REPEATED)
def test_parts_that_may_be_read_in_several_ways_take_no_time_that_grows_with_their_square(text: str) -> None:
    begun = time.process_time()
    with suppress(ListUnreadable):
        read_content("list.txt", f"# Tools\n\n{text}".encode())

    assert time.process_time() - begun < 5


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "repeated",
    [
        pytest.param("x" * 70_000, id="a word of 70,000 letters"),
        pytest.param("-" * 70_000, id="as many dashes"),
        pytest.param("5" + " " * 70_000 + "days", id="as many blanks"),
        pytest.param("United States, " * 2_500, id="one place again and again"),
    ],
)
def test_what_is_repeated_takes_no_time_that_grows_with_its_square(repeated: str) -> None:
    text = f"""# Subprocessors

| Name | Purpose | Location |
|---|---|---|
| Moonraker | Video meetings | {repeated} |

Notice of 30 days. Write to privacy@example.com{repeated}
"""
    begun = time.process_time()
    with suppress(ListUnreadable):
        read_content("list.md", text.encode())

    assert time.process_time() - begun < 4
