"""papermill runs the notebook of one vendor for any vendor of any register, and nothing in it depends on chance."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import pytest

from reviewing import AS_OF, module

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "notebooks" / "3_vendor.ipynb"

pytestmark = pytest.mark.slow

#: Vendor to further parameters: one that is unrated, one with controls that are not applicable, one without exposure,
#: and one of another register.
RUNS = {
    "cobblefenn": (),
    "ledgerholm": (),
    "flagstile": (),
    "sendgrid": ("-p", "register", "data/numberz", "-p", "as_of", AS_OF),
}


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The notebook of each vendor, as papermill left it."""
    folder = tmp_path_factory.mktemp("vendors")

    def run(vendor: str) -> Any:
        out = folder / f"{vendor}.ipynb"
        command = ["papermill", str(NOTEBOOK), str(out), "--no-progress-bar", "-p", "vendor", vendor]
        done = module(*command, *RUNS[vendor], cwd=ROOT)
        assert done.returncode == 0, done.stderr
        return nbformat.read(out, as_version=4)

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(RUNS, pool.map(run, RUNS), strict=True))


@pytest.mark.parametrize("vendor", RUNS)
def test_every_cell_runs_and_speaks_of_that_vendor(executed: dict[str, Any], vendor: str) -> None:
    code = [cell for cell in executed[vendor].cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code)
    outputs = [output for cell in code for output in cell.outputs]
    assert all(output.output_type in ("execute_result", "display_data") for output in outputs)
    assert f"({vendor}): " in outputs[0].data["text/plain"]
    told = [output.data["text/plain"] for output in outputs if "What if: " in output.data["text/plain"]]
    assert len(told) == 2
    assert all(f"({vendor}) as of" in text for text in told)


@pytest.mark.parametrize("vendor", RUNS)
def test_no_widget_gets_into_what_a_batch_leaves(executed: dict[str, Any], vendor: str) -> None:
    assert "widgets" not in executed[vendor].metadata
    assert "vnd.jupyter.widget" not in nbformat.writes(executed[vendor])
