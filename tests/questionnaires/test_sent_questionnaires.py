"""What goes out to a vendor: all that would help, what each cell offers, and nothing that is ours alone."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from bs4 import BeautifulSoup
from openpyxl.utils import range_boundaries

from crowd import BIDI, MARKUP
from questionnaires.forms import EXAMPLE, SENT, checked_and_scored, send
from registers import write_register
from vendor_review import cli
from vendor_review.errors import UsageError
from vendor_review.questionnaires.form import ANSWER_WORDS, FORMAT, KIND_WORDS, PATH_WORDS
from vendor_review.questionnaires.sent.dispatch import questionnaire_page, write_questionnaires
from vendor_review.questionnaires.sent.questions import Questionnaire, questionnaire
from vendor_review.questionnaires.sent.workbook import questionnaire_workbook
from vendor_review.register.layout import TABLES

VENDOR = {"vendor_id": "mailer", "name": "Mailer"}
ENGAGEMENT = {"engagement_id": "mailer-1", "vendor_id": "mailer", "status": "active", "role": "processor"}


def asked_of(folder: Path, vendor_id: str = "mailer", **tables: Any) -> Questionnaire:
    given = {"vendors": [VENDOR], "engagements": [ENGAGEMENT], **tables}
    checked, scores = checked_and_scored(write_register(folder / "house", given))
    return questionnaire(checked, scores, vendor_id)


def book_of(asked: Questionnaire) -> Any:
    return openpyxl.load_workbook(io.BytesIO(questionnaire_workbook(asked)))


def offered(book: Any, sheet: str, cell: str) -> list[str] | None:
    """The words of the list that a cell has, whether typed into the rule or standing in a range."""
    for rule in book[sheet].data_validations.dataValidation:
        if rule.type == "list" and cell in rule.sqref:
            assert (rule.errorStyle or "stop") in (
                "stop",
                "information",
            )  # where nothing is said, stop is meant
            if rule.formula1.startswith('"'):
                return str(rule.formula1).strip('"').split(",")
            title, cells = rule.formula1.split("!")
            left, top, right, bottom = range_boundaries(cells.replace("$", ""))
            return [str(row[0]) for row in book[title].iter_rows(top, bottom, left, right, values_only=True)]
    return None


def kinds_of_rules(book: Any, sheet: str, cell: str) -> set[str]:
    return {str(rule.type) for rule in book[sheet].data_validations.dataValidation if cell in rule.sqref}


# --- what is asked -------------------------------------------------------------------------------------------


def text_of(page: str) -> str:
    """What a page says; blanks that do not break count as blanks."""
    return BeautifulSoup(page, "html5lib").get_text().replace("\N{NO-BREAK SPACE}", " ")


def test_a_vendor_of_which_nothing_is_known_is_asked_everything(tmp_path: Path) -> None:
    asked = asked_of(tmp_path)
    assert len(asked.statements) == 18
    assert [question.id for question in asked.questions] == [f"G{n}" for n in range(1, 10)]
    assert asked.documents[0] == "A description of how your staff and systems reach our data."
    assert (
        "Our data processing agreement, signed by you, with its annex of security measures."
        in asked.documents
    )


def test_neither_this_form_nor_what_another_document_contains_is_asked_for(tmp_path: Path) -> None:
    documents = " ".join(asked_of(tmp_path).documents)
    assert "questionnaire" not in documents
    assert "gate" not in documents


def test_what_is_known_and_shown_is_not_asked_again(tmp_path: Path) -> None:
    report = {
        "evidence_id": "r",
        "vendor_id": "mailer",
        "kind": "soc2_type2",
        "level": "E5",
        "in_scope": "yes",
    }
    answers = [
        {"vendor_id": "mailer", "control": "VR-A1", "answer": "yes", "evidence_id": "r"},  # shown
        {"vendor_id": "mailer", "control": "VR-A2", "answer": "no"},  # nothing shows a no
        {"vendor_id": "mailer", "control": "VR-A3", "answer": "yes"},  # said, not shown
        {"vendor_id": "mailer", "control": "VR-A4", "answer": "unknown"},
        {
            "vendor_id": "mailer",
            "control": "VR-A5",
            "answer": "partial",
            "evidence_id": "r",
        },  # all that it is worth
    ]
    asked = asked_of(
        tmp_path,
        evidence=[report | {"issued_on": "2026-09-01", "period_end": "2026-08-31"}],
        access_controls=answers,
    )
    ids = [statement.id for statement in asked.statements]
    assert ids[:3] == ["VR-A3", "VR-A4", "VR-A6"]
    faded = asked_of(
        tmp_path / "later", evidence=[report | {"issued_on": "2024-01-01"}], access_controls=answers
    )
    assert [statement.id for statement in faded.statements][:2] == ["VR-A1", "VR-A3"]


REPORT = {
    "evidence_id": "canaryreport",
    "vendor_id": "mailer",
    "kind": "soc2_type2",
    "level": "E5",
    "title": "canarytitle",
    "location": "canarylocation",
    "issued_on": "2026-09-01",
    "period_end": "2026-07-31",
    "in_scope": "yes",
}


def test_what_is_on_file_is_told_and_not_asked_for_again(tmp_path: Path) -> None:
    asked = asked_of(tmp_path, evidence=[REPORT])
    assert asked.on_file == ("SOC 2 Type II report, issued 1 September 2026, covering up to 31 July 2026",)
    assert asked.statements == ()
    assert not [document for document in asked.documents if "SOC 2" in document or "ISO" in document]
    about = " ".join(str(row[0] or "") for row in book_of(asked)["about"].iter_rows(values_only=True))
    page = text_of(questionnaire_page(asked))
    for text in (about, page):
        assert "We already have these documents. Please do not send them again:" in text
        assert asked.on_file[0] in text
    # Its title, place and id are ours.
    assert "canary" not in questionnaire_page(asked) + _all_text(questionnaire_workbook(asked))


def test_of_a_report_that_some_answers_cite_the_other_controls_are_still_asked(tmp_path: Path) -> None:
    cited = [
        {"vendor_id": "mailer", "control": "identity", "answer": "yes", "evidence_id": "canaryreport"},
    ]
    asked = asked_of(tmp_path, evidence=[REPORT], access_controls=cited)
    assert asked.on_file
    assert {"VR-A1", "VR-P1"} <= {one.id for one in asked.statements}
    assert "VR-I1" not in {one.id for one in asked.statements}


@pytest.mark.parametrize(
    ("blank", "words", "offered"),
    [
        ("period_end", "what is the last day that it covers?", ()),
        ("in_scope", "does it cover the service that we use?", ("yes", "no")),
    ],
)
def test_the_vendor_is_asked_what_is_not_known_of_its_document(
    tmp_path: Path, blank: str, words: str, offered: tuple[str, ...]
) -> None:
    asked = asked_of(tmp_path, evidence=[REPORT | {blank: ""}])
    question = asked.questions[2]
    assert question.words == f"Your SOC 2 Type II report, which we have: {words}"
    assert (question.offered, question.is_day) == (offered, not offered)


def test_a_document_of_ours_or_of_others_is_not_told(tmp_path: Path) -> None:
    kinds = ("pentest", "other", "statement", "whitepaper")
    ours = [REPORT | {"kind": kind, "evidence_id": f"canary{kind}"} for kind in kinds]
    assert asked_of(tmp_path, evidence=ours).on_file == ()


def test_the_reader_is_addressed_as_you(tmp_path: Path) -> None:
    """No text of ours that a vendor reads speaks of the vendor, or of its things, as somebody else's."""
    checked, scores = checked_and_scored(EXAMPLE)
    others = re.compile(
        r"\b(the vendor|vendors?|its (people|staff|systems|subprocessors)|it gets|it keeps)\b", re.I
    )
    for vendor_id in ("cobblefenn", "deskharrow", "watchfen"):
        asked = questionnaire(checked, scores, vendor_id)
        page = BeautifulSoup(questionnaire_page(asked), "html5lib").body
        assert page is not None
        cells = [cell for cell in _cells(questionnaire_workbook(asked)) if cell not in ("vendor_id", FORMAT)]
        for text in (page.get_text(), " ".join(cells)):
            assert others.findall(text) == []
            assert re.search(r"\byou(r)?\b", text)
    for words in (*scores.policy.controls["asked_as"], *scores.policy.requests["asked_as"]):
        assert others.findall(words) == []


