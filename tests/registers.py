"""Registers on disk for tests: only the cells that matter are given, the rest is blank as in a real one."""

from __future__ import annotations

import csv
from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from functools import cache, partial
from pathlib import Path

from vendor_review.policy import Policy, load_policy
from vendor_review.register import load_register
from vendor_review.register.layout import TABLES
from vendor_review.schema import CheckedRegister, check_register
from vendor_review.scoring import Assessment, score_vendors

Row = Mapping[str, str]


def write_register(folder: Path, tables: Mapping[str, Sequence[Row]], page: str = "") -> Path:
    """All tables as CSV files below `folder`, and `page` as page.toml."""
    folder.mkdir(parents=True, exist_ok=True)
    unknown = set(tables) - set(TABLES)
    assert not unknown, unknown
    for table in TABLES.values():
        with (folder / table.file).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, table.names, restval="")
            writer.writeheader()
            writer.writerows(tables.get(table.name, ()))
    (folder / "page.toml").write_text(page, encoding="utf-8")
    return folder


#: What tests only read, by the bytes that it was made of, the name of the register, and the day.
_checked: dict[Hashable, CheckedRegister] = {}
_scored: dict[Hashable, Assessment] = {}
_policy_of = cache(partial(load_policy, None))


def checked_as_of(register: str | Path, as_of: date) -> tuple[CheckedRegister, Policy]:
    """The register as accepted on a day, and the shipped policy in force then; equal folders are checked once."""
    checked, policy, _ = _checked_once(register, as_of)
    return checked, policy


def scored_as_of(register: str | Path, as_of: date) -> tuple[CheckedRegister, Assessment]:
    """The register as accepted on a day, and its scores by the shipped policy; equal folders are scored once."""
    checked, policy, key = _checked_once(register, as_of)
    if key not in _scored:
        _scored[key] = score_vendors(checked, policy)
    return checked, _scored[key]


def _checked_once(register: str | Path, as_of: date) -> tuple[CheckedRegister, Policy, Hashable]:
    policy, loaded = _policy_of(as_of), load_register(register)
    # What a workbook or a database says beyond its cells is in no hash.
    unique = None if Path(register).is_dir() else object()
    key = (loaded.name, frozenset(loaded.hashes.items()), as_of, unique)
    if key not in _checked:
        _checked[key] = check_register(loaded, policy.vocabulary, as_of)
    return _checked[key], policy, key
