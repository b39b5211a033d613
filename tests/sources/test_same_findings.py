"""A register gives the same findings, apart from the place, and the same scores, wherever it is kept."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from reviewing import append_rows, edit_file
from vendor_review.files.package_files import starting_register
from vendor_review.policy import load_policy
from vendor_review.publication.result_files import _csv, score_frame
from vendor_review.register import load_register
from vendor_review.register.conversion import convert_register
from vendor_review.register.layout import TABLES
from vendor_review.schema import CheckedRegister, check_register
from vendor_review.scoring import score_vendors

AS_OF = date(2026, 11, 1)
EXAMPLES = sorted(Path(__file__).parents[2].glob("data/example/????-??-??"))
FILE_OF_A_FOLDER = rf"\b(?:{'|'.join([*TABLES, 'page'])})\.(?:csv|toml)\b|\bon line \d"
FILE_OF_A_TABLE = rf"\b(?:{'|'.join(TABLES)})\.csv\b|\bon line \d"
FACTS = ["rule", "severity", "table", "column", "value", "expected", "suggestion", "vendor_id", "remedy"]


def results(source: str | Path) -> tuple[pd.DataFrame, str, CheckedRegister]:
    policy = load_policy(None, AS_OF)
    checked = check_register(load_register(source), policy.vocabulary, AS_OF)
    facts = checked.findings[FACTS].sort_values(FACTS, ignore_index=True)
    return facts, _csv(score_frame(score_vendors(checked, policy))), checked


@pytest.fixture(params=["numberz", "troubled", *(path.name for path in EXAMPLES)])
def register(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Real, invented, and broken in every table."""
    shipped = {path.name: path for path in EXAMPLES}.get(request.param, starting_register())
    folder = Path(shutil.copytree(shipped, tmp_path / "own" / request.param))
    if request.param == "troubled":
        edit_file(folder / "vendors.csv", "https://www.sendgrid.com", "javascript:alert(1)")
        edit_file(folder / "engagements.csv", "sendgrid-email,sendgrid", "sendgrid-email,sendgird")
        append_rows(
            folder / "vendors.csv",
            [
                {"vendor_id": "aws", "name": "=again", "entity_country": "Germany"},
                {"vendor_id": "quickbooks", "name": "QuickBooks India Inc."},
                {"vendor_id": "quikbooks", "name": "Quick Boks India"},
            ],
        )
        append_rows(
            folder / "places.csv", [{"engagement_id": "aws-hosting", "kind": "procesing", "code": "NA"}]
        )
        append_rows(folder / "decisions.csv", [{"vendor_id": "aws", "decided_on": "1.5.2026"}])
        append_rows(
            folder / "data_shared.csv", [{"engagement_id": "x", "category": "Helth", "custody": "held"}]
        )
        append_rows(folder / "onward.csv", [{"onward_name": "nobody's"}])
    return folder


def test_a_workbook_sqlite_and_parquet_say_what_the_folder_says(register: Path, tmp_path: Path) -> None:
    convert_register(str(register), str(tmp_path / "x.xlsx"))
    convert_register(str(register), f"sqlite:///{tmp_path / 'x.db'}")
    convert_register(str(register), str(tmp_path / "x.parquet"))
    facts, scores, checked = results(register)
    assert len(facts)

    for source in (str(tmp_path / "x.xlsx"), f"sqlite:///{tmp_path / 'x.db'}", str(tmp_path / "x.parquet")):
        other_facts, other_scores, other = results(source)
        pd.testing.assert_frame_equal(other_facts, facts)
        assert other_scores == scores
        assert other.rejected["row"].tolist() == checked.rejected["row"].tolist()
        # The page of a Parquet folder is the file that it is in any folder.
        named = FILE_OF_A_TABLE if source.endswith(".parquet") else FILE_OF_A_FOLDER
        assert not other.findings["message"].str.contains(named).any()
        assert not other.findings["remedy"].str.contains(named).any()


@pytest.mark.postgres
def test_postgres_says_what_the_folder_says(register: Path, postgres: str) -> None:
    convert_register(str(register), postgres)
    facts, scores, _ = results(register)
    other_facts, other_scores, _ = results(postgres)

    pd.testing.assert_frame_equal(other_facts, facts)
    assert other_scores == scores


def test_another_row_is_named_as_the_source_names_it(numberz: Path, tmp_path: Path) -> None:
    append_rows(
        numberz / "vendors.csv",
        [
            {"vendor_id": "quickbooks", "name": "QuickBooks India Inc."},
            {"vendor_id": "quikbooks", "name": "Quick Boks India"},
        ],
    )
    append_rows(numberz / "onward.csv", [{"vendor_id": "aws", "onward_name": "Some Company"}] * 2)
    convert_register(str(numberz), str(tmp_path / "x.xlsx"))
    convert_register(str(numberz), f"sqlite:///{tmp_path / 'x.db'}")

    def told(source: str) -> dict[str, str]:
        findings = results(source)[2].findings
        return dict(zip(findings["rule"], findings["message"], strict=True))

    in_folder = told(str(numberz))
    assert (
        "'aws' with onward_name 'Some Company' is also in onward.csv line 2; one row" in in_folder["REG-007"]
    )
    assert in_folder["REG-046"].endswith("vendor quickbooks-india in vendors.csv line 4, column name.")
    assert in_folder["REG-047"].endswith("vendor quickbooks-india in vendors.csv line 4, column name.")
    in_sheets = told(str(tmp_path / "x.xlsx"))
    assert "'aws' with onward_name 'Some Company' is also in onward row 2; one row" in in_sheets["REG-007"]
    assert in_sheets["REG-046"].endswith("vendor quickbooks-india in vendors!B4, column name.")
    assert in_sheets["REG-047"].endswith("vendor quickbooks-india in vendors!B4, column name.")
    in_tables = told(f"sqlite:///{tmp_path / 'x.db'}")
    assert "'aws' with onward_name 'Some Company' is there more than once; one row" in in_tables["REG-007"]
    place = "vendors row vendor_id=quickbooks-india, column name."
    assert in_tables["REG-046"].endswith(place)
    assert in_tables["REG-047"].endswith(place)
