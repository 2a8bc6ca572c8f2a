"""Figures of a period: how many, which records stand behind each, and what no date or place decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from border_gis.access import Secrecy
from border_gis.access.secrecy import highest_level
from border_gis.boundary.dates import PartialDate
from border_gis.incidents.waits import DaySpan
from border_gis.surveys.contents import Period


@dataclass(frozen=True, slots=True)
class Label:
    """What a figure is called.

    Attributes
    ----------
    code : str
        Of the words; empty for what the office has named itself, or what is written as it is.
    names : mapping of str to str
        By language, where the office has a name of its own.
    text : str
        As it was written, for example the name of a unit.
    """

    code: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    text: str = ""

    @property
    def key(self) -> str:
        """Tells one figure of a group from the others, the same in every period."""
        return self.code or self.text


@dataclass(frozen=True, slots=True)
class Entry:
    """A record behind a figure.

    Attributes
    ----------
    number : str
        By which a person finds it.
    subject : str
        What it is: ``"incident"``, ``"work"``, ``"survey_area"``, ``"marker"``, ``"activity"``,
        ``"proceeding"``.
    subject_id : str
    title : str
        As it was written.
    label : Label or None
        What of it counts: the step, the paper, the state.
    when : PartialDate or None
        When that was, as precisely as it is known.
    level : Secrecy
    """

    number: str
    subject: str
    subject_id: str
    title: str = ""
    label: Label | None = None
    when: PartialDate | None = None
    level: Secrecy = Secrecy.NONE


@dataclass(frozen=True, slots=True)
class Count:
    """One figure.

    Attributes
    ----------
    label : Label
    entries : tuple of Entry
        What counts; their number is the figure.
    unsure : tuple of Entry
        What may count: a date is not known precisely enough, or the unit is not.
    before : Count or None
        The same figure of the period before.
    """

    label: Label
    entries: tuple[Entry, ...] = ()
    unsure: tuple[Entry, ...] = ()
    before: Count | None = None

    @property
    def value(self) -> int:
        """Return the figure."""
        return len(self.entries)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Return the numbers of the records behind the figure, each once."""
        return tuple(dict.fromkeys(entry.number for entry in self.entries))

    @property
    def unsure_numbers(self) -> tuple[str, ...]:
        """Return the numbers of the records that may count, each once."""
        return tuple(dict.fromkeys(entry.number for entry in self.unsure))


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that belong together: a table, and where people would rather look, a chart.

    Attributes
    ----------
    key : str
        Of the words ``period.group_<key>``.
    counts : tuple of Count
    line_name, line_id : str
        Version of the line that verdicts are on; empty where it does not matter.
    line_order : int
        Its place among several versions, from 1; 0 where there is only one.
    is_drawn : bool
        Whether a chart says it better.
    shows_fields : tuple of (str, tuple of str)
        Kind of record and fields that the group tells of: a release profile must allow them.
    """

    key: str
    counts: tuple[Count, ...]
    line_name: str = ""
    line_id: str = ""
    line_order: int = 0
    is_drawn: bool = False
    shows_fields: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def name(self) -> str:
        """Tells one group from the others, also where several versions of the line have the same."""
        return f"{self.key}:{self.line_id}" if self.line_id else self.key

    def count(self, key: str) -> Count:
        """Return the figure with a key; one of nothing where there is none."""
        return next((each for each in self.counts if each.label.key == key), Count(Label(key)))


@dataclass(frozen=True, slots=True)
class WaitRow:
    """A reply that came in the period, or was still out at its end.

    Attributes
    ----------
    entry : Entry
        The report that asked; its label is the step.
    answered : PartialDate or None
    is_open : bool
    days : DaySpan or None
        Until the reply, or until the end of the period; None where no date tells.
    """

    entry: Entry
    answered: PartialDate | None
    is_open: bool
    days: DaySpan | None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the report; its words are ``period.chapter_<key>``."""

    key: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """All figures of a period.

    Attributes
    ----------
    period : Period
    unit : str
        As it was asked for; empty for all.
    chapters : tuple of Chapter
    waits : tuple of WaitRow
    strip_is_set : bool
        Whether the office has set the width of the clear-vision strip.
    before : Period or None
        That it is compared with.
    level : Secrecy
        The highest level of what it is counted from.
    is_demonstration : bool
    """

    period: Period
    unit: str
    chapters: tuple[Chapter, ...]
    waits: tuple[WaitRow, ...]
    strip_is_set: bool
    before: Period | None = None
    level: Secrecy = Secrecy.NONE
    is_demonstration: bool = False

    @property
    def groups(self) -> tuple[Group, ...]:
        """Return the groups of all chapters, in their order."""
        return tuple(group for chapter in self.chapters for group in chapter.groups)

    def group(self, key: str) -> Group:
        """Return the first group with a key; one without figures where there is none."""
        return next((group for group in self.groups if group.key == key), Group(key, ()))


def compare_figures(now: PeriodFigures, before: PeriodFigures) -> PeriodFigures:
    """Return the figures of a period, each with the same figure of the period before.

    What was counted before and is not any more stands in its group with a nought.
    """
    old = {group.name: group for group in before.groups}
    return replace(
        now,
        before=before.period,
        level=highest_level((now.level, before.level)),
        chapters=tuple(
            replace(
                chapter, groups=tuple(_compare_group(group, old.get(group.name)) for group in chapter.groups)
            )
            for chapter in now.chapters
        ),
    )


def _compare_group(group: Group, old: Group | None) -> Group:
    earlier = {} if old is None else {count.label.key: count for count in old.counts}
    counts = [
        replace(count, before=earlier.pop(count.label.key, Count(count.label))) for count in group.counts
    ]
    counts += [Count(count.label, before=count) for count in earlier.values()]
    return replace(group, counts=tuple(counts))
