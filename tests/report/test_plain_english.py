"""Our texts are plain: short sentences, none of the words that the style guide leaves out, no codes, and easy to read.

`docs/style.md` says why. Register text is left out: it is as its company wrote it.
"""

from __future__ import annotations

import ast
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from email import message_from_bytes
from email.policy import default
from functools import cache
from pathlib import Path

import click
import pyphen
import pytest
from bs4 import BeautifulSoup

from assembled import compared_example, example_review, numberz_review
from vendor_review import cli, report
from vendor_review.publication.archive.index import INDEX, entry_of, index_bytes, index_page
from vendor_review.publication.archive.overview import overview_page
from vendor_review.publication.result_files import public_list_files
from vendor_review.questionnaires.sent.dispatch import questionnaire_page
from vendor_review.questionnaires.sent.questions import questionnaire
from vendor_review.report.pages.blocks import Fragment
from vendor_review.report.review import Review
from vendor_review.schema.findings.catalogue import RULES

ROOT = Path(__file__).resolve().parents[2]
#: Elements of a review that hold sentences of ours: what introduces a section, explains a picture or a table, or sums
#: up a vendor.
_PROSE = "body > p, .status dd, .do-now li, details.vendor div > p, figcaption, caption, .signoff p"
_LONGEST = 30
#: The lowest Flesch reading ease of a source: plain English begins at 60, a newspaper has about 50.
_EASIEST_READ = 50
#: Words that `docs/style.md` leaves out, as whole words.
_UNUSED = (
    r"mend(?:ed|s|ing)?|lapsed?|of which|thereof|whom|anew|at the least|at the most|held against"
    r"|company seat|answers? for itself|told|tells?|stands?(?! for)"
)
#: A word that only the option of that name, and its page, may use.
_IN_PAGES = rf"{_UNUSED}|baseline"
_CODES = r"\b(?:VR-[AIPO]\d|scc_m\d|dpf_certified|soc2_type\d|iso27001|accept_with_conditions|independent_controller)\b"
_SECTIONS = (
    report.verdict, report.decisions_needed, report.what_is_due, report.changes_since, report.all_vendors,
    report.evidence_by_age, report.what_is_not_known, report.each_vendor, report.questions_first,
    report.ranking_firmness, report.concentration, report.public_list_section, report.register_problems,
    report.method, report.sign_off, report.provenance,
)  # fmt: skip
#: Pages of docs that are made of other texts, which are looked at themselves, or that list the words not to use.
_MADE = ("rules.md", "commands.md", "register.md", "targets.md", "style.md")


def split(texts: Iterable[str]) -> tuple[str, ...]:
    """The sentences of some texts; what a colon or a semicolon separates counts as several."""
    lines = (" ".join(text.split()) for text in texts)
    return tuple(part for text in lines for part in re.split(r"(?<=[.!?;:])\s+", text) if part)


def without_code(text: str) -> str:
    """A text of Markdown with its code replaced by a word."""
    return re.sub(r"`[^`]*`", "X", re.sub(r"(?s)```.*?```|<!--.*?-->", "", text))


def of_review(review: Review) -> tuple[str, ...]:
    """The sentences of a review's prose, without what its register says, what to write in its cells, lists and code."""
    blocks = [block for section in _SECTIONS for block in section(review).blocks]
    page = BeautifulSoup("".join(block.html for block in blocks if isinstance(block, Fragment)), "lxml")
    for element in page.select(
        "style, svg, nav, pre, code, .published, .remedy, .fold:has(> pre), bdi, time"
    ):
        element.replace_with("X")
    for line_end in page.select("br"):
        line_end.replace_with(". ")
    return split(element.get_text(" ") for element in page.select(_PROSE))


def of_list(review: Review) -> tuple[str, ...]:
    """What a public list says beside the words of its register: headings, labels, captions and sentences of ours."""
    page = BeautifulSoup(dict(public_list_files(review))["public-list.html"], "lxml")
    for element in page.select("style, script, bdi, time, a, code"):
        element.replace_with("X")
    return split(element.get_text(" ") for element in page.select("h2, caption, th[scope=col], dt, footer p"))


def of_index() -> tuple[str, ...]:
    """What the page of all reviews says, and that of all registers, drawn from the review that is committed."""
    (committed,) = (ROOT / "reviews" / "numberz").glob("*/manifest.json")
    entry = entry_of(json.loads(committed.read_bytes()), committed.parent.name, "0" * 64)
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "numberz" / INDEX
        index.parent.mkdir()
        index.write_bytes(index_bytes("numberz", [entry]))
        pages = [index_page("numberz", [entry], {entry.folder}), overview_page(Path(folder))]
    found = BeautifulSoup(b"".join(pages), "lxml")
    for element in found.select("style, svg, bdi, time, code"):
        element.replace_with("X")
    return split(
        element.get_text(" ") for element in found.select("h1, h2, p, caption, th[scope=col], dt, dd")
    )


def of_letter() -> tuple[str, ...]:
    """What the letter to customers says, without the words of its register: those are indented, and names.

    "Subprocessor" is the law's word. No shorter one will do, and it counts as "vendor" here.
    """
    letter = message_from_bytes(compared_example().notice_files["notice.eml"], policy=default)
    body = letter.get_body(("plain",))
    assert body is not None
    paragraphs = [
        text for text in re.split(r"\n\s*?\n", body.get_content()) if not re.search(r"(?m)^ ", text)
    ]
    return split(re.sub("[Ss]ubprocessor", "vendor", text) for text in (str(letter["subject"]), *paragraphs))


