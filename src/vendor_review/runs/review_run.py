"""One review from register to archive: freeze the inputs, run the notebook on them, publish all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendor_review import FORMULA_VERSION, __version__
from vendor_review.errors import ArchiveError, RunFailed
from vendor_review.files import package_files
from vendor_review.files.json_text import parsed_json
from vendor_review.files.snapshot import Snapshot
from vendor_review.policy.source import open_policy
from vendor_review.publication.archive.archive import Archive
from vendor_review.publication.archive.index import INDEX
from vendor_review.publication.archive.manifest import (
    BASELINE_FOLDER,
    MANIFEST,
    POLICY_FOLDER,
    REGISTER_FOLDER,
    Summary,
    build_manifest,
    hash_outputs,
    manifest_bytes,
)
from vendor_review.publication.archive.overview import refresh_overview
from vendor_review.register.identity import identity_of, page_of
from vendor_review.register.source import open_register
from vendor_review.report.pages.completion_record import find_record
from vendor_review.report.pages.versions import installed_versions
from vendor_review.runs.baseline import NONE, find_baseline
from vendor_review.runs.cancellation import cancellable
from vendor_review.runs.kernel.private_folder import remove_dead_folders
from vendor_review.runs.kernel.warm_start import begin_imports
from vendor_review.runs.notebook import run_notebook
from vendor_review.runs.parameters import identify

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from vendor_review.runs.parameters import ReviewParameters

PAGE, NOTEBOOK = "review.html", "review.ipynb"


@dataclass(frozen=True)
class Outcome:
    """What came of a run.

    Attributes
    ----------
    status
        `published`, or `verified` where the same inputs had been reviewed before.
    folder
        Where the review lies.
    run_id, facts
        As the completion record has them.
    """

    status: str
    folder: Path
    run_id: str
    facts: Mapping[str, Any]

    @property
    def page(self) -> Path:
        """The review itself."""
        return self.folder / PAGE


@dataclass(frozen=True)
class RunSettings:
    """How a run is carried out; none of it changes a byte of the review.

    Attributes
    ----------
    reviews
        The archive's folder.
    notebook
        The notebook to execute, the shipped one unless told otherwise.
    cell_timeout_seconds
        How long one cell may take.
    progress
        Draw a bar on stderr.
    warm
        Fork the kernel from a process that has imported what it needs, which pays from the second review of a process
        on; None to do so if there is one already.
    overview
        Draw the page of all registers anew.
    report
        Called with a line of progress.
    """

    reviews: Path
    notebook: Path | None = None
    cell_timeout_seconds: int = 600
    progress: bool = False
    warm: bool | None = None
    overview: bool = True
    report: Callable[[str], None] = lambda line: None


def run_review(parameters: ReviewParameters, settings: RunSettings) -> Outcome:
    """Makes the review of a register, or verifies the one that the same inputs made before.

    The inputs are read once; what is hashed, reviewed and kept are the same bytes, however a register is edited
    meanwhile.

    Raises
    ------
    RegisterUnreadable, PolicyUnreadable, UsageError
        Nothing is written.
    RunFailed, RunCancelled
        The archive is as it was.
    """
    register = open_register(parameters.register, parameters.name)
    named = identity_of(register.name, page_of(register.files), parameters.name)
    policy = open_policy(parameters.policy or None)
    archive = Archive(settings.reviews, register.name)
    baseline = find_baseline(parameters.baseline, archive, parameters.as_of, named)
    compared_with = baseline.name if baseline else NONE
    identity = identify(parameters, register.hashes, policy.hashes, compared_with)
    folder = archive.folder(parameters.as_of, identity)
    settings.report(
        f"register {register.name}: {len(register.files)} files; baseline {compared_with}; run {identity}"
    )
    for entry in archive.newcomers():
        settings.report(
            f"{archive.root} has no index yet; {entry.folder}, which lies there, is the first that it lists"
        )
    remove_dead_folders()
    if folder.exists():
        return _verified(archive, folder, identity)

    if settings.warm:
        begin_imports()  # while this process does what comes before the kernel
    with cancellable() as cancellation, archive.staging(identity) as staged, closing(cancellation):
        register.write(staged / REGISTER_FOLDER)
        policy.write(staged / POLICY_FOLDER)
        if baseline:
            baseline.copy_to(staged / BASELINE_FOLDER)
        notebook = settings.notebook or package_files.review_notebook()
        settings.report(f"running {notebook.name}")
        frozen = replace(
            parameters,
            register=REGISTER_FOLDER,
            policy=POLICY_FOLDER,
            baseline=BASELINE_FOLDER if baseline else NONE,
            # The frozen copy lies in a folder of another name.
            name=register.name,
        )
        executed = run_notebook(
            notebook,
            frozen.as_dict(),
            folder=staged,
            cell_timeout_seconds=settings.cell_timeout_seconds,
            progress=settings.progress,
            warm=settings.warm,
        )
        record = find_record(executed.cells) or {}
        if record.get("run_id") != identity:
            raise RunFailed(
                f"the kernel reviewed other inputs (run {record.get('run_id')}) than were frozen (run {identity}); "
                "is another version of vendor_review installed for the kernel?"
            )
        settings.report("writing the review")
        _write(staged, executed, record)
        _seal(staged, register, policy, parameters, compared_with, record, named.organisation)
        published = archive.publish(staged, folder, cancellation.settle)
        if published.vouched_before:
            settings.report(
                f"the chain of {archive.root / INDEX} starts with this review, and vouches for the "
                f"{published.vouched_before} before it as they are now"
            )
        if published.unrenewed:
            settings.report(f"{published.unrenewed}; the review is in place, and the next run tries again")
        if settings.overview:
            _refresh_overview(settings)
    status = "published" if published.new else "verified"
    return Outcome(status, folder, identity, record["facts"])


def _refresh_overview(settings: RunSettings) -> None:
    """The page of all registers; a review that is in place is done, whether or not that page could be drawn."""
    try:
        refresh_overview(settings.reviews)
    except ArchiveError as problem:
        settings.report(f"{problem}; the review is in place, and the next one that is published fixes this")


def _verified(archive: Archive, folder: Path, identity: str) -> Outcome:
    """The review that lies in `folder`, if it still is what was published; ends what the run that made it could not."""
    problems = archive.problems(folder)
    if problems:
        raise RunFailed([f"{folder}: {problem}" for problem in problems])
    notebook = parsed_json((folder / NOTEBOOK).read_bytes())
    record = find_record(notebook["cells"])
    if record is None:
        raise RunFailed(f"{folder / NOTEBOOK}: holds no completion record")
    archive.mend()
    return Outcome("verified", folder, identity, record["facts"])


def _write(staged: Path, executed: NotebookNode, record: Mapping[str, Any]) -> None:
    """The page, the notebook, and the files of the completion record."""
    import nbformat

    from vendor_review.report.pages.page import review_page

    text = nbformat.writes(executed)
    (staged / NOTEBOOK).write_text(text + "\n", encoding="utf-8", newline="\n")
    (staged / PAGE).write_text(review_page(executed.cells), encoding="utf-8", newline="\n")
    for name, text in record["files"].items():
        (staged / name).write_text(text, encoding="utf-8", newline="")


def _seal(
    staged: Path,
    register: Snapshot,
    policy: Snapshot,
    parameters: ReviewParameters,
    compared_with: str,
    record: Mapping[str, Any],
    organisation: str,
) -> None:
    """The manifest, over everything that is staged."""
    facts = record["facts"]
    counts = facts["counts"]
    manifest = build_manifest(
        register_name=register.name,
        as_of=parameters.as_of,
        parameters=parameters.settings(compared_with),
        register=register.hashes,
        policy=policy.hashes,
        outputs=hash_outputs(staged),
        formula_version=FORMULA_VERSION,
        package_version=__version__,
        versions=installed_versions(),
        summary=Summary(
            verdict=facts["verdict"],
            bands=counts["bands"],
            undetermined=len(counts["appetite"]["undetermined"]),
            rejected=counts["rejected"],
            public_list="withheld" if counts["withheld"] else "published",
            worst_r_hi=counts["worst_r_hi"],
            sum_r_hi=counts["sum_r_hi"],
            organisation=organisation or None,
            outside=len(counts["appetite"]["outside"]),
            overdue=counts["overdue"],
            decisions=counts["decisions"],
        ),
    )
    (staged / MANIFEST).write_bytes(manifest_bytes(manifest))
