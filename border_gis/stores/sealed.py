"""Read sealed reports, of this schema or an older one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from border_gis.incidents.integrity import SEALED_FIELDS, SealedReport
from border_gis.incidents.model import Report
from border_gis.stores.home import Connection
from border_gis.stores.migrations import current_table
from border_gis.stores.report_rows import select_columns, unseal_report
from border_gis.stores.schema import Table

REPORTS = current_table("incidents_reports")


def read_sealed(
    connection: Connection, condition: str = "", parameters: Sequence[Any] = (), table: Table = REPORTS
) -> list[SealedReport]:
    """Return sealed reports in the order of the store; ``table`` is that of an older schema."""
    select = f"SELECT {select_columns(SEALED_FIELDS, table.column_names)} FROM {table.name}"
    rows = connection.execute(f"{select} {condition} ORDER BY sequence", parameters)
    return [SealedReport(*row) for row in rows]


def read_reports(connection: Connection, incident_id: str) -> tuple[Report, ...]:
    """Return the reports of an incident in the order of the store."""
    return tuple(
        unseal_report(sealed) for sealed in read_sealed(connection, "WHERE incident_id = ?", (incident_id,))
    )
