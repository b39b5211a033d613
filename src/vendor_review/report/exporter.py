"""nbconvert's way to a review page: `jupyter nbconvert --to vendor-review executed.ipynb`."""

from __future__ import annotations

from typing import Any

import jinja2
from markupsafe import Markup
from nbconvert.exporters.templateexporter import TemplateExporter
from nbformat import NotebookNode
from traitlets import default

from vendor_review.errors import RunFailed
from vendor_review.report.blocks import PAGE_KEY, VEGALITE_MIME
from vendor_review.report.drawing import draw_svg
from vendor_review.report.html import content_security_policy, environment, render, style_sheet
from vendor_review.report.record import find_record


class ReviewExporter(TemplateExporter):
    """Turns an executed review notebook into one HTML file without script and without any outside request.

    Only outputs that the package's own sections left are taken, in their order; code, streams and whatever else a
    cell printed stay in the notebook. A notebook whose last cell left no completion record is refused.
    """

    export_from_notebook = "Vendor review"
    output_mimetype = "text/html"
    file_extension = ".html"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_file")
    def _template_file_default(self) -> str:
        return "review.html.j2"

    def _create_environment(self) -> jinja2.Environment:
        """Ours, with autoescape; nbconvert's own has none."""
        return environment()

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of an executed review notebook.

        Raises
        ------
        RunFailed
            If the notebook did not run to its end.
        """
        code = [cell for cell in nb.cells if cell.cell_type == "code"]
        record = find_record(code[-1]) if code else None
        if record is None:
            raise RunFailed("this notebook did not run to its end (no completion record in its last cell)")
        outputs = [
            output
            for cell in code
            for output in cell.outputs
            if output.output_type == "display_data" and PAGE_KEY in output.metadata
        ]
        style = style_sheet("base.css", "public.css", "review.css")
        facts = {
            "title": record["facts"]["title"],
            "style": style,
            "csp": content_security_policy(str(style)),
            "contents": [
                output.metadata[PAGE_KEY] for output in outputs if output.metadata[PAGE_KEY].get("anchor")
            ],
            "parts": [_part(output, place) for place, output in enumerate(outputs, start=1)],
        }
        _, resources = super(TemplateExporter, self).from_notebook_node(nb, resources, **kw)
        resources["output_extension"] = ".html"
        return self.template.render(**facts).strip() + "\n", resources


def _part(output: NotebookNode, place: int) -> Markup:
    """One output as HTML. Fragments were escaped when the kernel rendered them; a chart is drawn here."""
    if VEGALITE_MIME not in output.data:
        return Markup(output.data["text/html"])  # noqa: S704 - rendered with autoescape by our own templates
    words = output.metadata[PAGE_KEY]
    svg = draw_svg(
        output.data[VEGALITE_MIME],
        anchor=f"chart-{place}",
        title=words["title"],
        description=words["finding"],
    )
    return Markup(render("chart.html.j2", svg=Markup(svg), title=words["title"], finding=words["finding"]))  # noqa: S704
