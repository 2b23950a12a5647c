"""The command: what it prints, for people and for programs, and the exit codes it ends with."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from graphs import later, talks

from kg.cli import main
from kg.errors import GraphError
from kg.graph import KnowledgeGraph, load


def run(*arguments: str | Path) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """Return a graph file of two hand-made articles."""
    return KnowledgeGraph.from_articles([talks(), later()]).write(tmp_path / "talks.trig")


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_explains_itself(name: str) -> None:
    """Help has a sentence on what the command does and an example."""
    result = run(name, "--help")
    assert result.exit_code == 0
    assert "Example" in result.output or hasattr(main.commands[name], "commands")


def test_help_costs_nothing_heavy() -> None:
    """The command answers at once."""
    code = "import sys; from kg.cli import main; main(['build', '--help'], standalone_mode=False); print({'torch', 'pandas', 'rdflib'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("set()")


def test_module_and_command_are_one() -> None:
    """``python -m kg`` works where the script is not on the path."""
    done = subprocess.run([sys.executable, "-m", "kg", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("kg, version ")


def test_summary_prints_talks_with_sentences(graph: Path) -> None:
    """Parties, role, topics, claim and sentence are all there."""
    result = run("summary", graph)
    assert result.exit_code == 0
    for words in ("IRAN AND NORWAY", "about        tariffs and trade", "Oman mediates between Iran and Norway", "“Iran met Norway on Monday.”"):
        assert words in result.output


def test_summary_as_json(graph: Path) -> None:
    """Programs get the same as data."""
    found = json.loads(run("summary", graph, "--json").output)
    assert found["talks"][0]["parties"] == ["Iran", "Norway"]
    assert found["talks"][0]["claims"][0]["sentence"].endswith("on tariffs.")


def test_summary_limit_and_all(graph: Path) -> None:
    """What is left out is counted; --all leaves nothing out."""
    assert "more" in run("summary", graph, "--limit", "1").output
    assert "more" not in run("summary", graph, "--limit", "1", "--all").output


def test_query_prints_rows_csv_and_json(graph: Path, tmp_path: Path) -> None:
    """The query comes as an argument or from a file, never both."""
    sparql = "SELECT ?p { <https://w3id.org/parley/actor/oman> parley:mediates ?p } ORDER BY ?p"
    assert "actor/iran" in run("query", graph, sparql).output
    (tmp_path / "q.rq").write_text(sparql, encoding="utf-8")
    assert run("query", graph, "--file", tmp_path / "q.rq", "--csv").output.splitlines()[0] == "p"
    assert json.loads(run("query", graph, sparql, "--json").output)[0] == {"p": "https://w3id.org/parley/actor/iran"}
    assert run("query", graph).exit_code == run("query", graph, sparql, "--file", tmp_path / "q.rq").exit_code == 2


def test_a_bad_query_is_an_error_with_its_hint(graph: Path) -> None:
    """Exit code 2, no traceback, the hint on a line of its own."""
    result = run("query", graph, "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    assert result.exit_code == 2
    assert result.stderr.startswith("kg: ")
    assert "\nHint: " in result.stderr
    assert "Traceback" not in result.output


def test_explain_marks_the_words(graph: Path) -> None:
    """The sentence comes with the evidence marked."""
    result = run("explain", graph, "Oman", "mediates", "Iran")
    assert "«Oman mediated between Iran and Norway»" in result.output
    assert json.loads(run("explain", graph, "Oman", "mediates", "Iran", "--json").output)["passages"][0]["subject"] == "Oman"


def test_diff_ends_with_1_if_graphs_differ(graph: Path, tmp_path: Path) -> None:
    """Like diff itself; a graph does not differ from itself."""
    other = KnowledgeGraph.from_articles([talks()]).write(tmp_path / "other.ttl")
    same, different = run("diff", graph, graph), run("diff", other, graph)
    assert (same.exit_code, same.output, different.exit_code) == (0, "", 1)
    assert "+ Iran negotiatesWith Norway (possible): “Oman may host talks with Iran about trade”" in different.output
    assert len(json.loads(run("diff", graph, other, "--json").output)["removed"]) == 3


def test_validate_ends_with_1_on_problems(graph: Path, tmp_path: Path) -> None:
    """A graph whose evidence is not in its text is found out."""
    assert run("validate", graph).exit_code == 0
    bad = talks()
    evidence = replace(bad.statements[0].evidence[0], quote="Oman never spoke")
    wrong = replace(bad, statements=(replace(bad.statements[0], evidence=(evidence,)),), negotiations=(), events=())
    path = KnowledgeGraph.from_articles([wrong]).write(tmp_path / "wrong.ttl", include_text=True)
    result = run("validate", path, graph)
    assert result.exit_code == 1
    assert f"{graph}: valid" in result.output
    assert json.loads(run("validate", path, "--json").output)[str(path)]


def test_draw_writes_a_page(graph: Path, tmp_path: Path) -> None:
    """The page is a file of its own."""
    assert run("draw", graph, tmp_path / "talks.html").exit_code == 0
    assert "<html" in (tmp_path / "talks.html").read_text(encoding="utf-8")


def test_errors_have_no_traceback_unless_asked_for(tmp_path: Path) -> None:
    """A missing file is the user's to mend; --debug is for those who want to see more."""
    result = run("summary", tmp_path / "missing.ttl")
    assert (result.exit_code, "Traceback" in result.output) == (2, False)
    assert "missing.ttl: no such file\nHint: " in result.stderr
    assert isinstance(run("--debug", "summary", tmp_path / "missing.ttl").exception, GraphError)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build", "no/such/file.txt", "-o", "x.ttl"], "no such file or folder"),
        (["build", "a.txt"], "Missing option '-o'"),
        (["build", "a.txt", "-o", "x.ttl", "--column", "text"], "not of the form FIELD=COLUMN"),
    ],
)
def test_build_refuses_bad_input(arguments: list[str], message: str) -> None:
    """Exit code 2 and a message that names what is wrong."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_models_that_are_not_there_are_an_error_with_the_remedy(tmp_path: Path) -> None:
    """The message names the files that are expected, or the command that fetches them."""
    result = run("models", "check", tmp_path)
    assert (result.exit_code, "Hint: " in result.stderr) == (2, True)
    assert "kg models download xx" in run("models", "check", "bundled", "--language", "xx").stderr


@pytest.mark.models
@pytest.mark.slow
def test_build_writes_graphs_and_goes_on(tmp_path: Path) -> None:
    """With --keep-going the good article is built, the bad one is named, and the exit code says so."""
    article = tmp_path / "a.txt"
    article.write_text("DOHA, 5 March 2024 (Canal) - Qatar mediated between Israel and Hamas on Monday, officials said.", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\xff\xfe\x00")
    out = tmp_path / "talks.ttl"
    result = run("build", article, tmp_path / "b.txt", "-o", out, "-o", tmp_path / "talks.trig", "--html", tmp_path / "talks.html", "--keep-going", "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (found["articles"], [problem["kind"] for problem in found["problems"] if problem["kind"] == "unreadable"]) == (1, ["unreadable"])
    assert load(out) == load(tmp_path / "talks.trig")
    assert (tmp_path / "talks.html").stat().st_size > 1000


@pytest.mark.models
@pytest.mark.slow
def test_trace_shows_what_fired() -> None:
    """Tree, mentions and frames of one sentence."""
    result = run("trace", "Qatar did not mediate between Hamas and Israel.")
    assert result.exit_code == 0
    for words in ("mediate (root", "Qatar → Qatar (State", "negative"):
        assert words in result.output
