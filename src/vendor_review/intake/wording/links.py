"""What the page behind a link is, by its label and its address."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from vendor_review.intake.wording.tables import turn

# In this order: a data protection addendum is a privacy page as well.
_KINDS = ("onward", "dpa", "privacy", "security", "terms")
_BARE = re.compile(r"https?://[^\s<>()\"'|]+[^\s<>()\"'|.,;:]")
_BARE_HOST = re.compile(r"(?:www\.)?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}(?:/\S{0,200})?", re.IGNORECASE)


def host_of(href: str) -> str:
    """The host of a web address; "" of what is none."""
    try:
        parts = urlsplit(href)
    except ValueError:  # brackets that are no address of the sixth version
        return ""
    return (parts.hostname or "") if parts.scheme in ("http", "https") else ""


def link_kind(label: str, href: str) -> str:
    """`onward`, `dpa`, `privacy`, `security`, `terms`, `site` (the first page of a site), or "" if it tells nothing."""
    if not host_of(href):
        return ""
    parts = urlsplit(href)
    for said in (label if "://" not in label else "", f"{parts.netloc.split('.')[0]}{parts.path}"):
        for kind in _KINDS:
            if turn(f"link_{kind}").search(said):
                return kind
    return "site" if parts.path.strip("/").count("/") == 0 and len(parts.path) < 4 and not parts.query else ""


def is_web(href: str) -> bool:
    """Whether it is a web address, without a name or password in it."""
    return "." in host_of(href) and not re.search(r"[\s<>\"]", href) and "@" not in urlsplit(href).netloc


def bare_links(words: str) -> list[str]:
    """Web addresses that are written out."""
    return _BARE.findall(words)


def web_address(words: str) -> tuple[str, float, str] | None:
    """The address that a cell is, with https:// where it lacks it, how sure that is from 0 to 1, and why; else None."""
    if is_web(words) or bare_links(words):
        return words, 1.0, "a web address"
    if _BARE_HOST.fullmatch(words.strip()) and "." in words:
        return f"https://{words.strip()}", 0.9, "a web address without its https://"
    return None
