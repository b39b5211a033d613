"""Signatures over a record with an SSH key, made and checked by OpenSSH's own ssh-keygen."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

from vendor_review.errors import RunFailed, UsageError

#: What a signature is for: OpenSSH refuses one that was made for something else.
NAMESPACE = "sign-off@vendor-review"


class SignatureRefused(Exception):
    """A signature that does not hold, and why."""


def find_keygen() -> str:
    """The program.

    Raises
    ------
    UsageError
        There is none.
    """
    found = shutil.which("ssh-keygen")
    if found is None:
        raise UsageError(
            "signatures need ssh-keygen, and none was found; install OpenSSH's client (Debian: openssh-client), or do "
            "without --key and --allowed-signers"
        )
    return found


def key_fingerprint(key: Path) -> str:
    """`SHA256:...` of a private key, or of a public one whose private part an agent has.

    Raises
    ------
    UsageError
        There is no such key, or no ssh-keygen.
    """
    if not key.is_file():
        raise UsageError(f"{key}: there is no such key")
    answer = _keygen("-l", "-E", "sha256", "-f", str(key))
    words = answer.stdout.decode(errors="replace").split()
    if answer.returncode or len(words) < 2 or not words[1].startswith("SHA256:"):
        raise UsageError(f"{key}: is no SSH key{_said(answer)}")
    return words[1]


def make_signature(content: bytes, key: Path) -> bytes:
    """An armoured signature over `content`; ssh-keygen asks for a passphrase by itself.

    Raises
    ------
    RunFailed
        It was not given, or the key cannot sign.
    """
    answer = _keygen("-Y", "sign", "-f", str(key), "-n", NAMESPACE, content=content)
    if answer.returncode or not answer.stdout.startswith(b"-----BEGIN SSH SIGNATURE-----"):
        raise RunFailed(f"{key}: could not sign{_said(answer)}; nothing was written")
    return answer.stdout


def check_signature(content: bytes, signature: Path, allowed_signers: Path, on: date) -> tuple[str, str]:
    """Who signed `content`: the principal of `allowed_signers`, and the key's fingerprint.

    Parameters
    ----------
    on
        The day on which the key must have been valid, where the file bounds it.

    Raises
    ------
    SignatureRefused
        The key is not among them, or was not valid then; the signature is not over `content`.
    """
    day = f"-Overify-time={on:%Y%m%d}"
    named = ["-f", str(allowed_signers), "-s", str(signature), day]
    found = _keygen("-Y", "find-principals", *named)
    principals = found.stdout.decode(errors="replace").splitlines()
    if found.returncode or not principals:
        raise SignatureRefused(f"its key is none of {allowed_signers}{_said(found)}")
    for principal in principals:
        answer = _keygen("-Y", "verify", "-I", principal, "-n", NAMESPACE, *named, content=content)
        if answer.returncode == 0:
            return principal, answer.stdout.decode(errors="replace").split()[-1]
    raise SignatureRefused(f"its signature does not hold{_said(answer)}")


def _keygen(*arguments: str, content: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    # No limit of time: somebody may have to look for a passphrase, or touch a token.
    return subprocess.run([find_keygen(), *arguments], input=content, capture_output=True, check=False)


def _said(answer: subprocess.CompletedProcess[bytes]) -> str:
    """The last line that ssh-keygen said, in brackets."""
    lines = (answer.stderr + answer.stdout).decode(errors="replace").strip().splitlines()
    return f" ({lines[-1].strip()})" if lines else ""
