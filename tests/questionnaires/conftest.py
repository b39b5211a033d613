"""Most tests read questionnaires in their own process: to start another takes longer than all else that they do."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from vendor_review.questionnaires.foreign import foreign_file
from vendor_review.questionnaires.returned import file as returned_file


@pytest.fixture(autouse=True)
def _no_quarantine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_here(reader: Callable[[str, bytes], Any], file: str, content: bytes, **_: Any) -> Any:
        return json.loads(json.dumps(reader(file, content)))

    if "quarantine" not in request.keywords:
        for module in (returned_file, foreign_file):
            monkeypatch.setattr(module, "read_apart", read_here)
