"""The accepted rows of one vendor, as a register of its own that scores alike, and may be given other rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from vendor_review.schema import CheckedRegister
from vendor_review.scoring.model.rejections import engagements_of, of_vendors


def rows_of_vendor(checked: CheckedRegister, vendor_id: str) -> CheckedRegister:
    """All that scoring takes of one vendor, and nothing of the others; the register itself is left as it is.

    Documents of other vendors that its controls cite come along. Findings do not: no score depends on them.
    """
    tables, ids = checked.tables, {vendor_id}
    answers = tables["access_controls"]
    cited = answers.loc[answers["vendor_id"].eq(vendor_id), "evidence_id"]
    documents = tables["evidence"]
    is_cited = documents["vendor_id"].eq(vendor_id) | documents["evidence_id"].isin(cited)
    engaged = engagements_of(checked, ids)
    return replace(
        checked,
        tables={**of_vendors(tables, ids, engaged), "evidence": documents[is_cited]},
        rejected=checked.rejected[checked.rejected["vendor_id"].eq(vendor_id)],
        findings=checked.findings.iloc[:0],
        incomplete=checked.incomplete[checked.incomplete["vendor_id"].isin([vendor_id, ""])],
        lost=checked.lost[checked.lost["vendor_id"].eq(vendor_id)],
        readable=of_vendors(checked.readable, ids, engaged),
    )


def with_rows(rows: pd.DataFrame, added: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows with more of the same columns and types; what is not given is not stated."""
    if not added:
        return rows
    columns = {}
    for name, dtype in rows.dtypes.items():
        blank: Any = np.datetime64("NaT", "us") if dtype.kind == "M" else "" if dtype.kind == "O" else 0
        columns[name] = pd.Series([row.get(str(name), blank) for row in added], dtype=dtype)
    return pd.concat([rows, pd.DataFrame(columns)], ignore_index=True)


def with_tables(checked: CheckedRegister, **tables: pd.DataFrame) -> CheckedRegister:
    """The register with other rows in some of its tables."""
    return replace(checked, tables={**checked.tables, **tables})
