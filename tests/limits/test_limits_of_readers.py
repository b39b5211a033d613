"""Files that would take for ever, or all memory: every reader refuses them in words, with little of both."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path

import pytest

from vendor_review.errors import PolicyUnreadable, RegisterUnreadable, UsageError
from vendor_review.files.package_files import default_policy
from vendor_review.policy import load_policy
from vendor_review.publication.archive.overview import refresh_overview
from vendor_review.publication.paper.pdf import paper_job
from vendor_review.register import load_register
from vendor_review.register.database import file as database_file
from vendor_review.register.folder.table_file import open_table
from vendor_review.register.layout import TABLES
from vendor_review.register.source import new_register
from vendor_review.register.table_limit import USUAL

NUMBERZ = Path(__file__).parents[2] / "data" / "numberz"
SECONDS, MEMORY = 10, 2 * 2**30
_READ = """
import sys
from pathlib import Path
from vendor_review.errors import VendorReviewError
from vendor_review.publication.archive.sign_off import read_sign_offs
from vendor_review.publication.archive.overview import refresh_overview
from vendor_review.publication.paper.pdf import paper_job
from vendor_review.register import load_register
what, where = sys.argv[1:]
try:
    if what == "signers":
        read_sign_offs(Path(where).parent, Path(where))
    else:
        load_register(where)
    print("read")
except VendorReviewError as refused:
    print(*refused.problems, sep="\\n")
"""


def told(what: str, where: str | Path) -> str:
    """What a process says that has few seconds of work and little memory."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    done = subprocess.run(
        [sys.executable, "-c", _READ, what, str(where)],
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def refused(policy: Path) -> str:
    """What is said of a policy that cannot be read."""
    with pytest.raises(PolicyUnreadable) as refusal:
        load_policy(policy, date(2026, 11, 1))
    return str(refusal.value)


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(default_policy(), tmp_path / "policy"))


@pytest.fixture
def numberz(tmp_path: Path) -> Path:
    return Path(shutil.copytree(NUMBERZ, tmp_path / "numberz"))


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("number", "words"),
    [
        ('"1e999999999"', "'1e999999999' is no number"),
        ('"1e-999999999"', "'1e-999999999' is no number"),
        (f'"1/{"3" * 100_000}"', "is no number"),
        ("9" * 5_000, "is not TOML"),
        (f"0x{'f' * 5_000}", "is a number of more than 64 bits"),
        ("1e400", "inf is no number"),
        ("1e99", "1e+99 is out of range"),
        ("[" * 5_000 + "]" * 5_000, "is nested too deep"),
        ("{" + "a." * 100_000 + "a = 1}", "is nested too deep"),
    ],
    ids=["exponent", "shrinking", "digits", "integer", "hexadecimal", "infinite", "large", "lists", "key"],
)
def test_a_number_of_a_policy_that_would_never_end_is_refused(policy: Path, number: str, words: str) -> None:
    text = (policy / "policy.toml").read_text(encoding="utf-8")
    begin = text.index("value = ", text.index("[[score.appetite.values]]")) + len("value = ")
    end = text.index("\n", begin)
    (policy / "policy.toml").write_text(text[:begin] + number + text[end:], encoding="utf-8")

    assert words in refused(policy)


@pytest.mark.timeout(60)
def test_a_number_in_a_table_of_a_policy_is_bounded_as_well(policy: Path) -> None:
    table = policy / "data_categories.csv"
    header, first, *rest = table.read_text(encoding="utf-8").splitlines()
    cells = first.split(",")
    cells[header.split(",").index("dpc_lo")] = "1e99999999"
    table.write_text("\n".join([header, ",".join(cells), *rest]), encoding="utf-8")

    assert "dpc_lo: '1e99999999' is no number" in refused(policy)


def _sparse(path: Path) -> None:
    with path.open("ab") as file:
        file.truncate(17 * 2**30)


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _device(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def _loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_sparse, "requests.csv: cannot be read (it has 17,408 MiB, and the limit is 4 MiB)"),
        (_pipe, "requests.csv: there is no such file"),
        (_device, "requests.csv: there is no such file"),
        (_loop, "requests.csv: there is no such file"),
    ],
)
def test_a_file_of_a_policy_that_is_none_or_huge_is_refused(
    policy: Path, spoil: Callable[[Path], None], words: str
) -> None:
    spoil(policy / "requests.csv")

    assert words in refused(policy)


