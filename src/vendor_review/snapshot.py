"""The bytes of a folder's named files, read once, with their hashes: what is reviewed is what was hashed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path


def sha256(content: bytes) -> str:
    """SHA-256 of `content` as 64 lower-case hex digits."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Snapshot:
    """Files of one folder at one moment.

    Attributes
    ----------
    name
        The folder's base name.
    files
        File name to content, in the order of names.
    """

    name: str
    files: Mapping[str, bytes]

    @property
    def hashes(self) -> dict[str, str]:
        """File name to SHA-256 of its bytes."""
        return {name: sha256(content) for name, content in self.files.items()}

    def write(self, folder: Path) -> None:
        """Writes every file, byte for byte, into `folder`, which is made if need be."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            (folder / name).write_bytes(content)


def read_folder(folder: Path, names: Iterable[str]) -> Snapshot:
    """Reads those of `names` that `folder` holds."""
    present = sorted(name for name in names if (folder / name).is_file())
    return Snapshot(folder.resolve().name, {name: (folder / name).read_bytes() for name in present})
