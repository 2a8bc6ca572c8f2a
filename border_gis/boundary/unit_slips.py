"""Names of units as people and scanners write them, matched to the register of units by name and date.

``Đàm Thủy`` and ``Đàm Thuỷ`` are one name; ``Bao Lac`` has lost its marks, ``Đàm Thúy`` has a
wrong one, ``Trùng Khảnh`` and ``Trung Kh4nh`` come out of a scanner. A name is only put right where one
spelling remains; where two do, both are candidates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from border_gis.boundary.dates import PartialDate
from border_gis.boundary.folding import fold_text
from border_gis.boundary.units import Unit, UnitLevel

_SPELLED = (
    ("thị trấn", UnitLevel.COMMUNE, r"thi tran|tt\."),
    ("phường", UnitLevel.COMMUNE, r"phuong|p\."),
    ("thị xã", UnitLevel.DISTRICT, r"thi xa|tx\."),
    ("thành phố", UnitLevel.DISTRICT, r"thanh pho|tp\."),
    ("xã", UnitLevel.COMMUNE, r"xa|x\."),
    ("huyện", UnitLevel.DISTRICT, r"huyen|h\."),
    ("tỉnh", UnitLevel.PROVINCE, r"tinh|t\."),
)
_LEVEL = re.compile(
    "^(?:(?:ubnd|uy ban nhan dan) )?"
    + "(?:"
    + "|".join(f"(?P<l{number}>{pattern})" for number, (_, _, pattern) in enumerate(_SPELLED))
    + r")(?:(?<=\.)\s*|\s+)(?=\S)"
)
_WITHOUT_COMMA = re.compile(
    r"\s+(?=(?:huyện|huyen|tỉnh|tinh|thị xã|thi xa|thành phố|thanh pho|h\.|t\.|tx\.|tp\.)\s*\S)",
    re.IGNORECASE,
)
# Names may begin with a syllable that differs from these in its marks only: "Tĩnh Túc".
_SHORT = ("xã", "phường", "tỉnh")
_SCANNED = str.maketrans("015834", "oisbea")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_LONG, _LONGER = 5, 10


class SlipKind(StrEnum):
    """How a name that was written differs from the register's."""

    SAME = "same"
    WITHOUT_MARKS = "without_marks"
    SLIP = "slip"
    ENCODING = "encoding"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """One unit that a text names.

    Attributes
    ----------
    as_written : str
    kind : SlipKind
    corrected : str
        The same in the register's spelling, with the word for its level; as written where
        nothing is put right.
    units : tuple of Unit
        Of the time; several where the name does not tell them apart.
    other_time : tuple of Unit
        Units of the name that there were not at that time, where ``units`` is empty.
    today : tuple of Unit
        Units of today that were made of one of ``units``, or of one of ``other_time``; themselves if
        they are there still.
    """

    as_written: str
    kind: SlipKind
    corrected: str
    units: tuple[Unit, ...] = ()
    other_time: tuple[Unit, ...] = ()
    today: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    word: str
    level: UnitLevel | None
    name: str


