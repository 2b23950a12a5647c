"""Runs the notebooks in ``examples/`` from their folder; as a script it stores them with what they show: ``python tests/notebooks.py``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parent.parent / "examples"
NOTEBOOKS = sorted(EXAMPLES.glob("*.ipynb"))
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}, "language_info": {"name": "python"}}


def run(path: Path) -> Any:
    """Return a notebook with the outputs of a run; it depends on neither the time nor the version of Python."""
    import nbclient
    import nbformat

    formats: Any = nbformat
    notebook = formats.read(path, as_version=4)
    client = nbclient.NotebookClient(notebook, timeout=900, kernel_name="python3", record_timing=False, resources={"metadata": {"path": str(EXAMPLES)}})
    client.execute(env={**os.environ, "PYTHONWARNINGS": "ignore:IProgress not found"})  # progress bars are text where widgets are not installed
    notebook.metadata = formats.from_dict(KERNEL)
    return notebook


if __name__ == "__main__":
    import nbformat

    for name in NOTEBOOKS:
        nbformat.write(run(name), name)  # type: ignore[no-untyped-call]
