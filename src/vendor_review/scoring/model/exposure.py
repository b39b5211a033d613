"""What reaches a vendor: data severity D, access path X and inherent exposure I, per engagement.

Data severity follows ENISA, Recommendations for a methodology of the assessment of severity of personal data
breaches (v1.0, December 2013): data processing context (DPC) times ease of identification (EI), without the
circumstances of a breach that has not happened. Access path restates the penetration scale of EBIOS RM for data.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from vendor_review.policy import Policy
from vendor_review.schema import CheckedRegister
from vendor_review.scoring.model.bands import Flags
from vendor_review.scoring.model.lookup import PerVendor, Places, any_of, places_of

_SCALES = ["dpc_lo", "dpc_hi", "ei_lo", "ei_hi"]
#: DPC and EI have 4 and 1 as their tops; D is scaled to 0..1 by the product of them.
_TOP = 4.0


def listed_vendors(checked: CheckedRegister) -> pd.DataFrame:
    """Every vendor that the register names: columns vendor_id, name and lost.

    A vendor whose own row was rejected is `lost`, not gone: it is scored as one of which nothing is known, under its
    id, because a score that lacks it would make the rest look better than the register is.
    """
    accepted = checked.tables["vendors"][["vendor_id", "name"]].assign(lost=False)
    if checked.lost.empty:
        return accepted
    return pd.concat([accepted, checked.lost.assign(lost=True)], ignore_index=True)


def may_be_about(checked: CheckedRegister, table: str, ids: pd.Series) -> Flags:
    """Which of some ids, of vendors or of engagements as `ids` is called, a rejected row of `table` may be about."""
    rows = checked.incomplete[checked.incomplete["table"].eq(table)]
    anybody = rows["vendor_id"].eq("").any()
    found: Flags = ids.isin(rows[str(ids.name)]).to_numpy() | anybody
    return found


def current_engagements(checked: CheckedRegister) -> pd.DataFrame:
    """Engagements that count: all but past ones, and for every vendor with none or with a rejected one, an unknown.

    Returns
    -------
    DataFrame
        One row per engagement: engagement_id (blank for an unknown one), vendor_id, role, section, status, product,
        `path_lo`, `path_hi` (0..4), transfer_mechanism, engaged_on, effective_on, `known`. A vendor whose
        engagements are all past has none; one that a rejected row may be about has an unknown one.
    """
    stated = checked.tables["engagements"]
    current = stated[stated["status"].ne("past")].assign(known=True)
    vendor_ids = listed_vendors(checked)["vendor_id"]
    is_open = ~vendor_ids.isin(stated["vendor_id"]) | may_be_about(checked, "engagements", vendor_ids)
    unknown_ids = vendor_ids[is_open]
    unknown = pd.DataFrame({"vendor_id": unknown_ids.to_numpy(), "path_lo": 0, "path_hi": 4, "known": False})
    if unknown.empty:
        return current.reset_index(drop=True)
    both = pd.concat([current, unknown], ignore_index=True)
    texts = both.columns.difference(["path_lo", "path_hi", "known", "public"]).difference(
        both.select_dtypes("datetime").columns
    )
    both[texts] = both[texts].fillna("")
    return both.astype({"path_lo": "int64", "path_hi": "int64", "known": "bool"})


def data_severity(engagements: pd.DataFrame, checked: CheckedRegister, policy: Policy) -> pd.DataFrame:
    """D per engagement, from all categories disclosed to it or held by it.

    Returns
    -------
    DataFrame
        In the order of `engagements`: `d_lo`, `d_hi` in {0} or 0.0625..1, `data_known` where anything is stated, and
        `data_whole` where all is. Nothing stated spans the whole scale; stated none, both disclosed and held, is 0. A
        custody of which nothing is stated counts as a category unknown, and so does a rejected data row: half a
        statement must not score better than a whole one. What is held need not be stated where the access path keeps
        nothing.
    """
    rows, size = checked.tables["data_shared"], len(engagements)
    place = engagement_places(rows["engagement_id"], engagements)
    category = places_of(rows["category"], policy.categories.index)
    kinds = (category >= 0) & (place >= 0)
    scales = policy.categories[_SCALES].to_numpy(dtype="float64")
    worst = np.full((size, len(_SCALES)), -np.inf)
    np.maximum.at(worst, place[kinds], scales[category[kinds]])
    has_kinds = any_of(kinds, place, size)
    states_none, custody = rows["category"].eq("none"), rows["custody"]
    keeps = engagements["path_hi"].to_numpy() >= policy.path_levels["stores"]
    nothing_at_all, half_stated = ~has_kinds, np.zeros(size, dtype=np.bool_)
    for kind, matters in (("disclosed", np.ones(size, dtype=np.bool_)), ("held", keeps)):
        half_stated |= matters & ~any_of(custody.eq(kind).to_numpy(), place, size)
        nothing_at_all &= any_of((states_none & custody.eq(kind)).to_numpy(), place, size)
    rejected = may_be_about(checked, "data_shared", engagements["engagement_id"])

    unknown = np.array([*policy.unknown_dpc, *policy.unknown_ei])
    spanned = np.where(has_kinds[:, None], worst, unknown)
    partly_known = rejected | half_stated
    spanned[partly_known] = np.maximum(spanned[partly_known], unknown)
    severity = np.stack([spanned[:, 0] * spanned[:, 2], spanned[:, 1] * spanned[:, 3]], axis=1) / _TOP
    severity[nothing_at_all & ~rejected] = 0.0
    known = has_kinds | nothing_at_all
    return pd.DataFrame(
        {
            "d_lo": severity[:, 0],
            "d_hi": severity[:, 1],
            "data_known": known,
            "data_whole": known & ~partly_known,
        },
        index=engagements.index,
    )


def engagement_places(ids: pd.Series, engagements: pd.DataFrame) -> Places:
    """The row in `engagements` that each id names, -1 for none; unknown engagements have no id and are none."""
    known = np.flatnonzero(engagements["known"].to_numpy())
    found = places_of(ids, engagements["engagement_id"].iloc[known])
    return np.append(known, -1)[found]


def expose(checked: CheckedRegister, policy: Policy) -> pd.DataFrame:
    """Inherent exposure of every current engagement: `current_engagements` with d, x and i at both ends.

    `i_lo`, `i_hi` are index points, 0..100: 100 times D times X.
    """
    engagements = current_engagements(checked)
    severity = data_severity(engagements, checked, policy)
    top_level = max(policy.path_levels.values())
    found: dict[str, pd.Series] = {name: severity[name] for name in severity.columns}
    for end in ("lo", "hi"):
        found[f"x_{end}"] = engagements[f"path_{end}"] / top_level
        found[f"i_{end}"] = 100 * severity[f"d_{end}"] * found[f"x_{end}"]
    found["path_known"] = ~(engagements["path_lo"].eq(0) & engagements["path_hi"].eq(top_level))
    return engagements.assign(**found)


def worst_engagements(engagements: pd.DataFrame, owner: Places, size: int) -> PerVendor:
    """Each vendor's worst engagement, end by end, and the highest path and severity among all of them.

    `owner` is each engagement's vendor; each of the `size` vendors has one at least.
    """
    names = [
        "data_known",
        "path_known",
        *(f"{name}_{end}" for name in ("d", "x", "path", "i") for end in ("lo", "hi")),
    ]
    values = {name: engagements[name].to_numpy() for name in names}
    ids = engagements["engagement_id"].to_numpy(dtype=object)
    by_id = np.argsort(ids, kind="stable")
    found: PerVendor = {}
    for end in ("lo", "hi"):
        # Of equals, the first by id.
        keys = (-values[f"d_{end}"][by_id], -values[f"i_{end}"][by_id], owner[by_id])
        order = by_id[np.lexsort(keys)]
        worst = order[np.searchsorted(owner[order], np.arange(size))]
        found |= {
            f"engagement_{end}": ids[worst],
            f"worst_d_{end}": values[f"d_{end}"][worst],
            f"worst_x_{end}": values[f"x_{end}"][worst],
            f"i_{end}": values[f"i_{end}"][worst],
        }
    together = np.argsort(owner, kind="stable")
    starts = np.searchsorted(owner[together], np.arange(size))
    for name in ("d_lo", "d_hi", "x_lo", "x_hi", "path_lo", "path_hi", "data_known", "path_known"):
        found[name] = np.maximum.reduceat(values[name][together], starts) if size else values[name][:0]
    return found
