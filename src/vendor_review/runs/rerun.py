"""Makes a review again from the inputs that it keeps, elsewhere, and compares every byte."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vendor_review import FORMULA_VERSION, __version__
from vendor_review.errors import RunCancelled, UsageError, VendorReviewError
from vendor_review.files.snapshot import sha256
from vendor_review.publication.archive.archive import Archive
from vendor_review.publication.archive.manifest import (
    BASELINE_FOLDER,
    MANIFEST,
    POLICY_FOLDER,
    REGISTER_FOLDER,
    hash_outputs,
    manifest_bytes,
    read_manifest,
)
from vendor_review.runs.baseline import NONE
from vendor_review.runs.parameters import ReviewParameters, check_parameters
from vendor_review.runs.review_run import NOTEBOOK, PAGE, RunSettings, run_review


@dataclass(frozen=True)
class Rebuilt:
    """What the kept inputs give here and now.

    Attributes
    ----------
    impossible
        Why the review cannot be made again here; "" if it was.
    differing
        Files that came out otherwise, by path.
    naming
        Files that differ in the versions that they name and in nothing else.
    versions
        What computed the review and what computes now, where these differ: `python 3.11.7, now 3.13.0`.
    """

    impossible: str = ""
    differing: tuple[str, ...] = ()
    naming: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()

    def in_words(self) -> str:
        """One sentence."""
        moved = "; ".join(self.versions)
        if self.impossible:
            return f"it cannot be rebuilt here: {self.impossible}"
        if self.differing:
            return f"rebuilt, and {_series(self.differing)} came out otherwise" + (
                f" ({moved})" if moved else ""
            )
        if self.naming:
            return f"rebuilt: the same but for the versions that {_series(self.naming)} name ({moved})"
        return "rebuilt: every byte is the same"


def rebuild_review(folder: Path) -> Rebuilt:
    """Makes the review in `folder` again, in a temporary folder, and compares.

    It must hold by its manifest. Register, policy and baseline are the kept ones, the parameters those of the manifest;
    where it lies, today's date and the policy that ships today make no difference.

    Raises
    ------
    RunCancelled
        From outside.
    """
    manifest = read_manifest(folder)
    try:
        with tempfile.TemporaryDirectory(prefix="vendor-review-") as scratch:
            _refuse_impossible(folder, manifest)
            parameters = _kept_inputs(folder, manifest, Path(scratch, "inputs"))
            made = run_review(parameters, RunSettings(Path(scratch, "reviews"))).folder
            return _compared(folder, made)
    except RunCancelled:
        raise
    except VendorReviewError as problem:
        return Rebuilt(impossible="; ".join(problem.problems))


def _refuse_impossible(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Raises a `UsageError` where another version made it, or it has not kept what it was made from."""
    formula, package = manifest["formula_version"], manifest["package_version"]
    if formula != FORMULA_VERSION:
        raise UsageError(f"it was made by formula {formula}, and this is {FORMULA_VERSION}; its hashes hold")
    if package != __version__:
        raise UsageError(
            f"it was made by vendor_review {package}, and this is {__version__}; its hashes hold"
        )
    lacking = [
        f"{kind}/{name}"
        for kind in (REGISTER_FOLDER, POLICY_FOLDER)
        for name in manifest["inputs"][kind]
        if f"{kind}/{name}" not in manifest["outputs"]
    ]
    if manifest["parameters"].get("baseline") != NONE and not (folder / BASELINE_FOLDER).is_dir():
        lacking.append(BASELINE_FOLDER)
    if lacking:
        raise UsageError(f"it has not kept {_series(lacking)}")


def _kept_inputs(folder: Path, manifest: Mapping[str, Any], inputs: Path) -> ReviewParameters:
    """Copies of what the review was made from, under the names that they had, and the parameters for a run on them."""
    # The name becomes that of a folder, and the manifest may come from anywhere.
    register = Archive(inputs, manifest["register"]).root
    kept = {REGISTER_FOLDER: register, POLICY_FOLDER: inputs / ".policy"}
    parameters = dict(manifest["parameters"])
    if parameters.get("baseline") != NONE:
        kept[BASELINE_FOLDER] = inputs / ".baseline"
        parameters["baseline"] = str(kept[BASELINE_FOLDER])
    for name, place in kept.items():
        shutil.copytree(folder / name, place)
    return check_parameters(
        register=str(register), policy=str(kept[POLICY_FOLDER]), name=manifest["register"], **parameters
    )


def _compared(kept: Path, made: Path) -> Rebuilt:
    before, after = hash_outputs(kept), hash_outputs(made)
    manifest, now = read_manifest(kept), read_manifest(made)
    moved = {
        name: (version, now["versions"].get(name))
        for name, version in manifest["versions"].items()
        if version != now["versions"].get(name)
    }
    differing = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    naming = [
        path
        for path in (PAGE, NOTEBOOK)
        if path in differing and sha256(_renamed((made / path).read_bytes(), moved)) == before.get(path)
    ]
    # The files were compared; what else the manifest says is compared here.
    as_then = {**now, "versions": manifest["versions"], "outputs": manifest["outputs"]}
    if manifest_bytes(as_then) != (kept / MANIFEST).read_bytes():
        differing.append(MANIFEST)
    elif moved:
        naming.append(MANIFEST)
    return Rebuilt(
        differing=tuple(path for path in differing if path not in naming),
        naming=tuple(naming),
        versions=tuple(f"{name} {then}, now {version}" for name, (then, version) in moved.items()),
    )


def _renamed(content: bytes, moved: Mapping[str, tuple[str, str | None]]) -> bytes:
    """A page or notebook as if the versions of then had made it, in the only places where it names any."""
    for name, (then, now) in moved.items():
        content = content.replace(f"<li>{name} {now}</li>".encode(), f"<li>{name} {then}</li>".encode())
        if name == "python":  # the notebook's language_info
            content = content.replace(f'"version": "{now}"'.encode(), f'"version": "{then}"'.encode())
    return content


def _series(names: Sequence[str]) -> str:
    from vendor_review.report.words.wording import series

    return series(list(names))
