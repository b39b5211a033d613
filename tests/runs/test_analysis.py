"""The few calls that a Python user needs: what they take, what they refuse and in which words, and their manual."""

from __future__ import annotations

import doctest
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import vendor_review as vr
from assembled import EXAMPLE
from vendor_review.errors import PolicyUnreadable, RegisterUnreadable, UsageError, VendorReviewError
from vendor_review.files.package_files import default_policy, starting_register

MANUAL = Path(__file__).parents[2] / "docs" / "python.md"
DAY = "2026-11-01"
CALLS: dict[str, Callable[..., Any]] = {"check": vr.check, "score": vr.score, "review": vr.review}


def test_the_manual_shows_what_comes() -> None:
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    with pd.option_context("display.width", 120):
        outcome = doctest.testfile(str(MANUAL), module_relative=False, optionflags=flags)
    assert outcome.failed == 0
    assert outcome.attempted >= 10


def test_the_manual_has_ten_things() -> None:
    lines = MANUAL.read_text(encoding="utf-8").splitlines()
    assert [line.split(".")[0] for line in lines if line.startswith("**")] == [
        f"**{number}" for number in range(1, 11)
    ]


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_day_may_be_a_date_or_text_and_a_register_a_path_or_what_was_loaded(
    call: Callable[..., Any],
) -> None:
    given = [
        call(starting_register(), as_of=DAY),
        call(str(starting_register()), as_of=date(2026, 11, 1)),
        call(vr.load_register(starting_register()), as_of=DAY, policy=default_policy()),
        call(starting_register(), as_of=DAY, policy=vr.load_policy(None, DAY)),
    ]
    assert len({repr(each) for each in given}) == 1


def test_the_users_home_is_understood(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "register").symlink_to(EXAMPLE)
    (tmp_path / "policy").symlink_to(default_policy())
    assert len(vr.score("~/register", as_of="2026-10-31", policy="~/policy").vendors) == 23


NO_DAYS = ["tomorrow", "2026-13-01", "2026-11-01T00:00", 20261101, None, datetime(2026, 11, 1)]  # noqa: DTZ001


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("as_of", NO_DAYS, ids=map(str, NO_DAYS))
def test_what_is_no_day_gets_one_sentence(call: Callable[..., Any], as_of: object) -> None:
    with pytest.raises(UsageError) as caught:
        call(starting_register(), as_of=as_of)
    assert len(caught.value.problems) == 1
    assert str(caught.value).startswith(f"parameter as_of: {as_of!r} is not a date such as '2026-11-01'")


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_nothing_reads_the_clock(call: Callable[..., Any]) -> None:
    with pytest.raises(TypeError, match="as_of"):
        call(starting_register())


WRONG: dict[str, tuple[object, object, type[VendorReviewError], str]] = {
    "a number": (3, "", UsageError, "parameter register: 3 is not a path or an address"),
    "nothing": ("", "", UsageError, "parameter register: blank is not a folder, such as"),
    "no folder": ("nowhere", "", RegisterUnreadable, "nowhere: there is no such folder"),
    "an unknown user": ("~nobody-known/register", "", RegisterUnreadable, "~nobody-known"),
    "a policy that is none": (
        starting_register(),
        "nowhere",
        PolicyUnreadable,
        "nowhere: there is no such folder",
    ),
    "a policy of another kind": (starting_register(), 7, UsageError, "parameter policy: 7 is not a path"),
    "a policy of another day": (
        starting_register(),
        vr.load_policy(None, "2026-11-02"),
        UsageError,
        "parameter policy: was loaded for 2026-11-02, and as_of is 2026-11-01",
    ),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize(("register", "policy", "error", "words"), WRONG.values(), ids=WRONG)
def test_wrong_input_gets_one_sentence(
    call: Callable[..., Any], register: object, policy: object, error: type[VendorReviewError], words: str
) -> None:
    with pytest.raises(error) as caught:
        call(register, as_of=DAY, policy=policy)
    assert len(caught.value.problems) == 1
    assert str(caught.value).startswith(words)


def test_the_package_offers_the_names_that_an_analyst_needs() -> None:
    assert {"Policy", "check", "load_policy", "load_register", "review", "score"} <= set(dir(vr))
    assert all(getattr(vr, name).__doc__ for name in dir(vr))
