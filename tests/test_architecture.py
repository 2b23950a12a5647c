"""The shape of the package: which module may import which, what ``import kg`` costs, how large things grow, what never occurs."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "kg"
ROWS: tuple[tuple[str, ...], ...] = (
    ("errors", "types"),
    ("namespace", "vocabulary", "iri", "display"),
    ("article", "read_headers", "read_html", "read_tables", "read"),
    ("document", "conllu*"),
    ("models", "models.*", "annotate*"),
    ("actors*", "actor_*", "topics*", "plover*", "dates*", "lexicon*", "words*"),
    ("mention", "detect*"),
    ("entity", "coreference*", "resolve*"),
    ("event", "statement"),
    ("extract", "extract.*"),
    ("assemble*", "negotiations", "links", "merge"),
    ("rdf*",),
    ("export", "export.*", "analysis*", "tables", "summary"),
    ("select", "explain", "diff", "query*", "validate*", "score*", "trace*", "pipeline*"),
    ("graph",),
    ("building", "corpus*", "cli*", "remote", "local_store", "", "__main__"),
)
"""A module imports from its own row and from rows above it. Rows are patterns of names below ``kg``."""
FILES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    """Return the name of a module below ``kg``."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").rstrip(".")


MODULES = {name_of(path): path for path in FILES}
SHIPPED = {name: path for name, path in MODULES.items() if not name.startswith(("models.train", "models.bench"))}


def row_of(name: str) -> int:
    """Return the number of the row of a module."""
    found = [number for number, row in enumerate(ROWS) if any(fnmatch(name, pattern) for pattern in row)]
    assert found, f"kg.{name} stands in no row of ROWS"
    return found[0]


@cache
def tree_of(path: Path) -> ast.Module:
    """Parse a module."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield every name that a module imports, inside functions too, and whether only for type checkers."""
    typing_only = {
        id(inner)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in typing_only) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, id(node) in typing_only
            yield from ((f"{node.module}.{alias.name}", id(node) in typing_only) for alias in node.names)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_module_imports_only_from_its_row_and_above(name: str) -> None:
    """The flow goes one way; types for the checker are exempt."""
    for imported, typing_only in imports_of(SHIPPED[name]):
        below = imported.removeprefix("kg.") if imported.startswith("kg.") else ""
        if below and below in MODULES and not typing_only:
            assert row_of(below) <= row_of(name), f"kg.{name} imports kg.{below}, which stands below it"


def test_export_and_analysis_do_not_know_the_graph_class() -> None:
    """They take statements, tables or networks."""
    for name, path in SHIPPED.items():
        if row_of(name) <= row_of("export"):
            assert "kg.graph" not in {imported for imported, _ in imports_of(path)}, name


@pytest.mark.parametrize("name", SHIPPED)
def test_only_annotate_and_models_import_stanza(name: str) -> None:
    """Everything behind annotation works on stored documents."""
    heavy = {imported.split(".")[0] for imported, typing_only in imports_of(SHIPPED[name]) if not typing_only} & {"stanza", "torch"}
    assert not heavy or name.startswith(("annotate", "models"))


@pytest.mark.parametrize("name", SHIPPED)
def test_nothing_imports_training(name: str) -> None:
    """Training and benchmarks are beside the package's own flow."""
    assert not [imported for imported, _ in imports_of(SHIPPED[name]) if imported.startswith(("kg.models.train", "kg.models.bench"))]


@pytest.mark.parametrize("module", ["kg", "kg.cli"])
def test_import_loads_nothing_heavy(module: str) -> None:
    """``import kg`` is cheap: what is heavy loads when it is needed."""
    code = f"import sys, {module}; print(sorted({{'torch', 'stanza', 'pyvis', 'pandas', 'networkx', 'rdflib', 'matplotlib', 'IPython'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def functions() -> list[tuple[str, int]]:
    """List the functions of the package with their lines; docstrings are not counted."""
    found = []
    for name, path in SHIPPED.items():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                docstring = node.body[0] if ast.get_docstring(node) else None
                lines = (node.end_lineno or 0) - node.lineno + 1
                found.append((f"kg.{name}:{node.lineno} {node.name}", lines - ((docstring.end_lineno or 0) - docstring.lineno + 1 if docstring else 0)))
    return found


def test_functions_fit_a_screen() -> None:
    """None has more than 50 lines beside its docstring, nine of ten have 25 at most."""
    sizes = functions()
    assert [where for where, lines in sizes if lines > 50] == []
    assert sum(lines <= 25 for _, lines in sizes) >= 0.9 * len(sizes)


@pytest.mark.parametrize("name", SHIPPED)
def test_modules_hold_one_concept(name: str) -> None:
    """A module has at most 400 lines."""
    assert len(SHIPPED[name].read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("name", MODULES)
def test_no_print_and_no_broad_except(name: str) -> None:
    """Libraries do not print, and no error is swallowed unseen."""
    for node in ast.walk(tree_of(MODULES[name])):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print", f"line {node.lineno}"
        if isinstance(node, ast.ExceptHandler):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            assert all(isinstance(kind, (ast.Name, ast.Attribute)) and getattr(kind, "id", "") not in ("Exception", "BaseException") for kind in caught), (
                f"line {node.lineno}"
            )


@pytest.mark.parametrize("name", SHIPPED)
def test_modules_say_what_they_are(name: str) -> None:
    """Each has a docstring; each but the package's own has ``__all__`` or only private names."""
    tree = tree_of(SHIPPED[name])
    assert ast.get_docstring(tree)
    public = [node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")]
    listed = [node for node in tree.body if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__"]
    assert listed or not public


def test_no_machine_is_named() -> None:
    """Nothing in the repository knows where it lies."""
    done = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, cwd=ROOT, check=False)
    names = [name for name in done.stdout.split("\0") if name.endswith((".py", ".md", ".toml", ".txt", ".ttl", "Makefile", "run"))]
    folders = tuple(f"/{name}/" for name in ("work", "root", "home"))
    named = [name for name in names if any(folder in (ROOT / name).read_text(encoding="utf-8", errors="replace") for folder in folders)]
    assert named == []