def test_a_policy_of_nothing_but_problems_ends_early(policy: Path) -> None:
    with (policy / "controls.csv").open("a", encoding="utf-8") as file:
        file.write("x\n" * 1_000_000)
    said = refused(policy).splitlines()

    assert said[-1] == "and maybe more: reading ended here"
    assert len(said) < 1_000


@pytest.mark.parametrize(
    ("file", "more", "words"),
    [
        ("page.toml", b"\n" + b"a." * 40_000 + b"a = 1", "page.toml: is nested too deep."),
        ("page.toml", b'\n[x."y"' + b'."y"' * 40_000 + b"]", "page.toml: is nested too deep."),
        ("onward.csv", b"\n" * 200_000_000, "onward.csv: has 200,000,001 lines"),
        ("onward.csv", b"a" + b"," * 200_000_000, "onward.csv: has 200,000,003 commas"),
        ("onward.csv", b"a" + b"," * 5_000_000 + b"\n", "read"),
    ],
    ids=["page-key", "page-heading", "lines", "commas", "row"],
)
def test_a_small_or_blank_file_of_a_register_takes_no_more_than_it_may(
    numberz: Path, file: str, more: bytes, words: str
) -> None:
    path = numberz / file
    if file == "onward.csv":
        path.write_text(f"{','.join(TABLES['onward'].names)}\n", encoding="utf-8")
    with path.open("ab") as opened:
        opened.write(more)

    assert words in told("register", numberz)


def test_a_header_of_nothing_but_one_line_is_refused(numberz: Path) -> None:
    (numberz / "onward.csv").write_bytes(b"a," * 5_000_000)

    assert "onward.csv line 1: is too long for a header" in told("register", numberz)


def test_a_view_of_a_database_that_has_no_end_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_file, "_MOST_STEPS", 10_000_000)
    path = tmp_path / "register.db"
    new_register(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        columns = ", ".join(f"'' AS {name}" for name in TABLES["onward"].names)
        connection.executescript(
            "DROP TABLE onward; CREATE VIEW onward AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
            f"SELECT {columns} FROM n WHERE x < 0"
        )

    with pytest.raises(RegisterUnreadable, match=r"cannot be read \(interrupted\)"):
        load_register(f"sqlite:///{path}")


def test_a_value_of_a_database_that_is_a_gigabyte_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "register.db"
    new_register(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        columns = ", ".join(f"hex(zeroblob(400000000)) AS {name}" for name in TABLES["onward"].names)
        connection.executescript(f"DROP TABLE onward; CREATE VIEW onward AS SELECT {columns}")

    assert "cannot be read (string or blob too big)" in told("register", f"sqlite:///{path}")


def test_a_file_of_allowed_signers_that_is_huge_is_refused(tmp_path: Path) -> None:
    signers = tmp_path / "signers"
    _sparse(signers)

    assert "signers: is larger than 1,048,576 bytes" in told("signers", signers)


def test_a_page_to_print_that_is_huge_is_refused_unread(tmp_path: Path) -> None:
    _sparse(tmp_path / "review.html")

    with pytest.raises(UsageError, match="it has 17,408 MiB, and the limit is 64 MiB"):
        paper_job(tmp_path)


def test_a_table_that_grew_huge_takes_no_rows(numberz: Path) -> None:
    before = (numberz / "onward.csv").stat().st_size if (numberz / "onward.csv").exists() else 0
    with (numberz / "onward.csv").open("ab") as file:
        file.truncate(before + USUAL + 1)

    with (
        ExitStack() as held,
        pytest.raises(RegisterUnreadable, match=r"onward.csv: has .* and the limit is 256 MiB"),
    ):
        open_table(held, numberz, TABLES["onward"])


@pytest.mark.timeout(60)
@pytest.mark.parametrize("spoil", [_sparse, _pipe, _device, _loop])
def test_what_lies_in_place_of_the_page_of_all_registers_is_not_read(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    page = tmp_path / "index.html"
    page.touch()
    spoil(page)
    refresh_overview(tmp_path)

    assert page.is_file()
    assert not page.is_symlink()
    assert page.stat().st_size < 2**20
