"""What README and documentation show works: marked Python runs, and the commands that they name exist.

A block after ``<!-- run -->`` runs, one after ``<!-- run: models -->`` runs with the bundled models. The blocks of a file share their names.
"""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.cli import main

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted(path for path in (ROOT / "docs").rglob("*.md") if "_build" not in path.parts)]
BLOCK = re.compile(r"(?:^<!-- (?P<mark>run(?:: models)?) -->\n)?^```(?P<language>\w+)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(path: Path, language: str) -> Iterator[tuple[str, int, str]]:
    """Yield mark, line and code of the blocks of a page."""
    text = path.read_text(encoding="utf-8")
    for match in BLOCK.finditer(text):
        if match["language"] == language:
            yield match["mark"] or "", text.count("\n", 0, match.start("code")) + 1, match["code"]


def marked(mark: str) -> list[Path]:
    """List the pages with blocks of a mark."""
    return [path for path in PAGES if any(found == mark for found, _, _ in blocks(path, "python"))]


def run_page(path: Path, folder: Path, marks: set[str]) -> None:
    """Run the marked blocks of a page in a folder that has the examples."""
    (folder / "examples").symlink_to(ROOT / "examples")
    known: dict[str, object] = {}
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    for mark, line, code in blocks(path, "python"):
        if mark not in marks:
            continue
        if ">>>" in code:
            test = doctest.DocTestParser().get_doctest(code, known, path.name, str(path), line - 1)
            test.globs = known
            assert runner.run(test, clear_globs=False).failed == 0
        else:
            exec(compile("\n" * (line - 1) + code, str(path), "exec"), known)  # noqa: S102 - our own documentation


@pytest.mark.parametrize("path", marked("run"), ids=lambda path: path.name)
def test_marked_python_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documentation that does not run is wrong."""
    monkeypatch.chdir(tmp_path)
    run_page(path, tmp_path, {"run"})


@pytest.mark.models
@pytest.mark.slow
@pytest.mark.parametrize("path", marked("run: models"), ids=lambda path: path.name)
def test_marked_python_runs_with_models(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The quick start shows what comes out today."""
    monkeypatch.chdir(tmp_path)
    run_page(path, tmp_path, {"run", "run: models"})


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_python_blocks_parse(path: Path) -> None:
    """Blocks that do not run are Python all the same."""
    for _, line, code in blocks(path, "python"):
        if ">>>" not in code:
            compile("\n" * line + code, str(path), "exec")


def test_commands_and_targets_exist() -> None:
    """A command that README or documentation name is one that there is."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for path in PAGES:
        for _, line, code in blocks(path, "sh"):
            for tool, name in re.findall(r"(?:^|\n|&& )(kg|make) ([a-z]+)", code):
                assert name in (main.commands if tool == "kg" else targets), f"{path.name}:{line}: {tool} {name}"


def test_links_within_the_repository_lead_somewhere() -> None:
    """Pictures and pages that are linked exist."""
    for path in PAGES:
        for link in re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link}"


@pytest.mark.slow
def test_the_documentation_builds_without_warnings(tmp_path: Path) -> None:
    """Warnings are errors."""
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", str(ROOT / "docs"), str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "index.html").exists()
