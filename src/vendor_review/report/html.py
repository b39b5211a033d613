"""The one Jinja2 environment: every value is escaped, every missing one is an error, every page carries its policy."""

from __future__ import annotations

import base64
import functools
import hashlib
from datetime import date
from typing import Any

import jinja2
from markupsafe import Markup

from vendor_review.figures import points
from vendor_review.report.anchors import anchored
from vendor_review.schema.public_page import public_words

NOT_STATED = "not stated"


def stated(value: object) -> str:
    """Text as typed, a date in ISO form, or "not stated" for a blank."""
    if value is None or value != value:
        return NOT_STATED
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    return str(value).strip() or NOT_STATED


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """`1 vendor`, `2 vendors`."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


@functools.cache
def environment() -> jinja2.Environment:
    """The environment in which every page, section and table is rendered."""
    env = jinja2.Environment(
        loader=jinja2.PackageLoader("vendor_review.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    env.globals.update(public_words=public_words)
    env.filters.update(points=points, stated=stated, counted=counted, anchored=anchored)
    return env


def render(template: str, **facts: Any) -> str:
    """Fills `template` (a file name below `templates/`) with `facts`."""
    return environment().get_template(template).render(**facts)


def style_sheet(*names: str) -> Markup:
    """The text of style sheets that lie among the templates; ours, hence not escaped."""
    env = environment()
    assert env.loader is not None
    texts = [env.loader.get_source(env, name)[0].strip() for name in names]
    return Markup("\n".join(texts))  # noqa: S704 - files of this package


def content_security_policy(style: str) -> str:
    """A policy under which a page can show itself and nothing else: no script, no request, one known style."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
