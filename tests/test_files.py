"""Graph files: no text can make one unreadable, the same graph gives the same bytes, and an old file is never lost."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
from graphs import BASE, article_graphs, later, talks
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import GraphError
from kg.export import atomic
from kg.export.files import FORMATS, load_articles, write_articles
from kg.links import find_links
from kg.merge import normalise
from kg.rdf import to_quads, to_triples

fuzz = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
RDFLIB = {".ttl": "turtle", ".trig": "trig", ".nq": "nquads", ".nt": "nt", ".jsonld": "json-ld", ".xml": "xml"}
NASTY = 'He said:\n"C:\\temp\\"\r\n\tand left. \u202e\u200b 😀 é e\u0301 ]]> <b>&amp; """ \'\'\' @en ^^xsd:x .'


def nasty(text: str = NASTY) -> Any:
    """Return a graph with awkward text in every place that takes text."""
    graph = talks()
    entity = replace(graph.entities[0], name=text, names=(text, text + "!"))
    position = replace(next(s for s in graph.statements if s.predicate == "hasPosition"), object=text)
    statements = tuple(position if s.predicate == "hasPosition" else s for s in graph.statements)
    article = replace(graph.article, title=text, url=text, publisher=text, text="")
    problems = (replace(graph.problems[0], message=text, kind=text, article=text),)
    return replace(graph, entities=(entity, *graph.entities[1:]), statements=statements, article=article, problems=problems)


def canonical(data: bytes, kind: pyoxigraph.RdfFormat) -> set[str]:
    return {str(quad) for quad in pyoxigraph.parse(data, kind)}


def by_rdflib(path: Path) -> set[tuple[str, ...]]:
    """Read a file by rdflib into plain tuples."""
    dataset = rdflib.Dataset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib calls what it deprecates
        dataset.parse(data=path.read_bytes(), format=RDFLIB[path.suffix])
        return {_plain(s, p, o) for s, p, o, _ in dataset.quads((None, None, None, None))}


def _plain(subject: Any, predicate: Any, value: Any) -> tuple[str, ...]:
    datatype = str(getattr(value, "datatype", None) or "")
    return str(subject), str(predicate), str(value), datatype.removesuffix("http://www.w3.org/2001/XMLSchema#string")


def expected(graphs: list[Any]) -> set[tuple[str, ...]]:
    found = set()
    for triple in to_triples(graphs, links=find_links(graphs, base=BASE)):
        value: Any = triple.object
        datatype = value.datatype.value if isinstance(value, pyoxigraph.Literal) else ""
        found.add((triple.subject.value, triple.predicate.value, value.value, datatype.removesuffix("http://www.w3.org/2001/XMLSchema#string")))  # type: ignore[union-attr]
    return found


@pytest.mark.parametrize("ending", FORMATS)
def test_load_gives_what_write_took(ending: str, tmp_path: Path) -> None:
    """Graphs of several articles, with links between them."""
    graphs = [later(), talks()]
    path = tmp_path / f"graph{ending}"
    write_articles(path, graphs, base=BASE, links=find_links(graphs, base=BASE), include_text=True)
    assert load_articles(path) == graphs
    write_articles(path, graphs, base=BASE)
    assert load_articles(path) == [normalise(graph, text=False) for graph in graphs]


@pytest.mark.parametrize("ending", FORMATS)
def test_two_readers_agree_on_awkward_text(ending: str, tmp_path: Path) -> None:
    """Rdflib's own writer makes Turtle that strict readers refuse for such text; ours must not."""
    graphs = [nasty(), later()]
    path = tmp_path / f"graph{ending}"
    write_articles(path, graphs, base=BASE, links=find_links(graphs, base=BASE))
    assert by_rdflib(path) == expected(graphs)
    assert load_articles(path) == [normalise(later(), text=False), nasty()]


@pytest.mark.parametrize("ending", FORMATS)
@fuzz
@given(graph=article_graphs(controls=False))
def test_any_text_is_written_and_read_by_both(ending: str, graph: Any, tmp_path: Path) -> None:
    """Fuzzed: whatever an article holds, the file is one that both readers take, with the same triples."""
    graph = normalise(graph, text=False)
    path = tmp_path / f"graph{ending}"
    write_articles(path, [graph], base=BASE)
    assert load_articles(path) == [graph]
    assert by_rdflib(path) == expected([graph])


