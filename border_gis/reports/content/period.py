"""The period report: its chapters, built once for all formats from figures that name their records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from border_gis.access.profiles import ReleaseProfile
from border_gis.i18n import has_words
from border_gis.incidents.waits import DaySpan
from border_gis.reports.content.model import (
    Block,
    Cell,
    Chart,
    Column,
    Facts,
    Heading,
    Paper,
    PaperHead,
    Paragraph,
    Row,
    Table,
    Words,
)
from border_gis.reports.content.wording import Speaker
from border_gis.reports.figures.model import Count, Entry, Group, Label, PeriodFigures, WaitRow

MOST_NUMBERS = 12
"""So many numbers of records stand beside a figure; the annex of tables has them all."""

ON_A_LINE = 2
"""So many of them fit beside each other in the last column."""


@dataclass(frozen=True, slots=True)
class PeriodOrder:
    """What is asked of a period report.

    Attributes
    ----------
    profile : ReleaseProfile
    head : PaperHead
    program_version, checkpoint : str
    left_out : int
        Records above the profile that are not counted.
    """

    profile: ReleaseProfile
    head: PaperHead
    program_version: str
    checkpoint: str = ""
    left_out: int = 0


def say_label(label: Label | None, speaker: Speaker) -> Words:
    """Return what a figure is called: by the office's own name, by the words that ship, or as written."""
    if label is None:
        return ("",) * len(speaker.languages)
    said = speaker.say(label.code) if label.code and has_words(label.code) else None
    otherwise = label.text or label.code.rpartition(".")[2]
    words = tuple(
        label.names.get(language) or (said[place] if said is not None else otherwise)
        for place, language in enumerate(speaker.languages)
    )
    if label.text and label.code:
        words = tuple(f"{word}: {label.text}" for word in words)
    return tuple(word[:1].upper() + word[1:] for word in words)


def say_group(group: Group, speaker: Speaker) -> Words:
    """Return the name of a group, with the version of the line where one matters."""
    words = speaker.say(f"period.group_{group.key}")
    # With the number first, sheets of several versions have names of their own within 31 letters.
    numbered = tuple(f"{group.line_order}. {word}" if group.line_order else word for word in words)
    return tuple(f"{word} – {group.line_name}" if group.line_name else word for word in numbered)


def say_days(days: DaySpan | None, speaker: Speaker) -> Words:
    """Return a number of days, between which numbers it lies, or that no date tells."""
    if days is None:
        return speaker.say("period.days_unknown")
    if days.is_exact:
        return speaker.say("period.days", {"count": days.least})
    return speaker.say("period.days_between", {"least": days.least, "most": days.most})


def keep_groups(figures: PeriodFigures, profile: ReleaseProfile) -> dict[str, tuple[Group, ...]]:
    """Return the groups that a release profile lets out, by chapter."""
    kept = {
        chapter.key: tuple(
            group
            for group in chapter.groups
            if all(profile.allows_all(kind, names) for kind, names in group.shows_fields)
        )
        for chapter in figures.chapters
    }
    return {key: groups for key, groups in kept.items() if groups}


def build_period(
    figures: PeriodFigures,
    order: PeriodOrder,
    speaker: Speaker,
    charts: Mapping[str, Chart] | None = None,
    *,
    with_lists: bool = False,
) -> Paper:
    """Return the report.

    Parameters
    ----------
    figures : PeriodFigures
    order : PeriodOrder
    speaker : Speaker
    charts : mapping of str to Chart, optional
        By the name of the group; each stands below its table.
    with_lists : bool
        With a list of every record behind every figure: for the annex of tables.
    """
    say = speaker.say
    blocks: list[Block] = []
    if figures.is_demonstration:
        blocks.append(Paragraph(say("report.demonstration"), "mark"))
    blocks.append(Paragraph(say("period.how_counted")))
    kept = keep_groups(figures, order.profile)
    for key, groups in kept.items():
        blocks += _write_chapter(key, groups, figures, speaker, charts or {})
    blocks += _write_origin(figures, order, speaker)
    if with_lists:
        blocks.append(_write_list([group for groups in kept.values() for group in groups], speaker, order))
    return Paper(
        name=f"{figures.period.first:%Y%m%d}-{figures.period.last:%Y%m%d}",
        languages=speaker.languages,
        title=say("period.title"),
        subtitle=write_subtitle(figures, speaker),
        head=order.head,
        blocks=tuple(blocks),
        profile=order.profile.code,
        secrecy=figures.level,
        marks=tuple(block.text for block in blocks if isinstance(block, Paragraph) and block.mark == "mark"),
    )