def test_a_vendor_that_nothing_reaches_is_asked_about_no_control(tmp_path: Path) -> None:
    none = [
        {"engagement_id": "mailer-1", "category": "none", "custody": kind} for kind in ("disclosed", "held")
    ]
    place = {"engagement_id": "mailer-1", "kind": "processing", "code": "DE"}
    engagement = ENGAGEMENT | {"access_path": "receives"}
    asked = asked_of(tmp_path, engagements=[engagement], data_shared=none, places=[place])
    assert asked.is_empty


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        (
            {},
            [
                "can your staff or systems read",
                "do you store",
                "how much of our data can your staff",
                "in which countries",
            ],
        ),
        (
            {"data_shared": [{"engagement_id": "mailer-1", "category": "Name", "custody": "disclosed"}]},
            ["do you store", "how much of our data can your staff", "in which countries"],
        ),
        (
            {"engagements": [ENGAGEMENT | {"access_path": "receives"}]},
            ["can your staff or systems read", "in which countries"],
        ),
        (
            {"places": [{"engagement_id": "mailer-1", "kind": "processing", "code": "DE"}]},
            ["can your staff or systems read", "do you store", "how much of our data can your staff"],
        ),
        (
            {"places": [{"engagement_id": "mailer-1", "kind": "processing", "code": "VARIES"}]},
            [
                "can your staff or systems read",
                "do you store",
                "how much of our data can your staff",
                "in which countries",
            ],
        ),
    ],
)
def test_questions_about_data_are_those_that_the_register_leaves_open(
    tmp_path: Path, tables: dict[str, Any], told: list[str]
) -> None:
    asked = asked_of(tmp_path, **tables).questions[2:]
    beside = (*ABOUT_AI, ABOUT_INCIDENTS)
    questions = [question for question in asked if not any(words in question.words for words in beside)]
    assert len(questions) == len(told)
    for question, words in zip(questions, told, strict=True):
        assert words in question.words


