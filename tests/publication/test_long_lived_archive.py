"""An archive of ten thousand reviews: one more opens none of those before."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import one_more
import pytest

from vendor_review.publication.archive.index import newest_first, open_index

#: Publishes a review as the benchmark does, draws the pages, and tells every path that was opened meanwhile.
_PROGRAM = """
import json, os, sys
from pathlib import Path
opened = []
def note(event, arguments):
    if event in ("open", "os.listdir", "os.scandir") and isinstance(arguments[0], (str, Path)):
        opened.append(os.path.abspath(arguments[0]))
sys.addaudithook(note)
from one_more import once
once(int(sys.argv[1]), Path(sys.argv[2]))
print(json.dumps(opened))
"""


def opened_after(count: int, folder: Path) -> tuple[Path, list[str]]:
    """The register's folder of an archive of so many reviews and one more, and what was opened in it."""
    paths = [str(Path(one_more.__file__).parent), *sys.path]
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(count), str(folder)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    root = folder / "timed" / "numberz"
    opened = [Path(path) for path in json.loads(done.stdout)]
    return root, [path.relative_to(root).as_posix() for path in opened if path.is_relative_to(root)]


@pytest.mark.slow
def test_one_more_of_ten_thousand_reviews_opens_as_many_files_as_one_more_of_ten(tmp_path: Path) -> None:
    _, few = opened_after(10, tmp_path / "few")
    root, many = opened_after(10_000, tmp_path / "many")
    assert "index.json" in many
    assert len(many) == len(few)
    listed = open_index(root / "index.json").entries
    assert len(listed) == 10_001
    newest = newest_first(listed)[0].folder
    assert newest == listed[-1].folder
    before = {entry.folder for entry in listed} - {newest}
    assert sum((root / name).is_dir() for name in before) == 5_000
    assert [path for path in many if before & set(Path(path).parts)] == []
    page = (root / "index.html").read_text(encoding="utf-8")
    assert page.count('<th scope="row"') == 10_001
    overview = root.parent / "index.html"
    assert "10001 reviews" in overview.read_text(encoding="utf-8")
    assert overview.stat().st_size < 100_000
