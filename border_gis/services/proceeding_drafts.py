"""A proceeding before it is recorded: what it would be, and what does not fit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from border_gis.access import Role, Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.provinces import province_of_marker
from border_gis.boundary.reference import parse_list
from border_gis.errors import Finding, InputError, NotFoundError, Severity
from border_gis.proceedings.model import NamedGate, NamedPaper, Proceeding, ProceedingState
from border_gis.services.permissions import needs
from border_gis.services.workflow import list_proceeding_kinds
from border_gis.services.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class ProceedingDraft:
    """What a person has filled in of something that the office did or wrote.

    Attributes
    ----------
    kind, title : str
    happened, until : PartialDate or None
    state : ProceedingState
    papers : tuple of NamedPaper
    offices : tuple of str
    reference_text : str
        Places by marker reference; may be empty.
    gates : tuple of NamedGate
    units : tuple of str
    incidents : tuple of str
        Numbers or ids.
    text, source, province : str
    secrecy : Secrecy
    """

    kind: str
    title: str
    happened: PartialDate | None = None
    until: PartialDate | None = None
    state: ProceedingState = ProceedingState.UNKNOWN
    papers: tuple[NamedPaper, ...] = ()
    offices: tuple[str, ...] = ()
    reference_text: str = ""
    gates: tuple[NamedGate, ...] = ()
    units: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    text: str = ""
    source: str = ""
    province: str = ""
    secrecy: Secrecy = Secrecy.NONE


@needs(Role.VIEWER)
def build_proceeding(
    workspace: Workspace, draft: ProceedingDraft, base: Proceeding
) -> tuple[Proceeding, list[Finding]]:
    """Return what would be recorded of a draft on top of what is known, and what does not fit."""
    findings: list[Finding] = []

    def refuse(code: str, **params: Any) -> None:
        findings.append(Finding(code, params, severity=Severity.ERROR))

    kinds = {kind.code for kind in list_proceeding_kinds(workspace)}
    if draft.kind not in kinds and draft.kind != base.kind:
        refuse("proceedings.unknown_kind", kind=draft.kind or "–")
    if not draft.title.strip():
        refuse("proceedings.no_title")
    if draft.happened is None:
        refuse("proceedings.no_date")
    elif draft.until is not None and draft.until.last_day < draft.happened.first_day:
        refuse("proceedings.ends_before", first=draft.happened, last=draft.until)
    incidents = []
    for number in filter(None, (each.strip() for each in draft.incidents)):
        try:
            incidents.append(workspace.store.incident(number).id)
        except NotFoundError:
            refuse("proceedings.unknown_incident", number=number)
    province = draft.province.strip()
    if draft.reference_text.strip():
        try:
            readings = parse_list(draft.reference_text)
            named = (province_of_marker(one[0].start.marker) for one in readings if one)
            province = province or next((name for name in named if name), "")
        except InputError as error:
            findings.append(Finding(error.code, error.params, severity=Severity.ERROR))
    papers = tuple(
        NamedPaper(paper.title.strip(), paper.number.strip(), paper.date)
        for paper in draft.papers
        if paper.title.strip() or paper.number.strip()
    )
    gates = tuple(NamedGate(gate.name.strip(), gate.sought) for gate in draft.gates if gate.name.strip())
    return replace(
        base,
        kind=draft.kind,
        title=" ".join(draft.title.split()),
        happened=draft.happened or base.happened,
        until=draft.until,
        state=draft.state,
        papers=papers,
        offices=_strip(draft.offices),
        reference_as_written=draft.reference_text.strip(),
        gates=gates,
        units=_strip(draft.units),
        incidents=tuple(sorted(set(incidents))),
        text=draft.text.strip(),
        source=draft.source.strip(),
        province=province or str(workspace.store.setting("province", "")),
        secrecy=draft.secrecy,
    ), findings


def _strip(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text.strip() for text in texts if text.strip())
