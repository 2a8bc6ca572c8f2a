"""How a work came to be what it is: what is known of it as plain values, its states, and any day before.

Two questions are kept apart. What was *known* by a day goes by when entries were written
down; what had *happened* by a day goes by the dates that the papers give, as they are known
now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape

from border_gis.boundary.changes import RegisterChange
from border_gis.boundary.dates import PartialDate
from border_gis.errors import DataError
from border_gis.works.model import Work, WorkKind, WorkParty, WorkState

FIELDS = tuple(field.name for field in fields(Work) if field.name != "id")
"""What an entry may set, in the order of `Work`."""

_DATES = ("since", "extended", "notified")
_CODES: Mapping[str, type[StrEnum]] = {"kind": WorkKind, "party": WorkParty, "state": WorkState}
_BUILT = (WorkState.UNDER_CONSTRUCTION, WorkState.COMPLETED)


@dataclass(frozen=True, slots=True)
class ReportedState:
    """A state of a work, as it was reported.

    Attributes
    ----------
    state : WorkState
    event_date : PartialDate or None
        When it was so.
    paper, text : str
    author : str
    recorded_at : datetime or None
        None for what stood in the register before its history began.
    change_id : str
        Id of the entry; empty likewise.
    is_undone : bool
    """

    state: WorkState
    event_date: PartialDate | None = None
    paper: str = ""
    text: str = ""
    author: str = ""
    recorded_at: datetime | None = None
    change_id: str = ""
    is_undone: bool = False


@dataclass(frozen=True, slots=True)
class WorkThen:
    """A work on a day that has passed.

    Attributes
    ----------
    work : Work
    is_certain : bool
        False where a date is known by its month or year only, and the day lies within it, or
        where no date is known at all.
    """

    work: Work
    is_certain: bool = True


def describe_work(work: Work) -> dict[str, Any]:
    """Return what is known of a work as plain JSON values, by name of the field."""
    plain = {name: getattr(work, name) for name in FIELDS}
    for name in _DATES:
        plain[name] = None if plain[name] is None else plain[name].isoformat()
    for name in _CODES:
        plain[name] = plain[name].value
    plain["geometry"] = None if work.geometry is None else _plain_geometry(mapping(work.geometry))
    return plain


def restore_work(work_id: str, plain: Mapping[str, Any]) -> Work:
    """Return the work that `describe_work` described.

    Raises
    ------
    DataError
        If a value is none that a work can have.
    """
    values = {name: value for name, value in plain.items() if name in FIELDS}
    try:
        for name in _DATES:
            text = values.get(name)
            values[name] = None if text is None else PartialDate.fromisoformat(text)
        for name, codes in _CODES.items():
            values[name] = codes(values[name])
        geometry = values.get("geometry")
        values["geometry"] = None if geometry is None else shape(dict(geometry))
        return Work(id=work_id, **values)
    except (AttributeError, LookupError, TypeError, ValueError, ShapelyError) as error:
        raise DataError("works.bad_entry", work=work_id, reason=str(error)) from error


def fields_set_by_state(work: Work, state: WorkState, event_date: PartialDate | None) -> dict[str, Any]:
    """Return the fields that a reported state sets, in plain values.

    The date of a state that says when something was built, extended or notified becomes
    that date of the work where it has none.
    """
    wanted: dict[str, Any] = {"state": state.value}
    if event_date is None:
        return wanted
    if state is WorkState.EXTENDED:
        wanted["extended"] = event_date.isoformat()
    elif state is WorkState.NOTIFIED and work.notified is None:
        wanted["notified"] = event_date.isoformat()
    elif state in _BUILT and work.since is None:
        wanted["since"] = event_date.isoformat()
    return wanted


def list_states(work: Work, changes: Sequence[RegisterChange]) -> tuple[ReportedState, ...]:
    """Return every state that was reported of a work, in the order of the events.

    Parameters
    ----------
    work : Work
        As it is known now.
    changes : sequence of RegisterChange
        Its whole history, oldest first.

    Returns
    -------
    tuple of ReportedState
        One without a date stands where it was written down. A state that was undone stays,
        and says so.
    """
    undone = {change.undoes for change in changes if change.undoes}
    first = restore_as_known(work, changes, None)
    states: list[ReportedState] = []
    if not changes or changes[0].kind != "added":
        states.append(ReportedState(first.state, _date_of_state(first)))
    for change in changes:
        if change.kind == "added":
            added = restore_work(work.id, change.after)
            states.append(
                _read_state(change, added.state, change.event_date or _date_of_state(added), undone)
            )
        elif change.kind == "state":
            states.append(_read_state(change, WorkState(change.state), change.event_date, undone))
    return _in_order_of_events(states)


def restore_as_known(work: Work, changes: Sequence[RegisterChange], moment: datetime | None) -> Work:
    """Return a work as it was known at a moment, from what is known now and the entries since.

    Parameters
    ----------
    moment : datetime or None
        Aware; None goes back before every entry except the one that added the work.
    """
    plain = describe_work(work)
    for change in reversed(changes):
        if change.kind != "added" and (moment is None or change.recorded_at > moment):
            plain.update(change.before)
    return restore_work(work.id, plain)


def was_known(changes: Sequence[RegisterChange], moment: datetime) -> bool:
    """Return whether a work was in the register at a moment."""
    return not changes or changes[0].kind != "added" or changes[0].recorded_at <= moment


def restore_as_happened(work: Work, changes: Sequence[RegisterChange], day: date) -> WorkThen | None:
    """Return a work with the state that it had on a day, by the dates that are known now.

    None if nothing had happened of it yet.
    """
    states = [state for state in list_states(work, changes) if not state.is_undone]
    begun = [s for s in states if s.event_date is not None and s.event_date.first_day <= day]
    if begun:
        last = begun[-1]
        is_certain = last.event_date is not None and last.event_date.last_day <= day
        return WorkThen(replace(work, state=last.state), is_certain)
    if any(state.event_date is None for state in states):
        first = next(state for state in states if state.event_date is None)
        return WorkThen(replace(work, state=first.state), is_certain=False)
    return None


def is_overtaken(states: Sequence[ReportedState], event_date: PartialDate | None) -> bool:
    """Return whether something later is known than a state that is reported now.

    A state that surely was before one that is known already is added to the history and
    does not become what the work is today.
    """
    if event_date is None:
        return False
    known = [state.event_date for state in states if state.event_date is not None and not state.is_undone]
    return any(event_date.last_day < later.first_day for later in known)


def _read_state(
    change: RegisterChange, state: WorkState, event_date: PartialDate | None, undone: set[str]
) -> ReportedState:
    return ReportedState(
        state=state,
        event_date=event_date,
        paper=change.paper,
        text=change.reason,
        author=change.author,
        recorded_at=change.recorded_at,
        change_id=change.id,
        is_undone=change.id in undone,
    )


def _date_of_state(work: Work) -> PartialDate | None:
    if work.state is WorkState.EXTENDED and work.extended is not None:
        return work.extended
    if work.state is WorkState.NOTIFIED and work.notified is not None:
        return work.notified
    return work.since


def _in_order_of_events(states: Sequence[ReportedState]) -> tuple[ReportedState, ...]:
    """Sort dated states by their dates; each without a date stays behind the one written before it."""
    keys: list[tuple[date, int]] = []
    reached = date.min
    for number, state in enumerate(states):
        if state.event_date is not None:
            reached = state.event_date.first_day
        keys.append((reached, number))
    return tuple(states[number] for _, number in sorted(keys))


def _plain_geometry(value: Any) -> Any:
    """Return a GeoJSON geometry with lists where a mapping of shapely has tuples, as JSON reads it back."""
    if isinstance(value, Mapping):
        return {name: _plain_geometry(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain_geometry(part) for part in value]
    return value