ABOUT_AI = ("train models on our data", "which AI models or AI services", "how long do you keep our data")
ABOUT_INCIDENTS = "hich security incidents affected our data, or may have?"
#: A vendor of whose data, access path and places all is known.
KNOWN: dict[str, Any] = {
    "data_shared": [
        {"engagement_id": "mailer-1", "category": "Name", "custody": kind} for kind in ("disclosed", "held")
    ],
    "places": [{"engagement_id": "mailer-1", "kind": "processing", "code": "DE"}],
}


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({}, [0, 1, 2]),
        ({"trains_on_data": "unknown"}, [0, 1, 2]),
        ({"trains_on_data": "opt_out"}, [1, 2]),
        ({"ai_models": "none"}, [0, 2]),
        ({"retention": "30 days"}, [0, 1]),
        ({"trains_on_data": "no", "ai_models": "its own", "retention": "30 days"}, []),
        ({"access_path": "receives"}, [0, 1]),  # what it does not keep it does not keep for long
        ({"access_path": "none"}, []),
    ],
)
def test_training_models_and_retention_are_asked_where_the_register_does_not_state_them(
    tmp_path: Path, cells: dict[str, str], told: list[int]
) -> None:
    engagement = {**ENGAGEMENT, "access_path": "stores", "product": "Send", **cells}
    asked = asked_of(tmp_path, engagements=[engagement], **KNOWN)
    found = [one for one in asked.questions if any(words in one.words for words in ABOUT_AI)]
    assert [one.words.startswith("Send: ") for one in found] == [True] * len(told)
    assert [ABOUT_AI[number] in one.words for number, one in zip(told, found, strict=True)] == [True] * len(
        told
    )
    offered = [one.offered for one in found if ABOUT_AI[0] in one.words]
    assert offered == [("yes", "no", "yes, unless we object")] * (0 in told)


