"""Which figures of a period are drawn, and as which bars: the same bars on paper and on the screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from border_gis.reports.content.model import Words
from border_gis.reports.content.period import say_group, say_label
from border_gis.reports.content.wording import Speaker
from border_gis.reports.figures.model import Group

MOST_BARS = 12
FEWEST_BARS = 2
"""One bar alone shows nothing that its number does not."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: the figure, what may count besides, and the figure of the period before."""

    label: Words
    value: int
    unsure: int = 0
    before: int | None = None


@dataclass(frozen=True, slots=True)
class BarChart:
    """A chart with lying bars.

    Attributes
    ----------
    key : str
        Name of the group.
    title : tuple of str
    bars : tuple of Bar
    left_out : int
        Figures beyond the first dozen, which the table has.
    """

    key: str
    title: Words
    bars: tuple[Bar, ...]
    left_out: int = 0

    @property
    def longest(self) -> int:
        """Return the length of the longest bar, what may count with it; never below 1."""
        return max(1, *(max(bar.value + bar.unsure, bar.before or 0) for bar in self.bars))


def chart_groups(groups: Iterable[Group], speaker: Speaker) -> tuple[BarChart, ...]:
    """Return charts of the groups that are drawn and have anything to draw."""
    charts = []
    for group in groups:
        counts = [
            count
            for count in group.counts
            if count.value or count.unsure or (count.before is not None and count.before.value)
        ]
        if not group.is_drawn or len(counts) < FEWEST_BARS:
            continue
        bars = tuple(
            Bar(
                say_label(count.label, speaker),
                count.value,
                len(count.unsure),
                None if count.before is None else count.before.value,
            )
            for count in counts[:MOST_BARS]
        )
        left_out = max(0, len(counts) - MOST_BARS)
        charts.append(BarChart(group.name, say_group(group, speaker), bars, left_out))
    return tuple(charts)
