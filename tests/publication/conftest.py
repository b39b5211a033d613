"""Small reviews for an archive to keep."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from publication.small_reviews import Reviews


@pytest.fixture
def office() -> Path:
    """LibreOffice as the system has it. Without it tests are skipped, or fail where it is required."""
    found = shutil.which("soffice")
    if found is None:
        if os.environ.get("VENDOR_REVIEW_REQUIRE_OFFICE"):
            pytest.fail("no soffice found, and VENDOR_REVIEW_REQUIRE_OFFICE is set")
        pytest.skip("no soffice found")
    return Path(found)


@pytest.fixture
def reviews(tmp_path: Path) -> Reviews:
    return Reviews(tmp_path)


@pytest.fixture
def reviews_in(tmp_path: Path) -> Callable[[str], Reviews]:
    """Reviews in as many archives as a test needs."""
    return lambda name: Reviews(tmp_path / name)


@pytest.fixture
def tree() -> Callable[[Path], dict[str, bytes]]:
    """Reads every file below a folder, by path."""

    def read(folder: Path) -> dict[str, bytes]:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    return read
