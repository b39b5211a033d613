"""The floor of a review: the code of the review notebook's cells in one plain process, then the page.

It takes the register from `register/` and the policy from `policy/` in the working directory, as the kernel of a
run does, and writes the page and the files of the completion record. What it leaves out: the kernel and its
messages, papermill, nbconvert, the executed notebook and the tables displayed in it, the copy of the inputs,
manifest and hashes, and the archive with its flushes to disk.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markupsafe import Markup

from vendor_review import shipped
from vendor_review.report.blocks import PAGE_KEY, VEGALITE_MIME, Section
from vendor_review.report.drawing import draw_svg
from vendor_review.report.html import content_security_policy, environment, render, style_sheet
from vendor_review.report.record import CompletionRecord

#: MIME type to content, and the metadata beside it.
Bundle = tuple[dict[str, Any], dict[str, Any]]


def values_of(notebook: Path, parameters: dict[str, object]) -> Iterator[object]:
    """Executes the code cells in order; yields the value of each that ends in an expression."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    names: dict[str, object] = {"In": []}
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        *statements, last = ast.parse("".join(cell["source"])).body
        if not isinstance(last, ast.Expr):
            statements.append(last)
        exec(compile(ast.Module(statements, []), str(notebook), "exec"), names)
        if isinstance(last, ast.Expr):
            yield eval(compile(ast.Expression(last.value), str(notebook), "eval"), names)
        if "parameters" in cell["metadata"].get("tags", []):
            names.update(parameters)


def page_of(bundles: list[Bundle], title: str) -> str:
    """The page, filled as the exporter fills it."""
    style = style_sheet("base.css", "public.css", "review.css")
    words = [metadata[PAGE_KEY] for _, metadata in bundles]
    page = environment().get_template("review.html.j2")
    text = page.render(
        title=title,
        style=style,
        csp=content_security_policy(str(style)),
        contents=[word for word in words if word.get("anchor")],
        parts=[_part(bundle, place) for place, bundle in enumerate(bundles, start=1)],
    )
    return text.strip() + "\n"


def _part(bundle: Bundle, place: int) -> Markup:
    data, metadata = bundle
    if VEGALITE_MIME not in data:
        return Markup(data["text/html"])
    title, finding = metadata[PAGE_KEY]["title"], metadata[PAGE_KEY]["finding"]
    svg = draw_svg(data[VEGALITE_MIME], anchor=f"chart-{place}", title=title, description=finding)
    return Markup(render("chart.html.j2", svg=Markup(svg), title=title, finding=finding))


def main(as_of: str, out: Path) -> None:
    """Writes the review of `register/` into the folder `out`."""
    values = list(
        values_of(shipped.review_notebook(), {"register": "register", "policy": "policy", "as_of": as_of})
    )
    bundles = [
        block._repr_mimebundle_() for value in values if isinstance(value, Section) for block in value.blocks
    ]
    (record,) = (value for value in values if isinstance(value, CompletionRecord))
    out.mkdir(parents=True, exist_ok=True)
    for name, text in record.files.items():
        (out / name).write_text(text, encoding="utf-8", newline="")
    (out / "review.html").write_text(page_of(bundles, record.facts["title"]), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
