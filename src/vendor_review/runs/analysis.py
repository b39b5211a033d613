"""What an analyst asks for in one call: a register checked, scored, or reviewed, as of a day that the caller names."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from vendor_review import register as registers
from vendor_review.errors import NoRegister, RegisterUnreadable, UsageError
from vendor_review.policy import Policy, load_policy
from vendor_review.python_arguments import as_day, as_location
from vendor_review.register import Register
from vendor_review.schema import CheckedRegister, check_register
from vendor_review.scoring import Assessment, score_vendors
from vendor_review.scoring.scenarios.finding_costs import with_costs

if TYPE_CHECKING:
    from vendor_review.report.review import Review


def check(
    register: str | Path | Register, *, as_of: date | str, policy: str | Path | Policy = ""
) -> CheckedRegister:
    """A register, read and checked as of a day.

    Parameters
    ----------
    register
        A folder of CSV files, a workbook (`.xlsx`), the SQLAlchemy URL of a database, or what `load_register` gave.
    as_of
        The day that the check speaks for, as a date or as ISO text. Nothing here reads the clock.
    policy
        A policy, or the folder of one; blank is the one that ships with the package.

    Returns
    -------
    CheckedRegister
        `tables` has the accepted rows by table, `rejected` the others, `findings` a row per problem with rule,
        severity, place, value, and what would be right.

    Raises
    ------
    RegisterUnreadable, PolicyUnreadable, UsageError
        With all problems at once, a sentence each.

    Examples
    --------
    >>> import vendor_review as vr
    >>> checked = vr.check("data/numberz", as_of="2026-11-01")
    >>> checked
    CheckedRegister numberz: 19 rows accepted, 0 rejected; 0 errors, 13 warnings, 19 notes
    >>> checked.findings.loc[0, ["rule", "severity", "vendor_id"]].tolist()
    ['REG-025', 'warning', 'aws']
    """
    day = as_day(as_of)
    in_force = _in_force(policy, day)
    checked = check_register(_loaded(register), in_force.vocabulary, day)
    return with_costs(checked, score_vendors(checked, in_force))


def score(
    register: str | Path | Register, *, as_of: date | str, policy: str | Path | Policy = ""
) -> Assessment:
    """The vendors of a register, scored as of a day; takes what `check` takes.

    Returns
    -------
    Assessment
        `vendors` has a row per vendor, worst first, in index points of 0 to 100: `r_lo` at best, `r_hi` at worst.
        `ledger`, `questions`, `events` and `what_if` say what the scores are made of and what would change them.

    Raises
    ------
    RegisterUnreadable, PolicyUnreadable, UsageError
        With all problems at once, a sentence each. Rows that are rejected stop nothing; `check` shows them.

    Examples
    --------
    >>> import vendor_review as vr
    >>> vr.score("data/numberz", as_of="2026-11-01").vendors[["name", "r_hi"]].round(2)
                                     name   r_hi
    vendor_id
    aws               Amazon Web Services  99.25
    sendgrid                     Sendgrid  74.72
    quickbooks-india    Quick Books India  74.72
    """
    day = as_day(as_of)
    in_force = _in_force(policy, day)
    return score_vendors(check_register(_loaded(register), in_force.vocabulary, day), in_force)


def review(
    register: str | Path | Register,
    *,
    as_of: date | str,
    policy: str | Path | Policy = "",
    baseline: str | Path = "none",
    sample_count: int = 10_000,
    random_seed: int = 0,
    name: str = "",
) -> Review:
    """All results of a review, computed here: what the cells of the review notebook do one by one; nothing is written.

    Parameters
    ----------
    register, as_of, policy
        As `check` takes them.
    baseline
        Folder of an earlier review, whose state this one is compared with; `none` for no comparison.
    sample_count
        Draws for every figure that comes from sampling, at least 1.
    random_seed
        Where the drawing starts, 0 or above; the same seed gives the same draws.
    name
        The register's id, where neither its page states it nor the name of its folder is it; a baseline must be a
        review of the same register.

    Returns
    -------
    Review
        `scores.vendors` has a row per vendor, in index points of 0 to 100, worst first; the functions of
        `vendor_review.report` show a review section by section.

    Raises
    ------
    RegisterUnreadable, PolicyUnreadable, UsageError, RunFailed
        With all problems at once, a sentence each.

    Examples
    --------
    >>> import vendor_review as vr
    >>> review = vr.review("data/numberz", as_of="2026-11-01")
    >>> review.scores.vendors["r_hi"].round(2)
    vendor_id
    aws                 99.25
    sendgrid            74.72
    quickbooks-india    74.72
    Name: r_hi, dtype: float64
    """
    from vendor_review.runs.assembly import assemble_review
    from vendor_review.runs.parameters import check_parameters

    day = as_day(as_of)
    parameters = check_parameters(
        register=register.name if isinstance(register, Register) else str(register),
        as_of=day.isoformat(),
        policy="" if isinstance(policy, Policy) else str(policy),
        baseline=str(as_location(baseline, "baseline", "reviews/numberz/latest")),
        sample_count=sample_count,
        random_seed=random_seed,
        name=name,
    )
    in_force, loaded = _in_force(policy, day), _loaded(register)
    checked = check_register(loaded, in_force.vocabulary, day)
    return assemble_review(parameters, loaded, in_force, checked, score_vendors(checked, in_force))


def load_register(path: str | Path) -> Register:
    """Reads the register at `path`, a folder, a workbook or a database, and judges nothing.

    Returns
    -------
    Register
        `tables` has every table by name, each cell as text; the index is the line or row in its source.

    Raises
    ------
    RegisterUnreadable
        With all problems at once. Of a spreadsheet or a page that is no register they say what it seems to be, and the
        command that drafts a register from it.

    Examples
    --------
    >>> import vendor_review as vr
    >>> vr.load_register("data/numberz").tables["vendors"][["vendor_id", "name"]]
                 vendor_id                 name
    line
    2                  aws  Amazon Web Services
    3             sendgrid             Sendgrid
    4     quickbooks-india    Quick Books India
    """
    try:
        return registers.load_register(path)
    except NoRegister as refused:
        from vendor_review.intake.recognition import recognised

        raise RegisterUnreadable(recognised(refused)) from None


def _loaded(register: str | Path | Register) -> Register:
    return register if isinstance(register, Register) else load_register(register)


def _in_force(policy: str | Path | Policy, day: date) -> Policy:
    """The policy as it holds on a day; one that was loaded for another day has other numbers, and is refused."""
    if not isinstance(policy, Policy):
        return load_policy(policy or None, day)
    if policy.as_of != day:
        raise UsageError(f"parameter policy: was loaded for {policy.as_of}, and as_of is {day}")
    return policy
