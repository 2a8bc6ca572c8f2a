"""Which value of a field stands depends on what is here and on who knew of whom, not on what came when."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border_gis.incidents.foreign import Origin, Sight
from border_gis.incidents.standing import NOT_SET, FieldSetters, Setter, find_other, may_count

MOMENT = datetime(2026, 5, 11, 8, tzinfo=UTC)
VALUES = ("notified", "surveyed", "settled")


@dataclass
class Office:
    """What an office has, in its order; at the end of which it writes."""

    name: str
    order: dict[str, int] = field(default_factory=dict)
    written: int = 0


@dataclass
class World:
    """Offices that report on one field, and learn of each other's reports one by one."""

    offices: dict[str, Office] = field(default_factory=dict)
    setters: dict[str, Setter] = field(default_factory=dict)
    knew: dict[str, set[str]] = field(default_factory=dict)

    def write(self, office: str, value, corrects: str = "", name: str = "") -> Setter:
        """Have an office report, knowing everything that it has."""
        at = self.offices.setdefault(office, Office(office))
        at.written += 1
        report_id = name or f"{office}{at.written}"
        at.order[report_id] = len(at.order) + 1
        origin = Origin(office, "PC-01", at.written, at.order[report_id])
        recorded_at = MOMENT + timedelta(minutes=len(self.setters))
        root = self.setters[corrects].root_id if corrects else ""
        setter = self.setters[report_id] = Setter(report_id, (origin,), value, recorded_at, root)
        known = set(at.order) - {report_id}
        self.knew[report_id] = known.union(*(self.knew[each] for each in known))
        return setter

    def learn(self, office: str, report_id: str) -> None:
        """Have an office take in a report, after everything that it has."""
        at = self.offices.setdefault(office, Office(office))
        at.order.setdefault(report_id, len(at.order) + 1)

    @property
    def sights(self) -> dict[str, Sight]:
        places = {report_id: setter.origins[0] for report_id, setter in self.setters.items()}
        return {
            office.name: Sight(
                late={
                    (place.office, place.machine, place.position): office.order.get(report_id)
                    for report_id, place in places.items()
                    if place.office != office.name
                }
            )
            for office in self.offices.values()
        }

    @property
    def standing(self) -> set[str]:
        """What nobody answered, found the slow way; for reports that correct nothing."""
        answered = set().union(*self.knew.values())
        return set(self.setters) - answered


@dataclass
class Here:
    """An office that writes nothing and takes everything in."""

    world: World
    name: str = "state"
    shown: object = NOT_SET
    setters: FieldSetters | None = None

    def take(self, *report_ids: str) -> Here:
        self.setters = self.setters or FieldSetters(self.world.sights)
        for report_id in report_ids:
            setter = self.world.setters[report_id]
            self.setters.add(setter, self.world.setters[setter.root_id].origins)
            if may_count(self.name, setter, self.shown, self.setters.list_standing()):
                self.shown = setter.value
            other = find_other(self.name, self.shown, self.setters)
            self.shown = self.shown if other is None else other.value
        return self

    @property
    def standing(self) -> list[str]:
        return sorted(each.report_id for each in self.setters.list_standing())


def make_world(office_reports: dict[str, str], knew: dict[str, str] | None = None) -> World:
    """Make a world of reports ``{"a1": "settled"}``, of which each knew others ``{"a1": "b1 c1"}``."""
    world = World()
    for report_id, value in office_reports.items():
        for known in (knew or {}).get(report_id, "").split():
            world.learn(report_id[0], known)
        world.write(report_id[0], value, name=report_id)
    return world


# --- courses -----------------------------------------------------------------------------------


def test_two_that_did_not_know_of_each_other_both_stand_and_the_field_stays():
    world = make_world({"a1": "surveyed", "b1": "settled"})
    for order in ("a1", "b1"), ("b1", "a1"):
        here = Here(world).take(*order)
        assert here.standing == ["a1", "b1"]
        assert here.shown == world.setters[order[0]].value


