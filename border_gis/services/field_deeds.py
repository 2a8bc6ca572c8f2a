"""Write into the office what one row of a field pack says, and take that back again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from border_gis.boundary.changes import RegisterChange
from border_gis.boundary.dates import VIET_NAM_TIME, PartialDate
from border_gis.errors import NotFoundError
from border_gis.i18n import format_moment, translate
from border_gis.incidents.model import Incident, IncidentParty, IncidentPlace, IncidentState, Report
from border_gis.incidents.view import open_incident
from border_gis.services.incidents import name_machine, number_prefix
from border_gis.services.markers import change_marker
from border_gis.services.permissions import name_author
from border_gis.services.work_recording import add_work_state
from border_gis.services.workspaces import Workspace
from border_gis.surveys.field import Choice, FieldDeed, FieldKind, FieldPack, FieldRow
from border_gis.surveys.field_compare import FieldItem
from border_gis.works.model import WorkState

LANGUAGE = "vi"
"""Of what is written into the office's records, whatever language the pack has."""


def incident_id_of(pack: FieldPack, key: str) -> str:
    """Return the id of the incident that an observation becomes: the same however often it comes."""
    return str(uuid5(UUID(pack.id), f"observation:{key}"))


class DeedWriter:
    """Writes rows of one pack, through the services that a person would use.

    Parameters
    ----------
    workspace : Workspace
    pack : FieldPack
    moment : datetime
        Aware; when they are taken over.
    undone : sequence of datetime
        When something of the pack was undone: what comes again after that is written again,
        while what a taking back that was cut off has written already is not.
    """

    def __init__(
        self, workspace: Workspace, pack: FieldPack, moment: datetime, undone: Sequence[datetime]
    ) -> None:
        self._workspace, self._pack, self._moment = workspace, pack, moment
        self._round, self._since = len(undone), max(undone, default=pack.made_at)

    def write(self, item: FieldItem, photos: Mapping[str, str], choice: Choice | None) -> FieldDeed:
        """Write one row and return what was done.

        Parameters
        ----------
        item : FieldItem
            That is to be taken over, or was decided.
        photos : mapping of str to str
            Hashes of the photos that were kept for it, by name.
        choice : {"office", "field"} or None
        """
        row = item.row
        if row is None:
            raise NotFoundError("field.unknown_row", key=item.key)
        left_out = set(item.both) if choice == "office" else set()
        values = {
            each.name: each.field
            for each in item.values
            if each.name not in left_out and each.field != each.office
        }
        base = FieldDeed(
            key=item.key,
            kind=item.kind,
            object_id=item.object_id,
            seen=dict(row.values),
            note=row.note,
            photos=tuple(photos.values()),
            photo_names=tuple(photos),
            before={each.name: each.office for each in item.values if each.name in left_out},
            choice=choice or "",
            label=item.label,
        )
        has_more = bool(values) or item.new_note or bool(photos)
        if not has_more and item.object_id:
            return base
        note = row.note if item.new_note else ""
        match item.kind:
            case FieldKind.MARKER:
                return self._write_marker(base, row, values, note)
            case FieldKind.WORK:
                return self._write_work(base, item, row, values, note)
            case FieldKind.INCIDENT:
                return self._write_report(base, item.object_id, row, values, note)
            case _:
                return self._write_observation(base, row, values)

    def _find_written(self, object_id: str, reason: str, paper: str = "") -> RegisterChange | None:
        """Return the entry that a taking back which was cut off has written of the same row."""
        return next(
            (
                change
                for change in reversed(self._workspace.store.register_changes(object_id))
                if (change.reason, change.paper) == (reason, paper) and change.recorded_at > self._since
            ),
            None,
        )

    def _say_source(self, row: FieldRow) -> str:
        if row.observed is None:
            return translate("field.paper_untimed", {"pack": self._pack.number}, LANGUAGE)
        moment = format_moment(row.observed, LANGUAGE)
        return translate("field.paper", {"pack": self._pack.number, "moment": moment}, LANGUAGE)

    def _say(self, deed: FieldDeed, note: str) -> str:
        names = [name.rpartition("/")[2] for name in deed.photo_names]
        photos = translate("field.photos_said", {"names": names}, LANGUAGE) if names else ""
        return "\n".join(part for part in (note, photos) if part)

    def _write_marker(
        self, deed: FieldDeed, row: FieldRow, values: dict[str, str | None], note: str
    ) -> FieldDeed:
        workspace = self._workspace
        marker = next(each for each in workspace.markers if each.id == deed.object_id)
        changes: dict[str, Any] = {}
        if "condition" in values:
            changes["condition"] = values["condition"]
        if "last_inspected" in values:
            told = values["last_inspected"]
            changes["last_inspected"] = None if told is None else date.fromisoformat(told)
        elif (seen := _day_of(row)) is not None and (marker.last_inspected or date.min) < seen:
            # Whoever writes down a condition or takes a picture has inspected the marker.
            changes["last_inspected"] = seen
        if not changes and note:
            line = f"{_write_day(row)}{note}"
            changes["note"] = f"{marker.note}\n{line}".strip()
        if not changes:
            return deed
        reason = "\n".join(part for part in (self._say(deed, note), self._say_source(row)) if part)
        written = None if values else self._find_written(marker.id, reason)
        if written is not None:
            return _as_written(deed, written)
        after = change_marker(
            workspace, marker, replace(marker, **changes), reason=reason, recorded_at=self._moment
        )
        entry = workspace.store.register_changes(marker.id)[-1]
        return replace(
            deed,
            entry=entry.id,
            set_values={name: plain_value(getattr(after, name)) for name in changes},
            before={**deed.before, **{name: plain_value(getattr(marker, name)) for name in changes}},
        )

    def _write_work(
        self, deed: FieldDeed, item: FieldItem, row: FieldRow, values: dict[str, str | None], note: str
    ) -> FieldDeed:
        workspace = self._workspace
        work = workspace.store.work(deed.object_id)
        seen = next((each.office for each in item.values if each.name == "state"), None)
        state = WorkState(values.get("state") or work.state)
        text, source = self._say(deed, note), self._say_source(row)
        written = None if values else self._find_written(work.id, text, source)
        if written is not None:
            return _as_written(deed, written)
        day = _day_of(row)
        after = add_work_state(
            workspace,
            work.id,
            state,
            event_date=None if day is None else PartialDate(day.year, day.month, day.day),
            paper=source,
            text=text,
            seen_state=None if seen is None else WorkState(seen),
            recorded_at=self._moment,
        )
        entry = workspace.store.register_changes(work.id)[-1]
        return replace(
            deed,
            entry=entry.id,
            set_values={"state": after.state.value},
            before={**deed.before, "state": work.state.value},
        )

    def _write_report(
        self, deed: FieldDeed, incident_id: str, row: FieldRow, values: dict[str, str | None], note: str
    ) -> FieldDeed:
        workspace = self._workspace
        known = workspace.store.incident(incident_id)
        reports = workspace.store.reports(incident_id)
        day = _day_of(row)
        said = f"{deed.key}:{self._round}:{sorted(deed.seen.items())}:{deed.note}:{deed.photos}"
        report_id = str(uuid5(UUID(self._pack.id), said))
        written = next((each for each in reports if each.id == report_id), None)
        if written is not None:
            values = {name: plain_value(value) for name, value in written.changes.items()}
        else:
            report = Report(
                id=report_id,
                incident_id=incident_id,
                kind="changed" if values else "added",
                recorded_at=self._moment,
                author=name_author(workspace),
                machine=name_machine(),
                event_date=None if day is None else PartialDate(day.year, day.month, day.day),
                text=self._say(deed, note),
                source_paper=self._say_source(row),
                changes={name: value or "" for name, value in values.items()},
                attachments=deed.photos,
            )
            workspace.store.append_reports([report], seen={incident_id: reports[-1].id})
        return replace(
            deed,
            entry=report_id,
            set_values=values,
            before={**deed.before, **{name: plain_value(getattr(known, name)) for name in values}},
        )

    def _write_observation(self, deed: FieldDeed, row: FieldRow, values: dict[str, str | None]) -> FieldDeed:
        workspace, pack = self._workspace, self._pack
        if deed.object_id:
            return self._write_report(deed, deed.object_id, row, values, "")
        incident = self._build_incident(row, incident_id_of(pack, deed.key))
        known = workspace.store.reports(incident.id)
        if known:
            return self._write_again(deed, incident, row, known)
        report = replace(
            open_incident(
                incident,
                recorded_at=self._moment,
                author=name_author(workspace),
                machine=name_machine(),
                attachments=deed.photos,
            ),
            id=str(uuid5(UUID(pack.id), f"opening:{deed.key}")),
            source_paper=self._say_source(row),
        )
        stored = workspace.store.append_reports(
            [report], number_prefix(incident.province, incident.date, self._moment)
        )[0]
        return replace(
            deed,
            object_id=incident.id,
            entry=report.id,
            set_values=dict(row.values),
            is_new=True,
            label=stored.number,
        )

    def _write_again(
        self, deed: FieldDeed, incident: Incident, row: FieldRow, known: tuple[Report, ...]
    ) -> FieldDeed:
        """Bring back an incident whose return was undone, with what has changed since in a report."""
        stands = self._workspace.store.incident(incident.id)
        wanted = {name: row.values.get(name) for name in row.values}
        differing = {
            name: value
            for name, value in wanted.items()
            if (value or "") != (plain_value(getattr(stands, name)) or "")
        }
        again = replace(deed, object_id=incident.id, is_new=True, label=stands.number)
        attached = {sha256 for report in known for sha256 in report.attachments}
        if differing or set(deed.photos) - attached:
            again = self._write_report(again, incident.id, row, differing, "")
        else:
            again = replace(again, entry=known[-1].id)
        return replace(again, is_new=True, set_values=dict(row.values))

    def _build_incident(self, row: FieldRow, incident_id: str) -> Incident:
        area = self._workspace.store.survey_area(self._pack.area_id)
        day = _day_of(row)
        places: tuple[IncidentPlace, ...] = ()
        if row.position is not None:
            longitude_deg, latitude_deg = row.position
            places = (
                IncidentPlace(
                    as_written=f"{latitude_deg:.7f}, {longitude_deg:.7f}",
                    geometry={"type": "Point", "coordinates": [longitude_deg, latitude_deg]},
                    accuracy_m=row.accuracy_m,
                ),
            )
        return Incident(
            id=incident_id,
            number="",
            title=row.values.get("title") or "",
            category=row.values.get("category") or "",
            party=IncidentParty(row.values.get("party") or IncidentParty.UNKNOWN),
            state=IncidentState.REPORTED,
            date=None if day is None else PartialDate(day.year, day.month, day.day),
            places=places,
            description=row.values.get("description") or "",
            source_paper=self._say_source(row),
            province=area.province,
            survey_areas=(area.id,),
        )


def _as_written(deed: FieldDeed, written: RegisterChange) -> FieldDeed:
    """Return a deed with what an entry of the register has set."""
    set_values = {name: plain_value(value) for name, value in written.after.items()}
    before = {name: plain_value(value) for name, value in written.before.items()}
    return replace(deed, entry=written.id, set_values=set_values, before={**deed.before, **before})


def _day_of(row: FieldRow) -> date | None:
    return None if row.observed is None else row.observed.astimezone(VIET_NAM_TIME).date()


def _write_day(row: FieldRow) -> str:
    day = _day_of(row)
    return "" if day is None else f"{day:%d/%m/%Y}: "


def plain_value(value: Any) -> str | None:
    """Return a value of a marker, a work or an incident as a plain text; None where it says nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value.isoformat()
    return str(getattr(value, "value", value))
