"""Positions: boxes never overlap, links have their length, mediators stand between their parties, and nothing depends on chance."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from crowds import crowd
from graphs import BASE, later, talks
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.export.arrange import Arrangement, arrange, label_lines
from kg.export.layout import Point, Size, draw_together, nearest_free, place
from kg.export.picture import NodeData, PictureData, picture_data
from kg.links import find_links
from kg.statement import ArticleGraph

few = settings(max_examples=40, deadline=None)
SIZES = st.lists(st.tuples(st.integers(20, 160), st.integers(20, 90)), min_size=1, max_size=25)


def arranged(articles: Sequence[ArticleGraph], *, max_nodes: int = 400, max_edges: int = 1200) -> tuple[PictureData, Arrangement]:
    data = picture_data(articles, find_links(articles, base=BASE))
    return data, arrange(data, max_nodes=max_nodes, max_edges=max_edges)


def overlapping(points: Sequence[Point], sizes: Sequence[Size]) -> list[tuple[int, int]]:
    return [
        (one, other)
        for one in range(len(points))
        for other in range(one)
        if all(abs(points[one][axis] - points[other][axis]) < (sizes[one][axis] + sizes[other][axis]) / 2 for axis in (0, 1))
    ]


@few
@given(SIZES, st.data())
def test_boxes_never_overlap(sizes: list[Size], data: st.DataObject) -> None:
    """Neither within a component nor between components."""
    nodes = st.integers(0, len(sizes) - 1)
    links = data.draw(st.dictionaries(st.tuples(nodes, nodes), st.floats(40, 300), max_size=40))
    assert overlapping(place(sizes, links), sizes) == []


def test_links_are_as_long_as_asked() -> None:
    """Where there is room, a chain has just the lengths given."""
    points = place([(20, 20)] * 3, {(0, 1): 100, (1, 2): 250})
    assert math.dist(points[0], points[1]) == pytest.approx(100, rel=0.02)
    assert math.dist(points[1], points[2]) == pytest.approx(250, rel=0.02)


def test_nothing_to_place() -> None:
    """No nodes, no points; one node, one point."""
    assert place([], {}) == []
    assert len(place([(10, 10)], {(0, 0): 5})) == 1


def test_components_stay_apart_and_the_long_side_lies_level() -> None:
    """A chain is laid out from left to right, and a second one beside or below it."""
    chain = {(n, n + 1): 120.0 for n in range(5)}
    points = place([(40, 30)] * 8, {**chain, (6, 7): 120.0})
    xs, ys = [x for x, _ in points[:6]], [y for _, y in points[:6]]
    assert max(xs) - min(xs) > 4 * (max(ys) - min(ys))
    assert overlapping(points, [(40, 30)] * 8) == []


def test_groups_move_together_without_touching() -> None:
    """They keep their inner shape, come nearer, and no box of one comes over a box of another."""
    points = [(0.0, 0.0), (60.0, 0.0), (2000.0, 0.0), (2060.0, 0.0), (0.0, 1500.0)]
    sizes = [(50.0, 30.0)] * 5
    found = draw_together(points, sizes, [0, 0, 1, 1, 2])
    assert overlapping(found, sizes) == []
    assert found[1][0] - found[0][0] == pytest.approx(60)
    assert math.dist(found[1], found[2]) < math.dist(points[1], points[2]) / 2


def test_nearest_free_place() -> None:
    """The wish itself if it is free; else a place that is."""
    taken = [((0.0, 0.0), (50.0, 50.0))]
    spot = nearest_free((0, 0), (50, 50), taken)
    assert overlapping([spot, (0, 0)], [(50, 50), (50, 50)]) == []
    assert math.hypot(*spot) < 150


@pytest.mark.parametrize(
    ("text", "lines"),
    [("Oman", ["Oman"]), ("", []), ("one two three four five six seven eight nine ten eleven", ["one two three four", "five six seven", "eight nine ten…"])],
)
def test_labels_have_three_lines_at_most(text: str, lines: list[str]) -> None:
    """Broken at spaces; what is cut says so."""
    assert label_lines(text) == lines


def test_a_mediator_stands_between_its_parties() -> None:
    """Oman, which mediates between Iran and Norway, lies on the way from one to the other."""
    data, arrangement = arranged([talks()])
    points = {node["name"]: arrangement.points[node["id"]] for node in data["nodes"]}
    (ox, oy), (ix, iy), (nx, ny) = points["Oman"], points["Iran"], points["Norway"]
    way = math.dist((ix, iy), (nx, ny))
    along = ((ox - ix) * (nx - ix) + (oy - iy) * (ny - iy)) / way**2
    assert 0.25 < along < 0.75
    assert abs((ox - ix) * (ny - iy) - (oy - iy) * (nx - ix)) / way < 0.35 * way


def test_several_mediators_stand_between_them_too() -> None:
    """Most of those who mediate between one pair lie between the two, whoever else there is."""
    data, arrangement = arranged(crowd(12, 12))
    names: dict[str, NodeData] = {node["id"]: node for node in data["nodes"]}
    assert len(names) == len(arrangement.points)
    clients: dict[str, list[str]] = {}
    for edge in data["edges"]:
        if edge["predicate"] == "mediates":
            clients.setdefault(edge["from"], []).append(edge["to"])
    shares = []
    for mediator, parties in clients.items():
        for number, one in enumerate(parties):
            for other in parties[:number]:
                a, b, m = (arrangement.points[node] for node in (one, other, mediator))
                shares.append(((m[0] - a[0]) * (b[0] - a[0]) + (m[1] - a[1]) * (b[1] - a[1])) / math.dist(a, b) ** 2)
    assert shares
    assert sum(0 < share < 1 for share in shares) >= 0.7 * len(shares)


def test_every_node_has_a_place_of_its_own() -> None:
    """Also those without any edge."""
    data, arrangement = arranged([talks(), later()])
    assert len({arrangement.points[node["id"]] for node in data["nodes"]}) == len(data["nodes"])


def test_edges_of_one_pair_part() -> None:
    """Each predicate between two nodes has a bend of its own, seen from the same end."""
    data, arrangement = arranged([talks(), later()])
    bends: dict[tuple[str, str], list[float]] = {}
    for edge in data["edges"]:
        turn = 1 if edge["from"] < edge["to"] else -1
        bends.setdefault((min(edge["from"], edge["to"]), max(edge["from"], edge["to"])), []).append(turn * arrangement.bends[edge["id"]])
    assert max(map(len, bends.values())) > 1
    assert all(len(set(found)) == len(found) for found in bends.values())


def test_small_pictures_are_whole_and_large_ones_come_in_groups() -> None:
    """Above either limit every linked node is in exactly one group, and no group is unwieldy."""
    articles = crowd(150, 300)
    assert arranged(articles)[1].groups == []
    for limits in ({"max_nodes": 100}, {"max_edges": 200}):
        data, arrangement = arranged(articles, **limits)
        members = [member for group in arrangement.groups for member in group]
        assert len(members) == len(set(members)) == len(data["nodes"])
        assert len(arrangement.groups) > 1
        assert max(map(len, arrangement.groups)) <= 90


def test_groups_do_not_depend_on_what_hashes_do() -> None:
    """Positions and groups are the same under any hash seed."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from test_layout import arranged; from crowds import crowd; "
        "a = arranged(crowd(150, 300), max_nodes=100)[1]; print([(n, round(x), round(y)) for n, (x, y) in a.points.items()], a.groups, a.bends)"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parent)], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_a_name_of_any_length_has_room() -> None:
    """A name of a thousand letters does not push the rest out of sight."""
    graph = talks()
    long = replace(graph, entities=(replace(graph.entities[0], name="x" * 1000), *graph.entities[1:]))
    _, arrangement = arranged([long])
    assert max(abs(x) for x, _ in arrangement.points.values()) < 3000
