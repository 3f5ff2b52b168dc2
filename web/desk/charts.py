"""Layout of stacked bar charts, which a template draws as SVG."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 960, 240
_LEFT, _TOP, _BOTTOM = 48, 12, 28
_STEPS = (1, 2, 5)
_LINES = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """Segment of a bar in drawing units; ``kind`` names its colour."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Tick:
    """Position and label of an axis tick."""

    place: float
    text: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Stacked bars over days; ``kinds`` holds the totals in stacking order."""

    bars: tuple[Bar, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    kinds: tuple[tuple[str, int], ...]


def stacked_bars(
    days: Sequence[date],
    series: Mapping[str, Sequence[int]],
    order: Sequence[str],
    format_tick: Callable[[date], str],
) -> Plot:
    """Return one bar a day with a segment for each kind of ``series``, first those of ``order``."""
    kinds = [kind for kind in order if kind in series]
    kinds += sorted(kind for kind in series if kind not in order)
    most = max((sum(series[kind][n] for kind in kinds) for n in range(len(days))), default=0)
    step = _step(most)
    top = max(step * _LINES, 1)
    while top - step >= most > 0:
        top -= step
    scale = (HEIGHT - _TOP - _BOTTOM) / top
    slot = (WIDTH - _LEFT) / max(len(days), 1)
    bars = []
    for n in range(len(days)):
        y = float(HEIGHT - _BOTTOM)
        for kind in kinds:
            height = series[kind][n] * scale
            y -= height
            if height:
                x, width = _LEFT + n * slot + slot * 0.1, slot * 0.8
                bars.append(Bar(round(x, 1), round(y, 1), round(width, 1), round(height, 1), kind))
    every = max(1, -(-len(days) // 8))
    across = [
        Tick(round(_LEFT + (n + 0.5) * slot, 1), format_tick(day))
        for n, day in enumerate(days)
        if n % every == 0
    ]
    up = [
        Tick(round(HEIGHT - _BOTTOM - value * scale, 1), str(value))
        for value in range(0, top + 1, step)
    ]
    totals = tuple((kind, sum(series[kind])) for kind in kinds)
    return Plot(tuple(bars), tuple(across), tuple(up), totals)


def _step(most: int) -> int:
    """Return the smallest round step of which ``_LINES`` reach ``most``."""
    power = 1
    while True:
        for step in _STEPS:
            if step * power * _LINES >= most:
                return step * power
        power *= 10
