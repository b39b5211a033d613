"""Where an engagement takes place, in words that a customer understands."""

from __future__ import annotations

import functools

_AREAS = {
    "EU": "European Union",
    "EEA": "European Economic Area",
    "GLOBAL": "worldwide",
    "VARIES": "varies",
    "TBD": "to be decided",
}
_COMMON_NAMES = {"GB": ("uk", "great britain"), "AE": ("uae",), "RU": ("russia",), "NL": ("holland",)}


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
