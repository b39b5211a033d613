"""Small registers as the public list takes them, one of them with a word of its own in every cell."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd

from crowd import BIDI, IMAGE, MARKUP, TEXT, UNBROKEN
from vendor_review.register.layout import TABLES, Column
from vendor_review.schema.public_page.page import Page, Section

DAYS = ("engaged_on", "effective_on", "ended_on")
PUBLIC_COLUMNS = {
    "vendors": {"name", "legal_entity", "address", "website"},
    "engagements": {
        "product",
        "section",
        "role",
        "condition",
        "purpose",
        "data_shared",
        "customer_region",
        "transfer_mechanism",
        "effective_on",
        "footnote",
    },
    "places": {"kind", "code", "as_written", "condition"},
    "evidence": {"location"},
}
#: What nobody should write into a register, and somebody will.
WORST = (
    MARKUP,
    IMAGE,
    BIDI,
    UNBROKEN,
    TEXT,
    "</title></style><script>alert(1)</script>",
    "a line\nand another",
    "javascript:alert(1)",
    '"; } @page { } </style> \\22 \\',
    "{{ listing }} {% raw %}",
    "שלום",
)

Rows = Sequence[Mapping[str, Any]]


def register(page: Page | None = None, **rows: Rows) -> Any:
    """A checked register with these rows; columns that a row does not name are blank."""
    tables = {}
    for name, table in TABLES.items():
        cells = [{column: row.get(column, "") for column in table.names} for row in rows.get(name, ())]
        frame = pd.DataFrame(cells, columns=list(table.names))
        frame.index = pd.RangeIndex(2, len(frame) + 2, name="line")
        if name == "engagements":
            frame["public"] = frame["public"] == "yes"
            for day in DAYS:
                frame[day] = pd.to_datetime(frame[day].where(frame[day] != "", None))
        tables[name] = frame
    return SimpleNamespace(
        name="acme",
        tables=tables,
        page=page or Page(),
        rejected=pd.DataFrame({"table": pd.Series(dtype=str)}),
        findings=pd.DataFrame(columns=["severity", "rule", "table", "value", "message"], dtype=str),
    )


def vendor(**cells: str) -> dict[str, str]:
    return {"vendor_id": "v", "name": "Nimbus", **cells}


def engagement(**cells: str) -> dict[str, str]:
    return {"engagement_id": "e", "vendor_id": "v", "status": "active", "public": "yes", **cells}


def a_full_register_with_canaries(also: Collection[tuple[str, str]] = ()) -> tuple[Any, set[str]]:
    """Every cell of every table holds a word of its own, as far as its column may; with the private words.

    `also` are tables and columns that may be seen beside those of the list.
    """
    private: set[str] = set()

    def cells(table: str, **deciding: str) -> dict[str, str]:
        row = {}
        for column in TABLES[table].names:
            allowed = _is_seen(table, column, also)
            word = f"{'public' if allowed else 'canary'}{len(private)}{table}{column}".replace("_", "")
            if column in deciding:
                row[column] = deciding[column]
            elif column in DAYS:
                row[column] = "1987-02-03" if column == "ended_on" else ""
            elif column == "code":
                row[column] = "DE"
            else:
                row[column] = word
                private.update({word} if not allowed else set())
        return row

    ids = {"vendor_id": "canary-vendor-id", "engagement_id": "canary-engagement-id"}
    private.update(ids.values())
    v, e = {"vendor_id": ids["vendor_id"]}, {"engagement_id": ids["engagement_id"]}
    rows: dict[str, Rows] = {
        "vendors": [cells("vendors", **v, website="https://public.example/site")],
        "engagements": [
            cells("engagements", **v, **e, status="active", public="yes", effective_on="2026-02-01"),
            {**cells("engagements", **v, status="past", public="yes"), "purpose": "canarypast"},
            {**cells("engagements", **v, status="active", public="no"), "purpose": "canaryunpublic"},
        ],
        "places": [
            cells("places", **e, kind="processing"),
            {"engagement_id": "another", "code": "FR", "as_written": "canaryplace"},
        ],
        "data_shared": [cells("data_shared", **e)],
        "access_controls": [cells("access_controls", **v)],
        "evidence": [
            cells("evidence", **v, public_as="security", location="https://public.example/security"),
            cells("evidence", **v, public_as="privacy", location="https://public.example/privacy"),
            cells("evidence", **v, public_as="", location="https://canary.example/unpublished"),
            cells("evidence", **v, public_as="security", location="canarylocation on a shelf"),
        ],
        "onward": [cells("onward", **v)],
        "decisions": [cells("decisions", **v)],
        "reviews_done": [cells("reviews_done", **v)],
        "incidents": [cells("incidents", **v)],
        "requests": [cells("requests", **v)],
    }
    assert set(rows) == set(TABLES)
    private |= {"canarypast", "canaryunpublic", "canaryplace", "canary.example", "canarylocation", "1987"}
    page = Page(
        organisation="publicorganisation",
        legal_name="publiclegal",
        brand="publicbrand",
        promises=("canarypromise",),
        sections=(
            Section("publicsection", introduction=("publicintroduction",), reaches_customer_data=False),
        ),
    )
    return register(page, **rows), private


def _is_seen(table: str, column: str, also: Collection[tuple[str, str]]) -> bool:
    return column in PUBLIC_COLUMNS.get(table, set()) or (table, column) in also


def canaries_in(folder: Path, also: Collection[tuple[str, str]] = ()) -> None:
    """Puts what nobody may read into every cell of the folder that may hold it, is not public, nor named by `also`.

    The columns are those of the layout, so that a new one is among them, whether the folder's files have it or not.
    """
    for name, table in TABLES.items():
        path = folder / table.file
        if not path.exists():
            continue
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        private = [column for column in table.columns if not _is_seen(name, column.name, also)]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, table.names, restval="")
            writer.writeheader()
            for number, row in enumerate(rows):
                canaries = {column.name: _canary(name, column, number) for column in private}
                writer.writerow({**row, **{name: word for name, word in canaries.items() if word}})


def _canary(table: str, column: Column, number: int) -> str:
    """What only this cell says; "" for a column whose cells say one of a few words, or decide what is on the list."""
    if column.name in DAYS or column.values:
        return ""
    words = {
        "text": f"canary {table} {column.name}",
        "list": f"canary: {table} {column.name}",
        "link": f"https://canary.example/{table}/{column.name}",
        "lei": "529900CANARY0LEI0060",
        # Another one for each row: some days tell rows apart.
        "date": (date(1987, 1, 1) + timedelta(number)).isoformat(),
    }
    return words.get(column.kind, "")


def canaries_told(content: bytes) -> list[str]:
    """Which of the marks that `canaries_in` leaves a file shows, whose lines may be folded."""
    text = content.decode("utf-8", "replace").replace("=\r\n", "").replace("\r\n ", "").casefold()
    return [mark for mark in ("canary", "1987") if mark in text]
