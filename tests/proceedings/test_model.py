"""Proceedings as plain values and back, and the list of their kinds."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border_gis.access import Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.gates import GateKind
from border_gis.errors import DataError
from border_gis.incidents.step_reading import read_workflow
from border_gis.proceedings.kinds import (
    PaperRole,
    ProceedingClass,
    describe_proceeding_kind,
    read_proceeding_kinds,
)
from border_gis.proceedings.model import (
    NamedGate,
    NamedPaper,
    Proceeding,
    ProceedingState,
    describe_proceeding,
    restore_proceeding,
    write_proceeding_text,
)

FOLDER = Path(__file__).resolve().parents[2] / "data" / "workflow"
FILE = "proceedings.toml"
DATES = st.builds(PartialDate, st.integers(1990, 2090)) | st.builds(
    PartialDate, st.integers(1990, 2090), st.integers(1, 12), st.none() | st.integers(1, 28)
)
WORDS = st.text(max_size=20)
PROCEEDINGS = st.builds(
    Proceeding,
    id=st.uuids().map(str),
    kind=WORDS,
    title=WORDS,
    happened=DATES,
    until=st.none() | DATES,
    state=st.sampled_from(ProceedingState),
    number=WORDS,
    papers=st.lists(st.builds(NamedPaper, WORDS, WORDS, st.none() | DATES), max_size=3).map(tuple),
    offices=st.lists(WORDS, max_size=3).map(tuple),
    reference_as_written=WORDS,
    gates=st.lists(st.builds(NamedGate, WORDS, st.none() | st.sampled_from(GateKind)), max_size=3).map(tuple),
    units=st.lists(WORDS, max_size=3).map(tuple),
    incidents=st.lists(WORDS, max_size=3).map(tuple),
    text=WORDS,
    source=WORDS,
    province=WORDS,
    secrecy=st.sampled_from(Secrecy),
    is_withdrawn=st.booleans(),
    demonstration=st.booleans(),
)


def read_shipped():
    return {FILE: tomllib.loads((FOLDER / FILE).read_text("utf-8"))}


@given(PROCEEDINGS)
def test_it_comes_back_from_its_plain_values(proceeding):
    assert restore_proceeding(proceeding.id, describe_proceeding(proceeding)) == proceeding


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("happened", "hôm qua"), ("until", 5), ("state", "lost"), ("secrecy", None), ("papers", [{}]),
        ("gates", [{"name": "x", "sought": "large"}]),
    ],
)  # fmt: skip
def test_a_value_that_none_can_have_is_named(field, value):
    said = describe_proceeding(Proceeding("1", "comments", "x", PartialDate(2022)))
    with pytest.raises(DataError) as error:
        restore_proceeding("1", {**said, field: value})
    assert error.value.params["field"] == field


def test_a_search_looks_into_papers_gates_and_offices():
    proceeding = Proceeding(
        "1", "comments", "Góp ý", PartialDate(2022), papers=(NamedPaper("Quy chế", "12/QC"),),
        gates=(NamedGate("Trà Lĩnh"),), offices=("Bộ Ngoại giao",), units=("huyện Hạ Lang",),
    )  # fmt: skip
    text = write_proceeding_text(proceeding)
    assert all(word in text for word in ("Quy chế", "12/QC", "Trà Lĩnh", "Bộ Ngoại giao", "huyện Hạ Lang"))


def test_the_list_that_ships_is_read_and_every_step_in_it_is_one():
    kinds = read_proceeding_kinds(read_shipped())
    assert {kind.group for kind in kinds} == set(ProceedingClass)
    steps = {
        name: tomllib.loads((FOLDER / name).read_text("utf-8")) for name in ("steps.toml", "papers.toml")
    }
    workflow = read_workflow(steps)
    assert all(workflow.step(kind.step) is not None for kind in kinds if kind.step)
    comments = next(kind for kind in kinds if kind.code == "comments")
    assert (comments.papers, comments.always_said, comments.is_own) == (PaperRole.COMMENTED, True, False)


def test_kinds_come_back_as_they_are_described_and_an_own_kind_takes_the_place_of_one_that_ships():
    kinds = read_proceeding_kinds(read_shipped())
    described = {"kind": [describe_proceeding_kind(kind) for kind in kinds]}
    assert read_proceeding_kinds({FILE: described}) == kinds
    own = {"code": "comments", "class": "gate", "name": {"vi": "của ta", "en": "ours"}}
    replaced = read_proceeding_kinds(read_shipped(), {"own": {"kind": [own]}})
    assert len(replaced) == len(kinds)
    mine = next(kind for kind in replaced if kind.code == "comments")
    assert (mine.group, mine.is_own, mine.papers) == (ProceedingClass.GATE, True, PaperRole.LISTED)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"class": "party"}, "workflow.bad_choice", "class"),
        ({"papers": "some"}, "workflow.bad_choice", "papers"),
        ({"always": "yes"}, "workflow.bad_choice", "always"),
        ({"name": {"vi": "chỉ một"}}, "workflow.words_missing", "name"),
        ({"colour": "red"}, "workflow.unknown_field", "colour"),
    ],
)
def test_a_wrong_kind_is_named_with_its_field(change, code, field):
    entry = {"code": "x", "class": "gate", "name": {"vi": "a", "en": "b"}, **change}
    with pytest.raises(DataError) as error:
        read_proceeding_kinds({FILE: {"kind": [entry]}})
    assert (error.value.code, error.value.params["field"]) == (code, field)
