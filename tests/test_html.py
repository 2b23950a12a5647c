"""The page: one file, the same bytes, nothing from outside, nothing run that is not ours; and in a real browser what a reader sees and does."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from browser import Browser
from crowds import crowd
from graphs import BASE, IRAN, NADIR, OMAN, article_graphs, later, talks
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import GraphError
from kg.event import Argument, Evidence
from kg.export.html import Picture, draw, notebook_html, picture
from kg.graph import KnowledgeGraph
from kg.iri import content_hash
from kg.links import find_links
from kg.statement import ArticleGraph

few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
READY = "document.documentElement.dataset.ready"


def page_of(*articles: ArticleGraph, **options: Any) -> str:
    return picture(articles, find_links(articles, base=BASE), **options).page


class Outline(HTMLParser):
    """Collects the tags of a page with their attributes and the text of scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.texts.append("")
        self.inside = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[-1] += data

    def all(self, name: str) -> list[tuple[dict[str, str | None], str]]:
        return [(attributes, text) for (tag, attributes), text in zip(self.tags, self.texts, strict=True) if tag == name]


def data_in(page: str) -> dict[str, Any]:
    (block,) = [text for attributes, text in Outline(page).all("script") if attributes.get("id") == "data"]
    found: dict[str, Any] = json.loads(block)
    return found


# --- the file ---------------------------------------------------------------------------------------------------------------------------


