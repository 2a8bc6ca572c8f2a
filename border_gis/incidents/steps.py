"""The steps that an incident takes and the kinds of paper they leave: lists of the office, as data.

Nothing here forces a step: what has happened suggests what may come next, and a state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from border_gis.incidents.model import IncidentState, Report
from border_gis.incidents.waits import match_replies, read_corrected


class Lane(StrEnum):
    """Whose step it is; timelines have one lane for each."""

    OURS = "ours"
    THEIRS = "theirs"
    JOINT = "joint"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the workflow.

    Attributes
    ----------
    code : str
    name : mapping of str to str
        By language: vi, en, and zh where the term is attested.
    lane : Lane
    from_whom, to_whom : mapping of str to str
        Who usually acts, and towards whom, by language.
    papers : tuple of str
        Codes of the kinds of paper that it usually leaves.
    state : IncidentState or None
        What it suggests for the incident.
    awaits : tuple of str
        Codes of the steps that would answer it; empty if it asks for no reply.
    next : tuple of str
        Codes of the steps that usually follow.
    begins : bool
        Whether an incident often begins with it.
    is_own : bool
        True for what the office has added.
    """

    code: str
    name: Mapping[str, str]
    lane: Lane
    from_whom: Mapping[str, str]
    to_whom: Mapping[str, str]
    papers: tuple[str, ...] = ()
    state: IncidentState | None = None
    awaits: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    begins: bool = False
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of paper.

    Attributes
    ----------
    code : str
    name : mapping of str to str
        By language.
    is_own : bool
        True for what the office has added.
    """

    code: str
    name: Mapping[str, str]
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class EventKind:
    """An event of the treaty's list for border representatives.

    Attributes
    ----------
    code : str
    number : int
        Its place in the list.
    name : mapping of str to str
        By language.
    """

    code: str
    number: int
    name: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Workflow:
    """The office's steps and kinds of paper, those that ship first.

    Attributes
    ----------
    steps : tuple of Step
    papers : tuple of PaperKind
    """

    steps: tuple[Step, ...]
    papers: tuple[PaperKind, ...]

    def step(self, code: str) -> Step | None:
        """Return the step with a code; None for one that the lists no longer have."""
        return next((step for step in self.steps if step.code == code), None)

    def paper(self, code: str) -> PaperKind | None:
        """Return the kind of paper with a code; None for one that the lists no longer have."""
        return next((paper for paper in self.papers if paper.code == code), None)

    def lane_of(self, report: Report) -> Lane:
        """Return whose step a report is; none for a report without a step."""
        step = self.step(report.particulars.step)
        return Lane.NONE if step is None else step.lane


class SuggestionReason(StrEnum):
    """Why a step is suggested."""

    ANSWERS = "answers"
    """It would answer what waits for a reply."""
    FOLLOWS = "follows"
    """It usually follows the last step."""
    BEGINS = "begins"
    """Nothing has happened yet."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A step that may come next.

    Attributes
    ----------
    step : Step
    reason : SuggestionReason
    report_id : str or None
        The report that it would answer or follow.
    """

    step: Step
    reason: SuggestionReason
    report_id: str | None = None


def suggest_steps(workflow: Workflow, reports: Sequence[Report]) -> tuple[Suggestion, ...]:
    """Return what may come next, replies that are out first; each step once.

    Parameters
    ----------
    workflow : Workflow
    reports : sequence of Report
        Of one incident, in the order in which they were appended.
    """
    said = read_corrected(reports)
    found: list[tuple[str, SuggestionReason, str | None]] = [
        (code, SuggestionReason.ANSWERS, match.asked.id)
        for match in match_replies(said)
        if match.answered is None
        for code in match.asked.particulars.awaits
    ]
    with_step = [report for report in said if workflow.step(report.particulars.step) is not None]
    if with_step:
        last = with_step[-1]
        step = workflow.step(last.particulars.step)
        found += [(code, SuggestionReason.FOLLOWS, last.id) for code in (step.next if step else ())]
    else:
        found += [(step.code, SuggestionReason.BEGINS, None) for step in workflow.steps if step.begins]
    suggested: dict[str, Suggestion] = {}
    for code, reason, report_id in found:
        step = workflow.step(code)
        if step is not None and code not in suggested:
            suggested[code] = Suggestion(step, reason, report_id)
    return tuple(suggested.values())


def suggest_state(workflow: Workflow, reports: Sequence[Report]) -> IncidentState | None:
    """Return the state that the last step with one suggests; None if no step does."""
    for report in reversed(read_corrected(reports)):
        step = workflow.step(report.particulars.step)
        if step is not None and step.state is not None:
            return step.state
    return None
