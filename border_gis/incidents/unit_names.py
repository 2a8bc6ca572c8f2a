"""Units as a paper writes them, and which units of the register they were and are now.

Districts ended on 1 July 2025 and communes were joined: a name as it was written stays as it
is, and what it stands for is looked up beside it, by name and by date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from border_gis.boundary.dates import PartialDate
from border_gis.boundary.folding import fold_text
from border_gis.boundary.units import Unit, UnitLevel

_LEVEL_WORDS = {
    "thi tran": UnitLevel.COMMUNE,
    "phuong": UnitLevel.COMMUNE,
    "xa": UnitLevel.COMMUNE,
    "thi xa": UnitLevel.DISTRICT,
    "thanh pho": UnitLevel.DISTRICT,
    "huyen": UnitLevel.DISTRICT,
    "tinh": UnitLevel.PROVINCE,
}
_PUT_BEFORE = re.compile(r"^(ubnd|uy ban nhan dan)\s+")


@dataclass(frozen=True, slots=True)
class UnitReading:
    """A unit as it was written, and what is known of it.

    Attributes
    ----------
    as_written : str
    level : UnitLevel or None
        What the words say; None if they do not.
    then : tuple of Unit
        Units of that name at the time; several where the names do not tell them apart.
    today : tuple of Unit
        Units of today that have the name, or were made of a unit with it.
    """

    as_written: str
    level: UnitLevel | None
    then: tuple[Unit, ...] = ()
    today: tuple[Unit, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether the register of units knows anything of it; otherwise say that it is unknown."""
        return bool(self.then or self.today)


def read_units(
    text: str, units: Iterable[Unit], happened: PartialDate | None, today: date
) -> tuple[UnitReading, ...]:
    """Return the units that a text names, from the smallest as it is usually written.

    Parameters
    ----------
    text : str
        For example ``"xã Minh Long, huyện Hạ Lang"``.
    units : iterable of Unit
        Of all times.
    happened : PartialDate or None
        When it was; without it nothing is said of that time.
    today : date
    """
    known = tuple(units)
    parts = [part.strip() for part in re.split(r"[,;]| - ", text) if part.strip()]
    split = [(part, *_split_level(part)) for part in parts]
    readings = []
    for place, (part, level, name) in enumerate(split):
        parents = {parent for _, _, parent in split[place + 1 :]}
        named = [unit for unit in known if _is_named(unit, level, name)]
        then = () if happened is None else [unit for unit in named if _existed(unit, happened)]
        now = [unit for unit in known if unit.is_valid_on(today) and _became(unit, level, name)]
        readings.append(UnitReading(part, level, _prefer(then, parents), _prefer(now, parents)))
    return tuple(readings)


def _split_level(part: str) -> tuple[UnitLevel | None, str]:
    folded = _PUT_BEFORE.sub("", fold_text(part))
    for word, level in _LEVEL_WORDS.items():
        if folded.startswith(f"{word} "):
            return level, folded[len(word) + 1 :]
    return None, folded


def _bare(name: str) -> str:
    return _split_level(name)[1]


def _is_named(unit: Unit, level: UnitLevel | None, name: str) -> bool:
    return (level is None or unit.level is level) and _bare(unit.name) == name


def _became(unit: Unit, level: UnitLevel | None, name: str) -> bool:
    former = [_split_level(one) for one in unit.former_names]
    return _is_named(unit, level, name) or any(
        one == name and (level is None or (was or unit.level) is level) for was, one in former
    )


def _existed(unit: Unit, happened: PartialDate) -> bool:
    return (unit.valid_from is None or unit.valid_from <= happened.last_day) and (
        unit.valid_to is None or unit.valid_to >= happened.first_day
    )


def _prefer(units: Iterable[Unit], parents: set[str]) -> tuple[Unit, ...]:
    """Return those that belong to a unit that was written behind them, if any do."""
    found = tuple(units)
    return tuple(unit for unit in found if _bare(unit.parent_name) in parents) or found
