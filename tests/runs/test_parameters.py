"""Parameters are typed and named strictly, on the command line, in the notebook, and behind plain papermill."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from papermill.iorw import load_notebook_node

from reviewing import REVIEW_NOTEBOOK
from vendor_review.errors import UsageError
from vendor_review.python_arguments import as_day
from vendor_review.runs.notebook import parameter_names
from vendor_review.runs.parameters import (
    PARAMETER_NAMES,
    REQUIRED_NAMES,
    check_parameters,
    refuse_injected,
)

GOOD: dict[str, Any] = {
    "register": "data/numberz",
    "as_of": "2026-11-01",
    "policy": "",
    "baseline": "none",
    "sample_count": 10_000,
    "random_seed": 0,
}


def problems(**changes: Any) -> tuple[str, ...]:
    with pytest.raises(UsageError) as caught:
        check_parameters(**(GOOD | changes))
    return caught.value.problems


def test_good_parameters_become_typed_and_go_back_to_plain_values() -> None:
    parameters = check_parameters(**GOOD)
    assert parameters.as_of == date(2026, 11, 1)
    assert parameters.as_dict() == GOOD | {"name": ""}
    assert check_parameters(**GOOD, name="acme").as_dict() == GOOD | {"name": "acme"}


def test_the_notebook_has_just_the_parameters_that_a_review_has() -> None:
    assert parameter_names(load_notebook_node(str(REVIEW_NOTEBOOK))) == PARAMETER_NAMES


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("register", 7, "7 is not text"),
        ("register", "", "blank is not a folder"),
        ("register", None, "None is not text"),
        ("policy", 1.5, "1.5 is not text"),
        ("policy", None, "None is not text"),
        ("baseline", None, "None is not text"),
        ("baseline", "", "blank is neither the folder of a review nor 'none'"),
        ("name", None, "None is not text"),
        ("name", "../elsewhere", "cannot name a folder of the archive"),
        ("sample_count", 0, "0 is not a whole number of 1 or more"),
        ("sample_count", -5, "-5 is not a whole number of 1 or more"),
        ("sample_count", "100", "'100' is not a whole number"),
        ("sample_count", 1e4, "10000.0 is not a whole number"),
        ("sample_count", True, "True is not a whole number"),
        ("random_seed", -1, "-1 is not a whole number of 0 or more"),
        ("random_seed", "0", "'0' is not a whole number"),
        ("random_seed", False, "False is not a whole number"),
        ("as_of", "", "'' is not a date such as '2026-11-01'"),
        ("as_of", "today", "'today' is not a date"),
        ("as_of", "2026-13-01", "'2026-13-01' is not a date"),
        ("as_of", "2026-02-30", "'2026-02-30' is not a date"),
        ("as_of", "2026-11-1", "'2026-11-1' is not a date"),
        ("as_of", "20261101", "'20261101' is not a date"),
        ("as_of", "2026-W45-1", "'2026-W45-1' is not a date"),
        ("as_of", "01.11.2026", "'01.11.2026' is not a date"),
        ("as_of", "2026-11-01 ", "'2026-11-01 ' is not a date"),
        ("as_of", "２０２６-１１-０１", "is not a date"),
        ("as_of", None, "None is not a date"),
    ],
)
def test_a_value_of_another_kind_is_refused_by_name(name: str, value: object, told: str) -> None:
    (problem,) = problems(**{name: value})
    assert problem.startswith(f"parameter {name}: ")
    assert told in problem


@pytest.mark.parametrize("value", [2026 - 11 - 11, 2004.0, 2026])
def test_a_number_as_date_gives_a_hint_on_quotes(value: float) -> None:
    (problem,) = problems(as_of=value)
    assert "put it in quotes" in problem


def test_no_hint_on_quotes_where_they_are_not_the_matter() -> None:
    with pytest.raises(UsageError) as caught:
        as_day("tomorrow")
    assert "quotes" not in str(caught.value)


@pytest.mark.parametrize("name", REQUIRED_NAMES)
def test_a_missing_parameter_is_named(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_parameters(**{key: value for key, value in GOOD.items() if key != name})
    assert caught.value.problems == (f"parameter {name} is missing",)


def test_every_unknown_parameter_is_named_with_the_nearest_known_one() -> None:
    first, second = problems(asof="2026-11-01", colour="red")
    assert first.startswith("parameter 'asof' is not one of register, as_of,")
    assert "did you mean 'as_of'?" in first
    assert second.startswith("parameter 'colour'")
    assert "did you mean" not in second


def test_all_wrong_values_are_told_at_once() -> None:
    assert len(problems(as_of=1, sample_count=0, random_seed=-1, register="", baseline="")) == 5


def test_parameters_that_papermill_injected_are_checked_by_name() -> None:
    good = '# Parameters\nas_of = "2026-11-01"\nregister = "x"\n'
    refuse_injected(["", "as_off = 1", good])
    with pytest.raises(UsageError, match=r"'as_off'.*did you mean 'as_of'"):
        refuse_injected(["", '# Parameters\nas_off = "2026-11-01"\n'])


def test_a_password_in_an_injected_url_is_refused_because_the_notebook_keeps_it() -> None:
    with pytest.raises(UsageError, match="PGPASSWORD"):
        refuse_injected(
            ['# Parameters\nregister = "postgresql+psycopg://reader:hunter2@127.0.0.1/vendors"\n']
        )
    refuse_injected(['# Parameters\nregister = "postgresql+psycopg://reader@127.0.0.1/vendors"\n'])


PARAMETERS_CELL = "\n".join(f"{name}: str = ''" for name in PARAMETER_NAMES)


def test_parameters_that_jupyter_scheduler_injected_are_checked_by_name() -> None:
    refuse_injected(["", PARAMETERS_CELL, "as_of = '2026-11-01'\nregister = '/srv/register'", "check()"])
    with pytest.raises(UsageError, match=r"'asof'.*did you mean 'as_of'"):
        refuse_injected(["", PARAMETERS_CELL, "register = '/srv/register'\nasof = '2026-11-01'", "check()"])
    with pytest.raises(UsageError, match="PGPASSWORD"):
        refuse_injected(["", PARAMETERS_CELL, "register = 'postgresql://reader:hunter2@127.0.0.1/v'"])


@pytest.mark.parametrize(
    "history",
    [
        ["", "# My own notes\nmine = 1"],
        ["", "mine = 1", "yours = 2"],
        ["", PARAMETERS_CELL, "mine = 1\nprint(mine)"],
        ["", PARAMETERS_CELL, "%time mine = 1"],
        ["", PARAMETERS_CELL, "check()", "mine = 1"],
        [],
    ],
)
def test_an_analysts_own_cell_is_not_taken_for_injected_parameters(history: list[str]) -> None:
    refuse_injected(history)
