"""Records of a period, built in a line."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from border_gis.boundary.changes import RegisterChange
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.reference import MarkerReference
from border_gis.boundary.register.marker import Coordinate, Marker
from border_gis.exchange.workflow import STEP_FILES, load_lists
from border_gis.incidents.model import Incident, IncidentParty, IncidentState, Report
from border_gis.incidents.particulars import Particulars
from border_gis.incidents.step_reading import read_workflow
from border_gis.incidents.view import derive_incident, describe_changes
from border_gis.reports.figures.days import Within
from border_gis.reports.figures.records import CountedIncident, CountedMarker, PeriodRecords
from border_gis.surveys.contents import Period

DATA = Path(__file__).resolve().parent.parent.parent.parent / "data"
WORKFLOW = read_workflow(load_lists(DATA / "workflow", STEP_FILES))
RECORDED = datetime(2026, 1, 1, tzinfo=UTC)
TODAY = date(2026, 11, 22)
YEAR = Period(date(2022, 1, 1), date(2022, 12, 31))
HALF = Period(date(2022, 1, 1), date(2022, 6, 30))
MAY = Period(date(2022, 5, 1), date(2022, 5, 31))


def day(text):
    return None if text is None else PartialDate.fromisoformat(text)


def incident(number, when="2022", *further, belongs=Within.YES, **values):
    """An incident, opened on a day; further reports are (date, state or None, particulars)."""
    opening = Incident(
        id=number,
        number=number,
        title=f"Vụ việc {number}",
        category=values.pop("category", "fence"),
        party=values.pop("party", IncidentParty.CN),
        state=values.pop("state", IncidentState.REPORTED),
        date=day(when),
        **values,
    )
    reports = [
        Report(
            f"{number}:0", number, "opened", RECORDED, "a", "m", day(when), changes=describe_changes(opening)
        )
    ]
    for place, (happened, state, said) in enumerate(further, start=1):
        reports.append(
            Report(
                id=f"{number}:{place}",
                incident_id=number,
                kind="added",
                recorded_at=RECORDED + timedelta(minutes=place),
                author="a",
                machine="m",
                event_date=day(happened),
                changes={} if state is None else {"state": state.value},
                particulars=said or Particulars(),
            )
        )
    return CountedIncident(derive_incident(reports), tuple(reports), belongs, ("huyện Bảo Lạc",))


def step(code, **values):
    known = WORKFLOW.step(code)
    return Particulars(step=code, awaits=known.awaits, **values)


def records(period, *incidents, **values):
    return PeriodRecords(period, TODAY, WORKFLOW, incidents=tuple(incidents), **values)


def marker(number, condition=None, last_inspected=None, *changes):
    reference = MarkerReference(number)
    made = Marker(
        f"m{number}", reference, Coordinate(106.0, 22.7), condition=condition, last_inspected=last_inspected
    )
    return CountedMarker(made, tuple(changes))


def change(number, when, before, after, **values):
    return RegisterChange(
        object_id=f"m{number}", recorded_at=RECORDED, author="a", machine="m", reason="kiểm tra",
        before=before, after=after, id=f"c{number}{when}", event_date=day(when), **values,
    )  # fmt: skip
