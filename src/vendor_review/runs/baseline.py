"""The earlier review that a run compares with: found in the archive, kept beside the run's own inputs, read back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendor_review import FORMULA_VERSION
from vendor_review.errors import PolicyUnreadable, RegisterUnreadable, RunFailed, UsageError
from vendor_review.publication.archive.archive import Archive
from vendor_review.publication.archive.manifest import (
    CHANGES,
    MANIFEST,
    POLICY_FOLDER,
    REGISTER_FOLDER,
    read_manifest,
    run_id_of,
)
from vendor_review.publication.archive.verification import vouching_problems
from vendor_review.snapshot import lookup_paths, sha256

if TYPE_CHECKING:
    from vendor_review.changes.registers.state import State
    from vendor_review.report.review import EarlierReview

AUTO, NONE = "auto", "none"


@dataclass(frozen=True)
class Baseline:
    """An earlier review, as far as a later one needs it.

    Attributes
    ----------
    folder
        The review, or what another review has kept of it.
    name
        `<as-of>-<run id>`, which stands for it among a run's parameters.
    as_of
        The day that it speaks for.
    formula_version
        The formula that its scores were made with.
    withheld
        Whether its public list was held back.
    carried
        What its `changes.json` hands on to the next review; empty where it has none.
    """

    folder: Path
    name: str
    as_of: date
    formula_version: str
    withheld: bool
    carried: Mapping[str, Any]

    def state(self, policy_instead: str = "") -> State:
        """Its register, checked and scored again from the kept bytes, by today's formula.

        A policy that was kept for another formula may lack what today's asks for; `policy_instead`, "" for the shipped
        one, then takes its place, as it holds on the day of the baseline.

        Raises
        ------
        RunFailed
            This version of the package cannot read them.
        """
        from vendor_review.changes.registers.state import state_of
        from vendor_review.policy import load_policy
        from vendor_review.register import load_register

        try:
            try:
                policy = load_policy((self.folder / POLICY_FOLDER).absolute(), self.as_of)
            except PolicyUnreadable:
                if self.formula_version == FORMULA_VERSION:
                    raise
                policy = load_policy(policy_instead or None, self.as_of)
            return state_of(load_register((self.folder / REGISTER_FOLDER).absolute()), policy)
        except (RegisterUnreadable, PolicyUnreadable) as problem:
            raise RunFailed(
                [
                    f"the baseline {self.name} cannot be read by this version; name another, or none:",
                    *problem.problems,
                ]
            ) from problem

    @property
    def told(self) -> EarlierReview:
        """What the page says of it."""
        from vendor_review.report.review import EarlierReview

        return EarlierReview(self.name, self.as_of, self.formula_version, self.withheld)

    def copy_to(self, target: Path) -> None:
        """Keeps what `open_baseline` needs in the new folder `target`."""
        for copied in (REGISTER_FOLDER, POLICY_FOLDER):
            (target / copied).mkdir(parents=True)
            for file in sorted((self.folder / copied).iterdir()):
                (target / copied / file.name).write_bytes(file.read_bytes())
        for name in (MANIFEST, CHANGES):
            if (self.folder / name).is_file():
                (target / name).write_bytes((self.folder / name).read_bytes())


def open_baseline(named: str | Path) -> Baseline | None:
    """The review in a folder, or what another one has kept of it; None for `none`.

    What is used of it (register, policy, what it hands on) is held against the hashes of its manifest.

    Raises
    ------
    UsageError
        There is no such folder, or no review in it.
    RunFailed
        It is not what was published.
    """
    if str(named) == NONE:
        return None
    folder = _folder(Path(named))
    try:
        manifest = read_manifest(folder)
        as_of = date.fromisoformat(manifest["parameters"]["as_of"])
        inputs, outputs = manifest["inputs"], manifest["outputs"]
        problems = [] if run_id_of(manifest) == manifest["run_id"] else [f"{MANIFEST} has been altered"]
        problems += vouching_problems(folder)
        if not problems:
            for copied in (REGISTER_FOLDER, POLICY_FOLDER):
                problems += _moved(folder / copied, inputs[copied])
            if CHANGES in outputs:
                problems += _moved(folder, {CHANGES: outputs[CHANGES]}, only=True)
    except (OSError, ValueError) as problem:
        raise UsageError(f"{folder}: is no review that can be compared with ({problem})") from problem
    if problems:
        raise RunFailed([f"baseline {folder}: {problem}" for problem in problems])
    content = json.loads((folder / CHANGES).read_bytes()) if CHANGES in outputs else {}
    return Baseline(
        folder=folder,
        name=f"{as_of.isoformat()}-{manifest['run_id']}",
        as_of=as_of,
        formula_version=str(manifest["formula_version"]),
        withheld=manifest["summary"]["public_list"] == "withheld",
        carried=content.get("carried", {}),
    )


def find_baseline(named: str, archive: Archive, as_of: date) -> Baseline | None:
    """The baseline that `--baseline` names; `auto` is the newest review of the register before `as_of`, if any.

    Raises
    ------
    UsageError
        A baseline that is not of an earlier day.
    RunFailed
        It is not what was published.
    """
    if named == AUTO:
        newest = archive.newest_before(as_of)
        problems = [] if newest is None else archive.problems(newest)
        if problems:
            raise RunFailed([f"baseline {newest}: {problem}" for problem in problems])
        return None if newest is None else open_baseline(newest)
    found = open_baseline(named)
    if found is None:
        return None
    if found.as_of >= as_of:
        raise UsageError(f"{named}: is of {found.as_of}; a baseline is of an earlier day than {as_of}")
    return found


def _folder(named: Path) -> Path:
    """The folder, looked up from the working directory, then from the folder above it, as registers are."""
    for folder in lookup_paths(named):
        if folder.is_dir():
            return folder
    hint = "; only vendor-review run looks a baseline up by itself" if str(named) == AUTO else ""
    raise UsageError(
        f"parameter baseline: {str(named)!r} is no folder of a review, nor {NONE!r} for no comparison{hint}"
    )


def _moved(folder: Path, hashes: Mapping[str, str], *, only: bool = False) -> list[str]:
    """What of `folder` is not as hashed; unless `only` these count, nothing else may lie there."""
    present = {path.name for path in folder.iterdir()} if not only else set(hashes)
    found = [f"{folder.name}/{name} is not part of the review" for name in sorted(present - hashes.keys())]
    for name, expected in sorted(hashes.items()):
        path = folder / name
        if not path.is_file() or sha256(path.read_bytes()) != expected:
            found.append(f"{path.relative_to(folder.parent)} is not the file that was reviewed")
    return found
