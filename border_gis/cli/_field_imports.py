"""Photos and the exports of forms on the command line: the same services as the page asks."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from border_gis.cli.output import ProgressBar, print_json, print_line, print_message
from border_gis.errors import InputError
from border_gis.i18n import describe_finding, translate

if TYPE_CHECKING:
    from border_gis.exchange.incoming.form_model import IncomingForm
    from border_gis.exchange.incoming.handed_in import HandedIn
    from border_gis.services.form_previews import FormPreview, FormRow, FormWish
    from border_gis.services.import_previews import ImportWish
    from border_gis.services.photo_imports import PhotoChoice
    from border_gis.services.photo_proposals import PhotoProposal

HAS_FINDINGS = 1
EVERY_PHOTO = "*"


def add_field_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is chosen of photos and forms."""
    add = parser.add_argument
    add("--repeat", metavar="GROUP=USE", action="append", default=[], help="cli.import.help.repeat")
    add("--map-own", metavar="GROUP:OURS=THEIRS", action="append", default=[], help="cli.import.help.map_own")
    add("--attach", metavar="PHOTO=NUMBER", action="append", default=[], help="cli.import.help.attach")
    add("--open", metavar="PHOTO=TITLE", action="append", default=[], help="cli.import.help.open")
    add("--category", metavar="CODE", default="other", help="cli.import.help.category")
    add("--use-track", action="store_true", help="cli.import.help.track")
    levels = ["none", "mat", "toi_mat", "tuyet_mat"]
    add("--secrecy", choices=levels, default="none", help="cli.import.help.secrecy")


def import_form_file(
    workspace: Any, form: IncomingForm, wish: ImportWish, arguments: argparse.Namespace
) -> int:
    """Bring the export of a form in, or show what would come of it."""
    from border_gis.access import Secrecy
    from border_gis.services.form_imports import import_form
    from border_gis.services.form_previews import preview_form

    with ProgressBar() as bar:
        preview = preview_form(workspace, form, _read_form_wish(form, wish, arguments), bar.show)
    entries: Sequence[Any] = ()
    if not arguments.dry_run:
        level = Secrecy(arguments.secrecy)
        entries = import_form(workspace, preview, only_good=arguments.only_good, secrecy=level)
    if arguments.json:
        print_json(_describe_form(preview, [entry.id for entry in entries], arguments.language))
    else:
        _write_form(preview, arguments.language)
        for entry in entries:
            params = {"count": len(entry.added), "left_out": entry.rows_left_out, "id": entry.id}
            print_line(translate("cli.import.made", params, arguments.language))
    return HAS_FINDINGS if preview.bad or preview.blocked_by or preview.conflicts else 0


def _read_form_wish(form: IncomingForm, wish: ImportWish, arguments: argparse.Namespace) -> FormWish:
    from border_gis.services.form_choices import RepeatUse
    from border_gis.services.form_previews import FormWish
    from border_gis.services.import_previews import ImportWish

    layers = [repeat.layer for repeat in form.repeats]
    uses: dict[str, RepeatUse] = {}
    for text in arguments.repeat:
        layer, use = _split(text, "GROUP=reports|with_parent|own|leave")
        _check(layer, layers)
        _check(use, [each.value for each in RepeatUse])
        uses[layer] = RepeatUse(use)
    fields: dict[str, dict[str, str | None]] = {}
    for text in arguments.map_own:
        where, theirs = _split(text, "GROUP:OURS=THEIRS", may_be_empty=True)
        layer, colon, ours = where.rpartition(":")
        if not colon:
            raise InputError("cli.import.bad_pair", text=text, form="GROUP:OURS=THEIRS")
        _check(layer, layers)
        fields.setdefault(layer, {})[ours] = theirs or None
    return FormWish(wish, uses, {layer: ImportWish(fields=chosen) for layer, chosen in fields.items()})


