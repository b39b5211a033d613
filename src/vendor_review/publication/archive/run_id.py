"""The name that a review gets from its inputs; opens no file and imports no pandas: it costs nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date

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
