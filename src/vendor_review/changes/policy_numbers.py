"""Numbers of the policy that are otherwise in another one, or on another day."""

from __future__ import annotations

import pandas as pd

from vendor_review.policy import Policy


def number_changes(before: Policy, after: Policy) -> pd.DataFrame:
    """The numbers in which two policies differ, each as in force on its own day.

    Returns
    -------
    DataFrame
        name, before, after (values as text, "" where there is no such number), unit; in the order of the policies.
    """
    was, now = _numbers(before), _numbers(after)
    none = ("", "")
    found = [
        (name, was.get(name, none)[0], now.get(name, none)[0], now.get(name, was.get(name, none))[1])
        for name in dict.fromkeys([*was, *now])
        if was.get(name, none)[0] != now.get(name, none)[0]
    ]
    return pd.DataFrame(found, columns=["name", "before", "after", "unit"], dtype=str)


def _numbers(policy: Policy) -> dict[str, tuple[str, str]]:
    """Name to value and unit."""
    columns = ["name", "value", "unit"]
    return {
        str(name): (str(value), str(unit))
        for name, value, unit in policy.numbers[columns].itertuples(index=False, name=None)
    }


def table_changes(before: Policy, after: Policy) -> tuple[str, ...]:
    """Files of the policy that hold other bytes, those with numbers left out: they are told number by number."""
    names = sorted(before.hashes.keys() | after.hashes.keys())
    return tuple(
        name for name in names if name != "policy.toml" and before.hashes.get(name) != after.hashes.get(name)
    )
