"""Whoever changes what was recorded is found; what fits is left in peace."""

import json
import sqlite3

import pg8000.native
import pytest

from border_gis.errors import InputError, StoreError
from border_gis.incidents.integrity import SEALED_FIELDS
from border_gis.stores.care import backup_store, checkpoint_store, rebuild_view, verify_store
from border_gis.stores.postgis.location import read_location
from tests.stores.builders import NOON, build_opening, build_report


def run_raw(location, *statements):
    """Run statements as somebody would who goes around the program."""
    if location.startswith("postgresql"):
        place = read_location(location, {})
        connection = pg8000.native.Connection(
            place.user, host=place.host, port=place.port, database=place.database,
            startup_params={"search_path": f"{place.schema}, public"},
        )  # fmt: skip
        try:
            return [connection.run(statement) for statement in statements][-1]
        finally:
            connection.close()
    connection = sqlite3.connect(location)
    connection.create_function("ST_IsEmpty", 1, lambda _: 0)
    for name in ("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
        connection.create_function(name, 1, lambda _: 0.0)
    try:
        found = [connection.execute(statement).fetchall() for statement in statements][-1]
        connection.commit()
        return found
    finally:
        connection.close()


def unlock(location, table="incidents_reports"):
    """Take away what refuses a change of a row."""
    if location.startswith("postgresql"):
        return (
            f"ALTER TABLE {table} DISABLE TRIGGER USER",
            "SET session_replication_role = replica",
        )
    return tuple(f"DROP TRIGGER IF EXISTS {table}_refuse_{action}" for action in ("update", "delete"))


@pytest.fixture
def filled(store, location):
    paper = store.add_attachment("biên bản.pdf", "application/pdf", b"%PDF-1.7 abc", NOON, "can-bo-1")
    openings = [build_opening() for _ in range(3)]
    store.append_reports(openings, "CB-2026")
    for minutes in range(1, 4):
        for opening in openings:
            store.append_reports(
                [
                    build_report(
                        opening.incident_id,
                        minutes,
                        changes={"state": "surveyed"},
                        attachments=(paper.sha256,),
                    )
                ]
            )
    wrong = store.reports(openings[1].incident_id)[2]
    correction = build_report(openings[1].incident_id, 9, corrects=wrong.id, changes={"state": "settled"})
    store.append_reports([correction])
    store.append_reports([build_report(openings[2].incident_id, 10)])
    return location


def first_of_reports(location):
    """The first finding about a report; SQLite finds broken foreign keys by itself, before."""
    return next(finding for finding in verify_store(location).findings if finding.code.startswith("verify."))


def test_a_store_that_nobody_touched_fits(filled):
    done = verify_store(filled)
    assert done.findings == ()
    assert (done.reports, done.machines, done.incidents, done.attachments) == (14, 2, 3, 1)
    assert done.checkpoint == checkpoint_store(filled)
    assert verify_store(filled, done.checkpoint).findings == ()


def test_an_empty_store_fits(store, location):
    assert verify_store(location).findings == ()
    assert checkpoint_store(location).startswith("0-")


@pytest.mark.parametrize(
    "action", ["UPDATE incidents_reports SET text = 'x'", "DELETE FROM incidents_reports"]
)
def test_the_database_itself_refuses_to_change_or_remove_a_report(filled, action):
    with pytest.raises((sqlite3.IntegrityError, pg8000.native.DatabaseError), match=r"store\.append_only"):
        run_raw(filled, action)
    assert verify_store(filled).findings == ()


OTHER_VALUES = {
    "sequence": "999",
    "chain_position": "999",
    "event_date": "'2021'",
    "changes": '\'{"state":"completed"}\'',
    "corrects": "NULL",
    "attachments": "'[\"x\"]'",
    "recorded_at": "'2026-05-11T12:00:00.123457Z'",
}


@pytest.mark.parametrize("column", SEALED_FIELDS)
def test_a_changed_value_of_any_column_of_a_report_is_found_and_the_report_is_named(filled, column):
    (sequence, report_id), *_ = run_raw(
        filled, "SELECT sequence, id FROM incidents_reports WHERE corrects IS NOT NULL"
    )
    other = OTHER_VALUES.get(column, f"{column} || 'x'")
    run_raw(
        filled,
        *unlock(filled),
        f"UPDATE incidents_reports SET {column} = {other} WHERE sequence = {sequence}",
    )
    first = first_of_reports(filled)
    assert first.code.startswith("verify.chain_")
    if column not in ("id", "sequence"):
        assert first.where == report_id or column in ("hash", "machine")
    assert first.params["sequence"] in (sequence, sequence + 1)


def test_the_smallest_change_is_found(filled):
    """A space inside the stored JSON means the same, and is still not what was recorded."""
    run_raw(
        filled,
        *unlock(filled),
        "UPDATE incidents_reports SET changes = replace(changes, ':', ': ') WHERE sequence = 5",
    )
    assert verify_store(filled).findings[0].params["sequence"] == 5


@pytest.mark.parametrize("sequence", [1, 7])
def test_a_removed_report_is_found(filled, sequence):
    run_raw(filled, *unlock(filled), f"DELETE FROM incidents_reports WHERE sequence = {sequence}")
    first = first_of_reports(filled)
    assert first.code in ("verify.chain_sequence", "verify.chain_position")
    assert first.params["sequence"] == sequence + 1


def test_a_report_that_was_cut_off_at_the_end_is_found_by_the_count(filled):
    run_raw(filled, *unlock(filled), "DELETE FROM incidents_reports WHERE sequence = 14")
    assert "verify.cut_off" in [finding.code for finding in verify_store(filled).findings]


def test_a_cut_off_by_somebody_who_knows_the_program_is_found_by_a_checkpoint_only(store, filled):
    figure = checkpoint_store(filled)
    run_raw(
        filled,
        *unlock(filled),
        "DELETE FROM incidents_reports WHERE sequence = 14",
        "UPDATE counters SET value = 13 WHERE name = 'report_sequence'",
        "UPDATE incidents SET last_sequence = (SELECT max(r.sequence) FROM incidents_reports r "
        "WHERE r.incident_id = incidents.id)",
    )
    assert verify_store(filled).findings == ()
    assert [finding.code for finding in verify_store(filled, figure).findings] == [
        "verify.checkpoint_cut_off"
    ]
    store.append_reports([build_report(store.incidents()[0].id, 20)])
    assert verify_store(filled).findings == ()
    assert [finding.code for finding in verify_store(filled, figure).findings] == [
        "verify.checkpoint_differs"
    ]


def test_a_checkpoint_holds_however_much_is_recorded_after_it(store, filled):
    figure = checkpoint_store(filled)
    for _ in range(3):
        store.append_reports([build_opening()], "LS-2026")
    assert verify_store(filled, figure).findings == ()


@pytest.mark.parametrize("figure", ["", "14", "14-XXXX-0000-0000-0000-0000", "abc"])
def test_what_is_no_checkpoint_is_refused(filled, figure):
    with pytest.raises(InputError, match=r"verify\.bad_checkpoint"):
        verify_store(filled, figure)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE incidents SET state = 'settled' WHERE fid = 1",
        "UPDATE incidents SET title = 'x' WHERE fid = 2",
        "UPDATE incidents SET search_text = 'x' WHERE fid = 2",
        "UPDATE incident_lines SET title = 'x' WHERE fid = (SELECT max(fid) FROM incident_lines)",
        "DELETE FROM incident_points WHERE fid = (SELECT max(fid) FROM incident_points)",
        "DELETE FROM incident_points WHERE fid < 100",
    ],
)
def test_a_view_that_is_not_what_the_reports_say_is_found(filled, change):
    run_raw(filled, change)
    assert {finding.code for finding in verify_store(filled).findings} == {"verify.view_differs"}