def test_how_long_data_is_kept_is_asked_once(tmp_path: Path) -> None:
    asked = asked_of(tmp_path, engagements=[ENGAGEMENT | {"access_path": "stores"}])
    assert [one.words for one in asked.questions if "how long" in one.words] == [
        "The service that we use: which categories of our personal data do you store, and for how long?"
    ]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({}, 0),
        ({"ai_models": "none"}, 0),
        ({"ai_models": "its own", "trains_on_data": "no"}, 0),
        ({"ai_models": "its own"}, 1),
        ({"ai_models": "its own", "trains_on_data": "unknown"}, 1),
    ],
)
def test_who_is_asked_nothing_else_is_asked_of_training_only_where_it_uses_ai(
    tmp_path: Path, cells: dict[str, str], told: int
) -> None:
    none = [{**row, "category": "none"} for row in KNOWN["data_shared"]]
    engagement = {**ENGAGEMENT, "access_path": "receives", **cells}
    asked = asked_of(tmp_path, engagements=[engagement], data_shared=none, places=KNOWN["places"])
    assert not asked.statements
    questions = [one for one in asked.questions[2:] if ABOUT_INCIDENTS not in one.words]
    assert len(questions) == told
    assert len(asked.questions[2:]) == 2 * told
    assert asked.is_empty == (told == 0)


@pytest.mark.parametrize(
    ("reviewed", "words"),
    [
        ([], "Which security incidents affected our data, or may have?"),
        (
            ["2025-01-07", "2026-05-12"],
            "Since 12 May 2026, which security incidents affected our data, or may have?",
        ),
    ],
)
def test_who_is_asked_anything_is_asked_of_incidents_since_the_last_review(
    tmp_path: Path, reviewed: list[str], words: str
) -> None:
    rows = [{"vendor_id": "mailer", "reviewed_on": day} for day in reviewed]
    *_, last = asked_of(tmp_path, reviews_done=rows).questions
    assert last.words.startswith(words)
    assert last.words.endswith("If there were none, write none.")


@pytest.mark.parametrize(
    ("roles", "aside"),
    [
        (["processor"], set()),
        (["independent_controller"], {"VR-A2", "VR-O3"}),
        (["independent_controller", "processor"], set()),
        (["independent_controller", "affiliate"], set()),
        ([""], set()),
    ],
)
def test_not_applicable_is_offered_where_the_policy_allows_it_to_every_role(
    tmp_path: Path, roles: list[str], aside: set[str]
) -> None:
    engagements = [ENGAGEMENT | {"engagement_id": f"e{n}", "role": role} for n, role in enumerate(roles)]
    asked = asked_of(tmp_path, engagements=engagements)
    assert {one.id for one in asked.statements if "not applicable" in one.offered} == aside


# --- the workbook ------------------------------------------------------------------------------------------


def test_lists_offer_exactly_what_is_allowed(tmp_path: Path) -> None:
    asked = asked_of(tmp_path, engagements=[ENGAGEMENT | {"role": "independent_controller"}])
    book = book_of(asked)
    for row, one in enumerate(asked.statements, start=2):
        assert book["answers"][f"A{row}"].value == one.id
        may = list(ANSWER_WORDS.values()) if one.id in ("VR-A2", "VR-O3") else list(ANSWER_WORDS.values())[:4]
        assert offered(book, "answers", f"D{row}") == may
        assert offered(book, "answers", f"E{row}") == [f"D{number}" for number in range(1, 21)]
        assert offered(book, "answers", f"F{row}") is None
    for row in range(2, 22):
        assert offered(book, "documents", f"B{row}") == list(KIND_WORDS.values())
        assert offered(book, "documents", f"H{row}") == ["yes", "no"]
        assert [kinds_of_rules(book, "documents", f"{column}{row}") for column in "EFG"] == [{"date"}] * 3
        assert {book["documents"][f"{column}{row}"].number_format for column in "EFG"} == {"yyyy-mm-dd"}
    path_row = 2 + [question.id for question in asked.questions].index("G5")
    assert offered(book, "general", f"C{path_row}") == list(PATH_WORDS.values())
    assert kinds_of_rules(book, "general", "C3") == {"date"}


