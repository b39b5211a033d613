"""Transfers: what lets data go to each place, by role and region, and those whose stated basis does not serve."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.register.layout import TABLES
from vendor_review.schema.across_tables.accepted_rows import Accepted, words_by
from vendor_review.schema.cells import encoding, values
from vendor_review.schema.cells.place_codes import code_of
from vendor_review.schema.cells.values import GDPR_REGIONS, items
from vendor_review.schema.rows.row_rule import RowRule, Telling, row_rule
from vendor_review.schema.vocabulary import ANY, REGIONS, ROLES, STATES, Vocabulary

#: Certified under the Data Privacy Framework.
FRAMEWORK = "dpf_certified"
# Standard clauses, binding corporate rules and derogations (GDPR Art 46, 47, 49) are tied to no place, but to parties.
_SAFEGUARDS = frozenset(TABLES["engagements"].column("transfer_mechanism").values) - {
    *("eea", "adequacy", FRAMEWORK, "none", "unknown")
}
# Codes that name no place as yet, so that nothing can be said of it.
_OPEN = frozenset({"", "VARIES", "TBD"})
PASS, UNKNOWN, FAIL = range(len(STATES))
"""Places in `STATES`: the higher, the worse."""
BASES = ("eea", "adequacy", "mechanism", "unknown", "none")
"""What lets data go to a place, from best to worst: a mechanism that serves, nothing that is known, or nothing."""
#: Codes that name no country, so that nothing can be said of them.
_UNDECIDED = frozenset({"", "TBD", "VARIES", "GLOBAL"})

_States = npt.NDArray[np.int64]
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
_FACTS = ["role", "customer_region", "transfer_mechanism"]


def place_bases(
    engagements: pd.DataFrame, codes: pd.Series, vocabulary: Vocabulary
) -> npt.NDArray[np.object_]:
    """The basis of each place, one of `BASES`.

    Parameters
    ----------
    engagements
        The `_FACTS` of the engagement that each place belongs to, a row per place.
    codes
        The place. One within the EEA, or with an adequacy decision for all, needs no mechanism. One that is not decided
        is unknown, whatever the mechanism.
    """
    code_places, distinct = pd.factorize(codes.to_numpy(dtype=object))

    def among(known: Iterable[str]) -> npt.NDArray[np.bool_]:
        return np.isin(distinct.astype(str), [*known])[code_places]

    facts = [*zip(*(engagements[name].tolist() for name in _FACTS), strict=True)]
    cases = {case: place for place, case in enumerate(dict.fromkeys(facts))}
    case_of = np.fromiter(map(cases.__getitem__, facts), dtype=np.intp, count=len(facts))
    # Every combination is judged once, for places that the framework covers and for all others.
    judged = np.array(
        [
            [mechanism_state(role, region, stated, kind, vocabulary) for kind in ("dpf", "")]
            for role, region, stated in cases
        ],
        dtype=np.int64,
    ).reshape(-1, 2)
    state = np.where(among(vocabulary.listed), judged[case_of, 0], judged[case_of, 1])
    found: npt.NDArray[np.object_] = np.select(
        [
            among(GDPR_REGIONS | vocabulary.eea),
            among(vocabulary.adequate),
            among(_UNDECIDED) | (state == UNKNOWN),
            state == PASS,
        ],
        ["eea", "adequacy", "unknown", "mechanism"],
        "none",
    ).astype(object)
    return found


def states_of(bases: npt.NDArray[np.object_]) -> _States:
    """What the check of transfers says of each place, by its basis."""
    found: _States = np.select([bases == "none", bases == "unknown"], [FAIL, UNKNOWN], PASS)
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
        elif code in _UNDECIDED:
            found.add(ANY)
        elif code in GDPR_REGIONS | vocabulary.eea:
            found.add(_EU)
        else:
            found.add(_UK if code == "GB" else _OTHER)
    return frozenset(found)


def transfer_rules(accepted: Accepted) -> list[RowRule]:
    """Rules on engagements in use, or planned, that send data where their mechanism does not hold.

    A policy that names no country of the EEA says nothing about transfers, and there is no rule.
    """
    vocabulary = accepted.context.vocabulary
    if not vocabulary.eea:
        return []
    outside, third = _outside(accepted), third_countries(accepted)
    beyond = third & ~accepted.holding("places", "code", vocabulary.listed)

    mechanism = accepted.coded["engagements"]["transfer_mechanism"]
    safeguarded = claims(mechanism, _SAFEGUARDS)
    framework = claims(mechanism, {FRAMEWORK})
    adequacy = claims(mechanism, {"adequacy"})
    eea = claims(mechanism, {"eea"})
    claimed = safeguarded | framework
    stated = ~accepted.holding("engagements", "transfer_mechanism", [""])
    places = accepted.tables["places"]
    engaged = pd.DataFrame({name: accepted.of_engagement(places, name) for name in _FACTS})
    bases = place_bases(engaged, places["code"], vocabulary)
    decided = ~places["code"].isin(_UNDECIDED)
    failing, unclear = (decided & (bases == basis) for basis in ("none", "unknown"))

    def rule(name: str, claims: pd.Series, where: pd.Series, expected: Telling) -> RowRule:
        def breaks(rows: pd.DataFrame) -> pd.Series:
            return (rows["status"] != "past") & claims & accepted.named("engagements", "places", where)

        def codes(rows: pd.DataFrame) -> pd.Series:
            theirs = where & accepted.holding("places", "engagement_id", rows["engagement_id"])
            named = words_by(accepted.tables["places"][theirs], "engagement_id", "code")
            return named.reindex(rows["engagement_id"])

        return row_rule(name, "engagements", "transfer_mechanism", breaks, expected=expected, detail=codes)

    day, listed = accepted.context.as_of.isoformat(), ", ".join(sorted(vocabulary.listed)) or "no country"
    return [
        rule("REG-049", stated & ~claimed & ~adequacy & ~eea, third, day),
        rule("REG-111", ~stated, third, day),
        rule("REG-050", framework & ~safeguarded, beyond, listed),
        rule("REG-051", adequacy & ~claimed, third, day),
        rule("REG-051", eea & ~adequacy & ~claimed, outside, day),
        rule("REG-092", safeguarded, failing, _parties),
        rule("REG-093", safeguarded, unclear, _parties),
    ]


def _outside(accepted: Accepted) -> pd.Series:
    """Which accepted places lie where the GDPR does not apply."""
    within = values.GDPR_REGIONS | accepted.context.vocabulary.eea
    return ~accepted.holding("places", "code", _OPEN | within)


def third_countries(accepted: Accepted) -> pd.Series:
    """Which accepted places lie beyond the EEA, and no adequacy decision holds there for all."""
    return _outside(accepted) & ~accepted.holding("places", "code", accepted.context.vocabulary.adequate)


def claims(mechanisms: pd.Series, words: Collection[str]) -> pd.Series:
    """Which lists of mechanisms hold one of `words`."""
    sought = frozenset(words)
    holds = values.each(
        encoding.distinct(mechanisms), lambda mechanism: not sought.isdisjoint(values.items(mechanism))
    )
    return pd.Series(encoding.spread(holds, mechanisms), index=mechanisms.index)


def _parties(rows: pd.DataFrame) -> pd.Series:
    """In which role an engagement's vendor is, and for whose data."""
    role = rows["role"].str.replace("_", " ").mask(rows["role"].eq(""), "(not stated)")
    region = rows["customer_region"].mask(rows["customer_region"].eq(""), "(not stated)")
    return "role " + role + ", customers' region " + region
