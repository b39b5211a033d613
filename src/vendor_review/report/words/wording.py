"""Facts into words, alike wherever they appear: intervals, lists of names, what a code means."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from vendor_review.figures import points, whole
from vendor_review.report.pages.html import NOT_STATED
from vendor_review.schema.public_page.labels import labels
from vendor_review.scoring.model.compliance import CHECKS

#: Access paths in words; the levels are EBIOS RM's penetration, restated for data.
PATH_WORDS = {
    "none": "nothing reaches it",
    "incidental": "data reaches it now and then, case by case",
    "receives": "it receives a defined set of data in transit",
    "stores": "it keeps a defined set of data",
    "hosts": "it hosts or administers everything",
}
ANSWER_WORDS = {"not_applicable": "not applicable"}
APPETITE_WORDS = {
    "within": "within the appetite",
    "outside": "outside the appetite",
    "undetermined": "undetermined",
}
ESCALATOR_WORDS = {
    "special_category": "special categories of data (GDPR Art 9)",
    "criminal_data": "data on offences (GDPR Art 10)",
    "vulnerable_people": "data of children, patients or vulnerable people",
    "large_scale": "large scale",
    "gate_answered_no": "a gate control answered no",
    "no_transfer_basis": "a transfer without a basis",
}
#: The same in a few words, after "if".
_ESCALATORS_IN_SHORT = {
    "special_category": "special categories",
    "criminal_data": "data on offences",
    "vulnerable_people": "vulnerable people",
    "large_scale": "large scale",
    "gate_answered_no": "a gate answered no",
    "no_transfer_basis": "no transfer basis",
}
#: Columns of the scores that tell the tier.
TIERS = ["tier_lo", "tier", "tier_if"]

#: Kinds of documents, as a reviewer calls them.
DOCUMENT_WORDS = {
    "soc2_type2": "SOC 2 Type II report",
    "soc2_type1": "SOC 2 Type I report",
    "iso27001": "ISO 27001",
    "star_level2": "STAR Level 2",
    "pentest": "penetration test",
    "dpa": "data processing agreement",
    "scc": "standard contractual clauses",
    "questionnaire": "security questionnaire",
    "whitepaper": "white paper",
    "statement": "statement",
    "bridge_letter": "bridge letter",
    "webpage": "web page",
    "tia": "transfer impact assessment",
    "other": "document",
}
#: Where controls lose points, with how many they are; and where those lose them of which the same is said.
LOSS_WORDS = {
    "lost_unknown": "{controls} unknown",
    "lost_declined": "{controls} that it declined to answer",
    "lost_answer": "{controls} answered no or in part",
    "lost_unproven": "{controls} without evidence that counts",
    "lost_level": "evidence that proves less than a test over a period",
    "lost_age": "the age of evidence",
}
LOSS_CAUSES = {
    "lost_unknown": "no answer",
    "lost_declined": "its silence",
    "lost_answer": "the answer",
    "lost_unproven": "evidence that does not count",
    "lost_level": "the level of evidence",
    "lost_age": "its age",
}
_AREAS: Mapping[str, str] = labels()["areas"]
_COMMON_NAMES = {"GB": ("uk", "great britain"), "AE": ("uae",), "RU": ("russia",), "NL": ("holland",)}


def score_text(lo: float, hi: float, limits: Sequence[float]) -> str:
    """A score, or an exposure, in whole points, on its side of each of the policy's `limits`: `2 to 99`."""
    return _range(whole(lo, limits), whole(hi, limits))


def interval(lo: float, hi: float) -> str:
    """Both ends of a quantity that is not a score, to two decimals: `0.36 to 1.50`."""
    return _range(points(lo), points(hi))


def _range(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def span(lo: float, hi: float) -> str:
    """A score as tables of the register keep it: `1.88..99.25`."""
    return f"{points(lo)}..{points(hi)}"


_COVERAGE = ("shown", "claimed", "unproven", "no", "declined", "awaited", "not_asked")


def asked_controls(vendor: Mapping[Any, Any]) -> int:
    """How many controls are asked of a vendor: all but those that do not apply to it."""
    return sum(int(vendor[part]) for part in _COVERAGE)


def failing_checks(vendor: Mapping[Any, Any]) -> str:
    """The checks of the law that a vendor fails: `the contract check fails`; "" for none."""
    failing = [name for name in CHECKS if vendor[name] == "fail"]
    return f"the {series(failing)} {'check fails' if len(failing) == 1 else 'checks fail'}" if failing else ""


def standing_text(vendor: Mapping[Any, Any]) -> str:
    """Where a vendor lies against the appetite: `within the appetite, but the transfer check fails`."""
    words, failing = APPETITE_WORDS[vendor["appetite"]], failing_checks(vendor)
    return f"{words}, but {failing}" if failing and vendor["appetite"] == "within" else words


def tier_text(lightest: str, heaviest: str, causes: str) -> str:
    """`T2`, or both where not all is stated: `T3, T2 if large scale`; with more than two causes, `T3, T2 at worst`."""
    if lightest == heaviest:
        return heaviest
    named = causes.split("; ")
    when = (
        f"if {' or '.join(_ESCALATORS_IN_SHORT[name] for name in named)}" if len(named) <= 2 else "at worst"
    )
    return f"{lightest}, {heaviest} {when}"


def series(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def some(names: Sequence[str], most: int = 5) -> str:
    """The names if they are few, else the first of them and how many more."""
    return series(names) if len(names) <= most else f"{', '.join(names[:most])} and {len(names) - most} more"


def path(written: str) -> str:
    """An access path or a range of them in words."""
    ends = [PATH_WORDS.get(end.strip(), end.strip()) for end in written.split("..") if end.strip()]
    ends = list(dict.fromkeys(ends))
    return f"at least, {ends[0]}; at most, {ends[-1]}" if len(ends) > 1 else "".join(ends) or NOT_STATED


def sentence(words: str) -> str:
    """Words with a capital in front and a full stop behind."""
    return f"{words[:1].upper()}{words[1:]}."


def months(age: float) -> str:
    """Age of a document, or that it bears no date."""
    return "undated" if age != age else f"{age:.0f} mo."


def place_text(code: str, as_written: str, condition: str) -> str:
    """One place as the public list shows it, such as `Frankfurt, Germany (EU customers only)`.

    The source's own words come first; the country follows unless they name it already. "" if nothing is
    stated.
    """
    names = _names(code)
    plain = as_written.replace(".", "").strip().casefold()
    if not as_written or plain in {name.casefold() for name in names}:
        where = names[0]
    elif names[0].casefold() in as_written.casefold():
        where = as_written
    else:
        where = f"{as_written}, {names[0]}" if names[0] else as_written
    return f"{where} ({condition})" if where and condition else where or condition


@functools.cache
def named_places() -> dict[str, str]:
    """What a place is called on a list to its code: every country, and the areas of the register's vocabulary."""
    import pycountry

    codes = [*_AREAS, *(country.alpha_2 for country in pycountry.countries)]
    return {_names(code)[0]: code for code in codes}


@functools.cache
def _names(code: str) -> tuple[str, ...]:
    """What a place is called: first the name that is shown, then others that mean the same."""
    if not code or code in _AREAS:
        return (_AREAS.get(code, ""), code)
    import pycountry

    country = pycountry.countries.get(alpha_2=code)
    if country is None:
        return (code,)
    common = getattr(country, "common_name", country.name)
    other = (country.name, country.alpha_2, country.alpha_3, getattr(country, "official_name", country.name))
    return (common, *other, *_COMMON_NAMES.get(code, ()))
