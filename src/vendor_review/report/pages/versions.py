"""What computed a review: the versions of everything that can change a figure or a byte of it."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version

from vendor_review import FORMULA_VERSION, __version__

_PACKAGES = (
    "pandas",
    "numpy",
    "pandera",
    "holidays",
    "papermill",
    "nbconvert",
    "vl-convert-python",
    "Jinja2",
)


@cache
def installed_versions() -> Mapping[str, str]:
    """Name to version: of this package, the formula, Python, and the packages that results depend on."""
    own = {"vendor_review": __version__, "formula": FORMULA_VERSION, "python": platform.python_version()}
    return own | {name: version(name) for name in _PACKAGES}
