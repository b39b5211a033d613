"""The public list, the archive of reviews and their manifests; publishes nothing half-done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendor_review.lazy_names import deferred

if TYPE_CHECKING:
    from vendor_review.publication.result_files import complete, public_list_files

__all__ = ["complete", "public_list_files"]

__getattr__, __dir__ = deferred(
    __name__,
    {
        "complete": "result_files",
        "public_list_files": "result_files",
    },
)
