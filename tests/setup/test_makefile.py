"""What a person gives `make review` reaches the command as it was given: neither make nor a shell expands it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: What make takes as made, so that it does not make an environment; in this order.
MADE = (
    "requirements.lock",
    "pyproject.toml",
    "bootstrap.py",
    "src/vendor_review/__init__.py",
    ".venv/bin/python",
)
GIVEN = (
    "$(touch made)", "$(shell touch made)", "$$(touch made)", "`touch made`", '"; touch made; "', "'; touch made; '",
    "$HOME", "a  b", "--help", "$(eval x := y)",
)  # fmt: skip


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A Makefile, and a command that only tells what it was called with."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in (*MADE, ".venv/bin/vendor-review"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("#!/bin/sh\ncat >/dev/null\n")
    told = '#!/bin/sh\nfor word; do printf "%s\\n" "$word"; done >called\necho \'{"review": "page"}\'\n'
    (tmp_path / ".venv/bin/vendor-review").write_text(told)
    for name in ("python", "vendor-review"):
        (tmp_path / ".venv/bin" / name).chmod(0o755)
    ready = tmp_path / ".venv/ready"
    ready.write_text(f"{tmp_path}\n")
    os.utime(ready, (4e9, 4e9))
    return tmp_path


def review(checkout: Path, *words: str, **environment: str) -> list[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS")}
    done = subprocess.run(
        ["make", "--no-print-directory", "review", *words],
        cwd=checkout,
        env={**kept, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not (checkout / "made").exists()
    return (checkout / "called").read_text().splitlines()


@pytest.mark.parametrize("text", GIVEN)
def test_names_reach_the_command_as_given(checkout: Path, text: str) -> None:
    named = [f"{name}={text}" for name in ("REGISTER", "AS_OF", "REVIEWS", "POLICY")]
    wanted = ["run", "--as-of", text, "--reviews", text, "--policy", text, "--", text]
    assert review(checkout, *named) == wanted
    assert review(checkout, REGISTER=text) == ["run", "--", text]


def test_what_is_not_given_is_left_out(checkout: Path) -> None:
    assert review(checkout) == ["run"]
