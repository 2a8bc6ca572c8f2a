"""What an office did and wrote that ships: in both languages, with kinds and incidents that there are."""

import tomllib
from pathlib import Path

import pytest

from border_gis.boundary.dates import PartialDate
from border_gis.errors import DataError
from border_gis.exchange.demonstration import make_demonstration_id, read_events
from border_gis.exchange.demonstration_proceedings import read_proceedings
from border_gis.proceedings.kinds import read_proceeding_kinds
from border_gis.proceedings.model import ProceedingState

DATA = Path(__file__).resolve().parents[2] / "data"
FILE = DATA / "proceedings" / "cao_bang_2022.toml"
SHIPPED = read_proceedings(FILE, "vi")


def test_they_are_numbered_in_their_order_and_say_what_they_are():
    assert [each.number for each in SHIPPED] == [f"CT-CB-2022-{place:03d}" for place in range(1, 48)]
    assert all(each.demonstration and each.source and each.province == "Cao Bằng" for each in SHIPPED)
    assert {each.happened for each in SHIPPED} == {PartialDate(2022)}


def test_ids_are_the_same_on_every_machine_and_no_two_are_equal():
    assert [each.id for each in read_proceedings(FILE, "en")] == [each.id for each in SHIPPED]
    assert len({each.id for each in SHIPPED}) == len(SHIPPED)
    assert SHIPPED[0].id == make_demonstration_id("proceeding", "expert-group")


def test_every_kind_and_every_related_incident_is_there():
    path = DATA / "workflow" / "proceedings.toml"
    kinds = read_proceeding_kinds({path.name: tomllib.loads(path.read_text("utf-8"))})
    assert {each.kind for each in SHIPPED} <= {kind.code for kind in kinds}
    events = read_events(DATA / "incidents" / "events.toml", "vi")
    known = {make_demonstration_id("incident", event.key) for event in events}
    assert {name for each in SHIPPED for name in each.incidents} <= known


def test_what_the_reports_do_not_say_is_left_open():
    assert sum(each.state is ProceedingState.UNKNOWN for each in SHIPPED) > len(SHIPPED) // 2
    assert not any(each.state is ProceedingState.ISSUED for each in SHIPPED)
    assert all(paper.date is None and not paper.number for each in SHIPPED for paper in each.papers)


def test_titles_are_said_in_both_languages():
    english = read_proceedings(FILE, "en")
    assert not {each.title for each in SHIPPED} & {each.title for each in english}


def test_a_damaged_file_is_named(tmp_path):
    broken = tmp_path / "own.toml"
    broken.write_text('source_vi = "x"\n[[proceeding]]\nkey = "a"\n', "utf-8")
    with pytest.raises(DataError) as error:
        read_proceedings(broken, "vi")
    assert error.value.params["file"] == str(broken)
