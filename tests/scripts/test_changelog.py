"""Notes of changes are files that a release gathers."""

from __future__ import annotations

import runpy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHANGELOG = """# Changelog

Kinds.

## 0.2.0, not yet released

- **tool** One.

## 0.1.0, 2026-01-01

The first.
"""


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs" / "changelog.py"))


def test_every_note_of_the_repository_is_a_sentence_of_a_kind(script: dict[str, Any]) -> None:
    notes = script["notes_in"](ROOT / "changelog.d")
    assert all(note.text.endswith(".") for note in notes)
    present = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert [note.text for note in notes if note.text in present] == []


def test_notes_go_to_the_end_of_the_section_of_their_version(script: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "b.tool.md").write_text("Two,\nand more.\n", encoding="utf-8")
    (tmp_path / "z.score.md").write_text("A score.\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("What this is.\n", encoding="utf-8")
    notes = script["notes_in"](tmp_path)
    added = script["with_notes"](CHANGELOG, "0.2.0", date(2027, 1, 31), notes)
    assert added == CHANGELOG.replace("not yet released", "2027-01-31").replace(
        "One.\n", "One.\n- **score** A score.\n- **tool** Two,\n  and more.\n"
    )


def test_a_new_version_comes_first_and_the_past_is_kept(script: dict[str, Any]) -> None:
    added = script["with_notes"](CHANGELOG, "0.3.0", date(2027, 1, 31), [script["Note"]("page", "New.")])
    assert added == CHANGELOG.replace("## 0.2.0", "## 0.3.0, 2027-01-31\n\n- **page** New.\n\n## 0.2.0")


@pytest.mark.parametrize(
    ("name", "text"), [("note.md", "Text."), ("note.other.md", "Text."), ("n.tool.md", "Two.\n\nParts.")]
)
def test_what_is_no_note_is_named(script: dict[str, Any], tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=name):
        script["notes_in"](tmp_path)
