"""A register in which something else is really stated: rows edited one by one, to be scored anew from the start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from population import AS_OF, POLICY
from vendor_review.schema import CheckedRegister
from vendor_review.scoring.model.evidence import weigh_evidence

#: Answer, level of the document behind it, and its date; a blank level is no document.
Stated = tuple[str, str, date | None]
_PATHS = tuple(POLICY.path_levels)


def restated(
    checked: CheckedRegister,
    vendor_id: str,
    controls: Mapping[str, Stated],
    *,
    path: str | None = None,
    data: Mapping[str, Sequence[str]] | None = None,
    transfer: str | None = None,
) -> CheckedRegister:
    """The register with this stated of one vendor, which has one engagement."""
    tables = {name: rows.copy(deep=True) for name, rows in checked.tables.items()}
    answers, added, documents = tables["access_controls"], [], []
    answers = answers[~(answers["vendor_id"].eq(vendor_id) & answers["control"].isin(controls))]
    for control, (answer, level, day) in controls.items():
        name = f"restated-{vendor_id}-{control}"
        row = {"vendor_id": vendor_id, "control": control, "answer": answer}
        added.append(row | {"evidence_id": name if level else ""})
        if level:
            document = {"evidence_id": name, "vendor_id": vendor_id, "kind": "other", "level": level}
            issued_on = pd.NaT if day is None else pd.Timestamp(day)
            documents.append(document | {"in_scope": "yes", "issued_on": issued_on})
    tables["access_controls"] = _with(answers, added)
    tables["evidence"] = _with(tables["evidence"], documents)
    engagements = tables["engagements"]
    mine = engagements["vendor_id"].eq(vendor_id)
    (engagement_id,) = engagements.loc[mine, "engagement_id"]
    if path is not None:
        low, high = path.split("..")
        engagements.loc[mine, ["path_lo", "path_hi"]] = _PATHS.index(low), _PATHS.index(high)
    if transfer is not None:
        engagements.loc[mine, "transfer_mechanism"] = transfer
    for custody, kinds in (data or {}).items():
        shared = tables["data_shared"]
        shared = shared[~(shared["engagement_id"].eq(engagement_id) & shared["custody"].eq(custody))]
        told = [{"engagement_id": engagement_id, "category": kind, "custody": custody} for kind in kinds]
        tables["data_shared"] = _with(shared, told)
    return replace(checked, tables=tables)


def with_document(checked: CheckedRegister, vendor_id: str, request: str) -> CheckedRegister:
    """The register with a document of the policy's requests that says the best of all that it speaks of."""
    asked: dict[str, Any] = POLICY.requests.loc[[request]].to_dict("records")[0]  # type: ignore[assignment]
    level = asked["level"]
    answers = checked.tables["access_controls"]
    answers = answers[answers["vendor_id"].eq(vendor_id)].set_index("control")
    strengths = weigh_evidence(checked.tables["evidence"], POLICY)["strength"]
    controls: dict[str, Stated] = {}
    for control in asked["controls"]:
        said = str(answers["answer"].get(control, "") or "unknown")
        shown = strengths.get(answers["evidence_id"].get(control, ""), 0.0)
        if said == "unknown" or shown < POLICY.evidence_strength[level]:
            controls[control] = ("yes" if said == "unknown" else said, level, AS_OF)
    return restated(checked, vendor_id, controls)


def _with(rows: pd.DataFrame, added: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    if not added:
        return rows
    blank = {name: pd.NaT if rows[name].dtype.kind == "M" else "" for name in rows.columns}
    new = pd.DataFrame([blank | dict(cells) for cells in added]).astype(rows.dtypes.to_dict())
    return pd.concat([rows, new], ignore_index=True)
