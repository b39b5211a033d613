"""`verify`, `sign` and `pdf`: what people do with a review that has been published."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vendor_review.cli.options import dated, format_option, largest_table_option
from vendor_review.cli.streams import say
from vendor_review.errors import UsageError

if TYPE_CHECKING:
    from vendor_review.publication.archive.chain import Head
    from vendor_review.publication.archive.sign_off import SignOffStanding
    from vendor_review.publication.archive.verification.review import Verified
    from vendor_review.runs.rerun import Rebuilt


@dataclass(frozen=True)
class _Result:
    """One review: its files, what its inputs give now, its sign-offs."""

    verified: Verified
    rebuilt: Rebuilt | None
    sign_offs: Sequence[SignOffStanding]
    looks_up: bool

    @property
    def holds(self) -> bool:
        differs = self.rebuilt is not None and bool(self.rebuilt.differing)
        return not (self.verified.problems or differs or any(each.problem for each in self.sign_offs))

    @property
    def is_open(self) -> bool:
        """Whether something that was asked for could not be told."""
        unsigned = self.looks_up and any(not each.signer for each in self.sign_offs)
        return (
            unsigned or self.verified.is_open or (self.rebuilt is not None and bool(self.rebuilt.impossible))
        )

    def lines(self) -> list[str]:
        verified = self.verified
        count = f", {verified.files} files" if verified.files else ""
        head = f"{verified.name}: {'holds' if self.holds else 'DOES NOT HOLD'}{count} ({verified.folder})"
        lines = [*verified.problems, *verified.notes]
        lines += [self.rebuilt.in_words()] if self.rebuilt else []
        lines += [each.in_words() for each in self.sign_offs]
        return [head, *(f"  {line}" for line in lines)]

    def as_dict(self) -> dict[str, Any]:
        verified, rebuilt = self.verified, self.rebuilt
        return {
            "review": verified.name,
            "folder": str(verified.folder),
            "holds": self.holds,
            "files": verified.files,
            "problems": list(verified.problems),
            "notes": list(verified.notes),
            "rebuilt": None if rebuilt is None else vars(rebuilt),
            "sign_offs": [
                {
                    "id": each.folder.name,
                    "record": vars(each.sign_off) if each.sign_off else None,
                    "signer": each.signer,
                    "problem": each.problem,
                }
                for each in self.sign_offs
            ],
        }


@click.command()
@click.argument("review", type=click.Path(path_type=Path))
@click.option(
    "--rerun", is_flag=True, help="Also rebuild each review from the inputs that it keeps, and compare."
)
@click.option(
    "--allowed-signers",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Check signatures of sign-offs against the keys in this file, in the format of ssh-keygen(1).",
)
@click.option(
    "--head",
    is_flag=True,
    help="Print only the head of the chain of reviews, one line for each register. Keep it in another place.",
)
@click.option(
    "--expect",
    metavar="HEAD",
    help="A head that you kept: it must be in the chain, which may have grown since.",
)
@format_option("words", "json")
@largest_table_option
def verify(
    review: Path, rerun: bool, allowed_signers: Path | None, head: bool, expect: str | None, form: str
) -> int:
    """Verify that published reviews are unchanged.

    REVIEW is the folder of one review, of all reviews of a register, or of all registers. Every file is compared with
    the manifest, the manifest with the index beside it, and the index with its own chain of hashes.

    Exit code 0: everything is unchanged. 3: something has changed or is missing. 1: nothing is wrong, but something
    could not be checked: a review that this version cannot rebuild, a sign-off without a signature although keys were
    named, reviews without an index, or no chain for --head.
    """
    from vendor_review.publication.archive.sign_off import read_sign_offs
    from vendor_review.publication.archive.verification.register import heads_of, verify_place
    from vendor_review.runs.rerun import rebuild_review

    results: list[_Result] = []
    seen: set[str] = set()
    tell = say if head else click.echo
    for verified in verify_place(review, _expected(expect)):
        rebuilt, sign_offs = None, []
        if verified.name not in seen:  # else it is the latest copy of one before
            if rerun and verified.files and not verified.problems:
                say(f"rebuilding {verified.name}")
                rebuilt = rebuild_review(verified.folder)
            sign_offs = read_sign_offs(verified.folder, allowed_signers)
        if not verified.problems:
            seen.add(verified.name)
        results.append(_Result(verified, rebuilt, sign_offs, allowed_signers is not None))
        if form == "words":
            for line in results[-1].lines():
                tell(line)
    broken = sum(not result.holds for result in results)
    heads = [] if broken else [str(each) for each in heads_of(review)]
    if form == "json":
        shown = {"holds": not broken, "heads": heads, "results": [result.as_dict() for result in results]}
        click.echo(json.dumps(shown, sort_keys=True))  # ASCII: a name of a file may be no text
    elif len(results) > 1:
        count = sum(not (result.verified.is_index and result.holds) for result in results)
        tell(f"{broken} of {count} do not hold" if broken else f"all {count} hold")
    if head and form == "words":
        for line in heads:
            click.echo(line)
    untold = any(result.is_open for result in results) or (head and not heads)
    return 3 if broken else int(untold)


def _expected(line: str | None) -> Head | None:
    from vendor_review.publication.archive.chain import parse_head

    try:
        return None if line is None else parse_head(line)
    except ValueError as problem:
        raise UsageError(f"--expect: {problem}") from None


@click.command()
@click.argument("review", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--by", required=True, metavar="NAME", help="Who signs.")
@click.option(
    "--role",
    required=True,
    metavar="ROLE",
    help="Role of the signer: preparer, reviewer, approver, or your own word.",
)
@click.option("--comment", default="", metavar="TEXT", help="A comment to keep with the sign-off.")
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    metavar="KEYFILE",
    help="SSH key to sign with: a private key, or a public key whose private part is in ssh-agent.",
)
@dated("The day of the sign-off")
def sign(review: Path, by: str, role: str, comment: str, key: Path | None, as_of: date) -> None:
    """Record who signs REVIEW off.

    The record is kept beside the folder of the review, which does not change. It holds the hash of the review's
    manifest, and so covers every file. `verify` lists sign-offs, and with --allowed-signers shows whose key signed.
    """
    from vendor_review.publication.archive.signing import add_sign_off

    place = add_sign_off(review, by=by, role=role, comment=comment, signed_on=as_of, key=key)
    say(f"signed {'with ' + str(key) if key else 'without a key'}")
    click.echo(place)


@click.command()
@click.argument("review", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="File to write, replaced if it exists. If left out: <register>-<as-of>.pdf here, which must not exist.",
)
@click.option(
    "--chromium",
    default="",
    envvar="VENDOR_REVIEW_CHROMIUM",
    show_envvar=True,
    metavar="PROGRAM",
    help="Chromium or Chrome, 131 or later; if left out, the one on PATH.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=120,
    show_default=True,
    metavar="SECONDS",
    help="Time limit for printing.",
)
def pdf(review: Path, out: Path | None, chromium: str, timeout: float) -> None:
    """Print a review or a public list as a PDF.

    REVIEW is a review's folder, its review.html or its public-list.html. The PDF is A4 and tagged, with outline, page
    numbers and every fold open. Chromium prints it without scripts, network or other files. If the page may differ from
    what was published, a message says so.
    """
    from vendor_review.publication.paper.pdf import paper_job, print_paper

    job = paper_job(review)
    for doubt in job.doubts:
        say(doubt)
    click.echo(print_paper(job, out, chromium, timeout))
