"""`vendor-review import` as a person types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from registers import write_register
from vendor_review import cli
from vendor_review.register import load_register

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


def test_a_vendors_own_list_becomes_its_onward_vendors_and_the_next_one_is_held_against_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = write_register(
        tmp_path / "register",
        {
            "vendors": [{"vendor_id": "q", "name": "Quillmoor", "aliases": "QMH"}],
            "engagements": [
                {"engagement_id": "q-1", "vendor_id": "q", "status": "active", "engaged_on": "2025-01-01"}
            ],
            "reviews_done": [
                {"vendor_id": "q", "reviewed_on": "2026-01-15", "reviewer": "A. N.", "outcome": "ok"}
            ],
            "onward": [
                {"vendor_id": "q", "onward_name": "Old Stock", "source": "mail", "as_of": "2026-01-02"}
            ],
        },
    )
    before = (register / "onward.csv").read_text(encoding="utf-8")
    table = "| Subprocessor | Purpose |\n|---|---|\n| {} GmbH | Hosting |\n| Amazon Web Services, Inc. | Backup |\n"

    def take(text: str, day: str) -> tuple[list[str], str]:
        (tmp_path / "theirs.md").write_text(text, encoding="utf-8")
        arguments = ["import", "--onward", "QMH", str(tmp_path / "theirs.md"), str(register), "--as-of", day]
        assert cli.main(arguments) == 0
        out, err = capsys.readouterr()
        return out.splitlines(), err

    gone = "gone       'Old Stock', named 2026-01-02; its row stays until you take it out of onward"
    out, err = take(table.format("Nimbus"), "2026-03-01")
    assert out == ["new        'Nimbus GmbH'", "new        'Amazon Web Services, Inc.'", gone]
    assert "q (Quillmoor): 2 added to onward" in err
    assert "review of Quillmoor due: 2026-03-31 (a new onward vendor: " in err
    after = (register / "onward.csv").read_text(encoding="utf-8")
    assert after.startswith(before)
    assert after.splitlines()[-2:] == [
        "q,Nimbus GmbH,theirs.md,2026-03-01",
        'q,"Amazon Web Services, Inc.",theirs.md,2026-03-01',
    ]
    assert take(table.format("Nimbus"), "2026-05-01")[0] == [gone]
    out, _ = take(table.format("Cumulus").replace("Amazon Web Services, Inc.", "AWS"), "2026-06-01")
    assert out == [
        "new        'Cumulus GmbH'",
        gone,
        "gone       'Nimbus GmbH', named 2026-03-01; its row stays until you take it out of onward",
    ]
    assert (register / "onward.csv").read_text(encoding="utf-8").startswith(after)
    assert cli.main(["check", str(register), "--as-of", "2026-06-01", "--fail-on", "error"]) == 0


@pytest.mark.parametrize(
    ("vendor", "target", "told"),
    [
        ("Nobody", "register", "'Nobody' is no vendor that register engages"),
        ("Quillmoor", "nowhere", "nowhere"),
    ],
)
def test_an_onward_list_of_nobody_writes_nothing(
    vendor: str, target: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    used = [{"engagement_id": "q-1", "vendor_id": "q", "status": "active"}]
    register = write_register(
        tmp_path / "register", {"vendors": [{"vendor_id": "q", "name": "Quillmoor"}], "engagements": used}
    )
    before = (register / "onward.csv").read_bytes()
    arguments = ["import", "--onward", vendor, str(PAGES / "sections.md"), str(tmp_path / target)]
    assert cli.main([*arguments, "--as-of", "2026-11-30"]) == 2
    assert told in capsys.readouterr().err
    assert (register / "onward.csv").read_bytes() == before


def test_an_onward_list_goes_into_a_workbook_and_leaves_a_copy_of_it_as_it_was(tmp_path: Path) -> None:
    used = [{"engagement_id": "q-1", "vendor_id": "q", "status": "active"}]
    register = write_register(
        tmp_path / "register", {"vendors": [{"vendor_id": "q", "name": "Quillmoor"}], "engagements": used}
    )
    book = tmp_path / "register.xlsx"
    assert cli.main(["convert", str(register), str(book)]) == 0
    before = book.read_bytes()
    arguments = ["import", "--onward", "q", str(PAGES / "sections.md"), str(book), "--as-of", "2026-11-30"]
    assert cli.main(arguments) == 0
    assert len(load_register(book).tables["onward"]) == 5
    assert (tmp_path / "register.xlsx.bak").read_bytes() == before
