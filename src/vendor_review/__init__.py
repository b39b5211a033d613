"""Vendor risk review from a register of subprocessors: load, check, score, review.

Examples
--------
>>> import vendor_review as vr
>>> float(vr.score("data/numberz", as_of="2026-11-01").vendors["r_hi"].max())  # index points, 0 to 100
99.25
"""

from lazy_loader import attach_stub

__version__ = "0.1.0"

#: Version of the scoring formula; raised whenever the same inputs could give another score.
FORMULA_VERSION = "1.1"

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
