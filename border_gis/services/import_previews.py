"""Look at a file before anything of it is stored: what it is, what it would become, what is wrong."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from border_gis.access import Role
from border_gis.boundary.coordinates.suspects import Suspicion
from border_gis.boundary.register import Marker, Register, check_register
from border_gis.crs import Zone
from border_gis.errors import CrsError, Finding, Severity
from border_gis.exchange.incoming.as_incidents import propose_incidents
from border_gis.exchange.incoming.as_lines import propose_lines
from border_gis.exchange.incoming.as_markers import propose_markers
from border_gis.exchange.incoming.as_works import build_work
from border_gis.exchange.incoming.correcting import Correction, correct_row, correct_thing
from border_gis.exchange.incoming.former_units import propose_units
from border_gis.exchange.incoming.matching import FieldMap, guess_target, match_fields
from border_gis.exchange.incoming.model import IncomingFile, IncomingLayer, IncomingRow
from border_gis.exchange.incoming.opening import open_incoming
from border_gis.exchange.incoming.proposing import ProposedRow, RowReader, propose_rows
from border_gis.exchange.incoming.same_ids import join_same
from border_gis.exchange.incoming.targets import Target, fold_name, is_known_heading
from border_gis.exchange.legacy_text import TextForm, recognise_form
from border_gis.i18n import has_words
from border_gis.services.import_placing import place_row
from border_gis.services.import_suspicions import suspect_file
from border_gis.services.import_units import read_row_units
from border_gis.services.line_deriving import DeriveWish, is_of_areas, propose_derived
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace

KEPT_MAPPINGS = "import_mappings"
"""Setting that keeps how files of a kind were matched."""

_PROPOSERS: Mapping[Target, Callable[[Iterable[IncomingRow], RowReader], Iterator[ProposedRow[Any]]]] = {
    Target.WORKS: lambda rows, reader: propose_rows(rows, reader, build_work),
    Target.INCIDENTS: propose_incidents,
    Target.UNITS: propose_units,
}
_MOST_ROWS_RECOGNISED = 500
_MOST_OF_ASIDE = 60

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ImportWish:
    """What a person has chosen of how a file is brought in; what is left open is proposed.

    Attributes
    ----------
    layer : str or None
        The first one without.
    target : Target or None
    fields : mapping of str to (str or None)
        Our field to the file's; None leaves a field of ours unfilled.
    crs : str or None
        EPSG code or WKT, where the layer states none or states it wrongly.
    text_form : TextForm or None
        What texts are converted from; None takes what was recognised.
    encoding : str or None
        Of the texts of a shapefile.
    correction : Correction or None
        Mistake of the whole file that a person has agreed to undo.
    derive : DeriveWish or None
        How a line is derived from areas.
    keeps_units : bool
        Leaves the names of units as the file has them.
    """

    layer: str | None = None
    target: Target | None = None
    fields: Mapping[str, str | None] | None = None
    crs: str | None = None
    text_form: TextForm | None = None
    encoding: str | None = None
    correction: Correction | None = None
    derive: DeriveWish | None = None
    keeps_units: bool = False


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What would be brought in, and what a person should look at before.

    Attributes
    ----------
    path : Path
    file_sha256 : str
    format : str
    layers : tuple of IncomingLayer
    layer : IncomingLayer
        The one that was looked at.
    target : Target
    fields : FieldMap
    crs : str or None
    text_form : TextForm
    column_forms : mapping of str to TextForm
        Fields of the file whose texts are written otherwise than the rest.
    rows : tuple of ProposedRow
        Empty where nothing can be read before something is chosen (``blocked_by``).
    existing : frozenset of int
        Numbers of the rows of which the store has the thing already.
    findings : tuple of Finding
        Of the file as a whole.
    suspicions : tuple of Suspicion
        Mistakes that the coordinates as a whole seem to carry.
    blocked_by : Finding or None
        What has to be chosen first, usually the coordinate system.
    correction : Correction or None
        Mistake of the whole file that was undone, because a person chose so.
    id : str
        Tells this reading of the file from every other: what is seen once comes in once.
    """

    path: Path
    file_sha256: str
    format: str
    layers: tuple[IncomingLayer, ...]
    layer: IncomingLayer
    target: Target
    fields: FieldMap
    crs: str | None
    text_form: TextForm
    rows: tuple[ProposedRow[Any], ...] = ()
    existing: frozenset[int] = frozenset()
    findings: tuple[Finding, ...] = ()
    suspicions: tuple[Suspicion, ...] = ()
    blocked_by: Finding | None = None
    correction: Correction | None = None
    column_forms: Mapping[str, TextForm] = field(default_factory=dict)
    id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def good(self) -> tuple[ProposedRow[Any], ...]:
        """The rows that can be brought in."""
        return tuple(row for row in self.rows if row.is_good)

    @property
    def bad(self) -> tuple[ProposedRow[Any], ...]:
        """The rows that cannot."""
        return tuple(row for row in self.rows if not row.is_good)

    @property
    def new(self) -> tuple[ProposedRow[Any], ...]:
        """The good rows of which the store has nothing yet."""
        return tuple(row for row in self.good if row.number not in self.existing)

    @property
    def row_findings(self) -> tuple[Finding, ...]:
        """Everything that was found in rows, in their order."""
        return tuple(finding for row in self.rows for finding in row.findings)