def test_who_knew_what_is_shown_takes_its_place():
    world = make_world({"a1": "surveyed", "b1": "settled"}, {"b1": "a1"})
    for order in ("a1", "b1"), ("b1", "a1"):
        here = Here(world).take(*order)
        assert (here.standing, here.shown) == (["b1"], "settled")


def test_a_later_report_of_the_same_office_counts():
    world = make_world({"a1": "surveyed", "a2": "settled"})
    assert Here(world).take("a2", "a1").shown == "settled"


def test_an_answer_that_comes_before_what_it_answers_counts_as_soon_as_that_comes():
    """The answer knew only the report in the middle, and that knew the one that is shown."""
    world = make_world({"t1": "notified", "s1": "surveyed", "r1": "settled"}, {"s1": "t1", "r1": "s1"})
    # Offices tell of their own reports only: whoever wrote the answer has never had the first one.
    assert "t1" not in world.offices["r"].order
    here = Here(world).take("t1", "r1")
    assert (here.standing, here.shown) == (["r1", "t1"], "notified")
    here.take("s1")
    assert (here.standing, here.shown) == (["r1"], "settled")


def test_a_value_that_two_have_set_is_gone_when_each_of_them_is_answered_by_another():
    """Whoever answered the one did not know of the other; with neither answer the value goes alone."""
    world = make_world({"q1": "notified", "l1": "notified", "l2": "surveyed", "c1": "settled"}, {"c1": "q1"})
    here = Here(world).take("q1", "l1", "l2")
    assert (here.standing, here.shown) == (["l2", "q1"], "notified")
    here.take("c1")
    assert (here.standing, here.shown) == (["c1", "l2"], "settled")


def test_of_two_answers_the_one_to_what_is_shown_is_taken_before_what_contradicted_it():
    world = make_world(
        {"t1": "notified", "s1": "surveyed", "r1": "settled", "v1": "under_discussion"},
        {"s1": "t1", "r1": "s1"},
    )
    here = Here(world).take("t1", "v1", "r1")
    assert here.shown == "notified"
    here.take("s1")
    assert (here.standing, here.shown) == (["r1", "v1"], "settled")


def test_who_knew_both_ends_it():
    world = make_world({"a1": "surveyed", "b1": "settled", "c1": "surveyed"}, {"c1": "a1 b1"})
    for order in itertools.permutations(world.setters):
        here = Here(world).take(*order)
        assert (here.standing, here.shown) == (["c1"], "surveyed")


# --- corrections -------------------------------------------------------------------------------


def test_a_correction_does_not_answer_what_came_after_the_corrected_report():
    world = make_world({"a1": "surveyed", "b1": "settled"}, {"b1": "a1"})
    world.write("a", "notified", corrects="a1")
    here = Here(world).take("a1", "b1", "a2")
    assert (here.standing, here.shown) == (["b1"], "settled")


def test_a_correction_says_what_the_corrected_report_should_have_said():
    world = make_world({"a1": "surveyed", "b1": "settled"})
    world.write("a", "settled", corrects="a1")
    here = Here(world).take("b1", "a1")
    assert here.standing == ["a1", "b1"]
    here.take("a2")
    assert (here.standing, {each.value for each in here.setters.list_standing()}) == (
        ["a2", "b1"],
        {"settled"},
    )


def test_a_field_that_a_correction_takes_back_is_as_if_it_had_not_been_set():
    world = make_world({"a1": "surveyed", "b1": "settled"}, {"b1": "a1"})
    world.write("b", NOT_SET, corrects="b1")
    here = Here(world).take("a1", "b1", "b2")
    assert (here.standing, here.shown) == (["a1"], "surveyed")