def test_draw_writes_one_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not into the folder of the page, not into the working folder; an old page is replaced."""
    work, out = tmp_path / "work", tmp_path / "out"
    work.mkdir()
    out.mkdir()
    monkeypatch.chdir(work)
    for _ in range(2):
        draw(out / "talks.html", [talks()], find_links([talks()], base=BASE))
    assert [path.name for path in out.iterdir()] == ["talks.html"]
    assert list(work.iterdir()) == []
    assert (out / "talks.html").read_text(encoding="utf-8") == page_of(talks())


def test_a_page_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    """The error names the file and a remedy."""
    with pytest.raises(GraphError, match="Hint:"):
        draw(tmp_path / "no" / "talks.html", [talks()], find_links([talks()], base=BASE))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("limit", ["max_nodes", "max_edges"])
def test_limits_below_one_are_refused(limit: str) -> None:
    """With a hint."""
    with pytest.raises(GraphError, match="must be 1 or more"):
        page_of(talks(), **{limit: 0})


def test_the_same_graph_gives_the_same_bytes() -> None:
    """Under any hash seed, in any process."""
    code = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1]); from graphs import talks, later; from test_html import page_of; "
        "print(hashlib.sha256(page_of(talks(), later()).encode()).hexdigest())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parent)], env={"PYTHONHASHSEED": seed, "TZ": zone}, capture_output=True, text=True, check=True
        ).stdout
        for seed, zone in (("1", "Pacific/Kiritimati"), ("2", "America/Adak"))
    }
    assert outputs == {hashlib.sha256(page_of(talks(), later()).encode()).hexdigest() + "\n"}


def test_the_graph_class_draws_the_same(tmp_path: Path) -> None:
    """``KnowledgeGraph.draw`` and ``picture`` give this page."""
    graph = KnowledgeGraph.from_articles([talks()])
    assert graph.draw(tmp_path / "a.html").read_text(encoding="utf-8") == page_of(talks()) == graph.picture().page


def test_the_policy_names_our_scripts_by_hash_and_nothing_more() -> None:
    """Each script and the style are allowed by their own hash; there is no other source of anything but pictures made in the page."""
    outline = Outline(page_of(talks()))
    (policy,) = [attributes["content"] for attributes, _ in outline.all("meta") if attributes.get("http-equiv") == "Content-Security-Policy"]
    rules = {rule.split()[0]: rule.split()[1:] for rule in (policy or "").split("; ")}
    scripts = [text for attributes, text in outline.all("script") if "type" not in attributes]
    assert rules["script-src"] == [hash_of(script) for script in scripts]
    assert rules["style-src"] == [hash_of(text) for _, text in outline.all("style")]
    assert rules["default-src"] == rules["connect-src"] == rules["base-uri"] == rules["form-action"] == ["'none'"]
    assert rules["img-src"] == ["data:"]


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_page_asks_for_nothing_from_outside() -> None:
    """No tag has an address, an event handler or a style of its own."""
    for tag, attributes in Outline(page_of(talks())).tags:
        assert not {"src", "href", "style", "action", "data", "poster", "srcset"} & set(attributes), tag
        assert not [name for name in attributes if name.startswith("on")], tag


@few
@given(st.lists(article_graphs(), min_size=1, max_size=2, unique_by=lambda graph: graph.iri), st.text(min_size=1))
def test_no_text_breaks_out_of_its_place(articles: list[ArticleGraph], title: str) -> None:
    """Whatever articles and titles hold, the page has the same tags, and the data can be read back."""
    plain, hostile = page_of(talks()), page_of(*articles, title=title.encode("utf-8", "replace").decode())
    assert [tag for tag, _ in Outline(hostile).tags] == [tag for tag, _ in Outline(plain).tags]
    assert len(data_in(hostile)["articles"]) == len(articles)


@few
@given(article_graphs())
def test_pages_hold_every_statement(article: ArticleGraph) -> None:
    """None is lost on the way."""
    assert len(data_in(page_of(article))["statements"]) == len(article.statements)


def test_an_empty_graph_has_a_page() -> None:
    """It says that there is nothing."""
    data = data_in(page_of())
    assert data["nodes"] == data["statements"] == data["groups"] == []


# --- notebooks --------------------------------------------------------------------------------------------------------------------------


def test_a_notebook_gets_a_frame_of_its_own() -> None:
    """The page lies in a sandbox that may run scripts and nothing else; outside the frame there is nothing."""
    shown = notebook_html([talks()], find_links([talks()], base=BASE), height=300)
    ((tag, attributes),) = Outline(shown).tags
    assert (tag, attributes["sandbox"]) == ("iframe", "allow-scripts")
    assert attributes["srcdoc"] == page_of(talks())
    assert re.sub("<iframe[^>]*></iframe>", "", shown) == ""
    assert "height:300px" in (attributes["style"] or "")


def test_a_picture_shows_itself() -> None:
    """What a cell ends with is shown by ``_repr_html_``."""
    assert Picture(page="<p>&", height=10)._repr_html_().count("&lt;p&gt;&amp;") == 1


# --- in a browser -----------------------------------------------------------------------------------------------------------------------

browser_test = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as found:
        yield found


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Any:
    """Return a function that opens the page of some article graphs from disk, the network cut, and gives the browser."""

    def opened(*articles: ArticleGraph, page: str | None = None, state: str = "", **options: Any) -> Browser:
        path = tmp_path / "page.html"
        path.write_text(page or page_of(*articles, **options), encoding="utf-8")
        browser.command("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=-1, uploadThroughput=-1)
        browser.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "light"}])
        browser.open(path.as_uri() + state, ready=READY)
        return browser

    return opened


def spot_of(browser: Browser, node: str) -> tuple[float, float]:
    """Find where a node is on the screen."""
    x, y = browser.run(
        f"(() => {{ const n = Parley.picture.network, p = n.canvasToDOM(n.getPosition('{node}')); "
        "const r = document.getElementById('network').getBoundingClientRect(); "
        "return [p.x + r.x, p.y + r.y]; })()"
    )
    return x, y


def text_of(browser: Browser, selector: str) -> str:
    found: str = browser.run(f"document.querySelector({json.dumps(selector)}).innerText")
    return found


def press(browser: Browser, selector: str) -> None:
    browser.run(f"document.querySelector({json.dumps(selector)}).click()")
    browser.settle()


PAYLOADS = (
    '<img src=x onerror="window.ran=1;alert(1)">',
    "</script><script>window.ran=1;alert(1)</script>",
    "javascript:window.ran=1",
    '"><svg onload=alert(1)> href=',
    "\u202e<a href=javascript:alert(1)>click</a>\u2066",
    "{{data}}<!--<script>${alert(1)}`'",
)


def poisoned(payload: str) -> ArticleGraph:
    """Put a payload into every field of an article graph that holds text."""
    graph = talks()
    evidence = Evidence(
        begin=10, end=10 + len(payload), quote=payload, sentence_begin=5, sentence_end=15 + 2 * len(payload), sentence=f"Say: {payload} {payload}"
    )
    word = Argument(iri=NADIR, text=payload)
    events = [replace(event, date_text=payload, place=word, said_by=word, frame=payload, earliest=payload, evidence=evidence) for event in graph.events]
    return replace(
        graph,
        article=replace(graph.article, text=payload * 3, id=payload, title=payload, url=payload, publisher=payload, body=0),
        entities=tuple(replace(entity, name=payload, names=(payload, payload + "2"), wikidata=payload) for entity in graph.entities),
        events=tuple(events),
        statements=tuple(
            replace(s, object=payload if s.predicate == "hasPosition" else s.object, date=payload, frame=payload, said_by=NADIR, evidence=(evidence,))
            for s in graph.statements
        ),
        negotiations=tuple(replace(n, steps=tuple(replace(step, date=payload, evidence=evidence) for step in n.steps)) for n in graph.negotiations),
    )


@browser_test
@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_runs_nothing(show: Any, payload: str) -> None:
    """In labels, tooltips, panels, table, filters, search and heading; with the mouse over and on everything."""
    browser: Browser = show(poisoned(payload), title=payload)
    nodes = browser.run("[...Parley.picture.nodes.keys()]")
    assert nodes
    for node in nodes:
        browser.move(5, 300)
        x, y = spot_of(browser, node)
        browser.move(x - 1, y)
        browser.click(x, y)
        assert "Say:" in text_of(browser, "#panel")
    for edge in browser.run("[...Parley.picture.edges.keys()]"):
        browser.run(f"Parley.pick(null, '{edge}')")
    press(browser, "#show-filters")
    press(browser, "#show-table")
    browser.run(f"(() => {{ const s = document.getElementById('search'); s.value = {json.dumps(payload[:4])}; s.dispatchEvent(new Event('input')); }})()")
    browser.settle()
    assert browser.named("Page.javascriptDialogOpening") == []
    assert browser.run("typeof window.ran") == "undefined"
    assert browser.run("document.querySelectorAll('img, svg[onload], iframe, main script').length") == 0
    assert browser.run("[...document.links].filter((link) => !/^https?:/.test(link.href)).length") == 0
    assert browser.errors() == []
    assert "\u202e" not in browser.run("document.documentElement.outerHTML")


@browser_test
def test_a_hostile_file_name_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    """The page does not show its own address."""
    path = tmp_path / "<img src=x onerror=alert(1)>\u202e.html"
    draw(path, [talks()], find_links([talks()], base=BASE))
    browser.open(path.as_uri(), ready=READY)
    press(browser, "#share")
    assert browser.named("Page.javascriptDialogOpening") == []
    assert browser.errors() == []


INJECTED = '<img src="x" onerror="window.ran=1"><script>window.ran=1</script><svg onload="window.ran=1"></svg>'


@browser_test
def test_what_slips_behind_the_escaping_is_stopped_by_the_policy(show: Any) -> None:
    """An injected handler and script do not run; without the policy they would."""
    page = page_of(talks()).replace("<main>", "<main>" + INJECTED)
    browser: Browser = show(page=page)
    browser.settle(0.5)
    assert browser.run("typeof window.ran") == "undefined"
    assert any("Content Security Policy" in error for error in browser.errors())
    bare = re.sub('<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    assert bare != page
    browser = show(page=bare)
    browser.settle(0.5)
    assert browser.run("window.ran") == 1


@browser_test
def test_a_script_set_later_as_html_is_stopped_too(show: Any) -> None:
    """Also what a script of ours would write by mistake."""
    browser: Browser = show(talks())
    browser.run("document.getElementById('panel').innerHTML = '<img src=x onerror=\"window.ran=1\"><a id=bad href=\"javascript:window.ran=1\">x</a>'")
    browser.run("document.getElementById('bad').click()")
    browser.settle(0.5)
    assert browser.run("typeof window.ran") == "undefined"


@browser_test
def test_nothing_is_asked_of_any_network(show: Any) -> None:
    """Opened from disk with the network cut, used all over: no request, no error, nothing stored."""
    browser: Browser = show(talks(), later())
    for selector in ("#show-filters", "#theme", "#show-table", "#show-table", "#reset", "#zoom-in", "#fit"):
        press(browser, selector)
    browser.run("Parley.png()")
    assert browser.requests() == []
    assert browser.errors() == []
    assert browser.run("document.querySelectorAll('[src], link, iframe').length") == 0


@browser_test
def test_the_legend_explains_shapes_colours_and_lines(show: Any) -> None:
    """Kinds and roles that occur, the four classes, the three ways of saying; by side on demand."""
    browser: Browser = show(talks(), later())
    legend = text_of(browser, "#legend")
    for word in ("state", "person", "topic", "mediator", "party", "talks and goodwill", "force and sanctions", "planned or possible", "denied", "belongs to"):
        assert word in legend
    assert "hexagon" not in legend
    assert "group" not in legend
    browser.run("(() => { const c = document.getElementById('colour'); c.value = 'side'; c.dispatchEvent(new Event('change')); })()")
    assert {"Norway", "Iran"} <= set(re.findall(r"\w+", text_of(browser, "#legend")))


@browser_test
def test_shape_colour_and_line_say_what_things_are(show: Any) -> None:
    """Shape by kind, colour by role, dashes for planned or possible, dots for denied, colour of a line by its class."""
    browser: Browser = show(talks(), later())
    colours = browser.run("Parley.colours()")
    nodes = browser.run("Object.fromEntries([...Parley.picture.nodes].map(([id, n]) => [id, [n.shape, n.color.background]]))")
    assert nodes[content_hash(OMAN)] == ["dot", colours["roles"]["Mediator"]]
    assert nodes[content_hash(IRAN)] == ["dot", colours["roles"]["Party"]]
    assert nodes[content_hash(NADIR)] == ["triangle", colours["roles"]["Belongs"]]
    edges = browser.run("Object.fromEntries([...Parley.picture.edges].map(([id, e]) => [Parley.edges.get(id).predicate, [e.color.color, e.dashes]]))")
    assert edges["mediates"] == [colours["quads"]["1"], False]
    assert edges["concedes"] == [colours["quads"]["2"], [2, 5]]
    assert browser.run("Parley.line([{denied: false, modality: 'possible'}])") == "planned"
    struck = browser.run("[...Parley.picture.edges.keys()].filter((id) => Parley.line(Parley.picture.scene.edges.get(id)) === 'denied').length")
    assert struck == 1


@browser_test
def test_clicking_a_node_shows_who_it_is(show: Any) -> None:
    """Names, kind, role, office, Wikidata, and for each statement its marked sentence, article, outlet, dates and speaker."""
    browser: Browser = show(talks(), later())
    browser.click(*spot_of(browser, content_hash(OMAN)))
    panel = text_of(browser, "#panel")
    for word in (
        "Oman",
        "state, mediator, intermediary, host",
        "Wikidata Q842",
        "mediates (2)",
        "The Example",
        "Published",
        "2024-03-05",
        "Happened",
        "the article itself",
        "Tariffs",
    ):
        assert word in panel
    assert "Oman mediated between Iran and Norway" in browser.run("[...document.querySelectorAll('#panel mark')].map((m) => m.innerText)")
    links = browser.run("[...document.querySelectorAll('#panel a')].map((a) => [a.href, a.rel, a.target])")
    assert ["https://www.wikidata.org/wiki/Q842", "noopener noreferrer", "_blank"] in links
    assert ["https://example.org/talks", "noopener noreferrer", "_blank"] in links
    browser.run(f"Parley.pick('{content_hash(NADIR)}', null)")
    panel = text_of(browser, "#panel")
    for word in ("Also named: Envoy Salma Nadir", "Envoy", "Belongs to", "says of others (1)", "denied", "planned"):
        assert word in panel


@browser_test
def test_clicking_an_edge_shows_its_statements(show: Any) -> None:
    """Both articles' statements stand under one line."""
    browser: Browser = show(talks(), later())
    edge = browser.run("[...Parley.edges.values()].find((edge) => edge.predicate === 'negotiatesWith').id")
    browser.run(f"Parley.pick(null, '{edge}')")
    assert "2 statements" in text_of(browser, "#panel")
    assert browser.run("document.querySelectorAll('#panel .card').length") == 2
    assert "Norway" in text_of(browser, "#panel .card:last-child dl")


