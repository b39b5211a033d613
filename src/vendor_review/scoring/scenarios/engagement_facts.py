"""One vendor's row with other data, access paths or transfer mechanisms than the register states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from vendor_review.errors import UsageError
from vendor_review.policy import Policy
from vendor_review.register.layout import TABLES
from vendor_review.schema import CheckedRegister
from vendor_review.schema.cells import values
from vendor_review.schema.cells.suggestions import allowed, hint, no_such
from vendor_review.scoring.model.exposure import current_engagements
from vendor_review.scoring.model.scores import Scores, register_of
from vendor_review.scoring.scenarios.engine import with_rows, with_tables

_PATHS = TABLES["engagements"].column("access_path").values
_MECHANISMS = TABLES["engagements"].column("transfer_mechanism").values
_CUSTODIES = TABLES["data_shared"].column("custody").values
_SCALES = TABLES["data_shared"].column("scale").values
#: Stands for an engagement of which nothing is stated; no id of a register has a space.
UNSTATED = "not stated"


def suppose_engagements(
    row: Scores,
    *,
    engagement: str | None,
    path: str | None,
    data: Mapping[str, Sequence[str]] | None,
    transfer: str | None,
) -> Scores:
    """A vendor's row with another access path, other data or another transfer mechanism, None leaving them as stated.

    Parameters
    ----------
    engagement
        The one that is meant; None: every current one, and if one is not stated, or not whole, that one as well.
    data
        Custody to the categories in place of those stated; none of them is "not stated".

    Raises
    ------
    UsageError
        For all words that do not exist, together.
    """
    checked, policy, problems = register_of(row), row.policy, list[str]()
    (vendor_id,) = row.vendors.index
    ends = _read_path(path, problems)
    kinds = _read_data(data or {}, policy, problems)
    mechanisms = values.items(transfer or "")
    wrong = [word for word in mechanisms if word not in _MECHANISMS]
    problems += [f"transfer: {no_such(word, 'mechanism', _MECHANISMS)}" for word in wrong]
    if "none" in mechanisms and len(mechanisms) > 1:
        problems.append(
            f"transfer: 'none' is beside {', '.join(word for word in mechanisms if word != 'none')}"
        )
    stated = current_engagements(checked, policy)
    known = [str(name) for name in stated.loc[stated["known"], "engagement_id"]]
    if engagement is not None and engagement not in known:
        problems.append(
            f"{engagement!r} is no current engagement of {vendor_id}{hint(engagement, known)}; "
            f"they are {allowed(known) or 'not stated'}"
        )
    if problems:
        raise UsageError(problems)
    if path is None and not kinds and transfer is None:
        return row
    if engagement is None and not stated["known"].all():
        checked = _with_unstated(checked, vendor_id)
        known.append(UNSTATED)
    meant = known if engagement is None else [engagement]
    rows = checked.tables["engagements"]
    of_meant = rows["engagement_id"].isin(meant)
    cells: dict[str, Any] = {} if path is None else dict(zip(("path_lo", "path_hi"), ends, strict=True))
    cells |= {} if path is None else {"access_path": path}
    cells |= {} if transfer is None else {"transfer_mechanism": "; ".join(mechanisms)}
    changed = rows.assign(**{name: rows[name].mask(of_meant, value) for name, value in cells.items()})
    checked = with_tables(
        checked, engagements=changed, data_shared=_shared(checked.tables["data_shared"], meant, kinds)
    )
    if engagement is None and set(kinds) == set(_CUSTODIES):
        # Whatever a rejected row said of the data, all of it is supposed to be known now.
        checked = _without_incomplete(checked, "data_shared")
    return replace(row, checked=checked, engagements=current_engagements(checked, policy))


def _read_path(path: str | None, problems: list[str]) -> tuple[int, int]:
    ends = values.path_range(path or "", _PATHS)
    if ends is None:
        wrong = [end.strip() for end in str(path).split("..") if end.strip() not in _PATHS]
        near = hint(wrong[0], _PATHS) if wrong else ""
        problems.append(
            f"path: {path!r} is no access path{near}; write one of {allowed(_PATHS)}, or a range low..high"
        )
        return 0, 0
    if ends[0] > ends[1]:
        problems.append(f"path: {path!r} runs from the higher level to the lower")
    return ends


def _read_data(
    data: Mapping[str, Sequence[str]], policy: Policy, problems: list[str]
) -> dict[str, tuple[str, ...]]:
    labels, found = policy.categories["label"], {}
    known = [*labels.index, "none"]
    for custody, written in data.items():
        kinds = (written,) if isinstance(written, str) else tuple(written)
        if custody not in _CUSTODIES:
            problems.append(f"data: {no_such(custody, 'custody', _CUSTODIES)}")
        for kind in kinds:
            if kind not in known:
                # Somebody who writes what the policy calls a category is told its id.
                called = labels.index[labels.str.casefold() == str(kind).casefold()]
                near = f" (did you mean {called[0]!r}?)" if len(called) else hint(str(kind), known)
                problems.append(f"data, {custody}: {kind!r} is no category of the policy{near}")
        if "none" in kinds and len(kinds) > 1:
            problems.append(f"data, {custody}: 'none' is beside {', '.join(set(kinds) - {'none'})}")
        found[custody] = tuple(dict.fromkeys(kinds))
    return found


def _with_unstated(checked: CheckedRegister, vendor_id: str) -> CheckedRegister:
    """With the engagement of which nothing is known as a row of its own, so that something can be supposed of it."""
    row = {
        "engagement_id": UNSTATED,
        "vendor_id": vendor_id,
        "status": "active",
        "public": False,
        "path_lo": 0,
        "path_hi": len(_PATHS) - 1,
    }
    with_it = with_tables(checked, engagements=with_rows(checked.tables["engagements"], [row]))
    return _without_incomplete(with_it, "engagements")


def _shared(
    rows: pd.DataFrame, engagements: Sequence[str], kinds: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """Data rows with other categories; whose data it is, and how much, stays as stated of the engagement."""
    added = []
    for engagement_id in engagements:
        stated = rows[rows["engagement_id"].eq(engagement_id)]
        subjects = dict.fromkeys(item for cell in stated["subjects"] for item in values.items(cell))
        scales = [scale for scale in _SCALES if stated["scale"].eq(scale).any()]
        about = {"subjects": "; ".join(subjects), "scale": scales[-1] if scales else ""}
        added += [
            {"engagement_id": engagement_id, "category": kind, "custody": custody, **about}
            for custody, categories in kinds.items()
            for kind in categories
        ]
    replaced = rows["engagement_id"].isin(engagements) & rows["custody"].isin(kinds)
    return with_rows(rows[~replaced], added)


def _without_incomplete(checked: CheckedRegister, table: str) -> CheckedRegister:
    return replace(checked, incomplete=checked.incomplete[checked.incomplete["table"].ne(table)])
