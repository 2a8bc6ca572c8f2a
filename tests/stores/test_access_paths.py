"""The queries behind the map and the list use an index; EXPLAIN says so."""

import pytest

from border_gis.stores import IncidentQuery, create_store, open_store
from border_gis.stores.locations import open_home
from border_gis.stores.queries import write_select
from tests.stores.builders import build_incident, build_opening
from tests.stores.conftest import HOMES

CROWD = 3_000


@pytest.fixture(scope="module", params=HOMES)
def crowded(request, tmp_path_factory):
    """Return the location of a store with many incidents of which few have a place."""
    if request.param == "geopackage":
        location = str(tmp_path_factory.mktemp("crowd") / "border.gpkg")
    else:
        location = request.getfixturevalue("cluster").location("crowd")
    store = create_store(location)
    reports = [
        build_opening(
            build_incident(
                places=(),
                category=("fence", "drone", "survey")[number % 3],
                province=("Cao Bằng", "Lạng Sơn")[number % 2],
            )
        )
        for number in range(CROWD - 30)
    ]
    store.append_reports([*reports, *(build_opening() for _ in range(30))], "CB-2026")
    store.close()
    home = open_home(location)
    if home.kind == "postgis":
        for table in ("incidents", "incident_points", "incident_lines", "incidents_reports"):
            home.write(lambda connection, table=table: connection.execute(f"ANALYZE {table}"))
    home.close()
    return location


def explain(location, sql, parameters):
    home = open_home(location)
    try:
        with home.read() as connection:
            if home.kind == "geopackage":
                return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)]
            return [row[0] for row in connection.execute(f"EXPLAIN {sql}", parameters)]
    finally:
        home.close()


@pytest.mark.parametrize(
    "query",
    [
        IncidentQuery(limit=50),
        IncidentQuery(categories=("drone",), limit=50),
        IncidentQuery(provinces=("Cao Bằng",), limit=50),
        IncidentQuery(years=(2026,), states=("reported",), limit=50),
        IncidentQuery(text="hang rao", limit=50),
        IncidentQuery(box=(106.72, 22.83, 106.7201, 22.8301), limit=500),
    ],
)
def test_a_page_of_the_list_and_a_view_of_the_map_use_an_index(crowded, query):
    home = open_home(crowded)
    sql, parameters = write_select(home, query)
    home.close()
    plan = explain(crowded, sql, parameters)
    text = "\n".join(plan)
    if crowded.startswith("postgresql"):
        assert "Seq Scan on incidents" not in text or query.box is not None, text
        assert "Index" in text, text
    else:
        assert not any(line.startswith("SCAN incidents") and "USING INDEX" not in line for line in plan), text
        if query.box is not None:
            assert "VIRTUAL TABLE INDEX" in text, text


def test_the_reports_of_an_incident_and_the_end_of_a_chain_are_found_by_index(crowded):
    store = open_store(crowded)
    incident = store.find_incidents(IncidentQuery(limit=1))[0]
    store.close()
    for sql, parameters in (
        ("SELECT id FROM incidents_reports WHERE incident_id = ? ORDER BY sequence", (incident.id,)),
        (
            "SELECT hash FROM incidents_reports WHERE machine = ? ORDER BY chain_position DESC LIMIT 1",
            ("PC-01",),
        ),
    ):
        plan = explain(crowded, sql, parameters)
        assert any("INDEX" in line.upper() for line in plan), plan