@pytest.mark.parametrize("ending", [ending for ending in FORMATS if ending != ".xml"])
@fuzz
@given(graph=article_graphs())
def test_control_characters_are_kept(ending: str, graph: Any, tmp_path: Path) -> None:
    """NUL, escapes and the like come back, in all formats that can say them."""
    path = tmp_path / f"graph{ending}"
    write_articles(path, [graph], base=BASE, include_text=True)
    assert load_articles(path) == [graph]


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0b", "\x1b", "\ufffe", "\uffff"])
def test_xml_refuses_what_it_cannot_say(character: str, tmp_path: Path) -> None:
    """The error names the character and the file, and nothing is left behind."""
    path = tmp_path / "graph.xml"
    with pytest.raises(GraphError, match=rf"graph\.xml: XML cannot say the character U\+{ord(character):04X}.*\nHint: write \.ttl"):
        write_articles(path, [nasty(f"a{character}b")], base=BASE)
    assert list(tmp_path.iterdir()) == []


def test_long_literals(tmp_path: Path) -> None:
    """A quote of 200,000 characters is one literal."""
    graph = nasty('x\n\\"' * 50_000)
    for ending in FORMATS:
        path = tmp_path / f"graph{ending}"
        write_articles(path, [graph], base=BASE)
        assert load_articles(path) == [graph]


@pytest.mark.parametrize(("ending", "name"), [(".ttl", "turtle"), (".trig", "trig"), (".nt", "ntriples"), (".nq", "nquads"), (".xml", "rdfxml")])
def test_a_reader_that_is_not_python_agrees(ending: str, name: str, tmp_path: Path) -> None:
    """Raptor takes our files and finds as many triples."""
    program = shutil.which("rapper")
    if program is None:
        message = "rapper is missing: install the Debian package raptor2-utils"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    path = tmp_path / f"graph{ending}"
    graphs = [nasty(), later()]
    write_articles(path, graphs, base=BASE)
    done = subprocess.run([program, "-i", name, "-o", "ntriples", str(path)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    found = canonical(done.stdout, pyoxigraph.RdfFormat.N_TRIPLES)
    assert found == {str(triple) for triple in pyoxigraph_triples(path, FORMATS[ending])}


def pyoxigraph_triples(path: Path, kind: pyoxigraph.RdfFormat) -> set[pyoxigraph.Triple]:
    return {quad.triple for quad in pyoxigraph.parse(path.read_bytes(), kind)}


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_bytes_for_every_hash_seed_and_order(ending: str, tmp_path: Path) -> None:
    """Files depend neither on the order of articles nor on Python's hashes."""
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); from graphs import *; from kg.export.files import write_articles; from kg.links import find_links\n"
        "graphs = [talks(), later()][:: int(sys.argv[3])]\n"
        "write_articles(sys.argv[2], graphs, base=BASE, links=find_links(graphs, base=BASE))"
    )
    found = set()
    for seed, order in (("1", "1"), ("2", "-1"), ("77", "1")):
        path = tmp_path / f"graph{seed}{ending}"
        subprocess.run(
            [sys.executable, "-c", script, str(Path(__file__).parent), str(path), order],
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Pacific/Kiritimati"},
            cwd=Path(__file__).parent.parent,
        )
        found.add(path.read_bytes())
    assert len(found) == 1


def test_turtle_is_for_readers(tmp_path: Path) -> None:
    """Our prefixes, what articles share first, types before other properties."""
    path = tmp_path / "graph.ttl"
    write_articles(path, [talks()], base=BASE)
    text = path.read_text(encoding="utf-8")
    assert "@prefix parley: <https://w3id.org/parley/ontology#> ." in text
    assert "actor:oman a parley:State" in text
    assert text.index("actor:oman a parley:State") < text.index("a parley:Article")


