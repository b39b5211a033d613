"""Takes the certificates that a vendor's page names as documents of no level: nobody has seen them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from vendor_review.intake.blocks.block import (
    Block,
    Bullets,
    Cards,
    Definitions,
    Heading,
    Item,
    Paragraph,
    Table,
    Text,
)
from vendor_review.questionnaires.additions import plain
from vendor_review.questionnaires.foreign.makes import known_words
from vendor_review.questionnaires.returned.answer_sheets import Given, Returned

_LONGEST_TITLE = 200
_MOST = 40
Found = list[tuple[str, str, str]]


def certificates_on(file: str, content: bytes) -> tuple[Found, Found]:
    """What a page names: kind of evidence, words and where, once each; and what is said doubtfully. Read in quarantine.

    Raises
    ------
    ListUnreadable
        It is no page that can be read.
    """
    from vendor_review.intake.source_file import page_of  # only the process that reads needs it

    words = known_words()["certificates"]
    kinds = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in words.items()}
    doubtful = kinds.pop("doubtful")
    sure: dict[str, tuple[str, str, str]] = {}
    left: Found = []
    for text, where in _sentences(page_of(file, content).blocks):
        named = [*_named(text, kinds)]
        if named and doubtful.search(text):
            left.append(("", text[:_LONGEST_TITLE], where))
            continue
        for kind, title in named:
            sure.setdefault(kind if kind != "other" else title.casefold(), (kind, title, where))
    return [*sure.values()][:_MOST], left[:_MOST]


def _named(text: str, kinds: dict[str, re.Pattern[str]]) -> Iterator[tuple[str, str]]:
    """Each certificate of a sentence, by the first kind that has its words."""
    rest = text
    for kind, pattern in kinds.items():
        for match in pattern.finditer(rest):
            yield kind, match[0].strip(" ,:–—-")
        rest = pattern.sub(lambda match: " " * len(match[0]), rest)


def _sentences(blocks: tuple[Block, ...]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        for text in _texts(block):
            for line in text.words.split("\n"):
                for sentence in re.split(r"(?<=[.!?;])\s+", line):
                    if sentence.strip():
                        yield " ".join(sentence.split()), block.where


def _texts(block: Block) -> Iterator[Text]:
    if isinstance(block, Heading | Paragraph):
        yield block.text
    elif isinstance(block, Table):
        # A row is one statement: `SOC 2 Type II`, `in progress`.
        yield from (Text(" | ".join(cell.words for cell in row).replace("\n", " ")) for row in block.rows)
    elif isinstance(block, Bullets):
        yield from _of_items(block.items)
    elif isinstance(block, Cards):
        yield from (Text(" | ".join(line.words for line in card).replace("\n", " ")) for card in block.cards)
    elif isinstance(block, Definitions):
        for term, texts in block.pairs:
            yield Text(" | ".join([term.words, *(text.words for text in texts)]).replace("\n", " "))


def _of_items(items: tuple[Item, ...]) -> Iterator[Text]:
    for item in items:
        yield item.text
        yield from _of_items(item.inner)


def certificates_named(
    found: tuple[Found, Found], file: str, digest: str, register: str, vendor_id: str, as_of: date
) -> Returned:
    """The same as documents that a vendor gives; no answer rests on any of them."""
    sure, doubtful = found
    documents = tuple(
        Given(f"C{number}", 0, kind, f"{plain(title)[:_LONGEST_TITLE]}, named on {file}", "", "", "", "", "")
        for number, (kind, title, _) in enumerate(sure, start=1)
    )
    return Returned(
        file=file,
        sha256=digest,
        register=register,
        vendor_id=vendor_id,
        as_of=as_of,
        documents=documents,
        answers=(),
        answered_by="",
        answered_on="",
        general=(),
        problems=() if documents else (f"{file}: names no certificate that is known",),
        remarks=tuple(
            f"{plain(where)}: said with a doubt, and left out: {plain(words)}" for _, words, where in doubtful
        ),
        additions=(),
        is_seal_broken=False,
        asked=(),
        asked_in_general=(),
        sheets={},
        make="page of certificates",
    )
