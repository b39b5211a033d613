"""Faults of the commands that write files: killed at each step, without room, on a disk that nothing may change.

Each is a process that is forked from this one, which has imported everything: it takes half a second, not three.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from books import Problem
from mounts import read_only, small_disk, with_room_for
from tally import Tally

HERE = Path(__file__).parent
NUMBERZ = HERE.parent / "data" / "numberz"
_PAGE_BYTES, _ROOM_PAGES = 4096, 24
_KILLED = -signal.SIGKILL
_LIST = "| Subprocessor | Purpose | Location |\n|---|---|---|\n| Acme | Mail | Ireland |\n| Brillo | Chat | France |\n"
_SIGNED = ("--by", "Analyst", "--role", "reviewer")

Tree = Mapping[str, bytes]
Steps = Callable[[], Iterator[int]]


@dataclass(frozen=True)
class Command:
    """A command that writes, in a folder W of its own.

    Attributes
    ----------
    prepare
        Fills the folder with what the command needs.
    replaces
        Whether it goes well a second time, where a first has left all of its files or some.
    """

    words: Sequence[str]
    prepare: Callable[[Path], object] = lambda folder: None
    replaces: bool = False


def _with_list(folder: Path) -> None:
    """A public list that is there, of a register that has changed since."""
    _ended(
        ("public", str(NUMBERZ), "--out", str(folder / "list"), "--as-of", "2026-10-01"),
        folder.parent / "words",
    )


def _with_reviews(folder: Path) -> None:
    from publication.small_reviews import Reviews

    Reviews(folder).publish()


def _with_answers(folder: Path) -> None:
    from questionnaires.forms import all_yes, fill, send, small_register

    fill(send(small_register(folder), folder / "sent", "mailer"), all_yes)


def _with_answers_for_a_workbook(folder: Path) -> None:
    _with_answers(folder)
    words = ("convert", str(folder / "house"), str(folder / "house.xlsx"), "--as-of", "2026-11-05")
    _ended(words, folder.parent / "words")


def _with_habits(folder: Path) -> None:
    """A register in which words of three tables are typed as people type them."""
    shutil.copytree(NUMBERZ, folder / "house")
    for name, old, new in (
        ("vendors", "https://www.sendgrid.com", "www.sendgrid.com"),
        ("engagements", ",processor,active,", ",Processor,Active,"),
        ("access_controls", ",yes,", ",Yes,"),
    ):
        path = folder / "house" / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def _with_habits_in_a_workbook(folder: Path) -> None:
    _with_habits(folder)
    words = ("convert", str(folder / "house"), str(folder / "house.xlsx"), "--as-of", "2026-11-05")
    _ended(words, folder.parent / "words")


def _with_scores(folder: Path) -> None:
    from decisions.scored_reviews import example_copy, publish_scores

    publish_scores(example_copy(folder), folder / "reviews")


def _with_scores_of_a_workbook(folder: Path) -> None:
    from decisions.scored_reviews import EXAMPLE, publish_scores

    book = folder / "example.xlsx"
    _ended(("convert", str(EXAMPLE), str(book), "--as-of", "2026-10-31"), folder.parent / "words")
    publish_scores(str(book), folder / "reviews")


_DAY = ("--as-of", "2026-11-05")
_TAKEN = ("--by", "Analyst", *_DAY)
_DECIDED = (
    "deskharrow", "remediate", "--reason", "calls", "--by", "Head", "--prepared-by", "Analyst",
    "--expires", "2027-05-01", "--as-of", "2026-11-02", "--reviews", "W/reviews",
)  # fmt: skip
COMMANDS: Mapping[str, Command] = {
    "public": Command(("public", str(NUMBERZ), "--out", "W/list", "--as-of", "2026-11-01"), _with_list, True),
    "new folder": Command(("new", "W/house", *_DAY)),
    "new workbook": Command(("new", "W/house.xlsx", *_DAY)),
    "convert to folder": Command(("convert", str(NUMBERZ), "W/house", *_DAY)),
    "convert to workbook": Command(("convert", str(NUMBERZ), "W/house.xlsx", *_DAY)),
    "convert to database": Command(("convert", str(NUMBERZ), "sqlite:///W/house.db", *_DAY)),
    "import": Command(
        ("import", "W/list.md", "W/house"),
        lambda folder: (folder / "list.md").write_text(_LIST, encoding="utf-8"),
    ),
    "questions": Command(("questions", str(NUMBERZ), "--out", "W/sent", "--vendor", "sendgrid", *_DAY)),
    "answers --draft": Command(
        ("answers", "W/sent/mailer.xlsx", "W/house", "--draft", "W/rows", *_TAKEN), _with_answers
    ),
    "answers --accept, folder": Command(
        ("answers", "W/sent/mailer.xlsx", "W/house", "--accept", *_TAKEN), _with_answers, True
    ),
    "answers --accept, workbook": Command(
        ("answers", "W/sent/mailer.xlsx", "W/house.xlsx", "--accept", *_TAKEN),
        _with_answers_for_a_workbook,
        True,
    ),
    "check --fix, folder": Command(("check", "W/house", "--fix", "--yes", *_DAY), _with_habits, True),
    "check --fix, workbook": Command(
        ("check", "W/house.xlsx", "--fix", "--yes", *_DAY), _with_habits_in_a_workbook, True
    ),
    "decide, folder": Command(("decide", "W/example", *_DECIDED), _with_scores),
    "decide, workbook": Command(("decide", "W/example.xlsx", *_DECIDED), _with_scores_of_a_workbook),
    "sign": Command(("sign", "W/reviews/numberz/latest", *_SIGNED, *_DAY), _with_reviews),
}

#: Enough for a test: a folder, files in a folder, several in the place of others, a record in an archive.
FEW = ("new folder", "answers --draft", "check --fix, folder", "sign")


def _ended(words: Sequence[str], said: Path, fault: str = "", folder: Path | None = None) -> tuple[int, str]:
    """Exit code of a command in a process of its own, and what it said; `fault` is one of the hook's, in `folder`."""
    pid = os.fork()
    if pid == 0:
        code = 70
        try:
            target = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            for stream in (1, 2):
                os.dup2(target, stream)
            from vendor_review import cli

            if fault:
                what, _, number = fault.partition("@")
                _hook().arm(what, int(number), f"{folder}{os.sep}")
            code = cli.main(words)
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), said.read_text(encoding="utf-8", errors="replace")


