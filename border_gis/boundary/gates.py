"""Border gates: where the line may be crossed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from border_gis.boundary.register.marker import Coordinate


class GateKind(StrEnum):
    """What a gate is in the terms of the agreement on gates, and of Vietnamese practice."""

    INTERNATIONAL = "international"
    BILATERAL = "bilateral"
    SECONDARY = "secondary"
    OPENING = "opening"
    CARGO_ROAD = "cargo_road"


@dataclass(frozen=True, slots=True)
class Gate:
    """A border gate, an opening or a dedicated road across the line.

    Attributes
    ----------
    id : str
        UUID.
    name : str
        Name on the Vietnamese side.
    name_across : str
        Name on the other side, as Vietnamese papers write it.
    name_across_zh : str
        The same in Chinese; empty if not known.
    kind : GateKind or None
        None when no source says.
    reference_as_written : str
        The place by marker reference, as the source says it; empty if none is known.
    position : Coordinate or None
        WGS 84; None when the place is not known.
    accuracy_m : float or None
        One sigma of the position; None when nobody said.
    unit_as_written : str
        Commune or ward.
    source, note : str
    demonstration : bool
    """

    id: str
    name: str
    name_across: str = ""
    name_across_zh: str = ""
    kind: GateKind | None = None
    reference_as_written: str = ""
    position: Coordinate | None = None
    accuracy_m: float | None = None
    unit_as_written: str = ""
    source: str = ""
    note: str = ""
    demonstration: bool = False
