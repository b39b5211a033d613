"""The copied files with their blanks filled in, and schedulers that are there or told of."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest

from schedules.copied_files import Filled, Lack, Need

REQUIRED = "VENDOR_REVIEW_REQUIRE_SCHEDULERS"


@pytest.fixture(scope="session")
def lack() -> Lack:
    """Skips a test for want of something, or fails it where schedulers are required."""

    def tell(what: str) -> NoReturn:
        if os.environ.get(REQUIRED):
            pytest.fail(f"{what}, and {REQUIRED} is set")
        pytest.skip(what)

    return tell


@pytest.fixture(scope="session")
def need(lack: Lack) -> Need:
    """Path of a program; without it a test is skipped, or fails."""

    def find(program: str) -> str:
        found = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")
        return found or lack(f"there is no {program}")

    return find


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """The files, with paths that all tests of a module share."""
    return Filled(tmp_path_factory.mktemp("schedule"))