def _hook() -> Any:
    spec = importlib.util.spec_from_file_location("fault_hook", HERE / "hook" / "sitecustomize.py")
    assert spec is not None
    assert spec.loader is not None
    hook = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(hook)
    return hook


def _tree(folder: Path, *, hidden: bool = True) -> Tree:
    """Every file below a folder; locks do not count, and hidden files only where they are wanted."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {
        name: path.read_bytes()
        for name, path in found.items()
        if not name.endswith(".lock")
        and (hidden or not any(part.startswith(".") for part in Path(name).parts))
    }


class Place:
    """A folder in which one command is called again and again, each time from the same beginning."""

    def __init__(self, work: Path, name: str) -> None:
        self.name, self.command = name, COMMANDS[name]
        self.work = work / name.replace(" ", "-")
        self.start, self.folder, self.said = self.work / "start", self.work / "W", self.work / "said"
        self.start.mkdir(parents=True)
        self._prepared()
        self.before = _tree(self.start)
        self.reset()
        code, said = self.call()
        if code:
            raise RuntimeError(f"{name} does not go well without a fault: {code}: {said}")
        self.after = _tree(self.folder)

    def _prepared(self) -> None:
        # Archives and registers are made where they are used: some keep their place.
        self.folder.mkdir()
        self.command.prepare(self.folder)
        shutil.copytree(self.folder, self.start, dirs_exist_ok=True, symlinks=True)
        shutil.rmtree(self.folder)

    def reset(self) -> None:
        """The beginning again."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.start, self.folder, dirs_exist_ok=True, symlinks=True)

    def call(self, fault: str = "") -> tuple[int, str]:
        """Exit code, and what the command said."""
        words = [word.replace("W/", f"{self.folder}/") for word in self.command.words]
        return _ended(words, self.said, fault, self.folder)

    def mixed(self) -> list[Problem]:
        """What is neither the old nor the new, file by file."""
        now = _tree(self.folder, hidden=False)
        problems = [
            Problem("torn", f"{self.name}: {name}") for name in now if not self._is_whole(name, now[name])
        ]
        lost = [name for name in self.before if name not in now and name in self.after]
        return problems + [Problem("lost", f"{self.name}: {name}") for name in lost]

    def _is_whole(self, name: str, content: bytes) -> bool:
        if content in (self.before.get(name), self.after.get(name)):
            return True
        # Workbooks and databases hold when they were made.
        return (
            name in self.after and name.endswith((".xlsx", ".db")) and len(content) == len(self.after[name])
        )

    def again(self) -> list[Problem]:
        """The command must go well now; only where it replaces nothing may it say that its files are there."""
        code, said = self.call()
        is_there = any(words in said for words in ("already", "exists", "has signed"))
        if code and not (code == 2 and is_there and not self.command.replaces):
            return [Problem("unsettled", f"{self.name}: the next call ended with {code}: {said.strip()}")]
        return self.mixed()

    def refused(self, code: int, said: str, why: str) -> list[Problem]:
        """A call that could not write: all is as it was, and it said why."""
        problems = []
        if code != 3 or why not in said or "Traceback" in said:
            problems.append(Problem("unsettled", f"{self.name}: ended with {code}: {said.strip()}"))
        now = _tree(self.folder)
        changed = {name for name in now.keys() | self.before.keys() if now.get(name) != self.before.get(name)}
        problems += [Problem("torn", f"{self.name}: {name} is not as it was") for name in sorted(changed)]
        return problems


