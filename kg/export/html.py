"""The picture as one HTML page that needs no network: drawn by vis-network, which comes with pyvis, in a page of our own.

Row 13 of the flow, and the only module that imports pyvis. Text from articles reaches the page as data in a block that is not run, its ``<``
escaped, and is only ever set as text there; a content security policy names our scripts by their hashes, so that nothing else runs even if
something slipped through.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from kg.display import visible_html
from kg.errors import GraphError
from kg.export.arrange import Arrangement, arrange, label_lines
from kg.export.atomic import replacing
from kg.export.picture import PictureData, headline, picture_data
from kg.links import Links
from kg.statement import ArticleGraph

__all__ = ["Picture", "draw", "notebook_html", "picture"]

MAX_NODES, MAX_EDGES = 400, 1200
_SCRIPTS = ("1_words", "2_state", "3_scene", "4_labels", "5_picture", "6_panel", "7_table", "8_controls", "9_start")
_VIS = "templates/lib/vis-9.1.2/vis-network.min.js"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A page with the picture of a graph; shows itself in notebooks.

    Args:
        page: The whole HTML page.
        height: Pixels that it takes in a notebook.
    """

    page: str
    height: int = 640

    def write(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to a file, whole or not at all.

        Raises:
            GraphError: If the file cannot be written.
        """
        with replacing(path) as file:
            file.write(self.page.encode("utf-8"))
        return Path(path)

    def _repr_html_(self) -> str:
        """Put the page into a frame of its own: its styles stay inside, and its scripts cannot reach the notebook."""
        return (
            f'<iframe srcdoc="{html.escape(self.page, quote=True)}" sandbox="allow-scripts" referrerpolicy="no-referrer" loading="lazy" '
            f'title="Picture of the graph" style="width:100%;height:{int(self.height)}px;border:0"></iframe>'
        )


def draw(
    path: str | os.PathLike[str],
    articles: Sequence[ArticleGraph],
    links: Links,
    *,
    title: str | None = None,
    max_nodes: int = MAX_NODES,
    max_edges: int = MAX_EDGES,
) -> None:
    """Draw article graphs into one HTML file.

    Args:
        path: Name of the file; an old one is replaced at once. Nothing else is written.
        articles: In reading order.
        links: What joins articles.
        title: Heading of the page; the title of a single article, else the number of articles, unless given.
        max_nodes: With more linked actors and topics than this the picture opens as communities.
        max_edges: With more lines than this, too.

    Raises:
        GraphError: If the file cannot be written or a limit is below 1.
    """
    picture(articles, links, title=title, max_nodes=max_nodes, max_edges=max_edges).write(path)


def notebook_html(articles: Sequence[ArticleGraph], links: Links, *, height: int = 640, **options: Any) -> str:
    """Make the HTML that shows the picture in a cell of a notebook: a frame without access to the page around it.

    Args:
        articles: In reading order.
        links: What joins articles.
        height: Pixels.
        options: Those of ``draw``.
    """
    return picture(articles, links, height=height, **options)._repr_html_()


def picture(
    articles: Sequence[ArticleGraph],
    links: Links,
    *,
    title: str | None = None,
    max_nodes: int = MAX_NODES,
    max_edges: int = MAX_EDGES,
    height: int = 640,
) -> Picture:
    """Make the page; the same graph gives the same bytes. See ``draw`` for the arguments."""
    if max_nodes < 1 or max_edges < 1:
        raise GraphError(f"max_nodes={max_nodes}, max_edges={max_edges}: must be 1 or more", hint="leave them out for the usual limits")
    data = picture_data(articles, links)
    arrangement = arrange(data, max_nodes=max_nodes, max_edges=max_edges)
    return Picture(page=_page(title or _title(articles), _content(data, arrangement)), height=height)


def _title(articles: Sequence[ArticleGraph]) -> str:
    if len(articles) == 1:
        return headline(articles[0])
    return f"Negotiations in {len(articles)} articles"


def _content(data: PictureData, arrangement: Arrangement) -> dict[str, Any]:
    """Join data and positions; nodes and edges go through pyvis, which checks that they fit together."""
    from pyvis.network import Network

    network = Network(directed=True)
    for node in data["nodes"]:
        x, y = arrangement.points[node["id"]]
        more = {name: value for name, value in node.items() if name not in ("id", "kind")}
        label = "\n".join(label_lines(node["name"]))
        network.add_node(node["id"], label=label, kind=node["kind"], x=round(x), y=round(y), size=arrangement.radii[node["id"]], **more)
    for edge in data["edges"]:
        more = {name: value for name, value in edge.items() if name not in ("from", "to")}
        network.add_edge(edge["from"], edge["to"], bend=arrangement.bends[edge["id"]], **more)
    groups = [_group(members, data, arrangement) for members in arrangement.groups]
    return {**data, "nodes": network.nodes, "edges": network.edges, "groups": groups}


def _group(members: Sequence[str], data: PictureData, arrangement: Arrangement) -> dict[str, Any]:
    points = [arrangement.points[member] for member in members]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    nodes = {node["id"]: node for node in data["nodes"]}
    first = max(members, key=lambda member: (nodes[member]["kind"] != "Topic", arrangement.radii[member]))
    label = "\n".join([*label_lines(nodes[first]["name"], 14)[:2], f"+ {len(members) - 1} more"])
    radius = round(max(60.0, 0.24 * (right - left + bottom - top)))
    return {"x": round((left + right) / 2), "y": round((top + bottom) / 2), "r": radius, "label": label, "members": list(members)}


def _page(title: str, content: Mapping[str, Any]) -> str:
    style = _file("page.css")
    scripts = [_vis_network(), *(_file(f"{name}.js") for name in _SCRIPTS)]
    values = {
        "title": visible_html(title),
        "policy": _policy(scripts, style),
        "style": style,
        "data": _block(content),
        "scripts": "\n".join(f"<script>{script}</script>" for script in scripts),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda found: values[found[1]], _file("page.html"))


def _policy(scripts: Sequence[str], style: str) -> str:
    """Allow our scripts and style by their hashes, pictures made in the page, and nothing else."""
    allowed = " ".join(_hash(script) for script in scripts)
    return f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; img-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def _block(content: Mapping[str, Any]) -> str:
    """Write JSON that no parser of HTML can read as a tag or comment."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


@cache
def _file(name: str) -> str:
    return resources.files("kg.export").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _vis_network() -> str:
    """Read the vis-network that comes with pyvis.

    Raises:
        GraphError: If this pyvis brings another one.
    """
    import pyvis

    path = Path(pyvis.__file__).parent / _VIS
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise GraphError(f"pyvis has no file {_VIS}", hint="pip install 'pyvis==0.3.2'", place=str(path)) from error
    return text.replace("</script", "<\\/script")
