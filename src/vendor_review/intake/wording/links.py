"""What the page behind a link is, by its label and its address."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_KINDS = (
    ("onward", re.compile(r"sub-?processors?|subprocessor", re.IGNORECASE)),
    ("dpa", re.compile(r"(?<![a-z])dpa(?![a-z])|data-?\s?processing-?\s?(?:agreement|addendum|terms)|processing-addendum", re.IGNORECASE)),
    ("privacy", re.compile(r"privacy|gdpr|datenschutz|data-protection|confidentialit|dsgvo|privacidad", re.IGNORECASE)),
    ("security", re.compile(r"security|(?<![a-z])trust(?![a-z])|trust-?(?:center|hub)|compliance|soc-?2|iso-?27001|certif", re.IGNORECASE)),
    ("terms", re.compile(r"(?<![a-z])terms|tos(?![a-z])|legal", re.IGNORECASE)),
)
_BARE = re.compile(r"https?://[^\s<>()\"'|]+[^\s<>()\"'|.,;:]")


def link_kind(label: str, href: str) -> str:
    """`onward`, `dpa`, `privacy`, `security`, `terms`, `site` (the firm's own first page), or "" if it tells nothing."""
    parts = urlsplit(href)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    for said in (label if "://" not in label else "", f"{parts.netloc.split('.')[0]}{parts.path}"):
        for kind, pattern in _KINDS:
            if pattern.search(said):
                return kind
    return "site" if parts.path.strip("/").count("/") == 0 and len(parts.path) < 4 and not parts.query else ""


def is_web(href: str) -> bool:
    """Whether it is a web address."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in parts.netloc and not re.search(r"[\s<>\"]", href)


def bare_links(words: str) -> list[str]:
    """Web addresses that are written out."""
    return _BARE.findall(words)
