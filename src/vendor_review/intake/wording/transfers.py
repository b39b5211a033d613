"""What allows a transfer, in the words of lists, as the register's codes."""

from __future__ import annotations

import re
from functools import cache

from vendor_review.intake.wording.tables import any_of, folded, phrases

_NEGATED = re.compile(
    r"(?:\bnot|\bno|\bwithout|\bnon|\bkein|\bkeine|\bohne|\bnicht|\bpas de|\bsin)[\s-]+(?:\w+\s+){0,2}$"
)
_IN_EU = re.compile(r"^(?:eu|ue|eea|eu/eea|ewr|within (?:the )?(?:eu|eea)|n/a \(eu\)|eu only|in the eu)\.?$")


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(phrases('transfers', 'mechanism'))}(?!\w)")


def mechanisms_in(words: str) -> list[str]:
    """Codes of `transfer_mechanism` that words name, each once; a negated one is none of them."""
    plain = folded(words)
    found: list[str] = []
    for match in _pattern().finditer(plain):
        code = phrases("transfers", "mechanism")[match[0]]
        if code not in found and not (code != "eea" and _NEGATED.search(plain[: match.start()])):
            found.append(code)
    if any(code.startswith("scc_m") for code in found) and "scc" in found:
        found.remove("scc")
    if "dpf_certified" in found and "adequacy" in found:
        found.remove("adequacy")  # the decision that is meant is the one on the framework
    return found or (["eea"] if _IN_EU.match(plain) else [])
