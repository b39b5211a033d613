"""Why a public list must not go out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from vendor_review.schema import CheckedRegister

#: Tables whose rejected rows can make nothing false that the list says. A sheet or file that was not read may be any.
_NOT_ON_THE_LIST = (
    "data_shared",
    "access_controls",
    "evidence",
    "onward",
    "decisions",
    "reviews_done",
    "incidents",
    "requests",
)
_TOO_EARLY = "REG-021"
_UNCONFIRMED = "REG-113"
_LEFT_OUT = "REG-068"


def withheld_reasons(checked: CheckedRegister, too_early: Iterable[str] = ()) -> tuple[str, ...]:
    """Why the list must not go out: one sentence each, none if it may.

    Something of it could be false where a row of vendors, engagements or places was rejected, or a value of page.toml;
    where a change takes effect before its notice ends; where it lacks a vendor in use under a section that reaches
    customers' data; and where it has no entry at all, since nobody has said of the vendors in use whether they are
    public. The sentences quote the register and are for its keepers, not for customers.

    Parameters
    ----------
    too_early
        Sentences on changes since the last published list that take effect before their notice ends.
    """
    findings = checked.findings
    wrong = findings["severity"].eq("error") & ~findings["table"].isin(_NOT_ON_THE_LIST)
    wrong |= findings["rule"].eq(_TOO_EARLY) | _is_missing(checked)
    told = findings.loc[wrong, ["rule", "message"]].itertuples(index=False)
    reasons = [f"{row.rule}: {row.message}" for row in told]
    rejected = int((~checked.rejected["table"].isin(_NOT_ON_THE_LIST)).sum())
    if not reasons and rejected:
        reasons.append(f"{rejected} rows of the register were rejected")
    if not reasons and (unsaid := _unsaid_and_nothing_else(checked)):
        reasons.append(
            f"no engagement is public, and nobody has said of {unsaid} whether they are: the list would say that no "
            "subprocessor is engaged"
        )
    return (*reasons, *too_early)


def _unsaid_and_nothing_else(checked: CheckedRegister) -> int:
    """How many engagements do not say whether they are public, where none is and some are in use; 0 otherwise."""
    engagements = checked.tables["engagements"]
    if engagements["public"].any() or not engagements["status"].isin(("active", "optional")).any():
        return 0
    return sum(map(int, checked.findings.loc[checked.findings["rule"].eq(_UNCONFIRMED), "expected"]))


def _is_missing(checked: CheckedRegister) -> pd.Series:
    """Which findings are about a vendor that the list lacks, under a section that reaches customers' data."""
    findings = checked.findings
    left_out = findings["rule"].eq(_LEFT_OUT)
    if not left_out.any():
        return left_out
    reaching = {section.id for section in checked.page.sections if section.reaches_customer_data}
    engagements = checked.tables["engagements"]
    under = engagements.loc[engagements["section"].isin(reaching), "engagement_id"]
    return left_out & findings["value"].isin(under)
