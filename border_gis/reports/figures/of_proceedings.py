"""What the office itself did and wrote in a period: meetings, papers, comments, matters of gates."""

from __future__ import annotations

from collections.abc import Iterable

from border_gis.i18n.values import enum_code
from border_gis.incidents.steps import Step
from border_gis.proceedings.kinds import PaperRole, ProceedingClass, ProceedingKind
from border_gis.proceedings.model import NamedPaper, Proceeding, ProceedingState
from border_gis.reports.figures.days import DayRange, Within, all_of, lies_in, read_days
from border_gis.reports.figures.model import Entry, Group, Label
from border_gis.reports.figures.records import PeriodRecords, Tally

SHOWN = (("proceeding", ("kind", "title", "happened", "state")),)
_PAPERS = {
    ProceedingState.ISSUED: "papers_issued",
    ProceedingState.SENT: "papers_sent",
    ProceedingState.DRAFTED: "papers_drafted",
}
_OTHERWISE, _COMMENTED = "papers_state_unknown", "papers_commented"


def count_proceedings(records: PeriodRecords) -> tuple[Group, ...]:
    """Return what the office did and wrote: by class, by kind within each class, papers, and gates."""
    kinds = {kind.code: kind for kind in records.proceeding_kinds}
    classes = Tally(Label(str(enum_code(group))) for group in ProceedingClass)
    by_kind = {group: Tally(_said_always(group, records)) for group in ProceedingClass}
    papers = Tally(Label(f"period.{name}") for name in (*_PAPERS.values(), _OTHERWISE, _COMMENTED))
    gates, sought = Tally(), Tally()
    for counted in records.proceedings:
        said = counted.proceeding
        kind = kinds.get(said.kind)
        group = ProceedingClass.PAPER if kind is None else kind.group
        inside = all_of(counted.belongs, lies_in(_days_of(said), records.period))
        name = name_kind(said, kind)
        classes.add(Label(str(enum_code(group))), enter_proceeding(said, name), inside)
        by_kind[group].add(name, enter_proceeding(said, Label(str(enum_code(said.state)))), inside)
        for gate in said.gates:
            gates.add(Label(text=gate.name), enter_proceeding(said, name), inside)
            if gate.sought is not None:
                label = Label(str(enum_code(gate.sought)))
                sought.add(label, enter_proceeding(said, Label(text=gate.name)), inside)
        for paper, label in _list_papers(said, kind):
            on = read_days(paper.date) if paper.date is not None else _days_of(said)
            entry = Entry(
                said.number, "proceeding", said.id, _write_paper(paper), name, paper.date or said.happened,
                said.secrecy,
            )  # fmt: skip
            papers.add(label, entry, all_of(counted.belongs, lies_in(on, records.period)))
    return (
        Group("office_work", classes.in_order(), is_drawn=True, shows_fields=SHOWN),
        *(
            Group(f"office_{group}", by_kind[group].by_size(), is_drawn=True, shows_fields=SHOWN)
            for group in ProceedingClass
        ),
        Group("office_writings", papers.in_order(), shows_fields=(("proceeding", ("papers", "title")),)),
        Group("gates_named", gates.by_size(), shows_fields=(("proceeding", ("gates", "title")),)),
        Group("gates_sought", sought.by_size(), shows_fields=(("proceeding", ("gates", "title")),)),
    )


def list_exchanged(records: PeriodRecords) -> Iterable[tuple[Step, Entry, Within]]:
    """Yield notes, letters, talks and surveys that belong to no incident, under the steps that they would be.

    What is only drafted has not been sent and is none.
    """
    kinds = {kind.code: kind for kind in records.proceeding_kinds}
    for counted in records.proceedings:
        said = counted.proceeding
        kind = kinds.get(said.kind)
        step = records.workflow.step(kind.step) if kind is not None and kind.step else None
        if step is not None and said.state.is_done:
            inside = all_of(counted.belongs, lies_in(_days_of(said), records.period))
            yield step, enter_proceeding(said, name_kind(said, kind)), inside


def enter_proceeding(proceeding: Proceeding, label: Label | None = None) -> Entry:
    """Return a proceeding as what stands behind a figure."""
    return Entry(
        proceeding.number, "proceeding", proceeding.id, proceeding.title, label, proceeding.happened,
        proceeding.secrecy,
    )  # fmt: skip


def name_kind(proceeding: Proceeding, kind: ProceedingKind | None) -> Label:
    """Return what a kind is called; its code where no list has it any more."""
    return Label(f"proceeding_kind.{proceeding.kind}", {} if kind is None else kind.name)


def _said_always(group: ProceedingClass, records: PeriodRecords) -> Iterable[Label]:
    return (
        Label(f"proceeding_kind.{kind.code}", kind.name)
        for kind in records.proceeding_kinds
        if kind.group is group and kind.always_said
    )


def _days_of(proceeding: Proceeding) -> DayRange:
    """Return the days on which it began: a span counts in the period of its beginning."""
    return read_days(proceeding.happened)


def _list_papers(proceeding: Proceeding, kind: ProceedingKind | None) -> Iterable[tuple[NamedPaper, Label]]:
    """Yield the papers of a proceeding with the figure that each counts in."""
    role = PaperRole.LISTED if kind is None else kind.papers
    papers = proceeding.papers
    if not papers and role is PaperRole.ITSELF:
        papers = (NamedPaper(proceeding.title),)
    name = _COMMENTED if role is PaperRole.COMMENTED else _PAPERS.get(proceeding.state, _OTHERWISE)
    return ((paper, Label(f"period.{name}")) for paper in papers)


def _write_paper(paper: NamedPaper) -> str:
    return ", ".join(part for part in (paper.number, paper.title) if part)
