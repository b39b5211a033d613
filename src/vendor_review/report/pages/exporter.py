"""nbconvert's way to a review page: `jupyter nbconvert --to vendor-review executed.ipynb`."""

from __future__ import annotations

from typing import Any

from nbconvert.exporters.templateexporter import TemplateExporter
from nbformat import NotebookNode
from traitlets import default

from vendor_review.report.pages.page import review_page


class ReviewExporter(TemplateExporter):
    """The page that `vendor-review run` writes, for those who run the notebook with papermill themselves."""

    export_from_notebook = "Vendor review"
    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of an executed review notebook, see `review_page`.

        nbconvert's own templates are left out: their environment does not escape what is put into it.
        """
        _, resources = super(TemplateExporter, self).from_notebook_node(nb, resources, **kw)
        return review_page(nb.cells), resources
