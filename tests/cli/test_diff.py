"""`diff`: two registers, two reviews' lists, or one of each kind."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "data" / "example"
BEFORE, AFTER = EXAMPLE / "2026-07-31", EXAMPLE / "2026-10-31"

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def lists(call: Call, tmp_path: Path) -> tuple[Path, Path]:
    """The public list of the later state, and one with a typo, another place, and a vendor less."""
    assert call("public", AFTER, "--out", tmp_path, "--as-of", "2026-10-31")[0] == 0
    old = tmp_path / "public-list.json"
    listing = json.loads(old.read_bytes())
    vendors = {vendor["name"]: vendor for section in listing["sections"] for vendor in section["vendors"]}
    vendors["Mapthornby"]["purpose"] += " ."
    (place, *others) = vendors["Barrowvault"]["location"]
    vendors["Barrowvault"]["location"] = [
        {**place, "code": "NO", "as_written": None, "text": "Norway"},
        *others,
    ]
    for section in listing["sections"]:
        section["vendors"] = [
            vendor for vendor in section["vendors"] if vendor["name"] != "Tallowgraph Analytics"
        ]
    new = tmp_path / "changed.json"
    new.write_text(json.dumps(listing), encoding="utf-8")
    return old, new


def test_two_registers_as_text(call: Call) -> None:
    code, out, _ = call("diff", BEFORE, AFTER, "--old-as-of", "2026-07-31", "--as-of", "2026-10-31")
    assert code == 0
    assert "Lexomarra: renamed, formerly Glotfen Translations" in out
    assert "Emberloam Logs: merged into another: Watchfen Monitoring" in out
    assert "  ! removed location: Finland (processing)" in out
    assert "Pennickmere Pay: 15 +38 0 0 = 53; band medium, now band very high; " in out
    assert "now undetermined. ISO 27001 expired 15 September 2026." in out


def test_two_registers_on_the_same_day_have_no_move_by_age(call: Call) -> None:
    code, out, _ = call("diff", BEFORE, AFTER, "--as-of", "2026-10-31", "--format", "json")
    assert code == 0
    moves = json.loads(out)["comparison"]["moves"]
    assert {move["age_hi"] for move in moves} == {0}
    assert any(move["register_hi"] for move in moves)


def test_a_register_does_not_differ_from_itself(call: Call) -> None:
    code, out, _ = call("diff", AFTER, AFTER, "--as-of", "2026-10-31")
    assert code == 0
    assert "No vendor came, went or changed in more than wording; nothing needs notice" in out
    assert "Score moves, at worst (time, register, policy): 0 vendors" in out


def test_two_published_lists(call: Call, lists: tuple[Path, Path]) -> None:
    code, out, _ = call("diff", *lists)
    assert code == 0
    told = sorted(line for line in out.splitlines() if line)
    assert len(told) == 3
    assert told[0].startswith("  Mapthornby: purpose: ")
    assert told[1] == "  Tallowgraph Analytics: removal"  # customers read of it; it needs no notice
    assert told[2].startswith("! Barrowvault: location: ")
    code, out, _ = call("diff", lists[0], lists[0])
    assert (code, out) == (0, "The two lists say the same.\n")


def test_a_list_and_a_register_are_for_reconcile(call: Call, lists: tuple[Path, Path]) -> None:
    code, out, err = call("diff", lists[0], AFTER)
    assert (code, out) == (2, "")
    assert "use vendor-review reconcile" in err
