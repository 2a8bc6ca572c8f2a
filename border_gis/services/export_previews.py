"""What an export would hold and what it would leave out, and why, before anything leaves the office."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from border_gis.access import Role, Secrecy
from border_gis.access.profiles import ReleaseProfile
from border_gis.boundary.gates import Gate
from border_gis.boundary.line import BoundaryLine
from border_gis.boundary.register import Marker
from border_gis.boundary.units import Unit
from border_gis.crs import Zone
from border_gis.errors import InputError
from border_gis.incidents.model import Incident
from border_gis.services.export_selection import ExportSelection, select_ids
from border_gis.services.exporting import EXPORT_KINDS, Export, export_data
from border_gis.services.permissions import needs
from border_gis.services.releasing import prepare_release, release_rules
from border_gis.services.workspaces import Workspace
from border_gis.surveys.area import SurveyArea
from border_gis.works.model import Work

_TYPES: Mapping[str, type] = MappingProxyType(
    {
        "line": BoundaryLine,
        "marker": Marker,
        "gate": Gate,
        "unit": Unit,
        "work": Work,
        "incident": Incident,
        "survey_area": SurveyArea,
    }
)
# Of no use outside the program, or said by the file itself.
_NOT_TOLD = frozenset({"id", "demonstration", "line_id"})


@dataclass(frozen=True, slots=True)
class KindPreview:
    """What would go out of one kind.

    Attributes
    ----------
    kind : str
    going : int
        Records that would go out.
    not_chosen : int
        Records that the period, the unit or the area leaves out.
    withheld : int
        Records above the profile that no second person has approved.
    highest : Secrecy
        The highest level that the profile lets out of this kind.
    level : Secrecy
        The highest level among what would go out.
    left_out : tuple of str
        Names of fields that the profile does not name; ``"verdict"`` first where it does not let out
        what the rules say of works.
    is_closed : bool
        Whether the profile names no field of this kind at all.
    judging : int
        Texts with judging words for which there are no neutral ones: they stay empty.
    """

    kind: str
    going: int
    not_chosen: int
    withheld: int
    highest: Secrecy
    level: Secrecy
    left_out: tuple[str, ...]
    is_closed: bool
    judging: int


@dataclass(frozen=True, slots=True)
class ZippedExport:
    """An export as one file.

    Attributes
    ----------
    name : str
    content : bytes
    export : Export
        Its paths are gone; their names are those in the archive.
    """

    name: str
    content: bytes
    export: Export


@needs(Role.RECORDER)
def preview_export(
    workspace: Workspace, kinds: Sequence[str], profile: str, selection: ExportSelection | None = None
) -> tuple[KindPreview, ...]:
    """Return what an export would hold of each kind, and what would stay here; nothing is written.

    Raises
    ------
    InputError, NotFoundError
        As `select_ids`, or a kind is unknown.
    DataError
        There is no such profile.
    """
    unknown = [kind for kind in kinds if kind not in EXPORT_KINDS]
    if unknown:
        raise InputError("exporting.unknown_kind", value=", ".join(unknown), known=list(EXPORT_KINDS))
    chosen = release_rules(workspace).profile(profile)
    return tuple(_preview_kind(workspace, kind, chosen, selection) for kind in kinds)


@needs(Role.RECORDER)
def export_zip(
    workspace: Workspace,
    kinds: Sequence[str],
    formats: Sequence[str],
    *,
    profile: str = "internal",
    language: str = "vi",
    zone: Zone | None = None,
    selection: ExportSelection | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ZippedExport:
    """Write an export into one ZIP archive, its manifest among the files.

    Parameters and errors are those of `export_data`, without the folder.
    """
    with tempfile.TemporaryDirectory(prefix="border-gis-export-") as made_in:
        export = export_data(
            workspace,
            kinds,
            formats,
            Path(made_in) / "out",
            profile=profile,
            language=language,
            zone=zone,
            selection=selection,
            progress=progress,
        )
        content = BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as archive:
            for path in export.paths:
                archive.write(path, path.name)
    moment = export.mark.released_at.astimezone()
    return ZippedExport(f"border-gis-{profile}-{moment:%Y%m%d-%H%M%S}.zip", content.getvalue(), export)


def _preview_kind(
    workspace: Workspace, kind: str, profile: ReleaseProfile, selection: ExportSelection | None
) -> KindPreview:
    ids = select_ids(workspace, kind, selection)
    total = len(select_ids(workspace, kind)) if selection is not None else len(ids)
    release = prepare_release(workspace, kind, ids, profile.code)
    names = [field.name for field in fields(_TYPES[kind])]
    return KindPreview(
        kind=kind,
        going=len(release.records),
        not_chosen=total - len(ids),
        withheld=len(release.withheld),
        highest=profile.highest(kind),
        level=release.level,
        left_out=(
            *(("verdict",) if kind == "work" and not profile.allows("verdict", "outcome") else ()),
            *(name for name in names if name not in _NOT_TOLD and not profile.allows(kind, name)),
        ),
        is_closed=not any(profile.allows(kind, name) for name in names),
        judging=len(release.findings),
    )
