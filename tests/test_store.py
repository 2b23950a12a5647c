"""Pushing into a store that fails: the old graph or the new one, never half of one, and errors that say what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from broken_store import BrokenStore
from click.testing import CliRunner
from graphs import BASE, article_iri, later, talks

import kg
from kg.cli import main
from kg.errors import StoreError
from kg.export.store import push
from kg.export.store_parts import contents_of, parts_of
from kg.links import Links, find_links
from kg.merge import normalise

QUICK = {"pause": 0.0, "attempts": 3, "timeout": 2.0}
TALKS = talks().iri
SECRET = "s3cret-word"  # noqa: S105 - of the store double


@pytest.fixture(autouse=True)
def _no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("USER", "PASSWORD", "TOKEN"):
        monkeypatch.delenv(f"PARLEY_STORE_{name}", raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "no-netrc"))


def lines_of(graph: object) -> int:
    (content,) = contents_of([graph], base=BASE)  # type: ignore[list-item]
    return len(content.lines)


def old_and_new() -> tuple[kg.KnowledgeGraph, int, int]:
    """Return the graph to push over an old one of the same article, with the sizes of both."""
    new = kg.KnowledgeGraph.from_articles([talks()])
    old = kg.KnowledgeGraph.from_articles([talks()]).only(predicate="meets").article_graphs[0]
    return new, lines_of(old), lines_of(talks())


@pytest.mark.parametrize("method", ["gsp", "update"])
def test_a_push_and_a_second_that_changes_nothing(method: str) -> None:
    """Each article has a named graph; what is there is not sent again; nothing is left over."""
    articles = [talks(), later()]
    graph = kg.KnowledgeGraph.from_articles(articles)
    with BrokenStore() as store:
        report = graph.push(store.url, method=method, **QUICK)
        assert [pushed.action for pushed in report.graphs] == ["written"] * 3
        assert {name.value for name in store.store.named_graphs()} == {TALKS, later().iri, BASE + "links"}
        writes = len(store.writes)
        assert {pushed.action for pushed in graph.push(store.url, method=method, **QUICK).graphs} == {"unchanged"}
        assert len(store.writes) == writes
        assert kg.load(store.url, attempts=1) == graph
        assert kg.load(store.url, graph=TALKS).article_graphs == (normalise(talks(), text=False),)


@pytest.mark.parametrize("url", ["", "/", "/store", "/query", "/update"])
def test_any_address_of_a_store_will_do(url: str) -> None:
    with BrokenStore() as store:
        assert push([talks()], store.url + url, base=BASE, **QUICK).counted("written") == 1


def test_a_dry_run_writes_nothing() -> None:
    with BrokenStore() as store:
        report = push([talks()], store.url, base=BASE, dry_run=True, **QUICK)
        assert [pushed.action for pushed in report.graphs] == ["would write"]
        assert store.writes == []
        assert len(store.store) == 0


FAULTS = ["429", "500", "503", "408", "reset", "half", "lie", "gone"]


@pytest.mark.parametrize(
    ("fault", "position", "method"),
    [(fault, position, "gsp") for fault in FAULTS if fault != "half" for position in range(4)]
    + [(fault, position, "update") for fault in ("503", "reset", "lie", "gone") for position in (2, 3)]
    + [("half", 2, "gsp")],  # only a body of lines can be cut in half
)
def test_a_fault_that_passes_does_no_harm(fault: str, position: int, method: str) -> None:
    """Whatever request it hits, the graph is whole in the end, and no other graph is left."""
    new, _, size = old_and_new()
    with BrokenStore() as store:
        push(kg.KnowledgeGraph.from_articles([talks()]).only(predicate="meets").article_graphs, store.url, base=BASE, **QUICK)
        store.plan[:] = ["ok"] * position + [fault]
        push(new.article_graphs, store.url, base=BASE, method=method, **QUICK)  # type: ignore[arg-type]
        assert store.size(TALKS) == size
        assert {name.value for name in store.store.named_graphs()} == {TALKS}


@pytest.mark.parametrize("fault", ["500", "reset", "lie"])
@pytest.mark.parametrize("position", [0, 1, 2, 3])
def test_a_fault_that_stays_keeps_the_old_graph_or_the_new_one(fault: str, position: int) -> None:
    new, old, size = old_and_new()
    with BrokenStore() as store:
        push(kg.KnowledgeGraph.from_articles([talks()]).only(predicate="meets").article_graphs, store.url, base=BASE, **QUICK)
        assert store.size(TALKS) == old
        store.plan[:] = ["ok"] * position + [fault] * 40
        with pytest.raises(StoreError) as caught:
            push(new.article_graphs, store.url, base=BASE, **QUICK)
        assert TALKS in str(caught.value)
        assert "Hint:" in str(caught.value)
        assert store.size(TALKS) == old
        store.plan.clear()
        push(new.article_graphs, store.url, base=BASE, **QUICK)
        assert store.size(TALKS) == size


def test_a_store_that_hangs_costs_no_more_than_asked() -> None:
    with BrokenStore("ok", "ok", "hang", "hang") as store, pytest.raises(StoreError, match=r"did not answer in time \(2 attempts\)") as caught:
        push([talks()], store.url, base=BASE, pause=0.0, attempts=2, timeout=0.3)
    assert "timeout=" in str(caught.value)


@pytest.mark.parametrize(
    ("code", "remedy"),
    [("400", "endpoint"), ("403", "right"), ("413", "part_bytes"), ("415", "method="), ("500", "log"), ("503", "busy"), ("507", "full")],
)
def test_refusals_come_with_the_words_of_the_store_and_a_remedy(code: str, remedy: str) -> None:
    with BrokenStore(*["ok", *[code] * 9], words="<h1>No, <b>never</b></h1>") as store, pytest.raises(StoreError) as caught:
        push([talks()], store.url, base=BASE, **QUICK)
    assert code in caught.value.message
    assert "No, never" in caught.value.message
    assert remedy in (caught.value.hint or "")


def test_what_cannot_be_mended_by_trying_is_tried_once() -> None:
    with BrokenStore("ok", "ok", "413", "413", "413") as store:
        with pytest.raises(StoreError, match="413"):
            push([talks()], store.url, base=BASE, **QUICK)
        assert [write for write, _ in store.writes if write.startswith("POST")] == ["POST /store 413"]


def test_smaller_parts_pass_where_large_ones_do_not() -> None:
    with BrokenStore(largest=20_000) as store:
        with pytest.raises(StoreError, match="413"):
            push([talks()], store.url, base=BASE, **QUICK)
        push([talks()], store.url, base=BASE, part_bytes=10_000, **QUICK)
        assert store.size(TALKS) == lines_of(talks())


def test_a_push_goes_on_where_it_stopped() -> None:
    with BrokenStore() as store:
        seen: list[str] = []

        def stop(pushed: object) -> None:
            seen.append(str(pushed))
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            push([talks(), later()], store.url, base=BASE, progress=stop, **QUICK)
        report = push([talks(), later()], store.url, base=BASE, **QUICK)
        assert [pushed.action for pushed in report.graphs] == ["unchanged", "written"]


def test_one_graph_for_all_is_replaced_as_a_whole() -> None:
    name = "https://example.org/all"
    links = find_links([talks(), later()], base=BASE)
    with BrokenStore() as store:
        push([talks(), later()], store.url, base=BASE, links=links, graph=name, **QUICK)
        assert {graph.value for graph in store.store.named_graphs()} == {name}
        assert kg.load(store.url, graph=name) == kg.KnowledgeGraph.from_articles([talks(), later()])
        push([], store.url, base=BASE, graph=name, **QUICK)
        assert store.size(name) == 0


def test_an_empty_graph_is_no_error() -> None:
    with BrokenStore() as store:
        assert push([], store.url, base=BASE, links=Links(), **QUICK).counted("unchanged") == 1
        assert len(kg.load(store.url).articles()) == 0


# --- credentials ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["basic", "digest"])
@pytest.mark.parametrize("source", ["argument", "address", "environment", "netrc"])
def test_credentials(way: str, source: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """They come from four places; bodies are sent with them at once, but for the first request."""
    auth = ("ada", SECRET) if source == "argument" else None
    with BrokenStore(**{way: ("ada", SECRET)}) as store:  # type: ignore[arg-type]
        url = store.url.replace("://", f"://ada:{SECRET}@") if source == "address" else store.url
        if source == "environment":
            monkeypatch.setenv("PARLEY_STORE_USER", "ada")
            monkeypatch.setenv("PARLEY_STORE_PASSWORD", SECRET)
        if source == "netrc":
            path = tmp_path / "netrc"
            path.write_text(f"machine 127.0.0.1 login ada password {SECRET}\n", encoding="utf-8")
            path.chmod(0o600)
            monkeypatch.setenv("NETRC", str(path))
        assert push([talks()], url, base=BASE, auth=auth, **QUICK).counted("written") == 1
        assert sum("Authorization" not in headers for headers in store.headers) <= 2


def test_a_bearer_token(monkeypatch: pytest.MonkeyPatch) -> None:
    with BrokenStore(token=SECRET) as store:
        assert push([talks()], store.url, base=BASE, auth=SECRET, **QUICK).counted("written") == 1
        monkeypatch.setenv("PARLEY_STORE_TOKEN", SECRET)
        assert push([talks()], store.url, base=BASE, **QUICK).counted("unchanged") == 1


def test_no_message_holds_a_password() -> None:
    with BrokenStore("ok", "500", basic=("ada", SECRET), words=f"bad password {SECRET}") as store:
        wrong = store.url.replace("://", f"://ada:{SECRET}-wrong@")
        with pytest.raises(StoreError, match="401") as refused:
            push([talks()], wrong, base=BASE, **QUICK)
        store.plan[:] = ["500"] * 9
        with pytest.raises(StoreError, match="500") as failed:
            push([talks()], store.url, base=BASE, auth=("ada", SECRET), **QUICK)
    for text in (str(refused.value), repr(refused.value), str(failed.value)):
        assert SECRET not in text
    assert "who are you?" in str(refused.value)
    assert "PARLEY_STORE_USER" in str(refused.value)


# --- addresses --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["", "talks.ttl", "ftp://example.org/", "http://", "http://example.org:x/"])
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(StoreError, match="not an address"):
        push([], url)


def test_nobody_listens() -> None:
    with BrokenStore() as store:
        url = store.url
    with pytest.raises(StoreError, match="no connection") as caught:
        push([], url, **QUICK)
    assert "check that the store runs" in str(caught.value)


def test_an_address_that_is_no_endpoint() -> None:
    with BrokenStore() as store, pytest.raises(StoreError, match="no store answers here"):
        push([], store.url + "/somewhere/else", **QUICK)


def test_a_method_and_a_graph_that_are_none() -> None:
    with pytest.raises(StoreError, match="unknown method"):
        push([], "http://127.0.0.1:1", method="post")  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="not an IRI"):
        push([], "http://127.0.0.1:1", graph="x> } ; DROP ALL ; #")


def test_parts_respect_both_limits() -> None:
    lines = [b"x" * n for n in (5, 5, 5, 40, 5)]
    parts = list(parts_of(lines, triples=2, size=20))
    assert b"".join(parts) == b"\n".join(lines) + b"\n"
    assert [len(part) for part in parts] == [12, 6, 41, 6]


# --- the command ------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "talks.trig"
    kg.KnowledgeGraph.from_articles([talks(), later()]).write(path)
    return str(path)


def test_the_command(file: str) -> None:
    run = CliRunner()
    with BrokenStore(digest=("ada", SECRET)) as store:
        environment = {"PARLEY_STORE_PASSWORD": SECRET}
        tried = run.invoke(main, ["push", file, store.url, "--user", "ada", "--dry-run"], env=environment)
        assert (tried.exit_code, len(store.store)) == (0, 0)
        assert f"would write: {TALKS}" in tried.output
        done = run.invoke(main, ["push", file, store.url, "--user", "ada", "--json"], input=SECRET + "\n", env={"PARLEY_STORE_PASSWORD": None})
        assert done.exit_code == 0, done.output
        assert SECRET not in done.output
        found = json.loads(done.output[done.output.index("{") :])
        assert [graph["action"] for graph in found["graphs"]] == ["written"] * 3
        named = run.invoke(main, ["push", file, store.url, "--user", "ada", "--graph", "https://example.org/all", "--method", "update"], env=environment)
        assert (named.exit_code, "1 written" in named.output) == (0, True)
        wrong = run.invoke(main, ["push", file, store.url])
        assert (wrong.exit_code, "401" in wrong.output) == (2, True)


def test_article_iris_are_bound_even_with_odd_ids() -> None:
    """An id that looks like SPARQL makes an IRI that cannot end one."""
    iri = article_iri(BASE, "x> } ; DROP ALL ; # <")
    assert not set('<>"{}|\\^` ') & set(iri)
