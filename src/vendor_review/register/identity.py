"""Which register it is: the id under which its reviews are kept, and whose it is.

Two companies may both call their file `register.xlsx`. A register states its id in page.toml (`register_id`), or a
command does (`--name`); only without either it is known by the name of its folder, file or database.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vendor_review.errors import RegisterUnreadable, UsageError
from vendor_review.files.snapshot import Snapshot
from vendor_review.files.toml_text import parse_toml
from vendor_review.register.layout import PAGE_FILE

KEY = "register_id"
SAFE = "use letters, digits, spaces, - _ + and ., and begin with a letter or digit"
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}")
_SAFE = re.compile(r"[^\W_][\w .+-]{0,99}")
#: Names that the folder of all archives, or some operating system, has another use for.
_TAKEN = re.compile(
    r"(index\.html|index\.json|con|prn|aux|nul|(com|lpt)[0-9])(\..*)?", re.IGNORECASE | re.ASCII
)


@dataclass(frozen=True)
class Identity:
    """Which register it is.

    Attributes
    ----------
    id
        The name of its folder in the archive.
    organisation
        Who keeps it; blank where its page does not say.
    is_stated
        Whether somebody gave it this id, rather than it being the name of its folder or file.
    """

    id: str
    organisation: str
    is_stated: bool


def place_name(folder: Path) -> str:
    """What the register in `folder` is called: the folder's name, or that of the folder above its dated states.

    Reviews of one register belong together; `example/2026-07-31` and `example/2026-10-31` are both `example`.
    """
    path = folder.resolve()
    return path.parent.name if _DATED.fullmatch(path.name) and path.parent.name else path.name


def is_safe(name: str) -> bool:
    """Whether a register of this name can have a folder in the archive, on every system."""
    return bool(_SAFE.fullmatch(name)) and name[-1] not in " ." and not _TAKEN.fullmatch(name)


def identity_of(derived: str, page: Mapping[str, Any], name: str = "") -> Identity:
    """Which register lies in a place called `derived`, states `page`, and is given the id `name` by a command.

    Raises
    ------
    RegisterUnreadable
        The page states an id that cannot name a folder.
    UsageError
        The page and the command state different ids.
    """
    stated = page.get(KEY, "")
    if not isinstance(stated, str) or (stated and not is_safe(stated)):
        raise RegisterUnreadable(
            f"{PAGE_FILE}: {KEY} {stated!r} cannot name a folder of the archive; {SAFE}."
        )
    if stated and name and stated != name:
        raise UsageError(f"{PAGE_FILE} states the {KEY} {stated!r}, and --name says {name!r}; say it once")
    return Identity(stated or name or derived, organisation_of(page), bool(stated or name))


def organisation_of(page: Mapping[str, Any]) -> str:
    """Who keeps a register, as its page says, on one line; "" where it does not."""
    stated = page.get("organisation", "")
    return " ".join(stated.split()) if isinstance(stated, str) else ""


def page_of(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The page among the files of a register that can be read; empty if there is none."""
    return parse_toml(files[PAGE_FILE].decode("utf-8-sig")) if PAGE_FILE in files else {}


def identified(snapshot: Snapshot, name: str = "") -> Snapshot:
    """The same files under the id of the register; raises what `identity_of` raises."""
    return replace(snapshot, name=identity_of(snapshot.name, page_of(snapshot.files), name).id)
