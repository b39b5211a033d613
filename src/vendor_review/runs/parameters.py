"""The parameters of a review, typed and strict: checked before a kernel starts and in the notebook; its run id."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from vendor_review import FORMULA_VERSION, __version__
from vendor_review.errors import UsageError
from vendor_review.publication.archive.manifest import run_id
from vendor_review.python_arguments import as_day
from vendor_review.register.close_words import close_words
from vendor_review.register.identity import SAFE, is_safe

#: A URL with a password in it.
_PASSWORD = re.compile(r"://[^/\s'\"]*:[^@\s'\"]+@")
#: papermill starts the cell that it injects with this line.
_INJECTED = "# Parameters\n"


@dataclass(frozen=True)
class ReviewParameters:
    """What a review is made from.

    Attributes
    ----------
    register
        Folder of the register; a relative one is looked up from the working directory, then from its parent.
    as_of
        The day that the review speaks for. No part of the product reads the clock instead.
    policy
        Folder of the policy; blank for the one that ships with the package.
    baseline
        Folder of an earlier review to compare with; `none` for no comparison. `vendor-review run` alone also knows
        `auto`, the newest earlier review of the register.
    sample_count
        Draws for every figure that comes from sampling, at least 1.
    random_seed
        Where the drawing starts, 0 or above; the same seed gives the same draws.
    name
        The id of the register, under which its reviews are kept; blank for the one that its page states, or else the
        name of its folder.
    """

    register: str
    as_of: date
    policy: str
    baseline: str
    sample_count: int
    random_seed: int
    name: str = ""

    def as_dict(self) -> dict[str, str | int]:
        """Plain values, as a notebook's parameters cell takes them."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return values | {"as_of": self.as_of.isoformat()}

    def settings(self, baseline: str) -> dict[str, str | int]:
        """Those that change a figure, apart from the as-of date.

        A path is no part of what was computed: `baseline` is the name of the review that it leads to, or `none`.
        """
        return {
            "baseline": baseline,
            "sample_count": self.sample_count,
            "random_seed": self.random_seed,
        }


PARAMETER_NAMES = tuple(field.name for field in fields(ReviewParameters))
REQUIRED_NAMES = tuple(name for name in PARAMETER_NAMES if name != "name")


def refuse_unknown(names: Iterable[str], known: Iterable[str]) -> None:
    """Raises a `UsageError` for each name that is not known; papermill itself would only warn."""
    known = tuple(known)
    problems = []
    for name in names:
        if name in known:
            continue
        nearest = close_words(name, known)
        hint = f" (did you mean '{nearest[0]}'?)" if nearest else ""
        problems.append(f"parameter {name!r} is not one of {', '.join(known)}{hint}")
    if problems:
        raise UsageError(problems)


def check_parameters(**values: Any) -> ReviewParameters:
    """The parameters as a typed whole.

    Raises
    ------
    UsageError
        With every problem found: an unknown or missing name, a value that is not of its kind.
    """
    refuse_unknown(values, PARAMETER_NAMES)
    problems = [f"parameter {name} is missing" for name in REQUIRED_NAMES if name not in values]
    texts = {name: values.get(name, "") for name in ("register", "policy", "baseline", "name")}
    problems += [
        f"parameter {name}: {value!r} is not text"
        for name, value in texts.items()
        if not isinstance(value, str)
    ]
    for name, least in (("sample_count", 1), ("random_seed", 0)):
        value = values.get(name, least)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            problems.append(f"parameter {name}: {value!r} is not a whole number of {least} or more")
    if values.get("register") == "":
        problems.append("parameter register: blank is not a folder, such as 'data/numberz'")
    if values.get("baseline") == "":
        problems.append("parameter baseline: blank is neither the folder of a review nor 'none'")
    name = values.get("name", "")
    if isinstance(name, str) and name and not is_safe(name):
        problems.append(f"parameter name: {name!r} cannot name a folder of the archive; {SAFE}")
    as_of = None
    try:
        as_of = as_day(values["as_of"]) if "as_of" in values else None
    except UsageError as error:
        problems += error.problems
    if problems or as_of is None:
        raise UsageError(problems)
    return ReviewParameters(**{**values, "as_of": as_of})


def refuse_injected(history: Iterable[str]) -> None:
    """Refuses parameters that a runner injected and no review has; the runners themselves would let them pass.

    Parameters
    ----------
    history
        The notebook's input history, `In`. papermill's cell is told by its first line. jupyter-scheduler's bears no
        mark: it runs straight after the parameters cell of a new kernel, and only assigns.
    """
    cells = list(history)
    injected = [source for source in cells if source.startswith(_INJECTED)]
    if _assigned(*cells[1:2]) in (PARAMETER_NAMES, REQUIRED_NAMES):
        injected += cells[2:3]
    for source in injected:
        names = _assigned(source)
        if names and _PASSWORD.search(source):
            raise UsageError(
                "the register's URL holds a password, and now this notebook does too: delete the notebook, and "
                "leave the password to PGPASSWORD or ~/.pgpass"
            )
        refuse_unknown(names, PARAMETER_NAMES)


def _assigned(source: str = "") -> tuple[str, ...]:
    """Names that a cell assigns one by one; none if it does anything else."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:  # such as IPython's own commands
        return ()
    names = []
    for statement in statements:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                names.append(name)
            case _:
                return ()
    return tuple(names)


def identify(
    parameters: ReviewParameters, register: Mapping[str, str], policy: Mapping[str, str], baseline: str
) -> str:
    """The run id of a review by this version.

    `register` and `policy` map file names to hashes; `baseline` is the name of the review that it is compared with.
    """
    return run_id(
        register=register,
        policy=policy,
        as_of=parameters.as_of,
        parameters=parameters.settings(baseline),
        formula_version=FORMULA_VERSION,
        package_version=__version__,
    )