def _write_form(preview: FormPreview, language: str) -> None:
    states = [row.state.value for row in preview.rows]
    params = {
        "path": preview.main.path.name,
        "kind": preview.form.kind,
        "count": len(states),
        **{state: states.count(state) for state in ("new", "known", "changed")},
        "bad": len(preview.bad),
    }
    print_line(translate("cli.import.form", params, language))
    for layer, use in preview.uses.items():
        print_line(translate("cli.import.form_part", {"layer": layer, "use": use}, language))
    for finding in _findings_of(preview):
        print_message(describe_finding(finding, language))


def _findings_of(preview: FormPreview) -> list[Any]:
    blocked = [] if preview.blocked_by is None else [preview.blocked_by]
    found = [*blocked, *preview.main.findings, *preview.main.row_findings, *preview.findings]
    for read, _ in preview.own.values():
        found += [*read.findings, *read.row_findings]
    return found


def _describe_form(preview: FormPreview, imports: list[str], language: str) -> dict[str, Any]:
    main = preview.main
    return {
        "imports": imports,
        "file": main.path.name,
        "sha256": main.file_sha256,
        "form": preview.form.kind.value,
        "layer": main.layer.name,
        "target": main.target.value,
        "fields": {match.target: {"source": match.source, "by": match.by} for match in main.fields.matches},
        "repeats": {layer: use.value for layer, use in preview.uses.items()},
        "submissions": [_describe_row(row) for row in preview.rows],
        "own": {layer: [_describe_row(row) for row in rows] for layer, (_, rows) in preview.own.items()},
        "blocked_by": [] if preview.blocked_by is None else [preview.blocked_by.code],
        "findings": [
            {
                "row": int(finding.where) if finding.where.isdecimal() else None,
                "severity": finding.severity.value,
                "code": finding.code,
                "message": describe_finding(finding, language),
            }
            for finding in _findings_of(preview)
        ],
    }


def _describe_row(row: FormRow) -> dict[str, Any]:
    return {
        "row": row.row.number,
        "key": row.submission.key,
        "state": row.state.value,
        "good": row.row.is_good,
        "files": [path.name for path in row.files],
        "reports": len(row.reports),
        "changes": {each.field: {"before": each.before, "after": each.after} for each in row.changes},
    }


def import_photo_files(workspace: Any, files: HandedIn, arguments: argparse.Namespace) -> int:
    """Bring photos in as the person says of each, or show to what they may belong."""
    from border_gis.access import Secrecy
    from border_gis.exchange.incoming.tracks import read_tracks
    from border_gis.services.photo_imports import import_photos
    from border_gis.services.photo_proposals import preview_photos

    with ProgressBar() as bar:
        proposals = preview_photos(workspace, files.photos, read_tracks(files.tracks), bar.show)
    choices = _read_choices(proposals, arguments)
    entry = None
    if not arguments.dry_run:
        entry = import_photos(workspace, proposals, choices, secrecy=Secrecy(arguments.secrecy))
    if arguments.json:
        told = [_describe_photo(each, choices, arguments.language) for each in proposals]
        print_json({"import": None if entry is None else entry.id, "photos": told})
    else:
        _write_photos(proposals, choices, arguments.language)
        if entry is not None:
            params = {"count": len(entry.mapping["photos"]), "left_out": entry.rows_left_out, "id": entry.id}
            print_line(translate("cli.import.photos_made", params, arguments.language))
    return 0 if all(each.photo.is_good for each in proposals) else HAS_FINDINGS


def _read_choices(
    proposals: Sequence[PhotoProposal], arguments: argparse.Namespace
) -> dict[str, PhotoChoice]:
    from border_gis.services.photo_imports import PhotoChoice, PhotoUse

    names = [proposal.photo.path.name for proposal in proposals]
    said: dict[str, PhotoChoice] = {}
    for text in arguments.attach:
        name, number = _split(text, "PHOTO=NUMBER")
        said[name] = PhotoChoice(PhotoUse.ATTACH, number)
    for text in arguments.open:
        name, title = _split(text, "PHOTO=TITLE")
        said[name] = PhotoChoice(
            PhotoUse.OPEN, title=title, category=arguments.category, takes_track=arguments.use_track
        )
    for name in said:
        _check(name, [*names, EVERY_PHOTO])
    every = said.get(EVERY_PHOTO)
    found = {each.photo.sha256: said.get(each.photo.path.name, every) for each in proposals}
    return {sha256: choice for sha256, choice in found.items() if choice is not None and sha256}


