"""How far works are from the line, without what anybody makes of it: for the other side's paper."""

from __future__ import annotations

from collections.abc import Iterator

from border_gis.reports.content.chapters_of_place import record_of
from border_gis.reports.content.model import Block, Cell, Column, Paragraph, Row, Table
from border_gis.reports.content.wording import Speaker
from border_gis.surveys.contents import AreaContents, WorkInArea
from border_gis.zones.shared import is_shared, shared_distances


def write_distances(contents: AreaContents, speaker: Speaker) -> Iterator[Block]:
    """Yield distance, side and length inside the distances that the agreement names, on each line.

    Only of works whose place was measured: one that is drawn from markers lies where the program
    has drawn it, and its distance says nothing of the ground. No outcome, no order by gravity.
    """
    rows = tuple(
        Row(cells, record_of(each.work.id, "W"))
        for each in contents.works
        if each.work.geometry is not None and not each.work.illustrative
        for cells in _rows_of(each, contents, speaker)
    )
    if not rows:
        return
    say = speaker.say
    columns = (
        Column("label", say("report.label"), 0.6),
        Column("line", say("report.line_version"), 1.5),
        Column("distance_m", say("report.distance"), 1.1, is_figure=True),
        Column("side", say("report.side"), 1.5),
        Column("within_m", say("report.named_distance"), 1.3, is_figure=True),
        Column("article", say("report.named_in"), 1.2),
        Column("inside_m", say("report.inside_distance"), 1.3, is_figure=True),
        Column("record", say("report.record"), 1.5),
    )
    yield Table("distances", say("report.distances_caption"), columns, rows)
    yield Paragraph(say("report.distances_note"), "note")


def _rows_of(each: WorkInArea, contents: AreaContents, speaker: Speaker) -> Iterator[tuple[Cell, ...]]:
    rules = {rule.id: rule for rule in contents.book.rules}
    named = shared_distances(contents.book, contents.day)
    for line, verdicts in each.verdicts:
        shared = [v for v in verdicts if v.rule_id in rules and is_shared(rules[v.rule_id])]
        # Of two articles with the same distance one may not have asked for a length.
        shared.sort(key=lambda verdict: verdict.inside_m is not None)
        by_distance = {rules[v.rule_id].distance_m or 0.0: v for v in shared}
        for distance_m, verdict in sorted(by_distance.items()):
            yield (
                Cell(words=(each.label,)),
                Cell(words=(record_of(line.id, "L"),)),
                Cell(verdict.distance_m, ",.1f"),
                speaker.cell(speaker.term(verdict.side)),
                Cell(distance_m, ",.0f"),
                Cell(words=(named[distance_m],)),
                Cell(verdict.inside_m, ",.1f"),
                Cell(words=(record_of(each.work.id, "W"),)),
            )
