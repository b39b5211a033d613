"""Questionnaires of other makes and pages of certificates: what is taken from them never looks safer than they do."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from decisions.scored_reviews import rows_in
from vendor_review.errors import UsageError
from vendor_review.intake.wording.tables import turn
from vendor_review.policy import Policy, load_policy
from vendor_review.questionnaires.acceptance.preview_text import preview_lines
from vendor_review.questionnaires.acceptance.taking import Taking, accept, preview
from vendor_review.questionnaires.foreign.answered_elsewhere import together
from vendor_review.questionnaires.foreign.foreign_file import read_foreign
from vendor_review.questionnaires.foreign.makes import known_makes
from vendor_review.questionnaires.returned.answer_sheets import Returned
from vendor_review.questionnaires.returned.file import open_book
from vendor_review.register import load_register
from vendor_review.schema import CheckedRegister, check_register

NUMBERZ = Path(__file__).parents[2] / "data" / "numberz"
AS_OF = date(2026, 11, 1)
# As the Cloud Security Alliance names its columns; the questions are ours.
CAIQ = ("Question ID", "Question", "CSP CAIQ Answer", "SSRM Control Ownership",
        "CSP Implementation Description (Optional/Recommended)", "CCM Control ID")  # fmt: skip
HECVAT = ("ID", "Question", "Answer", "Additional Information", "Guidance")
ONLY_CAIQ_4 = {"CEK-01.1": "Yes", "LOG-01.1": "Yes"}


def register(folder: Path) -> Path:
    return Path(shutil.copytree(NUMBERZ, folder / "numberz"))


def book(
    folder: Path,
    answers: Mapping[str, str],
    headings: Sequence[str] = CAIQ,
    *,
    name: str = "answers.xlsx",
    owner: Mapping[str, str] | None = None,
    words: Mapping[str, str] | None = None,
    comment: str = "",
    above: Sequence[str] = (),
) -> Path:
    """A workbook with the columns of a make, under a title and what is `above`."""
    path = folder / name
    with xlsxwriter.Workbook(str(path)) as made:
        made.add_worksheet("Introduction").write(0, 0, "How to fill this in")
        sheet = made.add_worksheet("Answers")
        sheet.write_row(0, 0, ("A questionnaire", *above))
        sheet.write_row(2, 0, headings)
        for row, (question, answer) in enumerate(answers.items(), start=3):
            sheet.write_row(row, 0, (question, "Is it so?", answer))
            if headings is CAIQ:
                sheet.write(row, 3, (owner or {}).get(question, "CSP-owned"))
            sheet.write(row, 4 if headings is CAIQ else 3, (words or {}).get(question, ""))
        if comment:
            sheet.write_comment("C4", comment, {"author": "Vera"})
    return path


def look(file: Path, where: Path) -> Taking:
    return preview(file, str(where), AS_OF, vendor="Sendgrid")


@cache
def checked_numberz() -> tuple[CheckedRegister, Policy]:
    policy = load_policy(None, AS_OF)
    return check_register(load_register(NUMBERZ), policy.vocabulary, AS_OF), policy


def read(file: Path, vendor: str = "Sendgrid", questions_map: str = "") -> Returned:
    """What a questionnaire says, before it is held against the register."""
    return read_foreign(open_book(file), *checked_numberz(), vendor, questions_map)


def answered(returned: Returned) -> dict[str, str]:
    return {one.control: one.answer for one in returned.answers}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param({"IAM-06.1": "Yes", "IAM-07.1": "Yes"}, "yes", id="all yes"),
        pytest.param(
            {"IAM-06.1": "Yes", "IAM-06.2": "Yes", "IAM-07.1": "No"}, "partial", id="more yes than no"
        ),
        pytest.param({"IAM-06.1": "Yes", "IAM-07.1": "No"}, "no", id="as many no as yes"),
        pytest.param({"IAM-06.1": "No", "IAM-07.1": "No"}, "no", id="all no"),
        pytest.param({"IAM-06.1": "Yes"}, "", id="one question is not in the file"),
        pytest.param({"IAM-06.1": "Yes", "IAM-07.1": ""}, "", id="one is blank"),
        pytest.param(
            {"IAM-06.1": "NA", "IAM-07.1": "NA"}, "", id="not applicable, and the policy does not allow it"
        ),
        pytest.param(
            {"IAM-06.1": "Yes", "IAM-07.1": "Yes, but not for support"}, "", id="a yes with more words"
        ),
        pytest.param(
            {"IAM-06.1": "Yes", "IAM-06.2": "Yes", "IAM-07.1": "NA"}, "partial", id="more yes than open"
        ),
    ],
)
def test_several_questions_about_a_control_never_look_safer_than_their_answers(
    tmp_path: Path, answers: Mapping[str, str], expected: str
) -> None:
    returned = read(book(tmp_path, {**ONLY_CAIQ_4, **answers}))
    assert answered(returned).get("VR-A4", "") == expected
    if not expected:
        assert any(remark.startswith("VR-A4: no answer is taken (IAM-06.1") for remark in returned.remarks)


@given(st.lists(st.sampled_from(["yes", "partial", "no", "open", "na"]), max_size=8))
def test_a_worse_answer_to_one_question_never_makes_the_whole_better(counted: list[str]) -> None:
    worth = {"yes": 3, "partial": 2, "": 1, "no": 0}
    whole = together(counted)
    for place, how in enumerate(counted):
        if how == "yes":
            for worse in ("partial", "no"):
                other = together([*counted[:place], worse, *counted[place + 1 :]])
                assert worth[other] <= worth[whole]


def test_what_only_a_part_of_a_control_is_asked_about_counts_as_partial(tmp_path: Path) -> None:
    taking = look(book(tmp_path, {**ONLY_CAIQ_4, "IAM-05.1": "Yes", "IAM-16.1": "Yes"}), NUMBERZ)
    assert [row["answer"] for row in taking.plan.answers if row["control"] == "VR-A1"] == ["partial"]
    assert "add     VR-A1: partial" in "\n".join(preview_lines(taking))


def test_what_the_customer_has_to_do_is_no_answer_of_the_vendor(tmp_path: Path) -> None:
    answers = {**ONLY_CAIQ_4, "IAM-08.1": "Yes"}
    assert answered(read(book(tmp_path, answers)))["VR-A5"] == "yes"
    returned = read(book(tmp_path, answers, owner={"IAM-08.1": "CSC-owned"}))
    assert "VR-A5" not in answered(returned)
    assert "VR-A5: no answer is taken (IAM-08.1 is for the customer to do)" in returned.remarks


def test_a_yes_of_the_register_with_a_report_does_not_differ_from_a_part_of_it(tmp_path: Path) -> None:
    where = register(tmp_path)
    with (where / "access_controls.csv").open("a", encoding="utf-8") as file:
        file.write("sendgrid,VR-A1,yes,sendgrid-page,2026-10-01,,\n")
    taking = look(book(tmp_path, {**ONLY_CAIQ_4, "IAM-05.1": "Yes", "IAM-16.1": "Yes"}), where)
    assert [one.control for one in taking.plan.same] == ["VR-A1"]
    assert not taking.plan.differing


def test_the_rows_are_added_with_the_questionnaire_as_their_evidence_and_only_once(tmp_path: Path) -> None:
    where = register(tmp_path)
    answers = {**ONLY_CAIQ_4, "IAM-08.1": "Yes", "IAM-13.1": "No", "A&A-01.1": "No"}
    file = book(tmp_path, answers, words={"IAM-08.1": "Each quarter."}, above=("Date", "2026-06-30"))
    accept(file, str(where), AS_OF, vendor="Sendgrid", by="Ann Analyst")

    evidence = rows_in(where / "evidence.csv")[-1]
    assert (evidence["kind"], evidence["level"], evidence["issued_on"]) == (
        "questionnaire",
        "E2",
        "2026-06-30",
    )
    assert evidence["title"] == "CAIQ 4 of 2026-06-30"
    assert len(evidence["sha256"]) == 64
    rows = {
        row["control"]: row
        for row in rows_in(where / "access_controls.csv")
        if row["vendor_id"] == "sendgrid"
    }
    assert (rows["VR-A5"]["answer"], rows["VR-A5"]["evidence_id"]) == ("yes", evidence["evidence_id"])
    assert "IAM-08.1: Each quarter." in rows["VR-A5"]["note"]
    assert "reviewed by Ann Analyst" in rows["VR-A5"]["note"]
    assert rows["VR-I2"]["answer"] == "no"
    assert accept(file, str(where), AS_OF, vendor="Sendgrid", by="Ann Analyst").plan.adds_nothing


def test_one_without_a_day_counts_as_undated(tmp_path: Path) -> None:
    taking = look(book(tmp_path, {**ONLY_CAIQ_4, "IAM-08.1": "Yes"}, above=("Date", "2027-06-30")), NUMBERZ)
    assert taking.plan.evidence[0]["issued_on"] == ""
    assert any("counts as undated" in remark for remark in taking.returned.remarks)


def test_a_comment_is_settled_before_anything_is_added(tmp_path: Path) -> None:
    where = register(tmp_path)
    file = book(tmp_path, {**ONLY_CAIQ_4, "IAM-08.1": "Yes"}, comment="Only in one region")
    assert "a comment of 'Vera': 'Only in one region'" in look(file, where).unsettled[0]
    with pytest.raises(UsageError, match="settle it"):
        accept(file, str(where), AS_OF, vendor="sendgrid", by="Ann Analyst")
    accept(file, str(where), AS_OF, vendor="sendgrid", by="Ann Analyst", settled=True)


def test_what_speaks_of_no_control_is_told_folded_and_what_is_denied_there_by_its_id(tmp_path: Path) -> None:
    answers = {
        **ONLY_CAIQ_4,
        "IAM-08.1": "Yes",
        **{f"A&A-0{n}.1": "No" if n == 3 else "Yes" for n in range(1, 6)},
    }
    told = read(book(tmp_path, answers)).unmapped
    assert "A&A-01.1 to A&A-05.1 (5)" in told
    assert "answered no among them: A&A-03.1" in told


@pytest.mark.parametrize(
    ("called", "said"),
    [
        ("", "does not say whose answers it has; name the vendor with --vendor"),
        ("Sendgird", "is no accepted vendor of numberz"),
    ],
)
def test_the_vendor_has_to_be_named(tmp_path: Path, called: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        read(book(tmp_path, {**ONLY_CAIQ_4, "IAM-08.1": "Yes"}), called)
    assert said in refused.value.problems[0]


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param(
            {"IAM-08.1": "Yes", "IAM-13.1": "Yes", "EKM-01.1": "Yes"}, id="CAIQ 3 gives its ids otherwise"
        ),
        pytest.param({"IAM-08.1": "Yes", "IAM-13.1": "Yes", "IAM-14.1": "Yes"}, id="any version of CAIQ"),
        pytest.param({"1.1": "Yes", "2.1": "Yes", "2.2": "Yes", "4.2": "Yes"}, id="numbers of any list"),
    ],
)
def test_a_make_that_is_not_certain_is_refused_and_may_be_named(
    tmp_path: Path, answers: Mapping[str, str]
) -> None:
    file = book(tmp_path, answers)
    with pytest.raises(UsageError, match="--questions-map"):
        read(file)
    how = "mvsp_3" if "1.1" in answers else "caiq_4"
    assert read(file, questions_map=how).answers


def test_hecvat_is_read_by_its_ids_and_a_question_may_ask_for_the_contrary(tmp_path: Path) -> None:
    answers = {
        "REQU-01": "Yes",
        "AAAI-01": "Yes",
        "AAAI-17": "Yes",
        "AAAI-08": "No",
        "DATA-03": "Yes",
        "DATA-14": "No",
    }
    returned = read(book(tmp_path, answers, HECVAT))
    assert returned.make == "HECVAT 4"
    assert answered(returned) == {"VR-I3": "yes", "VR-I4": "partial", "VR-P2": "no"}


def test_a_checklist_of_mvsp_may_be_csv(tmp_path: Path) -> None:
    file = tmp_path / "mvsp.csv"
    file.write_text("MVSP v3.0,,\nControl,Status,Comments\n2.1,Met,\n2.4,Not met,\n4.2,Yes,\n", "utf-8")
    found = answered(read(file))
    assert (found["VR-I3"], found["VR-I4"], found["VR-A1"]) == ("yes", "no", "partial")
    assert "VR-A2" not in found  # nothing there says that we approve each access


def test_a_map_of_ones_own_says_which_question_speaks_of_which_control(tmp_path: Path) -> None:
    file, own = tmp_path / "own.csv", tmp_path / "map.csv"
    file.write_text(
        "No.,Question,Answer\nQ1,Second factor?,Yes\nQ2,Open by default?,Yes\nQ9,Parking?,No\n", "utf-8"
    )
    own.write_text("question,control,counts,safe\nQ1,VR-I1,partial,yes\nQ2,VR-A1,yes,no\n", "utf-8")
    returned = read(file, questions_map=str(own))
    assert answered(returned) == {"VR-A1": "no", "VR-I1": "partial"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,control\n", "row 1: its columns are not question, control, counts, safe"),
        ("question,control,counts,safe\nQ1,VR-X9,maybe,yes\n", "row 2: 'VR-X9' is no control of the policy"),
        (
            "question,control,counts,safe\nQ1,VR-A1,maybe,yes\n",
            "row 2: counts is 'maybe', not yes or partial",
        ),
        ("question,control,counts,safe\n", "maps no question"),
    ],
)
def test_a_map_that_is_none_is_refused_at_its_row(tmp_path: Path, content: str, said: str) -> None:
    own = tmp_path / "map.csv"
    own.write_text(content, "utf-8")
    with pytest.raises(UsageError) as refused:
        read(book(tmp_path, ONLY_CAIQ_4), questions_map=str(own))
    assert any(said in problem for problem in refused.value.problems)


TRUST = """<h1>Trust</h1>
<p>We hold SOC 2 Type II and ISO/IEC 27001:2022. We are working towards ISO 27701.</p>
<ul><li>PCI DSS</li><li>SOC 2 Type I (expired)</li><li>Our data centers are ISO 27017 certified.</li></ul>"""


def test_certificates_that_a_page_names_become_documents_without_a_level(tmp_path: Path) -> None:
    where, page = register(tmp_path), tmp_path / "trust.html"
    page.write_text(TRUST, "utf-8")
    taking = accept(page, str(where), AS_OF, vendor="Sendgrid", by="Ann Analyst")
    added = rows_in(where / "evidence.csv")[-len(taking.plan.evidence) :]
    assert {row["kind"]: row["title"].partition(",")[0] for row in added} == {
        "soc2_type2": "SOC 2 Type II",
        "iso27001": "ISO/IEC 27001:2022",
        "other": "PCI DSS",
    }
    assert {row["level"] for row in added} == {""}
    assert taking.weighed.now == taking.weighed.then
    assert len(taking.returned.remarks) == 3
    assert accept(page, str(where), AS_OF, vendor="Sendgrid", by="Ann Analyst").plan.adds_nothing


def test_a_page_without_a_certificate_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "trust.md"
    page.write_text("# Trust\n\nWe care about security.\n", "utf-8")
    with pytest.raises(UsageError, match="names no certificate"):
        accept(page, str(register(tmp_path)), AS_OF, vendor="Sendgrid", by="Ann Analyst")


def test_each_id_that_is_mapped_is_known_as_that_of_a_question() -> None:
    mapped = {one for make in known_makes(load_policy(None, AS_OF)).values() for one in make.rules}
    assert len(mapped) > 50
    assert [one for one in sorted(mapped) if not turn("question_ids_exact").fullmatch(one)] == []
