"""pyproject.toml, requirements.lock and environment.yml ask for the same packages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PYTHONS = ("3.11", "3.12", "3.13")

# Where conda-forge names a package otherwise than the index of Python packages does.
CONDA_NAMES = {"build": "python-build", "playwright": "playwright-python"}
# What conda-forge doesn't have, or may not have as new, so that environment.yml leaves it to pip.
ONLY_PIP = {"axe-playwright-python", "check-jsonschema", "jupyter-scheduler", "zizmor"}
ONLY_CONDA = {"python", "pip"}


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def environment() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    return content


def declared() -> list[Requirement]:
    """Every requirement of pyproject.toml: to run, to explore, to test, to develop, to build."""
    content = pyproject()
    groups = [
        content["project"]["dependencies"],
        *content["project"]["optional-dependencies"].values(),
        *content["dependency-groups"].values(),
    ]
    return [Requirement(text) for group in groups for text in group]


def locked() -> list[tuple[Requirement, int]]:
    """Every entry of the lock, with the number of hashes it allows."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = []
    for entry in re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ").splitlines():
        requirement, *hashes = entry.split("--hash=")
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value.strip()) for value in hashes), entry
        entries.append((Requirement(requirement.strip()), len(hashes)))
    return entries


def marker_environment(python: str, system: str) -> dict[str, str]:
    name, machine = system.split()
    return {
        "python_version": python,
        "python_full_version": f"{python}.2",
        "sys_platform": name,
        "platform_machine": machine,
        "os_name": "posix",
    }


def test_every_locked_package_has_one_exact_version_and_hashes() -> None:
    for requirement, hashes in locked():
        assert [specifier.operator for specifier in requirement.specifier] == ["=="], requirement
        assert hashes, f"{requirement} has no hash"


@pytest.mark.parametrize("lock", ["requirements.lock", "tests/schedules/airflow.lock"])
def test_lock_holds_no_address_and_no_option(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert " @ " not in text
    assert set(re.findall(r"--[a-z-]+", text)) == {"--hash"}
    assert not re.search(r"^-", text, flags=re.MULTILINE)
    assert not re.search(r"^# .*[/~]", text, flags=re.MULTILINE), "the header names a path"


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", ["linux x86_64", "linux aarch64", "darwin arm64", "darwin x86_64"])
def test_lock_pins_each_declared_requirement_once_within_its_bounds(python: str, system: str) -> None:
    where = marker_environment(python, system)
    pins: dict[str, list[str]] = {}
    for requirement, _ in locked():
        if requirement.marker is None or requirement.marker.evaluate(where):
            version = next(iter(requirement.specifier)).version
            pins.setdefault(canonicalize_name(requirement.name), []).append(version)
    assert {name: versions for name, versions in pins.items() if len(versions) > 1} == {}
    for requirement in declared():
        (version,) = pins.get(canonicalize_name(requirement.name), ["not locked"])
        assert requirement.specifier.contains(version), f"{requirement}: the lock says {version}"


def test_build_backend_is_locked_since_it_is_used_without_isolation() -> None:
    names = {canonicalize_name(requirement.name) for requirement, _ in locked()}
    backend = {Requirement(text).name for text in pyproject()["build-system"]["requires"]}
    assert backend | {"editables"} <= names


def test_conda_environment_asks_for_the_same_packages_and_bounds() -> None:
    *packages, last = environment()["dependencies"]
    conda = {}
    for text in packages:
        requirement = Requirement(text)
        conda[requirement.name] = requirement.specifier
    by_pip = [Requirement(text) for text in last["pip"] if not text.startswith("-")]

    wanted = {CONDA_NAMES.get(requirement.name, requirement.name): requirement for requirement in declared()}
    assert {requirement.name for requirement in by_pip} == ONLY_PIP
    assert set(conda) - ONLY_CONDA == set(wanted) - ONLY_PIP
    for name, requirement in wanted.items():
        specifier = conda.get(name) or next(other.specifier for other in by_pip if other.name == name)
        assert specifier == requirement.specifier, name
    assert conda["python"] == SpecifierSet(pyproject()["project"]["requires-python"])
    assert last["pip"][-1] == "-e .", "the package itself comes last, when all that it needs is there"


def test_conda_environment_draws_on_conda_forge_alone() -> None:
    assert environment()["channels"] == ["conda-forge", "nodefaults"]


def test_packages_that_users_meet_come_with_the_package_or_its_extras() -> None:
    project = pyproject()["project"]
    reachable = {
        Requirement(text).name
        for group in [project["dependencies"], *project["optional-dependencies"].values()]
        for text in group
    }
    assert {"jupyterlab", "pandas", "pandera", "nbconvert", "papermill", "pytest", "nbval"} <= reachable


def test_supported_pythons_agree_in_every_file_that_names_them() -> None:
    content = pyproject()
    supported = SpecifierSet(content["project"]["requires-python"])
    minors = [f"3.{minor}" for minor in range(30) if supported.contains(f"3.{minor}.9")]
    assert minors == list(PYTHONS)
    classifiers = [text.rsplit(" ", 1)[1] for text in content["project"]["classifiers"] if ":: 3." in text]
    assert classifiers == minors
    bootstrap = (ROOT / "bootstrap.py").read_text(encoding="utf-8")
    assert "OLDEST, NEWEST = (3, 11), (3, 13)" in bootstrap
    assert content["tool"]["mypy"]["python_version"] == minors[0]