@browser_test
def test_a_click_on_a_line_finds_it(show: Any) -> None:
    """With the mouse, in the middle of the line."""
    browser: Browser = show(talks())
    edge = browser.run("[...Parley.edges.values()].find((edge) => edge.predicate === 'mediates' && !edge.bend).id")
    ends = browser.run(f"(() => {{ const e = Parley.edges.get('{edge}'); return [e.from, e.to]; }})()")
    (ax, ay), (bx, by) = (spot_of(browser, end) for end in ends)
    browser.click(ax + 0.4 * (bx - ax), ay + 0.4 * (by - ay))
    assert browser.run("Parley.state.selected") == {"kind": "edge", "id": edge}


@browser_test
def test_the_overview_lists_the_negotiations(show: Any) -> None:
    """Parties, mediators, topics and status, before anything is clicked."""
    browser: Browser = show(talks(), later())
    panel = text_of(browser, "#panel")
    for word in ("1 negotiation", "Iran", "Norway", "Mediated by", "Oman", "About", "Tariffs", "under negotiation"):
        assert word in panel
    press(browser, "#panel .talks .row button")
    assert browser.run("Parley.picture.nodes.get(Parley.data.negotiations[0].parties[0]).opacity") == 1
    assert browser.run("[...Parley.picture.nodes.values()].some((node) => node.opacity < 1)")


