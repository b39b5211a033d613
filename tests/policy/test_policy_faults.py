"""One broken policy per fault: an edit of the shipped one, and what its owner is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from vendor_review.errors import PolicyUnreadable
from vendor_review.policy import load_policy

TODAY = date(2026, 11, 23)
KAPPA = "value = 0.9\n"

# file, what stands there, what is put in its place, what the owner is told
FAULTS = {
    "a number is misspelt": (
        "policy.toml", "[controls.kappa]", "[controls.kapa]",
        "policy.toml, [controls]: 'kapa' is unknown; did you mean 'kappa'?",
    ),
    "a name is listed twice": (
        "policy.toml", KAPPA, KAPPA + KAPPA,
        "policy.toml: is not TOML: Cannot overwrite a value",
    ),
    "a key is unknown": (
        "policy.toml", KAPPA, KAPPA + "sauce = 'x'\n",
        "policy.toml, controls.kappa, from 2026-01-01: 'sauce' is unknown; did you mean 'source'?",
    ),
    "a source is missing": (
        "policy.toml", KAPPA + 'source = "vendor_review policy 1, own choice"', KAPPA,
        "policy.toml, controls.kappa, from 2026-01-01: source is missing; write source = \"...\"",
    ),
    "a source is blank": (
        "policy.toml", KAPPA + 'source = "vendor_review policy 1, own choice"', KAPPA + 'source = " "',
        "policy.toml, controls.kappa, from 2026-01-01: source is missing",
    ),
    "a unit is missing": (
        "policy.toml", 'unit = "share of inherent exposure"\n', "",
        "policy.toml, controls.kappa: unit is missing",
    ),
    "a meaning is missing": (
        "policy.toml", 'meaning = "Age up to which evidence keeps its whole strength"\n', "",
        "policy.toml, evidence.full_months: meaning is missing",
    ),
    "the policy has no name": (
        "policy.toml", 'name = "vendor_review policy 1"\n', "",
        "policy.toml: name is missing",
    ),
    "a value is missing": (
        "policy.toml", KAPPA, "",
        "policy.toml, controls.kappa, from 2026-01-01: has no value; write value = ...",
    ),
    "a number is out of range": (
        "policy.toml", KAPPA, "value = 1.7\n",
        "policy.toml, controls.kappa, from 2026-01-01: 1.7 is out of range; write 0 to 1",
    ),
    "a number is not a number": (
        "policy.toml", KAPPA, "value = nan\n",
        "policy.toml, controls.kappa, from 2026-01-01: nan is no number",
    ),
    "a number is a truth value": (
        "policy.toml", KAPPA, "value = true\n",
        "policy.toml, controls.kappa, from 2026-01-01: True is no number; write 0.5 or \"1/2\"",
    ),
    "a level is not whole": (
        "policy.toml", "incidental = 1", "incidental = 1.5",
        "policy.toml, data.path_levels, from 2026-01-01, incidental: 1.5 is not whole",
    ),
    "a day is a text": (
        "policy.toml", "from = 2026-01-01\nvalue = 0.9", 'from = "2026-01-01"\nvalue = 0.9',
        "policy.toml, controls.kappa, from 2026-01-01: its days are no dates; write from = 2026-01-31",
    ),
    "a part is missing": (
        "policy.toml", "E3 = 0.65, ", "",
        "policy.toml, evidence.strength, from 2026-01-01: 'E3' is missing; it must be stated",
    ),
    "a part is unknown": (
        "policy.toml", "receives = 2", "recieves = 2",
        "policy.toml, data.path_levels, from 2026-01-01: 'recieves' is unknown; did you mean 'receives'?",
    ),
    "stronger evidence counts less": (
        "policy.toml", "E4 = 0.85", "E4 = 0.6",
        "policy.toml, evidence.strength, from 2026-01-01, E4: 0.6 does not rise from E3 0.65",
    ),
    "bands do not rise": (
        "policy.toml", "medium = 10, high = 20", "medium = 20, high = 20",
        "policy.toml, score.bands, from 2026-01-01, high: 20 does not rise from medium 20",
    ),
    "bands do not start at nought": (
        "policy.toml", "value = { low = 0, medium = 10", "value = { low = 5, medium = 10",
        "policy.toml, score.bands, from 2026-01-01, low: 5 does not start the scale; write 0",
    ),
    "tiers do not rise": (
        "policy.toml", "T2 = 25, T1 = 50", "T2 = 50, T1 = 25",
        "policy.toml, tiers.bounds, from 2026-01-01, T1: 25 does not rise from T2 50",
    ),
    "an interval is reversed": (
        "policy.toml", "value = { low = 0.25, high = 1 }", "value = { low = 1, high = 0.25 }",
        "policy.toml, data.unknown_ei, from 2026-01-01, high: 0.25 does not rise from low 1",
    ),
    "unknown data looks safer than known data": (
        "policy.toml", "value = { low = 1, high = 4 }", "value = { low = 1, high = 3 }",
        "policy.toml, data.unknown_dpc, high: 3 is less than that of unclassified in data_categories.csv",
    ),
    "evidence falls before it starts to": (
        "policy.toml", "value = 36", "value = 12",
        "policy.toml, evidence.floor_months: 12 months do not come after evidence.full_months, 12",
    ),
    "a number lies outside the range in which it is looked at": (
        "policy.toml", "value = { low = 0.8, high = 1 }", "value = { low = 0.95, high = 1 }",
        "policy.toml, ranking.kappa: 0.95 to 1 leaves out controls.kappa, 0.9; write a range that holds it",
    ),
    "a strength lies outside the range in which it is looked at": (
        "policy.toml", "E3 = 0.575, E4 = 0.75, E5", "E3 = 0.7, E4 = 0.75, E5",
        "policy.toml, ranking.strength_low and _high, E3: 0.7 to 0.75 leaves out evidence.strength, 0.65",
    ),
    "a first place is firm that most draws deny": (
        "policy.toml", "value = 0.95\n", "value = 0.4\n",
        "policy.toml, ranking.firm, from 2026-01-01: 0.4 is out of range; write 0.5 to 1",
    ),
    "weights do not sum to one": (
        "policy.toml", 'VR-A1 = "1/18"', 'VR-A1 = "2/18"',
        "policy.toml, controls.weights, from 2026-01-01: the parts sum to 19/18; they must sum to 1",
    ),
    "weights sum to almost one": (
        "policy.toml", 'VR-A1 = "1/18"', "VR-A1 = 0.0555555555555555",
        "they must sum to 1",
    ),
    "a weight is for an unknown control": (
        "policy.toml", 'VR-O3 = "1/18"', 'VR-O4 = "1/18"',
        "policy.toml, controls.weights, from 2026-01-01: 'VR-O4' is unknown in controls.csv; did you mean 'VR-O3'?",
    ),
    "a control has no weight": (
        "policy.toml", 'VR-O3 = "1/18"\n', "",
        "policy.toml, controls.weights, from 2026-01-01: 'VR-O3' is missing; "
        "it must be stated for each id in controls.csv",
    ),
    "words are no list": (
        "policy.toml", 'value = ["children", "patients", "vulnerable_people"]', 'value = "children"',
        "policy.toml, tiers.vulnerable_subjects, from 2026-01-01: value 'children' is no list of words",
    ),
    "what shows where the keys are is no control": (
        "policy.toml", 'value = ["VR-P3", "E4"]', 'value = ["VR-P9", "E4"]',
        "policy.toml, data.ciphertext_proof: value ['VR-P9', 'E4'] is not a control of controls.csv and a level",
    ),
    "a criticality has no dependency": (
        "policy.toml", "high = 3, critical = 4", "critical = 4",
        "policy.toml, ebios.dependency_of, from 2026-01-01: 'high' is missing; it must be stated",
    ),
    "a control is listed twice": (
        "controls.csv", "VR-A2,access", "VR-A1,access",
        "controls.csv line 3, control: 'VR-A1' is listed twice, first in line 2; keep one row",
    ),
    "a control id is not one": (
        "controls.csv", "VR-A2,access", "A2,access",
        "controls.csv line 3, control: 'A2' is no control id; write it as VR-A1",
    ),
    "a control is in the wrong group": (
        "controls.csv", "VR-A2,access", "VR-A2,identity",
        "controls.csv line 3, group: 'identity' is not its group; VR-A2 belongs to 'access'",
    ),
    "a gate is neither yes nor no": (
        "controls.csv", "VR-A1,access,yes", "VR-A1,access,gate",
        "controls.csv line 2, gate: 'gate' is not allowed; allowed: yes, no",
    ),
    "a name is too long": (
        "controls.csv", "Privileged roles kept apart", "Privileged roles kept apart " * 3,
        "controls.csv line 4, name: has 83 characters; at most 60",
    ),
    "a wording is missing": (
        "controls.csv",
        "Our own users of the service can sign in through our identity provider or with a second factor.", "",
        "controls.csv line 10, wording: is blank; it must be stated",
    ),
    "an outside id is abbreviated": (
        "controls.csv", "IAM-05;IAM-16", "IAM-05;-16",
        "controls.csv line 2, ccm_4_0: '-16' is no id there; write each in full, as IAM-05",
    ),
    "a column is misspelt": (
        "controls.csv", ",soc_2,", ",soc2,",
        "controls.csv line 1: column 'soc2' is unknown; did you mean 'soc_2'?",
    ),
    "a column is missing": (
        "eea.csv", ",source", ",",
        "eea.csv line 1: column 'source' is missing; the columns are code, member_of",
    ),
    "a row has a cell too many": (
        "eea.csv", "AT,EU", "AT,EU,EU",
        "eea.csv line 2: has 6 cells; a row has 5; quote cells that hold a comma",
    ),
    "a category is off the DPC scale": (
        "data_categories.csv",
        "Age,Age,PhysicalCharacteristic,simple,combined,1,1",
        "Age,Age,PhysicalCharacteristic,simple,combined,1,5",
        "dpc_hi: 5 is off the scale; write 1 to 4 in steps of 1",
    ),
    "a category is between two steps of EI": (
        "data_categories.csv", "simple,combined,1,1,0.25,0.75,no,no,Age", "simple,combined,1,1,0.3,0.75,no,no,Age",
        "ei_lo: 0.3 is off the scale; write 0.25 to 1 in steps of 0.25",
    ),
    "a category's interval is reversed": (
        "data_categories.csv", "simple,combined,1,1,0.25,0.75,no,no,Age", "simple,combined,1,1,0.75,0.25,no,no,Age",
        "ei_lo: interval 0.75..0.25 is reversed; write the low end first",
    ),
    "special data is not rated sensitive": (
        "data_categories.csv",
        "sensitive,alone,4,4,0.75,1,yes,no,Patient",
        "sensitive,alone,2,4,0.75,1,yes,no,Patient",
        "dpc_lo: 2 for data of GDPR Art 9; such data is sensitive: write 4",
    ),
    "criminal data is not rated sensitive": (
        "data_categories.csv",
        "4,4,0.25,1,no,yes,That someone was convicted",
        "3,4,0.25,1,no,yes,That someone was convicted",
        "dpc_lo: 3 for data of GDPR Art 10; such data is sensitive: write 4",
    ),
    "a term of special data is not called so": (
        "data_categories.csv", "yes,no,Patient file", "no,no,Patient file",
        "art9: MedicalHealth, above it, is art9; write yes",
    ),
    "a broader term is unknown": (
        "data_categories.csv",
        "EmailContent,Content of e-mail,Communication",
        "EmailContent,Content of e-mail,Comunication",
        "parent: 'Comunication' is not among the categories; did you mean 'Communication'?",
    ),
    "a broader term looks safer": (
        "data_categories.csv",
        "Communication,mixed,alone,1,4,0.75,1,no,no,Text and",
        "Contact,mixed,alone,1,4,0.75,1,no,no,Text and",
        "parent: DPC of Contact does not contain that of EmailContent; a broader word never looks safer: widen Contact",
    ),
    "terms run in a circle": (
        "data_categories.csv", "Social,Social life,,", "Social,Social life,Criminal,",
        "parent: 'Criminal' is above its own parent; break the circle",
    ),
    "a stated nothing is made a category": (
        "data_categories.csv", "UserAgent,User agent", "none,User agent",
        "category: 'none' is no category id",
    ),
    "there is no category for free text": (
        "data_categories.csv", "unclassified,", "unclasified,",
        "data_categories.csv: 'unclassified' is missing on 2026-11-23; free text needs it; add it",
    ),
    "a category is listed twice": (
        "data_categories.csv", "UID,", "Username,",
        "data_categories.csv, Username: is listed twice from 2026-01-01; keep one",
    ),
    "a country does not exist": (
        "adequacy.csv", "GB,(EU)", "UK,(EU)",
        "adequacy.csv line 8, code: 'UK' is no country of ISO 3166-1; did you mean 'GB'?",
    ),
    "an adequacy decision ends before it starts": (
        "adequacy.csv", "2021-06-28,2031-12-27", "2031-06-28,2021-12-27",
        "adequacy.csv, GB any: ends on 2021-12-27, before it starts on 2031-06-28; write a later end",
    ),
    "a day is no date": (
        "adequacy.csv", "2031-12-27", "27.12.2031",
        "adequacy.csv line 8, holds_until: '27.12.2031' is no date; write it as 2026-01-31",
    ),
    "a day is written otherwise": (
        "adequacy.csv", "2031-12-27", "20311227",
        "adequacy.csv line 8, holds_until: '20311227' is no date",
    ),
    "nobody says when a decision was looked at": (
        "adequacy.csv", "2010-10-19,,2026-11-23", "2010-10-19,,",
        "adequacy.csv line 2, checked_on: is blank; it must be stated",
    ),
    "a scope is unknown": (
        "adequacy.csv", ",dpf,", ",dpff,",
        "adequacy.csv line 16, scope: 'dpff' is not allowed; did you mean 'dpf'?",
    ),
    "two decisions hold for one country": (
        "adequacy.csv", "AR,2003/490/EC", "AD,2003/490/EC",
        "adequacy.csv, AD any: the one from 2003-06-30 and the one from 2010-10-19 overlap; "
        "let the earlier end by 2010-10-18",
    ),
    "an EEA country does not exist": (
        "eea.csv", "\nGR,", "\nEL,",
        "code: 'EL' is no country of ISO 3166-1; did you mean 'GR'?",
    ),
    "a role is unknown": (
        "not_applicable.csv", "affiliate,VR-I3", "afiliate,VR-I3",
        "not_applicable.csv line 4, role: 'afiliate' is not allowed; did you mean 'affiliate'?",
    ),
    "an exempted control is unknown": (
        "not_applicable.csv", "affiliate,VR-I3", "affiliate,VR-I33",
        "not_applicable.csv line 4, control: 'VR-I33' is not in controls.csv; did you mean 'VR-I3'?",
    ),
    "an exemption has no reason": (
        "not_applicable.csv",
        ",Its people work in our systems; there is no second service that our users sign in to.",
        ",",
        "not_applicable.csv line 4, reason: is blank; it must be stated",
    ),
    "a transfer mechanism that the register does not know": (
        "transfer_mechanisms.csv", "uk_idta,any", "uk_itda,any",
        "transfer_mechanisms.csv line 16, mechanism: 'uk_itda' is not allowed; did you mean 'uk_idta'?",
    ),
    "a transfer mechanism serves an unknown region": (
        "transfer_mechanisms.csv", "uk_idta,any,UK", "uk_idta,any,GB",
        "transfer_mechanisms.csv line 16, region: 'GB' is not allowed; allowed: EU, UK, other, any",
    ),
    "a transfer mechanism comes to something else": (
        "transfer_mechanisms.csv", "uk_idta,any,UK,any,pass", "uk_idta,any,UK,any,passes",
        "transfer_mechanisms.csv line 16, result: 'passes' is not allowed; did you mean 'pass'?",
    ),
    "a transfer mechanism of which nothing is said": (
        "transfer_mechanisms.csv", "art49,any,any,any,fail,2026-01-01,", "art49,any,any,any,fail,2020-01-01,2021-01-01",
        "transfer_mechanisms.csv: 'art49' has no row on 2026-11-23; say what it serves, or that its result is fail",
    ),
    "a transfer mechanism twice": (
        "transfer_mechanisms.csv", "uk_addendum,any,UK,any", "uk_idta,any,UK,any",
        "transfer_mechanisms.csv, uk_idta any UK any: is listed twice from 2026-01-01; keep one",
    ),
    "a document that can be asked for speaks of an unknown control": (
        "requests.csv", "VR-O2;VR-O3", "VR-O2;VR-O33",
        "requests.csv line 4, controls: 'VR-O33' is no control; did you mean 'VR-O3'?",
    ),
    "a document has no level": (
        "requests.csv", "controls,,E5,gates", "controls,,,gates",
        "requests.csv line 6, level: '' is not allowed",
    ),
    "a document settles something else": (
        "requests.csv", ",path,", ",paths,",
        "requests.csv line 8, settles: 'paths' is not allowed; did you mean 'path'?",
    ),
    "a document about data speaks of controls": (
        "requests.csv", ",data,,,", ",data,,E5,",
        "requests.csv line 7, level: 'E5' is stated of what settles no controls; leave it blank",
    ),
    "what shows no control speaks of some": (
        "requests.csv", ",transfer,tia,E1,,", ",transfer,tia,E1,all,",
        "controls: 'all' is stated of what settles no controls; leave it blank",
    ),
    "a questionnaire asks for what moves no score": (
        "requests.csv", "assessment,,no,transfer", "assessment,your assessment,yes,transfer",
        "asked: is yes of what settles transfers, which moves no score; write no",
    ),
    "what shows no control has no level": (
        "requests.csv", ",transfer,tia,E1,,", ",transfer,tia,,,", "level: '' is not allowed",
    ),
    "a kind of document can show nothing": (
        "requests.csv", ",bridge_letter,E2", ",whitepaper,E2",
        "requests.csv: no document of the kind 'bridge_letter' on 2026-11-23; name the kind in one row",
    ),
    "a kind of document is listed twice": (
        "requests.csv", ",soc2_type1,E4", ",soc2_type1;pentest,E4",
        "kinds: 'pentest' is listed twice on 2026-11-23; keep it once",
    ),
    "a kind of document is unknown": (
        "requests.csv", ",bridge_letter,E2", ",bridge_leter,E2",
        "kinds: 'bridge_leter' is no kind of evidence; did you mean 'bridge_letter'?",
    ),
    "a usual term is no number of months": (
        "requests.csv", "VR-P4,no,12,", "VR-P4,no,a year,",
        "usual_months: 'a year' is no number of months; write it as 36",
    ),
    "a usual term is a number of thousands of digits": (
        "requests.csv", "VR-P4,no,12,", f"VR-P4,no,{'1' * 5_000},",
        "is no number of months; write it as 36",
    ),
    "whether it reports on a period is not said": (
        "requests.csv", ",E5,all,yes,", ",E5,all,,",
        "requests.csv line 2, period: '' is not allowed",
    ),
    "a document that nobody is asked for is of no kind": (
        "requests.csv", "controls,whitepaper,", "controls,,",
        "kinds: is blank of what nobody is asked for",
    ),
    "a document has no title": (
        "requests.csv", "questionnaire,a completed security questionnaire,", "questionnaire,,",
        "requests.csv line 5, title: is blank; it must be stated",
    ),
    "a role is exempt from every gate": (
        "not_applicable.csv", "role,control,reason\n",
        "role,control,reason\nprocessor,VR-A1,x\nprocessor,VR-I1,x\nprocessor,VR-P1,x\n",
        "not_applicable.csv: takes every gate (VR-A1, VR-I1, VR-P1) from processor; leave at least one gate",
    ),
}  # fmt: skip


def problems(folder: Path, as_of: date = TODAY) -> tuple[str, ...]:
    """What loading refuses the policy for."""
    with pytest.raises(PolicyUnreadable) as refused:
        load_policy(folder, as_of)
    return refused.value.problems


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Puts `new` in place of the first `old`."""
    text = (folder / file).read_text("utf-8")
    assert old in text, f"{file} has no {old!r}, so the edit would break nothing"
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(("file", "old", "new", "told"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_named_with_its_place_and_what_would_be_right(
    folder: Path, file: str, old: str, new: str, told: str
) -> None:
    edit(folder, file, old, new)
    found = problems(folder)
    assert any(told in problem for problem in found), "\n".join(found)


def test_the_shipped_policy_has_none_of_these_faults(folder: Path) -> None:
    assert load_policy(folder, TODAY).name == "vendor_review policy 1"


def test_all_problems_are_told_at_once_in_every_file(folder: Path) -> None:
    edit(folder, "policy.toml", KAPPA, "value = 1.7\n")
    edit(folder, "policy.toml", "value = 36", "value = -1")
    edit(folder, "controls.csv", "VR-A2,access", "VR-A1,access")
    edit(folder, "adequacy.csv", "GB,(EU)", "UK,(EU)")
    found = problems(folder)
    for place in ("controls.kappa", "evidence.floor_months", "controls.csv line 3", "adequacy.csv line 8"):
        assert any(place in problem for problem in found), place


def test_a_fault_in_the_catalogue_is_not_told_again_for_its_weights(folder: Path) -> None:
    edit(folder, "controls.csv", ",soc_2,", ",soc2,")
    assert not any("weights" in problem for problem in problems(folder))


def test_a_file_in_another_encoding_is_named_with_its_line(folder: Path) -> None:
    text = (folder / "adequacy.csv").read_text("utf-8").replace("Upheld", "Bestätigt", 1)
    (folder / "adequacy.csv").write_bytes(text.encode("latin-1"))
    assert problems(folder) == ("adequacy.csv line 2: byte 0xe4 is not UTF-8; save the file as UTF-8",)


def test_a_byte_order_mark_as_spreadsheets_write_it_does_no_harm(folder: Path) -> None:
    for file in ("eea.csv", "policy.toml"):
        (folder / file).write_bytes(b"\xef\xbb\xbf" + (folder / file).read_bytes())
    assert len(load_policy(folder, TODAY).eea) == 30


def test_an_unclosed_quote_is_named(folder: Path) -> None:
    edit(folder, "not_applicable.csv", "VR-A2,", 'VR-A2,"')
    assert any("not_applicable.csv line" in problem and "quote" in problem for problem in problems(folder))


def test_a_table_without_rows_is_refused_but_nothing_need_be_inapplicable(folder: Path) -> None:
    (folder / "not_applicable.csv").write_text("role,control,reason\n", "utf-8")
    assert load_policy(folder, TODAY).not_applicable == frozenset()
    (folder / "eea.csv").write_text("code,member_of,holds_from,holds_until,source\n", "utf-8")
    assert problems(folder) == ("eea.csv: has no rows; state at least one",)


def test_a_missing_number_is_named(folder: Path) -> None:
    text = (folder / "policy.toml").read_text("utf-8")
    start, end = text.index("[controls.kappa]"), text.index("# ---", text.index("[controls.kappa]"))
    (folder / "policy.toml").write_text(text[:start] + text[end:], "utf-8")
    right = "write [controls.kappa] with meaning, unit and values"
    assert problems(folder) == (f"policy.toml, controls.kappa: is missing; {right}",)


@pytest.mark.parametrize(
    "section", ["data", "controls", "evidence", "score", "tiers", "cadence", "enisa", "ebios"]
)
def test_a_missing_section_is_named(folder: Path, section: str) -> None:
    text = (folder / "policy.toml").read_text("utf-8")
    (folder / "policy.toml").write_text(text.replace(f"[{section}.", "[other."), "utf-8")
    found = problems(folder)
    assert any(problem.startswith(f"policy.toml: section [{section}] is missing") for problem in found)
    assert any("'other' is unknown" in problem for problem in found)
