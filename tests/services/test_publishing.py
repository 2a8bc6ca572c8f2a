"""What a service may hand out: what the profile names, found and sorted by that alone."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon, box

from border_gis.access import Role, Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.errors import ForbiddenError, InputError
from border_gis.incidents.model import IncidentPlace
from border_gis.incidents.view import open_incident
from border_gis.services.audit import list_audit_entries
from border_gis.services.published_features import FeatureQuery
from border_gis.services.published_geometry import take_part, write_geometry
from border_gis.services.publishing import start_publication
from border_gis.services.releasing import approve_release, ask_release
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.stores import create_store
from border_gis.surveys.area import SurveyArea
from tests.actors import OFFICER, acting
from tests.stores.builders import build_incident, build_line, build_marker, build_unit, build_work
from tests.stores.conftest import cluster, home, location, new_location

__all__ = ["cluster", "home", "location", "new_location"]

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
SECRET = "kết giới lam"
AROUND = (105.9, 21.9, 106.6, 22.7)


@pytest.fixture
def workspace(location, tmp_path):
    create_store(location).close()
    opened = open_workspace(
        build_settings({"BORDER_GIS_STORE": location}, workspace_folder=tmp_path, officer=OFFICER)
    )
    yield opened
    opened.close()


def place_at(longitude, latitude, **values):
    point = {"type": "Point", "coordinates": [longitude, latitude]}
    return IncidentPlace(**{"as_written": "834/1", "geometry": point, "reference": "834/1", **values})


def keep(workspace, **values):
    incident = replace(build_incident(), **values)
    opening = open_incident(incident, recorded_at=NOW, author=OFFICER, machine="may-1")
    return workspace.whole_store.append_reports([opening], "CB-2026")[0]


def keep_everything(workspace):
    store = workspace.whole_store
    store.add_line(build_line())
    store.add_markers([build_marker()])
    store.add_works([build_work(description=SECRET, document=SECRET)])
    store.add_units([build_unit()])
    keep(workspace, title=SECRET, description=SECRET, secrecy=Secrecy.TUYET_MAT)
    keep(workspace, title=SECRET, description=SECRET, secrecy=Secrecy.TOI_MAT)
    keep(workspace, title="Mật", secrecy=Secrecy.MAT, places=(place_at(106.2, 22.2),))
    keep(workspace, title="Vi phạm nghiêm trọng", places=(place_at(106.4, 22.4),))
    area = SurveyArea("a1", SECRET, "fence", geometry=box(106, 22, 106.1, 22.1), secrecy=Secrecy.TOI_MAT)
    store.add_survey_areas([area])


def everything(publication):
    return {kind: publication.layer(kind).features for kind in publication.kinds}


@pytest.mark.parametrize(
    ("profile", "incidents"), [("public", 1), ("counterpart", 1), ("province", 2), ("internal", 4)]
)
def test_nothing_above_the_profile_leaves(workspace, profile, incidents):
    keep_everything(workspace)
    found = everything(start_publication(workspace, profile))
    assert len(found["incident"]) == incidents
    assert len(found["survey_area"]) == (1 if profile == "internal" else 0)
    said = repr([each.write() for layer in found.values() for each in layer])
    assert (SECRET in said) is (profile in ("internal", "province")), (
        "the work's own text goes to the province"
    )
    if profile in ("public", "counterpart"):
        assert "Vi phạm" not in said and "nghiêm trọng" not in said
        assert "Công văn 12" not in said


def test_the_public_profile_gives_no_place_field_or_id_of_an_incident(workspace):
    made = keep(workspace, title=SECRET)
    publication = start_publication(workspace, "public")
    (feature,) = publication.layer("incident").features
    assert dict(feature.properties) == {"date": "2026-05", "province": "Cao Bằng", "demonstration": False}
    assert feature.geometry is None and made.id not in feature.id
    assert "work" not in publication.kinds


def test_an_id_tells_nothing_and_stays_the_same(workspace):
    made = keep(workspace)
    ids = {
        name: start_publication(workspace, name).layer("incident").features[0].id
        for name in ("public", "counterpart", "province", "internal")
    }
    again = start_publication(workspace, "public").layer("incident").features[0].id
    assert ids["public"] == again
    assert len(set(ids.values())) == 4, "two profiles cannot be laid beside each other"
    assert ids["internal"] == made.id


def test_a_box_tells_nothing_of_places_that_stay_here(workspace):
    keep(workspace, places=(place_at(106.2, 22.2),))
    publication = start_publication(workspace, "public")
    for asked in (AROUND, (0.0, 0.0, 1.0, 1.0)):
        assert publication.find("incident", FeatureQuery(box=asked)).matched == 0


def test_a_field_that_stays_here_cannot_be_asked_for(workspace):
    keep(workspace, title=SECRET)
    publication = start_publication(workspace, "public")
    for query in (FeatureQuery(equals=(("title", SECRET),)), FeatureQuery(sort=(("title", False),))):
        with pytest.raises(InputError, match="unknown_field"):
            publication.find("incident", query)


def test_what_a_second_person_let_out_once_is_not_handed_to_whoever_asks(workspace):
    secret = keep(workspace, title=SECRET, secrecy=Secrecy.TOI_MAT)
    request = ask_release(workspace, "incident", [secret.id], "province", "họp")
    approve_release(acting(workspace), request.id)
    publication = start_publication(workspace, "province")
    assert publication.layer("incident").features == ()


def test_a_tie_to_something_secret_does_not_leave(workspace):
    area = SurveyArea("a1", SECRET, "fence", secrecy=Secrecy.TOI_MAT)
    workspace.whole_store.add_survey_areas([area])
    keep(workspace, survey_areas=("a1",))
    (feature,) = start_publication(workspace, "province").layer("incident").features
    assert feature.properties["survey_areas"] == []


def test_what_is_changed_is_seen_at_once(workspace):
    publication = start_publication(workspace, "internal")
    assert publication.find("work", FeatureQuery()).matched == 0
    workspace.whole_store.add_works([build_work()])
    assert publication.find("work", FeatureQuery()).matched == 1
    keep(workspace, places=(place_at(106.2, 22.2),))
    assert publication.find("incident", FeatureQuery(box=AROUND)).matched == 1
    assert publication.find("incident", FeatureQuery()).matched == 1
    made = keep(workspace)
    assert publication.layer("incident").feature(made.id) is not None


def test_the_store_and_the_memory_find_the_same_incidents_in_a_box(workspace):
    for step in range(12):
        keep(workspace, places=(place_at(106 + step / 20, 22 + step / 20),))
    line = {"type": "LineString", "coordinates": [[106.0, 22.6], [106.6, 22.0]]}
    # Its envelope meets the box below, the line itself does not.
    keep(workspace, places=(place_at(0, 0, geometry=line),))
    publication = start_publication(workspace, "province")
    for asked in (AROUND, (106.02, 22.02, 106.27, 22.27), (106.0, 22.0, 106.1, 22.1), (10, 10, 11, 11)):
        query = FeatureQuery(box=asked)
        remembered = publication.find("incident", query)
        publication._kept.clear()
        asked_of_store = publication.find("incident", query)
        assert {each.id for each in remembered.features} == {each.id for each in asked_of_store.features}
        assert remembered.matched == asked_of_store.matched


def test_it_is_written_down_once_and_takes_an_administrator(workspace):
    keep(workspace, secrecy=Secrecy.MAT)
    start_publication(workspace, "province")
    (entry,) = list_audit_entries(workspace)
    assert (entry.kind, entry.what, entry.profile, entry.level) == (
        "exported",
        "ogc_api",
        "province",
        Secrecy.MAT,
    )
    with pytest.raises(ForbiddenError):
        start_publication(acting(workspace, role=Role.APPROVER), "public")


def test_a_service_is_cleared_for_no_more_than_whoever_starts_it(workspace):
    keep(workspace, secrecy=Secrecy.TOI_MAT)
    low = acting(workspace, clearance=Secrecy.MAT)
    assert start_publication(low, "internal").layer("incident").features == ()


# --- finding ----------------------------------------------------------------------------------


@pytest.fixture
def dated(workspace):
    for number, when in enumerate(
        [PartialDate(2020), PartialDate(2021, 5), PartialDate(2021, 6, 7), None], start=1
    ):
        keep(workspace, title=f"Vụ {number}", date=when)
    return start_publication(workspace, "province")


@pytest.mark.parametrize(
    ("begins", "ends", "found"),
    [
        (None, date(2020, 12, 31), {"Vụ 1"}),
        (date(2020, 12, 31), date(2021, 5, 1), {"Vụ 1", "Vụ 2"}),
        (date(2021, 6, 7), date(2021, 6, 7), {"Vụ 3"}),
        (date(2021, 6, 8), None, set()),
        (date(2020, 1, 1), None, {"Vụ 1", "Vụ 2", "Vụ 3"}),
    ],
)
def test_a_day_finds_what_may_have_been_on_it_and_nothing_undated(dated, begins, ends, found):
    page = dated.find("incident", FeatureQuery(begins=begins, ends=ends))
    assert {each.properties["title"] for each in page.features} == found


def test_pages_hold_everything_once_in_one_order(workspace):
    workspace.whole_store.add_works([build_work(name=f"Hàng rào {number:02d}") for number in range(23)])
    publication = start_publication(workspace, "internal")
    pages = [
        publication.find("work", FeatureQuery(offset=start, limit=5, sort=(("name", True),)))
        for start in range(0, 30, 5)
    ]
    names = [each.properties["name"] for page in pages for each in page.features]
    assert names == sorted(names, reverse=True) and len(set(names)) == 23
    assert {page.matched for page in pages} == {23}


def test_values_are_asked_for_by_their_kind(workspace):
    kept = [build_work(name="a", accuracy_m=10.0), build_work(name="b", accuracy_m=10.5, demonstration=True)]
    workspace.whole_store.add_works(kept)
    publication = start_publication(workspace, "internal")

    def names(*equals):
        found = publication.find("work", FeatureQuery(equals=equals)).features
        return {each.properties["name"] for each in found}

    assert names(("accuracy_m", "10")) == {"a"}
    assert names(("demonstration", "true")) == {"b"}
    assert names(("name", "a"), ("accuracy_m", "10.0")) == {"a"}
    assert names(("name", "' OR 1=1 --")) == set()
    for wrong in (("accuracy_m", "zehn"), ("accuracy_m", "nan"), ("demonstration", "1")):
        with pytest.raises(InputError, match="bad_value"):
            names(wrong)


def test_an_incident_of_several_places_is_one_feature_and_its_parts_stand_alone_too(workspace):
    line = {"type": "LineString", "coordinates": [[106.0, 22.0], [106.1, 22.1]]}
    keep(workspace, places=(place_at(106, 22), place_at(106.2, 22.2), place_at(0, 0, geometry=line)))
    publication = start_publication(workspace, "internal")
    (whole,) = publication.layer("incident").features
    assert whole.geometry.geom_type == "GeometryCollection"
    (points,) = publication.layer("incident", "points").features
    (lines,) = publication.layer("incident", "lines").features
    assert (points.geometry.geom_type, lines.geometry.geom_type) == ("MultiPoint", "LineString")
    assert points.id == lines.id == whole.id
    assert publication.layer("incident", "areas").features == ()


def test_geometry_is_written_as_rfc_7946_wants_it():
    clockwise = Polygon([(0, 0), (0, 1), (1, 1), (1, 0)])
    ring = write_geometry(clockwise)["coordinates"][0]
    assert ring[1] == (1.0, 0.0), "outer rings run against the clock"
    written = write_geometry(Point(106.123456789123, 22.0))["coordinates"]
    assert written == (106.12345679, 22.0)


coordinates = st.tuples(st.floats(-170, 170), st.floats(-80, 80))


@given(st.lists(coordinates, min_size=1, max_size=4), coordinates, coordinates)
def test_the_parts_of_a_geometry_are_all_of_it(points, one, other):
    line = LineString([one, other])
    mixed = points[0] if len(points) == 1 else points
    from shapely.geometry import GeometryCollection, MultiPoint

    whole = GeometryCollection([Point(mixed) if len(points) == 1 else MultiPoint(mixed), line])
    taken = {name: take_part(whole, name) for name in ("points", "lines", "areas")}
    assert len(getattr(taken["points"], "geoms", [taken["points"]])) == len(points)
    assert taken["lines"].equals_exact(line, 0) and taken["areas"] is None
