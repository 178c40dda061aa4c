"""Run docs/notebook.ipynb and write what its cells give into it: python docs/notebook.py (needs ipython, pandas)."""

import ast
import io
import json
from contextlib import redirect_stdout
from pathlib import Path

from IPython.core.formatters import DisplayFormatter

NOTEBOOK = Path(__file__).with_name("notebook.ipynb")


def run(notebook: dict) -> dict:
    """A notebook, as JSON, with the outputs that its cells of code give now.  Raises what a cell raises."""
    names: dict = {}
    count = 0
    cells = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            count += 1
            cell = {**cell, "execution_count": count, "outputs": _outputs("".join(cell["source"]), names, count)}
        cells.append(cell)
    return {**notebook, "cells": cells}


def _outputs(source: str, names: dict, count: int) -> list:
    """What a cell prints, and what its last line gives."""
    tree = ast.parse(source)
    last = ast.Expression(tree.body.pop().value) if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(tree, "cell", "exec"), names)
        value = eval(compile(last, "cell", "eval"), names) if last is not None else None
    outputs = []
    if printed.getvalue():
        outputs.append({"output_type": "stream", "name": "stdout", "text": printed.getvalue().splitlines(keepends=True)})
    if value is not None:
        data, _ = DisplayFormatter().format(value, include={"text/plain", "text/html"})
        outputs.append({"output_type": "execute_result", "execution_count": count, "metadata": {},
                        "data": {kind: text.splitlines(keepends=True) for kind, text in sorted(data.items())}})
    return outputs


def text(notebook: dict) -> str:
    """A notebook as it is written."""
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    NOTEBOOK.write_text(text(run(json.loads(NOTEBOOK.read_text(encoding="utf-8")))), encoding="utf-8")
