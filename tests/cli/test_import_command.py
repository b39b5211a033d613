"""`vendor-review import` as a person types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from vendor_review import cli

PAGES = Path(__file__).parents[1] / "intake" / "lists" / "pages"


def test_a_list_becomes_a_folder_that_check_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = str(tmp_path / "draft")
    assert cli.main(["import", str(PAGES / "sections.md"), target]) == 0
    said = capsys.readouterr()
    assert said.out == f"{target}\n"
    assert "table 1: 3 rows (column 'Sub-processor' names firms)" in said.err
    assert "table 5: not read (no column names a vendor)" in said.err
    assert "drafted 6 vendors and 7 engagements, none of them public" in said.err
    assert cli.main(["check", target, "--as-of", "2026-11-30"]) == 0


@pytest.mark.parametrize("target", ["draft.xlsx", "sqlite:///draft.db", "draft.csv"])
def test_a_draft_is_a_folder(target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["import", str(PAGES / "sections.md"), target]) == 2
    assert list(tmp_path.iterdir()) == []


def test_glued_text_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["import", str(PAGES / "glued.txt"), str(tmp_path / "draft")]) == 2
    assert "save the page as HTML and import that" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
