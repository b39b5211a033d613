"""Small reviews for an archive to keep."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from publication.small_reviews import Reviews


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
