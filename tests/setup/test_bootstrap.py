"""bootstrap.py says in one line what a machine lacks, and leaves an environment that is up to date alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# The standard library of this Python, without ensurepip: how Debian and Ubuntu deliver it.
NO_ENSUREPIP = "raise ModuleNotFoundError(\"No module named 'ensurepip'\", name='ensurepip')\n"

# A Python that can do what is asked of it, up to the moment when it shall make an environment.
STUB = 'case "$1" in -c) echo probe 3 11 2 1;; *) echo no room left; exit 1;; esac'


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what bootstrap.py reads, with a lock that asks for nothing."""
    folder = tmp_path / "checkout"
    (folder / "src" / "vendor_review").mkdir(parents=True)
    shutil.copy(ROOT / "bootstrap.py", folder)
    shutil.copy(ROOT / "Makefile", folder)
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copy(ROOT / "src" / "vendor_review" / "__init__.py", folder / "src" / "vendor_review")
    (folder / "requirements.lock").write_text("# nothing\n", encoding="utf-8")
    return folder


@pytest.fixture
def commands(tmp_path: Path) -> Path:
    """An empty folder of commands, to be the whole PATH."""
    folder = tmp_path / "commands"
    folder.mkdir()
    return folder


def command(folder: Path, name: str, script: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def bootstrap(checkout: Path, path: Path, python: Path | None = None) -> subprocess.CompletedProcess[str]:
    wanted = {"PYTHON": str(python)} if python else {}
    return subprocess.run(
        [sys.executable, "bootstrap.py"],
        cwd=checkout,
        env={"PATH": str(path), "HOME": str(checkout.parent), **wanted},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def made_with(python: Path, checkout: Path, version: str = "3.11.2") -> Path:
    """Stand-in for a finished environment: its Python, and the stamp that bootstrap.py would have written."""
    link = checkout / ".venv" / "bin" / "python"
    link.parent.mkdir(parents=True)
    link.symlink_to(python)
    script = f"import bootstrap; print(*bootstrap.stamp('{version}'.split('.')), sep='\\n')"
    stamp = subprocess.run(
        [sys.executable, "-c", script], cwd=checkout, capture_output=True, text=True, check=True
    ).stdout
    ready = checkout / ".venv" / "ready"
    ready.write_text(stamp, encoding="utf-8")
    return ready


def test_an_unsupported_python_gets_one_line_that_says_which_are_supported(
    checkout: Path, commands: Path
) -> None:
    old = command(commands, "python3", "echo probe 3 9 18 1")
    result = bootstrap(checkout, commands)
    assert result.returncode == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert f"Python 3.11, 3.12 or 3.13 is needed; found only Python 3.9.18 ({old})." in line
    assert "make PYTHON=/path/to/python3.12" in line
    assert not (checkout / ".venv").exists()


def test_a_python_newer_than_supported_is_refused_too(checkout: Path, commands: Path) -> None:
    newer = command(commands, "newest", "echo probe 3 14 0 1")
    result = bootstrap(checkout, commands, python=newer)
    assert result.returncode == 2
    assert "found only Python 3.14.0" in result.stderr


def test_no_python_at_all_gets_one_line(checkout: Path, commands: Path) -> None:
    command(commands, "python3", "exit 127")  # such as a version manager's shim that leads nowhere
    result = bootstrap(checkout, commands)
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
    assert "found none" in result.stderr


def test_a_named_python_that_does_not_start_is_named(checkout: Path, commands: Path) -> None:
    result = bootstrap(checkout, commands, python=commands / "nowhere")
    assert result.returncode == 2
    assert result.stderr.splitlines() == [
        f"vendor-review: PYTHON={commands / 'nowhere'} is no Python that starts. "
        "Needed: Python 3.11, 3.12 or 3.13."
    ]


def test_missing_ensurepip_gets_one_line_that_names_the_package_to_install(
    checkout: Path, commands: Path, tmp_path: Path
) -> None:
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "ensurepip.py").write_text(NO_ENSUREPIP, encoding="utf-8")
    command(commands, "python3", f'PYTHONPATH="{hidden}" exec "{sys.executable}" "$@"')
    result = bootstrap(checkout, commands)
    assert result.returncode == 2
    (line,) = result.stderr.splitlines()
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    assert f"sudo apt install {package})" in line
    assert not (checkout / ".venv").exists()


def test_a_complete_python_is_preferred_to_a_newer_one_without_ensurepip(
    checkout: Path, commands: Path
) -> None:
    command(commands, "python3.13", "echo probe 3 13 0 0")
    command(commands, "python3", STUB)
    result = bootstrap(checkout, commands)
    assert result.returncode == 2
    assert result.stderr.splitlines() == [
        f"Making .venv with Python 3.11.2 ({commands / 'python3'})",
        f"vendor-review: Python 3.11.2 ({commands / 'python3'}) cannot make an environment: no room left",
    ]


def test_an_environment_that_is_up_to_date_is_left_alone(checkout: Path, commands: Path) -> None:
    ready = made_with(command(commands, "python3.11", STUB), checkout)
    os.utime(ready, (0, 0))
    result = bootstrap(checkout, commands)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert ready.stat().st_mtime > 0, "make must see that it is newer than the lock"


@pytest.mark.parametrize("change", ["lock", "half made", "moved", "another Python", "Python gone"])
def test_an_environment_that_does_not_fit_is_made_anew(checkout: Path, commands: Path, change: str) -> None:
    python = command(commands, "python3.11", STUB)
    ready = made_with(python, checkout)
    (checkout / ".venv" / "left-over").touch()
    wanted = None
    match change:
        case "lock":
            (checkout / "requirements.lock").write_text("# something else\n", encoding="utf-8")
        case "half made":
            ready.unlink()
        case "moved":
            checkout = checkout.rename(checkout.with_name("elsewhere"))
        case "another Python":
            wanted = command(commands, "mine", STUB.replace("3 11 2", "3 12 7"))
        case "Python gone":
            python.unlink()
            command(commands, "python3.12", STUB.replace("3 11 2", "3 12 7"))
    result = bootstrap(checkout, commands, wanted)
    assert "Making .venv with Python 3.1" in result.stderr
    assert result.stderr.splitlines()[-1].endswith("cannot make an environment: no room left")
    assert not (checkout / ".venv" / "left-over").exists()
    assert not (checkout / ".venv" / "ready").exists()


def test_a_change_of_the_package_alone_installs_the_package_alone(checkout: Path, commands: Path) -> None:
    made_with(command(commands, "python3.11", STUB), checkout)
    with (checkout / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("\n# another line\n")
    result = bootstrap(checkout, commands)
    assert result.stderr.splitlines()[0] == "Installing vendor_review from this folder"


def test_make_starts_the_command_at_once_when_the_environment_is_ready(checkout: Path) -> None:
    made_with(Path(sys.executable), checkout)
    command(checkout / ".venv" / "bin", "vendor-review", 'echo \'{"review": "r/review.html"}\'')
    result = subprocess.run(
        ["make", "review"],
        cwd=checkout,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, "r/review.html\n", "")
