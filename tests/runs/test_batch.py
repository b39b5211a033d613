"""Batches: the reviews that single runs make, on processes and on a cluster; what fails or is killed stops no other."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from batches import Cluster, cluster

from reviewing import AS_OF, command, tree, wait_until_gone
from vendor_review.errors import UsageError
from vendor_review.files.package_files import starting_register
from vendor_review.runs.batch.request import Common, requested
from vendor_review.runs.batch.work import BatchSettings, make_reviews, queues

COMMON = Common(as_of=AS_OF, policy="", baseline="auto", sample_count=1000, random_seed=0)
EXAMPLE = starting_register().parent / "example" / "2026-10-31"


@pytest.fixture
def registers(tmp_path: Path) -> Path:
    """A folder of three registers: Numberz, the example, and one that cannot be read."""
    folder = tmp_path / "registers"
    shutil.copytree(starting_register(), folder / "numberz")
    shutil.copytree(EXAMPLE, folder / "tarn")
    shutil.copytree(starting_register(), folder / "broken")
    (folder / "broken" / "engagements.csv").unlink()
    return folder


# --- what is asked for ---


def sources(*arguments: str | Path) -> list[str]:
    return [Path(one.register).name for one in requested(list(map(str, arguments)), COMMON)]


def test_registers_come_by_name_by_pattern_and_from_lists(registers: Path, tmp_path: Path) -> None:
    lines = tmp_path / "some.txt"
    lines.write_text("# those of Europe\nregisters/numberz\n\n  registers/tarn  \n", encoding="utf-8")
    assert sources(registers / "tarn", registers / "numberz") == ["tarn", "numberz"]
    assert sources(f"{registers}/[nt]*") == ["numberz", "tarn"]
    assert sources(lines) == ["numberz", "tarn"]


def test_a_row_of_a_list_may_state_day_policy_and_name(registers: Path, tmp_path: Path) -> None:
    rows = tmp_path / "some.csv"
    rows.write_text(
        "register,as_of,name\nregisters/numberz,2026-10-01,first\nregisters/numberz,,second\n",
        encoding="utf-8",
    )
    found = requested([str(rows)], COMMON)
    assert [(one.as_of.isoformat(), one.name) for one in found] == [
        ("2026-10-01", "first"),
        (AS_OF, "second"),
    ]


def test_rows_of_a_database_name_registers(registers: Path, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "all.db") as connection:
        connection.execute("create table customers (folder text, day text)")
        connection.execute("insert into customers values (?, '2026-09-01')", (str(registers / "tarn"),))
    found = requested(
        [],
        COMMON,
        database=f"sqlite:///{tmp_path}/all.db",
        query="select folder as register, day as as_of from customers",
    )
    assert [(Path(one.register).name, one.as_of.isoformat()) for one in found] == [("tarn", "2026-09-01")]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (
            "regster\nx\n",
            "column 'regster': is not one of register, as_of, policy, name (did you mean 'register'?)",
        ),
        ("register,as_of\nx,2026-13-01\n", "line 2: parameter as_of: '2026-13-01' is not a date"),
        ("register,as_of\n,2026-01-01\n", "line 2: names no register"),
        ("register\nx,y\n", "line 2: has more cells than the first line"),
        ("register,name\nx,../up\n", "line 2: parameter name: '../up' cannot name a folder"),
    ],
)
def test_a_list_that_is_wrong_is_refused_by_file_and_line(tmp_path: Path, content: str, problem: str) -> None:
    (tmp_path / "some.csv").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        requested([str(tmp_path / "some.csv")], COMMON)
    assert any(problem in one and "some.csv" in one for one in refused.value.problems)


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "some.csv").write_text("register,as_of\na,no\nb,2026-02-30\n", encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        requested([str(tmp_path / "some.csv"), str(tmp_path / "nowhere"), f"{tmp_path}/x*"], COMMON)
    assert len(refused.value.problems) == 4
    with pytest.raises(UsageError, match="no register is named"):
        requested([], COMMON)


def test_a_query_that_the_database_refuses_shows_no_password() -> None:
    with pytest.raises(UsageError) as refused:
        requested([], COMMON, database="postgresql+psycopg://u:secret@127.0.0.1:1/x", query="select 1")
    assert "secret" not in str(refused.value)


def test_days_of_one_register_are_made_one_after_another_and_twice_the_same_once() -> None:
    late, early = (
        requested(["sqlite:///a.db"], Common(day, "", "auto", 1000, 0))[0]
        for day in ("2026-11-01", "2026-10-01")
    )
    other = requested(["sqlite:///b.db"], COMMON)[0]
    assert queues([late, other, early, late]) == [(early, late), (other,)]


def test_a_worker_of_another_version_refuses(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"the batch was started by 0\.0\.1"):
        make_reviews([], BatchSettings(tmp_path, version="0.0.1"))


# --- what is made ---


@pytest.fixture(scope="module")
def singly(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes | None]:
    """The archive that single runs of the two sound registers make, one after the other."""
    archive = tmp_path_factory.mktemp("singly") / "reviews"
    for register, name in ((starting_register(), "numberz"), (EXAMPLE, "tarn")):
        done = command("run", register, "--name", name, "--as-of", AS_OF, "--reviews", archive)
        assert done.returncode == 0, done.stderr
    return tree(archive)


def lines(said: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in said.splitlines()]


@pytest.mark.slow
def test_a_batch_makes_the_archive_that_single_runs_make_and_one_that_fails_stops_none(
    registers: Path, tmp_path: Path, singly: dict[str, bytes | None]
) -> None:
    archive = tmp_path / "reviews"
    listed = tmp_path / "all.csv"
    names = "".join(f"registers/{name},{name}\n" for name in ("broken", "numberz", "tarn"))
    listed.write_text(f"register,name\n{names}", encoding="utf-8")
    arguments = (
        "batch",
        listed,
        "--as-of",
        AS_OF,
        "--reviews",
        archive,
        "--jobs",
        "2",
        "--summary",
        tmp_path / "sum.md",
    )
    done = command(*arguments)
    assert done.returncode == 2, done.stderr
    *each, last = lines(done.stdout)
    assert {Path(str(one["register"])).name: one["status"] for one in each} == {
        "broken": "failed",
        "numberz": "published",
        "tarn": "published",
    }
    assert last == {
        "status": "failed",
        "exit_code": 2,
        "reviews": {"published": 2, "verified": 0, "failed": 1},
    }
    assert "engagements.csv" in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(archive) == singly
    assert (tmp_path / "sum.md").read_text(encoding="utf-8").count("\n## ") == 2

    again = command(*arguments)
    assert [one["status"] for one in lines(again.stdout)[:-1]].count("verified") == 2
    assert tree(archive) == singly


@pytest.mark.slow
def test_what_fail_on_names_is_found_in_any_of_the_reviews(registers: Path, tmp_path: Path) -> None:
    done = command(
        "batch", registers / "numberz", registers / "tarn", "--as-of", AS_OF, "--reviews", tmp_path / "reviews",
        "--fail-on", "overdue", "--samples", "100",
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert done.stderr.count("--fail-on overdue: ") == 2
    assert lines(done.stdout)[-1]["status"] == "done"


@pytest.mark.slow
def test_the_days_of_a_register_are_compared_with_one_another(registers: Path, tmp_path: Path) -> None:
    listed = tmp_path / "days.csv"
    listed.write_text("register,as_of\nregisters/numberz,2026-11-01\nregisters/numberz,2026-10-01\n", "utf-8")
    done = command("batch", listed, "--reviews", tmp_path / "reviews", "--samples", "100")
    assert done.returncode == 0, done.stderr
    (later,) = (tmp_path / "reviews" / "numberz").glob("2026-11-01-*")
    settings = json.loads((later / "manifest.json").read_text(encoding="utf-8"))["parameters"]
    assert settings["baseline"].startswith("2026-10-01-")


# --- what ends badly ---


def started(*arguments: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "vendor_review", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


@pytest.fixture
def many(tmp_path: Path) -> Path:
    folder = tmp_path / "many"
    for number in range(6):
        shutil.copytree(starting_register(), folder / f"r{number}")
    return folder


def first_line(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert '"status": "published"' in process.stdout.readline()


def sound(archive: Path, count: int) -> None:
    """Each register has one review at most, and what is there verifies; nothing is half-done."""
    reviews = sorted(archive.glob("r*/2026-*"))
    assert len(reviews) == count
    assert not [path for path in archive.rglob(".*") if path.is_dir()], "something is left of a staging"
    assert all(command("verify", review).returncode == 0 for review in reviews)


@pytest.mark.slow
def test_a_worker_that_is_killed_costs_no_review(many: Path, tmp_path: Path) -> None:
    with started(
        "batch", f"{many}/*", "--as-of", AS_OF, "--reviews", tmp_path / "reviews", "--jobs", "2"
    ) as batch:
        first_line(batch)
        workers = [
            one for one in psutil.Process(batch.pid).children() if "spawn_main" in " ".join(one.cmdline())
        ]
        assert len(workers) == 2
        workers[0].kill()
        out, err = batch.communicate()
    assert batch.returncode == 0, err
    assert lines(out)[-1]["reviews"] == {"published": 6, "verified": 0, "failed": 0} or lines(out)[-1]["reviews"] == {
        "published": 5, "verified": 1, "failed": 0,
    }  # fmt: skip
    for number in range(6):
        assert (
            command(
                "run", many / f"r{number}", "--as-of", AS_OF, "--reviews", tmp_path / "reviews"
            ).returncode
            == 0
        )
    sound(tmp_path / "reviews", 6)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_batch_that_is_ended_leaves_no_process_and_no_half_review(
    many: Path, tmp_path: Path, number: signal.Signals
) -> None:
    with started(
        "batch", f"{many}/*", "--as-of", AS_OF, "--reviews", tmp_path / "reviews", "--jobs", "2"
    ) as batch:
        first_line(batch)
        below = psutil.Process(batch.pid).children(recursive=True)
        batch.send_signal(number)
        _, err = batch.communicate()
    assert batch.returncode == (-signal.SIGKILL if number == signal.SIGKILL else 4), err
    assert "Traceback" not in err
    for process in below:
        wait_until_gone(process.pid)
    done = command("batch", f"{many}/*", "--as-of", AS_OF, "--reviews", tmp_path / "reviews", "--jobs", "2")
    assert done.returncode == 0, done.stderr
    counts = lines(done.stdout)[-1]["reviews"]
    assert isinstance(counts, dict)
    assert counts["verified"] >= 1
    assert counts["published"] + counts["verified"] == 6
    sound(tmp_path / "reviews", 6)


# --- a cluster ---


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Cluster]:
    with cluster(tmp_path / "cluster") as made:
        yield made


@pytest.mark.slow
def test_a_cluster_makes_the_archive_that_single_runs_make(
    registers: Path,
    tmp_path: Path,
    singly: dict[str, bytes | None],
    parts: Cluster,
) -> None:
    listed = tmp_path / "two.csv"
    listed.write_text("register,name\nregisters/numberz,numberz\nregisters/tarn,tarn\n", encoding="utf-8")
    with started(
        "batch", listed, "--as-of", AS_OF, "--reviews", tmp_path / "reviews", "--scheduler", parts.address
    ) as batch:
        out, err = batch.communicate()
    assert batch.returncode == 0, err
    assert lines(out)[-1]["reviews"] == {"published": 2, "verified": 0, "failed": 0}
    assert tree(tmp_path / "reviews") == singly


@pytest.mark.slow
def test_a_worker_of_a_cluster_that_is_lost_costs_no_review(
    many: Path, tmp_path: Path, parts: Cluster
) -> None:
    with started(
        "batch",
        f"{many}/*",
        "--as-of",
        AS_OF,
        "--reviews",
        tmp_path / "reviews",
        "--scheduler",
        parts.address,
    ) as batch:
        first_line(batch)
        parts.workers[0].kill()
        out, err = batch.communicate()
    assert batch.returncode == 0, err
    counts = lines(out)[-1]["reviews"]
    assert isinstance(counts, dict)
    assert (counts["published"] + counts["verified"], counts["failed"]) == (6, 0)
    for number in range(6):
        assert (
            command(
                "run", many / f"r{number}", "--as-of", AS_OF, "--reviews", tmp_path / "reviews"
            ).returncode
            == 0
        )
    sound(tmp_path / "reviews", 6)


@pytest.mark.slow
def test_a_scheduler_that_is_lost_is_said_and_the_next_batch_goes_on(
    many: Path, tmp_path: Path, parts: Cluster
) -> None:
    with started(
        "batch",
        f"{many}/*",
        "--as-of",
        AS_OF,
        "--reviews",
        tmp_path / "reviews",
        "--scheduler",
        parts.address,
    ) as batch:
        first_line(batch)
        parts.scheduler.kill()
        out, err = batch.communicate()
    assert batch.returncode == 3
    assert f"the scheduler at {parts.address} was lost" in err
    assert "Traceback" not in err
    counts = lines(out)[-1]["reviews"]
    assert isinstance(counts, dict)
    assert sum(counts.values()) == 6
    assert counts["failed"] >= 1
    again = command("batch", f"{many}/*", "--as-of", AS_OF, "--reviews", tmp_path / "reviews")
    assert again.returncode == 0, again.stderr
    sound(tmp_path / "reviews", 6)


def test_a_scheduler_that_does_not_answer_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vendor_review.runs.batch.cluster._ANSWER_SECONDS", 1)
    done = command("batch", starting_register(), "--reviews", tmp_path, "--scheduler", "tcp://127.0.0.1:1")
    assert done.returncode == 2
    assert "--scheduler tcp://127.0.0.1:1: no scheduler answers there" in done.stderr


def test_a_database_needs_a_query(tmp_path: Path) -> None:
    done = command("batch", "--query", "select 1", "--reviews", tmp_path)
    assert done.returncode == 2
    assert "--database and --query: give both or neither" in done.stderr


def test_processes_and_a_scheduler_are_one_or_the_other(tmp_path: Path) -> None:
    done = command(
        "batch", starting_register(), "--reviews", tmp_path, "--scheduler", "tcp://x:1", "--jobs", "2"
    )
    assert done.returncode == 2
    assert "choose one" in done.stderr
