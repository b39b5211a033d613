"""A company's own Word document, filled with the annex: its fields are those of the annex, and no other."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendor_review.errors import UsageError
from vendor_review.files.quarantine import Limits, read_apart
from vendor_review.files.snapshot import read_file
from vendor_review.publication.annex.document_bytes import dated, settled

if TYPE_CHECKING:
    from vendor_review.publication.annex.contents import Annex

#: What Jinja says of a loop.
_OF_LOOPS = frozenset({"index", "index0", "revindex", "revindex0", "first", "last", "length"})
_LISTS = frozenset({"sections", "subprocessors"})
_PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_LARGEST_TEMPLATE = 16 * 2**20
_LIMITS = Limits(memory=512, seconds=60)


@dataclass(frozen=True)
class FilledTemplate:
    """The document, and the names of subprocessors that it does not show."""

    document: bytes
    unnamed: tuple[str, ...]


def filled_template(template: Path, annex: Annex, as_of: date) -> FilledTemplate:
    """Fills a template; two calls give the same bytes.

    It is a document with fields of Jinja (`{{ company }}`, `{%tr for one in subprocessors %}`), as docxtpl reads them.
    Fields can ask for what the annex says and can do nothing else. A process of its own fills it.

    Raises
    ------
    UsageError
        It is no Word document, has fields that the annex lacks (all are named), lists no subprocessors, or is no
        template by its syntax.
    """
    try:
        content = read_file(template, _LARGEST_TEMPLATE)
    except OSError as error:
        raise UsageError(f"--template: {template}: cannot be read ({error.strerror}).") from error
    names, parts = field_names()
    task = {
        "names": sorted(names),
        "parts": sorted(parts),
        "template": base64.b64encode(content).decode(),
        "annex": annex.as_dict(),
        "as_of": as_of.isoformat(),
    }
    found = read_apart(fill, str(template), json.dumps(task).encode(), UsageError, _LIMITS)
    return FilledTemplate(base64.b64decode(found["document"]), tuple(found["unnamed"]))


def field_names() -> tuple[frozenset[str], frozenset[str]]:
    """The names that stand by themselves in a template, and those that follow a dot."""
    from vendor_review.publication.annex.changes import AnnexChange
    from vendor_review.publication.annex.contents import Annex, AnnexSection, Subprocessor

    parts = (field.name for kind in (AnnexSection, AnnexChange, Subprocessor) for field in fields(kind))
    return frozenset({*(field.name for field in fields(Annex)), "subprocessors"}), frozenset(parts)


def fill(file: str, task: bytes) -> dict[str, Any]:
    """What `filled_template` gives, as plain data; `file` is what a refusal calls the template.

    `task` is JSON: `template`, the document's bytes in base64; `annex`, as plain data; `as_of`, an ISO day; `names` and
    `parts` as `field_names` has them. The process that fills loads no more than it needs.
    """
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    asked = json.loads(task)
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.globals.clear()
    document = DocxTemplate(io.BytesIO(base64.b64decode(asked["template"])))
    try:
        document.init_docx()
        texts = [*_texts(document)]
    except Exception as error:  # a damaged archive or part breaks python-docx in many ways
        raise UsageError(f"{file}: is no Word document; save it as .docx.") from error
    try:
        parsed = [environment.parse(text) for text in texts]
        _refuse_others(file, parsed, frozenset(asked["names"]), frozenset(asked["parts"]))
        document.render(asked["annex"], environment, autoescape=True)
    except (
        TemplateError,
        SyntaxError,
        TypeError,
        ValueError,
    ) as error:  # what Jinja makes of it may be no Python
        raise UsageError(f"{file}: is no template: {str(error).rstrip('.')}.") from error
    made = document.docx
    shown = _words(made.element.itertext())
    names = dict.fromkeys(one["name"] for one in asked["annex"]["subprocessors"])
    dated(made.core_properties, date.fromisoformat(asked["as_of"]))
    return {
        "document": base64.b64encode(settled(made)).decode(),
        "unnamed": [name for name in names if _words([name]) not in shown],
    }


def _texts(document: Any) -> Iterator[str]:
    """Every text of the document in which docxtpl looks for fields."""
    yield document.patch_xml(document.get_xml())
    for kind in (document.HEADER_URI, document.FOOTER_URI):
        for _, part in document.get_headers_footers(kind):
            yield document.patch_xml(document.get_part_xml(part))
    for name in _PROPERTIES:
        yield getattr(document.docx.core_properties, name)
    for part in document.docx.part.package.parts:
        if part.content_type == _FOOTNOTES:
            yield document.patch_xml(part.blob.decode("utf-8"))


def _refuse_others(file: str, parsed: Iterable[Any], names: frozenset[str], parts: frozenset[str]) -> None:
    """Raises where a template asks for what the annex does not have, wherever in it that may be."""
    from jinja2 import meta, nodes

    asked: set[str] = set()
    unknown: set[str] = set()
    for tree in parsed:
        free = meta.find_undeclared_variables(tree)
        asked |= free
        unknown |= free - names
        unknown |= {
            f".{node.attr}" for node in tree.find_all(nodes.Getattr) if node.attr not in parts | _OF_LOOPS
        }
        keys = (node.arg.value for node in tree.find_all(nodes.Getitem) if isinstance(node.arg, nodes.Const))
        unknown |= {f"[{key}]" for key in keys if isinstance(key, str) and key not in parts}
        unknown |= {"(...)" for _ in tree.find_all(nodes.Call)}
    if unknown:
        raise UsageError(
            f"{file}: has fields that an annex does not have: {', '.join(sorted(unknown))}. It has "
            f"{', '.join(sorted(names))}; after a dot, {', '.join(sorted(parts))}."
        )
    if not asked & _LISTS:
        raise UsageError(
            f"{file}: lists no subprocessors; repeat a row of a table with {{%tr for one in subprocessors %}} and "
            "{%tr endfor %}."
        )


def _words(texts: Iterable[str]) -> str:
    """Texts without white space, which a document may break anywhere."""
    return re.sub(r"\s+", "", "".join(texts))
