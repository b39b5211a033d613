"""Registers on disk for tests: only the cells that matter are given, the rest is blank as in a real one."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from vendor_review.policy import Policy, load_policy
from vendor_review.register import load_register
from vendor_review.register.layout import TABLES
from vendor_review.schema import CheckedRegister, check_register

Row = Mapping[str, str]


def write_register(folder: Path, tables: Mapping[str, Sequence[Row]], page: str = "") -> Path:
    """All nine tables as CSV files below `folder`, and `page` as page.toml."""
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


def checked_as_of(folder: Path, as_of: date) -> tuple[CheckedRegister, Policy]:
    """The register as accepted on a day, and the shipped policy in force then."""
    policy = load_policy(None, as_of)
    return check_register(load_register(folder), policy.vocabulary, as_of), policy
