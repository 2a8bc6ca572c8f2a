"""Let records out of the office: what a profile allows, and a second person for what is above it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any
from uuid import uuid4

import numpy as np
from shapely import to_geojson
from shapely.geometry.base import BaseGeometry

from border_gis.access import Actor, Role, Secrecy, highest_level
from border_gis.access.profiles import ReleaseProfile, ReleaseRules
from border_gis.access.records import ReleaseDecision, ReleaseRequest
from border_gis.access.releases import Release, ReleasedRecord, ReleaseMark
from border_gis.access.wording import write_neutrally
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.reference import MarkerReference
from border_gis.errors import Finding, ForbiddenError, InputError, NotFoundError
from border_gis.exchange.release_rules import read_release_rules
from border_gis.i18n import translate
from border_gis.services.permissions import name_author, needs, write_entry
from border_gis.services.workspaces import Workspace
from border_gis.stores import IncidentQuery

APPROVED_FOR = timedelta(days=30)
"""How long what a second person has approved may go out."""

_ASKED_TOGETHER = 500

# The geometry and the places of a record are records themselves, with fields of their own.
_INNER_KINDS = {("incident", "places"): "place"}


@needs(Role.VIEWER)
def release_rules(workspace: Workspace) -> ReleaseRules:
    """Return the release profiles and the table of phrases.

    Raises
    ------
    DataError
        If a file of them is missing or wrong.
    """
    return workspace.keep("release_rules", lambda: _read_rules(workspace))


@needs(Role.RECORDER)
def prepare_release(workspace: Workspace, kind: str, ids: Sequence[str], profile: str) -> Release:
    """Return records with only the fields that a profile allows, in neutral words where it says so.

    Parameters
    ----------
    workspace : Workspace
    kind : {"incident", "report", "survey_area", "attachment", "work", "marker", "gate", "line", "unit"}
    ids : sequence of str
        Of the records; of reports, the ids of their incidents: all their reports are meant.
    profile : str
        Code of a profile.

    Returns
    -------
    Release
        Records above the profile's level are in it only if a second person has approved that
        in the last 30 days (``ask_release``, ``approve_release``).

    Raises
    ------
    NotFoundError
        If one of the ids is nothing that the actor may see.
    DataError
        If there is no such profile.
    """
    rules = release_rules(workspace)
    chosen = rules.profile(profile)
    found = [(_id_of(each), _level_of(kind, each), each) for each in _load(workspace, kind, ids)]
    approvals = _find_approvals(workspace, kind, profile)
    records: list[ReleasedRecord] = []
    withheld: list[str] = []
    findings: list[Finding] = []
    approvers: list[str] = []
    for record_id, level, thing in found:
        approver = approvals.get(record_id, ("", Secrecy.NONE))
        is_above = not chosen.highest(kind).covers(level)
        if is_above and not (approver[0] and approver[1].covers(level)):
            withheld.append(record_id)
            continue
        if is_above:
            approvers.append(approver[0])
        values, found_words = _filter(chosen, rules, kind, thing, record_id)
        records.append(ReleasedRecord(kind, record_id, level, values))
        findings += found_words
    return Release(
        chosen, kind, tuple(records), tuple(withheld), tuple(findings), ", ".join(dict.fromkeys(approvers))
    )


@needs(Role.RECORDER)
def ask_release(
    workspace: Workspace, kind: str, ids: Sequence[str], profile: str, reason: str
) -> ReleaseRequest:
    """Ask that a second person lets out records that are above their profile.

    Raises
    ------
    InputError
        If no reason is given.
    NotFoundError
        If one of the ids is nothing that the actor may see.
    """
    if not reason.strip():
        raise InputError("release.without_reason")
    release_rules(workspace).profile(profile)
    found = _load(workspace, kind, ids)
    request = ReleaseRequest(
        id=str(uuid4()),
        asked_at=datetime.now(UTC),
        asked_by=name_author(workspace),
        asked_by_id=workspace.actor.person_id,
        kind=kind,
        record_ids=tuple(dict.fromkeys(_id_of(each) for each in found)),
        profile=profile,
        level=highest_level(_level_of(kind, each) for each in found),
        reason=reason.strip(),
    )
    workspace.store.append_release(request)
    return request


@needs(Role.RECORDER)
def list_releases(workspace: Workspace) -> tuple[tuple[ReleaseRequest, ReleaseDecision | None], ...]:
    """Return what was asked to be let out, with what was decided, newest first."""
    clearance = workspace.actor.clearance
    return tuple(each for each in workspace.store.releases() if clearance.covers(each[0].level))


@needs(Role.APPROVER)
def approve_release(
    workspace: Workspace, request_id: str, *, approved: bool = True, reason: str = ""
) -> ReleaseDecision:
    """Decide, as a second person, whether records above their profile may go out.

    On a PC without accounts the second person is another name: the program cannot tell
    whether it is another person.

    Raises
    ------
    ForbiddenError
        If it is the person who asked.
    NotFoundError
        If there is no such request that the actor may see.
    DataError
        If it has been decided already.
    """
    request = next((asked for asked, _ in list_releases(workspace) if asked.id == request_id), None)
    if request is None:
        raise NotFoundError("release.unknown", id=request_id)
    author = name_author(workspace)
    if _is_same_person(request, workspace.actor):
        raise ForbiddenError("release.own_request", name=author)
    decision = ReleaseDecision(
        release_id=request_id,
        decided_at=datetime.now(UTC),
        decided_by=author,
        decided_by_id=workspace.actor.person_id,
        approved=approved,
        reason=reason.strip(),
    )
    workspace.store.append_release_decision(decision)
    write_entry(
        workspace,
        "release",
        "approved" if approved else "declined",
        subject=request.kind,
        count=len(request.record_ids),
        profile=request.profile,
        level=request.level,
    )
    return decision


@needs(Role.VIEWER)
def record_export(
    workspace: Workspace,
    what: str,
    *,
    subject: str,
    count: int,
    profile: str = "internal",
    level: Secrecy = Secrecy.NONE,
    approved_by: str = "",
    reason: str = "",
) -> ReleaseMark:
    """Write down that a file leaves the office; return the mark that the file has to carry.

    Parameters
    ----------
    workspace : Workspace
    what : str
        The kind of file, for example ``"map"`` or ``"docx"``.
    subject : str
        The kind of record in it.
    count : int
        How many records.
    profile : str
        Code of the profile.
    level : Secrecy
        The highest level in it.
    approved_by : str
        The second person, of a release above its profile.
    reason : str
    """
    chosen = release_rules(workspace).profile(profile)
    if not chosen.highest(subject).covers(level) and not approved_by:
        raise ForbiddenError("release.above_profile", profile=profile, level=level)
    author = name_author(workspace)
    entry = write_entry(
        workspace,
        "exported",
        what,
        subject=subject,
        count=count,
        profile=profile,
        level=level,
        reason=reason,
    )
    return ReleaseMark(chosen, author, entry.recorded_at, level, approved_by)


def write_mark(mark: ReleaseMark, language: str) -> str:
    """Return what a file says of itself: profile, who released it and when, and its level."""
    said = translate(
        "release.mark",
        {"profile": mark.profile.name(language), "name": mark.released_by, "moment": mark.released_at},
        language,
    )
    if mark.approved_by:
        said += " " + translate("release.mark_approved", {"name": mark.approved_by}, language)
    stamp = write_level(mark.level, language)
    return f"{stamp} – {said}" if stamp else said


def write_level(level: Secrecy, language: str) -> str:
    """Return the level as it is stamped on a page; empty where there is none."""
    return "" if level is Secrecy.NONE else translate(f"access.stamp_{level}", None, language)


def _read_rules(workspace: Workspace) -> ReleaseRules:
    return read_release_rules(workspace.settings.data_folder / "release")


def _load(workspace: Workspace, kind: str, ids: Sequence[str]) -> list[Any]:
    store = workspace.store
    known = _load_together(workspace, kind, ids)
    by_id: dict[str, Callable[[str], Any]] = {
        "incident": lambda wanted: known.get(wanted) or store.incident(wanted),
        "survey_area": lambda wanted: known.get(wanted) or store.survey_area(wanted),
        "proceeding": lambda wanted: known.get(wanted) or store.proceeding(wanted),
        "attachment": lambda sha256: _find_file(workspace, sha256),
    }
    registers: dict[str, Callable[[], Sequence[Any]]] = {
        "work": lambda: workspace.works,
        "marker": lambda: workspace.markers,
        "gate": lambda: workspace.gates,
        "line": lambda: workspace.lines,
        "unit": lambda: workspace.units,
    }
    if kind == "report":
        incidents = [store.incident(each) for each in ids]
        return [report for incident in incidents for report in store.reports(incident.id)]
    if kind in registers:
        registered = {thing.id: thing for thing in registers[kind]()}
        return [_pick(registered, each) for each in ids]
    if kind not in by_id:
        raise InputError("release.unknown_kind", kind=kind, known=[*by_id, *registers, "report"])
    return [by_id[kind](each) for each in ids]


def _load_together(workspace: Workspace, kind: str, ids: Sequence[str]) -> Mapping[str, Any]:
    """Return what can be read at once, by id: a question for each of thousands takes minutes."""
    store = workspace.store
    if kind == "survey_area" and len(ids) > 1:
        return {area.id: area for area in store.survey_areas()}
    if kind == "proceeding" and len(ids) > 1:
        return {each.id: each for each in store.proceedings()}
    if kind != "incident":
        return {}
    parts = [tuple(ids[start : start + _ASKED_TOGETHER]) for start in range(0, len(ids), _ASKED_TOGETHER)]
    return {
        incident.id: incident for part in parts for incident in store.find_incidents(IncidentQuery(ids=part))
    }


def _pick(known: Mapping[str, Any], wanted: str) -> Any:
    if wanted not in known:
        raise NotFoundError("release.unknown_record", id=wanted)
    return known[wanted]


def _find_file(workspace: Workspace, sha256: str) -> Any:
    found = workspace.store.find_attachments((sha256,))
    if not found:
        raise NotFoundError("attachments.missing", sha256=sha256)
    return found[0]


def _id_of(thing: Any) -> str:
    return str(getattr(thing, "sha256", None) or thing.id)


def _level_of(kind: str, thing: Any) -> Secrecy:
    if kind == "incident":
        return Secrecy(thing.level)
    return Secrecy(getattr(thing, "secrecy", Secrecy.NONE))


def _find_approvals(workspace: Workspace, kind: str, profile: str) -> dict[str, tuple[str, Secrecy]]:
    """Return for each record who has approved that it goes out, and up to which level."""
    since = datetime.now(UTC) - APPROVED_FOR
    found: dict[str, tuple[str, Secrecy]] = {}
    for request, decision in workspace.store.releases():
        if decision is None or not decision.approved or decision.decided_at < since:
            continue
        if (request.kind, request.profile) == (kind, profile):
            for record_id in request.record_ids:
                found.setdefault(record_id, (decision.decided_by, request.level))
    return found


def _is_same_person(request: ReleaseRequest, actor: Actor) -> bool:
    if request.asked_by_id or actor.person_id:
        return request.asked_by_id == actor.person_id
    return request.asked_by.casefold() == actor.name.casefold()


def _filter(
    profile: ReleaseProfile, rules: ReleaseRules, kind: str, thing: Any, where: str
) -> tuple[dict[str, Any], list[Finding]]:
    """Return the fields that may go out, as plain values, and the judging words in them."""
    values: dict[str, Any] = {}
    findings: list[Finding] = []
    for name in (field.name for field in fields(thing)):
        if not profile.allows(kind, name):
            continue
        inner = _INNER_KINDS.get((kind, name))
        if inner is not None:
            parts = [_filter(profile, rules, inner, part, where) for part in getattr(thing, name)]
            values[name] = [part for part, _ in parts]
            findings += [finding for _, found in parts for finding in found]
            continue
        values[name] = _write_plain(getattr(thing, name))
        if profile.is_neutral:
            values[name], left = _neutralise(values[name], rules)
            if left:
                findings.append(
                    Finding("release.judging_words", {"words": sorted(left), "field": name}, where)
                )
    return values, findings


def _neutralise(value: Any, rules: ReleaseRules) -> tuple[Any, set[str]]:
    """Return a value in neutral words; a text for which there are none is left out."""
    if isinstance(value, str):
        said, left = write_neutrally(value, rules.phrases)
        return ("" if left else said), set(left)
    if isinstance(value, list):
        parts = [_neutralise(each, rules) for each in value]
        return [part for part, _ in parts], {word for _, left in parts for word in left}
    return value, set()


def _write_plain(value: Any) -> Any:
    if isinstance(value, BaseGeometry):
        return json.loads(to_geojson(value))
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, PartialDate | date | datetime):
        return value.isoformat()
    if isinstance(value, MarkerReference):
        return str(value)
    if isinstance(value, np.ndarray):
        return value.tolist()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _write_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): _write_plain(each) for name, each in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [_write_plain(each) for each in value]
    return value
