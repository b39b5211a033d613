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
from vendor_review.schema.rows.timing import is_current
from vendor_review.scoring.model.bands import Flags, Floats
from vendor_review.scoring.model.lookup import PerVendor, Places, any_of, places_of

_SCALES = ["dpc_lo", "dpc_hi", "ei_lo", "ei_hi"]
#: DPC and EI have 4 and 1 as their tops; D is scaled to 0..1 by the product of them.
_TOP = 4.0


#: What is known of every vendor that is listed.
LISTED = ("name", "criticality", "lost")


def listed_vendors(checked: CheckedRegister) -> pd.DataFrame:
    """Every vendor that the register names: columns vendor_id and `LISTED`.

    A vendor whose own row was rejected is `lost`, not gone: it is scored as one of which nothing is known, under its
    id, because a score that lacks it would make the rest look better than the register is.
    """
    accepted = checked.tables["vendors"][["vendor_id", "name", "criticality"]].assign(lost=False)
    if checked.lost.empty:
        return accepted
    return pd.concat([accepted, checked.lost.assign(criticality="", lost=True)], ignore_index=True)


def may_be_about(checked: CheckedRegister, table: str, ids: pd.Series) -> Flags:
    """Which of some ids, of vendors or of engagements as `ids` is called, a rejected row of `table` may be about."""
    rows = checked.incomplete[checked.incomplete["table"].eq(table)]
    anybody = rows["vendor_id"].eq("").any()
    found: Flags = ids.isin(rows[str(ids.name)]).to_numpy() | anybody
    return found


def current_engagements(checked: CheckedRegister, policy: Policy) -> pd.DataFrame:
    """Engagements that count: those that have not ended, and for every vendor with none or a rejected one, an unknown.

    Returns
    -------
    DataFrame
        One row per engagement: engagement_id (blank for an unknown one), vendor_id, role, section, status, product,
        `path_lo`, `path_hi` (0..4), transfer_mechanism, engaged_on, effective_on, `known`. A vendor whose
        engagements have all ended has none; one that a rejected row may be about has an unknown one.
    """
    stated = checked.tables["engagements"]
    current = stated[is_current(stated, policy.as_of).to_numpy()].assign(known=True)
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


