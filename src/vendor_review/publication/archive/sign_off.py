"""Sign-offs: who stands by a review, as records beside it, and whether they hold.

    <folder of the review>/../sign-offs/<as-of>-<run id>/<id>/sign-off.json      what was signed
                                                             sign-off.json.sig   by a key, where one was used

The id is the beginning of the record's own hash.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from vendor_review.errors import UsageError
from vendor_review.files.json_text import parsed_json
from vendor_review.files.snapshot import sha256
from vendor_review.publication.archive.files import check_record, hash_kept, read_kept, tree_below
from vendor_review.publication.archive.index import LOCK, REVIEW_NAME, SIGN_OFFS
from vendor_review.publication.archive.manifest import MANIFEST, read_manifest, review_name
from vendor_review.publication.archive.ssh_signature import SignatureRefused, check_signature
from vendor_review.publication.archive.staging import FRESH

RECORD = "sign-off.json"
SIGNATURE = f"{RECORD}.sig"
SCHEMA = "sign-off/1"
_ID_DIGITS = 16
_LARGEST_SIGNERS = 2**20
#: Where a file of a sign-off lies: the review's name, the record's id, and the record or its signature.
_PLACE = re.compile(rf"[^/]+/[0-9a-f]{{{_ID_DIGITS}}}/{re.escape(RECORD)}(\.sig)?", re.ASCII)


def sign_off_id(content: bytes) -> str:
    """The id of the record with these bytes, 16 hex digits."""
    return sha256(content)[:_ID_DIGITS]


@dataclass(frozen=True)
class SignOff:
    """What somebody stands by.

    Attributes
    ----------
    register, review, manifest_sha256
        The register's name, the review's (`<as-of>-<run id>`), and the hash of its manifest, hence of all its files.
    by, role, comment
        Who, as what, and what they have to say; a comment may be blank.
    signed_on
        ISO date.
    key
        Fingerprint of the key that signed; blank where none did.
    """

    register: str
    review: str
    manifest_sha256: str
    by: str
    role: str
    comment: str
    signed_on: str
    key: str

    def as_bytes(self) -> bytes:
        """The record: what a key signs, and what the id is made from."""
        return (json.dumps({"schema": SCHEMA, **asdict(self)}, ensure_ascii=False, indent=1) + "\n").encode()


@dataclass(frozen=True)
class SignOffStanding:
    """What is to be said of a sign-off that was found.

    Attributes
    ----------
    folder
        Where it lies.
    sign_off
        The record; None if it cannot be read.
    signer
        Whose key signed it, by the file of allowed signers; blank where no key did, or none was looked up.
    problem
        Why it does not hold; blank if it does.
    """

    folder: Path
    sign_off: SignOff | None
    signer: str = ""
    problem: str = ""

    def in_words(self) -> str:
        """One line."""
        if self.sign_off is None:
            return f"{self.folder.name}: {self.problem}"
        own = self.sign_off
        words = f"signed by {own.by} as {own.role} on {own.signed_on}"
        if self.problem:
            words += f", which does not hold: {self.problem}"
        elif self.signer:
            words += f", with the key of {self.signer}"
        else:
            words += ", with a key that was not looked up" if own.key else ", without a signature"
        return f"{words} ({own.comment})" if own.comment else words


def sign_offs_folder(review: Path, name: str) -> Path:
    """Where the sign-offs of a review lie: beside its folder, for `latest` and the dated one alike."""
    return review.resolve().parent / SIGN_OFFS / name


def read_sign_offs(review: Path, allowed_signers: Path | None = None) -> list[SignOffStanding]:
    """The sign-offs of the review in a folder, the earliest first; each held against its id and the review's manifest.

    Parameters
    ----------
    allowed_signers
        A file as ssh-keygen takes it, against which signatures are checked.

    Raises
    ------
    UsageError
        There is no such file, or no ssh-keygen to check a signature with.
    """
    if allowed_signers is not None and not allowed_signers.is_file():
        raise UsageError(f"{allowed_signers}: there is no such file of allowed signers")
    if allowed_signers is not None and allowed_signers.stat().st_size > _LARGEST_SIGNERS:
        raise UsageError(
            f"{allowed_signers}: is larger than {_LARGEST_SIGNERS:,} bytes; is it the right file?"
        )
    try:
        name, digest = review_name(read_manifest(review)), hash_kept(review / MANIFEST)
    except (OSError, ValueError):
        return []
    folder = sign_offs_folder(review, name)
    if not REVIEW_NAME.fullmatch(name) or not folder.is_dir():
        return []
    found = [path for path in folder.iterdir() if path.is_dir() and path.name[0] != "."]
    standings = [_standing(path, name, digest, allowed_signers) for path in found]
    return sorted(
        standings, key=lambda each: (each.sign_off.signed_on if each.sign_off else "", each.folder.name)
    )


def stray_sign_offs(register: Path, listed: Collection[str]) -> list[str]:
    """What lies among the sign-offs of a register's reviews and is none: one sentence each.

    Parameters
    ----------
    listed
        Folders of the reviews that the index lists.
    """
    root = register / SIGN_OFFS
    if not os.path.lexists(root):
        return []
    if root.is_symlink() or not root.is_dir():
        return [f"{SIGN_OFFS} is a link, or no folder"]
    below = tree_below(root)
    own = {
        path
        for path in below.files
        if (_PLACE.fullmatch(path) and path.partition("/")[0] in listed) or Path(path).name == LOCK
    }
    strange = [
        path
        for path in below.beside(own)
        if path.removesuffix("/") not in listed and f"/{FRESH}" not in path  # of a signing that died
    ]
    return [*below.closed, *(f"{SIGN_OFFS}/{path} is no part of a sign-off" for path in strange)]


def _standing(folder: Path, name: str, manifest_sha256: str, allowed_signers: Path | None) -> SignOffStanding:
    try:
        content = read_kept(folder / RECORD)
        record = _parsed(content)
    except (OSError, ValueError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else problem
        return SignOffStanding(folder, None, problem=f"{RECORD} cannot be read: {why}")
    if sign_off_id(content) != folder.name:
        return SignOffStanding(folder, record, problem=f"{RECORD} has changed since it was signed")
    if (record.review, record.manifest_sha256) != (name, manifest_sha256):
        return SignOffStanding(folder, record, problem=f"it is for another manifest of {record.review}")
    return _signed(folder, record, content, allowed_signers)


def _signed(folder: Path, record: SignOff, content: bytes, allowed_signers: Path | None) -> SignOffStanding:
    """The same, of a record that is the one that was signed."""
    signature = folder / SIGNATURE
    if bool(record.key) != signature.is_file():
        problem = f"{SIGNATURE} is missing" if record.key else f"it names no key, and there is a {SIGNATURE}"
        return SignOffStanding(folder, record, problem=problem)
    if not record.key or allowed_signers is None:
        return SignOffStanding(folder, record)
    try:
        on = date.fromisoformat(record.signed_on)
        signer, key = check_signature(content, signature, allowed_signers, on)
    except SignatureRefused as refused:
        return SignOffStanding(folder, record, problem=str(refused))
    if key != record.key:
        return SignOffStanding(folder, record, problem=f"it names the key {record.key}, and {key} signed")
    return SignOffStanding(folder, record, signer=signer)


def _parsed(content: bytes) -> SignOff:
    fields = parsed_json(content)
    check_record(fields, "sign-off")
    record = SignOff(**{name: value for name, value in fields.items() if name != "schema"})
    date.fromisoformat(record.signed_on)
    return record
