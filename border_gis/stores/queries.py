"""Questions about incidents, in SQL that both homes answer by an index."""

from __future__ import annotations

import json
from typing import Any

from border_gis.errors import DataError
from border_gis.incidents.search import fold_text
from border_gis.incidents.view import TIE_FIELDS
from border_gis.stores.appending import INCIDENT_LAYERS
from border_gis.stores.home import Home
from border_gis.stores.imports import NOT_WITHDRAWN
from border_gis.stores.incident_query import IncidentQuery
from border_gis.stores.report_rows import INCIDENT_COLUMNS

SELECT_INCIDENT = f"SELECT {', '.join(INCIDENT_COLUMNS)} FROM incidents"


def write_select(home: Home, query: IncidentQuery) -> tuple[str, list[Any]]:
    """Return the statement that finds incidents, newest first, and its parameters."""
    condition, parameters = write_condition(home, query)
    limit = "" if query.limit is None else f" LIMIT {int(query.limit)}"
    return f"{SELECT_INCIDENT}{condition} ORDER BY opened_sequence DESC{limit}", parameters


def write_condition(home: Home, query: IncidentQuery) -> tuple[str, list[Any]]:
    """Return the WHERE of a query on incidents, and its parameters."""
    conditions: list[str] = [NOT_WITHDRAWN]
    parameters: list[Any] = []
    for column, values in (
        ("id", query.ids),
        ("category", query.categories),
        ("party", query.parties),
        ("state", query.states),
        ("province", query.provinces),
        ("year", query.years),
    ):
        if values:
            conditions.append(f"{column} IN ({', '.join('?' * len(values))})")
            parameters.extend(values)
    if query.clearance is not None:
        conditions.append("level <= ?")
        parameters.append(query.clearance.rank)
    if query.placed is not None:
        conditions.append("placed = ?")
        parameters.append(query.placed)
    for word in fold_text(query.text).split():
        conditions.append("search_text LIKE ? ESCAPE '\\'")
        parameters.append(f"%{escape_pattern(word)}%")
    if query.box is not None:
        met = " UNION ".join(
            f"SELECT incident_id FROM {layer} WHERE {home.in_box(layer)}" for layer in INCIDENT_LAYERS
        )
        conditions.append(f"id IN ({met})")
        parameters.extend(value for _ in INCIDENT_LAYERS for value in query.box)
    if query.has_follow_up:
        conditions.append("next_follow_up IS NOT NULL")
    if query.awaits_reply:
        conditions.append("awaits_reply = ?")
        parameters.append(True)
    if query.tied_to is not None:
        name, object_id = query.tied_to
        if name not in TIE_FIELDS:
            raise DataError("incident.unknown_field", field=name)
        conditions.append(f"{name} <> '[]' AND {name} LIKE ? ESCAPE '\\'")
        parameters.append(f"%{escape_pattern(json.dumps(object_id, ensure_ascii=False))}%")
    if query.before is not None:
        conditions.append("opened_sequence < (SELECT opened_sequence FROM incidents WHERE id = ?)")
        parameters.append(query.before)
    return f" WHERE {' AND '.join(conditions)}", parameters


def escape_pattern(text: str) -> str:
    """Return a text that LIKE takes as it stands, with a backslash as the escape."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
