"""Opens what a vendor has that is no questionnaire of ours: one of another make, or a page that names certificates."""

from __future__ import annotations

from pathlib import Path

from vendor_review.errors import ListUnreadable, UsageError
from vendor_review.files.quarantine import Limits, read_apart
from vendor_review.files.snapshot import read_file, sha256
from vendor_review.policy import Policy
from vendor_review.questionnaires.foreign.answered_elsewhere import answers_of_others, make_of
from vendor_review.questionnaires.foreign.certificates import certificates_named, certificates_on
from vendor_review.questionnaires.foreign.makes import known_makes, make_of_map
from vendor_review.questionnaires.returned.answer_sheets import Returned
from vendor_review.questionnaires.returned.file import Book
from vendor_review.questionnaires.sent.questions import may_be_set_aside
from vendor_review.schema import CheckedRegister
from vendor_review.schema.cells.names import name_keys
from vendor_review.schema.cells.suggestions import hint

_PAGES = (".html", ".htm", ".md", ".markdown", ".txt")
_LARGEST_PAGE = 4 * 2**20
_LIMITS = Limits(memory=512, seconds=20)


def is_page(path: Path) -> bool:
    """Whether a file is a page or a text, which may name certificates."""
    return path.suffix.casefold() in _PAGES


def read_foreign(
    file: Book | Path, checked: CheckedRegister, policy: Policy, vendor: str, questions_map: str
) -> Returned:
    """What a questionnaire of another make, or a page, says of a vendor.

    Raises
    ------
    UsageError
        The vendor is not named, or none of the register's; the questionnaire is of no make that is known.
    ListUnreadable
        The page cannot be read.
    """
    if isinstance(file, Path):
        vendor_id = _vendor(file.name, checked, vendor)
        content = _content(file)
        found = read_apart(certificates_on, file.name, content, refusal=ListUnreadable, limits=_LIMITS)
        return certificates_named(found, file.name, sha256(content), checked.name, vendor_id, policy.as_of)
    make = (
        make_of_map(questions_map, policy)
        if questions_map
        else make_of(file.text, known_makes(policy), file.file)
    )
    vendor_id = _vendor(f"{file.file} ({make.name}):", checked, vendor)
    return answers_of_others(
        file.text,
        make,
        file.file,
        file.sha256,
        may_be_set_aside(checked, policy, vendor_id),
        {"register": checked.name, "vendor_id": vendor_id, "as_of": policy.as_of.isoformat()},
    )


def _content(path: Path) -> bytes:
    try:
        return read_file(path, _LARGEST_PAGE)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error


def _vendor(file: str, checked: CheckedRegister, called: str) -> str:
    """The id of the vendor that is called so, by its id or its name."""
    rows = checked.tables["vendors"][["vendor_id", "name"]].astype(str)
    if not called:
        raise UsageError(f"{file} does not say whose answers it has; name the vendor with --vendor")
    (sought,) = name_keys([called])
    keys = zip(rows["vendor_id"], name_keys(rows["vendor_id"]), name_keys(rows["name"]), strict=True)
    found = [vendor_id for vendor_id, *own in keys if called == vendor_id or (sought and sought in own)]
    if len(found) == 1:
        return str(found[0])
    if found:
        raise UsageError(
            f"--vendor: {called!r} may be {', '.join(found)}; write the id of the one that is meant"
        )
    near = hint(called, [*rows["vendor_id"], *rows["name"]])
    raise UsageError(f"--vendor: {called!r} is no accepted vendor of {checked.name}{near}")
