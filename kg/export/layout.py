"""Positions: where the nodes of a picture lie, computed before the page opens, so that it is drawn at once and always the same.

Row 13 of the flow. Each connected component is laid out by itself by stress majorization (Gansner, Koren and North, Graph Drawing by Stress
Majorization, 2004): nodes lie as far apart as the lengths of the links between them say. Then boxes that overlap are pushed apart, and the
components are packed into the shape of a screen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["Point", "Size", "draw_together", "nearest_free", "place"]

Point = tuple[float, float]
Size = tuple[float, float]
"""Width and height of the box that a node needs, its label included."""

_SEED = 7
_SHAPE = 1.35  # width to height of the place for the picture
_GAP = 70.0  # between components
_ROUNDS = 120
_SMALL = 60  # nodes of a component for which several beginnings are tried
_LINKED = 4.0
_PUSHES = 300
_PULLS = 12
_SLACK = 1.35  # room to sum of boxes


def place(sizes: Sequence[Size], links: Mapping[tuple[int, int], float], *, tries: int = 10) -> list[Point]:
    """Place nodes so that no two boxes overlap and linked nodes lie about as far apart as their link is long.

    Args:
        sizes: The box of each node.
        links: Length of the link between two nodes, given by their positions in ``sizes``; a link from a node to itself counts for nothing.
        tries: Beginnings for each component of moderate size; the drawing with the least stress is taken.

    Returns:
        The middle of each box, in the order of ``sizes``; y grows downwards. The same input gives the same points.

    Example:
        >>> (ax, ay), (bx, by) = place([(40, 20), (40, 20)], {(0, 1): 100})
        >>> 95 < math.hypot(ax - bx, ay - by) < 110
        True
    """
    if not sizes:
        return []
    lengths = {(min(pair), max(pair)): length for pair, length in links.items() if pair[0] != pair[1]}
    parts = _components(len(sizes), lengths)
    drawings = [_draw(part, sizes, lengths, tries) for part in parts]
    boxes = [_box(points, [sizes[node] for node in part]) for part, points in zip(parts, drawings, strict=True)]
    corners = _pack([(right - left + _GAP, bottom - top + _GAP) for left, top, right, bottom in boxes])
    found: dict[int, Point] = {}
    for part, points, (left, top, _, _), (x, y) in zip(parts, drawings, boxes, corners, strict=True):
        for node, (px, py) in zip(part, points, strict=True):
            found[node] = (float(px - left + x), float(py - top + y))
    return [found[node] for node in range(len(sizes))]


def draw_together(points: Sequence[Point], sizes: Sequence[Size], groups: Sequence[int], *, gap: float = 60.0) -> list[Point]:
    """Move groups of nodes towards each other, each as it is, as near as the boxes of their nodes allow.

    Args:
        points: Middle of each box.
        sizes: The boxes.
        groups: Number of the group of each node, from 0.
        gap: Least distance between boxes of two groups.
    """
    import numpy as np

    home, spots, half = np.array(groups), np.array(points, dtype=float), np.array(sizes, dtype=float) / 2
    centre = (spots.min(axis=0) + spots.max(axis=0)) / 2
    for _ in range(_PULLS):
        before = spots.copy()
        far = [float(np.hypot(*(spots[home == number].mean(axis=0) - centre))) for number in range(max(groups) + 1)]
        for number in sorted(range(len(far)), key=lambda n: (far[n], n)):
            own = home == number
            way = centre - spots[own].mean(axis=0)
            room = half[own][:, None] + half[~own][None] + gap
            for step in ([1.0, 1.0], [1.0, 0.0], [0.0, 1.0]):
                for part in (0.4, 0.2, 0.1, 0.04):
                    trial = spots[own] + way * step * part
                    if not (np.abs(trial[:, None] - spots[~own][None]) < room).all(axis=2).any():
                        spots[own], way = trial, way * (1 - np.array(step) * part)
                        break
        if np.allclose(before, spots, atol=1.0):
            break
    return [(float(x), float(y)) for x, y in spots]


def nearest_free(wish: Point, size: Size, taken: Sequence[tuple[Point, Size]]) -> Point:
    """Find the free place for a box that is nearest to a wish, going round it in rings.

    Example:
        >>> nearest_free((0, 0), (10, 10), [])
        (0.0, 0.0)
    """
    near = [(point, other) for point, other in taken if abs(point[0] - wish[0]) < 1500 and abs(point[1] - wish[1]) < 1500]
    for ring in range(60):
        steps = max(1, 8 * ring)
        for step in range(steps):
            angle = 2 * math.pi * step / steps + ring
            x, y = wish[0] + 30 * ring * math.cos(angle), wish[1] + 22 * ring * math.sin(angle)
            if not any(abs(px - x) < (w + size[0]) / 2 and abs(py - y) < (h + size[1]) / 2 for (px, py), (w, h) in near):
                return (x, y)
    return wish


def _components(count: int, lengths: Mapping[tuple[int, int], float]) -> list[list[int]]:
    """Return connected components, the largest first, then by their first node."""
    near: list[list[int]] = [[] for _ in range(count)]
    for one, other in lengths:
        near[one].append(other)
        near[other].append(one)
    seen: set[int] = set()
    parts = []
    for start in range(count):
        if start in seen:
            continue
        part, seen = [start], seen | {start}
        for node in part:
            fresh = [other for other in near[node] if other not in seen]
            seen.update(fresh)
            part += dict.fromkeys(fresh)
        parts.append(sorted(part))
    return sorted(parts, key=lambda part: (-len(part), part[0]))


def _draw(part: list[int], sizes: Sequence[Size], lengths: Mapping[tuple[int, int], float], tries: int) -> Array:
    """Lay out one component around the origin, its long side level."""
    import numpy as np

    count = len(part)
    if count == 1:
        return np.zeros((1, 2))
    index = {node: position for position, node in enumerate(part)}
    own = {(index[a], index[b]): length for (a, b), length in lengths.items() if a in index and b in index}
    distances = _distances(count, own)
    weights = _weights(distances, own)
    starts = tries if count <= _SMALL else 1
    points = min((_majorize(_spread(distances, seed), distances, weights) for seed in range(starts)), key=lambda found: _stress(found, distances, weights))
    points = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(points, full_matrices=False)
    points = points @ (axes * np.sign(axes[:, :1] + 1e-12)).T
    boxes = np.array([sizes[node] for node in part], dtype=float)
    return _push_apart(_widen(points, boxes), boxes)


def _distances(count: int, lengths: Mapping[tuple[int, int], float]) -> Array:
    """Give the length of the shortest way between any two nodes (Dijkstra's algorithm from each)."""
    import heapq

    import numpy as np

    near: list[list[tuple[int, float]]] = [[] for _ in range(count)]
    for (one, other), length in lengths.items():
        near[one].append((other, length))
        near[other].append((one, length))
    result = np.full((count, count), np.inf)
    for start in range(count):
        row = result[start]
        row[start] = 0
        heap = [(0.0, start)]
        while heap:
            far, node = heapq.heappop(heap)
            if far > row[node]:
                continue
            for other, length in near[node]:
                if far + length < row[other]:
                    row[other] = far + length
                    heapq.heappush(heap, (far + length, other))
    return result


def _weights(distances: Array, links: Mapping[tuple[int, int], float]) -> Array:
    """Let a wish for a distance count less the larger it is, and that of a link more than that of a way over several."""
    import numpy as np

    weights = np.zeros_like(distances)
    np.divide(1, distances**2, out=weights, where=distances > 0)
    for one, other in links:
        weights[one, other] *= _LINKED
        weights[other, one] *= _LINKED
    return weights


def _spread(distances: Array, seed: int) -> Array:
    """Begin with classical scaling, and some fixed noise, more with each seed: nodes must not lie on each other, and other seeds end elsewhere."""
    import numpy as np

    count = len(distances)
    centre = np.eye(count) - 1 / count
    values, vectors = np.linalg.eigh(-0.5 * centre @ distances**2 @ centre)
    axes = vectors[:, [-1, -2]]
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), [0, 1]])
    noise = np.random.default_rng(_SEED + seed).uniform(-1, 1, (count, 2)) * distances.mean() * (0.08 + 0.3 * seed)
    return np.asarray(axes * np.sqrt(np.maximum(values[[-1, -2]], 0)) + noise)


