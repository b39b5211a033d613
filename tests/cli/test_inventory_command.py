"""An analyst's own spreadsheet by three commands, import, accept and review; and what a person may do between."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from vendor_review import cli

SAMPLE = Path(__file__).parents[2] / "data" / "example" / "tarnbrook-vendors.xlsx"
DAY = ("--as-of", "2026-11-30")
Out = pytest.CaptureFixture[str]


def typed(*arguments: object) -> int:
    return cli.main([*map(str, arguments), *DAY])


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The draft of the sample, made once and only read."""
    target = tmp_path_factory.mktemp("inventory") / "draft"
    assert typed("import", SAMPLE, target) == 0
    return target


@pytest.fixture
def draft(drafted: Path, tmp_path: Path) -> Path:
    """A copy of it to change."""
    return Path(shutil.copytree(drafted, tmp_path / "draft"))


def edit(draft: Path, *changes: tuple[str, str, str]) -> int:
    """Types new text into cells of mapping.toml: heading, the old line, the new one. Gives how many."""
    path = draft / "mapping.toml"
    parts = path.read_text(encoding="utf-8").split("\n[[columns]]\n")
    for heading, old, new in changes:
        named = [n for n, part in enumerate(parts) if f'heading = "{heading}"' in part]
        (at,) = named if heading else [0]
        assert old in parts[at]
        parts[at] = parts[at].replace(old, new, 1)
    path.write_text("\n[[columns]]\n".join(parts), encoding="utf-8")
    return len(changes)


@pytest.mark.slow
def test_three_commands_lead_from_the_spreadsheet_to_a_review_that_ranks_its_vendors(
    tmp_path: Path, capsys: Out
) -> None:
    draft, reviews = tmp_path / "draft", tmp_path / "reviews"
    assert typed("import", SAMPLE, draft) == 0
    cells = edit(
        draft,
        ("Compliance > SOC2 expiry", ".valid_until (soc2_type1)", ".valid_until (soc2_type2)"),
        ("", 'in_scope = ""', 'in_scope = "yes"'),
        ("Data > Data classification", '"data_shared.category (class)"', '"engagements.x_data_class"'),
        ("", 'access_path = ""', 'access_path = "receives..hosts"'),
    )  # fmt: skip
    assert cells <= 10
    assert typed("import", SAMPLE, draft, "--accept-above", "0.9") == 0
    assert typed("run", draft, "--reviews", reviews) == 0
    made = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert "vendors" in json.dumps(made)
    (scores,) = reviews.glob("*/2026-*/scores.csv")
    with scores.open(encoding="utf-8", newline="") as file:
        scored = list(csv.DictReader(file))
    assert len(scored) == 25
    # A yes that names no document is a vendor's bare word; what ranks is the data, the access and the documents.
    assert len({row["r_hi"] for row in scored}) >= 7
    assert sum(row["band"] == "unrated" for row in scored) <= 1


def test_the_proposal_is_shown_and_written(tmp_path: Path, capsys: Out) -> None:
    target = tmp_path / "draft"
    assert typed("import", SAMPLE, target) == 0
    said = capsys.readouterr()
    assert said.out == f"{target}\n"
    assert "heading 'Business owner'" in said.err
    assert "drafted 25 vendors and 25 engagements, none of them public" in said.err
    assert "for you to decide: column Vendors!H 'Data > Data types': does no data of yours " in said.err
    assert "next: answer in " in said.err
    assert {path.name for path in target.iterdir()} >= {
        "mapping.toml",
        "source.csv",
        "vendors.csv",
        "engagements.csv",
    }


def test_a_draft_of_an_inventory_has_no_error(draft: Path, capsys: Out) -> None:
    assert typed("check", draft) == 0
    said = capsys.readouterr().out
    assert "error" not in said
    assert typed("import", SAMPLE, draft, "--accept-above", "0") == 0
    assert typed("check", draft) == 0
    assert "error" not in capsys.readouterr().out