def test_every_word_of_the_register_can_be_chosen_and_no_other() -> None:
    evidence, answers = TABLES["evidence"], TABLES["access_controls"]
    assert tuple(KIND_WORDS) == evidence.column("kind").values
    assert {*ANSWER_WORDS, "unknown"} == set(answers.column("answer").values)
    assert tuple(PATH_WORDS) == TABLES["engagements"].column("access_path").values
    assert not any("," in word for word in (*KIND_WORDS.values(), *ANSWER_WORDS.values()))


def test_only_cells_for_answers_are_unlocked(tmp_path: Path) -> None:
    asked = asked_of(tmp_path)
    book = book_of(asked)
    open_cells = {
        sheet.title: {
            cell.column_letter for row in sheet.iter_rows(2) for cell in row if not cell.protection.locked
        }
        for sheet in book
    }
    assert open_cells == {
        "about": set(),
        "documents": set("BCDEFGH"),
        "answers": set("DEF"),
        "general": {"C"},
        "lists": set(),
        "form": set(),
    }
    assert all(book[name].protection.sheet for name in ("about", "documents", "answers", "general", "form"))
    assert [sheet.title for sheet in book if sheet.sheet_state == "hidden"] == ["lists", "form"]


def test_the_file_says_what_it_belongs_to(tmp_path: Path) -> None:
    asked = asked_of(tmp_path)
    facts = {row[0]: row[1] for row in book_of(asked)["form"].iter_rows(2, values_only=True)}
    assert len(facts.pop("lines").split("; ")) > 10
    assert len(facts.pop("seal")) == 64
    assert facts == {
        "format": FORMAT,
        "register": "house",
        "vendor_id": "mailer",
        "as_of": "2026-10-31",
        "answers": "; ".join(one.id for one in asked.statements),
        "not_applicable": None,
        "general": "G1; G2; G3; G4; G5; G6; G7; G8; G9",
    }


def test_the_same_questions_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = (asked_of(tmp_path / name) for name in ("one", "two"))
    assert questionnaire_workbook(first) == questionnaire_workbook(second)
    assert questionnaire_page(first) == questionnaire_page(second)


def test_nothing_in_the_workbook_runs_or_leads_outside(tmp_path: Path) -> None:
    path = send(EXAMPLE, tmp_path, "deskharrow")
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        sheets = [archive.read(name).decode() for name in names if name.startswith("xl/worksheets/")]
    assert not [name for name in names if "vba" in name.lower() or "external" in name.lower()]
    assert not [text for text in sheets if "<f>" in text or "<hyperlink" in text]


# --- who asks ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("", ["We use your service", "send it back to the person who sent it to you"]),
        (
            'organisation = "House"\nlegal_name = "House Ltd"\nbrand = "The House"\ncontact = "p@house.example"',
            ["We, The House (House Ltd), use your service", "send it back to p@house.example by 1 December"],
        ),
        ('legal_name = "House Ltd"', ["We, House Ltd, use your service"]),
    ],
)
def test_who_asks_and_where_answers_go_is_what_the_page_says(
    tmp_path: Path, page: str, told: list[str]
) -> None:
    register = write_register(tmp_path / "house", {"vendors": [VENDOR], "engagements": [ENGAGEMENT]}, page)
    asked = questionnaire(*checked_and_scored(register), "mailer", answer_by=date(2026, 12, 1))
    html = text_of(questionnaire_page(asked))
    about = " ".join(str(row[0] or "") for row in book_of(asked)["about"].iter_rows(values_only=True))
    for words in (*told, " by 1 December 2026.", "This questionnaire was written on 31 October 2026."):
        assert words in html
        assert words in about


