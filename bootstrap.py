"""Make the environment .venv of this checkout from requirements.lock, or find that it is there already.

Runs on any Python 3.7 or newer, with the standard library alone, so that it can say in one line what a
machine lacks. `make` calls it; `python3 bootstrap.py` does the same without make.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
READY = VENV / "ready"  # written last: an environment without it is half made
OLDEST, NEWEST = (3, 11), (3, 13)
CANDIDATES = ("python3.13", "python3.12", "python3.11", "python3", "python")

# What a candidate is asked: its version, and whether it can make an environment that has pip.
PROBE = """
import sys
try:
    import venv
    from ensurepip import version  # of the pip it brings; a folder left over after removal has none
    complete = int(bool(version()))
except Exception:
    complete = 0
print("probe", sys.version_info[0], sys.version_info[1], sys.version_info[2], complete)
"""

# Settings of the user that would send packages elsewhere than into .venv.
MISLEADING = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_NO_DEPS", "PYTHONPATH", "PYTHONHOME")


class SetupError(Exception):
    """What hinders the set-up, in one line that also says what to do."""


class Interpreter:
    """A Python found on this machine: its command, version, and whether `venv` and `ensurepip` are there."""

    def __init__(self, command: str, version: tuple[int, int, int], complete: bool) -> None:
        self.command = command
        self.version = version
        self.complete = complete

    @property
    def supported(self) -> bool:
        """Whether the package runs on this version."""
        return OLDEST <= self.version[:2] <= NEWEST

    def __str__(self) -> str:
        return f"Python {'.'.join(map(str, self.version))} ({self.command})"


def say(message: str) -> None:
    """Tell progress on stderr: stdout belongs to the command that needs the environment."""
    print(message, file=sys.stderr, flush=True)


def probe(command: str) -> Interpreter | None:
    """Ask a command for its version; None if there is no such command or it is no Python that starts."""
    path = shutil.which(command)
    if path is None:
        return None
    try:
        answer = subprocess.check_output([path, "-c", PROBE], stderr=subprocess.DEVNULL, timeout=60)
        words = answer.decode().split()
        if words[:1] != ["probe"]:
            return None
        major, minor, micro, complete = map(int, words[1:])
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return Interpreter(path, (major, minor, micro), bool(complete))


def find_python(wanted: str) -> Interpreter:
    """The Python to build with: the wanted command, or the newest supported one that is complete."""
    found = [python for python in map(probe, [wanted] if wanted else CANDIDATES) if python]
    supported = [python for python in found if python.supported]
    for python in supported:
        if python.complete:
            return python
    if supported:
        package = f"python{supported[0].version[0]}.{supported[0].version[1]}-venv"
        raise SetupError(
            f"{supported[0]} lacks venv or ensurepip. Install the package {package} "
            f"(Debian, Ubuntu: sudo apt install {package}), then run the command again."
        )
    if wanted and not found:
        raise SetupError(f"PYTHON={wanted} is no Python that starts. Needed: Python 3.11, 3.12 or 3.13.")
    seen = f"found only {', '.join(map(str, found))}" if found else "found none"
    raise SetupError(
        f"Python 3.11, 3.12 or 3.13 is needed; {seen}. "
        "Install one of them, or name it: make PYTHON=/path/to/python3.12 (and the target)."
    )


def digest(*names: str) -> str:
    """SHA-256 over the bytes of some of the checkout's files."""
    total = hashlib.sha256()
    for name in names:
        total.update(hashlib.sha256((ROOT / name).read_bytes()).digest())
    return total.hexdigest()


def stamp(version: tuple[int, int, int]) -> list[str]:
    """What an environment is made for: folder (make compares it too), Python, lock, package metadata."""
    return [
        str(ROOT),
        ".".join(map(str, version)),
        digest("requirements.lock"),
        digest("pyproject.toml", "src/vendor_review/__init__.py"),
    ]


def run(phase: str, *command: str) -> None:
    """Run one quiet step inside .venv; its own errors are shown, then named."""
    environment = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    step = [str(VENV / "bin" / "python"), *command]
    if subprocess.run(step, env=environment, stdout=sys.stderr, check=False).returncode:
        raise SetupError(f"{phase} failed (see above); the next call starts it afresh.")


def make_environment(python: Interpreter) -> None:
    """Replace .venv by a new environment that holds exactly what requirements.lock names."""
    say(f"Making .venv with {python}")
    if VENV.is_symlink():
        raise SetupError(f"{VENV} is a link; remove it, then run the command again.")
    if VENV.exists():
        shutil.rmtree(VENV)
    step = [python.command, "-m", "venv", str(VENV)]
    made = subprocess.run(step, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if made.returncode:
        last = (made.stdout.decode(errors="replace").strip().splitlines() or ["no reason given"])[-1]
        raise SetupError(f"{python} cannot make an environment: {last}")
    lock = ROOT / "requirements.lock"
    count = sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())
    say(f"Installing up to {count} packages from requirements.lock, each checked against its hash")
    # pip compiles on one core; compileall does it on all, and where Python is told to write no bytecode itself
    # (PYTHONDONTWRITEBYTECODE) this is the only time: each start without it takes seconds longer.
    locked = ("--require-hashes", "--only-binary=:all:", "--no-compile", "-r", str(lock))
    run("Installing the packages", *pip(*locked))
    compiled = [str(VENV / "bin" / "python"), "-m", "compileall", "-qq", "-j", "0", str(VENV / "lib")]
    subprocess.run(compiled, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def install_package() -> None:
    """Install vendor_review itself, editable; what it needs is there already."""
    say("Installing vendor_review from this folder")
    run("Installing vendor_review", *pip("--no-deps", "--no-build-isolation", "-e", str(ROOT)))


def pip(*arguments: str) -> tuple[str, ...]:
    """The arguments that make Python install something, telling errors only."""
    return ("-m", "pip", "--disable-pip-version-check", "-qq", "install", *arguments)


def set_up(wanted: str) -> None:
    """Bring .venv up to date: nothing, the package alone, or everything, whichever is needed."""
    if os.name != "posix":
        raise SetupError("the lock is for Linux and macOS. Elsewhere use conda (environment.yml) or WSL.")
    started = time.monotonic()
    before = READY.read_text(encoding="utf-8").splitlines() if READY.is_file() else []
    current = probe(str((VENV / "bin" / "python").resolve())) if before else None  # what .venv was made with
    usable = current is not None and current.supported and current.complete
    python = current if current and usable and not wanted else find_python(wanted)
    after = stamp(python.version)
    if before == after and usable:
        READY.touch()  # git may have changed the time of a file, though not its bytes
        return
    if READY.is_file():
        READY.unlink()
    if before[:3] != after[:3] or not usable:
        make_environment(python)
    install_package()
    READY.write_text("\n".join(after) + "\n", encoding="utf-8")
    say(f"Ready after {time.monotonic() - started:.0f} s")


def main() -> int:
    """Set up, or say in one line why not."""
    try:
        set_up(os.environ.get("PYTHON", ""))
    except SetupError as problem:
        say(f"vendor-review: {problem}")
        return 2
    except KeyboardInterrupt:
        say("vendor-review: set-up cancelled; the next call starts it afresh.")
        return 4
    return 0


if __name__ == "__main__":
    sys.exit(main())
