"""The floor of a review: the code of the review notebook's cells in one plain process, then the page.

It takes the register from `register/` and the policy from `policy/` in the working directory, as the kernel of a
run does, and writes the page and the files of the completion record. What it leaves out: the kernel and its
messages, papermill, nbconvert, the executed notebook and the tables displayed in it, the copy of the inputs,
manifest and hashes, and the archive with its flushes to disk.

`bench/bare.py AS_OF FOLDER` writes the review into FOLDER; with a number behind, it does so that many times in one
process and prints the CPU seconds of each: the first loads the libraries and compiles the templates, the others do not.
"""

from __future__ import annotations

import ast
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vendor_review.files import package_files
from vendor_review.report.pages.blocks import Section
from vendor_review.report.pages.completion_record import CompletionRecord
from vendor_review.report.pages.page import review_page


def values_of(notebook: Path, parameters: dict[str, object]) -> Iterator[object]:
    """Executes the code cells in order; yields the value of each that ends in an expression."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    names: dict[str, object] = {"In": []}
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        *statements, last = ast.parse("".join(cell["source"])).body
        if not isinstance(last, ast.Expr):
            statements.append(last)
        exec(compile(ast.Module(statements, []), str(notebook), "exec"), names)
        if isinstance(last, ast.Expr):
            yield eval(compile(ast.Expression(last.value), str(notebook), "eval"), names)
        if "parameters" in cell["metadata"].get("tags", []):
            names.update(parameters)


def cell_of(value: object) -> dict[str, Any]:
    """An executed cell as it would lie in the notebook, as far as the page takes from it."""
    blocks = value.blocks if isinstance(value, Section) else ()
    outputs = [
        {"output_type": "display_data", "data": data, "metadata": metadata}
        for data, metadata in (block._repr_mimebundle_() for block in blocks)
    ]
    if isinstance(value, CompletionRecord):
        outputs.append({"output_type": "execute_result", "data": value._repr_mimebundle_(), "metadata": {}})
    return {"cell_type": "code", "outputs": outputs}


def main(as_of: str, out: Path) -> None:
    """Writes the review of `register/` into the folder `out`."""
    values = list(
        values_of(
            package_files.review_notebook(), {"register": "register", "policy": "policy", "as_of": as_of}
        )
    )
    page = review_page([cell_of(value) for value in values])
    (record,) = (value for value in values if isinstance(value, CompletionRecord))
    out.mkdir(parents=True, exist_ok=True)
    for name, text in record.files.items():
        (out / name).write_text(text, encoding="utf-8", newline="")
    (out / "review.html").write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    for place in range(int(sys.argv[3]) if len(sys.argv) > 3 else 1):
        began = time.process_time()
        main(sys.argv[1], Path(sys.argv[2]))
        if len(sys.argv) > 3:
            print(f"round {place + 1}: {time.process_time() - began:.3f} s of CPU time")