def data_severity(
    engagements: pd.DataFrame, checked: CheckedRegister, sealed: Flags, policy: Policy
) -> pd.DataFrame:
    """D per engagement, from all categories disclosed to it or kept by it.

    Parameters
    ----------
    sealed
        For each engagement, whether it is shown that its vendor cannot reach the keys of what it keeps as ciphertext.

    Returns
    -------
    DataFrame
        In the order of `engagements`: `d_lo`, `d_hi`, `d_hi_open`, `d_hi_sealed`, `d_hi_stated` (0..1; the last is the
        upper end of what is stated alone, whatever is missing or at odds), `data_known` where anything is stated,
        `data_whole` where all is, and the flags `half_stated`, `none_beside_keeping` and `data_beside_no_path`.

        Nothing stated spans the whole scale. Where the access path may keep data, a custody of which nothing is stated
        counts as a category unknown, and so does a rejected data row everywhere: half a statement must not score better
        than a whole one. Stated none, both disclosed and held, is 0; beside a path that may keep data that is a
        contradiction, and the upper end is that of anything. What is kept as ciphertext weighs less at the lower end,
        and at the upper end where it is `sealed`; `d_hi_open` and `d_hi_sealed` are the upper end where it is not, and
        where it is. A category that is disclosed or held, too, weighs in full.
    """
    rows, size = checked.tables["data_shared"], len(engagements)
    place = engagement_places(rows["engagement_id"], engagements)
    category, custody = places_of(rows["category"], policy.categories.index), rows["custody"]
    kinds = (category >= 0) & (place >= 0)
    scales = policy.categories[_SCALES].to_numpy(dtype="float64")

    def worst_of(of: Flags) -> Floats:
        worst = np.full((size, len(_SCALES)), -np.inf)
        np.maximum.at(worst, place[of], scales[category[of]])
        return worst

    ciphertext = custody.eq("ciphertext").to_numpy()
    readable, every = worst_of(kinds & ~ciphertext), worst_of(kinds)
    has_kinds, has_readable = any_of(kinds, place, size), any_of(kinds & ~ciphertext, place, size)
    none = rows["category"].eq("none").to_numpy()
    disclosed, held = custody.eq("disclosed").to_numpy(), custody.eq("held").to_numpy()
    keeps = engagements["path_hi"].to_numpy() >= policy.path_levels["stores"]
    # Ciphertext is a way of holding; that there is none of it says nothing of what is held otherwise.
    states_disclosed, states_held = (
        any_of(of, place, size) for of in (disclosed, held | (ciphertext & ~none))
    )
    half_stated = keeps & ~(states_disclosed & states_held)
    nothing = ~has_kinds & any_of(none & disclosed, place, size)
    nothing &= ~keeps | any_of(none & held, place, size)
    rejected = may_be_about(checked, "data_shared", engagements["engagement_id"])

    unknown = np.array([*policy.unknown_dpc, *policy.unknown_ei])
    partly_known = rejected | half_stated
    open_to_all = partly_known | ~has_kinds

    def spanned(worst: Floats, known: Flags) -> Floats:
        """D at both ends; where part of the data is unknown, at least that of anything."""
        at_least = np.where(known[:, None], worst, 0.0)
        at_least = np.where(open_to_all[:, None], np.maximum(at_least, unknown), at_least)
        return np.stack([at_least[:, 0] * at_least[:, 2], at_least[:, 1] * at_least[:, 3]], axis=1) / _TOP

    in_full = spanned(every, has_kinds)
    lighter = np.maximum(spanned(readable, has_readable), policy.ciphertext_factor * in_full)
    contradicted = nothing & keeps & ~rejected
    stated_alone = np.where(has_kinds, every[:, 1] * every[:, 3] / _TOP, 0.0)
    d_lo = np.where(nothing & ~rejected, 0.0, lighter[:, 0])
    ends = {"open": in_full[:, 1], "sealed": lighter[:, 1]}
    top = unknown[1] * unknown[3] / _TOP
    d_hi = {
        name: np.where(contradicted, top, np.where(nothing & ~rejected, 0.0, end))
        for name, end in ends.items()
    }
    known = has_kinds | nothing
    return pd.DataFrame(
        {
            "d_lo": d_lo,
            "d_hi": np.where(sealed, d_hi["sealed"], d_hi["open"]),
            **{f"d_hi_{name}": end for name, end in d_hi.items()},
            "d_hi_stated": stated_alone,
            "data_known": known,
            "data_whole": known & ~partly_known & ~contradicted,
            "half_stated": keeps & (states_disclosed != states_held),
            "none_beside_keeping": contradicted,
            "data_beside_no_path": (engagements["path_hi"].to_numpy() == 0) & (has_kinds | rejected),
        },
        index=engagements.index,
    )


def engagement_places(ids: pd.Series, engagements: pd.DataFrame) -> Places:
    """The row in `engagements` that each id names, -1 for none; unknown engagements have no id and are none."""
    known = np.flatnonzero(engagements["known"].to_numpy())
    found = places_of(ids, engagements["engagement_id"].iloc[known])
    return np.append(known, -1)[found]


def expose(
    engagements: pd.DataFrame, checked: CheckedRegister, sealed: Flags, policy: Policy
) -> pd.DataFrame:
    """Inherent exposure of engagements, with d, x and i at both ends.

    `i_lo`, `i_hi` are index points, 0..100: 100 times D times X. A path of none beside data is a contradiction: its X
    is anything. `sealed` is as in `data_severity`.
    """
    severity = data_severity(engagements, checked, sealed, policy)
    top_level = max(policy.path_levels.values())
    found: dict[str, pd.Series] = {name: severity[name] for name in severity.columns}
    for end in ("lo", "hi"):
        found[f"x_{end}"] = engagements[f"path_{end}"] / top_level
    found["x_hi"] = found["x_hi"].mask(severity["data_beside_no_path"], 1.0)
    for end in ("lo", "hi"):
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