@pytest.mark.parametrize("ending", [".ttl", ".trig", ".nq", ".nt"])
def test_what_hides_or_moves_is_written_by_its_code(ending: str, tmp_path: Path) -> None:
    """An editor shows the file as it is: no bidi marks, zero-width characters or controls stand in it."""
    path = tmp_path / f"graph{ending}"
    write_articles(path, [nasty("a\u202eb\u200bc\x1bd\ufeffe\x85f")], base=BASE)
    text = path.read_text(encoding="utf-8")
    assert not set(text) & set("\u202e\u200b\x1b\ufeff\x85")
    assert "a\\u202Eb\\u200Bc\\u001Bd\\uFEFFe\\u0085f" in text
    assert "\t" not in text


@pytest.mark.slow
def test_sorted_turtle_is_quick(tmp_path: Path) -> None:
    """At most three times what pyoxigraph takes to make the same terms and to write them as they come."""
    graphs = [talks()] + [_renamed(talks(), f"talks{number}") for number in range(1, 400)]
    start = time.process_time()
    write_articles(tmp_path / "graph.ttl", graphs, base=BASE)
    mine = time.process_time() - start
    plain = [(t.subject.value, t.predicate.value, t.object.value, isinstance(t.object, pyoxigraph.NamedNode)) for t in to_triples(graphs)]  # type: ignore[union-attr]
    plain.sort(key=lambda row: row[2])
    start = time.process_time()
    triples = (
        pyoxigraph.Triple(pyoxigraph.NamedNode(s), pyoxigraph.NamedNode(p), pyoxigraph.NamedNode(o) if is_iri else pyoxigraph.Literal(o))
        for s, p, o, is_iri in plain
    )
    pyoxigraph.serialize(triples, tmp_path / "other.ttl", pyoxigraph.RdfFormat.TURTLE)
    theirs = time.process_time() - start
    assert len(plain) > 100_000
    assert mine < 3 * theirs


def _renamed(graph: Any, name: str) -> Any:
    """Return the graph of another article with the same content."""

    def changed(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace("article/talks", f"article/{name}")
        if isinstance(value, tuple):
            return tuple(map(changed, value))
        if is_dataclass(value):
            return type(value)(**{field.name: changed(getattr(value, field.name)) for field in fields(value)})
        return value

    made = changed(graph)
    return replace(made, article=replace(made.article, id=name))


def test_named_graphs_are_those_of_articles(tmp_path: Path) -> None:
    """N-Quads hold one graph per article and one of links."""
    graphs = [talks(), later()]
    path = tmp_path / "graph.nq"
    write_articles(path, graphs, base=BASE, links=find_links(graphs, base=BASE))
    names = {str(quad.graph_name) for quad in pyoxigraph.parse(path.read_bytes(), pyoxigraph.RdfFormat.N_QUADS)}
    assert names == {f"<{talks().iri}>", f"<{later().iri}>", f"<{BASE}links>"}


# --- errors --------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["graph.doc", "graph", "graph.ttl.gz"])
def test_unknown_endings(name: str, tmp_path: Path) -> None:
    """The error lists what is known."""
    with pytest.raises(GraphError, match=r"unknown kind of file.*\nHint: use one of \.ttl"):
        write_articles(tmp_path / name, [talks()], base=BASE)
    with pytest.raises(GraphError, match="unknown kind of file"):
        load_articles(tmp_path / name)


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".graphml", ".gexf"])
def test_views_cannot_be_loaded(ending: str, tmp_path: Path) -> None:
    """Load says so and what to do."""
    with pytest.raises(GraphError, match="cannot be loaded back\nHint: keep the graph as"):
        load_articles(tmp_path / f"graph{ending}")


def test_a_missing_file(tmp_path: Path) -> None:
    """The error names it."""
    with pytest.raises(GraphError, match=r"none\.ttl: no such file\nHint: "):
        load_articles(tmp_path / "none.ttl")