def visible(browser: Browser) -> tuple[str, int, int]:
    return (
        text_of(browser, "#summary"),
        int(browser.run("document.getElementById('network').dataset.nodes")),
        int(browser.run("document.getElementById('network').dataset.edges")),
    )


def count_beside(browser: Browser, facet: str, name: str) -> int:
    return int(
        browser.run(
            f"[...document.querySelectorAll('[data-facet={facet}]')].map((box) => box.closest('label'))"
            f".find((label) => label.querySelector('.name').textContent === {json.dumps(name)}).querySelector('.count').textContent"
        )
    )


def tick(browser: Browser, facet: str, name: str) -> None:
    browser.run(
        f"[...document.querySelectorAll('[data-facet={facet}]')]"
        f".find((box) => box.closest('label').querySelector('.name').textContent === {json.dumps(name)}).click()"
    )
    browser.settle()


@browser_test
def test_filters_count_and_filter(show: Any) -> None:
    """By predicate, topic, certainty and outlet; counts say what each would show; all comes back."""
    browser: Browser = show(talks(), later())
    press(browser, "#show-filters")
    total, nodes, edges = visible(browser)
    assert total.startswith("11 of 11 statements")
    assert count_beside(browser, "predicate", "mediates") == 2
    assert count_beside(browser, "status", "possible") == 1
    assert count_beside(browser, "status", "denied") == 1
    assert count_beside(browser, "outlet", "The Example") == 8
    tick(browser, "predicate", "mediates")
    assert visible(browser) == ("9 of 11 statements, " + visible(browser)[0].split(", ")[1], nodes, edges - 2)
    assert count_beside(browser, "predicate", "mediates") == 2
    tick(browser, "outlet", "The Example")
    assert visible(browser)[0].startswith("3 of 11")
    assert count_beside(browser, "predicate", "mediates") == 0
    press(browser, "#reset")
    assert visible(browser) == (total, nodes, edges)
    tick(browser, "topic", "no topic")
    assert visible(browser)[0].startswith("5 of 11")
    press(browser, "#reset")
    browser.run("document.querySelector('[aria-label=\"How certain: none\"]').click()")
    assert visible(browser) == ("0 of 11 statements, 0 of 7 actors and topics", 0, 0)
    assert "No statement passes" in text_of(browser, "#panel")