def test_a_changed_mapping_is_drafted_anew(draft: Path) -> None:
    edit(
        draft,
        (
            "Contract and review > Risk rating",
            'becomes = "engagements.x_risk_rating"',
            'becomes = "engagements.x_old_rating"',
        ),
    )
    assert typed("import", SAMPLE, draft) == 0
    assert "x_old_rating" in rows(draft, "engagements")[0]
    # And once more, as nothing has been changed since.
    assert typed("import", SAMPLE, draft) == 0


def rewritten(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_a_person_has_written_in_a_table_stays_when_it_is_drafted_again(
    draft: Path, capsys: Out
) -> None:
    before = (draft / "engagements.csv").read_bytes()
    rewritten(draft / "engagements.csv", "Application hosting", "Hosting of the application")
    assert typed("import", SAMPLE, draft, "--accept-above", "0.9") == 0
    assert "1 cell is as you wrote it" in capsys.readouterr().err
    assert rows(draft, "engagements")[0]["purpose"] == "Hosting of the application"
    assert (draft / "engagements.csv.bak").read_bytes() == before.replace(
        b"Application hosting", b"Hosting of the application", 1
    )
    # What was accepted has come into the same draft.
    assert any(row["in_scope"] for row in rows(draft, "evidence"))
    assert typed("check", draft) == 0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("source.csv", "source.csv: was changed since it was drafted, and is not written over"),
        ("drafted.json", "drafted.json: was changed since it was drafted, and is not written over"),
        ("vendors.csv", "vendors.csv: was drafted, and is gone"),
    ],
)
def test_where_it_is_not_known_what_a_person_wrote_nothing_is_written(
    draft: Path, name: str, said: str, capsys: Out
) -> None:
    path = draft / name
    if "gone" in said:
        path.unlink()
    else:
        rewritten(path, "E-mail", "e-mail") if b"E-mail" in path.read_bytes() else path.write_bytes(b"{}")
    before = {one.name: one.read_bytes() for one in draft.iterdir()}
    assert typed("import", SAMPLE, draft, "--accept-above", "0.9") == 2
    assert said in capsys.readouterr().err
    assert {one.name: one.read_bytes() for one in draft.iterdir()} == before


def test_a_draft_of_before_that_keeps_no_state_is_not_written_over(draft: Path, capsys: Out) -> None:
    (draft / "drafted.json").unlink()
    mapping = draft / "mapping.toml"
    lines = mapping.read_text(encoding="utf-8").splitlines(keepends=True)
    mapping.write_text("".join(line for line in lines if "drafted.json" not in line), encoding="utf-8")
    assert typed("import", SAMPLE, draft) == 0
    (draft / "drafted.json").unlink()
    lines = mapping.read_text(encoding="utf-8").splitlines(keepends=True)
    mapping.write_text("".join(line for line in lines if "drafted.json" not in line), encoding="utf-8")
    rewritten(draft / "engagements.csv", "Application hosting", "Hosting")
    capsys.readouterr()
    assert typed("import", SAMPLE, draft) == 2
    assert "engagements.csv: was changed since it was drafted" in capsys.readouterr().err


def test_a_table_that_cannot_be_read_any_more_is_named_and_nothing_is_written(
    draft: Path, capsys: Out
) -> None:
    path = draft / "engagements.csv"
    path.write_text(path.read_text(encoding="utf-8") + 'x,"y\n', encoding="utf-8")
    before = {one.name: one.read_bytes() for one in draft.iterdir()}
    assert typed("import", SAMPLE, draft) == 2
    assert "engagements.csv" in capsys.readouterr().err
    assert {one.name: one.read_bytes() for one in draft.iterdir()} == before


def test_a_page_that_a_person_has_added_stays(draft: Path) -> None:
    (draft / "page.toml").write_text('legal_name = "Tarnbrook Ltd"\n', encoding="utf-8")
    assert typed("import", SAMPLE, draft) == 0
    assert (draft / "page.toml").read_text(encoding="utf-8") == 'legal_name = "Tarnbrook Ltd"\n'