@dataclass(slots=True, eq=False)
class UnitNames:
    """The names of all units of all times, to match many texts with.

    Parameters
    ----------
    units : iterable of Unit
    today : date
    also : sequence of callable
        Other readings of a text that makes no sense as it stands, such as out of an old encoding.
    """

    units: Iterable[Unit]
    today: date
    also: Sequence[Callable[[str], str]] = ()
    _by_name: dict[str, list[Unit]] = field(default_factory=dict)
    _kept: dict[tuple[str, PartialDate | None], tuple[UnitMatch, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for unit in self.units:
            self._by_name.setdefault(fold_text(bare_name(unit.name)), []).append(unit)

    def match(self, text: str, happened: PartialDate | None = None) -> tuple[UnitMatch, ...]:
        """Return the units that a text names, from the first that it writes.

        Parameters
        ----------
        text : str
            For example ``"x. Đàm Thủy, h. Trùng Khánh"``.
        happened : PartialDate, optional
            When it was; today without.
        """
        key = (text, happened)
        if key not in self._kept:
            self._kept[key] = self._match(text, happened)
        return self._kept[key]

    def _match(self, text: str, happened: PartialDate | None) -> tuple[UnitMatch, ...]:
        found: list[UnitMatch] = []
        parents: set[str] = set()
        for part in reversed([_read_part(each) for each in _split(text)]):
            match = self._match_part(part, parents, happened)
            found.insert(0, match)
            parents |= {fold_text(bare_name(unit.name)) for unit in (*match.units, *match.other_time)}
            parents.add(fold_text(part.name))
        return tuple(found)

    def _match_part(self, part: _Part, parents: set[str], happened: PartialDate | None) -> UnitMatch:
        kind, units, word = self._find(part)
        if not units:
            return UnitMatch(part.text, SlipKind.UNKNOWN, part.text)
        units = _belonging(units, parents)
        then = tuple(unit for unit in units if self._existed(unit, happened))
        spellings = {_key_of(unit.name): bare_name(unit.name) for unit in then or units}
        corrected = part.text
        if kind is not SlipKind.SAME:
            if len(spellings) > 1:
                kind = SlipKind.AMBIGUOUS
            else:
                (name,) = spellings.values()
                corrected = f"{word} {name}".strip()
        elif len(then) > 1:
            kind = SlipKind.AMBIGUOUS
        today = self._successors(then or units)
        return UnitMatch(part.text, kind, corrected, then, () if then else tuple(units), today)

    def _find(self, part: _Part) -> tuple[SlipKind, list[Unit], str]:
        same = self._named(fold_text(part.name), part.level)
        if same:
            exact = [unit for unit in same if _key_of(unit.name) == _key_of(part.name)]
            if exact:
                return SlipKind.SAME, exact, part.word
            is_plain = fold_text(part.name) == part.name.casefold()
            return (SlipKind.WITHOUT_MARKS if is_plain else SlipKind.SLIP), same, part.word
        for read in self.also:
            other = _read_part(read(part.text))
            found = self._named(fold_text(other.name), other.level or part.level)
            if found and other.text != part.text:
                return SlipKind.ENCODING, found, other.word
        return SlipKind.SLIP, self._nearest(part), part.word

    def _named(self, folded: str, level: UnitLevel | None) -> list[Unit]:
        return [unit for unit in self._by_name.get(folded, ()) if level is None or unit.level is level]

    def _nearest(self, part: _Part) -> list[Unit]:
        """Return the units whose names are one slip away, of a long name two."""
        written = fold_text(part.name).translate(_SCANNED)
        most = 0 if len(written) < _LONG else 1 if len(written) < _LONGER else 2
        best: dict[int, list[Unit]] = {}
        for name in self._by_name:
            if abs(len(name) - len(written)) <= most:
                apart = count_slips(written, name)
                if apart <= most:
                    best.setdefault(apart, []).extend(self._named(name, part.level))
        return next((units for _, units in sorted(best.items()) if units), [])

    def _existed(self, unit: Unit, happened: PartialDate | None) -> bool:
        first, last = (happened.first_day, happened.last_day) if happened else (self.today, self.today)
        return (unit.valid_from is None or unit.valid_from <= last) and (
            unit.valid_to is None or unit.valid_to >= first
        )

    def _successors(self, units: Sequence[Unit]) -> tuple[Unit, ...]:
        there = [unit for unit in units if unit.is_valid_on(self.today)]
        if there:
            return tuple(there)
        names = {(unit.level, fold_text(bare_name(unit.name))) for unit in units}
        parents = {fold_text(unit.parent_name) for unit in units}
        made = [
            unit
            for unit in self.units
            if unit.is_valid_on(self.today)
            and any(
                (unit.level, fold_text(bare_name(former))) in names and _fits_parent(former, parents)
                for former in unit.former_names
            )
        ]
        return tuple(made)


def bare_name(name: str) -> str:
    """Return a unit's name without the word for its level, and without what stands in brackets."""
    return _read_part(re.sub(r"\s*\(.*\)\s*$", "", name)).name


def level_of_name(name: str) -> UnitLevel | None:
    """Return the level that the word before a name says; None where there is no such word."""
    return _read_part(name).level


def count_slips(one: str, other: str) -> int:
    """Return how many letters were left out, put in, changed or swapped with their neighbour."""
    rows = [list(range(len(other) + 1))]
    for place, letter in enumerate(one, start=1):
        row = [place]
        for column, wanted in enumerate(other, start=1):
            costs = [rows[-1][column] + 1, row[-1] + 1, rows[-1][column - 1] + (letter != wanted)]
            if place > 1 and column > 1 and letter == other[column - 2] and one[place - 2] == wanted:
                costs.append(rows[-2][column - 2] + 1)
            row.append(min(costs))
        rows.append(row)
    return rows[-1][-1]


def _split(text: str) -> list[str]:
    parts = [part for each in re.split(r"[,;\n]| [-–] ", text) for part in _WITHOUT_COMMA.split(each)]
    return [" ".join(part.split()) for part in parts if part.strip()]


def _read_part(text: str) -> _Part:
    plain = unicodedata.normalize("NFC", " ".join(text.split()))
    folded = _fold_in_place(plain)
    found = _LEVEL.match(folded)
    if found is None:
        return _Part(plain, "", None, plain)
    number = next(int(name[1:]) for name, value in found.groupdict().items() if value is not None)
    word, level, _ = _SPELLED[number]
    written = plain[slice(*found.span(f"l{number}"))].casefold()
    if word in _SHORT and not written.isascii() and _tones_last(written) != _tones_last(word):
        return _Part(plain, "", None, plain)
    return _Part(plain, word, level, plain[found.end() :].strip())


def _fold_in_place(text: str) -> str:
    """Return a text folded letter by letter, so that places in it stay where they are."""
    return "".join((fold_text(letter) or letter)[:1] for letter in text)


def _key_of(name: str) -> str:
    """Return a name so that the two ways to place a tone (``uỷ``, ``ủy``) are one."""
    return _tones_last(bare_name(name))


def _tones_last(text: str) -> str:
    syllables = []
    for word in text.casefold().split():
        letters = unicodedata.normalize("NFD", word)
        tones = "".join(letter for letter in letters if letter in _TONES)
        rest = "".join(letter for letter in letters if letter not in _TONES)
        syllables.append(unicodedata.normalize("NFC", rest) + tones)
    return " ".join(syllables)


def _belonging(units: Sequence[Unit], parents: set[str]) -> list[Unit]:
    """Return those that belong to a unit that was written behind them, if any do."""
    inside = [unit for unit in units if fold_text(bare_name(unit.parent_name)) in parents]
    return inside or list(units)


def _fits_parent(former: str, parents: set[str]) -> bool:
    """Whether a former name says no district, or says one of these."""
    said = re.search(r"\((.+)\)\s*$", former)
    return (
        said is None
        or not parents
        or fold_text(bare_name(said[1])) in {fold_text(bare_name(parent)) for parent in parents}
    )
