"""Survey areas, numbered, with every change kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from border_gis.access import mark_prefix
from border_gis.boundary.changes import ChangeNote
from border_gis.errors import ConflictError, Finding, NotFoundError
from border_gis.stores import rows
from border_gis.stores.home import Connection
from border_gis.stores.migrations import current_table
from border_gis.stores.register_history import NewEntry, RegisterHistory
from border_gis.stores.report_rows import check_text
from border_gis.stores.survey_rows import read_survey_area, survey_area_values, survey_layer_values
from border_gis.stores.tables import NEW_REGISTER_VERSION
from border_gis.surveys.area import SurveyArea

SURVEY_AREAS = current_table("survey_areas")
SURVEY_LAYERS = ("survey_points", "survey_lines", "survey_polygons")
_GEOMETRY = "geometry"


class SurveyStore(RegisterHistory):
    """Where surveys were made or are to be made."""

    def survey_areas(self) -> tuple[SurveyArea, ...]:
        """Return the survey areas, oldest entry first."""
        with self._home.read() as connection:
            return self._read_areas(connection)

    def survey_area(self, id_or_number: str) -> SurveyArea:
        """Return one survey area; NotFoundError if there is none."""
        with self._home.read() as connection:
            condition = "WHERE id = ? OR (number <> '' AND number IN (?, ?))"
            found = self._read_areas(
                connection, condition, (id_or_number, id_or_number, id_or_number.upper())
            )
        if not found:
            raise NotFoundError("surveys.unknown_area", area=id_or_number)
        return found[0]

    def add_survey_areas(self, areas: Sequence[SurveyArea]) -> None:
        """Add survey areas as they are, all or none."""
        self._add_with_layers(
            SURVEY_AREAS,
            [survey_area_values(area) for area in areas],
            [layer for area in areas for layer in survey_layer_values(area)],
            "survey_id",
        )

    def record_survey_area(
        self, area: SurveyArea, number_prefix: str, *, author: str, machine: str, recorded_at: datetime
    ) -> SurveyArea:
        """Add a survey area with the next number of a prefix, and the history's first entry; return it."""
        prefix = mark_prefix(number_prefix, area.secrecy)

        def work(connection: Connection) -> SurveyArea:
            taken = connection.execute(
                "SELECT number FROM survey_areas WHERE number LIKE ?", (f"{prefix}-%",)
            )
            parts = [number.rpartition("-") for (number,) in taken]
            ends = [end for before, _, end in parts if before == prefix]
            last = max((int(end) for end in ends if end.isdecimal()), default=0)
            numbered = replace(area, number=f"{prefix}-{last + 1:03d}")
            connection.execute(NEW_REGISTER_VERSION)
            if self._insert_new(connection, SURVEY_AREAS, [survey_area_values(numbered)]):
                self._insert_layers(connection, numbered)
                self._keep_change(connection, numbered, {}, _all_values(numbered), "", author, machine,
                                  recorded_at)  # fmt: skip
            return numbered

        return self._change(work)

    def change_survey_area(
        self,
        before: SurveyArea,
        after: SurveyArea,
        *,
        author: str,
        machine: str,
        reason: str,
        recorded_at: datetime,
    ) -> SurveyArea:
        """Change a survey area; return it as it is then.

        Parameters
        ----------
        before : SurveyArea
            As the author had seen it.
        after : SurveyArea
            As it should be. Fields that are the same in both are left as they are stored.

        Raises
        ------
        ConflictError
            If somebody else has changed one of these fields since the author looked.
        NotFoundError
            If there is no such area.
        """
        old, new = _all_values(before), _all_values(after)
        wanted = {name: value for name, value in new.items() if value != old[name]}

        def work(connection: Connection) -> SurveyArea:
            connection.execute(NEW_REGISTER_VERSION)
            found = self._read_areas(connection, "WHERE id = ?", (before.id,))
            if not found:
                raise NotFoundError("surveys.unknown_area", area=before.number or before.id)
            current = _all_values(found[0])
            both = sorted(name for name in wanted if current[name] not in (old[name], wanted[name]))
            if both:
                raise ConflictError(
                    "surveys.changed_meanwhile",
                    area=before.number or before.name,
                    fields=[Finding(f"area_field.{name}") for name in both],
                )
            changed = {name: value for name, value in wanted.items() if current[name] != value}
            if changed:
                self._write_changes(connection, after, changed)
                kept = {name: current[name] for name in changed}
                self._keep_change(connection, after, kept, changed, reason, author, machine, recorded_at)
            return self._read_areas(connection, "WHERE id = ?", (before.id,))[0]

        return self._change(work)

    def _write_changes(self, connection: Connection, after: SurveyArea, changed: dict[str, Any]) -> None:
        columns = {name: value for name, value in changed.items() if name != _GEOMETRY}
        if _GEOMETRY in changed:
            columns["geometry_type"] = survey_area_values(after)["geometry_type"]
        for name, value in columns.items():
            if isinstance(value, str):
                check_text(value, f"survey_areas.{name}")
        assignments = ", ".join(f"{name} = ?" for name in columns)
        connection.execute(
            f"UPDATE survey_areas SET {assignments} WHERE id = ?", [*columns.values(), after.id]
        )
        # The layers carry name, purpose and reference besides, for those who look at them in a GIS.
        if changed.keys() & {_GEOMETRY, "name", "purpose", "reference_as_written"}:
            self._insert_layers(connection, self._read_or(connection, after, changed))

    def _read_or(self, connection: Connection, after: SurveyArea, changed: dict[str, Any]) -> SurveyArea:
        """Return the area as stored, with its new geometry; take its old parts out of the layers."""
        stored = self._read_areas(connection, "WHERE id = ?", (after.id,))[0]
        for layer in SURVEY_LAYERS:
            connection.execute(f"DELETE FROM {layer} WHERE survey_id = ?", (after.id,))
        return replace(stored, geometry=after.geometry) if _GEOMETRY in changed else stored

    def _insert_layers(self, connection: Connection, area: SurveyArea) -> None:
        layers: dict[str, list[dict[str, Any]]] = {}
        for layer, row in survey_layer_values(area):
            layers.setdefault(layer, []).append(row)
        for layer, values in layers.items():
            self._insert(connection, layer, values)

    def _keep_change(
        self,
        connection: Connection,
        area: SurveyArea,
        before: dict[str, Any],
        after: dict[str, Any],
        reason: str,
        author: str,
        machine: str,
        recorded_at: datetime,
    ) -> None:
        entry = NewEntry(
            area.id,
            "changed" if before else "added",
            {name: rows.describe_value(value) for name, value in before.items()},
            {name: rows.describe_value(value) for name, value in after.items()},
        )
        note = ChangeNote(author, machine, recorded_at, reason)
        self._append_changes(connection, SURVEY_AREAS.name, [entry], note)

    def _read_areas(
        self, connection: Connection, condition: str = "", parameters: Sequence[Any] = ()
    ) -> tuple[SurveyArea, ...]:
        parts = self._read_parts(connection, SURVEY_LAYERS, "survey_id")
        found = self._select(connection, SURVEY_AREAS, condition, parameters)
        return tuple(read_survey_area(values, parts.get(values["id"], [])) for values in found)


def _all_values(area: SurveyArea) -> dict[str, Any]:
    """Return the columns of an area with its whole geometry under one name."""
    values = survey_area_values(area)
    del values["geometry_type"]
    return {**values, _GEOMETRY: area.geometry}
