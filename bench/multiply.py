"""The invented company of data/example with each of its vendors many times over, each time under another name."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from pathlib import Path

#: What goes before the names of each further copy; words that no slip of the pen turns into each other.
WORDS = (
    *("Alder", "Birchwood", "Cedar", "Dogwood", "Elmfield", "Firth"),
    *("Gorse", "Hazel", "Ivybridge", "Juniper", "Kelpie", "Larch"),
)
_IDS = frozenset({"vendor_id", "engagement_id", "evidence_id", "decision_id", "request_id"})
_NAMES = frozenset({"name", "legal_entity"})
#: What only one vendor may state.
_OWN = frozenset({"aliases", "sha256"})


def multiply(register: Path, target: Path, words: Sequence[str] = WORDS) -> Path:
    """Writes `register` and a copy of its rows for each of the words into `target`, which must not exist."""
    target.mkdir(parents=True)
    for file in sorted(register.iterdir()):
        if file.suffix == ".csv":
            _multiply_table(file, target / file.name, words)
        elif file.suffix == ".toml":
            shutil.copyfile(file, target / file.name)
    return target


def _multiply_table(file: Path, target: Path, words: Sequence[str]) -> None:
    with (
        file.open(encoding="utf-8", newline="") as source,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        rows = csv.DictReader(source)
        assert rows.fieldnames
        writer = csv.DictWriter(out, rows.fieldnames, lineterminator="\n")
        writer.writeheader()
        first = list(rows)
        writer.writerows(first)
        for word in words:
            writer.writerows(
                {name: _renamed(name, cell, word) for name, cell in row.items()} for row in first
            )


def _renamed(column: str, cell: str, word: str) -> str:
    if not cell:
        return ""
    if column in _IDS:
        return f"{cell}-{word.lower()}"
    if column in _NAMES:
        return f"{word} {cell}"
    if column in _OWN:
        return ""
    if column in ("website", "location") and "://" in cell:
        return cell.replace("://", f"://{word.lower()}.", 1)
    return cell
