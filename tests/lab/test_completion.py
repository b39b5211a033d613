"""What a notebook offers under Tab, and what it tells under Shift+Tab, asked of a real kernel."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager
from traitlets.config import Config

from public_names import PARTS, RESULTS

pytestmark = pytest.mark.slow

_WAIT_S = 60
_CELL = """
import vendor_review, vendor_review as vr
from vendor_review import explore, intake, policy, register, report, runs, schema, scoring
from vendor_review.files import package_files
review = vr.review(package_files.starting_register(), as_of="2026-11-01", sample_count=10)
scores, firmness = review.scores, review.firmness
found, again = scores.what_if("aws"), scores.reweighted()
"""


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BlockingKernelClient]:
    """A kernel that has run the first cells of a notebook."""
    manager = KernelManager(config=Config({"KernelManager": {"transport_encryption": "required"}}))
    folder = tmp_path_factory.mktemp("ipython")
    manager.start_kernel(env={**os.environ, "IPYTHONDIR": str(folder)}, cwd=str(Path.cwd()))
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=_WAIT_S)
    reply = client.execute_interactive(_CELL, timeout=_WAIT_S)
    assert reply["content"]["status"] == "ok", reply["content"]
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def asked(kernel: BlockingKernelClient, request: str, code: str) -> dict[str, Any]:
    reply = getattr(kernel, request)(code, reply=True, timeout=_WAIT_S)
    content: dict[str, Any] = reply["content"]
    return content


def offered(kernel: BlockingKernelClient, code: str) -> set[str]:
    """The names that Tab offers behind `code`."""
    return {match.rpartition(".")[2] for match in asked(kernel, "complete", code)["matches"]}


@pytest.mark.parametrize(("part", "names"), PARTS.items(), ids=[part.__name__ for part in PARTS])
def test_a_part_offers_what_it_exports_and_nothing_of_its_inside(
    kernel: BlockingKernelClient, part: Any, names: list[str]
) -> None:
    called = part.__name__.rpartition(".")[2]
    assert offered(kernel, f"{called}.") == set(part.__all__)
    assert set(names) <= set(part.__all__)


@pytest.mark.parametrize(("variable", "names"), [(name, names) for name, (_, names) in RESULTS.items()])
def test_a_result_offers_what_it_holds(kernel: BlockingKernelClient, variable: str, names: list[str]) -> None:
    assert set(names) <= offered(kernel, f"{variable}.")


def test_the_docstring_comes_with_the_signature(kernel: BlockingKernelClient) -> None:
    for part, names in PARTS.items():
        called = part.__name__.rpartition(".")[2]
        for name in names:
            told = asked(kernel, "inspect", f"{called}.{name}")
            assert told["found"], name
            assert ">>>" in told["data"]["text/plain"], name
    told = asked(kernel, "inspect", "scores.what_if")["data"]["text/plain"]
    assert "Signature:" in told
    assert "vendor_id:" in told
