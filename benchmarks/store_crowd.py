"""Fill a store with as many incidents as a benchmark wants, without the work of appending each."""

from __future__ import annotations

from functools import partial

import shapely

from border_gis.stores.geopackage.blob import write_blob
from border_gis.stores.geopackage.home import GeoPackageConnection
from border_gis.stores.home import Connection, Home

_CATEGORIES = ("fence", "drone", "survey", "patrol_road", "revetment")
_STATES = ("reported", "surveyed", "under_discussion", "settled")
_PROVINCES = ("Cao Bằng", "Lạng Sơn", "Quảng Ninh", "Tuyên Quang")
_LAYER_COLUMNS = (
    "geom, incident_id, place, part, number, title, category, party, state, date, reference, demonstration"
)


def fill(home: Home, count: int) -> None:
    """Put incidents with one report and one place each into an empty store.

    The hashes of the reports are not real: this store is for looking things up.
    """
    series = (
        f"(SELECT generate_series(1, {count}) AS n) AS series"
        if home.kind == "postgis"
        else f"(WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < {count}) "
        "SELECT n FROM up) AS series"
    )
    x = "round(CAST(102.2 + (CAST(n AS bigint) * 7919 % 100000) * 0.000058 AS numeric), 6)"
    y = "round(CAST(21.5 + (CAST(n AS bigint) * 104729 % 100000) * 0.000019 AS numeric), 6)"
    make_point = (
        f"ST_SetSRID(ST_MakePoint(CAST({x} AS double precision), CAST({y} AS double precision)), 4326)"
        if home.kind == "postgis"
        else f"make_point({x}, {y})"
    )
    category, state, province = (_pick(words) for words in (_CATEGORIES, _STATES, _PROVINCES))
    number = "'CB-' || (2000 + n % 26) || '-' || n"
    title = f"'Vụ việc ' || {category} || ' số ' || n"
    reference = "(n % 1378) || '+' || (n % 900) || 'm'"
    places = (
        f'\'[{{"accuracy_m":50.0,"as_written":"\' || {reference} || \'","geometry":{{"coordinates":[\' || '
        f'{x} || \',\' || {y} || \'],"type":"Point"}},"line_id":"","reference":"\' || {reference} || \'"}}]\''
    )
    true, false = ("true", "false") if home.kind == "postgis" else ("1", "0")
    statements = (
        "INSERT INTO incidents_reports (sequence, id, incident_id, kind, recorded_at, author, machine, "
        "event_date, text, source_paper, changes, attachments, chain_position, previous_hash, hash) "
        "SELECT n, 'r' || n, 'i' || n, 'opened', '2026-05-11T12:00:00.000000Z', 'can-bo', 'PC-1', '2026', "
        f"'Báo cáo của đồn biên phòng', '', '{{}}', '[]', n, 'h' || (n - 1), 'h' || n FROM {series}",
        "INSERT INTO incidents (id, number, title, category, party, state, date, year, description, "
        "source_paper, unit_as_written, province, places, placed, opened_sequence, last_sequence, "
        f"search_text, demonstration) SELECT 'i' || n, {number}, {title}, {category}, 'cn', {state}, "
        f"CAST(2000 + n % 26 AS text), 2000 + n % 26, 'Mô tả', '', '', {province}, {places}, {true}, n, n, "
        f"lower({number}) || ' vu viec ' || {category} || ' so ' || n || ' mo ta ' || {reference}, {false} "
        f"FROM {series}",
        f"INSERT INTO incident_points ({_LAYER_COLUMNS}) SELECT {make_point}, 'i' || n, 0, 0, {number}, "
        f"{title}, {category}, 'cn', {state}, '2026', {reference}, {false} FROM {series}",
        f"UPDATE counters SET value = {count} WHERE name = 'report_sequence'",
    )

    def work(connection: Connection) -> None:
        if isinstance(connection, GeoPackageConnection):
            connection.raw.create_function("make_point", 2, _make_point)
        for statement in statements:
            connection.execute(statement)

    home.write(work)
    if home.kind == "postgis":
        for table in (
            "incidents_reports",
            "incidents",
            "incident_points",
            "incident_lines",
            "incident_areas",
        ):
            home.write(partial(_analyze, table))


def _analyze(table: str, connection: Connection) -> None:
    connection.execute(f"ANALYZE {table}")


def _pick(words: tuple[str, ...]) -> str:
    cases = " ".join(f"WHEN {place} THEN '{word}'" for place, word in enumerate(words))
    return f"(CASE n % {len(words)} {cases} END)"


def _make_point(x: float, y: float) -> bytes:
    return write_blob(shapely.Point(x, y))
