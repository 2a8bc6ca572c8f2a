"""Reading the demonstration files: what they say, and what happens when they are damaged."""

from pathlib import Path

import pytest

from border_gis.boundary.gates import GateKind
from border_gis.errors import DataError
from border_gis.exchange.demonstration import read_events, read_gates, read_works
from border_gis.i18n import describe_error

DATA = Path(__file__).resolve().parent.parent.parent / "data"
GATES = DATA / "markers" / "gates.csv"
WORKS = DATA / "fences" / "works.geojson"
EVENTS = DATA / "incidents" / "events.toml"


def test_gates_keep_both_names_and_a_kind_only_where_a_source_says():
    gates = {gate.name: gate for gate in read_gates(GATES)}
    assert gates["Chi Ma"].name_across_zh == "爱店"
    assert gates["Chi Ma"].kind is GateKind.BILATERAL
    assert gates["Hữu Nghị"].kind is None
    assert gates["Bản Giốc"].kind is GateKind.OPENING
    assert all(gate.demonstration for gate in gates.values())


def test_a_gate_whose_marker_nobody_confirms_has_no_reference():
    gates = {gate.name: gate for gate in read_gates(GATES)}
    assert gates["Tà Lùng"].reference_as_written == ""
    assert gates["Tà Lùng"].position is not None
    assert gates["Sóc Giang"].position is None


def test_an_offices_own_gates_are_not_marked_as_demonstration(tmp_path):
    own = tmp_path / "gates.csv"
    own.write_text(GATES.read_text("utf-8").replace(",yes\n", ",\n"), "utf-8")
    assert not any(gate.demonstration for gate in read_gates(own))


def test_works_and_events_are_told_in_the_language_asked_for():
    assert read_works(WORKS, "vi")[0].name != read_works(WORKS, "en")[0].name
    assert read_events(EVENTS, "vi")[0].title != read_events(EVENTS, "en")[0].title


@pytest.mark.parametrize(
    ("read", "name", "content"),
    [
        (read_gates, "gates.csv", "name,kind\nChi Ma,castle\n"),
        (lambda path: read_works(path, "vi"), "works.geojson", '{"features": [{"properties": {}}]}'),
        (lambda path: read_works(path, "vi"), "works.geojson", "\x00not json"),
        (lambda path: read_events(path, "vi"), "events.toml", "[sources]\n[[event]]\nkey = 'x'\n"),
        (lambda path: read_events(path, "vi"), "events.toml", "event = ["),
    ],
)
def test_a_damaged_file_is_named_with_what_to_do(read, name, content, tmp_path):
    path = tmp_path / name
    path.write_text(content, "utf-8")
    with pytest.raises(DataError) as caught:
        read(path)
    for language in ("vi", "en"):
        assert name in describe_error(caught.value, language)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match=r"gates\.csv"):
        read_gates(tmp_path / "gates.csv")
