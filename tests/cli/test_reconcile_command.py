"""`reconcile`: differences to stdout, their number to stderr, and 1 where it is asked to fail on them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from reviewing import AS_OF, Published, edit_file
from vendor_review import cli
from vendor_review.files.package_files import starting_register
from vendor_review.report.words.reconciliation import COLUMNS

NUMBERZ = starting_register()

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str]) -> Call:
    """Runs `reconcile` as of the day of the tests' reviews: exit code, stdout, stderr."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        code = cli.main(["reconcile", *map(str, arguments), "--as-of", AS_OF])
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return run


@pytest.mark.parametrize("name", ["", "public-list.html", "public-list.json", "public-list.csv"])
def test_a_review_holds_the_list_of_its_register(call: Call, published: Published, name: str) -> None:
    told = f"No difference between the register and {name or 'public-list.json'}.\n"
    assert call(NUMBERZ, published.folder / name, "--fail-on", "difference") == (0, "", told)


def test_each_difference_is_told_with_what_would_be_right(
    call: Call, published: Published, register: Path
) -> None:
    edit_file(register / "vendors.csv", "sendgrid,Sendgrid", "sendgrid,SendGrid")
    edit_file(register / "engagements.csv", "Delivery of user", "Sending of user")
    code, out, err = call(register, published.folder / "public-list.html")
    assert code == 0
    assert out.splitlines() == [
        "Differs: 2",
        "  sendgrid ('SendGrid'), name: 'Sendgrid' on the list, 'SendGrid' in the register",
        "  sendgrid ('SendGrid'), purpose: 'Delivery of user and system generated email messages.' on the list, "
        "'Sending of user and system generated email messages.' in the register",
        "  To do: Publish the list again if the register is right; else correct the register.",
    ]
    assert err == "2 differences between the register and public-list.html.\n"
    assert call(register, published.folder, "--fail-on", "difference")[0] == 1


def test_json_and_csv_hold_the_same_rows(call: Call, published: Published, register: Path) -> None:
    edit_file(register / "vendors.csv", "sendgrid,Sendgrid,", "mailer,Nimbus,")
    for table in ("engagements", "access_controls", "evidence"):
        path = register / f"{table}.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(",sendgrid,", ",mailer,"), encoding="utf-8")
    _, out, _ = call(register, published.folder, "--format", "json")
    rows = json.loads(out)
    _, out, _ = call(register, published.folder, "--format", "csv")
    assert list(csv.DictReader(io.StringIO(out))) == rows
    assert tuple(rows[0]) == COLUMNS
    assert {(row["kind"], row["listed"], row["name"]) for row in rows} >= {("unclear", "Sendgrid", "")}


def test_a_cell_of_the_csv_is_no_formula(call: Call, published: Published, tmp_path: Path) -> None:
    listed = (published.folder / "public-list.json").read_text(encoding="utf-8")
    path = tmp_path / "list.json"
    path.write_text(listed.replace("Sendgrid", '=HYPERLINK(\\"https://x.example\\")'), encoding="utf-8")
    _, out, _ = call(NUMBERZ, path, "--format", "csv")
    cells = [cell for row in csv.reader(io.StringIO(out)) for cell in row]
    assert '\'=HYPERLINK("https://x.example")' in cells
    assert not [cell for cell in cells if cell.startswith("=")]


def test_rejected_rows_are_told_and_their_vendors_are_not_called_missing(
    call: Call, published: Published, register: Path
) -> None:
    edit_file(register / "engagements.csv", "receives..stores", "recieves..stores")
    code, out, err = call(register, published.folder)
    assert code == 0
    assert (
        "  'Sendgrid', vendor sendgrid, section 'Infrastructure': rows of it in the register were rejected"
        in out
    )
    assert "  To do: Fix first what check says of them." in out
    assert "3 rows were rejected" in err


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("list.html", b"<p>Nimbus</p>", "list.html: names no vendors that could be read"),
        ("list.html", b'<div class="public-list"></div>', "list.html: holds no public list as vendor-review"),
        ("list.json", b"\xff\xfe{}", "list.json: is not UTF-8 at byte 1"),
        ("list.json", b'{"schema": "public-list/9"}', "list.json: is no public list: its schema is"),
        ("list.exe", b"Nimbus", "list.exe: ends in .exe; these can be read: .html"),
        ("nothing", None, "nothing: cannot be read: No such file or directory"),
    ],
)
def test_what_is_no_list_is_refused_with_code_2(
    call: Call, tmp_path: Path, name: str, content: bytes | None, told: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    code, out, err = call(NUMBERZ, tmp_path / name)
    assert (code, out) == (2, "")
    assert err.startswith("vendor-review: ")
    assert told in err


def test_a_review_whose_list_was_withheld_has_none(call: Call, troubled: Published) -> None:
    code, out, err = call(NUMBERZ, troubled.folder)
    assert (code, out) == (2, "")
    assert "a review whose list was withheld has none" in err


def test_a_list_of_others_is_compared_in_the_columns_that_it_has(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "suppliers.csv"
    path.write_text("Vendor,Country\nSendGrid Inc.,France\nNimbus GmbH,Germany\n", encoding="utf-8")
    code, out, err = call(NUMBERZ, path, "--fail-on", "difference")
    assert code == 1
    assert "Only on suppliers.csv: 1\n  'Nimbus GmbH': the register has no vendor of that name" in out
    assert "Only in the register: 2\n  aws ('Amazon Web Services')" in out
    assert (
        "Differs: 1\n  sendgrid ('Sendgrid'), location: 'France' on the list, (blank) in the register" in out
    )
    assert err.splitlines() == [
        "table 1: 2 rows (column 'Vendor' names firms)",
        "compared: name, legal entity, location; the list says nothing else",
        "4 differences between the register and suppliers.csv.",
    ]


def test_a_screen_holds_the_first_of_each_kind_and_all_are_there_to_be_had(
    call: Call, tmp_path: Path
) -> None:
    path = tmp_path / "list.md"
    rows = "".join(f"| Nimbus {letter} GmbH | Hosting | Germany |\n" for letter in "ABCDEFGHIJ")
    path.write_text("| Vendor | Purpose | Location |\n|---|---|---|\n" + rows, encoding="utf-8")
    _, short, _ = call(NUMBERZ, path)
    assert short.count("'Nimbus ") == 6
    assert "  and 4 more: --all spells them out, --format csv has them all" in short
    assert len(short.splitlines()) < 24
    _, every, _ = call(NUMBERZ, path, "--all")
    assert every.count("'Nimbus ") == 10
    _, rows, _ = call(NUMBERZ, path, "--format", "csv")
    assert rows.count("Nimbus ") == 20
