"""What lets data go to each place of an engagement: the place itself, or a mechanism that serves role and region."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.schema.cells.place_codes import code_of
from vendor_review.schema.cells.values import GDPR_REGIONS, items
from vendor_review.schema.vocabulary import ANY, REGIONS, ROLES, STATES, Vocabulary

PASS, UNKNOWN, FAIL = range(len(STATES))
"""Places in `STATES`: the higher, the worse."""
BASES = ("eea", "adequacy", "mechanism", "unknown", "none")
"""What lets data go to a place, from best to worst: a mechanism that serves, nothing that is known, or nothing."""
#: Codes that name no country, so that nothing can be said of them.
UNDECIDED = frozenset({"", "TBD", "VARIES", "GLOBAL"})

States = npt.NDArray[np.int64]
_EU, _UK, _OTHER = REGIONS
_BETWEEN_REGIONS = re.compile(r"[;,/&+]|\band\b")
#: Words around the name of a region.
_NO_REGION = frozenset(
    {
        "a",
        "based",
        "clients",
        "customer",
        "customers",
        "data",
        "for",
        "from",
        "in",
        "located",
        "of",
        "our",
        "the",
    }
    | {"user", "users", "within"}
)
_EVERYONE = frozenset({"all", "every", "everyone", "everywhere"})
_EUROPE = "europe"


#: Columns of an engagement that decide what lets its data go.
FACTS = ["role", "customer_region", "transfer_mechanism"]


def place_bases(
    engagements: pd.DataFrame, codes: pd.Series, vocabulary: Vocabulary
) -> npt.NDArray[np.object_]:
    """The basis of each place, one of `BASES`.

    Parameters
    ----------
    engagements
        The `FACTS` of the engagement that each place belongs to, a row per place.
    codes
        The place. One within the EEA, or with an adequacy decision for all, needs no mechanism. One that is not decided
        is unknown, whatever the mechanism.
    """
    code_places, distinct = pd.factorize(codes.to_numpy(dtype=object))

    def among(known: Iterable[str]) -> npt.NDArray[np.bool_]:
        return np.isin(distinct.astype(str), [*known])[code_places]

    cases = engagements[FACTS].drop_duplicates()
    case_of = pd.MultiIndex.from_frame(cases).get_indexer(pd.MultiIndex.from_frame(engagements[FACTS]))
    # Every combination is judged once, for places that the framework covers and for all others.
    judged = np.array(
        [
            [mechanism_state(role, region, stated, kind, vocabulary) for kind in ("dpf", "")]
            for role, region, stated in cases.itertuples(index=False, name=None)
        ],
        dtype=np.int64,
    ).reshape(-1, 2)
    state = np.where(among(vocabulary.listed), judged[case_of, 0], judged[case_of, 1])
    found: npt.NDArray[np.object_] = np.select(
        [
            among(GDPR_REGIONS | vocabulary.eea),
            among(vocabulary.adequate),
            among(UNDECIDED) | (state == UNKNOWN),
            state == PASS,
        ],
        ["eea", "adequacy", "unknown", "mechanism"],
        "none",
    ).astype(object)
    return found


def states_of(bases: npt.NDArray[np.object_]) -> States:
    """What the check of transfers says of each place, by its basis."""
    found: States = np.select([bases == "none", bases == "unknown"], [FAIL, UNKNOWN], PASS)
    return found


def mechanism_state(role: str, region: str, mechanisms: str, kind: str, vocabulary: Vocabulary) -> int:
    """What the mechanisms of an engagement come to at a place of that kind beyond the EEA and general adequacy.

    The best of them counts, for the worst of the customers' regions. Where the role or the region is not stated, it is
    what all of them would come to, and unknown if that differs.
    """
    words = items(mechanisms)
    if not words:
        return UNKNOWN
    named = _regions_named(region, vocabulary)

    def of(one_role: str, one_region: str) -> int:
        return min(_service(word, one_role, one_region, kind, vocabulary) for word in words)

    def of_role(one_role: str) -> int:
        return max(
            _any_of(lambda each: of(one_role, each), REGIONS) if one == ANY else of(one_role, one)
            for one in named
        )

    return of_role(role) if role in ROLES else _any_of(of_role, ROLES)


def _any_of(state: Callable[[str], int], words: Iterable[str]) -> int:
    found = {state(word) for word in words}
    return found.pop() if len(found) == 1 else UNKNOWN


def _service(word: str, role: str, region: str, kind: str, vocabulary: Vocabulary) -> int:
    results = [
        STATES.index(row.result)
        for row in vocabulary.mechanisms
        if row.mechanism == word
        and row.role in (role, ANY)
        and row.region in (region, ANY)
        and row.places in (kind, ANY)
    ]
    return min(results, default=FAIL)


def _regions_named(words: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The regions that a cell names; `ANY` among them where it names none, or something that cannot be placed."""
    found: set[str] = set()
    for part in _BETWEEN_REGIONS.split(words.casefold()):
        name = " ".join(word for word in part.split() if word not in _NO_REGION)
        code = "GLOBAL" if name in _EVERYONE else "EU" if name == _EUROPE else code_of(name)
        if code == "GLOBAL":
            found |= set(REGIONS)
        elif code in UNDECIDED:
            found.add(ANY)
        elif code in GDPR_REGIONS | vocabulary.eea:
            found.add(_EU)
        else:
            found.add(_UK if code == "GB" else _OTHER)
    return frozenset(found)
