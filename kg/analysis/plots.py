"""Axes to draw on; matplotlib is loaded here and only when something is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import missing_extra

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["axes_of"]


def axes_of(axes: Axes | None) -> Axes:
    """Return the axes given, or new ones.

    Raises:
        MissingDependencyError: If matplotlib is not installed.
    """
    if axes is not None:
        return axes
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise missing_extra("matplotlib", "plot") from error
    return pyplot.subplots(layout="constrained")[1]
