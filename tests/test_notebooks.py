"""The notebooks in ``examples/`` run, and what they show is what they are stored with."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from notebooks import NOTEBOOKS, run


def shown(notebook: Any) -> list[list[str]]:
    """Return the text that each code cell shows, without pictures."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            outputs = [output for output in cell.outputs if "image/png" not in output.get("data", {})]
            printed = "".join(output["text"] for output in outputs if output.output_type == "stream")  # may come in one piece or in several
            found.append([printed, *(output.get("data", {}).get("text/plain", "") for output in outputs if output.output_type != "stream")])
    return found


def test_there_are_notebooks_with_outputs() -> None:
    """Each code cell was run, in order, without an error; none shows where it ran."""
    nbformat = import_module("nbformat")
    assert NOTEBOOKS
    for path in NOTEBOOKS:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
        assert not [output for cell in cells for output in cell.outputs if output.output_type == "error" or output.get("name") == "stderr"]
        assert "site-packages" not in path.read_text(encoding="utf-8")


@pytest.mark.models
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_shows_what_it_is_stored_with(path: Path) -> None:
    """Run from its folder, cell by cell; after a change of what is found, ``python tests/notebooks.py`` stores them anew."""
    nbformat = import_module("nbformat")
    import_module("nbclient")
    assert shown(run(path)) == shown(nbformat.read(path, as_version=4))
