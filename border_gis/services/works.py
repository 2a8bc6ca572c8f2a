"""What a person does with works near the line: list them, look at one, add and change them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from border_gis import __version__
from border_gis.access import Role
from border_gis.boundary.line import BoundaryLine
from border_gis.errors import NotFoundError
from border_gis.services.checks import rules_of, today_in_viet_nam
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace
from border_gis.zones.checked import take_work
from border_gis.zones.gravity import gravest
from border_gis.zones.judging import Court, judge
from border_gis.zones.sureness import Certainty
from border_gis.zones.verdict import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class WorkVerdict:
    """What matters most of all that the rules say of one work on one version of the line.

    Attributes
    ----------
    work_id, line_id : str
    gravest : Verdict
    counts : mapping of Outcome to int
        How many rules say what.
    """

    work_id: str
    line_id: str
    gravest: Verdict
    counts: Mapping[Outcome, int]

    @property
    def outcome(self) -> Outcome:
        """Return the gravest outcome."""
        return self.gravest.outcome

    @property
    def certainty(self) -> Certainty | None:
        """Return how sure it is; None where it cannot be told."""
        return self.gravest.certainty


@needs(Role.VIEWER)
def summarise_verdicts(
    workspace: Workspace, line_id: str | None = None, today: date | None = None
) -> Mapping[str, WorkVerdict]:
    """Return the gravest verdict on every work, by id of the work.

    Worked out once and kept until works, rules, markers or lines change, or the day does.

    Parameters
    ----------
    workspace : Workspace
    line_id : str, optional
        Version of the line; the first of the workspace without one.
    today : date, optional
        Day on which works are judged that are only planned.

    Raises
    ------
    NotFoundError
        There is no such version of the line.
    DataError
        A rule is wrong.
    """
    line = choose_line(workspace, line_id)
    if line is None:
        return {}
    day = today or today_in_viet_nam()
    return workspace.keep(
        f"verdict_summary:{line.id}:{day.isoformat()}", lambda: _summarise(workspace, line, day)
    )


def choose_line(workspace: Workspace, line_id: str | None) -> BoundaryLine | None:
    """Return a version of the line by its id; the first without one, None if there is none at all.

    Raises
    ------
    NotFoundError
        There is no such version.
    """
    lines = workspace.lines
    if line_id is None:
        return next(iter(lines), None)
    for line in lines:
        if line.id == line_id:
            return line
    raise NotFoundError("zones.unknown_line", line=line_id, known=[line.id for line in lines])


def _summarise(workspace: Workspace, line: BoundaryLine, day: date) -> Mapping[str, WorkVerdict]:
    court = Court(rules_of(workspace), line, day, workspace.register, __version__)
    checked = [take_work(work) for work in workspace.works]
    found: dict[str, WorkVerdict] = {}
    for work_id, some in groupby(judge(checked, court), key=lambda verdict: verdict.work_id):
        verdicts = tuple(some)
        worst = gravest(verdicts)
        if worst is not None:
            counts = Counter(verdict.outcome for verdict in verdicts)
            found[work_id] = WorkVerdict(work_id, line.id, worst, counts)
    return found
