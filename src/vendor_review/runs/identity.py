"""The run id of a review, computed alike by the process that freezes the inputs and by the kernel that reads them."""

from __future__ import annotations

from collections.abc import Mapping

from vendor_review import FORMULA_VERSION, __version__
from vendor_review.publication.archive.manifest import run_id
from vendor_review.runs.parameters import ReviewParameters


def identify(
    parameters: ReviewParameters, register: Mapping[str, str], policy: Mapping[str, str], baseline: str
) -> str:
    """The run id of a review by this version.

    `register` and `policy` map file names to hashes; `baseline` is the name of the review that it is compared with.
    """
    return run_id(
        register=register,
        policy=policy,
        as_of=parameters.as_of,
        parameters=parameters.settings(baseline),
        formula_version=FORMULA_VERSION,
        package_version=__version__,
    )
