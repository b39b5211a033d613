"""A policy's folder is found from where people start, and what is missing in it is told before pandas is loaded."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from vendor_review.errors import PolicyUnreadable
from vendor_review.files.package_files import default_policy
from vendor_review.policy import load_policy, open_policy

FILES = {
    "policy.toml",
    "controls.csv",
    "data_categories.csv",
    "adequacy.csv",
    "eea.csv",
    "not_applicable.csv",
    "requests.csv",
    "transfer_mechanisms.csv",
}


def test_no_path_means_the_shipped_policy() -> None:
    assert open_policy(None) == open_policy(default_policy())
    assert set(open_policy(None).files) == FILES


def test_hashes_are_those_of_the_bytes() -> None:
    content = (default_policy() / "policy.toml").read_bytes()
    policy = load_policy(None, date(2026, 11, 23))
    assert policy.hashes["policy.toml"] == hashlib.sha256(content).hexdigest()
    assert set(policy.hashes) == FILES


def test_a_relative_path_is_found_from_the_root_and_from_a_folder_in_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    from_root = open_policy("policy")
    (folder.parent / "notebooks").mkdir()
    monkeypatch.chdir(folder.parent / "notebooks")
    assert open_policy("policy") == from_root


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(PolicyUnreadable) as refused:
        open_policy(folder)
    assert refused.value.problems[0].startswith(f"{folder / name}: there is no such file")
    assert len(refused.value.problems) == 1
    assert refused.value.exit_code == 2


def test_a_misspelt_file_is_recognised(folder: Path) -> None:
    (folder / "controls.csv").rename(folder / "control.csv")
    with pytest.raises(PolicyUnreadable, match=r"is it 'control\.csv'\? Rename it to 'controls\.csv'"):
        open_policy(folder)


def test_a_missing_folder_and_a_file_instead_of_one_are_told_apart(folder: Path) -> None:
    with pytest.raises(PolicyUnreadable, match="there is no such folder"):
        open_policy(folder / "elsewhere")
    with pytest.raises(PolicyUnreadable, match="is a file; a policy is a folder"):
        open_policy(folder / "policy.toml")


def test_opening_a_policy_loads_neither_pandas_nor_the_country_list() -> None:
    program = (
        "import sys; from vendor_review.policy import open_policy; open_policy(None); "
        "sys.exit(bool({'pandas', 'pycountry'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
