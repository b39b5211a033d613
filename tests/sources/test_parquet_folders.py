"""A register kept as Parquet: text there and back, typed columns as a person would type them, and what is refused."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from vendor_review.cli import main
from vendor_review.errors import RegisterUnreadable, UsageError
from vendor_review.files.package_files import starting_register
from vendor_review.policy import load_policy
from vendor_review.register import convert_register, load_register
from vendor_review.register.layout import TABLES
from vendor_review.register.page_keys import rows_of_page
from vendor_review.register.source import new_register
from vendor_review.register.table_limit import tables_up_to
from vendor_review.schema import check_register

NUMBERZ = starting_register()
AS_OF = date(2026, 11, 1)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Numberz as Parquet."""
    convert_register(str(NUMBERZ), str(tmp_path / "numberz.parquet"))
    return tmp_path / "numberz.parquet"


def problems(path: Path) -> list[str]:
    with pytest.raises(RegisterUnreadable) as refused:
        load_register(path)
    return [*refused.value.problems]


def put(folder: Path, table: str, columns: dict[str, list[object] | pa.Array]) -> None:
    parquet.write_table(pa.table(columns), folder / f"{table}.parquet")


def test_a_register_goes_there_and_back_without_loss(kept: Path, tmp_path: Path) -> None:
    convert_register(str(kept), str(tmp_path / "back"))

    for name, table in load_register(NUMBERZ).tables.items():
        assert load_register(kept).tables[name].to_numpy().tolist() == table.to_numpy().tolist()
        if (NUMBERZ / TABLES[name].file).exists():
            assert load_register(tmp_path / "back").tables[name].equals(table)
    assert rows_of_page(load_register(kept).page) == rows_of_page(load_register(NUMBERZ).page)
    assert load_register(kept).name == "numberz"


def test_columns_are_text_and_what_is_not_stated_is_null(kept: Path) -> None:
    table = parquet.read_table(kept / "vendors.parquet")

    assert {*table.schema.types} == {pa.string()}
    assert table.column_names == [*TABLES["vendors"].names]
    assert "" not in {cell for column in table.columns for cell in column.to_pylist()}


def test_findings_name_file_and_row(kept: Path) -> None:
    rows = parquet.read_table(kept / "vendors.parquet").to_pylist()
    # The second row says nothing: it is no row, and the rows behind it keep their numbers.
    rows = [rows[0], dict.fromkeys(rows[0]), {**rows[1], "entity_country": "Narnia"}, rows[2]]
    parquet.write_table(pa.Table.from_pylist(rows), kept / "vendors.parquet")
    checked = check_register(load_register(kept), load_policy(None, AS_OF).vocabulary, AS_OF)

    found = checked.findings[checked.findings["value"] == "Narnia"]
    assert found["place"].tolist() == ["vendors.parquet row 3, column entity_country"]
    assert load_register(kept).tables["vendors"].index.tolist() == [1, 3, 4]


def test_typed_columns_are_read_as_a_person_would_type_them(kept: Path) -> None:
    put(
        kept,
        "evidence",
        {
            "Evidence ID": pa.array(["a", "b", "c", "d"]).dictionary_encode(),
            "vendor_id": ["aws"] * 4,
            "kind": pa.array(["dpa"] * 4, pa.large_string()),
            "issued_on": pa.array([date(2026, 3, 1), None, date(1999, 12, 31), None], pa.date32()),
            "period_end": pa.array([date(2026, 2, 1), None, None, None]).cast(pa.timestamp("us")),
            "in_scope": pa.array([True, False, None, True]),
            "x_cost": pa.array([Decimal("12.50"), Decimal("1E+2"), None, Decimal(0)], pa.decimal128(9, 2)),
            "x_share": pa.array([0.5, float("nan"), 3.0, None]),
            "x_tags": pa.array([["a", "b"], [], None, ["c"]]),
            "x_bytes": pa.array([b"a", None, None, None]),
        },
    )
    rows = load_register(kept).tables["evidence"]

    assert rows["evidence_id"].tolist() == ["a", "b", "c", "d"]
    assert rows["issued_on"].tolist() == ["2026-03-01", "", "1999-12-31", ""]
    assert rows["period_end"].tolist() == ["2026-02-01", "", "", ""]
    assert rows["in_scope"].tolist() == ["yes", "no", "", "yes"]
    assert rows["x_cost"].tolist() == ["12.5", "100", "", "0"]
    assert rows["x_share"].tolist() == ["0.5", "", "3", ""]
    assert rows["x_tags"].tolist() == ["a; b", "", "", "c"]
    assert rows["x_bytes"].tolist() == ["b'a'", "", "", ""]
    assert rows["location"].tolist() == [""] * 4


