"""The wheel holds all that the package needs: installed in an environment of its own, away from the checkout, it builds a graph."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.slow
SCRIPT = """
import sys, kg
assert kg.__file__.startswith(sys.prefix), kg.__file__
graph = kg.build(kg.Article(text="DOHA, 5 March 2024 (Canal) - Qatar mediated between Israel and Hamas on Monday, officials said."))
print(len(graph.articles()), len(graph.entities()) > 0)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the source distribution and from it the wheel."""
    out = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)], check=True, capture_output=True, text=True)
    assert len(list(out.glob("parley_kg-*.tar.gz"))) == 1
    (found,) = out.glob("parley_kg-*-py3-none-any.whl")
    return found


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in an empty environment that sees the dependencies of this one, and not the checkout."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    python = folder / "bin" / "python"
    subprocess.run([sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", "--quiet", str(wheel)], check=True)
    return folder


def run(environment: Path, *command: str) -> str:
    """Run a command of the environment in a folder without the package."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run([str(environment / "bin" / command[0]), *command[1:]], capture_output=True, text=True, cwd=environment, env=clean, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_ontologies_lexicons_models_and_licences(wheel: Path) -> None:
    """Everything that is data in the repository is data in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    expected = [path.relative_to(ROOT) for folder in ("lexicons", "models") for path in (ROOT / "kg" / folder).rglob("*") if path.is_file()]
    expected = [path for path in expected if "__pycache__" not in path.parts]
    assert {str(path) for path in expected} <= names
    assert {f"kg/ontologies/{path.name}" for path in (ROOT / "ontologies").iterdir()} <= names
    assert {Path(name).name for name in names if ".dist-info/licenses/" in name} == {"LICENSE", "NOTICE"}


def test_the_installed_command_answers(environment: Path) -> None:
    """The script is there and knows its version."""
    assert run(environment, "kg", "--version").startswith("kg, version ")


@pytest.mark.models
def test_the_installed_package_builds_a_graph(environment: Path) -> None:
    """From raw text through the bundled models, outside the checkout."""
    assert run(environment, "python", "-c", SCRIPT).strip() == "1 True"
    article = shutil.copy(ROOT / "examples" / "black-sea-grain-2022.txt", environment)
    run(environment, "kg", "build", str(article), "-o", "talks.ttl")
    assert "UKRAINE" in run(environment, "kg", "summary", "talks.ttl")