def write_subtitle(figures: PeriodFigures, speaker: Speaker) -> Words:
    """Return what the report is about: the period, and the unit."""
    params = {
        "first": figures.period.first,
        "last": figures.period.last,
        "unit": figures.unit.replace(" ", "\u00a0"),
    }
    return speaker.say("period.subtitle_unit" if figures.unit else "period.subtitle", params)


def _write_chapter(
    key: str,
    groups: Sequence[Group],
    figures: PeriodFigures,
    speaker: Speaker,
    charts: Mapping[str, Chart],
) -> Iterator[Block]:
    yield Heading(speaker.say(f"period.chapter_{key}"))
    if key == "incidents":
        yield Paragraph(_tell_course(groups, speaker))
    if key == "proceedings":
        yield Paragraph(_tell_office(groups, speaker))
    for group in groups:
        if not group.counts:
            yield Paragraph(
                tuple(
                    f"{name}: {nothing}"
                    for name, nothing in zip(
                        say_group(group, speaker), speaker.say("period.nothing"), strict=True
                    )
                ),
                "item",
            )
            continue
        yield write_table(group, speaker)
        if group.name in charts:
            yield charts[group.name]
        if group.key == "fences" and not figures.strip_is_set:
            yield Paragraph(speaker.say("period.strip_unset"), "note")
        if group.key == "waits" and figures.waits:
            yield _write_waits(figures.waits, speaker)


def _tell_course(groups: Sequence[Group], speaker: Speaker) -> Words:
    course = next((group for group in groups if group.key == "course"), Group("course", ()))
    params = {
        name: course.count(f"period.{name}").value for name in ("all", "new", "continued", "ended", "open")
    }
    return speaker.say(
        "period.tell_course", {**params, "unsure": len(course.count("period.all").unsure_numbers)}
    )


def _tell_office(groups: Sequence[Group], speaker: Speaker) -> Words:
    work = next((group for group in groups if group.key == "office_work"), Group("office_work", ()))
    names = {"meetings": "meeting", "papers": "paper", "gates": "gate"}
    return speaker.say(
        "period.tell_office",
        {
            name: work.count(f"proceeding_class.{names.get(name, name)}").value
            for name in ("meetings", "papers", "gates", "agreement", "field")
        },
    )


def write_table(group: Group, speaker: Speaker) -> Table:
    """Return a group as a table: each figure, that of the period before, and the records behind it."""
    say = speaker.say
    compared = any(count.before is not None for count in group.counts)
    columns = [
        Column("label", say("period.what"), 2.7),
        Column("value", say("period.figure"), 0.85, is_figure=True),
        *(
            [
                Column("before", say("period.before"), 0.85, is_figure=True),
                Column("change", say("period.change"), 0.85, is_figure=True),
            ]
            if compared
            else []
        ),
        Column("unsure", say("period.unsure"), 1.05, is_figure=True),
        Column("records", say("period.records"), 3.7),
    ]
    rows = tuple(
        Row(
            (
                Cell(words=say_label(count.label, speaker)),
                Cell(float(count.value)),
                *(_compare(count) if compared else ()),
                Cell(float(len(count.unsure))),
                Cell(words=_write_numbers(count, speaker)),
            ),
            "; ".join(count.numbers),
        )
        for count in group.counts
    )
    return Table(group.name, say_group(group, speaker), tuple(columns), rows)


def _compare(count: Count) -> tuple[Cell, Cell]:
    before = 0 if count.before is None else count.before.value
    return Cell(float(before)), Cell(
        float(count.value - before), "+,.0f" if count.value != before else ",.0f"
    )


def _write_numbers(count: Count, speaker: Speaker) -> Words:
    """Return the numbers of the records behind a figure, then those that may count."""
    parts = [_shorten(count.numbers, speaker)]
    if count.unsure_numbers:
        numbers = _shorten(count.unsure_numbers, speaker)
        parts.append(
            tuple(
                f"({word} {said})" for word, said in zip(speaker.say("period.perhaps"), numbers, strict=True)
            )
        )
    return speaker.join([part for part in parts if any(part)], " ")


