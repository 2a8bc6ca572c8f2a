"""Who had seen what of the other office, and how their reports stand in our history."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border_gis.errors import ConflictError, DataError
from border_gis.incidents.foreign import (
    OURS,
    ChainEntry,
    Origin,
    Sight,
    copy_report,
    describe_sight,
    find_first_copy,
    is_copy,
    is_same_report,
    is_second_copy,
    read_office,
    read_sight,
    repeat_copy,
    write_sight,
)
from border_gis.incidents.integrity import FIRST_HASH, hash_form, hash_report, read_form, write_form
from border_gis.incidents.packages import ChainSpan, check_links
from border_gis.stores.report_rows import seal_report
from tests.stores.builders import build_incident, build_opening, build_report

CHAIN = (OURS, "PC-01")


def values_of(sealed):
    return {name: getattr(sealed, name) for name in type(sealed).__dataclass_fields__}


# --- the canonical form ------------------------------------------------------------------------


@given(st.text(max_size=200), st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_canonical_form_is_read_back_to_the_report_that_was_sealed(text, sequence, position):
    sealed = seal_report(build_report("i", text=text), sequence, position)
    form = write_form(values_of(sealed))
    assert read_form(form) == sealed
    assert hash_form(form) == sealed.hash == hash_report(values_of(sealed))


@given(st.one_of(st.text(max_size=50), st.sampled_from(["[]", "{}", "null", "[1]", "[2,1]", "[[[", "1"])))
def test_what_is_no_canonical_form_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        read_form(text)


# --- who had seen what -------------------------------------------------------------------------


@given(st.lists(st.one_of(st.none(), st.integers(1, 60)), max_size=15, unique=True), st.integers(0, 70))
def test_a_sight_tells_of_every_report_whether_it_was_there_before(sequences, at):
    taken = {sequence for sequence in sequences if sequence is not None}
    own = [sequence for sequence in range(1, 71) if sequence not in taken]
    sight = describe_sight({CHAIN: list(enumerate(sequences, start=1))}, own)
    if at in taken or at == 0:
        return
    for position, sequence in enumerate(sequences, start=1):
        expected = sequence is not None and sequence < at
        assert sight.had_seen(at, Origin(*CHAIN, position, 0)) is expected


def test_what_was_taken_at_one_time_is_one_step():
    sight = describe_sight({CHAIN: [(place, place) for place in range(1, 1_001)]}, [1_001, 1_002])
    assert sight.steps[CHAIN] == [(1_000, 1_000)]


def test_a_sight_comes_back_from_its_json():
    sight = Sight({(OURS, "a"): ((1, 2), (5, 9)), ("X", "b"): ()}, {("X", "b", 3): None, (OURS, "a", 7): 4})
    written = write_sight(
        Sight({("ME", "a"): ((1, 2), (5, 9)), ("X", "b"): ()}, {("X", "b", 3): None, ("ME", "a", 7): 4})
    )
    found = read_sight(written, "ME")
    assert {chain: tuple(steps) for chain, steps in found.steps.items()} == sight.steps
    assert found.late == sight.late


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"steps": 1, "late": []},
        {"steps": [["a"]], "late": []},
        {"steps": [["a", "b", [[2, 1], [1, 2]]]], "late": []},
    ],
)
def test_a_sight_that_is_none_is_refused(written):
    with pytest.raises(ValueError, match=r".*"):
        read_sight(written, "")


# --- copies ------------------------------------------------------------------------------------


def test_a_copy_carries_its_office_and_leaves_out_what_stays_here():
    report = build_report("i", changes={"state": "settled", "title": "x"}, machine="PC-02")
    copy = copy_report(report, "LS-12345", "CB-2026-001", ["state"])
    assert copy.changes == {"title": "x"}
    assert (copy.machine, read_office(copy.machine)) == ("LS-12345 · PC-02", "LS-12345")
    assert is_copy(copy, report, ["state"])
    assert not is_copy(copy, report, [])
    assert read_office("PC-02") == read_office("vm · x") == ""


def test_a_copy_may_have_another_number_and_nothing_else():
    opening = build_opening(build_incident(number="LS-2026-001"))
    copy = copy_report(opening, "LS-12345", "LS-2026-001/LS-12345", [])
    assert copy.changes["number"] == "LS-2026-001/LS-12345"
    assert is_copy(copy, opening, [])
    other = build_opening(build_incident(number="LS-2026-001", title="khác"))
    assert not is_copy(copy, other, [])


def test_a_second_copy_says_the_fields_of_the_report_and_nothing_else():
    report = build_report("i", changes={"state": "settled", "title": "x"}, text="Lời", machine="PC-02")
    copy = copy_report(report, "LS-12345", "", ["state"])
    second = repeat_copy(copy, "second", {"state": "settled"})
    assert (second.changes, second.text, second.machine) == ({"state": "settled"}, "", copy.machine)
    assert (second.author, second.recorded_at) == (report.author, report.recorded_at)
    assert is_second_copy(second, "LS-12345", report)
    assert [find_first_copy([copy, second], each) for each in (second.id, copy.id)] == [report.id] * 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"changes": {"state": "surveyed"}},
        {"changes": {"state": "settled", "party": "cn"}},
        {"changes": {}},
        {"text": "Lời khác"},
        {"author": "khác"},
        {"machine": "CB-12345 · PC-02"},
        {"attachments": ("a" * 64,)},
    ],
)
def test_what_the_report_does_not_say_is_no_second_copy(wrong):
    report = build_report("i", changes={"state": "settled", "title": "x"}, machine="PC-02")
    second = repeat_copy(copy_report(report, "LS-12345", "", ["state"]), "second", {"state": "settled"})
    assert not is_second_copy(replace(second, **wrong), "LS-12345", report)


def test_an_incident_brought_in_from_the_same_file_is_the_same_in_both_offices():
    incident = build_incident(number="CB-2026-001")
    ours = build_opening(incident)
    theirs = build_opening(build_incident(**{**vars_of(incident), "number": "CB-2026-009"}), author="khác")
    theirs = type(theirs)(**{**vars_of(theirs), "id": ours.id})
    assert is_same_report(ours, theirs)
    changed = type(theirs)(**{**vars_of(theirs), "text": "khác"})
    assert not is_same_report(ours, changed)


def vars_of(thing):
    return {name: getattr(thing, name) for name in type(thing).__dataclass_fields__}


# --- links -------------------------------------------------------------------------------------


def make_chain(count):
    entries, previous = [], FIRST_HASH
    for position in range(1, count + 1):
        sealed = seal_report(build_report("i"), position, position, previous)
        entries.append(ChainEntry("PC-02", position, sealed.hash, write_form(values_of(sealed))))
        previous = sealed.hash
    return entries


CHAIN_OF_SIX = make_chain(6)


def span(first, last, entries=CHAIN_OF_SIX):
    before = FIRST_HASH if first == 1 else entries[first - 2].hash
    return ChainSpan("PC-02", first - 1, before, last, entries[last - 1].hash)


def known_of(entries):
    return {(entry.machine, entry.position): (entry.hash, not entry.is_gap) for entry in entries}


@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 6))
def test_what_goes_on_from_what_is_known_is_new_and_what_does_not_is_missing(first, last, known):
    if last < first:
        return
    entries = CHAIN_OF_SIX[first - 1 : last]
    here = known_of(CHAIN_OF_SIX[:known])
    if first - 1 > known:
        with pytest.raises(DataError) as error:
            check_links([span(first, last)], entries, here, since=3, last_number=1)
        assert error.value.params["numbers"] == [2, 3]
        return
    new = check_links([span(first, last)], entries, here, since=0, last_number=0)
    assert new == tuple(CHAIN_OF_SIX[max(known, first - 1) : last])


def test_another_report_at_a_known_place_is_a_fork():
    other = make_chain(6)
    with pytest.raises(ConflictError) as error:
        check_links([span(1, 6, other)], other, known_of(CHAIN_OF_SIX[:3]), 0, 0)
    assert error.value.params["position"] == 1
    with pytest.raises(ConflictError):
        check_links([span(4, 6, other)], other[3:], known_of(CHAIN_OF_SIX[:3]), 0, 0)


def test_a_gap_holds_the_chain_and_is_filled_by_nothing_but_its_report():
    gap = ChainEntry("PC-02", 2, CHAIN_OF_SIX[1].hash)
    with_gap = [CHAIN_OF_SIX[0], gap, *CHAIN_OF_SIX[2:]]
    assert check_links([span(1, 6)], with_gap, {}, 0, 0) == tuple(with_gap)
    here = known_of(with_gap)
    filling = [CHAIN_OF_SIX[1]]
    ending = ChainSpan("PC-02", 6, CHAIN_OF_SIX[5].hash, 6, CHAIN_OF_SIX[5].hash)
    assert check_links([ending], filling, here, 1, 1) == tuple(filling)
    other = make_chain(2)[1]
    with pytest.raises(ConflictError):
        check_links([ending], [other], here, 1, 1)


@pytest.mark.parametrize(
    "entries",
    [
        CHAIN_OF_SIX[:5],
        CHAIN_OF_SIX[1:],
        [*CHAIN_OF_SIX, CHAIN_OF_SIX[0]],
        [CHAIN_OF_SIX[0], CHAIN_OF_SIX[0], *CHAIN_OF_SIX[2:]],
        [*CHAIN_OF_SIX[:3], ChainEntry("PC-02", 4, "b" * 64), *CHAIN_OF_SIX[4:]],
        [*CHAIN_OF_SIX[:5], ChainEntry("PC-03", 6, CHAIN_OF_SIX[5].hash)],
    ],
)
def test_links_that_make_no_chain_are_refused(entries):
    with pytest.raises(DataError) as error:
        check_links([span(1, 6)], entries, {}, 0, 0)
    assert error.value.code == "packages.chain_broken"
