"""The columns of a field pack by which its rows are read again, whatever program has edited it."""

from __future__ import annotations

from collections.abc import Mapping

from border_gis.surveys.field import FieldKind

PACK_TABLE = "border_gis_pack"
"""Table of the GeoPackage that says what the pack is."""
MANIFEST_NAME = "manifest.json"
PHOTO_FOLDER = "DCIM"

KEY = "row_key"
NOTE = "field_note"
PHOTOS = ("photo_1", "photo_2", "photo_3")
OBSERVED = "observed_at"
"""Wall clock of the device, as text: a person can read and correct it."""
EPOCH = "observed_epoch"
"""The same moment in milliseconds since 1970, UTC: says in which time zone the device was."""
ACCURACY = "accuracy_m"

EDITED: Mapping[FieldKind, tuple[str, ...]] = {
    FieldKind.MARKER: ("condition", "last_inspected"),
    FieldKind.WORK: ("state",),
    FieldKind.INCIDENT: ("state",),
    FieldKind.OBSERVATION: ("title", "category", "party", "description"),
}
"""What can be changed of each kind of thing in the field."""

LAYERS: Mapping[str, FieldKind] = {
    "markers": FieldKind.MARKER,
    "work_points": FieldKind.WORK,
    "work_lines": FieldKind.WORK,
    "work_areas": FieldKind.WORK,
    "incidents": FieldKind.INCIDENT,
    "observations": FieldKind.OBSERVATION,
}
"""The layers that can be edited."""