@needs(Role.RECORDER)
def preview_import(
    workspace: Workspace, path: Path, wish: ImportWish | None = None, progress: Progress | None = None
) -> ImportPreview:
    """Read a file as far as it can be read, store nothing, and say what would come of each row.

    Parameters
    ----------
    workspace : Workspace
    path : Path
    wish : ImportWish, optional
    progress : callable, optional
        Called with how many rows are read and how many there are, 0 where nobody knows.

    Raises
    ------
    DataError, NotFoundError
        The file cannot be used at all, or has no such layer or field.
    """
    wanted = wish or ImportWish()
    opened = open_incoming(path, is_known_heading, wanted.encoding)
    return preview_opened(workspace, opened, wanted, progress)


@needs(Role.RECORDER)
def preview_opened(
    workspace: Workspace, opened: IncomingFile, wanted: ImportWish, progress: Progress | None = None
) -> ImportPreview:
    """Do the same with a file that was looked into already; see ``preview_import``."""
    path = opened.path
    layer = opened.layer(wanted.layer)
    kept = _find_kept(workspace, layer)
    target = wanted.target or (Target(kept["target"]) if kept else guess_target(layer))
    fields = match_fields(layer, target, wanted.fields, (kept or {}).get("fields"))
    preview = ImportPreview(
        path=path,
        file_sha256=_hash(path),
        format=opened.format,
        layers=opened.layers,
        layer=layer,
        target=target,
        fields=fields,
        crs=wanted.crs or layer.crs or ((kept or {}).get("crs") or None),
        text_form=wanted.text_form or TextForm.PLAIN,
        correction=wanted.correction,
    )
    if fields.missing:
        params = {"fields": [_name_field(name) for name in fields.missing]}
        return replace(preview, blocked_by=Finding("incoming.field_needed", params, "", Severity.ERROR))
    if wanted.text_form is None:
        form, of_columns = _recognise(opened, layer)
        preview = replace(preview, text_form=form, column_forms=of_columns)
    read = _read_rows(workspace, opened, preview, progress, wanted.derive)
    return replace(read, rows=read_row_units(workspace, read.rows, keeps_names=wanted.keeps_units))


def _name_field(name: str) -> Finding | str:
    code = f"import_field.{name}"
    return Finding(code) if has_words(code) else name


def signature_of(layer: IncomingLayer) -> str:
    """Return what files of the same kind share: the names of their fields, however ordered."""
    return hashlib.sha256("\n".join(sorted(map(fold_name, layer.field_names))).encode()).hexdigest()[:32]


def _find_kept(workspace: Workspace, layer: IncomingLayer) -> dict[str, Any] | None:
    kept = workspace.store.setting(KEPT_MAPPINGS, {}).get(signature_of(layer))
    return kept if isinstance(kept, dict) and kept.get("target") in set(Target) else None


def _recognise(opened: IncomingFile, layer: IncomingLayer) -> tuple[TextForm, Mapping[str, TextForm]]:
    """Return how texts are written: all of them, or single columns that came from older papers."""
    texts: dict[str, list[str]] = {name: [] for name in layer.field_names}
    for _, row in zip(range(_MOST_ROWS_RECOGNISED), opened.rows(layer.name), strict=False):
        for name, value in row.values.items():
            if isinstance(value, str) and not row.is_aside:
                texts.setdefault(name, []).append(value)
    whole = [*layer.field_names, *(text for some in texts.values() for text in some)]
    form = recognise_form(whole).form
    if form is not TextForm.PLAIN:
        return form, {}
    forms = {name: recognise_form(some).form for name, some in texts.items() if some}
    return form, {name: found for name, found in forms.items() if found is not TextForm.PLAIN}


