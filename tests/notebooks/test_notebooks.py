"""The notebooks run, and say what their stored outputs say."""

from pathlib import Path

import pytest

from scripts.run_notebook import format_notebook, main, run_notebook

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent.parent / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_runs_and_its_outputs_are_fresh(path):
    stored = path.read_text("utf-8")
    assert format_notebook(run_notebook(path)) == stored, (
        f"run: python -m scripts.run_notebook notebooks/{path.name}"
    )
    assert path.stat().st_size < 100_000


def test_there_is_a_notebook():
    assert NOTEBOOKS


NOTEBOOK = """{"cells": [{"cell_type": "code", "source": ["x = 2\\n", "print(x)\\n", "x + %s"],
"outputs": [], "execution_count": null, "metadata": {}, "id": "a"}],
"metadata": {}, "nbformat": 4, "nbformat_minor": 5}"""


def test_a_cell_keeps_what_it_prints_and_its_last_value(tmp_path):
    path = tmp_path / "small.ipynb"
    path.write_text(NOTEBOOK % "1", "utf-8")
    assert main(["--check", str(path)]) == 1
    assert main([str(path)]) == 0
    assert main(["--check", str(path)]) == 0
    assert run_notebook(path)["cells"][0]["outputs"][0]["text"] == ["2\n", "3\n"]


def test_a_cell_that_fails_is_not_passed_over(tmp_path):
    path = tmp_path / "broken.ipynb"
    path.write_text(NOTEBOOK % "nothing", "utf-8")
    with pytest.raises(NameError):
        run_notebook(path)
