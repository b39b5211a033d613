"""Runs one notebook through papermill, and believes only the completion record of its last cell."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from vendor_review import errors
from vendor_review.report.pages.completion_record import find_record
from vendor_review.runs.parameters import refuse_unknown

if TYPE_CHECKING:
    import nbformat

#: Failures that a notebook may raise on its user's behalf; they keep their meaning and their exit code.
_USERS_ERRORS = {
    kind.__name__: kind for kind in (errors.UsageError, errors.RegisterUnreadable, errors.PolicyUnreadable)
}


#: Optional checks of formats that no notebook has; jsonschema goes without those that it cannot import. The first
#: compiles a grammar, a second of every start; the others load packages for dates and addresses.
_IDLE_FORMATS = ("rfc3987_syntax", "isoduration", "rfc3986_validator")


@contextmanager
def _light_jsonschema() -> Iterator[None]:
    """Keeps jsonschema from loading what only its optional format checks need."""
    hidden = [name for name in _IDLE_FORMATS if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def parameter_names(notebook: nbformat.NotebookNode) -> tuple[str, ...]:
    """Names that the notebook's parameters cell assigns."""
    from papermill.inspection import _infer_parameters

    return tuple(parameter.name for parameter in _infer_parameters(notebook))


def run_notebook(
    path: Path,
    parameters: Mapping[str, str | int],
    *,
    folder: Path,
    cell_timeout_seconds: int = 600,
    start_timeout_seconds: int = 60,
    progress: bool = False,
    warm: bool | None = None,
) -> nbformat.NotebookNode:
    """Executes a notebook in a kernel of its own.

    Parameters
    ----------
    path
        The notebook; it is not written to.
    parameters
        Values for its parameters cell.
    folder
        Working directory of the kernel.
    progress
        Draw a bar on stderr.
    warm
        Fork the kernel from a process that has imported what it needs, which this process then keeps; None to do so if
        there is one already.

    Returns
    -------
    NotebookNode
        The executed notebook, without times, so that equal runs give equal bytes.

    Raises
    ------
    UsageError
        A parameter that the notebook does not have; no kernel is started.
    RunFailed
        A cell failed, left early or took too long, the kernel died, or the last cell left no completion record.
    KeyboardInterrupt
        On Ctrl-C, once the kernel's process group is gone.
    """
    with _light_jsonschema():
        from nbclient.exceptions import CellTimeoutError, DeadKernelError
        from papermill.exceptions import PapermillExecutionError
        from papermill.execute import execute_notebook
        from papermill.iorw import load_notebook_node

        from vendor_review.runs.kernel.containment import contained
        from vendor_review.runs.kernel.warm_start import has_imports

    # Their messages repeat what is raised, and without a handler Python prints them.
    for name in ("papermill", "asyncio"):
        logging.getLogger(name).addHandler(logging.NullHandler())
    notebook = load_notebook_node(str(path))
    refuse_unknown(parameters, parameter_names(notebook))
    try:
        with contained(has_imports() if warm is None else warm) as kernel_manager_class:
            executed = execute_notebook(
                notebook,
                None,
                parameters=dict(parameters),
                cwd=folder,
                progress_bar=progress,
                start_timeout=start_timeout_seconds,
                execution_timeout=cell_timeout_seconds,
                # What a cell shows comes late where a machine is busy: it has as long as the cell.
                iopub_timeout=cell_timeout_seconds,
                # Nothing in it is worth a polite end, and what it started is ended with it.
                shutdown_kernel="immediate",
                kernel_manager_class=kernel_manager_class,
            )
    except PapermillExecutionError as error:
        if error.ename in _USERS_ERRORS:
            raise _USERS_ERRORS[error.ename](error.evalue.splitlines()) from None
        raise errors.RunFailed(
            f"cell {error.exec_count} of {path.name} failed: {error.ename}: {error.evalue}"
        ) from None
    except CellTimeoutError:
        raise errors.RunFailed(f"a cell of {path.name} took longer than {cell_timeout_seconds} s") from None
    except DeadKernelError as error:
        raise errors.RunFailed(
            f"the kernel died while it ran {path.name} ({_cause(kernel_manager_class.lifeline.died_by)})"
            f"{_last_words(error)}"
        ) from None
    except RuntimeError as error:
        raise errors.RunFailed(f"no kernel for {path.name}: {error}{_last_words(error)}") from None
    require_completion(executed, path.name)
    return strip_run_traces(executed)


def _last_words(error: Exception) -> str:
    """What the kernel wrote last, as the end of a message."""
    return "".join(f"; the last that it wrote: {words}" for words in getattr(error, "__notes__", ()))


def _cause(number: int) -> str:
    """What a signal says of the end of a process: who sent it, or that a library broke off."""
    try:
        name = signal.Signals(number).name
    except ValueError:
        return "killed, or out of memory"
    if name in ("SIGABRT", "SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGTRAP"):
        return f"a library in it crashed, {name}"
    return "killed, or out of memory, SIGKILL" if name == "SIGKILL" else f"ended by {name}"


def require_completion(notebook: nbformat.NotebookNode, name: str) -> None:
    """Believes that a notebook ran to its end only by the completion record of its last code cell.

    Raises
    ------
    RunFailed
        If a code cell did not run or failed, or the last one left no record: metadata alone proves nothing, a
        killed kernel's cells count as completed there.
    """
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for place, cell in enumerate(cells, start=1):
        failures = [output for output in cell.outputs if output.output_type == "error"]
        if failures:
            raise errors.RunFailed(f"code cell {place} of {name} stopped the run: {failures[0].ename}")
        if cell.execution_count is None:
            raise errors.RunFailed(f"code cell {place} of {name} did not run")
    if find_record(cells) is None:
        raise errors.RunFailed(f"the last cell of {name} left no completion record")


def strip_run_traces(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook without the times, paths and random ids of this one execution; changes it in place."""
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
    return notebook