def _gaps(points: Array) -> Array:
    import numpy as np

    return np.asarray(np.hypot(np.subtract.outer(points[:, 0], points[:, 0]), np.subtract.outer(points[:, 1], points[:, 1])))


def _stress(points: Array, distances: Array, weights: Array) -> float:
    return float((weights * (_gaps(points) - distances) ** 2).sum())


def _majorize(points: Array, distances: Array, weights: Array) -> Array:
    """Lower the stress: each round is one Guttman transform."""
    import numpy as np

    inverse = np.linalg.pinv(np.diag(weights.sum(axis=1)) - weights, hermitian=True)
    pulls = weights * distances
    for _ in range(_ROUNDS):
        ratios = -pulls / np.maximum(_gaps(points), 1e-9)
        np.fill_diagonal(ratios, 0)
        np.fill_diagonal(ratios, -ratios.sum(axis=1))
        points = inverse @ ratios @ points
    return points


def _widen(points: Array, sizes: Array) -> Array:
    """Stretch a drawing until its boxes have room, and larger ones towards the shape of the screen: pushing alone would make columns."""
    import numpy as np

    extent = np.maximum(np.ptp(points, axis=0), sizes.max(axis=0))
    if len(points) > 8:
        points = points * [min(max(_SHAPE * extent[1] / extent[0], 1.0), 1.8), 1.0]
        extent = np.maximum(np.ptp(points, axis=0), sizes.max(axis=0))
    return np.asarray(points * max(1.0, math.sqrt(_SLACK * sizes.prod(axis=1).sum() / extent.prod())))


