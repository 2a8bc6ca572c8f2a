"""Derive a version of the line from a file of areas, to be looked at before it is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from border_gis.boundary.folding import fold_text
from border_gis.boundary.line import BoundaryLine, LegalStatus
from border_gis.boundary.line.deriving import LONGEST_GAP_M, DerivedLine, DerivedPiece, derive_line
from border_gis.boundary.parties import Party
from border_gis.errors import DataError, Finding, InputError, NotFoundError, Severity
from border_gis.exchange.incoming.model import IncomingLayer, IncomingRow
from border_gis.exchange.incoming.proposing import ProposedRow, RowReader
from border_gis.exchange.incoming.values import read_text
from border_gis.exchange.layers import read_features
from border_gis.exchange.lines import ASSUMED_ACCURACY_M
from border_gis.exchange.register_columns import read_party
from border_gis.services.permissions import without_actor
from border_gis.services.workspaces import Workspace

BETWEEN_SIDES_M, TO_A_LINE_M = 10.0, 200.0
"""Tolerances where nobody says one: between areas of two sides, and to a line that is there."""

MOST_PIECES = 50
_AREAS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True, slots=True)
class DeriveWish:
    """How a line is to be derived; what is left open is found or assumed, and said.

    Attributes
    ----------
    side_field : str or None
        Field of the file that says whose an area is; None to look for one, empty for a file
        with one side only.
    ours, theirs : str
        Its values for the two sides; the areas of ours are Viet Nam's.
    against : Path or None
        File with the areas of the other side.
    line_id : str
        Version of the line that one side is held against; the newest without.
    tolerance_m : float or None
    longest_gap_m : float
    name : str
    legal_status : LegalStatus
    """

    side_field: str | None = None
    ours: str = ""
    theirs: str = ""
    against: Path | None = None
    line_id: str = ""
    tolerance_m: float | None = None
    longest_gap_m: float = LONGEST_GAP_M
    name: str = ""
    legal_status: LegalStatus = LegalStatus.NO_LEGAL_VALUE


@dataclass(frozen=True, slots=True)
class _Sides:
    """The shapes of both sides, and what the other one is called."""

    ours: Sequence[BaseGeometry]
    theirs: Sequence[BaseGeometry]
    against: str
    tolerance_m: float
    findings: tuple[Finding, ...] = ()


@without_actor("says of a layer whether it holds areas, and reads nothing")
def is_of_areas(layer: IncomingLayer) -> bool:
    """Return whether a layer holds areas, from which a line can only be derived."""
    return layer.geometry_kind.removeprefix("3D ") in _AREAS


@without_actor("part of the preview of a file, which asks for a role itself")
def propose_derived(
    workspace: Workspace, rows: Iterable[IncomingRow], reader: RowReader, wish: DeriveWish | None
) -> ProposedRow[BoundaryLine]:
    """Return the line that areas of a file would become, with everything that is doubtful.

    Parameters
    ----------
    workspace : Workspace
        Whose newest line one side is held against.
    rows : iterable of IncomingRow
        The areas.
    reader : RowReader
    wish : DeriveWish, optional

    Raises
    ------
    CrsError
        Nothing says in which CRS the areas are.
    """
    wanted = wish or DeriveWish()
    kept = [(row, reader.position(row)) for row in rows]
    found = [
        finding for _, position in kept for finding in position.findings if finding.severity is Severity.ERROR
    ]
    areas = [(row, position.geometry) for row, position in kept if position.geometry is not None]
    try:
        sides = _find_sides(workspace, areas, reader, wanted)
        derived = derive_line(sides.ours, sides.theirs, sides.tolerance_m, wanted.longest_gap_m)
    except (DataError, InputError, NotFoundError) as error:
        return ProposedRow(1, None, (*found, Finding(error.code, error.params, "1", Severity.ERROR)))
    told = (*found, *sides.findings, _sum_up(sides, derived), *_tell_pieces(derived.pieces))
    return ProposedRow(1, _build(reader, wanted, sides, derived), told)


def _find_sides(
    workspace: Workspace,
    areas: Sequence[tuple[IncomingRow, BaseGeometry]],
    reader: RowReader,
    wish: DeriveWish,
) -> _Sides:
    between_m = wish.tolerance_m or BETWEEN_SIDES_M
    if wish.against is not None:
        features = read_features(wish.against, takes=_AREAS)
        theirs = [feature.geometry for feature in features if feature.geometry is not None]
        return _Sides([geometry for _, geometry in areas], theirs, wish.against.name, between_m)
    field = find_side_field(row for row, _ in areas) if wish.side_field is None else wish.side_field
    if field:
        ours = _choose(areas, field, wish.ours, Party.VN, reader)
        theirs = _choose(areas, field, wish.theirs, Party.CN, reader)
        return _Sides(ours, theirs, field, between_m)
    line = _find_line(workspace, wish.line_id)
    if line is None:
        raise InputError("deriving.no_sides")
    tolerance_m = wish.tolerance_m or TO_A_LINE_M
    note = Finding(
        "deriving.only_one_side", {"line": line.name, "tolerance_m": tolerance_m}, "", Severity.NOTE
    )
    known = [LineString(line.coordinates)]
    return _Sides([geometry for _, geometry in areas], known, line.name, tolerance_m, (note,))


@without_actor("looks at values that were read already")
def find_side_field(rows: Iterable[IncomingRow]) -> str:
    """Return the field whose values name both Viet Nam and China; empty if none does."""
    parties: dict[str, set[Party]] = {}
    for row in rows:
        for name, value in row.values.items():
            party = read_party(read_text(value)) if isinstance(value, str) else None
            if party is not None:
                parties.setdefault(name, set()).add(party)
    return next((name for name, found in parties.items() if {Party.VN, Party.CN} <= found), "")


def _choose(
    areas: Sequence[tuple[IncomingRow, BaseGeometry]],
    field: str,
    value: str,
    party: Party,
    reader: RowReader,
) -> list[BaseGeometry]:
    texts = [reader.convert(read_text(row.values.get(field))) for row, _ in areas]
    chosen = [
        geometry
        for text, (_, geometry) in zip(texts, areas, strict=True)
        if (fold_text(text) == fold_text(value) if value else read_party(text) is party)
    ]
    if not chosen:
        known = sorted(dict.fromkeys(texts))[:20]
        raise NotFoundError("deriving.no_such_side", field=field, value=value or party.value, known=known)
    return chosen


def _find_line(workspace: Workspace, line_id: str) -> BoundaryLine | None:
    lines = workspace.lines
    if not line_id:
        return lines[-1] if lines else None
    for line in lines:
        if line.id == line_id:
            return line
    raise NotFoundError("zones.unknown_line", line=line_id, known=[line.id for line in lines])


def _sum_up(sides: _Sides, derived: DerivedLine) -> Finding:
    params = {
        "areas": len(sides.ours),
        "length_km": derived.length_m / 1_000.0,
        "typical_m": derived.typical_apart_m,
        "farthest_m": derived.farthest_apart_m,
    }
    return Finding("deriving.derived", params, "", Severity.NOTE)


def _tell_pieces(pieces: Sequence[DerivedPiece]) -> list[Finding]:
    told = [
        Finding(
            f"deriving.piece_{piece.kind}",
            {
                "chainage_km": (piece.chainage_m or 0.0) / 1_000.0,
                "longitude_deg": piece.longitude_deg,
                "latitude_deg": piece.latitude_deg,
                "length_m": piece.length_m,
                "apart_m": piece.apart_m,
            },
            "",
        )
        for piece in pieces[:MOST_PIECES]
    ]
    if len(pieces) > MOST_PIECES:
        told.append(Finding("deriving.more_pieces", {"count": len(pieces) - MOST_PIECES}, ""))
    return told


def _build(reader: RowReader, wish: DeriveWish, sides: _Sides, derived: DerivedLine) -> BoundaryLine:
    told = f"{wish.side_field}|{wish.ours}|{wish.theirs}|{sides.against}|{sides.tolerance_m}"
    told += f"|{wish.longest_gap_m}|{wish.name}|{wish.legal_status}"
    name = f"border-gis:derived:{reader.file_hash}:{reader.layer}:{told}"
    return BoundaryLine(
        id=str(uuid5(NAMESPACE_URL, name)),
        name=wish.name.strip() or Path(reader.file_name).stem,
        coordinates=derived.coordinates,
        left_party=Party.VN if derived.is_left else Party.CN,
        legal_status=wish.legal_status,
        source=f"{reader.file_name} ⇄ {sides.against} (≤ {sides.tolerance_m:g} m)",
        accuracy_m=max(ASSUMED_ACCURACY_M, derived.typical_apart_m),
        accuracy_assumed=True,
    )
