"""JupyterLab with the notebooks of the checkout; started once, and only where there is a browser to open it in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from lab.server import Served, serve


@pytest.fixture(scope="session")
def served(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """What `make lab` serves."""
    with serve(tmp_path_factory.mktemp("lab")) as running:
        yield running
