"""A chain of reports shows where it was broken."""

from dataclasses import replace

import pytest

from border_gis.incidents.integrity import checkpoint_figure, follow_chain, write_canonical
from border_gis.stores.report_rows import seal_report
from tests.incidents.test_view import report


def build_chain(machines="aabab"):
    heads, chain = {}, []
    for sequence, machine in enumerate(machines, start=1):
        position, previous = heads.get(machine, (0, "0" * 64))
        given = replace(report(sequence, {"state": "settled"}), machine=machine)
        sealed = seal_report(given, sequence, position + 1, previous)
        heads[machine] = (sealed.chain_position, sealed.hash)
        chain.append(sealed)
    return chain


def test_a_good_chain_is_silent():
    assert list(follow_chain(build_chain())) == []
    assert list(follow_chain([])) == []


def test_a_changed_text_breaks_at_its_report():
    chain = build_chain()
    chain[2] = replace(chain[2], text="khác")
    assert [(one.report.sequence, one.reason) for one in follow_chain(chain)] == [(3, "content")]


def test_a_report_that_was_sealed_anew_breaks_at_the_next_of_its_machine():
    chain = build_chain()
    other = replace(report(1, {"state": "proposed"}), machine="a")
    chain[0] = seal_report(other, 1)
    assert [(one.report.sequence, one.reason) for one in follow_chain(chain)] == [(2, "previous")]


def test_a_missing_report_breaks_at_the_next():
    chain = build_chain()
    del chain[1]
    first = next(follow_chain(chain))
    assert (first.report.sequence, first.reason) == (3, "sequence")


def test_two_reports_in_each_others_place_are_found():
    chain = build_chain()
    chain[1], chain[2] = chain[2], chain[1]
    assert next(follow_chain(chain)).reason == "sequence"


def test_the_figure_depends_on_the_count_and_on_every_head():
    figures = {
        checkpoint_figure(2, {"a": "1", "b": "2"}),
        checkpoint_figure(3, {"a": "1", "b": "2"}),
        checkpoint_figure(2, {"a": "1", "b": "3"}),
        checkpoint_figure(2, {"a": "1"}),
    }
    assert len(figures) == 4
    assert checkpoint_figure(2, {"b": "2", "a": "1"}) in figures


def test_the_figure_is_short_enough_to_be_written_down():
    assert len(checkpoint_figure(1_000_000, {"a": "1"})) == 32


def test_one_value_has_one_canonical_form():
    assert write_canonical({"b": [1, 2.5], "a": "đường"}) == '{"a":"đường","b":[1,2.5]}'
    with pytest.raises(ValueError, match="JSON"):
        write_canonical(float("nan"))