def test_bytes_in_a_column_of_the_register_are_refused_by_row(kept: Path) -> None:
    put(kept, "onward", {"vendor_id": ["aws", "aws"], "onward_name": pa.array([None, b"x"])})

    assert problems(kept) == [
        "onward.parquet row 2, column onward_name: holds a value of the kind bytes, which is no text."
    ]


def test_what_cannot_be_read_is_said_all_at_once(kept: Path) -> None:
    (kept / "engagements.parquet").write_bytes(b"PAR1 no more")
    put(kept, "places", {"engagement_id": ["a"], "plaice": ["b"]})
    (kept / "evidense.parquet").write_bytes(b"")
    (kept / "onward.csv").write_text("vendor_id\n", encoding="utf-8")
    named = problems(kept)
    assert "evidense.parquet: is not a table of a register (did you mean 'evidence.parquet'?)" in named[0]
    assert named[1].startswith("onward.csv: lies beside Parquet files")

    (kept / "evidense.parquet").unlink()
    (kept / "onward.csv").unlink()
    found = problems(kept)
    assert any(problem.startswith("engagements.parquet: cannot be read as Parquet") for problem in found)
    assert any("unknown column 'plaice'" in problem for problem in found)

    (kept / "engagements.parquet").unlink()
    assert any("engagements.parquet: is missing from numberz" in problem for problem in problems(kept))


@pytest.mark.parametrize("content", [b"a = [", b"\xff", b"# " + b"x" * 2**20])
def test_a_page_that_is_none_is_refused(kept: Path, content: bytes) -> None:
    (kept / "page.toml").write_bytes(content)

    assert problems(kept)[0].startswith("page.toml")


def test_a_link_and_a_table_that_unpacks_to_too_much_are_refused(kept: Path, tmp_path: Path) -> None:
    # A few bytes of Parquet may be many of text.
    put(kept, "onward", {"vendor_id": ["aws"] * 20_000, "onward_name": ["x" * 200] * 20_000})
    assert (kept / "onward.parquet").stat().st_size < 50_000
    with tables_up_to(2**20):
        assert problems(kept)[0].startswith("onward.parquet: has more than 1 MiB as CSV")
    shutil.move(kept / "onward.parquet", tmp_path / "elsewhere")
    (kept / "onward.parquet").symlink_to(tmp_path / "elsewhere")
    assert problems(kept) == ["onward.parquet: is not a file; put the file itself there."]


def test_an_empty_one_is_made_and_none_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    new_register(str(path))
    assert not any(len(table) for table in load_register(path).tables.values())
    with pytest.raises(UsageError, match="is there already"):
        new_register(str(path))


def test_a_file_by_itself_is_no_register_and_rows_are_added_elsewhere(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(kept / "vendors.parquet")]) == 2
    assert "one table of a register; name its folder" in capsys.readouterr().err
    assert main(["check", str(kept), "--as-of", "2026-11-01"]) == 0


def test_text_is_kept_as_python_keeps_it_though_pyarrow_is_installed(kept: Path) -> None:
    # With pyarrow's own, checking and scoring take nearly twice as long.
    storages = {kind.storage for kind in load_register(kept).tables["vendors"].dtypes}

    assert storages == {"python"}
