"""A proceeding: something that the office did or wrote and that belongs to no incident, work, area or marker.

It may name some. Its entries are kept as the history of the register keeps those of works and areas: what
was recorded first, each correction, the withdrawal, and what was undone. With whom something was done are
offices, never persons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from border_gis.access import Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.gates import GateKind
from border_gis.errors import DataError


class ProceedingState(StrEnum):
    """How far it has come, as far as anybody says."""

    UNDER_WAY = "under_way"
    DRAFTED = "drafted"
    SENT = "sent"
    ISSUED = "issued"
    HELD = "held"
    UNKNOWN = "unknown"

    @property
    def is_done(self) -> bool:
        """Whether it has left the office, or was held."""
        return self in (ProceedingState.SENT, ProceedingState.ISSUED, ProceedingState.HELD)


@dataclass(frozen=True, slots=True)
class NamedPaper:
    """A paper of a proceeding: one that it left, or one that was commented on.

    Attributes
    ----------
    title : str
    number : str
        Number and symbol; empty where nobody says.
    date : PartialDate or None
    """

    title: str
    number: str = ""
    date: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class NamedGate:
    """A gate or crossing that a proceeding is about.

    Attributes
    ----------
    name : str
        As it was written, on the Vietnamese side.
    sought : GateKind or None
        What it is proposed to become; None where nothing of that kind is asked.
    """

    name: str
    sought: GateKind | None = None


@dataclass(frozen=True, slots=True)
class Proceeding:
    """Something that the office did or wrote.

    Attributes
    ----------
    id : str
        UUID.
    kind : str
        Code of a list in ``data/workflow/proceedings.toml``, or of the office's own.
    title : str
    happened : PartialDate
        When, or from when on; as precisely as it is known.
    until : PartialDate or None
        The last day of a span.
    state : ProceedingState
    number : str
        By which a person finds it, for example ``CT-CB-2022-001``.
    papers : tuple of NamedPaper
    offices : tuple of str
        With whom, or to whom; never persons.
    reference_as_written : str
        Places by marker reference, several with semicolons.
    gates : tuple of NamedGate
    units : tuple of str
        Districts and communes as they were written.
    incidents : tuple of str
        Ids of the incidents that it is related to.
    text, source, province : str
    secrecy : Secrecy
    is_withdrawn : bool
        True for what should not have been recorded: it counts nowhere and stays in the history.
    demonstration : bool
    """

    id: str
    kind: str
    title: str
    happened: PartialDate
    until: PartialDate | None = None
    state: ProceedingState = ProceedingState.UNKNOWN
    number: str = ""
    papers: tuple[NamedPaper, ...] = ()
    offices: tuple[str, ...] = ()
    reference_as_written: str = ""
    gates: tuple[NamedGate, ...] = ()
    units: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    text: str = ""
    source: str = ""
    province: str = ""
    secrecy: Secrecy = Secrecy.NONE
    is_withdrawn: bool = False
    demonstration: bool = False


_TEXTS = ("kind", "title", "number", "reference_as_written", "text", "source", "province")
_LISTS = ("offices", "units", "incidents")
_ANSWERS = ("is_withdrawn", "demonstration")
FIELDS = (
    *_TEXTS, *_LISTS, *_ANSWERS, "happened", "until", "state", "papers", "gates", "secrecy",
)  # fmt: skip
"""What an entry may set."""


def describe_proceeding(proceeding: Proceeding) -> dict[str, Any]:
    """Return everything that a proceeding says but its id, in plain JSON values."""
    return {
        **{name: getattr(proceeding, name) for name in (*_TEXTS, *_ANSWERS)},
        **{name: list(getattr(proceeding, name)) for name in _LISTS},
        "happened": proceeding.happened.isoformat(),
        "until": _write_date(proceeding.until),
        "state": proceeding.state.value,
        "secrecy": proceeding.secrecy.value,
        "papers": [
            {"title": paper.title, "number": paper.number, "date": _write_date(paper.date)}
            for paper in proceeding.papers
        ],
        "gates": [
            {"name": gate.name, "sought": None if gate.sought is None else gate.sought.value}
            for gate in proceeding.gates
        ],
    }


def restore_proceeding(proceeding_id: str, said: Mapping[str, Any]) -> Proceeding:
    """Return the proceeding that ``describe_proceeding`` has described.

    Raises
    ------
    DataError
        A value is none that a proceeding can have; the field is named.
    """
    name = ""
    try:
        texts = {name: str(said[name]) for name in _TEXTS}
        lists = {name: tuple(map(str, said[name])) for name in _LISTS}
        answers = {name: bool(said[name]) for name in _ANSWERS}
        name = "happened"
        happened = PartialDate.fromisoformat(said["happened"])
        name = "until"
        until = _read_date(said["until"])
        name = "state"
        state = ProceedingState(said["state"])
        name = "secrecy"
        secrecy = Secrecy(said["secrecy"])
        name = "papers"
        papers = tuple(
            NamedPaper(one["title"], one["number"], _read_date(one["date"])) for one in said["papers"]
        )
        name = "gates"
        gates = tuple(
            NamedGate(one["name"], None if one["sought"] is None else GateKind(one["sought"]))
            for one in said["gates"]
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(
            "proceedings.bad_value", proceeding=proceeding_id, field=name or str(error).strip("'")
        ) from error
    return Proceeding(
        id=proceeding_id,
        kind=texts["kind"],
        title=texts["title"],
        happened=happened,
        until=until,
        state=state,
        number=texts["number"],
        papers=papers,
        offices=lists["offices"],
        reference_as_written=texts["reference_as_written"],
        gates=gates,
        units=lists["units"],
        incidents=lists["incidents"],
        text=texts["text"],
        source=texts["source"],
        province=texts["province"],
        secrecy=secrecy,
        is_withdrawn=answers["is_withdrawn"],
        demonstration=answers["demonstration"],
    )


def write_proceeding_text(proceeding: Proceeding) -> str:
    """Return everything of a proceeding that a search looks into."""
    papers = (part for paper in proceeding.papers for part in (paper.number, paper.title))
    gates = (gate.name for gate in proceeding.gates)
    return " ".join(
        (
            proceeding.number, proceeding.title, proceeding.reference_as_written, proceeding.text,
            proceeding.source, proceeding.province, *papers, *gates, *proceeding.offices, *proceeding.units,
        )
    )  # fmt: skip


def _write_date(day: PartialDate | None) -> str | None:
    return None if day is None else day.isoformat()


def _read_date(text: str | None) -> PartialDate | None:
    return None if text is None else PartialDate.fromisoformat(text)