def _push_apart(points: Array, sizes: Array) -> Array:
    """Move boxes that overlap away from each other along the shorter way, until none does."""
    import numpy as np

    half = sizes / 2 + 3
    one, other = np.triu_indices(len(points), 1)
    wanted = half[one] + half[other]
    for _ in range(_PUSHES):
        gaps = points[one] - points[other]
        overlaps = wanted - np.abs(gaps)
        hit = np.flatnonzero((overlaps[:, 0] > 0) & (overlaps[:, 1] > 0))
        if not len(hit):
            break
        depth, gap = overlaps[hit], gaps[hit]
        axis = (depth[:, 1] * _SHAPE < depth[:, 0]).astype(int)
        rows = np.arange(len(hit))
        way = np.where(gap[rows, axis] >= 0, 1.0, -1.0) * (depth[rows, axis] / 2 + 0.5)
        moves = np.zeros_like(points)
        np.add.at(moves, (one[hit], axis), way)
        np.add.at(moves, (other[hit], axis), -way)
        points = points + np.clip(moves, -60, 60)
    return points


def _box(points: Array, sizes: Sequence[Size]) -> tuple[float, float, float, float]:
    import numpy as np

    half = np.array(sizes) / 2
    low, high = (points - half).min(axis=0), (points + half).max(axis=0)
    return (float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def _pack(boxes: Sequence[Size]) -> list[Point]:
    """Give the upper left corners of boxes in a rectangle as near to the shape of the screen as trying some widths finds."""
    area = sum(width * height for width, height in boxes)
    least = max(width for width, _ in boxes)
    choices = [_shelve(boxes, max(least, math.sqrt(area * _SHAPE) * factor)) for factor in (0.9, 1.0, 1.1, 1.2, 1.35, 1.5, 1.75, 2.0)]
    return min(choices, key=lambda choice: _needed(choice, boxes))


def _needed(corners: Sequence[Point], boxes: Sequence[Size]) -> float:
    right = max(x + width for (x, _), (width, _) in zip(corners, boxes, strict=True))
    bottom = max(y + height for (_, y), (_, height) in zip(corners, boxes, strict=True))
    return max(right / _SHAPE, bottom)


def _shelve(boxes: Sequence[Size], room: float) -> list[Point]:
    """Put boxes, the tallest first, where their top is highest under the skyline of those before."""
    skyline: list[list[float]] = [[0.0, room, 0.0]]  # left, width, depth
    corners: dict[int, Point] = {}
    for number in sorted(range(len(boxes)), key=lambda n: (-boxes[n][1], n)):
        width, height = boxes[number]
        y, x = min((_depth(skyline, left, width, room), left) for left, _, _ in skyline)
        corners[number] = (x, y)
        skyline = _raise(skyline, x, min(width, room), y + height)
    return [corners[number] for number in range(len(boxes))]


def _depth(skyline: list[list[float]], left: float, width: float, room: float) -> float:
    if left > 0 and left + width > room:
        return math.inf
    return max(depth for begin, wide, depth in skyline if begin < left + width and begin + wide > left)


def _raise(skyline: list[list[float]], left: float, width: float, depth: float) -> list[list[float]]:
    right = left + width
    kept: list[Any] = []
    for begin, wide, old in skyline:
        if begin < left:
            kept.append([begin, min(begin + wide, left) - begin, old])
        if begin + wide > right:
            start = max(begin, right)
            kept.append([start, begin + wide - start, old])
    return sorted([*kept, [left, width, depth]])
