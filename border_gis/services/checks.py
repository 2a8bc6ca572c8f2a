"""Hold works against the rules that are in force, on every version of the line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from border_gis import __version__
from border_gis.access import Role
from border_gis.boundary.line import BoundaryLine
from border_gis.boundary.register import Register
from border_gis.errors import Finding, InputError, NotFoundError
from border_gis.exchange.checked_works import read_checked_works
from border_gis.exchange.lines import read_line
from border_gis.exchange.registers import read_register
from border_gis.exchange.zone_rules import read_rules
from border_gis.i18n.values import VIET_NAM_TIME
from border_gis.services.permissions import needs, without_actor
from border_gis.services.workspaces import Workspace, init_workspace
from border_gis.settings import Settings
from border_gis.works.model import Work
from border_gis.zones.checked import CheckedWork, take_work
from border_gis.zones.comparing import LineComparison, compare_lines
from border_gis.zones.judging import Court, judge
from border_gis.zones.law import RuleBook
from border_gis.zones.office import lay_over
from border_gis.zones.verdict import Verdict


@dataclass(frozen=True, slots=True)
class CheckData:
    """What a check works with.

    Attributes
    ----------
    lines : tuple of BoundaryLine
    register : Register
    book : RuleBook
    works : tuple of CheckedWork
    findings : tuple of Finding
        What was wrong in the files.
    """

    lines: tuple[BoundaryLine, ...]
    register: Register
    book: RuleBook
    works: tuple[CheckedWork, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkBetween:
    """A work on land between two lines, with its verdicts under each.

    Attributes
    ----------
    work : Work
    first, second : tuple of Verdict
        The same rules in the same order.
    """

    work: Work
    first: tuple[Verdict, ...]
    second: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """Two versions of the line side by side: the land between, and the works on it."""

    comparison: LineComparison
    works: tuple[WorkBetween, ...]


def today_in_viet_nam() -> date:
    """Return the day that it is in Viet Nam."""
    return datetime.now(VIET_NAM_TIME).date()


@needs(Role.VIEWER)
def rules_of(workspace: Workspace) -> RuleBook:
    """Return the rules that ship with the figures that the office has set.

    Raises
    ------
    DataError
        A rule is wrong; the file, the rule and the field are named.
    """
    book = read_rules(workspace.settings.data_folder / "zones")
    return lay_over(book, workspace.store.zone_rules())


@without_actor("run by whoever holds the file or the database itself, from the command line")
def load_check_data(
    settings: Settings,
    works_file: Path | None = None,
    line_file: Path | None = None,
    register_file: Path | None = None,
    rules_path: Path | None = None,
) -> CheckData:
    """Load what a check needs: from files where they are named, otherwise the workspace's.

    Raises
    ------
    DataError, CrsError
        A file cannot be used, or a rule is wrong.
    InputError
        There is no line.
    StoreError
        The workspace is needed and cannot be opened.
    """
    works, findings = ((), ()) if works_file is None else read_checked_works(works_file)
    markers, of_register = ((), ()) if register_file is None else read_register(register_file)
    needs_workspace = None in (works_file, line_file, register_file, rules_path)
    workspace = init_workspace(settings) if needs_workspace else None
    try:
        if works_file is None and workspace is not None:
            works = tuple(take_work(work) for work in workspace.works)
        register = workspace.register if register_file is None and workspace else Register(markers)
        if line_file is not None:
            lines: tuple[BoundaryLine, ...] = (read_line(line_file, register=register),)
        else:
            lines = workspace.lines if workspace else ()
        if rules_path is not None:
            book = read_rules(rules_path)
        else:
            book = rules_of(workspace) if workspace else RuleBook(())
    finally:
        if workspace is not None:
            workspace.close()
    if not lines:
        raise InputError("places.no_line")
    return CheckData(lines, register, book, works, (*findings, *of_register))


def check_all(
    data: CheckData, today: date | None = None, progress: Callable[[int, int], None] | None = None
) -> Iterator[Verdict]:
    """Yield one verdict for each work, rule and version of the line, line by line.

    Parameters
    ----------
    data : CheckData
    today : date, optional
        The day on which works are judged that are only planned.
    progress : callable, optional
        Called with how many works are done, over all lines, and how many there are.
    """
    count = len(data.works) * len(data.lines)
    for number, line in enumerate(data.lines):
        court = _court(data.book, line, data.register, today)
        before = number * len(data.works)

        def tell(done: int, _: int, before: int = before) -> None:
            if progress is not None:
                progress(before + done, count)

        yield from judge(data.works, court, tell)


@needs(Role.VIEWER)
def check_work(workspace: Workspace, work: CheckedWork, today: date | None = None) -> tuple[Verdict, ...]:
    """Return the verdicts on one work, saved or not, on every version of the line."""
    data = CheckData(workspace.lines, workspace.register, rules_of(workspace), (work,))
    return tuple(check_all(data, today))


@needs(Role.VIEWER)
def compare_versions(
    workspace: Workspace, first_id: str, second_id: str, today: date | None = None
) -> VersionsPage:
    """Return two versions of the line side by side, and the works on the land between them.

    Raises
    ------
    NotFoundError
        There is no such version.
    InputError
        They run beside each other nowhere.
    """
    first, second = (_find_line(workspace, line_id) for line_id in (first_id, second_id))
    comparison = compare_lines(first, second)
    works = workspace.works
    between = [works[row] for row in comparison.works_between([work.geometry for work in works])]
    book = rules_of(workspace)
    checked = [take_work(work) for work in between]
    verdicts = [
        list(judge(checked, _court(book, line, workspace.register, today))) for line in (first, second)
    ]
    count = len(book.rules)
    return VersionsPage(
        comparison,
        tuple(
            WorkBetween(work, *(tuple(each[row * count : (row + 1) * count]) for each in verdicts))
            for row, work in enumerate(between)
        ),
    )


def _find_line(workspace: Workspace, line_id: str) -> BoundaryLine:
    for line in workspace.lines:
        if line.id == line_id:
            return line
    raise NotFoundError("zones.unknown_line", line=line_id, known=[line.id for line in workspace.lines])


def _court(book: RuleBook, line: BoundaryLine, register: Register, today: date | None) -> Court:
    return Court(book, line, today or today_in_viet_nam(), register, __version__)
