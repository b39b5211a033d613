"""What tests of schedules share: the files to copy with their blanks filled in, and waiting for what others do."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NoReturn, TypeVar
from zoneinfo import ZoneInfo

from reviewing import append_rows
from vendor_review.files.package_files import starting_register
from vendor_review.publication.archive.archive import Archive

SCHEDULES = Path(__file__).parents[2] / "docs" / "schedules"
#: What the files say, and zones of which at least one has another day than the first, at any time.
ZONE, ZONES = "Europe/Berlin", ("Pacific/Kiritimati", "Etc/GMT+12")

Found = TypeVar("Found")

#: Path of a program; and the end of a test for want of something.
Need = Callable[[str], str]
Lack = Callable[[str], NoReturn]


def far_zone() -> str:
    """A zone in which it is not the day that it is by the files' own zone."""
    return next(zone for zone in ZONES if today(zone) != today())


def today(zone: str = ZONE) -> date:
    return datetime.now(ZoneInfo(zone)).date()


class Filled:
    """The files of docs/schedules as somebody copies them, with paths of this machine.

    Attributes
    ----------
    folder
        What stands for `/srv/vendor-review`: it has `.venv/bin/vendor-review`, as a checkout has.
    register, reviews
        A copy of Numberz, whose vendors were all reviewed two days ago so that nothing is overdue, and the archive.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.reviews = folder / "vendor-review", folder / "reviews"
        self.register = Path(shutil.copytree(starting_register(), folder / "registers" / "numberz"))
        reviewed_on = (today() - timedelta(days=2)).isoformat()
        append_rows(
            self.register / "reviews_done.csv",
            [
                {"vendor_id": name, "reviewed_on": reviewed_on}
                for name in ("aws", "sendgrid", "quickbooks-india")
            ],
        )
        binaries = self.folder / ".venv" / "bin"
        binaries.mkdir(parents=True)
        (binaries / "vendor-review").symlink_to(Path(sys.executable).with_name("vendor-review"))

    def text(self, name: str, *, many: bool = False) -> str:
        """The file of that name, with every path below /srv replaced; `many` as README.md says for many registers."""
        text = (SCHEDULES / name).read_text(encoding="utf-8")
        if many:
            one, all_of_them = "run /srv/registers/acme", 'batch "/srv/registers/*"'
            assert one in text
            assert f"Put `{all_of_them}` in the place of `{one}`" in (SCHEDULES / "README.md").read_text(
                "utf-8"
            )
            text = text.replace(one, all_of_them)
        for blank, path in (
            ("/srv/vendor-review", self.folder),
            ("/srv/registers/acme", self.register),
            ("/srv/registers", self.register.parent),
            ("/srv/reviews", self.reviews),
        ):
            text = text.replace(blank, str(path))
        assert "/srv" not in text
        return text

    def review(self, as_of: date) -> Path:
        """The one review of that day, which is as it was published."""
        (folder,) = (self.reviews / "numberz").glob(f"{as_of.isoformat()}-*")
        assert list(Archive(self.reviews, "numberz").problems(folder)) == []
        return folder


def until(look: Callable[[], Found | None], seconds: float) -> Found:
    """What `look` finds within that time, asked four times a second."""
    deadline = time.monotonic() + seconds
    while (found := look()) is None:
        assert time.monotonic() < deadline, f"nothing came within {seconds:g} s"
        time.sleep(0.25)
    return found