@pytest.mark.parametrize(
    ("ending", "data"),
    [
        (".ttl", b"<a> <b> ."),
        (".nq", b"<http://a/b> <http://a/c> "),
        (".jsonld", b"{"),
        (".jsonld", b'{"@context": "http://127.0.0.1:9/context", "@id": "http://a/b"}'),
        (".xml", b"<rdf:RDF"),
        (".ttl", b"\xff\xfe\x00"),
        (".nt", b'<http://a/b> <http://a/c> "\xff" .\n'),
    ],
    ids=["turtle", "nquads", "jsonld", "remote-context", "xml", "binary", "latin"],
)
def test_broken_files(ending: str, data: bytes, tmp_path: Path) -> None:
    """A damaged file is an error of ours, with its name."""
    path = tmp_path / f"broken{ending}"
    path.write_bytes(data)
    with pytest.raises(GraphError, match=r"broken\..*\nHint: "):
        load_articles(path)


def test_the_place_in_a_broken_file_is_named(tmp_path: Path) -> None:
    """File and line, as editors know them."""
    path = tmp_path / "broken.ttl"
    path.write_text("@prefix a: <http://a/> .\n\na:x a:y .\n")
    with pytest.raises(GraphError, match=r"broken\.ttl:3:"):
        load_articles(path)


def test_a_file_without_articles(tmp_path: Path) -> None:
    """Other RDF is not a graph of ours; a file without any triple is an empty one."""
    path = tmp_path / "other.ttl"
    path.write_text("<http://a/b> <http://a/c> 1 .")
    with pytest.raises(GraphError, match=r"other\.ttl: holds triples, but no parley:Article"):
        load_articles(path)
    path.write_text("")
    assert load_articles(path) == []


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        b" " * (1 << 20) + b"<!DOC" + b"TYPE x><x/>",
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-<x/>',
    ],
    ids=["bomb", "external", "late", "utf-16", "utf-7"],
)
def test_xml_that_could_expand_is_refused(data: bytes, tmp_path: Path) -> None:
    """A few lines of entities can fill the memory."""
    path = tmp_path / "bomb.xml"
    path.write_bytes(data)
    with pytest.raises(GraphError, match=r"bomb\.xml: XML (with|that)"):
        load_articles(path)


def test_a_text_about_entities_is_no_bomb(tmp_path: Path) -> None:
    """What an article says about XML is only text."""
    path = tmp_path / "graph.xml"
    write_articles(path, [nasty("<!DOCTYPE x [<!ENTITY a 'b'>]>")], base=BASE)
    assert load_articles(path) == [nasty("<!DOCTYPE x [<!ENTITY a 'b'>]>")]


# --- replacing ---------------------------------------------------------------------------------------------------------------------------


class Failing:
    """A file whose n-th call of write, flush or fsync fails as on a full disk."""

    def __init__(self, file: Any, fails_at: int) -> None:
        self.file, self.calls, self.fails_at = file, 0, fails_at

    def _count(self) -> None:
        self.calls += 1
        if self.calls == self.fails_at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def write(self, data: bytes) -> int:
        self._count()
        return self.file.write(data)  # type: ignore[no-any-return]

    def flush(self) -> None:
        self._count()
        self.file.flush()

    def fileno(self) -> int:
        self._count()
        return self.file.fileno()  # type: ignore[no-any-return]

    def __enter__(self) -> Failing:
        """Give the file."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.file.close()


@pytest.mark.parametrize("ending", FORMATS)
def test_a_full_disk_leaves_the_old_file(ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The n-th call fails, for every n that occurs: the old file is whole, no other file is left, and the error says what to do."""
    path = tmp_path / f"graph{ending}"
    write_articles(path, [talks()], base=BASE)
    old = path.read_bytes()
    real: Callable[[Path], Any] = atomic._writing
    failed = 0
    for number in range(1, 10_000):
        made: list[Failing] = []

        def failing(name: Path, number: int = number, made: list[Failing] = made) -> Any:
            made.append(Failing(real(name), number))
            return made[-1]

        monkeypatch.setattr(atomic, "_writing", failing)
        error = None
        try:
            write_articles(path, [later()], base=BASE)
        except GraphError as raised:
            error = raised
        if error is None:
            assert made[0].calls < number
            break
        failed += 1
        assert f"{path}: cannot be written: No space left on device\nHint: " in str(error)
        assert path.read_bytes() == old
        assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert failed >= 3
    assert path.read_bytes() != old
    assert load_articles(path) == [normalise(later(), text=False)]