@browser_test
def test_dates_are_a_slider(show: Any) -> None:
    """What happened, or was published, between two days."""
    browser: Browser = show(talks(), later())
    assert browser.run(
        "[...document.querySelectorAll('input[type=range]')].map((slider) => [slider.min, slider.max, slider.getAttribute('aria-valuetext')])"
    ) == [
        ["0", "2", "2024-03-04"],
        ["0", "2", "2024-03-09"],
    ]
    browser.run("(() => { const s = document.getElementById('day-from'); s.value = 2; s.dispatchEvent(new Event('input')); })()")
    assert visible(browser)[0].startswith("3 of 11")
    assert browser.run("document.getElementById('days').textContent") == "2024-03-09 to 2024-03-09"
    browser.run("(() => { const s = document.getElementById('day-to'); s.value = 0; s.dispatchEvent(new Event('input')); })()")
    assert browser.run("Parley.state.to >= Parley.state.from")


@browser_test
def test_isolated_nodes_hide_and_come_back(show: Any) -> None:
    """Muscat takes part in nothing; it is counted, hidden, and shown on demand, and search finds it."""
    browser: Browser = show(talks())
    hidden = int(browser.run("document.getElementById('lone-count').textContent"))
    nodes = visible(browser)[1]
    assert hidden == browser.run("Parley.data.nodes.length") - nodes > 0
    browser.run("document.getElementById('lone').click()")
    assert visible(browser)[1] == nodes + hidden
    press(browser, "#reset")
    browser.run("(() => { const s = document.getElementById('search'); s.value = 'musc'; s.dispatchEvent(new Event('input')); })()")
    press(browser, "#results button")
    assert "Muscat" in text_of(browser, "#panel h2")
    assert browser.run("Parley.picture.nodes.has(Parley.state.selected.id)")


