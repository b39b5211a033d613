"""The two sides: the base commit, checked out and run once, and the working tree, run each time."""

from __future__ import annotations

import fcntl
import fnmatch
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from commands import INVENTED, Chain, Step, all_chains
from inputs import Maker, wanted

#: Output that looks the same wherever it is made.
_SETTINGS = {"COLUMNS": "110", "LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"}


class BaseUnusable(Exception):
    """Why there is nothing to compare with."""


@dataclass(frozen=True)
class Selection:
    """Which steps to take."""

    quick: bool
    patterns: tuple[str, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Of the invented registers that are needed."""
        return () if self.quick else INVENTED

    def of(self, chains: Sequence[Chain]) -> list[Chain]:
        """Whole chains, for a step may need what those before it leave."""
        return [
            chain
            for chain in chains
            if all(step.size in (0, *self.sizes) for step in chain) and self._wants(chain)
        ]

    def _wants(self, chain: Chain) -> bool:
        return not self.patterns or any(
            fnmatch.fnmatchcase(step.name, pattern) for step in chain for pattern in self.patterns
        )


@dataclass(frozen=True)
class Base:
    """What the base commit's code has made.

    Attributes
    ----------
    folder
        Holds `inputs` for both sides, and `results` with a folder per step, also of steps that nobody asks for now.
    chains
        The steps that are compared.
    """

    folder: Path
    chains: Sequence[Chain]

    @property
    def results(self) -> Path:
        """A folder per step."""
        return self.folder / "results"


def base_outputs(root: Path, name: str, kept: Path, chosen: Selection, processes: int) -> Base:
    """The outputs of a commit; only those that were never made are made now.

    Raises
    ------
    BaseUnusable
        There is no such commit, or it cannot be run here.
    """
    found = subprocess.run(
        ["git", "-C", str(root), "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"],
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode:
        raise BaseUnusable(f"{name!r} is no commit of this repository")
    commit = found.stdout.strip()
    folder = kept / commit
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder / ".lock"):
        checkout, inputs = folder / "checkout", folder / "inputs"
        if not checkout.exists():
            _check_out(root, commit, checkout)
        inputs.mkdir(exist_ok=True)
        missing = [name for name in wanted(chosen.sizes) if not (inputs / name).exists()]
        python = _python(root, checkout) if missing else ""
        maker = Maker(checkout, python, _environment(checkout), inputs)
        for name in missing:
            print(f"making {name}, which both sides read", file=sys.stderr)
            maker.make(name)
        chains = chosen.of(all_chains(inputs))
        lacking = [chain for chain in chains if not all(_done(folder, step) for step in chain)]
        if lacking:
            print(f"making outputs of the base, {commit[:12]}", file=sys.stderr)
            for step in (step for chain in lacking for step in chain):
                shutil.rmtree(folder / "results" / step.name, ignore_errors=True)
            _run(folder, checkout, python or _python(root, checkout), lacking, processes)
    return Base(folder, chains)


def tree_outputs(root: Path, base: Base, processes: int) -> Path:
    """The folder of results of the working tree, always made anew."""
    folder = root / "build" / "unchanged" / "tree"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "inputs").symlink_to(base.folder / "inputs")
    print("making outputs of the working tree", file=sys.stderr)
    _run(folder, root, sys.executable, base.chains, processes)
    return folder / "results"


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Two checkouts that share a folder do not make the same outputs at a time."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _check_out(root: Path, commit: str, target: Path) -> None:
    archive = subprocess.run(
        ["git", "-C", str(root), "archive", "--format=tar", commit], stdout=subprocess.PIPE, check=True
    )
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        with tempfile.TemporaryFile() as file:
            file.write(archive.stdout)
            file.seek(0)
            with tarfile.open(fileobj=file) as tar:
                tar.extractall(scratch, filter="data")
        shutil.copytree(scratch, target)


def _python(root: Path, checkout: Path) -> str:
    """The Python of the base: the one that runs this if it has the same packages, else that of an own environment."""
    lock = "requirements.lock"
    if (checkout / lock).read_bytes() == (root / lock).read_bytes():
        return sys.executable
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    made = subprocess.run(
        [sys.executable, str(checkout / "bootstrap.py")],
        env={**os.environ, "PYTHON": shutil.which(version) or sys.executable},
        check=False,
    )
    if made.returncode:
        raise BaseUnusable(f"no environment for the base could be made in {checkout}")
    return str(checkout / ".venv" / "bin" / "python")


def _environment(checkout: Path) -> Mapping[str, str]:
    return {**_SETTINGS, "PYTHONPATH": str(checkout / "src"), "PYTHONDONTWRITEBYTECODE": "1"}


def _done(folder: Path, step: Step) -> bool:
    return (folder / "results" / step.name / "exit").exists()


def _run(folder: Path, checkout: Path, python: str, chains: Sequence[Chain], processes: int) -> None:
    listed = [[[step.name, step.arguments, step.kernel] for step in chain] for chain in chains]
    subprocess.run(
        [
            python,
            str(Path(__file__).with_name("run_steps.py")),
            str(folder),
            str(checkout / "src"),
            str(processes),
        ],
        input=json.dumps(listed),
        env={**os.environ, **_environment(checkout)},
        text=True,
        check=True,
    )
