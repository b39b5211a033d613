"""What a review was made from, hence its name, and what it consists of; and whether a folder still is that."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from vendor_review.files.json_text import parsed_json
from vendor_review.publication.archive.files import check_record, hash_kept, read_kept, tree_below

MANIFEST = "manifest.json"
SCHEMA = "review-manifest/1"
REGISTER_FOLDER, POLICY_FOLDER, BASELINE_FOLDER = "register", "policy", "baseline"
"""What a review keeps of its inputs: register, policy, and what was used of the review that it is compared with."""
CHANGES = "changes.json"
"""What a review hands on to the next one, among its outputs."""


@dataclass(frozen=True)
class Summary:
    """What the index of reviews says about one of them.

    None of a field with a default is not kept: in reviews from before it was, and where there is nothing to say.

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
        vendors that were scored. None where there is none.
    organisation
        Who keeps the register.
    outside, overdue, decisions
        Count of vendors outside the appetite, of due items that are overdue, and of vendors that need a decision.
    """

    verdict: str
    bands: Mapping[str, int]
    undetermined: int
    rejected: int
    public_list: Literal["published", "withheld"]
    worst_r_hi: float | None = None
    sum_r_hi: float | None = None
    organisation: str | None = None
    outside: int | None = None
    overdue: int | None = None
    decisions: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """The fields as a manifest has them; those that came later are left out where they are None."""
        later = ("organisation", "outside", "overdue", "decisions")
        plain = {name: value for name, value in vars(self).items() if name not in later or value is not None}
        return {**plain, "bands": dict(self.bands)}


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
        "summary": summary.as_dict(),
    }


def manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    """The manifest as the UTF-8 text of a file, the same bytes for the same manifest."""
    return (json.dumps(manifest, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of the review in `folder`, with every key that one has, each of its kind.

    Raises
    ------
    OSError
        There is none.
    ValueError
        It is no manifest of ours.
    """
    manifest: dict[str, Any] = parsed_json(read_kept(folder / MANIFEST))
    check_record(manifest, "review-manifest")
    date.fromisoformat(manifest["parameters"]["as_of"])
    return manifest


def review_name(manifest: Mapping[str, Any]) -> str:
    """`<as-of>-<run id>`, what the review is called wherever it lies."""
    return f"{manifest['parameters']['as_of']}-{manifest['run_id']}"


def run_id_of(manifest: Mapping[str, Any]) -> str:
    """The run id that the inputs in a manifest give."""
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
    """SHA-256 of every file below `folder` but the manifest, by path with forward slashes, sorted.

    Raises
    ------
    OSError
        Something there is no file, or cannot be read.
    """
    return {path: hash_kept(folder / path) for path in sorted(tree_below(folder).files - {MANIFEST})}


def verify_review(folder: Path) -> list[str]:
    """Whether the review in `folder` still is what its manifest says: one sentence per problem, or none.

    Missing, extra and changed files are named; so are a run id that the manifest's own inputs do not give,
    and a kept file of the register or the policy that is not the one that was reviewed.
    """
    try:
        manifest = read_manifest(folder)
    except OSError as problem:
        return [f"{MANIFEST} cannot be read: {problem.strerror or problem}"]
    except ValueError as problem:
        return [f"{MANIFEST} is damaged: {problem}"]
    outputs: dict[str, str] = manifest["outputs"]
    expected_id, present = run_id_of(manifest), tree_below(folder)
    problems = list(present.closed)
    if manifest["run_id"] != expected_id:
        problems.append(
            f"{MANIFEST} carries the run id {manifest['run_id']}, but its inputs give {expected_id}"
        )
    for path, expected in sorted(outputs.items()):
        if path in present.files:
            problems.extend(_changed(folder, path, expected))
        elif path in present.folders:
            problems.append(f"{path} is a folder, not a file")
        else:
            problems.append(f"{path} is missing")
    problems.extend(f"{path} is not part of the review" for path in present.beside({*outputs, MANIFEST}))
    for kind in (REGISTER_FOLDER, POLICY_FOLDER):
        inputs: dict[str, str] = manifest["inputs"][kind]
        kept = {
            path.removeprefix(f"{kind}/"): hashed
            for path, hashed in outputs.items()
            if path.startswith(f"{kind}/")
        }
        problems += [
            f"{kind}/{name} is not the file that was reviewed"
            for name, found in sorted(kept.items())
            if inputs.get(name) != found
        ]
    return problems


def _changed(folder: Path, path: str, expected: str) -> list[str]:
    try:
        found = hash_kept(folder / path)
    except OSError as problem:
        return [f"{path} cannot be read: {problem.strerror}"]
    return [] if found == expected else [f"{path} has changed: SHA-256 {found}, not {expected}"]


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