@browser_test
def test_search_finds_other_names_and_says_when_there_are_none(show: Any) -> None:
    """Case and accents do not count; keys choose."""
    browser: Browser = show(talks())
    search = "(() => {{ const s = document.getElementById('search'); s.value = {0}; s.dispatchEvent(new Event('input')); }})()"
    browser.run(search.format("'ENVOY sálma'"))
    assert "Salma Nadir" in text_of(browser, "#results")
    browser.run("document.getElementById('search').dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter'}))")
    assert "Salma Nadir" in text_of(browser, "#panel h2")
    browser.run(search.format("'zzz'"))
    assert "nobody of that name" in text_of(browser, "#results")


@browser_test
def test_a_link_brings_back_the_view(show: Any) -> None:
    """Filters, days, selection and the place of the picture."""
    browser: Browser = show(talks(), later())
    browser.run(
        f"Parley.pick('{content_hash(IRAN)}', null); Parley.state.off.predicate.add('mediates'); Parley.state.from = 1; Parley.update({{}}); Parley.zoom(1.5)"
    )
    state, before, view = browser.run("Parley.toHash()"), visible(browser), browser.run("Parley.view()")
    browser = show(talks(), later(), state=state)
    assert visible(browser) == before
    assert browser.run("Parley.state.selected.id") == content_hash(IRAN)
    assert browser.run("Parley.view()") == pytest.approx(view, rel=0.02, abs=2)


@browser_test
@pytest.mark.parametrize(
    "state",
    ["#state=%", "#state=null", "#state=[]", '#state={"predicate":[9999,-1,"x"],"from":{},"open":[7],"view":[1,"x",null],"colour":7}',
     '#state={"selected":{"kind":"node","id":"<img src=x onerror=alert(1)>"},"only":{"kind":"edge","id":"__proto__"}}',
     '#state={"__proto__":{"off":1}}', "#<script>alert(1)</script>"],
)  # fmt: skip
def test_a_hostile_link_changes_nothing(show: Any, state: str) -> None:
    """What a link names and the page lacks is ignored."""
    browser: Browser = show(talks(), state=state)
    assert visible(browser)[0].startswith("8 of 8")
    assert browser.run("Parley.state.selected") is None
    assert browser.errors() == []
    assert browser.named("Page.javascriptDialogOpening") == []


@browser_test
def test_the_view_can_be_saved_as_png(show: Any) -> None:
    """A PNG at least as large as the picture, not blank."""
    browser: Browser = show(talks())
    address = browser.run("Parley.png()")
    data = base64.b64decode(address.removeprefix("data:image/png;base64,"))
    width, height = struct.unpack(">II", data[16:24])
    assert data.startswith(b"\x89PNG")
    assert width >= browser.run("document.getElementById('network').clientWidth")
    assert height > browser.run("document.getElementById('network').clientHeight")
    assert len(data) > 5000


