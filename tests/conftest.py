"""What many tests share: reviews that real runs have written, the command called in this process, and a browser.

Tests run in several processes, a file of them in one (`make test`). What starts kernels or a browser comes first, so
that no worker is left alone with it at the end.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from effort import register_profiles
from reviewing import HOSTILE_NAME, Published, append_rows, edit_file, publish
from shared_work import SharedWork
from vendor_review import cli
from vendor_review.files.package_files import starting_register
from vendor_review.publication.archive.ssh_signature import NAMESPACE

REQUIRED = "VENDOR_REVIEW_REQUIRE_BROWSER"
_NAMES = ("chromium", "chromium-browser", "google-chrome")


register_profiles()

#: Marks of what takes more than a few seconds.
_LONG = {"slow", "browser", "scheduler"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks as slow what needs a review of a real run, and puts files with anything long to the front."""
    for item in items:
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker("slow")
    long = {item.path for item in items if item.path.suffix == ".ipynb" or _LONG & _marks(item)}
    items.sort(key=lambda item: item.path not in long)


def _marks(item: pytest.Item) -> set[str]:
    return {mark.name for mark in item.iter_markers()}


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedWork]:
    """Makes a thing once for all workers; in the end each looks whether what it has used is as it was made."""
    own = tmp_path_factory.getbasetemp()
    root = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared"
    root.mkdir(exist_ok=True)
    work = SharedWork(root)
    yield work
    assert work.changed() == []


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as the system has it. Without it tests are skipped, or fail where it is required."""
    executable = next(filter(None, map(shutil.which, _NAMES)), None)
    if executable is None:
        reason = f"no Chromium found (looked for {', '.join(_NAMES)})"
        if os.environ.get(REQUIRED):
            pytest.fail(f"{reason}, and {REQUIRED} is set")
        pytest.skip(reason)
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def published(shared: SharedWork) -> Published:
    """The review of Numberz as of 2026-11-01, in an archive of its own."""
    return shared.once("published", lambda folder: publish(folder, register=starting_register()))


@pytest.fixture(scope="session")
def example(shared: SharedWork) -> Published:
    """The review of the invented company's later state, compared with nothing."""
    register = starting_register().parent / "example" / "2026-10-31"
    return shared.once("example", lambda folder: publish(folder, register=register))


@pytest.fixture
def archive(published: Published, tmp_path: Path) -> Path:
    """A copy of that archive which a test may spoil."""
    return Path(shutil.copytree(published.archive, tmp_path / "reviews"))


NewKey = Callable[..., Path]


@pytest.fixture
def new_key(tmp_path: Path) -> NewKey:
    """Makes an SSH key of a name. Without ssh-keygen tests are skipped, or fail where it is required."""
    if shutil.which("ssh-keygen") is None:
        if os.environ.get("VENDOR_REVIEW_REQUIRE_SSH"):
            pytest.fail("no ssh-keygen found, and VENDOR_REVIEW_REQUIRE_SSH is set")
        pytest.skip("no ssh-keygen found")

    def make(name: str, passphrase: str = "") -> Path:
        path = tmp_path / name
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "", "-f", str(path)]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
        return path

    return make


@pytest.fixture
def key(new_key: NewKey) -> Path:
    """A key without a passphrase, its public part beside it."""
    return new_key("key")


@pytest.fixture
def signers(tmp_path: Path, key: Path) -> Path:
    """A file of allowed signers that names the key's owner, `security@numberz.example`."""
    path = tmp_path / "allowed_signers"
    public = key.with_suffix(".pub").read_text(encoding="utf-8")
    path.write_text(f'security@numberz.example namespaces="{NAMESPACE}" {public}', encoding="utf-8")
    return path


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A copy of the Numberz register which a test may change; its archive is found under its name."""
    return Path(shutil.copytree(starting_register(), tmp_path / "registers" / "numberz"))


@pytest.fixture(scope="session")
def hostile(shared: SharedWork) -> Published:
    """The review of a register whose words look like markup and formulas; none of its rows is in error."""
    return shared.once("hostile", _hostile)


def _hostile(folder: Path) -> Published:
    register = Path(shutil.copytree(starting_register(), folder / "hostile"))
    quoted = '"' + HOSTILE_NAME.replace('"', '""') + '"'
    edit_file(register / "vendors.csv", "Amazon Web Services,,AWS", f"{quoted},@SUM(A1),AWS")
    edit_file(register / "vendors.csv", "sendgrid,Sendgrid,", 'sendgrid,"=HYPERLINK(""https://x.example"")",')
    edit_file(register / "engagements.csv", "Delivery of user", "+Delivery of user")
    edit_file(register / "engagements.csv", "contact details and questions", "-contact details and questions")
    return publish(folder / "reviews", register=register)


@pytest.fixture(scope="session")
def troubled(shared: SharedWork) -> Published:
    """The review of a register with a rejected row, a refused vendor, an overdue review, and notice given late."""
    return shared.once("troubled", _troubled)


def _troubled(folder: Path) -> Published:
    register = Path(shutil.copytree(starting_register(), folder / "troubled"))
    edit_file(register / "vendors.csv", "https://www.sendgrid.com", "javascript:alert(1)")
    edit_file(register / "page.toml", 'channel = "page"', 'channel = "page"\ndays = 30')
    edit_file(register / "engagements.csv", "hosts,,,,,,,yes", "hosts,,,2026-01-01,2026-01-05,,,yes")
    append_rows(register / "reviews_done.csv", [{"vendor_id": "aws", "reviewed_on": "2020-01-01"}])
    append_rows(register / "vendors.csv", [{"vendor_id": "open-house", "name": "Open House"}])
    append_rows(
        register / "engagements.csv",
        [
            {
                "engagement_id": "open-house-1",
                "vendor_id": "open-house",
                "status": "active",
                "access_path": "hosts",
            }
        ],
    )
    append_rows(
        register / "data_shared.csv",
        [
            {"engagement_id": "open-house-1", "category": "Health", "custody": custody}
            for custody in ("disclosed", "held")
        ],
    )
    controls = [
        f"VR-{group}{n}"
        for group, last in (("A", 6), ("I", 4), ("P", 5), ("O", 3))
        for n in range(1, last + 1)
    ]
    append_rows(
        register / "access_controls.csv",
        [{"vendor_id": "open-house", "control": control, "answer": "no"} for control in controls],
    )
    return publish(folder / "reviews", register=register)


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs the command in this process: exit code, stdout, stderr."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        code = cli.main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return run