def test_a_real_limit_on_the_size_of_files(tmp_path: Path) -> None:
    """The system refuses to write on: the old file is whole."""
    resource = pytest.importorskip("resource", reason="needs limits as Unix has them")
    path = tmp_path / "graph.ttl"
    write_articles(path, [talks()], base=BASE)
    old = path.read_bytes()
    script = (
        "import resource, signal, sys; sys.path.insert(0, sys.argv[1]); from graphs import *; from kg.export.files import write_articles\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))\n"
        "write_articles(sys.argv[2], [talks(), later()], base=BASE)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(Path(__file__).parent), str(path)],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    assert "GraphError" in done.stderr
    assert resource.RLIMIT_FSIZE is not None
    assert path.read_bytes() == old
    assert [file.name for file in tmp_path.iterdir()] == ["graph.ttl"]


def test_a_kill_leaves_the_old_file(tmp_path: Path) -> None:
    """Killed in the middle of writing, the old file is whole."""
    path = tmp_path / "graph.ttl"
    write_articles(path, [talks()], base=BASE)
    old = path.read_bytes()
    script = (
        "import os, signal, sys; sys.path.insert(0, sys.argv[1]); from graphs import *; from kg.export.files import write_articles\n"
        "def articles():\n"
        "    yield later()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "from kg.export.atomic import replacing\n"
        "with replacing(sys.argv[2]) as file:\n"
        "    file.write(b'half'); file.flush()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(Path(__file__).parent), str(path)], check=False, cwd=Path(__file__).parent.parent)
    assert done.returncode < 0
    assert path.read_bytes() == old


def test_an_error_within_the_graph_leaves_the_old_file(tmp_path: Path) -> None:
    """A graph that cannot be said in RDF is found out before the file is replaced."""
    path = tmp_path / "graph.ttl"
    write_articles(path, [talks()], base=BASE)
    old = path.read_bytes()
    graph = later()
    broken = replace(graph, statements=(replace(graph.statements[0], subject="no iri"),))
    with pytest.raises(GraphError, match="not an IRI: 'no iri'"):
        write_articles(path, [talks(), broken], base=BASE)
    assert path.read_bytes() == old
    assert [file.name for file in tmp_path.iterdir()] == ["graph.ttl"]


def test_folders_missing_and_given(tmp_path: Path) -> None:
    """A missing folder and a folder in place of a file are named."""
    with pytest.raises(GraphError, match=r"none/graph\.ttl: cannot be written: No such file or directory\nHint: "):
        write_articles(tmp_path / "none" / "graph.ttl", [talks()], base=BASE)
    (tmp_path / "folder.ttl").mkdir()
    with pytest.raises(GraphError, match="is a folder"):
        write_articles(tmp_path / "folder.ttl", [talks()], base=BASE)


def test_mode_and_links_of_an_old_file_are_kept(tmp_path: Path) -> None:
    """A symbolic link stays one, and permissions stay what they were."""
    real = tmp_path / "real.ttl"
    real.write_text("")
    real.chmod(0o640)
    link = tmp_path / "link.ttl"
    link.symlink_to(real)
    write_articles(link, [talks()], base=BASE)
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert load_articles(link) == load_articles(real) != []


def test_json_ld_is_json(tmp_path: Path) -> None:
    """Any JSON reader takes it."""
    path = tmp_path / "graph.jsonld"
    write_articles(path, [nasty()], base=BASE)
    assert isinstance(json.loads(path.read_text(encoding="utf-8")), list)


def test_quads_of_a_file_are_those_of_the_graph(tmp_path: Path) -> None:
    """Nothing is written twice or left out, in any format with graphs."""
    quads = {str(quad) for quad in to_quads([talks()], base=BASE)}
    for ending in (".nq", ".trig", ".jsonld"):
        path = tmp_path / f"graph{ending}"
        write_articles(path, [talks()], base=BASE)
        assert canonical(path.read_bytes(), FORMATS[ending]) == quads


@given(st.text(max_size=20))
def test_no_text_makes_an_iri(text: str) -> None:
    """Ids of articles are hostile as well."""
    from kg.iri import article_iri

    assert pyoxigraph.NamedNode(article_iri(BASE, text)).value.startswith(BASE)