@browser_test
def test_only_one_and_its_links(show: Any) -> None:
    """The neighbourhood of a node, and the way back."""
    browser: Browser = show(talks(), later())
    nodes = visible(browser)[1]
    browser.run(f"Parley.pick('{content_hash(NADIR)}', null)")
    press(browser, "#panel [aria-pressed=false]")
    assert 1 < visible(browser)[1] < nodes
    press(browser, "#panel [aria-pressed=true]")
    assert visible(browser)[1] == nodes


@browser_test
def test_labels_do_not_overlap_at_forty_nodes(show: Any) -> None:
    """All are there, none lies over another or over a node."""
    browser: Browser = show(*crowd(34, 44, per_article=22))
    assert browser.run("Parley.picture.nodes.size") >= 38
    assert browser.run("Parley.picture.missing") == []
    boxes = browser.run("Parley.picture.labels.map((l) => [l.x, l.y, l.w, l.h])")
    assert len(boxes) >= 38
    hits = [
        (one, other)
        for number, one in enumerate(boxes)
        for other in boxes[:number]
        if one[0] < other[0] + other[2] and other[0] < one[0] + one[2] and one[1] < other[1] + other[3] and other[1] < one[1] + one[3]
    ]
    assert hits == []


@browser_test
def test_keys_move_and_choose(show: Any) -> None:
    """N steps through the nodes, Escape lets go, plus zooms; every control can be reached by Tab and has a name."""
    browser: Browser = show(talks())
    key = "document.getElementById('network').dispatchEvent(new KeyboardEvent('keydown', {{key: '{0}', bubbles: true}}))"
    scale = browser.run("Parley.picture.network.getScale()")
    browser.run(key.format("n"))
    first = browser.run("Parley.state.selected.id")
    assert browser.run("Parley.name(Parley.state.selected.id)") in browser.run("document.getElementById('live').textContent")
    browser.run(key.format("n"))
    assert browser.run("Parley.state.selected.id") != first
    browser.run(key.format("p"))
    assert browser.run("Parley.state.selected.id") == first
    browser.run(key.format("Escape"))
    assert browser.run("Parley.state.selected") is None
    browser.run("Parley.fit()")
    browser.run(key.format("+"))
    assert browser.run("Parley.picture.network.getScale()") > scale
    nameless = browser.run(
        "[...document.querySelectorAll('button, input, select, [tabindex=\"0\"]')]"
        ".filter((e) => !(e.textContent || e.getAttribute('aria-label') || e.closest('label'))).map((e) => e.outerHTML)"
    )
    assert nameless == []
    for _ in range(4):
        browser.command("Input.dispatchKeyEvent", type="keyDown", key="Tab", code="Tab", windowsVirtualKeyCode=9)
    assert browser.run("document.activeElement !== document.body")


@browser_test
def test_the_table_says_the_same(show: Any) -> None:
    """Every statement that passes the filters, with its sentence; headed, captioned, and led back to the picture."""
    browser: Browser = show(talks(), later())
    press(browser, "#show-table")
    assert browser.run("document.querySelectorAll('#table tbody tr').length") == 11
    assert browser.run("[...document.querySelectorAll('#table th')].every((head) => head.scope === 'col')")
    assert "11 statements" in text_of(browser, "#table caption")
    tick(browser, "status", "denied")
    assert browser.run("document.querySelectorAll('#table tbody tr').length") == 10
    press(browser, "#table tbody button")
    assert "Oman" in text_of(browser, "#panel h2")


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@browser_test
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast_is_enough(show: Any, theme: str) -> None:
    """Text 4.5 to 1, lines and outlines 3 to 1 (WCAG 2.2 AA), in both themes; the theme follows the system and the button."""
    browser: Browser = show(talks())
    browser.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])
    browser.wait(f"document.documentElement.dataset.theme === '{theme}'")
    colours = browser.run("Parley.colours()")
    style = browser.run(
        "(() => { const s = getComputedStyle(document.documentElement);"
        "return Object.fromEntries(['back', 'raised', 'text', 'soft', 'accent', 'mark', 'mark-text']"
        ".map((n) => [n, s.getPropertyValue('--' + n).trim()])); })()"
    )
    assert colours["back"] == style["back"]
    for text in (style["text"], style["soft"], style["accent"]):
        assert min(contrast(text, style["back"]), contrast(text, style["raised"])) >= 4.5, text
    assert contrast(style["mark-text"], style["mark"]) >= 4.5
    for text in (colours["text"], *colours["words"].values()):
        assert contrast(text, colours["back"]) >= 4.5, text
    for line in (colours["outline"], *colours["quads"].values()):
        assert contrast(line, colours["back"]) >= 3, line
    press(browser, "#theme")
    assert browser.run("document.documentElement.dataset.theme") != theme


