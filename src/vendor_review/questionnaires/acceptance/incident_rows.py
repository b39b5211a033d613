"""What a vendor says of incidents, as rows of the table `incidents`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from vendor_review.intake.inventory.codes import is_not_stated
from vendor_review.questionnaires.acceptance.evidence_rows import Reviewing, Row
from vendor_review.questionnaires.additions import plain
from vendor_review.questionnaires.returned.answer_sheets import Returned, folded
from vendor_review.questionnaires.sent.incidents import incident_questions
from vendor_review.register.layout import TABLES
from vendor_review.schema.cells import values

INCIDENTS = TABLES["incidents"]
#: Answers that say that there was none. Words that say more are an incident until a person has read them.
_NONE = frozenset(
    {
        "none",
        "no",
        "none known",
        "no incidents",
        "no incident",
        "no known incidents",
        "no security incidents",
        "no known security incidents",
        "there were none",
    }
)


@dataclass(frozen=True)
class IncidentRows:
    """Rows to add; places of the answers behind them, of those that are there already, and of those that say none."""

    added: tuple[Row, ...] = ()
    places: tuple[str, ...] = ()
    there: tuple[str, ...] = ()
    none: tuple[str, ...] = ()

    @property
    def understood(self) -> frozenset[str]:
        """The cells of the questionnaire that were understood."""
        return frozenset((*self.places, *self.there, *self.none))


def plan_incidents(
    returned: Returned, tables: Mapping[str, pd.DataFrame], reviewing: Reviewing
) -> IncidentRows:
    """What the sheet general does to the rows of `incidents`; `tables` are given as text.

    An answer becomes an open incident of which we know since the day of the answer, unless a row of the vendor says the
    same already. Whether it affects customers is unknown until a person says so.
    """
    asked = incident_questions(_reviewed(tables["reviews_done"], returned.vendor_id))
    rows = tables[INCIDENTS.name]
    known = {folded(what) for what in rows.loc[rows["vendor_id"].str.strip().eq(returned.vendor_id), "what"]}
    added: list[Row] = []
    found: dict[str, list[str]] = {"places": [], "there": [], "none": []}
    for place, question, answer in returned.general:
        if plain(question) not in asked or not answer or is_not_stated(answer):
            continue
        if folded(answer).rstrip(".") in _NONE:
            found["none"].append(place)
        elif folded(answer) in known:
            found["there"].append(place)
        else:
            found["places"].append(place)
            added.append(_row(answer, returned, reviewing))
    return IncidentRows(tuple(added), *(tuple(places) for places in found.values()))


def _row(answer: str, returned: Returned, reviewing: Reviewing) -> Row:
    as_of = reviewing.as_of.isoformat()
    return {
        "vendor_id": returned.vendor_id,
        "known_on": min(returned.answered_on or as_of, as_of),
        "what": answer,
        "customers_affected": "unknown",
        "source": reviewing.source(returned),
    }


def _reviewed(rows: pd.DataFrame, vendor_id: str) -> list[date]:
    """The days on which a vendor was reviewed, as far as they are days."""
    days = values.dates(rows.loc[rows["vendor_id"].str.strip().eq(vendor_id), "reviewed_on"].str.strip())
    return [day.date() for day in days.dropna()]
