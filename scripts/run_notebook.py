"""Run a notebook's cells with this interpreter and keep what they say.

    python -m scripts.run_notebook notebooks/01-referencing.ipynb            # write the outputs
    python -m scripts.run_notebook --check notebooks/01-referencing.ipynb    # or only compare

Plain Python only: what a cell prints and the value of its last expression, as text. That keeps
Jupyter out of the requirements; the notebook opens in it all the same.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def run_notebook(path: Path) -> dict[str, Any]:
    """Return the notebook with fresh outputs; cells share their names, as in Jupyter.

    The cells run in the notebook's folder. What a cell raises is raised here.
    """
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    names: dict[str, Any] = {"__name__": "__main__"}
    code_cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    with contextlib.chdir(path.resolve().parent):
        for number, cell in enumerate(code_cells, start=1):
            said = _run_cell("".join(cell["source"]), f"{path.name}, cell {number}", names)
            cell["execution_count"] = number
            cell["outputs"] = [_text_output(said)] if said else []
    return notebook


def format_notebook(notebook: dict[str, Any]) -> str:
    """Return the notebook as it is stored."""
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _run_cell(source: str, name: str, names: dict[str, Any]) -> str:
    tree = ast.parse(source, name)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        tree.body.pop()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, name, "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), name, "eval"), names)
            if value is not None:
                print(value)
    return printed.getvalue()


def _text_output(said: str) -> dict[str, Any]:
    return {"name": "stdout", "output_type": "stream", "text": said.splitlines(keepends=True)}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the notebooks that are named; return 1 if --check found other outputs than are stored."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("notebooks", type=Path, nargs="+")
    parser.add_argument("--check", action="store_true", help="write nothing")
    arguments = parser.parse_args(argv)
    sys.path.insert(0, os.fspath(Path(__file__).resolve().parent.parent))
    different = 0
    for path in arguments.notebooks:
        fresh = format_notebook(run_notebook(path))
        if arguments.check:
            different += fresh != path.read_text(encoding="utf-8")
        else:
            path.write_text(fresh, encoding="utf-8", newline="\n")
    return 1 if different else 0


if __name__ == "__main__":
    raise SystemExit(main())
