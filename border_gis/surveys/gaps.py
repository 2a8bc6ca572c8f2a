"""What is missing in a survey area before its summary can be relied on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from border_gis.boundary.line import LegalStatus
from border_gis.boundary.register.marker import Marker, PositionMethod
from border_gis.errors import Finding, Severity
from border_gis.incidents.model import Incident
from border_gis.surveys.contents import LineInArea, WorkInArea
from border_gis.zones.law import RuleBook

OLD_INSPECTION_DAYS = 3 * 365
"""An inspection longer ago is named as old: a choice of the program, no rule of law."""

_MEASURED = (PositionMethod.PROTOCOL, PositionMethod.SURVEYED, PositionMethod.PUBLISHED)


def find_gaps(
    lines: Sequence[LineInArea],
    markers: Sequence[Marker],
    works: Sequence[WorkInArea],
    incidents: Iterable[Incident],
    book: RuleBook,
    day: date,
) -> tuple[Finding, ...]:
    """Return what is missing, each kind of gap once with the records that it concerns."""
    return (
        *_of_lines(lines),
        *_of_markers(markers, day),
        *_of_works(works),
        *_of_incidents(incidents),
        *_of_rules(book),
    )


def _of_lines(lines: Sequence[LineInArea]) -> Iterator[Finding]:
    if not lines:
        yield Finding("gaps.no_line", severity=Severity.ERROR)
    for each in lines:
        if each.line.legal_status is LegalStatus.NO_LEGAL_VALUE:
            yield Finding("gaps.stand_in", {"line": each.line.name})
        if each.line.accuracy_assumed:
            yield Finding("gaps.line_accuracy", {"line": each.line.name})
    if len(lines) == 1:
        yield Finding("gaps.one_understanding", severity=Severity.NOTE)


def _of_markers(markers: Sequence[Marker], day: date) -> Iterator[Finding]:
    def tell(code: str, found: list[Marker], severity: Severity = Severity.WARNING) -> Iterator[Finding]:
        if found:
            names = [str(marker.reference) for marker in found]
            yield Finding(code, {"count": len(names), "markers": names}, severity=severity)

    yield from tell("gaps.not_measured", [m for m in markers if m.method not in _MEASURED])
    yield from tell("gaps.no_condition", [m for m in markers if not m.condition])
    yield from tell("gaps.never_inspected", [m for m in markers if m.last_inspected is None])
    oldest = day - timedelta(days=OLD_INSPECTION_DAYS)
    old = [m for m in markers if m.last_inspected is not None and m.last_inspected < oldest]
    yield from tell("gaps.old_inspection", old)


def _of_works(works: Sequence[WorkInArea]) -> Iterator[Finding]:
    for code, found in (
        ("gaps.work_drawn", [each for each in works if each.work.illustrative]),
        ("gaps.work_nowhere", [each for each in works if each.work.geometry is None]),
        ("gaps.work_accuracy", [each for each in works if not each.work.accuracy_m]),
        ("gaps.work_date", [each for each in works if each.work.since is None]),
    ):
        if found:
            yield Finding(code, {"count": len(found), "works": [each.label for each in found]})


def _of_incidents(incidents: Iterable[Incident]) -> Iterator[Finding]:
    nowhere = [each.number for each in incidents if all(place.geometry is None for place in each.places)]
    if nowhere:
        yield Finding("gaps.incident_nowhere", {"count": len(nowhere), "incidents": nowhere})


def _of_rules(book: RuleBook) -> Iterator[Finding]:
    articles = list(dict.fromkeys(rule.article for rule in book.unset))
    if articles:
        yield Finding("gaps.rules_unset", {"count": len(articles), "articles": "; ".join(articles)})
