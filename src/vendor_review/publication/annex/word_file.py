"""The annex as a Word document: real headings and tables, no person, and the same bytes for the same list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from vendor_review.publication.annex.contents import Annex
from vendor_review.publication.annex.document_bytes import dated, settled
from vendor_review.publication.annex.page import (
    Line,
    change_cells,
    changes_heading,
    columns,
    fact_rows,
    subprocessor_cells,
)

if TYPE_CHECKING:
    from docx.document import Document
    from docx.opc.coreprops import CoreProperties
    from docx.table import _Cell

_FONT = "Arial"
_INK, _QUIET, _LINES, _SHADE = "1B1F24", "57606A", "B8C0C8", "EEF1F4"
_TABLE = "Annex Table"
#: Kinds of lines in a cell, and their styles.
_STYLES = {
    "text": "Annex Text",
    "item": "Annex Item",
    "label": "Annex Label",
    "mark": "Annex Mark",
    "heading": "Annex Heading",
}
#: Widths in millimetres on A4 across: of what is left, columns with much text take more.
_WIDE = 257
_SHARES = {
    "company": 22,
    "processing": 24,
    "data_shared": 18,
    "role": 11,
    "location": 15,
    "transfer_basis": 14,
}
_CHANGE_SHARES = (20, 16, 32, 32)
_FACT_SHARES = (20, 80)
_LONGEST_PROPERTY = 255


def word_file(annex: Annex, as_of: date) -> bytes:
    """The whole document; two calls give the same bytes."""
    import docx

    document = docx.Document()
    _prepare(document, annex)
    document.add_heading(annex.title, 0)
    words = annex.words["annex"]
    document.add_paragraph(words["about"])
    facts = _table(document, words["facts_caption"], _FACT_SHARES)
    for label, text in fact_rows(annex):
        _add(facts, [[("label", label)], [("text", text)]])
    if annex.is_compared:
        document.add_heading(changes_heading(annex), 1)
        if annex.changes:
            headings = words["changes"]["columns"]
            changes = _table(document, words["changes_caption"], _CHANGE_SHARES, headings)
            for one in annex.changes:
                _add(changes, change_cells(one))
        else:
            document.add_paragraph(words["no_changes"])
    shares = [_SHARES[name] for name in columns(annex)]
    for section in annex.sections:
        document.add_heading(section.title, 1)
        for paragraph in section.introduction:
            document.add_paragraph(paragraph).paragraph_format.keep_with_next = True
        if not section.subprocessors:
            document.add_paragraph(words["nobody"])
            continue
        caption = words["list_caption"].format(section=section.title)
        table = _table(document, caption, shares, [*columns(annex).values()])
        for listed in section.subprocessors:
            _add(table, subprocessor_cells(annex, listed))
    if not annex.sections:
        document.add_paragraph(words["empty"])
    _name(document.core_properties, annex, as_of)
    return settled(document)


def _tag(annex: Annex) -> str:
    """The language of its words, as Word names it."""
    return str(annex.words["locale"]).replace("_", "-")


def _name(properties: CoreProperties, annex: Annex, as_of: date) -> None:
    title = f"{annex.title}: {annex.company}" if annex.company else annex.title
    properties.title = title[:_LONGEST_PROPERTY]
    properties.language = _tag(annex)
    properties.comments = properties.keywords = properties.category = ""
    properties.version = annex.version[:_LONGEST_PROPERTY]
    dated(properties, as_of)


def _prepare(document: Document, annex: Annex) -> None:
    """Page, styles, language and foot of a document that is still empty."""
    from docx.enum.section import WD_ORIENT
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn
    from docx.shared import Mm, Pt, RGBColor

    (section,) = document.sections
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(18)
    # The picture of an empty page that the library's own start has.
    package = document.part.package
    for key in [key for key, rel in package.rels.items() if rel.reltype.endswith("/thumbnail")]:
        del package.rels[key]
    styles: Any = document.styles
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _tag(annex))
    own = [*_STYLES.values()]
    sizes = {"Normal": 10, "Title": 20, "Heading 1": 13, "Footer": 8, **dict.fromkeys(own, 8.5)}
    for name, size in sizes.items():
        is_own = name in own
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH) if is_own else styles[name]
        style.font.size, style.font.name = Pt(size), _FONT
        style.font.color.rgb = RGBColor.from_string(_QUIET if name == "Footer" else _INK)
        fonts = style.element.rPr.rFonts
        for key in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[key]
        for script in ("w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), _FONT)
    for name in own:
        styles[name].base_style = styles["Normal"]
        styles[name].paragraph_format.space_after = Pt(1)
    for kind in ("label", "mark", "heading"):
        styles[_STYLES[kind]].font.bold = True
    styles[_STYLES["heading"]].paragraph_format.keep_with_next = True
    item = styles[_STYLES["item"]].paragraph_format
    item.left_indent, item.first_line_indent = Mm(2.5), Mm(-2.5)
    title = styles["Title"].paragraph_format
    title.space_after = Pt(6)
    for border in styles["Title"].element.pPr.findall(qn("w:pBdr")):
        styles["Title"].element.pPr.remove(border)
    styles["Heading 1"].paragraph_format.space_before = Pt(14)
    styles["Heading 1"].paragraph_format.space_after = Pt(4)
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_LINES}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 40), ("left", 85), ("bottom", 40), ("right", 85))
    )
    styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="AnnexTable">'
            f'<w:name w:val="{_TABLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/>'
            f"<w:tblPr><w:tblBorders>{lines}</w:tblBorders><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
            f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr>'
            f'<w:shd w:val="clear" w:color="auto" w:fill="{_SHADE}"/></w:tcPr></w:tblStylePr></w:style>'
        )
    )
    foot = section.footer.paragraphs[0]
    words = annex.words["annex"]
    told = words["footer"].format(
        title=f"{annex.title}, {annex.company}" if annex.company else annex.title, day=annex.as_of
    )
    before, between = words["page"].split("{page}")
    between, after = between.split("{pages}")
    foot.add_run(f"{told}. {before}")
    _field(foot, "PAGE")
    foot.add_run(between)
    _field(foot, "NUMPAGES")
    foot.add_run(after)


def _field(paragraph: Any, name: str) -> None:
    """A number that the reader's program counts."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    field = f'<w:fldSimple {nsdecls("w")} w:instr="{name}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    paragraph._p.append(parse_xml(field))


