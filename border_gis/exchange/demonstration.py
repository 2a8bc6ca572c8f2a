"""Read the works, gates and events that ship as data for demonstration."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from shapely.errors import ShapelyError
from shapely.geometry import shape

from border_gis.boundary.dates import PartialDate
from border_gis.boundary.gates import Gate, GateKind
from border_gis.boundary.register.marker import Coordinate
from border_gis.errors import DataError
from border_gis.incidents.model import IncidentParty, IncidentState
from border_gis.works.model import Work, WorkKind, WorkParty, WorkState


@dataclass(frozen=True, slots=True)
class DemonstrationWork:
    """A work that an event is about, before it has a place.

    Attributes
    ----------
    kind : WorkKind
    state : WorkState
    places : tuple of str
        References as the report writes them.
    """

    kind: WorkKind
    state: WorkState
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemonstrationReport:
    """What was reported further of an event.

    Attributes
    ----------
    step, paper : str
        Codes of the lists in ``data/workflow``.
    date : PartialDate
    from_whom, to_whom : str
        As the report names them.
    text : str
        In the language asked for.
    asks_reply : bool
        False where the step usually asks for a reply and this one does not.
    """

    step: str
    paper: str
    date: PartialDate
    from_whom: str
    to_whom: str
    text: str
    asks_reply: bool = True


@dataclass(frozen=True, slots=True)
class DemonstrationEvent:
    """An event of a report, before its places are found.

    Attributes
    ----------
    key : str
        Short name of the event, unique.
    number : str
        The number that the incident gets, for example ``CB-2022-004``.
    category : str
    party : IncidentParty
    state : IncidentState
    date : PartialDate
    places : tuple of str
        References as the report writes them; empty if it names none.
    province, unit_as_written : str
    document : str
        Paper that the report names; empty if it names none.
    sources : tuple of str
        The reports that tell of it, in the language asked for.
    title, description : str
        In the language asked for.
    works : tuple of DemonstrationWork
    reports : tuple of DemonstrationReport
        In their order.
    """

    key: str
    number: str
    category: str
    party: IncidentParty
    state: IncidentState
    date: PartialDate
    places: tuple[str, ...]
    province: str
    unit_as_written: str
    document: str
    sources: tuple[str, ...]
    title: str
    description: str
    works: tuple[DemonstrationWork, ...]
    reports: tuple[DemonstrationReport, ...] = ()


def make_demonstration_id(kind: str, name: str) -> str:
    """Return the UUID of a thing that ships as data: the same on every machine."""
    return str(uuid5(NAMESPACE_URL, f"border-gis:demonstration:{kind}:{name}"))


def read_events(path: Path, language: str) -> tuple[DemonstrationEvent, ...]:
    """Read the events of the reports.

    Parameters
    ----------
    path : Path
        ``data/incidents/events.toml``.
    language : {"vi", "en"}
        Of titles, descriptions and names of reports.

    Raises
    ------
    DataError
        If the file cannot be read, or an event lacks something.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        reports = {key: words[language] for key, words in content["sources"].items()}
        return tuple(_read_event(row, reports, language) for row in content["event"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unreadable(path, error) from error


def read_gates(path: Path) -> tuple[Gate, ...]:
    """Read the gates; those that are known by a marker only have no position yet.

    Raises
    ------
    DataError
        If the file cannot be read, or a row holds something else than it should.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(_read_gate(row) for row in csv.DictReader(file))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unreadable(path, error) from error


def read_works(path: Path, language: str) -> tuple[Work, ...]:
    """Read the works.

    Parameters
    ----------
    path : Path
        ``data/fences/works.geojson``; WGS 84, as GeoJSON always is (RFC 7946).
    language : {"vi", "en"}
        Of names and descriptions.

    Raises
    ------
    DataError
        If the file cannot be read, or a feature lacks something.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_read_work(feature, language) for feature in content["features"])
    except (OSError, ValueError, KeyError, TypeError, ShapelyError) as error:
        raise _unreadable(path, error) from error


def _read_event(row: Mapping[str, Any], reports: Mapping[str, str], language: str) -> DemonstrationEvent:
    return DemonstrationEvent(
        key=row["key"],
        number=row["number"],
        category=row["category"],
        party=IncidentParty(row["party"]),
        state=IncidentState(row["state"]),
        date=PartialDate.fromisoformat(row["date"]),
        places=tuple(row["places"]),
        province=row["province"],
        unit_as_written=row.get("unit_as_written", ""),
        document=row.get("document", ""),
        sources=tuple(reports[key] for key in row["sources"]),
        title=row[f"title_{language}"],
        description=row[f"description_{language}"],
        works=tuple(_read_event_works(row.get("work", ()))),
        reports=tuple(_read_event_report(report, language) for report in row.get("report", ())),
    )


def _read_event_report(row: Mapping[str, Any], language: str) -> DemonstrationReport:
    return DemonstrationReport(
        step=row["step"],
        paper=row["paper"],
        date=PartialDate.fromisoformat(row["date"]),
        from_whom=row["from"],
        to_whom=row.get("to", ""),
        text=row[f"text_{language}"],
        asks_reply=row.get("asks_reply", True),
    )


def _read_event_works(rows: Iterable[Mapping[str, Any]]) -> Iterable[DemonstrationWork]:
    for row in rows:
        yield DemonstrationWork(WorkKind(row["kind"]), WorkState(row["state"]), tuple(row["places"]))


def _read_gate(row: Mapping[str, str]) -> Gate:
    position = None
    if row["longitude"] or row["latitude"]:
        position = Coordinate(float(row["longitude"]), float(row["latitude"]))
    return Gate(
        id=make_demonstration_id("gate", row["name"]),
        name=row["name"],
        name_across=row["name_across"],
        name_across_zh=row["name_across_zh"],
        kind=GateKind(row["kind"]) if row["kind"] else None,
        reference_as_written=row["reference"],
        position=position,
        accuracy_m=float(row["accuracy_m"]) if row["accuracy_m"] else None,
        unit_as_written=row["unit"],
        source=row["source"],
        note=row["note"],
        demonstration=row.get("demonstration") == "yes",
    )


def _read_work(feature: Mapping[str, Any], language: str) -> Work:
    said = feature["properties"]
    return Work(
        id=said["id"],
        kind=WorkKind(said["kind"]),
        party=WorkParty(said["party"]),
        state=WorkState(said["state"]),
        reference_as_written=said["reference"],
        geometry=None if feature["geometry"] is None else shape(feature["geometry"]),
        illustrative=said["illustrative"],
        accuracy_m=said["accuracy_m"],
        since=None if said["since"] is None else PartialDate.fromisoformat(said["since"]),
        name=said[f"name_{language}"],
        description=said[f"description_{language}"],
        source=said[f"source_{language}"],
        document=said["document"],
        demonstration=said.get("demonstration", False),
    )


def _unreadable(path: Path, error: Exception) -> DataError:
    return DataError("demonstration.unreadable", file=str(path), reason=f"{type(error).__name__}: {error}")