def of_questionnaires(review: Review) -> tuple[str, ...]:
    texts = []
    for vendor_id in review.scores.vendors.index[:8]:
        asked = questionnaire(review.checked, review.scores, str(vendor_id), date(2026, 12, 1))
        page = BeautifulSoup(questionnaire_page(asked), "lxml")
        for element in page.select("style, th[scope=row], .quiet, .kinds"):
            element.decompose()
        texts += [element.get_text(" ") for element in page.select("h2, p, li, th, td:not(:has(ul)), dt")]
    return split(dict.fromkeys(texts))


def of_help() -> tuple[str, ...]:
    def texts() -> Iterator[str]:
        for command in cli.commands.commands.values():
            yield from (command.help or "").split("\n\n")
            yield from (one.help or "" for one in command.params if isinstance(one, click.Option))

    return split(texts())


def of_findings() -> tuple[str, ...]:
    words = (text for rule in RULES.values() for text in (f"{rule.title}.", f"{rule.message}.", rule.remedy))
    return split(re.sub(r"\{\w+\}", "X", text) for text in words)


def of_markdown(paths: Iterable[Path]) -> tuple[str, ...]:
    """Paragraphs, list items and the cells of tables."""

    def texts() -> Iterator[str]:
        for path in paths:
            text = without_code(path.read_text(encoding="utf-8"))
            text = re.sub(r"!?\[(.*?)\]\(.*?\)", r"\1", text)
            for part in re.split(r"\n\s*\n|\n(?=\s*[-*] |\s*\d+\. |#|\|)", text):
                yield from part.strip("| \n").split("|") if part.startswith("|") else [part.strip("#*- \n")]

    return split(text.replace("*", "") for text in texts() if len(text.split()) > 3)


SOURCES: dict[str, Callable[[], tuple[str, ...]]] = {
    "review of numberz": cache(lambda: of_review(numberz_review())),
    "review of the example": cache(lambda: of_review(example_review())),
    "public list": cache(lambda: of_list(numberz_review())),
    "public index": cache(of_index),
    "public letter": cache(of_letter),
    "questionnaires": cache(lambda: of_questionnaires(example_review())),
    "command help": cache(of_help),
    "findings": cache(of_findings),
    "docs": cache(
        lambda: of_markdown(path for path in (ROOT / "docs").rglob("*.md") if path.name not in _MADE)
    ),
    "readme": cache(lambda: of_markdown([ROOT / "README.md", ROOT / "CONTRIBUTING.md"])),
    "release notes": cache(lambda: of_markdown((ROOT / "changelog.d").glob("*.md"))),
}
everywhere = pytest.mark.parametrize("source", SOURCES)


@everywhere
def test_no_sentence_is_longer_than_thirty_words(source: str) -> None:
    sentences = SOURCES[source]()
    assert len(sentences) > 5
    assert [one for one in sentences if len(one.split()) > _LONGEST] == []


@everywhere
def test_no_word_is_used_that_the_style_guide_leaves_out(source: str) -> None:
    words = _IN_PAGES if source.startswith(("review", "public", "question")) else _UNUSED
    assert [one for one in SOURCES[source]() if re.search(rf"\b(?:{words})\b", one, re.IGNORECASE)] == []


@pytest.mark.parametrize("source", [name for name in SOURCES if name.startswith(("review", "public"))])
def test_prose_has_names_and_no_codes(source: str) -> None:
    assert [one for one in SOURCES[source]() if re.search(_CODES, one)] == []


# --- reading ease ------------------------------------------------------------------------------------------

#: It needs no data beside its package, as libraries for readability do.
_HYPHENS = pyphen.Pyphen(lang="en_US", left=1, right=1)


def syllables(word: str) -> int:
    """By hyphens or by groups of vowels, whichever are more: neither finds all."""
    word = word.lower()
    vowels = len(re.findall(r"[aeiouy]+", re.sub(r"(?<=[^aeiouyl])e$|(?<=[^td])ed$", "", word)))
    return max(len(_HYPHENS.positions(word)) + 1, vowels)


def reading_ease(sentences: Iterable[str]) -> float:
    """Flesch's: 100 is very easy, 0 very hard."""
    sentences = list(sentences)
    words = [word for one in sentences for word in re.findall(r"[A-Za-z]+(?:'[a-z]+)?", one)]
    per_sentence, per_word = len(words) / len(sentences), sum(map(syllables, words)) / len(words)
    return 206.835 - 1.015 * per_sentence - 84.6 * per_word


@pytest.mark.parametrize(
    ("word", "number"),
    [("risk", 1), ("vendor", 2), ("named", 1), ("table", 2), ("appetite", 3), ("undetermined", 4)],
)
def test_syllables_are_counted(word: str, number: int) -> None:
    assert syllables(word) == number


def test_a_hard_text_is_found_to_be_hard() -> None:
    hard = "Notwithstanding aforementioned considerations, organisational accountability necessitates documentation."
    assert (
        reading_ease([hard]) < 0 < 90 < reading_ease(["We ask the vendor first.", "It has one day to reply."])
    )


@everywhere
def test_texts_are_easy_to_read(source: str) -> None:
    whole = [one for one in SOURCES[source]() if len(one.split()) > 3]
    assert reading_ease(whole) >= _EASIEST_READ


def _messages() -> Iterator[tuple[str, str]]:
    """Place and text of each piece of a message that our code holds: strings of several words that are no docstring."""
    for path in sorted((ROOT / "src").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        strings = (
            node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in prose
        )
        for node in strings:
            if isinstance(node.value, str) and " " in node.value.strip():
                yield f"{path.relative_to(ROOT)} line {node.lineno}", node.value


def test_no_message_uses_a_word_that_the_style_guide_leaves_out() -> None:
    found = [*_messages()]
    assert len(found) > 1000
    assert [
        one for one in found if re.search(rf"\b(?:{_UNUSED})\b|, for (?:there|nobody|no|it|they)\b", one[1])
    ] == []
