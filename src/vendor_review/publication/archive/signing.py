"""Signs a review off: adds one record beside it, whole and by one rename, and changes nothing that is there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from vendor_review.errors import ArchiveError, UsageError, said_plainly
from vendor_review.files.durable_files import flush, flush_tree, locked, write_flushed
from vendor_review.publication.archive.files import hash_kept
from vendor_review.publication.archive.index import INDEX, LOCK, SIGN_OFFS
from vendor_review.publication.archive.manifest import MANIFEST, read_manifest, review_name
from vendor_review.publication.archive.sign_off import (
    RECORD,
    SIGNATURE,
    SignOff,
    SignOffStanding,
    read_sign_offs,
    sign_off_id,
    sign_offs_folder,
)
from vendor_review.publication.archive.ssh_signature import key_fingerprint, make_signature
from vendor_review.publication.archive.staging import FRESH, PATIENCE_SECONDS, sweep
from vendor_review.publication.archive.verification.review import verify_one


def add_sign_off(
    review: Path, *, by: str, role: str, signed_on: date, comment: str = "", key: Path | None = None
) -> Path:
    """Adds a sign-off of the review in a folder, and returns where it lies.

    Nothing in the review is touched. Several people may sign, also at once.

    Parameters
    ----------
    key
        An SSH key to sign with: a private one, or a public one whose private part an agent has.

    Raises
    ------
    UsageError
        No review; a blank name or role; the same person has signed it in the same role; a key that is none.
    ArchiveError
        The review is not what was published, or became another one meanwhile; a sign-off that lies there is not what
        was signed.
    RunFailed
        The key does not sign.
    """
    words = {"who signs (--by)": by, "the role (--role)": role}
    blank = [f"{what} is blank" for what, text in words.items() if not _plain(text)]
    if blank:
        raise UsageError(blank)
    if not (review / MANIFEST).is_file():
        raise UsageError(f"{review}: is no review; name the folder of one, or latest")
    digest = hash_kept(review / MANIFEST)
    verified = verify_one(review)
    if verified.problems:
        refused = [f"{review}: {problem}" for problem in verified.problems]
        raise ArchiveError([*refused, f"{review}: does not hold, and nothing was signed"])
    manifest = read_manifest(review)
    record = SignOff(
        register=manifest["register"],
        review=review_name(manifest),
        manifest_sha256=digest,
        by=_plain(by),
        role=_plain(role),
        comment=_plain(comment),
        signed_on=signed_on.isoformat(),
        key="" if key is None else key_fingerprint(key),
    )
    # Before the lock is taken: it may take as long as somebody needs to find a passphrase.
    signature = b"" if key is None else make_signature(record.as_bytes(), key)
    folder = sign_offs_folder(review, record.review)
    with said_plainly():
        folder.mkdir(parents=True, exist_ok=True)
        with locked(_lock_of(review), PATIENCE_SECONDS):
            sweep(folder)
            if hash_kept(review / MANIFEST) != digest:
                raise ArchiveError(
                    f"{review}: has become another review meanwhile; look at it and sign again"
                )
            _refuse_second(read_sign_offs(review), record)
            return _put(folder, record, signature)


def _refuse_second(standings: list[SignOffStanding], record: SignOff) -> None:
    from vendor_review.schema.across_tables.decisions import person_key

    broken = [f"{each.folder}: {each.problem}" for each in standings if each.problem]
    if broken:
        raise ArchiveError([*broken, "look into this first; nothing was signed"])
    signed = {
        (person_key(each.sign_off.by), person_key(each.sign_off.role)) for each in standings if each.sign_off
    }
    if (person_key(record.by), person_key(record.role)) in signed:
        raise UsageError(
            f"{record.by} has signed {record.review} as {record.role}; one sign-off in a role is enough"
        )


def _put(folder: Path, record: SignOff, signature: bytes) -> Path:
    content = record.as_bytes()
    place = folder / sign_off_id(content)
    fresh = folder / f"{FRESH}{place.name}"
    try:
        fresh.mkdir()
        write_flushed(fresh / RECORD, content)
        if signature:
            write_flushed(fresh / SIGNATURE, signature)
        flush_tree(fresh)
        fresh.rename(place)
        flush(folder)
    except BaseException:
        sweep(folder)
        raise
    return place


def _lock_of(review: Path) -> Path:
    """The archive's lock, which keeps `latest` as it is meanwhile; one of our own beside a review that was mailed."""
    beside = review.resolve().parent
    return (beside if (beside / INDEX).is_file() else beside / SIGN_OFFS) / LOCK


def _plain(words: str) -> str:
    """On one line, without white space that says nothing and without what no terminal should be sent."""
    return " ".join("".join(each if each.isprintable() else " " for each in words).split())
