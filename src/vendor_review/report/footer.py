"""What stands at the foot of a printed page beside its number: the title of the document."""

from __future__ import annotations

from markupsafe import Markup

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
