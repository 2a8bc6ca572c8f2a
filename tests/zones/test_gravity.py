"""Which verdict matters most."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from border_gis.zones.gravity import GRAVEST_FIRST, gravest, order_by_gravity
from border_gis.zones.sureness import Certainty
from border_gis.zones.verdict import Outcome, Verdict


def said(outcome, certainty=None, probability=None, rule="r"):
    return Verdict("w", rule, "line", "21(1)", outcome, (), certainty=certainty, probability=probability)


ANY_VERDICT = st.builds(
    said,
    st.sampled_from(Outcome),
    st.sampled_from([*Certainty, None]),
    st.one_of(st.none(), st.floats(0.0, 1.0)),
)


def test_every_outcome_has_a_place_in_the_order():
    assert sorted(GRAVEST_FIRST) == sorted(Outcome)


def test_what_is_prohibited_comes_before_what_asks_and_outside_comes_last():
    for order in permutations(Outcome, len(Outcome)):
        assert [verdict.outcome.value for verdict in order_by_gravity(map(said, order))] == [
            "prohibited",
            "needs_agreement",
            "needs_notice",
            "not_determinable",
            "exempt",
            "outside",
        ]


def test_possibly_prohibited_is_graver_than_certainly_in_need_of_agreement():
    possibly = said(Outcome.PROHIBITED, Certainty.POSSIBLY, 0.4)
    assert gravest([said(Outcome.NEEDS_AGREEMENT, Certainty.CERTAINLY, 1.0), possibly]) is possibly


def test_of_two_prohibitions_the_certain_one_and_then_the_more_probable_one_comes_first():
    certain = said(Outcome.PROHIBITED, Certainty.CERTAINLY, 0.995)
    likely = said(Outcome.PROHIBITED, Certainty.POSSIBLY, 0.9)
    unlikely = said(Outcome.PROHIBITED, Certainty.POSSIBLY, 0.1)
    assert order_by_gravity([unlikely, certain, likely]) == (certain, likely, unlikely)


def test_of_equals_the_first_rule_is_named():
    assert gravest([said(Outcome.EXEMPT, rule="a"), said(Outcome.EXEMPT, rule="b")]).rule_id == "a"


def test_nothing_has_no_gravest():
    assert gravest([]) is None


@given(st.lists(ANY_VERDICT, min_size=1))
def test_the_gravest_stands_first_in_the_order(verdicts):
    assert gravest(verdicts) is order_by_gravity(verdicts)[0]
