"""Forty reports of many outlets on one conflict: an actor is one node, and no node is two actors."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kg.article import Article
from kg.links import find_links
from kg.mention import Form, Mention
from kg.pipeline import article_graphs, load_knowledge
from kg.statement import ArticleGraph

FILE = Path(__file__).parent / "one_conflict" / "articles.toml"
MARK = re.compile(r"\[([^]|]+)\|([a-z]+)\]")
Mark = tuple[int, int, str]


@cache
def data() -> dict[str, Any]:
    """Read the file."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def unmarked(entry: dict[str, str]) -> tuple[Article, list[Mark]]:
    """Take the marks out of a text; return where they stood: begin, end, actor."""
    text, marks, last = "", [], 0
    for found in MARK.finditer(entry["text"]):
        text += entry["text"][last : found.start()]
        marks.append((len(text), len(text) + len(found[1]), found[2]))
        text, last = text + found[1], found.end()
    return Article(text + entry["text"][last:], id=entry["id"], publisher=entry["publisher"], date=entry["date"]), marks


def fits(mention: Mention, mark: Mark) -> bool:
    """Say whether a mention is the marked one: a name or description within it, or the other way round."""
    begin, end, _ = mark
    inside = begin <= mention.begin and mention.stop <= end
    around = mention.begin <= begin and end <= mention.stop and mention.form == Form.NAME
    return mention.form != Form.PRONOUN and (inside or around)


def nodes(graphs: list[ArticleGraph]) -> tuple[dict[str, set[str]], dict[str, set[str]], list[Mark]]:
    """Return the nodes of each actor, the actors of each node, and the marks that no node has, all over the linked graph."""
    links = find_links(graphs, base=load_knowledge().base)
    by_actor, by_node = defaultdict(set), defaultdict(set)
    missed = []
    for entry, graph in zip(data()["articles"], graphs, strict=True):
        for mark in unmarked(entry)[1]:
            found = {links.actor(e.iri) for e in graph.entities if any(fits(m, mark) for m in e.mentions)}
            if not found:
                missed.append(mark)
            by_actor[mark[2]] |= found
            for node in found:
                by_node[node].add(mark[2])
    return by_actor, by_node, missed


def test_the_file_is_sound() -> None:
    """Forty articles; every mark names an actor of the list, and every actor of the list stands in two articles."""
    entries = data()["articles"]
    assert len({entry["id"] for entry in entries}) == 40
    used = defaultdict(set)
    for entry in entries:
        article, marks = unmarked(entry)
        assert "[" not in article.text
        for begin, end, actor in marks:
            assert article.text[begin:end].strip()
            used[actor].add(entry["id"])
    assert set(used) == set(data()["actors"])
    assert sum(len(articles) for articles in used.values()) >= 150


@pytest.mark.models
def test_an_actor_is_one_node_and_a_node_one_actor() -> None:
    """At most 1.1 nodes for each actor; nearly every mark is found."""
    articles = [unmarked(entry)[0] for entry in data()["articles"]]
    graphs = list(article_graphs(articles, load_knowledge(), models="bundled"))
    by_actor, by_node, missed = nodes(graphs)
    marks = sum(len(unmarked(entry)[1]) for entry in data()["articles"])
    assert {node: actors for node, actors in by_node.items() if len(actors) > 1} == {}
    assert sum(map(len, by_actor.values())) / len(data()["actors"]) <= 1.1, {a: sorted(n) for a, n in by_actor.items() if len(n) > 1}
    assert len(missed) <= marks * 0.05, missed
