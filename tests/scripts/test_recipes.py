"""A column of the register is added in one place, and shows wherever columns do: CONTRIBUTING.md says so."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = Path("src") / "vendor_review" / "register" / "columns.toml"
NEW = 'ticker = { kind = "text", meaning = "Its identifier.", example = "5493006MHB84DD0ZWV18" }\n'
#: What somebody does with a register that has the column in one row, and with one that lacks it.
USE = """
import json, sys
import openpyxl
import vendor_review as vr
from vendor_review import cli, report

checked = vr.check("with", as_of="2026-11-01")
read = vr.load_register("with")
report.show_in_notebooks()
old = vr.check("numberz", as_of="2026-11-01")
codes = [cli.main(["new", "new.xlsx", "--as-of", "2026-11-01"]), cli.main(["convert", "numberz", "whole"])]
codes.append(cli.main(["public", "with", "--as-of", "2026-11-01", "--out", "list"]))
sheet = openpyxl.load_workbook("new.xlsx")["vendors"]
found = {
    "codes": codes,
    "read": read.tables["vendors"]["ticker"].tolist(),
    "accepted": checked.tables["vendors"]["ticker"].astype(str).tolist(),
    "lacking": old.tables["vendors"]["ticker"].astype(str).tolist(),
    "same": old.findings["message"].tolist() == checked.findings["message"].tolist(),
    "offered": "ticker" in [cell.value for cell in sheet[1]],
}
print("found " + json.dumps(found))
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a person who adds a column has, once the column is described."""
    folder = tmp_path_factory.mktemp("recipe")
    for name in ("src", "data", "docs", "notebooks", "tests/bad_registers"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    text = (folder / COLUMNS).read_text(encoding="utf-8")
    assert text.count("\ncontact = ") == 1
    (folder / COLUMNS).write_text(text.replace("\ncontact = ", f"\n{NEW}contact = "), encoding="utf-8")
    return folder


def in_checkout(checkout: Path, *command: str, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(checkout / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_column_is_read_checked_offered_and_kept_as_soon_as_it_is_described(
    checkout: Path, tmp_path: Path
) -> None:
    shutil.copytree(checkout / "data" / "numberz", tmp_path / "numberz")
    register = Path(shutil.copytree(checkout / "data" / "numberz", tmp_path / "with"))
    head, first, *rest = (register / "vendors.csv").read_text(encoding="utf-8").splitlines()
    lines = [f"{head},ticker", f"{first},LEI-1", *(f"{line}," for line in rest)]
    (register / "vendors.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = in_checkout(checkout, "-c", USE, cwd=tmp_path)
    found = json.loads(said.split("found ")[-1])
    blanks = [""] * len(rest)
    assert found == {
        "codes": [0, 0, 0],
        "read": ["LEI-1", *blanks],
        "accepted": ["LEI-1", *blanks],
        "lacking": ["", *blanks],
        "same": True,
        "offered": True,
    }
    assert "ticker" in (tmp_path / "whole" / "vendors.csv").read_text(encoding="utf-8").splitlines()[0]
    for file in (tmp_path / "list").iterdir():
        assert "LEI-1" not in file.read_text(encoding="utf-8")


def test_a_column_is_described_by_make_docs(checkout: Path, tmp_path: Path) -> None:
    in_checkout(checkout, str(checkout / "docs" / "generate.py"), str(tmp_path), cwd=tmp_path)
    assert "| `ticker` | Its identifier. | text | `5493006MHB84DD0ZWV18` |" in (
        tmp_path / "register.md"
    ).read_text(encoding="utf-8")
