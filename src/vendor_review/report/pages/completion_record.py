"""The completion record: what the last cell of a review leaves behind, and nothing but a finished run has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: MIME type of the record among a cell's outputs.
RECORD_MIME = "application/vnd.vendor-review.record+json"


@dataclass(frozen=True)
class CompletionRecord:
    """Everything that outlives the kernel.

    Attributes
    ----------
    run_id
        First 8 hex digits of the SHA-256 over the inputs, as the kernel read them.
    facts
        Title, verdict and counts, for the manifest, the index and the command line.
    files
        File name to text: the numbers and the public list, for other tools.
    """

    run_id: str
    facts: Mapping[str, Any]
    files: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Plain data, as it is stored."""
        return {"run_id": self.run_id, "facts": dict(self.facts), "files": dict(self.files)}

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        names = ", ".join(self.files)
        return {RECORD_MIME: self.as_dict(), "text/plain": f"Review {self.run_id} is complete: {names}"}


def find_record(cells: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The record among the outputs of a notebook's last code cell, or None."""
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    for output in code[-1].get("outputs", ()) if code else ():
        found = output.get("data", {}).get(RECORD_MIME)
        if isinstance(found, dict) and {"run_id", "facts", "files"} <= set(found):
            return dict(found)
    return None
