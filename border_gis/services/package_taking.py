"""Take in packages of other offices, and decide where their reports contradict ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from border_gis.access import Role, Secrecy
from border_gis.access.office_cards import OfficeCard
from border_gis.errors import DataError, ForbiddenError, NotFoundError
from border_gis.exchange.file_names import clean_file_name
from border_gis.exchange.media_types import check_attachment
from border_gis.exchange.packages.manifest import Manifest, PackagedFile
from border_gis.exchange.packages.reading import OpenedPackage, open_package
from border_gis.i18n import translate
from border_gis.incidents.attachments import LevelChange
from border_gis.incidents.model import Incident
from border_gis.incidents.packages import OpenDifference, TakenPackage, TakeResult, Taking
from border_gis.incidents.view import describe_changes
from border_gis.services.incidents import add_report, name_machine, show_incident
from border_gis.services.office_cards import list_offices, load_key
from border_gis.services.permissions import name_author, needs
from border_gis.services.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class PackageIn:
    """A package that was opened and found sound, and what came of it or would come of it.

    Attributes
    ----------
    manifest : Manifest
    sender : OfficeCard
    result : TakeResult
    incidents : tuple of Incident
        That something was added to, as far as the person may see them; empty when only looked.
    """

    manifest: Manifest
    sender: OfficeCard
    result: TakeResult
    incidents: tuple[Incident, ...] = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A field of an incident that two offices have set to different values, neither knowing of the other.

    Attributes
    ----------
    open : OpenDifference
    incident : Incident
        As it stands here.
    ours : Any
        The value here today, in plain JSON.
    office : OfficeCard or None
        The other office.
    """

    open: OpenDifference
    incident: Incident
    ours: Any
    office: OfficeCard | None


@needs(Role.APPROVER)
def take_package(
    workspace: Workspace, path: Path, *, passphrase: str = "", dry_run: bool = False
) -> PackageIn:
    """Take a package in, whole or not at all; the same one again changes nothing.

    Parameters
    ----------
    workspace : Workspace
    path : Path
    passphrase : str
        Of our private key, where it is locked.
    dry_run : bool
        Only checks everything and says what would come of it.

    Raises
    ------
    ConflictError
        If the chain in it differs from what that office sent before, or one of its reports has
        the id of one of ours.
    DataError
        If a byte of it was changed, it is for another office, an earlier package is missing, or
        something in it cannot be used.
    ForbiddenError
        If the office that signed it is not trusted, or it holds something above the clearance.
    """
    author = name_author(workspace)
    key, own = load_key(workspace, passphrase)
    known = list_offices(workspace)
    trusted = [each.card for each in known if each.is_trusted]
    try:
        with open_package(path, key, own, trusted) as opened:
            return _take(workspace, opened, author, dry_run=dry_run)
    except ForbiddenError as error:
        said = str(error.params.get("fingerprint", ""))
        former = next((each.card for each in known if each.card.fingerprint == said), None)
        if former is not None and error.code == "packages.not_trusted":
            raise ForbiddenError(
                "packages.no_longer_trusted", office=former.code, name=former.name
            ) from error
        raise


@needs(Role.APPROVER)
def list_packages_taken(workspace: Workspace) -> tuple[TakenPackage, ...]:
    """Return the packages that were taken in, newest first."""
    return tuple(reversed(workspace.store.packages_taken()))


@needs(Role.APPROVER)
def count_waiting(workspace: Workspace) -> int:
    """Return how many reports of other offices wait for something that a third office has."""
    return workspace.store.waiting_reports()


@needs(Role.VIEWER)
def list_contradictions(workspace: Workspace) -> tuple[Contradiction, ...]:
    """Return what offices contradict each other in and nobody has decided, oldest first."""
    cards = {each.card.fingerprint: each.card for each in list_offices(workspace)}
    found = []
    for each in workspace.store.open_differences():
        incident = workspace.store.incident(each.difference.incident_id)
        ours = describe_changes(incident).get(each.difference.field)
        found.append(Contradiction(each, incident, ours, cards.get(each.fingerprint)))
    return tuple(found)


