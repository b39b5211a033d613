"""The largest table that may be read is a setting: an option, a variable, and what kernels and workers get of it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from reviewing import AS_OF, publish
from vendor_review.cli import main
from vendor_review.errors import RegisterUnreadable, UsageError
from vendor_review.register import convert_register, load_register
from vendor_review.register.conversion import content_of
from vendor_review.register.folder.writer import write_folder
from vendor_review.register.table_limit import (
    USUAL,
    VARIABLE,
    largest_table,
    most_lines,
    refusal,
    size_of,
    tables_up_to,
)
from vendor_review.runs.batch.work import BatchSettings, make_reviews
from vendor_review.runs.parameters import check_parameters

NUMBERZ = Path(__file__).parents[2] / "data" / "numberz"


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("1", 1),
        ("268435456", 2**28),
        ("1GiB", 2**30),
        ("1 g", 2**30),
        ("1.5GiB", 3 * 2**29),
        ("2GB", 2 * 10**9),
        ("900mib", 900 * 2**20),
        ("0.5KB", 500),
    ],
)
def test_a_size_is_a_number_with_a_unit(text: str, size: int) -> None:
    assert size_of(text, "here") == size


@pytest.mark.parametrize("text", ["", "0", "-1", "much", "1XiB", "1e9", "0.1", "1,5GiB", "\u0661", "9" * 20])
def test_what_is_no_size_is_refused_by_who_stated_it(text: str) -> None:
    with pytest.raises(UsageError, match=r"here: .* is not a size, such as 900MiB or 2GiB"):
        size_of(text, "here")


def test_the_limit_holds_within_and_is_as_it_was_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    with tables_up_to(2**20):
        assert largest_table() == 2**20
        assert most_lines() < 2**20
    assert largest_table() == USUAL
    monkeypatch.setenv(VARIABLE, "3MiB")
    with pytest.raises(KeyError), tables_up_to(2**20):
        raise KeyError
    assert os.environ[VARIABLE] == "3MiB"


def test_a_refusal_says_how_large_what_it_takes_and_how_to_allow_it() -> None:
    assert refusal("vendors.csv", 901 * 2**20 + 5) == (
        "vendors.csv: has 944,766,981 bytes (902 MiB), and the limit is 256 MiB. Reading it takes about 3.5 GiB of "
        "memory; where that is there, allow it by --largest-table 902MiB or VENDOR_REVIEW_LARGEST_TABLE=902MiB."
    )


def test_all_tables_that_are_too_large_are_named_at_once_and_what_is_proposed_suffices() -> None:
    with tables_up_to(200), pytest.raises(RegisterUnreadable) as refused:
        load_register(NUMBERZ)
    names = [problem.split(":")[0] for problem in refused.value.problems]
    assert {"vendors.csv", "engagements.csv"} <= {*names}
    proposed = refused.value.problems[0].split("--largest-table ")[1].split()[0]
    with tables_up_to(size_of(proposed, "")):
        assert len(load_register(NUMBERZ).tables["vendors"]) == 3


def test_a_database_and_a_folder_that_is_written_keep_to_the_limit(tmp_path: Path) -> None:
    convert_register(str(NUMBERZ), f"sqlite:///{tmp_path}/kept.db")
    content = content_of(load_register(NUMBERZ))

    with (
        tables_up_to(200),
        pytest.raises(RegisterUnreadable, match=r"table \w+: has more than 200 bytes as CSV"),
    ):
        load_register(f"sqlite:///{tmp_path}/kept.db")
    with tables_up_to(200), pytest.raises(RegisterUnreadable, match=r"vendors\.csv: has .* --largest-table"):
        write_folder(content, tmp_path / "written", lambda back: None)
    assert not (tmp_path / "written").exists()


def test_the_option_wins_over_the_variable_and_ends_with_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, "100")
    assert main(["check", str(NUMBERZ), "--as-of", AS_OF]) == 2
    assert "vendors.csv: has " in capsys.readouterr().err
    assert main(["check", str(NUMBERZ), "--as-of", AS_OF, "--largest-table", "1MiB"]) == 0
    assert os.environ[VARIABLE] == "100"
    assert main(["check", str(NUMBERZ), "--as-of", AS_OF, "--largest-table", "much"]) == 2
    assert "--largest-table: 'much' is not a size" in capsys.readouterr().err
    monkeypatch.setenv(VARIABLE, "much")
    assert main(["check", str(NUMBERZ), "--as-of", AS_OF]) == 2
    assert f"{VARIABLE}: 'much' is not a size" in capsys.readouterr().err


def test_the_kernel_has_the_limit_of_its_run_on_which_the_run_id_does_not_depend(tmp_path: Path) -> None:
    ids = []
    for variable, option in (("100", "2MiB"), ("4GiB", "1MiB")):
        # A kernel that had the variable would read nothing under the first.
        published = publish(
            tmp_path / option,
            "--samples",
            "50",
            "--largest-table",
            option,
            register=NUMBERZ,
            env={VARIABLE: variable},
        )
        ids.append(json.loads(published.stdout)["run_id"])

    assert ids[0] == ids[1]


def test_a_worker_keeps_to_the_limit_of_its_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "1GiB")
    asked = check_parameters(
        register=str(NUMBERZ), as_of=AS_OF, policy="", baseline="none", sample_count=50, random_seed=0
    )
    (ended,) = make_reviews([asked], BatchSettings(tmp_path, largest_table=100))

    assert ended.exit_code == 2
    assert "vendors.csv: has " in ended.problems[0]
    assert os.environ[VARIABLE] == "1GiB"
