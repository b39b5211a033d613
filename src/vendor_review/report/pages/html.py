"""The one Jinja2 environment: every value is escaped, every missing one is an error, every page carries its policy."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import jinja2
from markupsafe import Markup, escape

from vendor_review.characters import writable
from vendor_review.figures import points
from vendor_review.schema.public_page import public_words
from vendor_review.schema.public_page.labels import ENGLISH, english_day, labels

#: Longer titles end in an ellipsis: the foot has room for two lines beside the page number.
LONGEST = 110


def printed_title(title: str) -> Markup:
    """A style rule that puts `title` at the foot of each printed page, for `style_sheet` to be followed by.

    A title may hold anything that a register may: each character but letters and digits of ASCII is written as an
    escape, so that it can end neither the string nor the style element.
    """
    words = " ".join(title.split())
    shown = words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"
    text = "".join(each if each.isascii() and each.isalnum() else f"\\{ord(each):06x}" for each in shown)
    rule = '@page { @bottom-left { content: "%s"; font: 8pt/1.3 system-ui, sans-serif; color: #57606a; } }'
    return Markup("\n" + rule % text)  # noqa: S704 - escaped above


def printed_number(label: str) -> Markup:
    """A style rule that numbers printed pages in another language; `label` has `{page}` and `{pages}`."""
    before, _, rest = label.partition("{page}")
    between, _, after = rest.partition("{pages}")
    texts = (
        '"{}"'.format("".join(f"\\{ord(each):06x}" for each in text)) for text in (before, between, after)
    )
    rule = "@page { @bottom-right { content: %s counter(page) %s counter(pages) %s; } }"
    return Markup("\n" + rule % (*texts,))  # noqa: S704 - escaped above


_LONGEST = 60


def anchors(kind: str, names: Iterable[str]) -> list[str]:
    """One anchor per name, such as `vendor-sendgrid`; a later one that would be the same gets a number.

    Letters and digits of ASCII are kept, accents dropped; of a name without any, `kind` is what remains.
    """
    taken: set[str] = set()
    found = []
    for name in names:
        letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        words = re.sub(r"[^a-z0-9]+", "-", letters)[:_LONGEST].strip("-")
        stem = anchor = f"{kind}-{words}" if words else kind
        count = 1
        while anchor in taken:
            count += 1
            anchor = f"{stem}-{count}"
        taken.add(anchor)
        found.append(anchor)
    return found


def entry_anchors(entries: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Key to the anchor of its entry on the page of a list with these entries, in this order."""
    return dict(zip(entries, anchors("vendor", [entry["name"] for entry in entries.values()]), strict=True))


