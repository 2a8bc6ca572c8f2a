"""Hold what came back from the field against what was packed and against the office now.

The rule for every field: what the field did not change says nothing; what only the field
changed is to be taken over; what both changed, differently, is a conflict for a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from border_gis.surveys.field import FieldDeed, FieldKind, FieldRow, PackedObject, Values


class FieldOutcome(StrEnum):
    """What becomes of a row."""

    TAKE = "take"
    SAME = "same"
    CONFLICT = "conflict"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"
    DOUBLE = "double"
    UNKNOWN = "unknown"
    UNFIT = "unfit"


@dataclass(frozen=True, slots=True)
class ThreeValues:
    """One field: when packed, in the office now, from the field."""

    name: str
    packed: str | None
    office: str | None
    field: str | None

    @property
    def is_changed_in_field(self) -> bool:
        """Whether the field says something else than the pack did."""
        return self.field != self.packed


@dataclass(frozen=True, slots=True)
class FieldItem:
    """A row with what is to become of it.

    Attributes
    ----------
    outcome : FieldOutcome
    kind : FieldKind
    key, object_id, label : str
    values : tuple of ThreeValues
        The fields that the field has changed.
    both : tuple of str
        Names of those that the office has changed too, to something else.
    row : FieldRow or None
        None for one that came back no more.
    new_note : bool
        Whether the note was not taken over before.
    new_photos : tuple of str
        Names of the files that were not taken over before.
    """

    outcome: FieldOutcome
    kind: FieldKind
    key: str
    object_id: str
    label: str
    values: tuple[ThreeValues, ...] = ()
    both: tuple[str, ...] = ()
    row: FieldRow | None = None
    new_note: bool = False
    new_photos: tuple[str, ...] = ()

    @property
    def conflicts(self) -> tuple[ThreeValues, ...]:
        """The fields that both have changed, differently."""
        return tuple(each for each in self.values if each.name in self.both)


def compare_rows(
    objects: Sequence[PackedObject],
    rows: Sequence[FieldRow],
    office: Mapping[str, Values | None],
    deeds: Iterable[FieldDeed],
) -> tuple[FieldItem, ...]:
    """Return what is to become of every row, in the order of the pack, new ones last.

    Parameters
    ----------
    objects : sequence of PackedObject
        What went out.
    rows : sequence of FieldRow
        What came back. New observations have keys of their own.
    office : mapping of str to (mapping or None)
        The same fields as the office has them now, by the office's id; None for what was withdrawn.
    deeds : iterable of FieldDeed
        What was taken over of this pack before and not undone, oldest first.
    """
    taken: dict[str, _Taken] = {}
    for deed in deeds:
        taken.setdefault(deed.key, _Taken(deed.object_id)).add(deed)
    by_key: dict[str, list[FieldRow]] = {}
    for row in rows:
        by_key.setdefault(row.key, []).append(row)
    items: list[FieldItem] = []
    known = {one.key for one in objects}
    for one in objects:
        found = _distinct(by_key.get(one.key, ()))
        if not found:
            items.append(FieldItem(FieldOutcome.DELETED, one.kind, one.key, one.object_id, one.label))
        elif len(found) > 1:
            items += [
                FieldItem(FieldOutcome.DOUBLE, one.kind, one.key, one.object_id, one.label, row=row)
                for row in found
            ]
        else:
            items.append(_compare(one, found[0], office, taken.get(one.key) or _Taken(one.object_id)))
    strangers = [row for row in rows if row.key not in known]
    items += _compare_new(strangers, office, taken)
    return tuple(items)


def count_outcomes(items: Iterable[FieldItem]) -> Mapping[FieldOutcome, int]:
    """Return how many rows there are of each outcome."""
    return Counter(item.outcome for item in items)


class _Taken:
    """What was taken over of one row before."""

    def __init__(self, object_id: str) -> None:
        self.object_id = object_id
        self.seen: dict[str, str | None] = {}
        self.base: dict[str, str | None] = {}
        self.note = ""
        self.photos: set[str] = set()

    def add(self, deed: FieldDeed) -> None:
        self.seen |= deed.seen
        # Whoever decided for the office had seen what the office has.
        self.base |= {**deed.before, **deed.set_values}
        self.note = deed.note
        self.photos |= set(deed.photo_names)


def _compare(
    one: PackedObject, row: FieldRow, office: Mapping[str, Values | None], taken: _Taken
) -> FieldItem:
    now = office.get(one.object_id)
    packed = {name: taken.seen.get(name, value) for name, value in one.packed.items()}
    base = {name: taken.base.get(name, value) for name, value in one.base.items()}
    changed = [name for name in packed if row.values.get(name, packed[name]) != packed[name]]
    new_note = bool(row.note) and row.note != taken.note
    new_photos = tuple(name for name in row.photos if name not in taken.photos)
    say = (one.kind, one.key, one.object_id, one.label)
    if not changed and not new_note and not new_photos:
        return FieldItem(FieldOutcome.SAME, *say, row=row)
    values = tuple(
        ThreeValues(name, packed[name], None if now is None else now.get(name), row.values.get(name))
        for name in changed
    )
    if now is None:
        return FieldItem(FieldOutcome.WITHDRAWN, *say, values, (), row, new_note, new_photos)
    both = tuple(each.name for each in values if each.office not in (base.get(each.name), each.field))
    outcome = FieldOutcome.CONFLICT if both else FieldOutcome.TAKE
    return FieldItem(outcome, *say, values, both, row, new_note, new_photos)


def _compare_new(
    rows: Sequence[FieldRow], office: Mapping[str, Values | None], taken: Mapping[str, _Taken]
) -> list[FieldItem]:
    items: list[FieldItem] = []
    by_key: dict[str, list[FieldRow]] = {}
    for row in rows:
        if row.kind is FieldKind.OBSERVATION:
            by_key.setdefault(row.key, []).append(row)
        else:
            items.append(FieldItem(FieldOutcome.UNKNOWN, row.kind, row.key, "", "", row=row))
    for key, several in by_key.items():
        distinct = _distinct(several)
        label = distinct[0].values.get("title") or ""
        say = (FieldKind.OBSERVATION, key, "", label)
        if len(distinct) > 1:
            items += [FieldItem(FieldOutcome.DOUBLE, *say, row=row) for row in distinct]
            continue
        row, before = distinct[0], taken.get(key)
        if before is not None:
            known = PackedObject(
                key, FieldKind.OBSERVATION, before.object_id, label, before.seen, before.seen
            )
            items.append(_compare(known, row, office, before))
            continue
        values = tuple(ThreeValues(name, None, None, value) for name, value in row.values.items())
        items.append(FieldItem(FieldOutcome.TAKE, *say, values, (), row, bool(row.note), row.photos))
    return items


def _distinct(rows: Sequence[FieldRow]) -> list[FieldRow]:
    """Return rows that say different things: one that was only copied counts once."""
    found: list[FieldRow] = []
    for row in rows:
        if all((row.values, row.note, row.photos) != (one.values, one.note, one.photos) for one in found):
            found.append(row)
    return found
