"""Who receives personal data, for the record of processing (GDPR Art. 30). It is for the company alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from vendor_review.report.review import Row, grouped, rows_of
from vendor_review.report.words.wording import place_text
from vendor_review.schema.cells.values import GDPR_REGIONS, items
from vendor_review.schema.public_page import public_words

if TYPE_CHECKING:
    from vendor_review.policy import Policy
    from vendor_review.schema import CheckedRegister

COLUMNS = (
    "recipient",
    "legal_entity",
    "country",
    "product",
    "role",
    "status",
    "purpose",
    "data_categories",
    "data_subjects",
    "data_as_published",
    "location",
    "third_country_transfer",
    "third_countries",
    "safeguards",
    "since",
    "until",
    "on_public_list",
)
_BETWEEN = "; "
#: Codes that name no place as yet.
_OPEN = frozenset({"", "TBD", "VARIES"})
#: What lets data go nowhere beyond the EEA, or is not known to.
_NO_SAFEGUARDS = frozenset({"eea", "unknown"})
_SEAT, _NONE = "entity", "none"


def recipients(checked: CheckedRegister, policy: Policy) -> pd.DataFrame:
    """The recipients that the record of processing names, in the register's order, past and planned ones too.

    Returns
    -------
    DataFrame
        `COLUMNS`, all text; "" is not stated. Several values in a cell are separated by `; `. `data_categories` is
        `none` where the register says so. `third_country_transfer` is `yes` if a place of processing is beyond the EEA,
        `unknown` if none is stated or one is not decided, else `no`; a registered office alone is no transfer.
        `safeguards` are the transfer mechanisms, and the countries with an adequacy decision.
    """
    vendors = {row["vendor_id"]: row for row in rows_of(checked.tables["vendors"])}
    places = grouped(checked.tables["places"].sort_index(), "engagement_id")
    data = grouped(checked.tables["data_shared"].sort_index(), "engagement_id")
    labels = {str(name): str(label) for name, label in policy.categories["label"].items()}
    found = [
        _row(row, vendors[row["vendor_id"]], places.get(key, []), data.get(key, []), labels, policy)
        for row in rows_of(checked.tables["engagements"].sort_index())
        if row["vendor_id"] in vendors
        for key in [row["engagement_id"]]
    ]
    return pd.DataFrame(found, columns=list(COLUMNS), dtype=object)


def _row(
    row: Row, vendor: Row, places: list[Row], data: list[Row], labels: Mapping[str, str], policy: Policy
) -> dict[str, str]:
    processing = [place["code"] for place in places if place["kind"] != _SEAT]
    abroad = [
        *dict.fromkeys(
            code for code in processing if code not in GDPR_REGIONS | policy.eea and code not in _OPEN
        )
    ]
    is_open = not processing or bool(_OPEN.intersection(processing))
    mechanisms = items(row["transfer_mechanism"] or "")
    adequate = [code for code in abroad if code in policy.vocabulary.adequate]
    safeguards = [public_words.BASES.get(name, name) for name in mechanisms if name not in _NO_SAFEGUARDS]
    if adequate and "adequacy" not in mechanisms:
        safeguards.append(f"{public_words.BASES['adequacy']} ({', '.join(map(_country, adequate))})")
    subjects = dict.fromkeys(name for one in data for name in items(one["subjects"] or ""))
    return {
        "recipient": vendor["name"],
        "legal_entity": vendor["legal_entity"] or "",
        "country": _country(vendor["entity_country"] or ""),
        "product": row["product"] or "",
        "role": public_words.field_words("role", row["role"]) or "",
        "status": row["status"],
        "purpose": row["purpose"] or "",
        "data_categories": _BETWEEN.join(_categories(data, labels)),
        "data_subjects": _BETWEEN.join(name.replace("_", " ") for name in subjects),
        "data_as_published": row["data_shared"] or "",
        "location": public_words.field_words("location", [_place(one) for one in places]) or "",
        "third_country_transfer": "yes" if abroad else "unknown" if is_open else "no",
        "third_countries": _BETWEEN.join(map(_country, abroad)),
        "safeguards": _BETWEEN.join(safeguards),
        "since": _day(row["effective_on"]) or _day(row["engaged_on"]),
        "until": _day(row["ended_on"]),
        "on_public_list": "yes" if row["public"] else "no",
    }


def _categories(data: list[Row], labels: Mapping[str, str]) -> list[str]:
    """The names of the categories, each once; `none` alone, where it is all that is stated."""
    named = [*dict.fromkeys(one["category"] for one in data)]
    return [labels.get(name, name) for name in named if name != _NONE] or [_NONE] * bool(named)


def _place(place: Row) -> dict[str, Any]:
    words = place_text(place["code"] or "", place["as_written"] or "", place["condition"] or "")
    return {"kind": place["kind"], "text": words}


def _country(code: str) -> str:
    return place_text(code, "", "")


def _day(day: Any) -> str:
    return "" if pd.isna(day) else str(day.date().isoformat())
