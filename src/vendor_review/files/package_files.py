"""Files that travel with the package: the review notebook, the default policy, the starting register.

In a wheel they lie inside the package; in a checkout they are the repository's own files, so there is one copy.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_CHECKOUT = _PACKAGE.parents[1]


def _locate(in_wheel: str, in_checkout: str) -> Path:
    inside = _PACKAGE / "shipped_files" / in_wheel
    return inside if inside.exists() else _CHECKOUT / in_checkout


def review_notebook() -> Path:
    """The notebook that `vendor-review run` executes."""
    return _locate("review.ipynb", "notebooks/review.ipynb")


def default_policy() -> Path:
    """The folder of the policy that applies unless another is named."""
    return _locate("policy", "data/policy")


def starting_register() -> Path:
    """The folder of the Numberz register, which `run` reviews when it is given none."""
    return _locate("numberz", "data/numberz")
