"""Which register it is: the id that its page states, or that a command gives it, or else the name of its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from registers import write_register
from vendor_review.errors import RegisterUnreadable, UsageError
from vendor_review.register import convert_register, load_register, open_register
from vendor_review.register.identity import identity_of, is_safe


def register(folder: Path, page: str = "") -> Path:
    write_register(folder, {"vendors": [{"vendor_id": "acme", "name": "Acme"}], "engagements": []})
    if page:
        (folder / "page.toml").write_text(page, encoding="utf-8")
    return folder


@pytest.mark.parametrize("target", ["list", "list.xlsx", "sqlite:///list.db"])
def test_every_kind_of_register_may_state_its_id(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for page, expected in (("", "list"), ('organisation = "One"\nregister_id = "one"\n', "one")):
        source = register(tmp_path / f"source-{expected}", page)
        place = target.replace("list", "list" if not page else "other")
        convert_register(str(source), place)
        assert open_register(place).name == (expected if page else "list")
        assert load_register(place).name == (expected if page else "list")
        assert open_register(place, "one").name == "one"


def test_without_an_id_it_is_known_by_its_place_and_a_command_may_name_it(tmp_path: Path) -> None:
    assert identity_of("register", {}) == identity_of("register", {"register_id": ""})
    assert not identity_of("register", {}).is_stated
    named = identity_of("register", {"organisation": "  One \n Ltd"}, "one")
    assert (named.id, named.organisation, named.is_stated) == ("one", "One Ltd", True)


def test_page_and_command_may_not_state_two_ids(tmp_path: Path) -> None:
    source = register(tmp_path / "list", 'register_id = "one"\n')
    assert open_register(source, "one").name == "one"
    with pytest.raises(UsageError, match="states the register_id 'one', and --name says 'two'"):
        open_register(source, "two")


UNSAFE = [
    "../up",
    "a/b",
    "a\\b",
    ".hidden",
    "-x",
    "",
    " ",
    "a ",
    "a.",
    "index.html",
    "CON",
    "nul.txt",
    "a\0b",
    "x" * 101,
    "a\nb",
]


@pytest.mark.parametrize("name", UNSAFE)
def test_what_cannot_name_a_folder_is_no_id(name: str) -> None:
    assert not is_safe(name)
    if name:
        with pytest.raises(RegisterUnreadable, match="cannot name a folder of the archive"):
            identity_of("register", {"register_id": name})


@pytest.mark.parametrize("page", ["register_id = 7\n", "register_id = ['one']\n", 'register_id = "../one"\n'])
def test_an_id_that_is_none_is_told_before_anything_is_done(page: str, tmp_path: Path) -> None:
    with pytest.raises(RegisterUnreadable, match=r"page\.toml: register_id .* cannot name a folder"):
        open_register(register(tmp_path / "list", page))


@pytest.mark.parametrize(
    "name", ["numberz", "Acme SaaS", "Müller & Söhne".replace(" & ", "-"), "2026", "a.b_c+d"]
)
def test_usual_names_are_ids(name: str) -> None:
    assert is_safe(name)