def test_a_view_is_derived_again_from_the_reports_and_is_what_it_was(store, filled):
    before = store.incidents(), [store.reports(incident.id) for incident in store.incidents()]
    run_raw(filled, "UPDATE incidents SET state = 'settled', title = 'x'", "DELETE FROM incident_points")
    assert verify_store(filled).findings
    assert rebuild_view(filled) == 3
    assert verify_store(filled).findings == ()
    assert (store.incidents(), [store.reports(incident.id) for incident in store.incidents()]) == before
    store.append_reports([build_opening()], "CB-2026")
    assert verify_store(filled).findings == ()


def test_an_altered_attachment_is_found_by_name(filled):
    content = "'\\x00'" if filled.startswith("postgresql") else "x'00'"
    run_raw(filled, *unlock(filled, "attachments"), f"UPDATE attachments SET content = {content}")
    (finding,) = verify_store(filled).findings
    assert (finding.code, finding.params["name"]) == ("verify.attachment_altered", "biên bản.pdf")
    assert finding.params["incidents"] == ["CB-2026-001", "CB-2026-002", "CB-2026-003"]


def test_a_backup_of_a_store_with_an_altered_attachment_is_made_and_says_so(filled, tmp_path):
    assert backup_store(filled, tmp_path / "before.gpkg").findings == ()
    content = "'\\x00'" if filled.startswith("postgresql") else "x'00'"
    run_raw(filled, *unlock(filled, "attachments"), f"UPDATE attachments SET content = {content}")
    made = backup_store(filled, tmp_path / "after.gpkg")
    assert [finding.code for finding in made.findings] == ["verify.attachment_altered"]
    assert verify_store(made.path).findings == made.findings
    assert verify_store(tmp_path / "before.gpkg").findings == ()


def test_a_missing_attachment_is_found_with_the_report_that_names_it(filled):
    run_raw(filled, *unlock(filled, "attachments"), "DELETE FROM attachments")
    findings = verify_store(filled).findings
    assert {finding.code for finding in findings} == {"verify.attachment_missing"}
    ids = {row[0] for row in run_raw(filled, "SELECT id FROM incidents_reports WHERE attachments <> '[]'")}
    assert {finding.where for finding in findings} == ids


def test_the_program_itself_offers_no_way_to_change_a_report(store, filled):
    report = store.reports(store.incidents()[0].id)[0]
    with pytest.raises(StoreError, match=r"store\.report_exists"):
        store.append_reports([build_report(report.incident_id, id=report.id)])


def test_reports_keep_their_canonical_form(filled):
    for changes, attachments in run_raw(filled, "SELECT changes, attachments FROM incidents_reports"):
        for text in (changes, attachments):
            value = json.loads(text)
            assert json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) == text
