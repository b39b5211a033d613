"""What is known of questionnaires of other makes: how their ids look, and which control each question speaks of."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from vendor_review.errors import UsageError
from vendor_review.files.snapshot import read_file
from vendor_review.policy import Policy
from vendor_review.register.headings import shortened
from vendor_review.schema.cells.suggestions import hint
from vendor_review.schema.cells.values import items

_DATA = "vendor_review.questionnaires.foreign"
_COLUMNS = ("question", "control", "counts", "safe")
_LARGEST_MAP = 2**20


@dataclass(frozen=True)
class Rule:
    """How a question counts for a control: at most `counts` (yes or partial), if its answer is the `safe` one."""

    control: str
    counts: str = "yes"
    safe: str = "yes"


@dataclass(frozen=True)
class Make:
    """A questionnaire of another make: its name, how its ids are written, and the rules of each question.

    A question `IAM-05.1` has those of `IAM-05`, if it has none of its own.
    """

    name: str
    ids: re.Pattern[str]
    rules: Mapping[str, tuple[Rule, ...]]
    own: re.Pattern[str] | None = None
    others: re.Pattern[str] | None = None
    words: re.Pattern[str] | None = None

    def key(self, question: str) -> str:
        """What the rules call a question; "" if they have none for it."""
        question = _bare(question)
        return next((key for key in (question, question.rpartition(".")[0]) if key in self.rules), "")

    def is_sure(self, ids: Iterable[str], text: str) -> bool:
        """Whether ids, and what else a file says, are those of this version."""
        found = [*ids]
        is_own = self.own is None or any(map(self.own.fullmatch, found))
        is_other = self.others is not None and any(map(self.others.fullmatch, found))
        return is_own and not is_other and (self.words is None or bool(self.words.search(text)))


def _bare(question: str) -> str:
    return re.sub(r"^MVSP[ -]?", "", question.strip().upper())


@cache
def known_words() -> Mapping[str, Any]:
    """What makes.toml says: a table of each make, headings, answers, and words of certificates."""
    return tomllib.loads(resources.files(_DATA).joinpath("makes.toml").read_text(encoding="utf-8"))


def known_makes(policy: Policy) -> dict[str, Make]:
    """The makes that are known, by the name that `--questions-map` takes."""
    return {name: _make(said, policy) for name, said in known_words().items() if "ids" in said}


def _make(said: Mapping[str, Any], policy: Policy) -> Make:
    if "file" in said:
        content = resources.files(_DATA).joinpath(said["file"]).read_bytes()
        rules = _rules_in(said["file"], content, policy)
    else:
        rules = {}
        for control, ids in policy.controls[said["column"]].items():
            counts = "partial" if control in said["partial"] else "yes"
            for one in items(str(ids)) if control not in said["silent"] else ():
                rules.setdefault(one, []).append(Rule(str(control), counts))
    patterns = {name: re.compile(said[name]) for name in ("ids", "own", "others") if name in said}
    words = re.compile(said["words"], re.IGNORECASE | re.DOTALL) if "words" in said else None
    return Make(said["name"], rules={key: tuple(of) for key, of in rules.items()}, words=words, **patterns)


def make_of_map(named: str, policy: Policy) -> Make:
    """The make that somebody names: one that is known, or the map in a CSV file of their own.

    Raises
    ------
    UsageError
        The file cannot be read, or is no map: each line that is wrong, and what would be right.
    """
    known = known_makes(policy)
    if named in known:
        return known[named]
    path = Path(named)
    try:
        content = read_file(path, _LARGEST_MAP)
    except OSError as error:
        raise UsageError(
            f"{named}: cannot be read ({error.strerror}); name a file, or one of {', '.join(known)}"
        ) from error
    rules = _rules_in(path.name, content, policy)
    ids = re.compile("|".join(map(re.escape, sorted(rules, key=len, reverse=True))) + r"(?:\.\d{1,2})?")
    return Make("questionnaire", ids, {key: tuple(of) for key, of in rules.items()})


def _rules_in(file: str, content: bytes, policy: Policy) -> dict[str, list[Rule]]:
    try:
        table = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        rows = [{str(name): str(cell or "").strip() for name, cell in row.items()} for row in table]
    except (ValueError, csv.Error) as error:
        raise UsageError(f"{file}: is no CSV in UTF-8 ({error})") from error
    if tuple(table.fieldnames or ()) != _COLUMNS:
        raise UsageError(f"{file}, row 1: its columns are not {', '.join(_COLUMNS)}")
    rules: dict[str, list[Rule]] = {}
    problems: list[str] = []
    for number, row in enumerate(rows, start=2):
        where = f"{file}, row {number}"
        if not row["question"]:
            problems.append(f"{where}: question is blank; write the id of the questionnaire")
        if row["control"] not in policy.controls.index:
            near = hint(row["control"], policy.controls.index)
            problems.append(f"{where}: {shortened(row['control'])} is no control of the policy{near}")
        for column, offered in (("counts", ("yes", "partial")), ("safe", ("yes", "no"))):
            if row[column] not in offered:
                problems.append(f"{where}: {column} is {shortened(row[column])}, not {' or '.join(offered)}")
        rules.setdefault(_bare(row["question"]), []).append(Rule(row["control"], row["counts"], row["safe"]))
    if problems or not rules:
        raise UsageError(problems or [f"{file}: maps no question; write a row for each"])
    return rules
