"""The shipped policy, and a copy of it that a test may break."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from vendor_review.files.package_files import default_policy
from vendor_review.policy import Policy, load_policy


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The shipped policy on 23 November 2026."""
    return load_policy(None, date(2026, 11, 23))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped policy's folder."""
    return Path(shutil.copytree(default_policy(), tmp_path / "policy"))