def _table(document: Document, caption: str, shares: Sequence[int], headings: Sequence[str] = ()) -> Any:
    """A table without rows but that of its headings, which each page repeats."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    table = document.add_table(rows=0, cols=len(shares), style=_TABLE)
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Mm(_WIDE * share / sum(shares))
    properties: Any = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    for name in look.attrib:
        look.set(name, "0")
    look.set(qn("w:firstRow"), "1" if headings else "0")
    look.set(qn("w:val"), "0020" if headings else "0000")
    described = OxmlElement("w:tblCaption")  # what a screen reader says of it
    described.set(qn("w:val"), caption)
    properties.append(described)
    if headings:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for cell, heading in zip(row.cells, headings, strict=True):
            _write(cell, [("heading", heading)])
    return table


def _add(table: Any, cells: Sequence[Sequence[Line]]) -> None:
    """A row that no page break divides."""
    from docx.oxml import OxmlElement

    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, lines in zip(row.cells, cells, strict=True):
        _write(cell, lines)


def _write(cell: _Cell, lines: Sequence[Line]) -> None:
    """Fills a cell, a paragraph for each line."""
    for number, (kind, text) in enumerate(lines or [("text", "")]):
        paragraph = cell.add_paragraph(text) if number else cell.paragraphs[0]
        if not number:
            paragraph.add_run(text)
        # By its id: to look a style up by its name takes longer than all else.
        paragraph._p.style = _STYLES[kind].replace(" ", "")