def _shorten(numbers: Sequence[str], speaker: Speaker) -> Words:
    some = numbers[:MOST_NUMBERS]
    # Ends of lines of our own: a number that is broken at one of its hyphens is hard to read and to copy.
    lines = (", ".join(some[at : at + ON_A_LINE]) for at in range(0, len(some), ON_A_LINE))
    shown = ",\n".join(lines)
    if len(numbers) <= MOST_NUMBERS:
        return (shown,) * len(speaker.languages)
    return speaker.say("period.and_more", {"shown": shown, "count": len(numbers) - MOST_NUMBERS})


def _write_waits(waits: Sequence[WaitRow], speaker: Speaker) -> Table:
    say = speaker.say
    columns = (
        Column("record", say("report.number"), 1.2),
        Column("step", say("period.asked_by"), 1.8),
        Column("asked", say("period.asked_on"), 1.0, is_figure=True),
        Column("answered", say("period.answered_on"), 1.0, is_figure=True),
        Column("days", say("period.waited"), 1.6),
    )
    rows = tuple(
        Row(
            (
                Cell(words=(row.entry.number,)),
                Cell(words=say_label(row.entry.label, speaker)),
                speaker.when(row.entry.when),
                speaker.cell(say("period.still_out")) if row.is_open else speaker.when(row.answered),
                Cell(words=say_days(row.days, speaker)),
            ),
            row.entry.number,
        )
        for row in waits
    )
    return Table("wait_days", say("period.waits_caption"), columns, rows)


def _write_list(groups: Sequence[Group], speaker: Speaker, order: PeriodOrder) -> Table:
    """Return every record behind every figure, those that may count among them."""
    say = speaker.say
    columns = (
        Column("group", say("period.group"), 2.2),
        Column("label", say("period.what"), 2.2),
        Column("counts", say("period.counts"), 1.2),
        Column("record", say("report.record"), 1.2),
        Column("title", say("report.title"), 3.0),
        Column("detail", say("period.detail"), 1.6),
        Column("date", say("report.date"), 1.0, is_figure=True),
    )
    rows = []
    for group in groups:
        name = say_group(group, speaker)
        for count in group.counts:
            label = say_label(count.label, speaker)
            sure, unsure = say("period.counted"), say("period.not_determinable")
            for entry, counts in [(each, sure) for each in count.entries] + [
                (each, unsure) for each in count.unsure
            ]:
                rows.append(
                    Row(
                        (
                            Cell(words=name),
                            Cell(words=label),
                            Cell(words=counts),
                            Cell(words=(entry.number,)),
                            Cell(words=_title_of(entry, speaker, order)),
                            Cell(words=say_label(entry.label, speaker)),
                            speaker.when(entry.when),
                        ),
                        entry.number,
                    )
                )
    return Table("behind_the_figures", say("period.list"), columns, tuple(rows))


_TITLES = {
    "incident": "title", "work": "name", "survey_area": "name", "marker": "condition", "proceeding": "title",
}  # fmt: skip


def _title_of(entry: Entry, speaker: Speaker, order: PeriodOrder) -> Words:
    field = _TITLES.get(entry.subject)
    allowed = field is None or order.profile.allows(entry.subject, field)
    return speaker.free(entry.title, entry.number) if allowed else ("",)


def _write_origin(figures: PeriodFigures, order: PeriodOrder, speaker: Speaker) -> Iterator[Block]:
    say = speaker.say
    yield Heading(say("period.origin"))
    yield Paragraph(say("period.traceable"))
    rows: list[tuple[Words, Cell, str]] = [
        (say("report.program"), Cell(words=(f"border-gis {order.program_version}",)), ""),
        (say("report.profile"), Cell(words=tuple(map(order.profile.name, speaker.languages))), ""),
        (say("report.secrecy"), Cell(words=speaker.term(figures.level)), ""),
    ]
    if figures.before is not None:
        days = {"first": figures.before.first, "last": figures.before.last}
        rows.append((say("period.compared_with"), Cell(words=say("period.days_from_to", days)), ""))
    if order.left_out:
        rows.append((say("period.left_out"), Cell(float(order.left_out)), ""))
    if order.checkpoint:
        rows.append((say("report.checkpoint"), Cell(words=(order.checkpoint,)), ""))
    yield Facts("origin", say("report.origin_caption"), tuple(rows))