def _write_photos(proposals: Sequence[PhotoProposal], choices: dict[str, PhotoChoice], language: str) -> None:
    from border_gis.services.photo_imports import LEFT_OUT
    from border_gis.services.photo_proposals import place_of

    params = {
        "count": len(proposals),
        "placed": sum(place_of(each, takes_track=False) is not None for each in proposals),
        "known": sum(bool(each.known_in) for each in proposals),
        "bad": sum(not each.photo.is_good for each in proposals),
    }
    print_line(translate("cli.import.photos", params, language))
    for each in proposals:
        chosen = choices.get(each.photo.sha256, LEFT_OUT)
        said = {"name": each.photo.path.name, "chosen": chosen.use}
        print_line(translate("cli.import.photo", said, language))
        for offer in each.offers:
            near = {"number": offer.incident.number, "title": offer.incident.title, "apart_m": offer.apart_m}
            print_line(translate("cli.import.photo_offer", near, language))
        for finding in each.findings:
            print_message(describe_finding(finding, language))


def _describe_photo(
    proposal: PhotoProposal, choices: dict[str, PhotoChoice], language: str
) -> dict[str, Any]:
    from border_gis.services.photo_imports import LEFT_OUT
    from border_gis.services.photo_proposals import place_of

    facts, track = proposal.photo.facts, proposal.track
    place = place_of(proposal, takes_track=False)
    chosen = choices.get(proposal.photo.sha256, LEFT_OUT)
    taken_at = None if facts is None else facts.taken_at
    return {
        "name": proposal.photo.path.name,
        "sha256": proposal.photo.sha256 or None,
        "good": proposal.photo.is_good,
        "place": None if place is None else list(place),
        "on_track": None if track is None else [track.longitude_deg, track.latitude_deg, track.gap_s],
        "taken_at": None if taken_at is None else taken_at.isoformat(),
        "direction_deg": None if facts is None else facts.direction_deg,
        "known_in": list(proposal.known_in),
        "same_as": proposal.same_as or None,
        "offers": [
            {
                "incident": offer.incident.number,
                "apart_m": round(offer.apart_m, 1),
                "days_apart": offer.days_apart,
            }
            for offer in proposal.offers
        ],
        "near": [
            {"kind": each.kind, "name": each.name, "apart_m": round(each.apart_m, 1)}
            for each in proposal.neighbours
        ],
        "chosen": chosen.use.value,
        "findings": [
            {
                "severity": finding.severity.value,
                "code": finding.code,
                "message": describe_finding(finding, language),
            }
            for finding in proposal.findings
        ],
    }


def find_table(files: HandedIn) -> Path:
    """Return the one file of data among those that were handed in.

    Raises
    ------
    InputError
        There are several, and no single one of them is a form's.
    """
    tables = [path for path in files.tables if path not in files.tracks] or list(files.tables)
    if len(tables) != 1:
        raise InputError("cli.import.several_files", files=[path.name for path in tables])
    return tables[0]


def _split(text: str, form: str, *, may_be_empty: bool = False) -> tuple[str, str]:
    first, equals, second = text.partition("=")
    if not equals or not first.strip() or not (second.strip() or may_be_empty):
        raise InputError("cli.import.bad_pair", text=text, form=form)
    return first.strip(), second.strip()


def _check(name: str, known: Sequence[str]) -> None:
    if name not in known:
        raise InputError("cli.import.unknown_choice", name=name, known=list(known))