# --- nothing that is ours alone ----------------------------------------------------------------------------


def test_of_a_full_register_only_names_and_products_go_out(tmp_path: Path) -> None:
    """Every free cell of the register holds a word of its own; two of them may reach the vendor."""
    register, private = _with_canaries(tmp_path)
    checked, scores = checked_and_scored(register)
    assert checked.rejected.empty
    for vendor_id in ("mailer", "other"):
        asked = questionnaire(checked, scores, vendor_id)
        assert asked.statements
        for text in (questionnaire_page(asked), _all_text(questionnaire_workbook(asked))):
            assert f"canaryname{vendor_id}" in text
            assert f"canaryproduct{vendor_id}" in text
            own = {f"canaryname{vendor_id}", f"canaryproduct{vendor_id}"}
            leaked = set(re.findall(r"canary\w+", text)) - own
            assert leaked == set()
    assert len(private) > 20


def test_no_score_tier_weight_or_gate_is_told(tmp_path: Path) -> None:
    checked, scores = checked_and_scored(EXAMPLE)
    words = re.compile(
        r"\b(gate|tiers?|T[1-4]|E[1-5]|appetite|points?|weights?|band|score|residual|undetermined)\b", re.I
    )
    for vendor_id in scores.vendors.index:
        asked = questionnaire(checked, scores, str(vendor_id))
        page = BeautifulSoup(questionnaire_page(asked), "html5lib")
        for style in page.select("style"):
            style.decompose()
        for text in (page.get_text(), " ".join(_cells(questionnaire_workbook(asked)))):
            assert words.findall(text) == []
            for end in scores.vendors.loc[vendor_id, ["r_lo", "r_hi", "i_hi"]]:
                assert not re.search(rf"(?<!\d){end:.2f}(?!\d)", text) or end == 0


def _with_canaries(folder: Path) -> tuple[Path, set[str]]:
    words: set[str] = set()
    tables: dict[str, list[dict[str, str]]] = {}
    fixed = {
        "vendors": {"website": "https://canarywebsite.example"},
        "engagements": {"status": "optional", "role": "affiliate", "public": "yes", "section": ""},
        "data_shared": {"category": "unclassified", "custody": "held", "subjects": "", "scale": "large"},
        "places": {"kind": "processing", "code": "TBD"},
        "access_controls": {"control": "VR-A1", "answer": "partial", "assessed_on": "2026-09-01"},
        "evidence": {
            "kind": "statement",
            "level": "E1",
            "public_as": "",
            "sha256": "a" * 64,
            "in_scope": "yes",
        },
        "decisions": {"decision": "remediate", "decided_on": "2026-09-01", "expires_on": "2027-09-01"},
        "reviews_done": {"reviewed_on": "2026-09-01", "outcome": ""},
        "incidents": {"known_on": "2026-09-01"},
        "requests": {
            "asked_on": "2026-09-01",
            "due_on": "2026-10-01",
            "answered_on": "",
            "what": "questionnaire",
        },
    }
    for name, table in TABLES.items():
        for vendor_id in ("mailer", "other"):
            row = {
                "vendor_id": vendor_id,
                "engagement_id": f"{vendor_id}-1",
                "evidence_id": f"canaryevidence{vendor_id}",
            }
            row |= {"decision_id": f"canarydecision{vendor_id}", "request_id": f"canaryrequest{vendor_id}"}
            row |= fixed.get(name, {})
            for column in table.columns:
                if column.kind == "text" and column.name not in row:
                    row[column.name] = f"canary{column.name.replace('_', '')}{vendor_id}"
                    words.add(row[column.name])
            tables.setdefault(name, []).append({key: cell for key, cell in row.items() if key in table.names})
    keys = ("services", "introduction", "exclusions", "closing")
    page = "\n".join(['organisation = "House"', *(f'{key} = "canary{key}"' for key in keys)])
    return write_register(folder / "house", tables, page), words