@needs(Role.RECORDER)
def settle_contradiction(
    workspace: Workspace, difference_id: str, choice: Literal["ours", "theirs"], reason: str = ""
) -> Incident:
    """Decide a contradiction by a report of our own, which goes to the other office with the next package.

    Raises
    ------
    NotFoundError
        If there is no such contradiction that the actor may see, or it has been decided.
    """
    found = next((each for each in list_contradictions(workspace) if each.open.id == difference_id), None)
    if found is None:
        raise NotFoundError("packages.unknown_difference")
    difference = found.open.difference
    page = show_incident(workspace, found.incident.id)
    office = found.office.code if found.office else ""
    text = translate(f"packages.settled_{choice}", {"office": office}, workspace.settings.language)
    return add_report(
        workspace,
        found.incident.id,
        f"{text} {reason.strip()}".strip(),
        changes={difference.field: difference.theirs if choice == "theirs" else found.ours},
        seen_report_id=page.last_report_id,
    )


def _take(workspace: Workspace, opened: OpenedPackage, author: str, *, dry_run: bool) -> PackageIn:
    manifest = opened.manifest
    if not workspace.actor.clearance.covers(manifest.level):
        raise ForbiddenError(
            "access.level_above_clearance", level=manifest.level, clearance=workspace.actor.clearance
        )
    taking = _make_taking(opened, author)
    for each in manifest.files:
        _check_file(each, opened.read_file(each.sha256))
    # Files are kept before the reports that name them, so everything must be found sound first.
    if dry_run or manifest.files:
        looked = workspace.store.take_package(taking, dry_run=True)
        if dry_run or looked.is_known:
            return PackageIn(manifest, opened.card, looked)
    # Originals come before the copies that were made from them.
    for each in sorted(manifest.files, key=lambda file: bool(file.made_from)):
        _keep_file(workspace, each, opened.read_file(each.sha256), author)
    result = workspace.store.take_package(taking)
    return PackageIn(manifest, opened.card, result, _find_seen(workspace, result.incident_ids))


def _make_taking(opened: OpenedPackage, author: str) -> Taking:
    manifest = opened.manifest
    return Taking(
        package=TakenPackage(
            id=manifest.id,
            fingerprint=opened.card.fingerprint,
            number=manifest.number,
            since=manifest.since,
            recorded_at=datetime.now(UTC),
            author=author,
            machine=name_machine(),
            reports=manifest.reports,
            gaps=manifest.gaps,
            files=len(manifest.files),
            manifest=opened.signed.decode("utf-8"),
            signature=opened.signature,
        ),
        card=opened.card,
        chains=manifest.chains,
        entries=opened.entries,
        level=manifest.level,
    )


def _check_file(file: PackagedFile, content: bytes) -> None:
    if clean_file_name(file.name) != file.name or check_attachment(file.name, content) != file.media_type:
        raise DataError("packages.bad_file", name=clean_file_name(file.name))


def _keep_file(workspace: Workspace, file: PackagedFile, content: bytes, author: str) -> None:
    store = workspace.store
    level = Secrecy(file.secrecy)
    original = file.made_from if store.find_attachments((file.made_from,)) else ""
    moment = datetime.fromisoformat(file.received_at)
    kept = store.add_attachment(
        file.name, file.media_type, content, moment, file.received_by, level, original
    )
    if level.rank > kept.secrecy.rank:
        now, reason = datetime.now(UTC), translate("packages.level_of_sender", None, "vi")
        store.set_attachment_level(LevelChange(file.sha256, level, now, author, name_machine(), reason))


def _find_seen(workspace: Workspace, incident_ids: Sequence[str]) -> tuple[Incident, ...]:
    above = {each.id for each in workspace.store.incidents()} if incident_ids else set()
    return tuple(workspace.store.incident(each) for each in incident_ids if each in above)