def test_a_folder_that_import_did_not_draft_is_left_alone(tmp_path: Path, capsys: Out) -> None:
    (tmp_path / "draft").mkdir()
    assert typed("import", SAMPLE, tmp_path / "draft") == 2
    assert "is there already" in capsys.readouterr().err


def test_a_mapping_made_earlier_serves_the_next_version(draft: Path, tmp_path: Path, capsys: Out) -> None:
    assert typed("import", SAMPLE, draft, "--accept-above", "0") == 0
    capsys.readouterr()
    assert typed("import", SAMPLE, tmp_path / "next", "--mapping", draft / "mapping.toml") == 0
    said = capsys.readouterr().err
    assert "new: " not in said
    assert "does no data of yours" not in said
    for name in ("vendors", "engagements", "evidence", "access_controls"):
        assert rows(tmp_path / "next", name) == rows(draft, name)


def test_a_mapping_that_cannot_be_is_refused(draft: Path, capsys: Out) -> None:
    edit(draft, ("Vendor > Business owner", "engagements.owner", "engagements.ownr"))
    assert typed("import", SAMPLE, draft) == 2
    said = capsys.readouterr().err
    assert "there are engagements.owner, " in said
    assert typed("import", "--targets") == 0
    assert "engagements.owner  Who is responsible for it here" in capsys.readouterr().out


def test_explain_shows_each_cell_of_a_vendor_with_its_raw_text_and_place(draft: Path, capsys: Out) -> None:
    assert typed("import", draft, "--explain", "abberline hosting") == 0
    said = capsys.readouterr().out
    assert "vendors.criticality  'critical'  from  'Critical'  Vendors!E6" in said
    assert "places.as_written  'EU; US'  from  'EU/US'  Vendors!I6" in said
    assert "evidence.valid_until  '2027-06-30'  from  'ISO 27001 until 06/2027'  Vendors!M6" in said
    assert "Vendors!A7" not in said


def test_explain_names_the_vendors_that_there_are(draft: Path, capsys: Out) -> None:
    assert typed("import", draft, "--explain", "Brakenmail") == 2
    assert "did you mean" in capsys.readouterr().err


def test_confirm_puts_vendors_on_the_list_by_name(draft: Path, capsys: Out) -> None:
    assert (
        typed(
            "import", draft, "--confirm", "Brackenmail", "--confirm", "eskdale-pay", "--by", "Privacy Office"
        )
        == 0
    )
    said = capsys.readouterr()
    assert said.out.splitlines() == ["Brackenmail", "Eskdale Pay"]
    assert "2 vendors confirmed by Privacy Office" in said.err
    public = {row["vendor_id"] for row in rows(draft, "engagements") if row["public"] == "yes"}
    assert public == {"brackenmail", "eskdale-pay"}
    kept = [row for row in rows(draft, "source") if row["column"] == "public"]
    assert {(row["text"], row["where"]) for row in kept} == {
        ("confirmed by Privacy Office", "import --confirm, 2026-11-30")
    }
    # Who is confirmed stays so when the sheet is imported again, and source.csv keeps who said it.
    assert typed("import", SAMPLE, draft) == 0
    assert {row["vendor_id"] for row in rows(draft, "engagements") if row["public"] == "yes"} == public
    assert [row for row in rows(draft, "source") if row["column"] == "public"] == kept


def test_confirm_all_and_a_finding_that_counts_who_is_left(draft: Path, capsys: Out) -> None:
    assert typed("check", draft, "--all") == 0
    assert "public is blank for 24 of the engagements" in capsys.readouterr().out
    assert typed("import", draft, "--confirm", "all", "--by", "Privacy Office") == 0
    capsys.readouterr()
    assert typed("check", draft, "--all") == 0
    assert "public is blank for" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--confirm", "all"), "--confirm needs --by"),
        (("--confirm", "all", "--by", "A", "--explain", "x"), "do not go together"),
        ((), "TARGET is missing"),
    ],
)
def test_half_a_command_is_refused(draft: Path, arguments: tuple[str, ...], said: str, capsys: Out) -> None:
    assert typed("import", draft, *arguments) == 2
    assert said in capsys.readouterr().err
