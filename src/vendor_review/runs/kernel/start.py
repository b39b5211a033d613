"""Why a kernel does not start: what must be there before, and the last that it wrote itself."""

from __future__ import annotations

import socket
from pathlib import Path

from vendor_review.errors import RunFailed

#: The file in the private folder of a kernel that takes what its process writes to stderr.
WORDS = "stderr.txt"
_LOOPBACK, _SECONDS = "127.0.0.1", 5
_READ, _LONGEST = 8192, 300


def refuse_without_loopback() -> None:
    """Raises a `RunFailed` where the machine does not reach itself; a kernel would be waited for in vain."""
    try:
        with socket.create_server((_LOOPBACK, 0)) as server:
            socket.create_connection(server.getsockname(), timeout=_SECONDS).close()
    except OSError as problem:
        raise RunFailed(
            f"no kernel can be reached: the loopback interface, {_LOOPBACK}, does not answer "
            f"({problem.strerror or problem}); bring it up, as with: ip link set lo up"
        ) from None


def last_words(folder: Path) -> str:
    """The last line that a kernel wrote to stderr, "" for none; of a Python that fails, the error."""
    try:
        with (folder / WORDS).open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _READ))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    said = next((line.strip() for line in reversed(lines) if line.strip()), "")
    shown = "".join(each for each in said if each.isprintable())
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
