"""Match the fields of a file to ours: by what they are called, then by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from border_gis.boundary.coordinates import is_in_region, parse_angle, parse_coordinates, parse_decimal
from border_gis.boundary.reference import parse
from border_gis.errors import InputError, NotFoundError
from border_gis.exchange.incoming.derived import find_derived
from border_gis.exchange.incoming.model import IncomingField, IncomingLayer
from border_gis.exchange.incoming.targets import FIELDS, Target, fold_name
from border_gis.i18n import read_date

_MOST_OF_SAMPLES = 0.8
_LONGEST_PLACE = 60
_SHORTEST_PART = 4
FEWEST_OF_WORKS = 3
"""A layer of lines with fewer fields of a work is taken for the line itself."""

# Fields that only a version of the line has.
_TELLING_OF_LINES = frozenset({"left_party", "legal_status"})


class MatchedBy(StrEnum):
    """How a field was matched."""

    PERSON = "person"
    KEPT = "kept"
    NAME = "name"
    PART_OF_NAME = "part_of_name"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class FieldMatch:
    """One of our fields and the field of the file that fills it.

    Attributes
    ----------
    target : str
        Name of our field.
    source : str
        Name of the file's field.
    by : MatchedBy
    """

    target: str
    source: str
    by: MatchedBy


@dataclass(frozen=True, slots=True)
class FieldMap:
    """How the fields of a layer fill ours.

    Attributes
    ----------
    target : Target
    matches : tuple of FieldMatch
        Each field of ours at most once.
    """

    target: Target
    matches: tuple[FieldMatch, ...]

    @property
    def sources(self) -> Mapping[str, str]:
        """The file's field for each of ours that is filled."""
        return {match.target: match.source for match in self.matches}

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields that are needed and not filled."""
        filled = self.sources
        return tuple(
            name for name, wanted in FIELDS[self.target].items() if wanted.is_needed and name not in filled
        )

    def unused(self, layer: IncomingLayer) -> tuple[str, ...]:
        """Return the fields of the layer that fill nothing: what they say would be left behind.

        What a file of ours says of verdicts is worked out anew here, and so is not left behind.
        """
        used = {*self.sources.values(), *find_derived(layer.field_names)}
        return tuple(name for name in layer.field_names if name not in used)


def match_fields(
    layer: IncomingLayer,
    target: Target,
    chosen: Mapping[str, str | None] | None = None,
    kept: Mapping[str, str] | None = None,
) -> FieldMap:
    """Match the fields of a layer to those of a target.

    Parameters
    ----------
    layer : IncomingLayer
    target : Target
    chosen : mapping, optional
        What a person said, our field to the file's; None leaves a field of ours unfilled.
    kept : mapping, optional
        What was used for a file of this kind before.

    Raises
    ------
    NotFoundError
        A person named a field that is not there.
    """
    chosen = dict(chosen or {})
    _refuse_unknown(layer, target, chosen)
    found = _Found(frozenset(chosen))
    for name, source in chosen.items():
        if source:
            found.put(name, source, MatchedBy.PERSON)
    for name, source in (kept or {}).items():
        if name in FIELDS[target] and source in layer.field_names:
            found.take(name, source, MatchedBy.KEPT)
    derived = find_derived(layer.field_names)
    own = [column for column in layer.fields if column.name not in derived]
    _match_names(own, target, found)
    if not layer.geometry_kind and not found.has_place:
        for column in own:
            guessed = _guess(column.samples, target)
            if guessed in FIELDS[target]:
                found.take(guessed, column.name, MatchedBy.CONTENT)
    return FieldMap(target, tuple(found.matches[name] for name in FIELDS[target] if name in found.matches))


@dataclass(slots=True)
class _Found:
    """Matches while they are looked for: each field of ours, and of the file, only once."""

    decided: frozenset[str]
    matches: dict[str, FieldMatch] = field(default_factory=dict)

    def put(self, name: str, source: str, by: MatchedBy) -> None:
        self.matches[name] = FieldMatch(name, source, by)

    def take(self, name: str, source: str, by: MatchedBy) -> None:
        is_taken = any(match.source == source for match in self.matches.values())
        if not is_taken and name not in self.matches and name not in self.decided:
            self.put(name, source, by)

    @property
    def has_place(self) -> bool:
        return any(name in self.matches for name in ("longitude", "x", "coordinates"))


def _match_names(columns: Sequence[IncomingField], target: Target, found: _Found) -> None:
    folded = {column.name: fold_name(column.name) for column in columns}
    for source, called in folded.items():
        if called in FIELDS[target]:
            found.take(called, source, MatchedBy.NAME)
    for name, wanted in FIELDS[target].items():
        for source, called in folded.items():
            if called in wanted.synonyms:
                found.take(name, source, MatchedBy.NAME)
    for source, called in folded.items():
        # The longest part tells most: "toa_do_x_vn_2000" is "toa_do_x" rather than "toa_do".
        parts = ((_longest_part(called, wanted.synonyms), name) for name, wanted in FIELDS[target].items())
        length, name = max(parts)
        if length:
            found.take(name, source, MatchedBy.PART_OF_NAME)


def guess_target(layer: IncomingLayer) -> Target:
    """Return what the rows of a layer most likely are, from the fields that it has."""
    of_line = {
        match.target for match in match_fields(layer, Target.LINE).matches if match.by is MatchedBy.NAME
    }
    if of_line >= _TELLING_OF_LINES:
        return Target.LINE
    scores = {target: len(match_fields(layer, target).matches) for target in FIELDS}
    if layer.geometry_kind.endswith("LineString") and scores[Target.WORKS] < FEWEST_OF_WORKS:
        return Target.LINE
    scores[Target.LINE] = 0
    for target in FIELDS:
        scores[target] -= 10 * len(match_fields(layer, target).missing)
    if layer.geometry_kind.endswith("Polygon"):
        scores[Target.UNITS] += 3
    return max(scores, key=lambda target: scores[target])


def _refuse_unknown(layer: IncomingLayer, target: Target, chosen: Mapping[str, str | None]) -> None:
    for name, source in chosen.items():
        if name not in FIELDS[target]:
            raise NotFoundError("incoming.no_target_field", field=name, known=list(FIELDS[target]))
        if source and source not in layer.field_names:
            raise NotFoundError("incoming.no_field", field=source, known=list(layer.field_names))


def _longest_part(called: str, synonyms: frozenset[str]) -> int:
    """Return the length of the longest telling synonym with which a long name begins or ends, or 0."""
    return max(
        (
            len(synonym)
            for synonym in synonyms
            if len(synonym) >= _SHORTEST_PART
            and (called.startswith(f"{synonym}_") or called.endswith(f"_{synonym}"))
        ),
        default=0,
    )


def _guess(samples: Sequence[str], target: Target) -> str:
    """Return our field that the first values of a field would fit, empty where they do not say it plainly."""
    if not samples:
        return ""
    for name, fits in _CONTENTS:
        if sum(map(fits, samples)) >= _MOST_OF_SAMPLES * len(samples):
            if name == "place" and target is Target.MARKERS:
                return "number"
            return name
    return ""


def _is_longitude(text: str) -> bool:
    angle = parse_angle(text)
    return angle is not None and "." in text.replace(",", ".") and is_in_region(angle.degrees, 22.5)


def _is_latitude(text: str) -> bool:
    angle = parse_angle(text)
    return angle is not None and "." in text.replace(",", ".") and is_in_region(106.0, angle.degrees)


def _is_between(low: float, high: float) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        number = parse_decimal(text)
        return number is not None and low <= number[0] <= high

    return fits


def _is_pair(text: str) -> bool:
    if len(re.findall(r"\d+", text)) < 2:
        return False
    try:
        return bool(parse_coordinates(text))
    except InputError:
        return False


def _is_place(text: str) -> bool:
    if len(text) > _LONGEST_PLACE or text.replace(".", "", 1).isdecimal():
        return False
    try:
        return bool(parse(text))
    except InputError:
        return False


def _is_date(text: str) -> bool:
    try:
        return read_date(text).month is not None
    except InputError:
        return False


_CONTENTS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("longitude", _is_longitude),
    ("latitude", _is_latitude),
    ("x", _is_between(2_250_000.0, 2_660_000.0)),
    ("y", _is_between(100_000.0, 900_000.0)),
    ("coordinates", _is_pair),
    ("place", _is_place),
    ("date", _is_date),
)
