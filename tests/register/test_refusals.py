"""What cannot be read as a register is refused, with every problem and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from vendor_review.errors import RegisterUnreadable
from vendor_review.files.package_files import starting_register
from vendor_review.register.layout import TABLES
from vendor_review.register.register import load_register
from vendor_review.register.source import open_register


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in starting_register().iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


def problems(path: Path) -> tuple[str, ...]:
    with pytest.raises(RegisterUnreadable) as refused:
        open_register(path)
    assert refused.value.exit_code == 2
    return refused.value.problems


def change(folder: Path, name: str, find: str, put: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert find in text
    (folder / name).write_text(text.replace(find, put, 1), encoding="utf-8")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path / "nowhere")

    assert "there is no such folder" in problem


def test_a_file_is_no_register(folder: Path) -> None:
    (problem,) = problems(folder / "vendors.csv")

    assert (
        "is a file; a register is a folder that holds vendors.csv, a folder that holds vendors.parquet, a workbook"
        in problem
    )


def test_an_empty_folder(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path)

    assert "it must hold vendors.csv and engagements.csv" in problem


@pytest.mark.parametrize("name", sorted([*TABLES, "page"]))
def test_without_any_one_file_it_is_refused_or_read(folder: Path, name: str) -> None:
    file = "page.toml" if name == "page" else f"{name}.csv"
    (folder / file).unlink()
    if name in ("vendors", "engagements"):
        (problem,) = problems(folder)
        assert problem.startswith(f"{file}: is missing from")
    else:
        assert file not in open_register(folder).files


def test_an_unknown_column_is_named_with_the_nearest_known_one(folder: Path) -> None:
    change(folder, "vendors.csv", "legal_entity", "legal_entitty")

    (unknown,) = problems(folder)
    assert unknown.startswith(
        "vendors.csv line 1: unknown column 'legal_entitty' (did you mean 'legal_entity'?)"
    )


def test_a_column_that_must_be_filled_must_be_there(folder: Path) -> None:
    change(folder, "vendors.csv", "vendor_id,name", "vendor_id,nmae")

    unknown, missing = problems(folder)
    assert unknown.startswith("vendors.csv line 1: unknown column 'nmae' (did you mean 'name'?)")
    assert missing.startswith("vendors.csv line 1: column 'name' is missing")


def test_an_added_column_is_refused(folder: Path) -> None:
    change(folder, "vendors.csv", "contact\n", "contact,remarks\n")

    (problem,) = problems(folder)
    assert (
        "unknown column 'remarks'; call it x_remarks to keep it for yourself, or delete it; the columns are "
        in problem
    )


def test_a_repeated_column_is_refused(folder: Path) -> None:
    change(folder, "vendors.csv", "contact\n", "contact,name\n")

    assert problems(folder) == ("vendors.csv line 1: column 'name' is there 2 times; once is right.",)


def test_an_unknown_table_is_named_with_the_nearest_known_one(folder: Path) -> None:
    (folder / "vendor.csv").write_text("vendor_id\n", encoding="utf-8")

    (problem,) = problems(folder)
    assert problem.startswith("vendor.csv: is not a table of a register (did you mean 'vendors.csv'?)")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("decisions.CSV", "decisions.csv"),
        ("Vendors.csv", "vendors.csv"),
        ("vendors.csv.txt", "vendors.csv"),
        ("vendors .csv", "vendors.csv"),
        (" places.csv", "places.csv"),
        ("vendors (1).csv", "vendors.csv"),
        ("evidence - Copy.csv", "evidence.csv"),
        ("Data Shared.xlsx", "data_shared.csv"),
        ("engagement.tsv", "engagements.csv"),
        ("vendors.xlsx", "vendors.csv"),
        ("onward.cvs", "onward.csv"),
        ("reviews-done.ods", "reviews_done.csv"),
        ("vendors", "vendors.csv"),
        ("ＶＥＮＤＯＲＳ.csv", "vendors.csv"),
        ("page.TOML", "page.toml"),
        ("Page.toml", "page.toml"),
        ("page.tml", "page.toml"),
        ("page.toml.txt", "page.toml"),
        ("page (2).toml", "page.toml"),
    ],
)
@pytest.mark.parametrize("is_there", [True, False])
def test_a_file_that_is_meant_for_a_table_and_is_not_read_as_one(
    folder: Path, name: str, meant: str, is_there: bool
) -> None:
    content = (folder / meant).read_bytes()
    if not is_there:
        (folder / meant).unlink()
    if (folder / name).exists():
        pytest.skip("this disk takes both for one name")
    (folder / name).write_bytes(content)

    (problem,) = problems(folder)
    assert problem.startswith(f"{name}: is not ")
    assert f"{meant!r}" in problem


def test_any_other_table_is_told_whatever_the_case_of_its_suffix(folder: Path) -> None:
    (folder / "Budget.CSV").write_text("a,b\n", encoding="utf-8")

    (problem,) = problems(folder)
    assert problem.startswith("Budget.CSV: is not a table of a register; the tables are vendors.csv")


def test_what_lies_beside_a_register_is_left_alone(folder: Path) -> None:
    before = open_register(folder).files
    for name in (
        "README.md", "vendors.md", "vendors.pdf", "page.html", "mapping.toml", "page.png",
        "evidence-aws.pdf", ".vendors.csv.x1", ".DS_Store", "notes.txt", "soc2.xlsx", "~$vendors.xlsx",
    ):  # fmt: skip
        (folder / name).write_bytes(b"x")
    (folder / "evidence").mkdir()

    assert open_register(folder).files == before


def test_the_page_in_another_language_is_part_of_the_register(folder: Path) -> None:
    (folder / "page.de.toml").write_text('services = "Buchhaltung"', encoding="utf-8")
    assert load_register(folder).translations == {"de": {"services": "Buchhaltung"}}

    (folder / "page.de.toml").write_bytes(b"x")
    with pytest.raises(RegisterUnreadable, match=r"page\.de\.toml: is not TOML"):
        open_register(folder)


def test_the_page_in_another_language_under_another_spelling_is_told(folder: Path) -> None:
    (folder / "page.DE.toml").write_text('services = "Buchhaltung"', encoding="utf-8")
    with pytest.raises(RegisterUnreadable, match=r"page\.DE\.toml: .* \(did you mean 'page\.de\.toml'\?\)"):
        open_register(folder)


def test_other_files_do_not_matter(folder: Path) -> None:
    (folder / "notes.txt").write_bytes(b"\xff")

    assert "notes.txt" not in open_register(folder).files


def test_latin_1_is_refused_with_its_place(folder: Path) -> None:
    content = (folder / "vendors.csv").read_bytes() + "x,Café,,,,,,,\n".encode("latin-1")
    (folder / "vendors.csv").write_bytes(content)

    assert problems(folder) == (
        f"vendors.csv line 5: byte 0xe9 at offset {content.index(0xE9)} is not UTF-8 "
        "(it looks like Latin-1 or Windows-1252); save it as 'CSV UTF-8', or name the workbook itself (.xlsx) instead "
        "of this folder.",
    )


def test_utf_16_is_refused_by_name(folder: Path) -> None:
    (folder / "vendors.csv").write_text("vendor_id", encoding="utf-16")

    (problem,) = problems(folder)
    assert problem.startswith(
        "vendors.csv: is UTF-16, not UTF-8; save it as 'CSV UTF-8', or name the workbook"
    )


@pytest.mark.parametrize(("mark", "word"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_separator_is_named(folder: Path, mark: str, word: str) -> None:
    (folder / "vendors.csv").write_text(mark.join(TABLES["vendors"].names), encoding="utf-8")

    (problem,) = problems(folder)
    assert problem.startswith(
        f"vendors.csv line 1: cells are separated by {word}; a register uses commas: save it with commas, or name the "
        "workbook itself (.xlsx)"
    )


def test_all_that_is_wrong_with_a_file_from_excel_comes_at_once(folder: Path) -> None:
    names = ["legal_entitty" if name == "legal_entity" else name for name in TABLES["vendors"].names]
    content = "Our vendors;;\n" + ";".join(names) + "\nx;Café\n"
    (folder / "vendors.csv").write_text(content, encoding="latin-1")

    assert [problem.split(":")[0] for problem in problems(folder)] == [
        "vendors.csv line 3",
        "vendors.csv line 1",
        "vendors.csv",
    ]
    assert problems(folder)[-1].endswith("the column names are in line 2; delete the line above them.")

    (folder / "vendors.csv").write_text(content.partition("\n")[2], encoding="latin-1")
    encoding, separator, unknown = problems(folder)
    assert "is not UTF-8" in encoding
    assert "separated by semicolons" in separator
    assert "unknown column 'legal_entitty' (did you mean 'legal_entity'?)" in unknown


def test_a_title_above_the_names_is_told_in_one_sentence(folder: Path) -> None:
    for name, above in (("vendors.csv", "Vendors\n"), ("engagements.csv", '"As of\nMay",,\n,\n\n')):
        content = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(above + content, encoding="utf-8")

    assert problems(folder) == (
        "vendors.csv: the column names are in line 2; delete the line above them.",
        "engagements.csv: the column names are in line 5; delete the lines above them.",
    )


def test_a_file_without_header_is_refused(folder: Path) -> None:
    (folder / "places.csv").write_bytes(b"")

    (problem,) = problems(folder)
    assert problem.startswith("places.csv line 1: there is no header; the columns are engagement_id,")


def test_a_page_that_is_no_toml_is_refused_with_its_line(folder: Path) -> None:
    (folder / "page.toml").write_text('brand = "Numberz\n', encoding="utf-8")

    (problem,) = problems(folder)
    assert problem.startswith("page.toml: is not TOML: ")
    assert "line 1" in problem


def test_all_problems_come_at_once(folder: Path) -> None:
    (folder / "engagements.csv").unlink()
    (folder / "page.toml").write_text("=", encoding="utf-8")
    (folder / "extra.csv").write_text("", encoding="utf-8")
    change(folder, "vendors.csv", "website", "web_site")

    assert len(problems(folder)) == 4
