"""Plots as SVG that stands in a page: its text is text, its colours are the page's, and it has no style of its own.

Matplotlib draws them, since of the libraries that make SVG it is the one most widely kept up. The policy of a page
allows no style attributes, so that they become attributes of SVG.
"""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

from digitize.report.markup import attribute

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 12.0, 2.6
"""Inches, of 72 units each."""
LABELS = 40
"""Bars up to which each has its label below."""
_INK, _MARK, _LINE, _GRID = "#000000", "#000001", "#000002", "#000003"
_COLOURS = {_INK: "currentColor", _MARK: "var(--accent)", _LINE: "var(--out)", _GRID: "var(--rule)"}
"""What stands for colours that only the page knows, since it may be light or dark."""
_KEPT = frozenset({"fill", "stroke", "stroke-width", "stroke-dasharray", "text-anchor"})
_STYLE = re.compile(r' style="([^"]*)"')
_SHEET = re.compile(r"<style.*?</style>", re.DOTALL)
_NAMED = re.compile(r' id="[a-z0-9.]+_\d+"|<!--.*?-->|(?<=<svg)[^>]*?(?= viewBox)')


def bars(
    name: str, title: str, labels: Sequence[str], values: Sequence[float], strokes: Sequence[float | None] = ()
) -> str:
    """Bars, and perhaps a stroke across each at a value of its own. `name` tells the plot from others of its page."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it tells of the cache of fonts that it makes once
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with (
        rc_context({"svg.fonttype": "none", "svg.hashsalt": name, "text.parse_math": False}),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")  # of characters that its own font lacks, which no page shows
        figure = Figure((WIDTH, HEIGHT), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        axes.bar(range(len(values)), list(values), width=0.7, color=_MARK)
        for place, value in enumerate(strokes):
            if value is not None:
                axes.plot([place - 0.4, place + 0.4], [value, value], color=_LINE, linewidth=3)
        _plain(axes, labels)
        drawn = io.StringIO()
        figure.savefig(
            drawn, format="svg", transparent=True, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type"))
        )
    return _inline(drawn.getvalue(), title)


def _plain(axes: Axes, labels: Sequence[str]) -> None:
    """Axes with as little ink as can be."""
    step = max(1, -(-len(labels) // LABELS))
    axes.set_xticks(range(0, len(labels), step), labels[::step])
    axes.set_xlim(-0.7, max(len(labels), 1) - 0.3)
    axes.tick_params(length=0)
    axes.grid(axis="y", color=_GRID)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)


def _inline(svg: str, title: str) -> str:
    """An SVG file as a part of a page."""
    svg = _SHEET.sub("", svg[svg.index("<svg") :])
    svg = _STYLE.sub(_attributes, _NAMED.sub("", svg))
    return svg.replace("<svg", f'<svg class="plot" role="img" aria-label="{attribute(title)}"', 1)


def _attributes(style: re.Match[str]) -> str:
    pairs = (declaration.partition(":")[::2] for declaration in style[1].split(";"))
    kept = {name.strip(): value.strip() for name, value in pairs if name.strip() in _KEPT}
    return "".join(f' {name}="{_COLOURS.get(value, value)}"' for name, value in kept.items())
