"""What a review was made from, hence its name, and what it consists of; and whether a folder still is that."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from vendor_review.snapshot import sha256

MANIFEST = "manifest.json"
SCHEMA = "review-manifest/1"
REGISTER_FOLDER, POLICY_FOLDER, BASELINE_FOLDER = "register", "policy", "baseline"
"""What a review keeps of its inputs: register, policy, and what was used of the review that it is compared with."""
CHANGES = "changes.json"
"""What a review hands on to the next one, among its outputs."""


@dataclass(frozen=True)
class Summary:
    """What the index of reviews says about one of them.

    Attributes
    ----------
    verdict
        One sentence.
    bands
        Band to count of vendors, in the order in which they are to be shown.
    undetermined, rejected
        Count of vendors that are neither within nor outside the appetite; count of rejected rows.
    public_list
        Whether the list went out.
    worst_r_hi, sum_r_hi
        The highest of the vendors' upper ends and the sum of all, in points to two decimals, halves rounded up; of the
        vendors that were scored. None where there is none, and in reviews from before these were kept.
    """

    verdict: str
    bands: Mapping[str, int]
    undetermined: int
    rejected: int
    public_list: Literal["published", "withheld"]
    worst_r_hi: float | None = None
    sum_r_hi: float | None = None


def build_manifest(
    *,
    register_name: str,
    as_of: date,
    parameters: Mapping[str, str | int | float | bool | None],
    register: Mapping[str, str],
    policy: Mapping[str, str],
    outputs: Mapping[str, str],
    formula_version: str,
    package_version: str,
    versions: Mapping[str, str],
    summary: Summary,
) -> dict[str, Any]:
    """The manifest of a review, with the run id that its inputs give.

    Parameters
    ----------
    register_name
        The register's name, hence that of its folder in the archive.
    as_of, parameters, register, policy, formula_version, package_version
        The inputs, as `run_id` takes them. `parameters` does not name the as-of date again.
    outputs
        Path below the review's folder to SHA-256, as `hash_outputs` gives it.
    versions
        Name to version of what computed it: python, pandas, numpy and so on.
    summary
        What the index shows. It is kept here so that the index never has to open a page.
    """
    identity = run_id(
        register=register,
        policy=policy,
        as_of=as_of,
        parameters=parameters,
        formula_version=formula_version,
        package_version=package_version,
    )
    return {
        "schema": SCHEMA,
        "run_id": identity,
        "register": register_name,
        "formula_version": formula_version,
        "package_version": package_version,
        "parameters": {"as_of": as_of.isoformat(), **dict(sorted(parameters.items()))},
        "inputs": {"register": dict(sorted(register.items())), "policy": dict(sorted(policy.items()))},
        "outputs": dict(sorted(outputs.items())),
        "versions": dict(sorted(versions.items())),
        "summary": {**asdict(summary), "bands": dict(summary.bands)},
    }


def manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    """The manifest as the UTF-8 text of a file, the same bytes for the same manifest."""
    return (json.dumps(manifest, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of the review in `folder`.

    Raises
    ------
    OSError
        There is none.
    ValueError
        It is no manifest of ours.
    """
    manifest = json.loads((folder / MANIFEST).read_bytes())
    if not isinstance(manifest, dict) or manifest.get("schema") != SCHEMA:
        raise ValueError(f"{MANIFEST} is not of the kind {SCHEMA}")
    return manifest


def run_id_of(manifest: Mapping[str, Any]) -> str:
    """The run id that the inputs in a manifest give; KeyError or ValueError if it lacks one of them."""
    parameters = dict(manifest["parameters"])
    return run_id(
        register=manifest["inputs"]["register"],
        policy=manifest["inputs"]["policy"],
        as_of=date.fromisoformat(parameters.pop("as_of")),
        parameters=parameters,
        formula_version=manifest["formula_version"],
        package_version=manifest["package_version"],
    )


def hash_outputs(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below `folder` but the manifest, by path with forward slashes, sorted."""
    return {path: sha256((folder / path).read_bytes()) for path in _paths_below(folder) if path != MANIFEST}


def verify_review(folder: Path) -> list[str]:
    """Whether the review in `folder` still is what its manifest says: one sentence per problem, or none.

    Missing, extra and changed files are named; so are a run id that the manifest's own inputs do not give,
    and a kept file of the register or the policy that is not the one that was reviewed.
    """
    try:
        manifest = read_manifest(folder)
        outputs: dict[str, str] = manifest["outputs"]
        inputs: dict[str, dict[str, str]] = manifest["inputs"]
        expected_id = run_id_of(manifest)
        written_id = manifest["run_id"]
        present = set(_paths_below(folder)) - {MANIFEST}
    except OSError as problem:
        return [f"{MANIFEST} cannot be read: {problem.strerror or problem}"]
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        return [f"{MANIFEST} is damaged: {problem}"]

    problems = []
    if written_id != expected_id:
        problems.append(f"{MANIFEST} carries the run id {written_id}, but its inputs give {expected_id}")
    for path, expected in sorted(outputs.items()):
        if path not in present:
            problems.append(f"{path} is missing")
        elif (folder / path).is_symlink():
            problems.append(f"{path} is a link, not a file")
        else:
            problems.extend(_changed(folder, path, expected))
    problems.extend(f"{path} is not part of the review" for path in sorted(present - outputs.keys()))
    for kind in (REGISTER_FOLDER, POLICY_FOLDER):
        for name, expected in sorted(inputs[kind].items()):
            if outputs.get(f"{kind}/{name}", expected) != expected:
                problems.append(f"{kind}/{name} is not the file that was reviewed")
    return problems


def _changed(folder: Path, path: str, expected: str) -> list[str]:
    try:
        found = sha256((folder / path).read_bytes())
    except OSError as problem:
        return [f"{path} cannot be read: {problem.strerror}"]
    return [] if found == expected else [f"{path} has changed: SHA-256 {found}, not {expected}"]


def _paths_below(folder: Path) -> list[str]:
    """Files and links below `folder` (links are not followed), sorted."""
    found = []
    for parent, folders, files in os.walk(folder):
        links = [name for name in folders if Path(parent, name).is_symlink()]
        found += [Path(parent, name).relative_to(folder).as_posix() for name in files + links]
    return sorted(found)


DIGITS = 8


def run_id(
    *,
    register: Mapping[str, str],
    policy: Mapping[str, str],
    as_of: date,
    parameters: Mapping[str, str | int | float | bool | None],
    formula_version: str,
    package_version: str,
) -> str:
    """The first 8 hex digits of the SHA-256 over everything that a review is made from.

    The same inputs give the same id on every machine; the order of a mapping's keys does not matter.

    Parameters
    ----------
    register, policy
        File name to SHA-256 of its bytes, as `Snapshot.hashes` gives it.
    as_of
        The date that the review is made for.
    parameters
        All other parameters of the run by name: baseline, samples, seed. A baseline is named by its run id,
        not by its path: a path is no part of what was computed.
    formula_version, package_version
        The versions of the scoring formula and of this package.

    Raises
    ------
    TypeError, ValueError
        A parameter that JSON cannot hold exactly, such as an infinite number.
    """
    inputs = {
        "as_of": as_of.isoformat(),
        "formula_version": formula_version,
        "package_version": package_version,
        "parameters": dict(parameters),
        "policy": dict(policy),
        "register": dict(register),
    }
    canonical = json.dumps(inputs, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()[:DIGITS]
