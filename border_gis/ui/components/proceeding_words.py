"""What is said of the office's own proceedings on more than one page."""

from __future__ import annotations

from border_gis.boundary.dates import PartialDate
from border_gis.boundary.gates import GateKind
from border_gis.i18n import describe_value
from border_gis.proceedings.kinds import ProceedingKind
from border_gis.proceedings.model import NamedGate, NamedPaper, Proceeding, ProceedingState
from border_gis.ui.look import capital
from border_gis.ui.session import Session

COLOURS = {
    ProceedingState.UNDER_WAY: "#d55e00",
    ProceedingState.DRAFTED: "#a06f00",
    ProceedingState.SENT: "#0072b2",
    ProceedingState.ISSUED: "#007a5a",
    ProceedingState.HELD: "#007a5a",
    ProceedingState.UNKNOWN: "#7a8791",
}
"""The colours of Okabe and Ito; the state stands beside the dot in words."""


def say_kind(code: str, kinds: dict[str, ProceedingKind], session: Session) -> str:
    """Return the name of a kind; its code where no list has it any more."""
    return capital(kinds[code].name[session.language]) if code in kinds else code


def say_happened(proceeding: Proceeding, session: Session) -> str:
    """Return when it was: a day, a month, a year, or a span of them."""
    days = [proceeding.happened, proceeding.until]
    return " – ".join(describe_value(day, session.language) for day in days if day is not None)


def say_state(proceeding: Proceeding, session: Session) -> str:
    """Return the state in words, and that it was withdrawn."""
    if proceeding.is_withdrawn:
        return capital(session.say("proceeding_field.is_withdrawn"))
    return capital(describe_value(proceeding.state, session.language))


def say_paper(paper: NamedPaper, session: Session) -> str:
    """Return number, date and title of a paper."""
    date = "" if paper.date is None else describe_value(paper.date, session.language)
    return ", ".join(part for part in (paper.number, date, paper.title) if part)


def say_gate(gate: NamedGate, session: Session) -> str:
    """Return the name of a gate, and what it is proposed to become."""
    return (
        gate.name if gate.sought is None else f"{gate.name} → {describe_value(gate.sought, session.language)}"
    )


def say_field(name: str, value: object, session: Session, kinds: dict[str, ProceedingKind]) -> str:
    """Return the plain value of a field in an entry of the history, in words."""
    if value is None or value in ("", []):
        return "–"
    if name == "kind":
        return say_kind(str(value), kinds, session)
    if name in ("state", "secrecy"):
        return session.say(f"{'proceeding_state' if name == 'state' else 'secrecy'}.{value}")
    if name in ("happened", "until"):
        return describe_value(PartialDate.fromisoformat(str(value)), session.language)
    if name == "papers" and isinstance(value, list):
        papers = (NamedPaper(one["title"], one["number"], _read_date(one["date"])) for one in value)
        return "; ".join(say_paper(paper, session) for paper in papers)
    if name == "gates" and isinstance(value, list):
        gates = (NamedGate(one["name"], one["sought"] and GateKind(one["sought"])) for one in value)
        return "; ".join(say_gate(gate, session) for gate in gates)
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return describe_value(value, session.language)


def _read_date(text: str | None) -> PartialDate | None:
    return None if text is None else PartialDate.fromisoformat(text)
