"""What a vendor is asked about its services: what the register leaves open of data, access path, places and AI."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from vendor_review.questionnaires.additions import plain
from vendor_review.questionnaires.form import PATH_WORDS
from vendor_review.schema import CheckedRegister
from vendor_review.scoring import Assessment

ASKED_OF_SERVICE: Mapping[str, str] = {
    "disclosed": "which categories of our personal data can your staff or systems read?",
    "held": "which categories of our personal data do you store, and for how long?",
    "path": "how much of our data can your staff and systems reach?",
    "places": "in which countries is our data stored, and from which countries can it be read?",
    "trains_on_data": "do you, or AI services that you use, train models on our data?",
    "ai_models": "which AI models or AI services process our data, and who runs them? If there are none, write none.",
    "retention": "how long do you keep our data?",
}
"""What is asked to the question, which follows the name of the service."""
TRAINING_WORDS: Mapping[str, str] = {"yes": "yes", "no": "no", "opt_out": "yes, unless we object"}
"""Answer of the register on training to the words that a vendor chooses."""
TERMS = ("trains_on_data", "ai_models", "retention")
"""Questions whose answers are cells of an engagement, by the column."""
_VAGUE_PLACES = ("", "VARIES", "TBD", "GLOBAL")

Question = tuple[str, tuple[str, ...]]


def service(product: str) -> str:
    """What a question about a service begins with."""
    return f"{product}: " if product else "The service that we use: "


def term_questions(products: Mapping[int, str]) -> dict[str, list[tuple[int, str]]]:
    """Each question on terms that may have been asked, on one line, to the engagements and the column that it is about.

    `products` leads from the line of an engagement to its product.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    for line, product in products.items():
        for column in TERMS:
            question = plain(service(plain(product)) + ASKED_OF_SERVICE[column])
            found.setdefault(question, []).append((line, column))
    return found


def unstated(
    checked: CheckedRegister, scores: Assessment, vendor_id: str, *, is_asked: bool
) -> tuple[Question, ...]:
    """Questions, and the words offered, about what the register leaves open, by service.

    Training, retention and models are blank in most registers: about these nobody is asked who is asked nothing else,
    but for a service of which it is known that it uses AI. `is_asked` says whether something else is asked.
    """
    scored, written = (
        table[table["vendor_id"].eq(vendor_id)]
        for table in (scores.engagements, checked.tables["engagements"])
    )
    rows = scored.to_dict("records")
    cells = {row["engagement_id"]: row for row in written.to_dict("records")}
    about_data = [_about_data(checked, scores, row) for row in rows]
    is_asked = is_asked or any(about_data)
    found: dict[str, tuple[str, ...]] = {}
    for row, of_data in zip(rows, about_data, strict=True):
        asked = dict(of_data)
        # Of an engagement that was rejected less is known than its row says.
        if row["path_hi"] > 0 and row["engagement_id"] in cells:
            keeps = row["path_hi"] >= scores.policy.path_levels["stores"] and "held" not in asked
            asked |= _about_training(cells[row["engagement_id"]], is_asked=is_asked, keeps=keeps)
        for name, offered in asked.items():
            found.setdefault(service(row["product"]) + ASKED_OF_SERVICE[name], offered)
    return tuple(found.items())


def _about_data(
    checked: CheckedRegister, scores: Assessment, engagement: Mapping[Any, Any]
) -> dict[str, tuple[str, ...]]:
    """Which questions about data, access path and places a service leaves open, with the words offered."""
    shared, places = checked.tables["data_shared"], checked.tables["places"]
    data = shared[shared["engagement_id"].eq(engagement["engagement_id"])]
    disclosed, held = (
        data.loc[data["custody"].isin(custodies), "category"]
        for custodies in (("disclosed",), ("held", "ciphertext"))
    )
    asked: dict[str, tuple[str, ...]] = {}
    if _is_vague(disclosed):
        asked["disclosed"] = ()
    if _is_vague(held) and engagement["path_hi"] >= scores.policy.path_levels["stores"]:
        asked["held"] = ()
    if engagement["path_lo"] != engagement["path_hi"]:
        asked["path"] = tuple(PATH_WORDS.values())
    where = places[places["engagement_id"].eq(engagement["engagement_id"]) & places["kind"].eq("processing")]
    if where.empty or where["code"].isin(_VAGUE_PLACES).any():
        asked["places"] = ()
    return asked


def _about_training(cells: Mapping[Any, Any], *, is_asked: bool, keeps: bool) -> dict[str, tuple[str, ...]]:
    asked: dict[str, tuple[str, ...]] = {}
    uses_ai = cells["ai_models"] not in ("", "none")
    if cells["trains_on_data"] in ("", "unknown") and (is_asked or uses_ai):
        asked["trains_on_data"] = tuple(TRAINING_WORDS.values())
    if not cells["ai_models"] and is_asked:
        asked["ai_models"] = ()
    if not cells["retention"] and is_asked and keeps:
        asked["retention"] = ()
    return asked


def _is_vague(categories: pd.Series) -> bool:
    return categories.empty or bool(categories.eq("unclassified").any())
