"""The wheel stands alone: built from the checkout, installed elsewhere, run in a folder that knows no checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

import vendor_review
from reviewing import AS_OF, Published, tree
from vendor_review.files import package_files

CHECKOUT = Path(vendor_review.__file__).parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        find_spec("hatchling") is None, reason="hatchling, which builds the wheel, is not installed"
    ),
    pytest.mark.skipif(find_spec("pip") is None, reason="pip, which installs the wheel, is not installed"),
    pytest.mark.skipif(
        not (CHECKOUT / "pyproject.toml").exists(), reason="the tests run on an installed package"
    ),
]


def build(kind: str, source: Path, folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    done = subprocess.run(command, cwd=source, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("vendor_review-*")
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", CHECKOUT, tmp_path_factory.mktemp("wheel"))


@dataclass(frozen=True)
class Elsewhere:
    """An environment that holds the wheel and sees the test environment's packages, but not the checkout."""

    folder: Path
    python: Path

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        # What leads a process started by pytest back to the checkout is left out.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        return subprocess.run(
            [str(part) for part in command],
            cwd=self.folder,
            env={**environment, "HOME": str(self.folder / "home")},
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Elsewhere:
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "home").mkdir()
    venv.create(folder / "env", symlinks=True)
    python = folder / "env" / "bin" / "python"
    installed = folder / "env" / "lib" / f"python{sysconfig.get_python_version()}" / "site-packages"
    # A .pth file within a folder that another .pth file adds is not read: an editable install stays out of sight.
    packages = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    (installed / "packages.pth").write_text("\n".join(packages) + "\n", encoding="utf-8")
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--python",
        python,
    ]
    command += ["install", "--quiet", "--no-deps", "--no-index", wheel]
    made = Elsewhere(folder, python)
    done = made.run(*command)
    assert done.returncode == 0, done.stderr
    return made


def test_the_wheel_holds_notebook_policy_and_starting_register_as_they_are_in_the_checkout(
    wheel: Path,
) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = "vendor_review/shipped_files"
        assert archive.read(f"{inside}/review.ipynb") == package_files.review_notebook().read_bytes()
        for part, folder in (
            ("policy", package_files.default_policy()),
            ("numberz", package_files.starting_register()),
        ):
            for file in folder.iterdir():
                assert archive.read(f"{inside}/{part}/{file.name}") == file.read_bytes()


def test_the_wheel_holds_every_file_of_the_package_and_nothing_of_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    package = CHECKOUT / "src" / "vendor_review"
    files = [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert [
        path for path in files if f"vendor_review/{path.relative_to(package).as_posix()}" not in names
    ] == []
    assert {name.split("/")[0] for name in names} == {
        "vendor_review",
        f"vendor_review-{vendor_review.__version__}.dist-info",
    }
    assert not any("test" in name or "__pycache__" in name or name.endswith(".pyc") for name in names)


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_source_archive_gives_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    source = build("sdist", CHECKOUT, tmp_path / "sdist")
    with tarfile.open(source) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    assert contents(build("wheel", unpacked, tmp_path / "wheel")) == contents(wheel)


def test_nothing_of_the_checkout_can_be_imported(elsewhere: Elsewhere) -> None:
    program = (
        "import json, sys, vendor_review, vendor_review.files.package_files as files;"
        "own = [*vendor_review.__path__, *map(str, (files.review_notebook(), files.default_policy(), "
        "files.starting_register()))];"
        "json.dump([own, sys.path], sys.stdout)"
    )
    done = elsewhere.run(elsewhere.python, "-c", program)
    assert done.returncode == 0, done.stderr
    own, searched = json.loads(done.stdout)
    assert len(own) == 4
    assert [path for path in own if not path.startswith(str(elsewhere.folder / "env"))] == []
    assert str(CHECKOUT / "src") not in searched


def test_the_command_reviews_a_register_that_lies_elsewhere(
    elsewhere: Elsewhere, published: Published
) -> None:
    shutil.copytree(package_files.starting_register(), elsewhere.folder / "mine" / "numberz")
    command = elsewhere.python.with_name("vendor-review")
    done = elsewhere.run(command, "run", "mine/numberz", "--as-of", AS_OF, "--reviews", "mine/reviews")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    result = json.loads(done.stdout)
    assert result["status"] == "published"
    # The kernel imported the same package, or the run id and the page would not be the same.
    page = (elsewhere.folder / result["review"]).read_bytes()
    assert page == (published.folder / "review.html").read_bytes()
    assert tree(elsewhere.folder / "mine" / "reviews") == tree(published.archive)


def test_nbconvert_finds_the_exporter_of_the_wheel(elsewhere: Elsewhere) -> None:
    program = (
        "import sys; from nbconvert.exporters import get_exporter;"
        "print(sys.modules[get_exporter('vendor-review').__module__].__file__)"
    )
    done = elsewhere.run(elsewhere.python, "-c", program)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(elsewhere.folder / "env"))