@cache
def _places(work: Path, names: Sequence[str]) -> Sequence[Place]:
    """Commands of these names, each with its beginning and its end, made once."""
    sys.path.append(str(HERE.parent / "tests"))
    import vendor_review.cli  # noqa: F401 - once, for all that are forked

    return [Place(work, name) for name in names]


def killed(work: Path, tally: Tally, steps: Steps, names: Sequence[str]) -> None:
    """SIGKILL before each change of a file or a name."""
    for place in _places(work.parent / "commands", tuple(names)):
        for step in steps():
            place.reset()
            code, said = place.call(f"kill@{step}")
            if code == 0:
                break
            ended = (
                [] if code == _KILLED else [Problem("unsettled", f"{place.name}: ended with {code}: {said}")]
            )
            tally.fault("command killed at a step", [*ended, *place.mixed(), *place.again()])


def without_space(work: Path, tally: Tally, steps: Steps, names: Sequence[str]) -> None:
    """ENOSPC for each file or folder that is made, and for all after it."""
    for place in _places(work.parent / "commands", tuple(names)):
        for step in steps():
            place.reset()
            code, said = place.call(f"full@{step}")
            if code == 0:
                break
            problems = place.refused(code, said, "No space left on device")
            tally.fault("command without space at a step", problems + place.again())


def on_a_full_disk(work: Path, tally: Tally, steps: Steps, names: Sequence[str]) -> None:
    """A small disk with room for so many pages, from none to enough."""
    with small_disk(work / "disk", 64 * 2**20) as disk:
        for place in _places(work.parent / "commands", tuple(names)):
            place.folder, kept = disk / "W", place.folder
            for pages in steps():
                place.reset()
                with with_room_for(disk, pages * _PAGE_BYTES):
                    code, said = place.call()
                if code == 0 or pages > _ROOM_PAGES:
                    break
                problems = place.refused(code, said, "No space left on device")
                tally.fault("command on a full disk", problems + place.again())
            shutil.rmtree(place.folder)
            place.folder = kept


def on_a_read_only_disk(work: Path, tally: Tally, steps: Steps, names: Sequence[str]) -> None:
    """Nothing can be changed where the command writes to."""
    for place in _places(work.parent / "commands", tuple(names)):
        place.reset()
        with read_only(place.folder):
            code, said = place.call()
        problems = place.refused(code, said, "Read-only file system")
        tally.fault("command on a read-only disk", problems + place.again())


ALL: Mapping[str, Callable[[Path, Tally, Steps, Sequence[str]], None]] = {
    "command-kill": killed,
    "command-space": without_space,
    "command-full": on_a_full_disk,
    "command-read-only": on_a_read_only_disk,
}
MOUNTING = {"command-full", "command-read-only"}
