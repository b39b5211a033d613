"""The words that a policy allows in a register's cells; the schema knows no policy itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Vocabulary:
    """What the policy in force allows.

    Attributes
    ----------
    controls
        Ids that `access_controls.control` may hold, such as `VR-A1`.
    categories
        Ids that `data_shared.category` may hold; `none` and `unclassified` are always allowed beside them.
    not_applicable
        Pairs of role and control for which the answer `not_applicable` is allowed.
    """

    controls: frozenset[str]
    categories: frozenset[str]
    not_applicable: frozenset[tuple[str, str]]