def _read_rows(
    workspace: Workspace,
    opened: IncomingFile,
    preview: ImportPreview,
    progress: Progress | None,
    derive: DeriveWish | None,
) -> ImportPreview:
    reader = RowReader(
        fields=preview.fields,
        crs=preview.crs,
        zones=_own_zones(workspace),
        text_form=preview.text_form,
        column_forms=preview.column_forms,
        file_name=preview.path.name,
        layer=preview.layer.name,
        file_hash=preview.file_sha256,
    )
    findings = list(preview.layer.findings)
    if preview.text_form is not TextForm.PLAIN:
        findings.append(Finding("incoming.text_converted", {"form": preview.text_form}))
    for column, form in preview.column_forms.items():
        findings.append(Finding("incoming.column_converted", {"column": column, "form": form}))
    if preview.correction:
        findings.append(Finding("incoming.corrected", {"mistake": preview.correction}, "", Severity.NOTE))
    told = _tell(opened.rows(preview.layer.name), preview.layer.count or 0, progress)
    asides: list[Finding] = []
    of_things = _leave_asides(told, asides)
    incoming = (correct_row(row, preview.correction, preview.fields.sources) for row in of_things)
    suspicions = suspect_file(workspace, preview, lambda: opened.rows(preview.layer.name))
    try:
        if preview.target is Target.LINE:
            if is_of_areas(preview.layer):
                lines: Iterable[Any] = (propose_derived(workspace, incoming, reader, derive),)
            else:
                lines = propose_lines(incoming, reader, workspace.register)
            rows: tuple[ProposedRow[Any], ...] = _correct(lines, preview.correction)
        elif preview.target is Target.MARKERS:
            proposed, of_file = propose_markers(incoming, reader)
            findings += of_file
            rows = _check_markers(workspace, _correct(proposed, preview.correction))
        else:
            built = join_same(_PROPOSERS[preview.target](incoming, reader))
            rows = tuple(place_row(workspace, row) for row in _correct(built, preview.correction))
    except CrsError as error:
        blocked = Finding(error.code, error.params, "", Severity.ERROR)
        return replace(preview, findings=tuple(findings), suspicions=suspicions, blocked_by=blocked)
    return replace(
        preview,
        rows=rows,
        existing=_find_existing(workspace, preview.target, rows),
        findings=(*findings, *asides),
        suspicions=suspicions,
    )


def _correct(rows: Iterable[ProposedRow[Any]], correction: Correction | None) -> tuple[ProposedRow[Any], ...]:
    return tuple(replace(row, thing=correct_thing(row.thing, correction)) for row in rows)


def _leave_asides(rows: Iterable[IncomingRow], asides: list[Finding]) -> Iterator[IncomingRow]:
    """Yield the rows that tell of things; say of the others that they were left out."""
    for row in rows:
        if row.is_aside:
            params = {"row": row.number, "text": row.write_aside()[:_MOST_OF_ASIDE]}
            asides.append(Finding("incoming.aside", params, str(row.number), Severity.NOTE))
        else:
            yield row


def _tell(rows: Iterable[IncomingRow], count: int, progress: Progress | None) -> Iterator[IncomingRow]:
    for number, row in enumerate(rows, start=1):
        if progress is not None and number % 200 == 0:
            progress(number, max(count, number))
        yield row


def _own_zones(workspace: Workspace) -> tuple[Zone, ...]:
    del workspace  # an office's province is no setting yet; every zone on the border is offered
    return ()


def _check_markers(
    workspace: Workspace, rows: Sequence[ProposedRow[Marker]]
) -> tuple[ProposedRow[Marker], ...]:
    """Hold the markers against each other and against the line that is in use."""
    markers = [row.thing for row in rows if row.thing is not None]
    if not markers or not workspace.lines:
        return tuple(rows)
    found: dict[str, list[Finding]] = {}
    for finding in check_register(Register(markers), workspace.lines[-1]):
        # A gap in the numbers is no fault of a file that has one stretch only.
        if finding.where and finding.code not in ("register.gap", "register.duplicate"):
            found.setdefault(finding.where, []).append(finding)
    return tuple(
        row
        if row.thing is None or str(row.thing.reference) not in found
        else replace(row, findings=(*row.findings, *found[str(row.thing.reference)]))
        for row in rows
    )


def _find_existing(workspace: Workspace, target: Target, rows: Sequence[ProposedRow[Any]]) -> frozenset[int]:
    """Return the rows of which the store has the thing: by id, and markers by their number."""
    ids: frozenset[str]
    match target:
        case Target.MARKERS:
            known = {marker.reference for marker in workspace.markers}
            return frozenset(row.number for row in rows if row.thing and row.thing.reference in known)
        case Target.WORKS:
            ids = frozenset(work.id for work in workspace.works)
        case Target.UNITS:
            ids = frozenset(unit.id for unit in workspace.units)
        case Target.LINE:
            ids = frozenset(line.id for line in workspace.lines)
        case _:
            ids = frozenset(incident.id for incident in workspace.store.incidents())
    return frozenset(row.number for row in rows if row.thing is not None and row.thing.id in ids)


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(1_000_000):
            digest.update(block)
    return digest.hexdigest()


def count_findings(preview: ImportPreview) -> Mapping[Severity, int]:
    """Return how many findings there are of each severity, of rows and of the file."""
    return Counter(finding.severity for finding in (*preview.findings, *preview.row_findings))
