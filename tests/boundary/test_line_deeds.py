"""A deed is kept as an entry and read back, and shows nobody more than they may see."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from border_gis.access import Secrecy
from border_gis.boundary.imports import ImportEntry
from border_gis.boundary.line_deeds import LineDeed, LineMove, count_levels, read_deeds, write_deed

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
TEXTS = st.text(max_size=20)
MOVES = st.builds(
    LineMove,
    kind=st.sampled_from(["incident", "work"]),
    object_id=TEXTS,
    place=st.integers(0, 9),
    entry=TEXTS,
    moved_m=st.floats(0.0, 1e6),
    level=st.sampled_from(Secrecy),
)
DEEDS = st.builds(
    LineDeed,
    id=TEXTS,
    kind=st.just("change"),
    recorded_at=st.just(NOON),
    author=TEXTS,
    machine=TEXTS,
    line_id=TEXTS,
    line_name=TEXTS,
    from_lines=st.lists(TEXTS, max_size=3).map(tuple),
    choices=st.dictionaries(st.sampled_from(["incident", "work"]), st.sampled_from(["stay", "move"])),
    moves=st.lists(MOVES, max_size=8).map(tuple),
    stayed=st.dictionaries(st.sampled_from(Secrecy), st.integers(1, 99)),
    reason=TEXTS,
)


@given(DEEDS)
def test_a_deed_is_read_back_from_its_entry(deed):
    assert read_deeds([write_deed(deed)]) == (deed,)


@given(DEEDS, st.sampled_from(Secrecy))
def test_what_is_above_a_clearance_is_neither_named_nor_counted(deed, clearance):
    seen = deed.seen_with(clearance)
    assert all(clearance.covers(move.level) for move in seen.moves)
    assert seen.left == sum(count for level, count in deed.stayed.items() if clearance.covers(level))
    assert deed.seen_with(Secrecy.TUYET_MAT) == deed


def test_an_undoing_names_its_change_also_where_it_is_a_further_one():
    values = {"recorded_at": NOON, "author": "a", "machine": "m", "line_id": "new"}
    undoing = LineDeed(id="2", kind="undo", undoes="1", **values)
    assert write_deed(undoing).undoes == "1"
    further = write_deed(undoing, is_first_undo=False)
    assert further.undoes == ""
    assert read_deeds([further]) == (undoing,)


def test_files_that_were_brought_in_are_no_deeds():
    values = {"kind": "import", "recorded_at": NOON, "author": "a", "machine": "m"}
    assert read_deeds([ImportEntry(id="1", target="line", **values)]) == ()


def test_half_of_the_moves_are_no_longer_than_the_middle_one():
    moves = tuple(LineMove("work", str(n), 0, "e", length_m) for n, length_m in enumerate((5.0, 1.0, 90.0)))
    deed = LineDeed("1", "change", NOON, "a", "m", "new", moves=moves)
    assert (deed.middle_m, deed.farthest_m) == (5.0, 90.0)
    assert count_levels([Secrecy.NONE, Secrecy.MAT, Secrecy.NONE]) == {Secrecy.NONE: 2, Secrecy.MAT: 1}