def anchored(listing: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The sections of a public list (its `as_dict()`), they and their vendors each with an `anchor`.

    `named` of a section are its vendors by name, each once: one with several entries is led by the first. `companies`
    are its entries by company, so that what is said of the company is said once. `stated` are the fields that any entry
    of the list states.
    """
    sections = listing["sections"]
    everyone = [vendor for section in sections for vendor in section["vendors"]]
    stated_fields = {field for vendor in everyone for field, value in vendor.items() if value}
    of_vendors = iter(anchors("vendor", [vendor["name"] for vendor in everyone]))
    of_sections = anchors("section", [section["id"] or "other" for section in sections])
    found = []
    for section, anchor in zip(sections, of_sections, strict=True):
        vendors = [{**vendor, "anchor": next(of_vendors)} for vendor in section["vendors"]]
        named: dict[str, dict[str, Any]] = {}
        for vendor in vendors:
            named.setdefault(vendor["name"], vendor)
        companies: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for vendor in vendors:
            companies.setdefault(tuple(str(vendor[field]) for field in _OF_COMPANY), []).append(vendor)
        found.append(
            {
                **section,
                "anchor": anchor,
                "vendors": vendors,
                "named": list(named.values()),
                "companies": list(companies.values()),
                "stated": stated_fields,
            }
        )
    return found


def blank_fields(entry: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """Those of the fields that an entry does not state."""
    return [name for name in names if not entry[name]]


_OF_COMPANY = ("name", "legal_entity", "address", "url", "security", "privacy")


def within(label: str) -> str:
    """A label as it stands within an English sentence: `e-mail address`, but `IP address`."""
    return labels().within(label)


NOT_STATED: str = labels()["not_stated"]


def stated(value: object) -> str:
    """Text as typed, a date in ISO form, or "not stated" for a blank."""
    if value is None or value != value:
        return NOT_STATED
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    return str(value).strip() or NOT_STATED


long_day = english_day


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """`1 vendor`, `2 vendors`."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


@functools.cache
def environment(language: str = ENGLISH) -> jinja2.Environment:
    """The environment in which every page, section and table is rendered; `labels` are its own."""
    env = jinja2.Environment(
        loader=jinja2.PackageLoader("vendor_review.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    words = labels(language)
    env.globals.update(public_words=public_words, labels=words, fill=fill)
    env.filters.update(points=points, stated=stated, counted=counted, anchored=anchored)
    env.filters["blank_fields"] = blank_fields
    env.filters.update(long_day=words.long_day, within=words.within, shown_only=shown_only)
    return env


def fill(template: str, **parts: object) -> Markup:
    """A label with its braces filled in; what is no markup is escaped."""
    return escape(template).format(**parts)


def shown_only(list_markup: Markup) -> Markup:
    """A public list without the names of its fields, which only programs read, and only from its own page.

    Text of the register holds no quotation mark by then: it has been escaped.
    """
    return Markup(re.sub(r' data-field="\w+"', "", list_markup))  # noqa: S704


def render(template: str, *, language: str = ENGLISH, **facts: Any) -> str:
    """Fills `template` (a file name below `templates/`) with `facts`; what no page can hold is replaced.

    No date of an HTML page breaks between lines, whichever words it came with.
    """
    text = writable(environment(language).get_template(template).render(**facts))
    return _with_whole_dates(text, language) if template.endswith(".html.j2") else text


_ISO_DAY = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])")
#: What comes directly behind these tags is no prose, or whole already.
_NO_PROSE = re.compile(r"<(?:time|style|title|code|pre|svg|text|tspan|option)\b")


@functools.cache
def _long_days(language: str) -> re.Pattern[str]:
    """What finds a day in prose, such as `14 November 2026` or `1 de noviembre de 2026`, up to its year."""
    days = (labels(language).long_day(f"2026-{month:02}-11").split("2026")[0] for month in range(1, 13))
    forms = sorted(re.escape(day.removeprefix("11").rstrip()) for day in days)
    return re.compile(rf"\b\d\d?(?:{'|'.join(forms)}) (?=\d{{4}}\b)")


def _with_whole_dates(page: str, language: str) -> str:
    """The page with each ISO date in a <time>, and with blanks that do not break in each long one."""

    def in_prose(found: re.Match[str]) -> bool:
        tag = found.string.rfind("<", 0, found.start())
        is_text = tag < 0 or found.string.find(">", tag, found.start()) > 0
        return is_text and not _NO_PROSE.match(found.string, max(tag, 0))

    def timed(found: re.Match[str]) -> str:
        return f"<time>{found[0]}</time>" if in_prose(found) else found[0]

    def unbroken(found: re.Match[str]) -> str:
        return found[0].replace(" ", "\N{NO-BREAK SPACE}") if in_prose(found) else found[0]

    return _long_days(language).sub(unbroken, _ISO_DAY.sub(timed, page))


def style_sheet(*names: str) -> Markup:
    """The text of style sheets that lie among the templates; ours, hence not escaped. Comments stay with us."""
    env = environment()
    assert env.loader is not None
    texts = [env.loader.get_source(env, name)[0].strip() for name in names]
    whole = re.sub(r"/\*.*?\*/", "", "\n".join(texts), flags=re.DOTALL)
    # What stands in quotes is text; elsewhere blanks beside these signs say nothing.
    parts = re.split(r'("[^"]*")', whole)
    parts[::2] = [re.sub(r"(?<=:)\s+|\s*([{};,])\s*", r"\1", part) for part in parts[::2]]
    return Markup("".join(parts).replace("}", "}\n"))  # noqa: S704 - files of this package


def whole_page(
    template: str,
    styles: Sequence[str],
    *,
    title: str,
    printed: str = "",
    language: str = ENGLISH,
    **facts: Any,
) -> str:
    """A page that is whole without script and outside request; `printed` is what each sheet of paper says of it."""
    style = style_sheet(*styles) + (printed_title(printed) if printed else "")
    if labels(language).spoken != ENGLISH:
        style += printed_number(labels(language)["annex"]["page"])
    return render(
        template,
        language=language,
        title=title,
        style=style,
        csp=_content_security_policy(style),
        **facts,
    )


def _content_security_policy(style: str) -> str:
    """A policy under which a page can show itself and nothing else: no script, no request, one known style."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
