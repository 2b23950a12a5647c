"""Arranging a picture: how much room each node needs, how long each link is, which nodes form a group, how edges bend.

Row 13 of the flow. Mediators come to lie between their parties because the link between two parties is as long as the way through their
mediator. What only belongs somewhere (affiliations, places) takes what room is left beside it. Pictures with more nodes or edges than a reader
can take in are cut into communities (Blondel and others, Fast unfolding of communities in large networks, 2008), each laid out by itself.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.export.layout import Point, Size, draw_together, nearest_free, place
from kg.export.picture import EdgeData, NodeData, PictureData

__all__ = ["Arrangement", "arrange", "label_lines", "node_radius"]

_LENGTH = 150.0
_ASIDE = 115.0  # between mediators of one pair
_SHARED = 4
_LETTER, _LINE = 8.6, 18.0
_WRAP = 18
_MARGIN = 10.0
_SEED = 7
_TOGETHER = 60  # nodes that are laid out as one
_LARGEST = 90  # nodes in one community
_FEWEST = 3
_FEW = 25  # communities that are worth the time for a better drawing
_BENDS = (0.0, 0.16, -0.16, 0.3, -0.3, 0.44, -0.44, 0.58, -0.58)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """Where everything lies.

    Args:
        points: Middle of each node.
        radii: Size of each node.
        groups: Communities as lists of nodes, by id, if the picture is to be collapsed; else empty.
        bends: Roundness of each edge, negative to the other side.
    """

    points: dict[str, Point]
    radii: dict[str, float]
    groups: list[list[str]]
    bends: dict[str, float]


def arrange(picture: PictureData, *, max_nodes: int, max_edges: int) -> Arrangement:
    """Arrange a picture, in communities if it holds more linked nodes than ``max_nodes`` or more edges than ``max_edges``."""
    degrees = _degrees(picture["edges"])
    radii = {node["id"]: node_radius(degrees[node["id"]]) for node in picture["nodes"]}
    sizes = {node["id"]: _room(node, radii[node["id"]]) for node in picture["nodes"]}
    core = [node["id"] for node in picture["nodes"] if degrees[node["id"]]]
    edges = [edge for edge in picture["edges"] if degrees[edge["from"]] and degrees[edge["to"]] and edge["from"] != edge["to"]]
    lengths = _lengths(edges, degrees)
    groups = _communities(core, edges) if len(core) > _TOGETHER or len(edges) > max_edges else []
    points = _place_groups(groups, sizes, lengths) if groups else _place(core, sizes, lengths)
    if groups and len(core) <= max_nodes and len(edges) <= max_edges:
        order, homes = list(points), {node: number for number, group in enumerate(groups) for node in group}
        nearer = draw_together([points[node] for node in order], [sizes[node] for node in order], [homes[node] for node in order])
        points, groups = dict(zip(order, nearer, strict=True)), []
    _place_rest(points, picture, sizes)
    return Arrangement(points=points, radii=radii, groups=groups, bends=_bends(picture["edges"], points, radii, check=not groups))


def node_radius(degree: int) -> float:
    """Let nodes grow with the number of their edges, slowly."""
    return round(min(11 + 3.2 * math.sqrt(degree), 30), 1)


def label_lines(text: str, width: int = _WRAP) -> list[str]:
    """Break a label into at most three lines at spaces; what is longer ends in an ellipsis.

    Example:
        >>> label_lines("Ministry of Foreign Affairs")
        ['Ministry of', 'Foreign Affairs']
    """
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    lines = [line if len(line) <= width + 6 else line[: width + 5] + "…" for line in lines]
    return lines if len(lines) <= 3 else [*lines[:2], lines[2] + "…"]


def _degrees(edges: Iterable[EdgeData]) -> Counter[str]:
    """Count the edges of each node, without those that only say where it belongs."""
    found: Counter[str] = Counter()
    for edge in edges:
        if not edge["static"]:
            found.update((edge["from"], edge["to"]))
    return found


def _room(node: NodeData, radius: float) -> Size:
    lines = label_lines(node["name"])
    width = max([2 * radius, *(len(line) * _LETTER for line in lines)])
    return (width + _MARGIN, 2 * radius + 2 * _LINE * len(lines) + _MARGIN)  # the label hangs below: the same room above keeps the node in the middle


def _lengths(edges: Iterable[EdgeData], degrees: Mapping[str, int]) -> dict[tuple[str, str], float]:
    """Give each linked pair its length: parties of one mediator as far apart as the way through him."""
    found: dict[tuple[str, str], float] = {}
    clients: dict[str, list[str]] = {}
    for edge in edges:
        busiest = max(degrees[edge["from"]], degrees[edge["to"]])
        length = _LENGTH * (1.25 if edge["static"] else 1.0) * max(1.0, 0.42 * math.sqrt(busiest))
        pair = _pair(edge["from"], edge["to"])
        found[pair] = min(length, found.get(pair, math.inf))
        if edge["predicate"] == "mediates":
            clients.setdefault(edge["from"], []).append(edge["to"])
    found.update(_between(clients, found))
    return found


def _between(clients: Mapping[str, Sequence[str]], lengths: Mapping[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    """Lengthen the links between parties of one mediator to the way through him; where a pair has several, these stand in a row across."""
    rows: dict[tuple[str, str], list[str]] = {}
    for mediator, parties in clients.items():
        for number, one in enumerate(parties):
            for other in parties[number + 1 :]:
                rows.setdefault(_pair(one, other), []).append(mediator)
    found: dict[tuple[str, str], float] = {}
    near: dict[str, set[str]] = {}
    for one, other in lengths:
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    for (one, other), mediators in rows.items():
        shared = sorted((near.get(one, set()) & near.get(other, set())) - set(mediators))[:_SHARED]
        row = [*shared[::2], *mediators, *shared[1::2]]  # what both are linked to, such as topics, stands at the ends of the row
        half = max(lengths[_pair(mediator, party)] for mediator in mediators for party in (one, other))
        found[one, other] = max(2 * half, lengths.get((one, other), 0.0))
        for number, member in enumerate(row):
            aside = _ASIDE * (number - (len(row) - 1) / 2)
            for party in (one, other):
                found[_pair(member, party)] = max(math.hypot(half, aside), found.get(_pair(member, party), 0.0))
        for first, second in pairwise(row):
            found.setdefault(_pair(first, second), _ASIDE)
    return found


def _pair(one: str, other: str) -> tuple[str, str]:
    return (min(one, other), max(one, other))


def _place(nodes: Sequence[str], sizes: Mapping[str, Size], lengths: Mapping[tuple[str, str], float], *, tries: int = 10) -> dict[str, Point]:
    order = {node: number for number, node in enumerate(nodes)}
    own = {(order[a], order[b]): length for (a, b), length in lengths.items() if a in order and b in order}
    return dict(zip(nodes, place([sizes[node] for node in nodes], own, tries=tries), strict=True))


def _place_groups(groups: Sequence[Sequence[str]], sizes: Mapping[str, Size], lengths: Mapping[tuple[str, str], float]) -> dict[str, Point]:
    """Lay out each community, then the communities as if they were nodes."""
    drawings = [_place(group, sizes, lengths, tries=10 if len(groups) <= _FEW else 2) for group in groups]
    home = {node: number for number, group in enumerate(groups) for node in group}
    boxes = []
    for group, points in zip(groups, drawings, strict=True):
        lefts, rights = [points[n][0] - sizes[n][0] / 2 for n in group], [points[n][0] + sizes[n][0] / 2 for n in group]
        tops, bottoms = [points[n][1] - sizes[n][1] / 2 for n in group], [points[n][1] + sizes[n][1] / 2 for n in group]
        boxes.append((min(lefts), min(tops), max(rights), max(bottoms)))
    links = {(min(home[a], home[b]), max(home[a], home[b])) for a, b in lengths if a in home and b in home and home[a] != home[b]}
    rooms = [(right - left + 60, bottom - top + 60) for left, top, right, bottom in boxes]
    middles = place(rooms, {pair: 0.4 * (min(rooms[pair[0]]) + min(rooms[pair[1]])) for pair in sorted(links)})
    found = {}
    for points, (left, top, right, bottom), (x, y) in zip(drawings, boxes, middles, strict=True):
        found.update({node: (px - (left + right) / 2 + x, py - (top + bottom) / 2 + y) for node, (px, py) in points.items()})
    return found


def _place_rest(points: dict[str, Point], picture: PictureData, sizes: Mapping[str, Size]) -> None:
    """Put nodes that only belong to others beside these, and nodes without any edge in rows below."""
    near: dict[str, str] = {}
    for edge in picture["edges"]:
        for one, other in ((edge["from"], edge["to"]), (edge["to"], edge["from"])):
            if one not in points and other in points:
                near.setdefault(one, other)
    taken = [(point, sizes[node]) for node, point in points.items()]
    for node in picture["nodes"]:
        if node["id"] in near:
            points[node["id"]] = spot = nearest_free(points[near[node["id"]]], sizes[node["id"]], taken)
            taken.append((spot, sizes[node["id"]]))
    lone = [node["id"] for node in picture["nodes"] if node["id"] not in points]
    lowest = max((y + size[1] / 2 for (_, y), size in taken), default=0.0)
    left = min((x - size[0] / 2 for (x, _), size in taken), default=0.0)
    for node_id, (x, y) in _rows(lone, sizes, width=max(1200.0, 2 * abs(left))).items():
        points[node_id] = (left + x, lowest + 60 + y)


def _rows(nodes: Sequence[str], sizes: Mapping[str, Size], *, width: float) -> dict[str, Point]:
    found = {}
    x = y = tallest = 0.0
    for node in nodes:
        wide, high = sizes[node]
        if x and x + wide > width:
            x, y, tallest = 0.0, y + tallest, 0.0
        found[node] = (x + wide / 2, y + high / 2)
        x, tallest = x + wide, max(tallest, high)
    return found


def _communities(nodes: Sequence[str], edges: Iterable[EdgeData]) -> list[list[str]]:
    """Cut a network into groups of bounded size; what is linked to nothing larger comes together in groups of small things."""
    import networkx as nx

    order = {node: number for number, node in enumerate(nodes)}
    network: nx.Graph[int] = nx.Graph()
    network.add_nodes_from(range(len(nodes)))
    for edge in edges:
        one, other = order[edge["from"]], order[edge["to"]]
        weight = network.get_edge_data(one, other, {"weight": 0})["weight"]
        network.add_edge(one, other, weight=weight + 1)
    found = _split(network, range(len(nodes)))
    small = sorted(node for group in found if len(group) < _FEWEST for node in group)  # still apart: nothing links them
    large = [group for group in found if len(group) >= _FEWEST] + [small[i : i + _LARGEST] for i in range(0, len(small), _LARGEST)]
    return [[nodes[number] for number in group] for group in sorted(large, key=lambda group: (-len(group), group[0]))]


def _split(network: object, members: Collection[int]) -> list[list[int]]:
    import networkx as nx

    part: nx.Graph[int] = nx.Graph(network.subgraph(members))  # type: ignore[attr-defined]
    found = [sorted(group) for group in nx.community.louvain_communities(part, seed=_SEED)]
    if len(found) == 1 and len(found[0]) > _LARGEST:
        return [found[0][i : i + _LARGEST] for i in range(0, len(found[0]), _LARGEST)]
    return [piece for group in found for piece in ([group] if len(group) <= _LARGEST else _split(network, group))]


def _bends(edges: Sequence[EdgeData], points: Mapping[str, Point], radii: Mapping[str, float], *, check: bool) -> dict[str, float]:
    """Bend edges so that those of one pair part and, where it is checked, none runs through a node."""
    used: dict[tuple[str, str], set[float]] = {}
    found: dict[str, float] = {}
    for edge in edges:
        one, other = edge["from"], edge["to"]
        pair = _pair(one, other)
        taken = used.setdefault(pair, set())
        turn = 1 if one == pair[0] else -1
        free = [bend for bend in _BENDS if bend not in taken] or [_BENDS[-1]]
        choice = min(free, key=lambda bend: (_hits(one, other, turn * bend, points, radii), abs(bend))) if check and one != other else free[0]
        taken.add(choice)
        found[edge["id"]] = round(turn * choice, 2)
    return found


def _hits(one: str, other: str, bend: float, points: Mapping[str, Point], radii: Mapping[str, float]) -> int:
    """Count the nodes that a curve runs through."""
    (ax, ay), (bx, by) = points[one], points[other]
    vx, vy = via((ax, ay), (bx, by), bend)
    samples = [((1 - t) ** 2 * ax + 2 * t * (1 - t) * vx + t * t * bx, (1 - t) ** 2 * ay + 2 * t * (1 - t) * vy + t * t * by) for t in _SAMPLES]
    low_x, high_x = min(x for x, _ in samples) - 40, max(x for x, _ in samples) + 40
    low_y, high_y = min(y for _, y in samples) - 40, max(y for _, y in samples) + 40
    count = 0
    for node, (x, y) in points.items():
        if node not in (one, other) and low_x < x < high_x and low_y < y < high_y:
            count += any((x - px) ** 2 + (y - py) ** 2 < (radii[node] + 6) ** 2 for px, py in samples)
    return count


_SAMPLES = tuple(step / 16 for step in range(1, 16))


def via(start: Point, end: Point, bend: float) -> Point:
    """Give the middle control point of a curve, as vis-network computes it for ``curvedCW`` (bend > 0) and ``curvedCCW``."""
    dx, dy = end[0] - start[0], start[1] - end[1]
    reach = (0.5 * abs(bend) + 0.5) * math.hypot(dx, dy)
    angle = math.atan2(dy, dx) + (0.5 * bend + 0.5) * math.pi
    return (start[0] + reach * math.sin(angle), start[1] + reach * math.cos(angle))