def _all_text(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


def _cells(content: bytes) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]


# --- hostile words of our own register ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", [MARKUP, "<r><t>&</r>", BIDI, '=HYPERLINK("https://x.example")', "+1", "a\x01b", "x" * 40_000]
)
def test_names_like_markup_or_formulas_are_text(tmp_path: Path, name: str) -> None:
    engagement = ENGAGEMENT | {"product": name}
    asked = asked_of(tmp_path, vendors=[VENDOR | {"name": name}], engagements=[engagement])
    content = questionnaire_workbook(asked)
    title = openpyxl.load_workbook(io.BytesIO(content))["about"]["A1"]
    assert title.data_type == "s"
    assert str(title.value).startswith("Security and data protection at")
    page = BeautifulSoup(questionnaire_page(asked), "html5lib")
    assert page.find("script") is None
    if "\x01" not in name:
        assert name in page.get_text()


# --- the command -------------------------------------------------------------------------------------------


def test_the_command_writes_two_files_per_vendor_and_lists_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    code = cli.main(
        [
            "questions",
            str(EXAMPLE),
            "--as-of",
            str(SENT),
            "--out",
            str(out),
            "--vendor",
            "deskharrow",
            "--vendor",
            "Watchfen Monitoring",
        ]
    )
    assert code == 0
    names = ["deskharrow.xlsx", "deskharrow.html", "watchfen.xlsx", "watchfen.html"]
    assert capsys.readouterr().out.split() == [str(out / name) for name in names]
    assert sorted(path.name for path in out.iterdir()) == sorted(names)


def test_without_out_the_list_is_of_the_vendors_that_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        cli.main(
            ["questions", str(EXAMPLE), "--as-of", str(SENT), "--vendor", "deskharrow", "--format", "csv"]
        )
        == 0
    )
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 1
    assert all(line.startswith("deskharrow,") for line in lines[1:])


def test_a_vendor_of_which_all_is_known_gets_none_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    none = [
        {"engagement_id": "mailer-1", "category": "none", "custody": kind} for kind in ("disclosed", "held")
    ]
    tables = {
        "vendors": [VENDOR],
        "engagements": [ENGAGEMENT | {"access_path": "receives"}],
        "data_shared": none,
        "places": [{"engagement_id": "mailer-1", "kind": "processing", "code": "DE"}],
    }
    register = write_register(tmp_path / "house", tables)
    assert cli.main(["questions", str(register), "--as-of", str(SENT), "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "nothing to ask of mailer\n")
    assert list((tmp_path / "out").iterdir()) == []


def test_what_lies_there_is_not_written_over(tmp_path: Path) -> None:
    path = send(EXAMPLE, tmp_path, "deskharrow")
    path.write_bytes(b"filled in")
    page = path.with_suffix(".html").read_bytes()
    with pytest.raises(UsageError, match=r"deskharrow\.xlsx: exists already"):
        send(EXAMPLE, tmp_path, "deskharrow")
    assert (path.read_bytes(), path.with_suffix(".html").read_bytes()) == (b"filled in", page)


def test_a_vendor_whose_own_row_was_rejected_is_asked_nothing(tmp_path: Path) -> None:
    vendors = [VENDOR, {"vendor_id": "../../evil", "name": "Evil"}]
    register = write_register(tmp_path / "house", {"vendors": vendors, "engagements": [ENGAGEMENT]})
    checked, scores = checked_and_scored(register)
    sent = write_questionnaires(checked, scores, list(scores.vendors.index), tmp_path / "out")
    assert sent.lost == ("../../evil",)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["mailer.html", "mailer.xlsx"]


@pytest.mark.parametrize("day", ["soon", "01.12.2026"])
def test_the_day_to_answer_by_must_be_one(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["questions", str(EXAMPLE), "--answer-by", day]) == 2
    assert f"--answer-by: {day!r} is not a date" in capsys.readouterr().err
