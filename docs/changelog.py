"""Moves the notes of changelog.d/ into CHANGELOG.md, under the heading of a version: VERSION DAY [FOLDER].

A note is a file of its own, so that two changes never meet on one line: `<what it is about>.<kind>.md`, one paragraph.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: In the order in which they are listed; the head of CHANGELOG.md says what each means.
KINDS = ("score", "rule", "page", "tool")


@dataclass(frozen=True)
class Note:
    """One change, for whoever uses the product."""

    kind: str
    text: str

    @property
    def line(self) -> str:
        """As it is listed."""
        return f"- **{self.kind}** {self.text}"


def notes_in(folder: Path) -> list[Note]:
    """The notes of a folder, by kind and then by file name.

    Raises
    ------
    ValueError
        A file's name has no kind, or it holds no single paragraph.
    """
    notes = []
    for file in sorted(folder.glob("*.md")):
        if file.name == "README.md":
            continue
        kind = file.suffixes[-2][1:] if len(file.suffixes) > 1 else ""
        text = file.read_text(encoding="utf-8").strip()
        if kind not in KINDS:
            raise ValueError(f"{file.name}: is not called <what>.<kind>.md; kinds are {', '.join(KINDS)}")
        if not text or "\n\n" in text:
            raise ValueError(f"{file.name}: holds no single paragraph")
        notes.append(Note(kind, text.replace("\n", "\n  ")))
    return sorted(notes, key=lambda note: KINDS.index(note.kind))


def with_notes(changelog: str, version: str, day: date, notes: Iterable[Note]) -> str:
    """A changelog with notes at the end of a version's section, which comes first if it is new, and with its day."""
    lines = [note.line for note in notes]
    heading = f"## {version}, {day.isoformat()}"
    head, *sections = changelog.rstrip("\n").split("\n## ")
    for number, section in enumerate(sections):
        title, _, text = section.partition("\n")
        if title.split(",")[0] == version:
            sections[number] = "\n".join([heading.removeprefix("## "), text.rstrip("\n"), *lines])
            break
    else:
        sections.insert(0, "\n".join([heading.removeprefix("## "), "", *lines]))
    return "\n\n## ".join(part.rstrip("\n") for part in (head, *sections)) + "\n"


def main() -> int:
    """Writes CHANGELOG.md, and removes the notes that it holds now; in a folder that is named nothing is removed."""
    version, day, *elsewhere = sys.argv[1:]
    folder = Path(elsewhere[0]) if elsewhere else ROOT
    source = ROOT / "CHANGELOG.md"
    try:
        notes = notes_in(ROOT / "changelog.d")
        text = with_notes(source.read_text(encoding="utf-8"), version, date.fromisoformat(day), notes)
    except ValueError as problem:
        print(f"changelog: {problem}", file=sys.stderr)
        return 2
    (folder / source.name).write_text(text, encoding="utf-8", newline="\n")
    if not elsewhere:
        for file in (ROOT / "changelog.d").glob("*.*.md"):
            file.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
