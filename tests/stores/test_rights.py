"""The shared home as docs/store.md sets it up: an office that signs in with few rights can do its work."""

import re
from pathlib import Path
from uuid import uuid4

import pg8000.native
import pytest

from border_gis.errors import StoreError
from border_gis.stores import create_store, open_store
from border_gis.stores.care import verify_store
from tests.stores.builders import build_marker, build_opening, build_report, build_work

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "store.md"


def connect(cluster, database, user="border"):
    return pg8000.native.Connection(user, host="127.0.0.1", port=cluster.port, database=database)


def run(cluster, database, *statements, user="border"):
    connection = connect(cluster, database, user)
    try:
        for statement in statements:
            connection.run(statement)
    finally:
        connection.close()


def documented_rights():
    """The statements of the document that give the offices their rights."""
    text = DOCUMENT.read_text(encoding="utf-8")
    return re.findall(r"^\s+((?:GRANT|REVOKE) .*);$", text, re.MULTILINE)


@pytest.fixture
def database(cluster):
    name = f"d_{uuid4().hex[:8]}"
    connection = connect(cluster, "border")
    connection.run(f"CREATE ROLE owner_{name} LOGIN")
    connection.run(f"CREATE ROLE office_{name} LOGIN")
    connection.run(f"CREATE DATABASE {name} OWNER owner_{name}")
    connection.close()
    return name


def location_of(cluster, database, role):
    return f"postgresql://{role}_{database}@127.0.0.1:{cluster.port}/{database}"


def test_a_database_without_postgis_is_told_with_what_to_ask_for(cluster, database):
    with pytest.raises(StoreError) as error:
        create_store(location_of(cluster, database, "owner"))
    assert error.value.code == "store.no_postgis"


def test_an_office_with_the_documented_rights_works_and_cannot_change_history(cluster, database):
    run(cluster, database, "CREATE EXTENSION postgis")
    create_store(location_of(cluster, database, "owner")).close()
    rights = documented_rights()
    assert len(rights) == 4
    run(
        cluster, database, *(right.replace("border_office", f"office_{database}") for right in rights),
        user=f"owner_{database}",
    )  # fmt: skip
    location = location_of(cluster, database, "office")
    store = open_store(location)
    opening = build_opening()
    store.add_markers([build_marker()])
    store.add_works([build_work()])
    store.set_setting("zone", 9210)
    store.append_reports([opening], "CB-2026")
    store.append_reports([build_report(opening.incident_id, changes={"state": "surveyed"})])
    store.close()
    assert verify_store(location).findings == ()
    for forbidden in (
        "UPDATE border_gis.incidents_reports SET text = 'x'",
        "DELETE FROM border_gis.incidents_reports",
        "TRUNCATE border_gis.incidents_reports CASCADE",
        "ALTER TABLE border_gis.incidents_reports DISABLE TRIGGER USER",
        "SET session_replication_role = replica",
        "DROP TABLE border_gis.attachments",
    ):
        with pytest.raises(pg8000.native.DatabaseError):
            run(cluster, database, forbidden, user=f"office_{database}")
    with pytest.raises(StoreError, match=r"store\.exists"):
        create_store(location)


def test_an_office_without_any_rights_is_told(cluster, database):
    run(cluster, database, "CREATE EXTENSION postgis")
    create_store(location_of(cluster, database, "owner")).close()
    with pytest.raises(StoreError, match=r"store\.no_permission"):
        open_store(location_of(cluster, database, "office"))