@browser_test
def test_large_graphs_come_in_groups_that_open_on_click(show: Any) -> None:
    """It says so, a click opens one group, a button closes all."""
    browser: Browser = show(*crowd(150, 300), max_nodes=100)
    groups = browser.run("Parley.data.groups.length")
    assert visible(browser)[1] == groups > 1
    assert f"{groups} groups" in text_of(browser, "#notice")
    browser.click(*spot_of(browser, "group-0"))
    members = browser.run("Parley.data.groups[0].members.length")
    assert visible(browser)[1] == groups - 1 + members
    assert f"{groups - 1} group" in text_of(browser, "#notice")
    hidden = browser.run("Parley.data.groups[1].members[0]")
    browser.run(f"Parley.focusIfHidden('{hidden}')")
    assert browser.run(f"Parley.picture.nodes.has('{hidden}')")
    press(browser, "#close-groups")
    assert visible(browser)[1] == groups
    assert browser.errors() == []


@browser_test
def test_several_in_a_notebook_do_not_touch_it_or_each_other(browser: Browser, tmp_path: Path) -> None:
    """Two pictures in one page: both draw, the page keeps its styles, and no script of theirs reaches it."""
    spy = "<script>try{parent.document.title='read'}catch(e){}</script>"
    frames = [picture([graph], find_links([graph], base=BASE), height=220)._repr_html_() for graph in (talks(), later())]
    evil = frames[0].replace('srcdoc="', 'srcdoc="' + html.escape(spy, quote=True))
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><title>notebook</title><h1 id=h>cell</h1><p id=p>text</p>{''.join(frames)}{evil}", encoding="utf-8")
    styles = "['h', 'p'].map((id) => { const s = getComputedStyle(document.getElementById(id)); return [s.font, s.margin, s.color].join(); }).join()"
    browser.open(path.as_uri())
    browser.settle(2.0)
    with_frames = browser.run(styles)
    drawn = browser.run_in_frames("[document.documentElement.dataset.ready > 0, document.getElementById('network').dataset.nodes, document.title].join()")
    assert sorted(name.split(",", 2)[2][:13] for name in drawn) == ["Norway said O", "Oman mediates", "Oman mediates"]
    assert all(name.startswith("true,") and not name.startswith("true,0") for name in drawn)
    assert browser.run("[...document.querySelectorAll('iframe')].every((frame) => frame.contentDocument === null)")
    assert browser.run("document.title") == "notebook"
    assert browser.requests() == []
    assert browser.named("Runtime.exceptionThrown") == []
    browser.run("document.querySelectorAll('iframe').forEach((frame) => frame.remove())")
    assert browser.run(styles) == with_frames


TIMES = {(30, 60): 2000, (300, 600): 5000, (3000, 6000): 15000, (3000, 10000): 15000}
LOOP = "(() => { const start = performance.now(); let x = 0; for (let i = 0; i < 1e8; i++) x += Math.sqrt(i); return x > 0 && performance.now() - start; })()"
LOOP_TIME = 225  # milliseconds of an unshared core


@browser_test
@pytest.mark.slow
@pytest.mark.parametrize(("actors", "edges"), list(TIMES))
def test_the_first_picture_comes_soon(show: Any, actors: int, edges: int) -> None:
    """From opening the file until all is drawn and answers: 2 s for 30 nodes, 5 s for 300, 15 s for 3,000 and for 10,000 edges.

    On a machine that is slow or busy with other things a loop of known cost takes longer too; the limits grow with it.
    """
    page = page_of(*crowd(actors, edges))
    browser: Browser = show(page=page)
    slowness = max(1.0, browser.run(LOOP) / LOOP_TIME)
    taken = min(int(show(page=page).run(READY)) for _ in range(2))
    assert 0 < taken <= TIMES[actors, edges] * slowness
    assert browser.errors() == []
