"""The earlier review that a run compares with: found in the archive, kept beside the run's own inputs, read back."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendor_review import FORMULA_VERSION
from vendor_review.errors import PolicyUnreadable, RegisterUnreadable, RunFailed, UsageError
from vendor_review.files.json_text import parsed_json
from vendor_review.files.snapshot import lookup_paths
from vendor_review.publication.archive.archive import Archive
from vendor_review.publication.archive.files import hash_kept, read_kept
from vendor_review.publication.archive.manifest import (
    CHANGES,
    MANIFEST,
    POLICY_FOLDER,
    REGISTER_FOLDER,
    read_manifest,
    run_id_of,
)
from vendor_review.publication.archive.verification.review import vouching_problems
from vendor_review.register.identity import Identity, organisation_of, page_of
from vendor_review.register.layout import PAGE_FILE

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
    register_id
        Of which register it is.
    organisation
        Whose register it was; "" where its page did not say.
    """

    folder: Path
    name: str
    as_of: date
    formula_version: str
    withheld: bool
    carried: Mapping[str, Any]
    register_id: str
    organisation: str

    def refuse_other(self, now: Identity) -> None:
        """Raises a `UsageError` unless it is a review of the register `now`, of the same organisation.

        Where one of the two does not say whose it is, they are the same if somebody has stated the register's id.
        """
        if self.register_id != now.id:
            raise UsageError(
                f"{self.folder} is a review of the register {self.register_id}, and this is the register {now.id}; a "
                "review is compared only with one of the same register. A register_id in page.toml or --name says "
                "which it is"
            )
        then, today = self.organisation, now.organisation
        if _spelt_alike(then) == _spelt_alike(today) or (now.is_stated and not (then and today)):
            return
        place = self.folder.parent
        raise UsageError(
            f"{place} holds reviews of {then or 'a register that names no organisation'}; this register "
            f"{f'is of {today}' if today else 'names no organisation'}: give one of them a register_id in page.toml or "
            "--name"
            + (
                ""
                if now.is_stated or (then and today)
                else f". If it is the same register: --name {now.id!r}"
            )
        )

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
    content = parsed_json(read_kept(folder / CHANGES)) if CHANGES in outputs else {}
    return Baseline(
        folder=folder,
        name=f"{as_of.isoformat()}-{manifest['run_id']}",
        as_of=as_of,
        formula_version=str(manifest["formula_version"]),
        withheld=manifest["summary"]["public_list"] == "withheld",
        carried=content.get("carried", {}),
        register_id=manifest["register"],
        organisation=_organisation(folder / REGISTER_FOLDER),
    )


def find_baseline(named: str, archive: Archive, as_of: date, now: Identity) -> Baseline | None:
    """The baseline that `--baseline` names; `auto` is the newest review of the register before `as_of`, if any.

    Raises
    ------
    UsageError
        A baseline that is not of an earlier day, or of another register than `now`; with `auto` also where the archive
        holds reviews of another organisation.
    RunFailed
        It is not what was published.
    """
    if named == AUTO:
        newest = archive.newest_before(as_of)
        problems = [] if newest is None else archive.problems(newest)
        if problems:
            raise RunFailed([f"baseline {newest}: {problem}" for problem in problems])
        if newest is None:
            _refuse_neighbour(archive, now)
            return None
        found = open_baseline(newest)
    else:
        found = open_baseline(named)
    if found is None:
        return None
    found.refuse_other(now)
    if found.as_of >= as_of:
        raise UsageError(f"{named}: is of {found.as_of}; a baseline is of an earlier day than {as_of}")
    return found


def _refuse_neighbour(archive: Archive, now: Identity) -> None:
    """Raises a `UsageError` where a review of this day or a later one is of another organisation's register."""
    newest = archive.newest_before(date.max)
    neighbour = None
    if newest is not None:
        with suppress(UsageError, RunFailed):  # `verify` tells of one that is damaged
            neighbour = open_baseline(newest)
    if neighbour is not None:
        neighbour.refuse_other(now)


def _organisation(register: Path) -> str:
    """Whose register it is that a review has kept."""
    page = register / PAGE_FILE
    return organisation_of(page_of({PAGE_FILE: page.read_bytes()} if page.is_file() else {}))


def _spelt_alike(organisation: str) -> str:
    return unicodedata.normalize("NFKC", organisation).casefold()


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
        if not path.is_file() or path.is_symlink() or hash_kept(path) != expected:
            found.append(f"{path.relative_to(folder.parent)} is not the file that was reviewed")
    return found