def test_two_corrections_of_one_report_contradict_each_other_unless_one_knew_of_the_other():
    world = make_world({"a1": "surveyed"})
    world.write("a", "notified", corrects="a1")
    world.learn("b", "a1")
    world.write("b", "settled", corrects="a1")
    assert Here(world).take("a1", "a2", "b1").standing == ["a2", "b1"]
    world.learn("c", "a2")
    world.write("c", "surveyed", corrects="a2")
    assert Here(world).take("a1", "a2", "b1", "c1").standing == ["b1", "c1"]


# --- levels ------------------------------------------------------------------------------------


def test_a_higher_level_is_never_held_back_and_a_lower_one_is():
    world = make_world({"a1": "none", "b1": "mat"})
    for order in ("a1", "b1"), ("b1", "a1"):
        here = Here(world, "secrecy").take(*order)
        assert (here.shown, here.standing) == ("mat", ["a1", "b1"])


def test_who_knew_the_level_may_lower_it():
    world = make_world({"a1": "mat", "b1": "none"}, {"b1": "a1"})
    for order in ("a1", "b1"), ("b1", "a1"):
        assert Here(world, "secrecy").take(*order).shown == "none"


# --- whatever came when ------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(("write", "write", "learn", "learn", "learn")), st.integers(0, 3), st.integers(0, 99)
    ),
    min_size=3,
    max_size=40,
)


def build_world(steps, correcting: bool = False) -> World:
    """Make a world that begins with a report, its answer and the answer to that, and goes on at random."""
    world = make_world({"a1": "notified", "b1": "surveyed", "c1": "settled"}, {"b1": "a1", "c1": "b1"})
    for kind, who, what in steps:
        office = "abcd"[who]
        ids = list(world.setters)
        if kind == "learn" and ids:
            # A package brings everything that its office has written up to one of its reports.
            last = world.setters[ids[what % len(ids)]].origins[0]
            for report_id, setter in world.setters.items():
                place = setter.origins[0]
                if place.office == last.office != office and place.position <= last.position:
                    world.learn(office, report_id)
        else:
            known = [each for each in ids if each in world.offices.get(office, Office(office)).order]
            corrects = known[what % len(known)] if correcting and known and what % 3 == 0 else ""
            value = NOT_SET if corrects and what % 2 else VALUES[what % 3]
            world.write(office, value, corrects=corrects)
    return world


@given(STEPS, st.randoms(use_true_random=False))
def test_what_stands_is_what_nobody_answered_whatever_came_when(steps, chance):
    world = build_world(steps)
    order = list(world.setters)
    chance.shuffle(order)
    here = Here(world)
    for count, report_id in enumerate(order, start=1):
        here.take(report_id)
        values = {each.value for each in here.setters.list_standing()}
        assert here.shown in values
        assert len(order) != count or set(here.standing) == world.standing


@given(STEPS, st.randoms(use_true_random=False))
def test_what_stands_after_corrections_does_not_depend_on_what_came_when(steps, chance):
    world = build_world(steps, correcting=True)
    expected = Here(world).take(*world.setters).standing
    left, order = list(world.setters), []
    while left:
        # A correction waits for what it corrects.
        ready = [each for each in left if world.setters[each].root_id in (each, *order)]
        order.append(chance.choice(ready))
        left.remove(order[-1])
    assert Here(world).take(*order).standing == expected


@pytest.mark.parametrize("order", itertools.permutations(("a1", "b1", "c1")))
def test_sights_that_go_round_answer_nothing(order):
    """Only an office that lies can have known what was written after it."""
    places = {name: Origin(name[0], "PC-01", 1, 5) for name in ("a1", "b1", "c1")}
    sights = {
        "a": Sight(late={("b", "PC-01", 1): 1}),
        "b": Sight(late={("c", "PC-01", 1): 1}),
        "c": Sight(late={("a", "PC-01", 1): 1}),
    }
    setters = FieldSetters(sights)
    for name in order:
        setters.add(Setter(name, (places[name],), name, MOMENT), (places[name],))
    assert {each.report_id for each in setters.list_standing()} == set(places)
