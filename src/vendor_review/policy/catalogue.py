"""Reads the control catalogue, the roles that a control does not apply to, and what documents can show."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd

from vendor_review.files.snapshot import Snapshot
from vendor_review.policy.refusals import Refusals, one_of
from vendor_review.policy.tables import Row, allowed, read_span, read_table, stated, unique
from vendor_review.policy.validity import Span, check_spans
from vendor_review.register.layout import TABLES
from vendor_review.schema.vocabulary import ROLES, DocumentKind

CONTROLS, NOT_APPLICABLE = "controls.csv", "not_applicable.csv"

_GROUPS = {"A": "access", "I": "identity", "P": "protection", "O": "oversight"}
_CONTROL = re.compile(r"VR-([AIPO])[1-9][0-9]?")
_NAME_LENGTH = 60
#: How an id of each catalogue is written, and one of them; only ids are kept, never a standard's text.
_MAPPINGS = {
    "mvsp_3_0": (re.compile(r"[1-4]\.\d+"), "4.2"),
    "ccm_4_0": (re.compile(r"[A-Z&]{3}-\d{2}"), "IAM-05"),
    "iso_27001_2022": (re.compile(r"[5-8]\.\d+"), "5.15"),
    "soc_2": (re.compile(r"(CC|A|C|PI|P)\d\.\d+"), "CC6.1"),
    "nist_800_53r5": (re.compile(r"[A-Z]{2}-\d+(\(\d+\))?"), "AC-6(7)"),
}
_COLUMNS = ("control", "group", "gate", "name", "wording", "asked_as", *_MAPPINGS)


def read_controls(snapshot: Snapshot, refusals: Refusals) -> pd.DataFrame | None:
    """The catalogue, indexed by control id, in the order of the file; None where the table cannot be read.

    Returns
    -------
    Columns group, gate (bool), name (at most 60 characters), wording, asked_as (the same as a vendor is asked: you
    and your are the vendor, we and our who asks), and one column of `;`-separated ids for
    each outside catalogue, blank where it has no counterpart.
    """
    rows = read_table(snapshot, CONTROLS, _COLUMNS, refusals)
    if rows is None:
        return None
    unique(rows, ["control"], refusals)
    for row in rows:
        stated(row, ["name", "wording", "asked_as"], refusals)
        allowed(row, "gate", ("yes", "no"), refusals)
        match = _CONTROL.fullmatch(row["control"])
        if match is None:
            refusals.add(row.place("control"), f"{row['control']!r} is no control id", "write it as VR-A1")
        elif row["group"] != _GROUPS[match[1]]:
            right = f"{row['control']} belongs to {_GROUPS[match[1]]!r}"
            refusals.add(row.place("group"), f"{row['group']!r} is not its group", right)
        if len(row["name"]) > _NAME_LENGTH:
            refusals.add(row.place("name"), f"has {len(row['name'])} characters", f"at most {_NAME_LENGTH}")
        for column, (pattern, example) in _MAPPINGS.items():
            for id_ in filter(None, row[column].split(";")):
                if not pattern.fullmatch(id_):
                    refusals.add(
                        row.place(column), f"{id_!r} is no id there", f"write each in full, as {example}"
                    )
    if not any(row["gate"] == "yes" for row in rows):
        refusals.add(CONTROLS, "no control is a gate", "at least one must be, or control strength has no cap")
    frame = pd.DataFrame([row.cells for row in rows], columns=list(_COLUMNS)).set_index("control")
    return frame.assign(gate=frame["gate"] == "yes")


def read_not_applicable(
    snapshot: Snapshot, controls: pd.DataFrame | None, refusals: Refusals
) -> frozenset[tuple[str, str]]:
    """Pairs of role and control for which a register may answer `not_applicable`.

    Refuses a table that takes every gate from a role: its vendors would be scored without any cap.
    """
    columns = ("role", "control", "reason")
    rows = read_table(snapshot, NOT_APPLICABLE, columns, refusals, may_be_empty=True) or []
    unique(rows, ["role", "control"], refusals)
    for row in rows:
        stated(row, ["reason"], refusals)
        allowed(row, "role", ROLES, refusals)
        if controls is not None and row["control"] not in controls.index:
            what = f"{row['control']!r} is not in {CONTROLS}"
            refusals.add(row.place("control"), what, one_of(row["control"], controls.index))
    pairs = frozenset((row["role"], row["control"]) for row in rows)
    gates = [] if controls is None else list(controls.index[controls["gate"]])
    for role in ROLES:
        if gates and all((role, gate) in pairs for gate in gates):
            what = f"takes every gate ({', '.join(gates)}) from {role}"
            refusals.add(NOT_APPLICABLE, what, "leave at least one gate")
    return pairs


REQUESTS = "requests.csv"

_REQUEST_COLUMNS = (
    *(
        "request",
        "title",
        "asked_as",
        "asked",
        "settles",
        "kinds",
        "level",
        "controls",
        "period",
        "usual_months",
    ),
    *("holds_from", "holds_until", "source"),
)
_SETTLES = ("controls", "data", "path", "transfer")
_YES_NO = ("yes", "no")
_KINDS, _LEVELS = (TABLES["evidence"].column(name).values for name in ("kind", "level"))
#: What shows no control, and has a level and a term all the same.
_TRANSFER = "transfer"
#: Words in place of a list of controls.
_ALL, _GATES = "all", "gates"


def read_requests(
    snapshot: Snapshot, controls: pd.DataFrame | None, as_of: date, refusals: Refusals
) -> tuple[pd.DataFrame, dict[str, DocumentKind]]:
    """What documents can show on a day: those that vendors are asked for, and every kind that a register knows.

    Returns
    -------
    requests
        Indexed by id, in the order of the file: title, asked_as (the same as a vendor is asked), settles (controls,
        data or path; what settles transfers is not asked for), level (of the evidence, E1 to E5; "" where it settles no
        controls), controls (tuple of the ids that it can speak of) and kinds (tuple of the kinds of evidence that it
        may be of).
    documents
        Kind of document to what it can show.
    """
    rows = read_table(snapshot, REQUESTS, _REQUEST_COLUMNS, refusals) or []
    unique(rows, ["request", "holds_from"], refusals)
    asked: list[tuple[str, str, str, str, str, tuple[str, ...], tuple[str, ...]]] = []
    documents: dict[str, DocumentKind] = {}
    spans: dict[str, list[Span]] = {}
    for row in rows:
        stated(row, ["request", "title", "source"], refusals)
        allowed(row, "asked", _YES_NO, refusals)
        if row["asked"] == "yes":
            stated(row, ["asked_as"], refusals)
        allowed(row, "settles", _SETTLES, refusals)
        if (row["asked"], row["settles"]) == ("yes", _TRANSFER):
            refusals.add(
                row.place("asked"), "is yes of what settles transfers, which moves no score", "write no"
            )
        named = _controls(row, controls, refusals)
        kinds = _kinds(row, refusals)
        months = _months(row, refusals)
        span = read_span(row, refusals)
        if span is None:
            continue
        spans.setdefault(row["request"], []).append(span)
        if not span.holds(as_of):
            continue
        if row["asked"] == "yes":
            told = (row["request"], row["title"], row["asked_as"])
            asked.append((*told, row["settles"], row["level"], named, kinds))
        for kind in kinds:
            if kind in documents:
                refusals.add(row.place("kinds"), f"{kind!r} is listed twice on {as_of}", "keep it once")
            documents[kind] = DocumentKind(row["level"], frozenset(named), row["period"] == "yes", months)
    for request, found in spans.items():
        check_spans(found, f"{REQUESTS}, {request}", refusals, gaps_allowed=True)
    for kind in _KINDS:
        if rows and kind not in documents:
            what = f"no document of the kind {kind!r} on {as_of}"
            refusals.add(REQUESTS, what, "name the kind in one row, with what it can show")
    table = pd.DataFrame(
        asked, columns=["request", "title", "asked_as", "settles", "level", "controls", "kinds"]
    )
    return table.set_index("request"), documents


def _kinds(row: Row, refusals: Refusals) -> tuple[str, ...]:
    """The kinds of evidence that a document may be of."""
    kinds = tuple(filter(None, map(str.strip, row["kinds"].split(";"))))
    for kind in kinds:
        if kind not in _KINDS:
            refusals.add(row.place("kinds"), f"{kind!r} is no kind of evidence", one_of(kind, _KINDS))
    if row["asked"] == "no" and not kinds:
        refusals.add(row.place("kinds"), "is blank of what nobody is asked for", "name a kind, or ask for it")
    return kinds


#: Months as a row may have them; a number of thousands of digits is none.
_MONTHS = re.compile(r"0{0,3}[1-9][0-9]{0,3}", re.ASCII)


def _months(row: Row, refusals: Refusals) -> int | None:
    """Months after which a document ends that does not say when."""
    written = row["usual_months"]
    if written and not _MONTHS.fullmatch(written):
        refusals.add(row.place("usual_months"), f"{written!r} is no number of months", "write it as 36")
        return None
    return int(written) if written else None


def _controls(row: Row, controls: pd.DataFrame | None, refusals: Refusals) -> tuple[str, ...]:
    """The controls that a document can speak of; none, and nothing allowed to be stated, if it settles others."""
    if row["settles"] != "controls":
        is_document = row["settles"] == _TRANSFER
        if is_document:
            allowed(row, "level", _LEVELS, refusals)
            allowed(row, "period", _YES_NO, refusals)
        for column in (
            ("controls",) if is_document else ("kinds", "level", "controls", "period", "usual_months")
        ):
            if row[column]:
                what = f"{row[column]!r} is stated of what settles no controls"
                refusals.add(row.place(column), what, "leave it blank")
        return ()
    stated(row, ["controls"], refusals)
    allowed(row, "level", _LEVELS, refusals)
    allowed(row, "period", _YES_NO, refusals)
    if controls is None:
        return ()
    known = tuple(controls.index)
    if row["controls"] == _ALL:
        return known
    if row["controls"] == _GATES:
        return tuple(controls.index[controls["gate"]])
    named = tuple(filter(None, map(str.strip, row["controls"].split(";"))))
    for control in named:
        if control not in known:
            right = one_of(control, (*known, _ALL, _GATES))
            refusals.add(row.place("controls"), f"{control!r} is no control", right)
    return named
