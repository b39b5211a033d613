"""Vendor risk review from a register of subprocessors: load, check, score, report, publish."""

from __future__ import annotations

__version__ = "0.1.0"

#: Version of the scoring formula; raised whenever the same inputs could give another score.
FORMULA_VERSION = "1.0"
