"""Make a signed package of new reports for another office; nothing above the profile leaves in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from border_gis.access import Role, highest_level
from border_gis.access.office_cards import OfficeCard
from border_gis.access.profiles import EVERYTHING
from border_gis.access.releases import Release
from border_gis.errors import InputError, NotFoundError
from border_gis.exchange.packages.manifest import Manifest, PackagedFile
from border_gis.exchange.packages.writing import SUFFIX, write_package, write_reports
from border_gis.incidents.foreign import write_sight
from border_gis.incidents.integrity import FIRST_HASH
from border_gis.incidents.packages import ChainSpan, MadePackage, OwnChains, OwnLink
from border_gis.services.demonstration import AUTHOR as DEMONSTRATION_MACHINE
from border_gis.services.incidents import name_machine
from border_gis.services.office_cards import find_trusted, load_key
from border_gis.services.permissions import name_author, needs
from border_gis.services.releasing import prepare_release, record_export, release_rules
from border_gis.services.workspaces import Workspace

DEFAULT_PROFILE = "office"
_WHOLE = ("incident", "place", "report")


@dataclass(frozen=True, slots=True)
class PackageOut:
    """A package that was made.

    Attributes
    ----------
    package : MadePackage
    path : Path
    receiver : OfficeCard
    kept_back : tuple of str
        Ids of incidents that the person may see and that are above the profile.
    files_kept_back : int
    size_bytes : int
    """

    package: MadePackage
    path: Path
    receiver: OfficeCard
    kept_back: tuple[str, ...]
    files_kept_back: int
    size_bytes: int


@needs(Role.VIEWER)
def list_package_profiles(workspace: Workspace) -> tuple[str, ...]:
    """Return the profiles under which whole reports may go out: a seal holds for nothing less."""
    return tuple(
        profile.code
        for profile in release_rules(workspace).profiles
        if not profile.is_neutral and all(profile.allows(kind, EVERYTHING) for kind in _WHOLE)
    )


@needs(Role.APPROVER)
def list_packages_made(workspace: Workspace) -> tuple[MadePackage, ...]:
    """Return the packages that were made here, newest first."""
    return tuple(reversed(workspace.store.packages_made()))


@needs(Role.APPROVER)
def make_package(
    workspace: Workspace,
    office: str,
    path: Path,
    *,
    profile: str = DEFAULT_PROFILE,
    since: int | None = None,
    passphrase: str = "",
    moment: datetime | None = None,
) -> PackageOut:
    """Write the reports that another office does not have yet into one file, signed and sealed for it.

    Parameters
    ----------
    workspace : Workspace
    office : str
        Code or fingerprint of an office that we trust.
    path : Path
        Of the file; none may be there.
    profile : str
        One of ``list_package_profiles``.
    since : int, optional
        Number of the package to go on from, 0 for the beginning; the last one if not given.
    passphrase : str
        Of the private key, where it is locked.
    moment : datetime, optional
        Now, unless said otherwise.

    Raises
    ------
    InputError
        If there is nothing new, the file exists, or the profile does not let out whole reports.
    NotFoundError
        If the office is not trusted, or there is no such package to go on from.
    StoreError
        If our own chain is damaged, or the file cannot be written.
    """
    author = name_author(workspace)
    if profile not in list_package_profiles(workspace):
        raise InputError(
            "packages.partial_profile", profile=profile, known=list(list_package_profiles(workspace))
        )
    if path.exists():
        raise InputError("packages.file_exists", path=path.name)
    key, own = load_key(workspace, passphrase)
    receiver = find_trusted(workspace, office)
    before = _Before.find(workspace, receiver, since)
    incidents, chains = _gather(workspace, before, profile)
    with_content = [link for link in chains.links if not link.entry.is_gap]
    files, going = _gather_files(workspace, before, with_content, profile)
    if not with_content and not going:
        raise InputError("packages.nothing_new", office=receiver.code, number=before.number)
    level = highest_level((incidents.level, files.level))
    approvers = [name for name in (incidents.approved_by, files.approved_by) if name]
    package_id, made_at = str(uuid4()), moment or datetime.now(UTC)
    reports = write_reports(link.entry for link in chains.links)
    number = max((each.number for each in before.all), default=0) + 1
    spans, heads = before.extend(chains.links)
    mark = record_export(
        workspace,
        "package",
        subject="report",
        count=len(with_content),
        profile=profile,
        level=level,
        approved_by=", ".join(dict.fromkeys(approvers)),
        reason=receiver.code,
    )
    manifest = Manifest(
        id=package_id,
        number=number,
        since=before.number,
        sender=own,
        receiver=receiver.fingerprint,
        made_at=made_at,
        made_by=author,
        profile=profile,
        approved_by=mark.approved_by,
        level=level,
        reports=len(with_content),
        gaps=len(chains.links) - len(with_content),
        reports_sha256=hashlib.sha256(reports).hexdigest(),
        reports_bytes=len(reports),
        chains=spans,
        sight=write_sight(chains.sight),
        files=going,
        previous=before.manifest_sha256,
    )
    digest = write_package(path, manifest, reports, workspace.store.attachment_content, key, receiver)
    named = {sha256 for link in with_content for sha256 in link.attachments} | before.withheld_files
    sent = tuple(each.sha256 for each in going)
    package = MadePackage(
        id=package_id,
        fingerprint=receiver.fingerprint,
        number=number,
        since=before.number,
        recorded_at=made_at,
        author=author,
        machine=name_machine(),
        profile=profile,
        level=level,
        reports=manifest.reports,
        gaps=manifest.gaps,
        files=len(going),
        last_sequence=chains.last_sequence,
        heads=heads,
        withheld=tuple(
            link.report_id for link in chains.links if link.entry.is_gap and link.sequence > before.after
        ),
        filled=tuple(link.report_id for link in chains.links if link.sequence <= before.after),
        withheld_files=tuple(sorted(named - set(sent) - before.sent_files)),
        sent_files=sent,
        manifest_sha256=digest,
    )
    try:
        workspace.store.append_package_made(package)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    kept_back = tuple(files.withheld)
    return PackageOut(package, path, receiver, incidents.withheld, len(kept_back), path.stat().st_size)


@needs(Role.VIEWER)
def name_package(workspace: Workspace, office: str, moment: datetime) -> str:
    """Return a name for the file of a package: for whom, and when."""
    card = find_trusted(workspace, office)
    return f"goi-{card.code}-{moment:%Y%m%d-%H%M%S}{SUFFIX}"


@dataclass(frozen=True, slots=True)
class _Before:
    """What an office has been sent in the packages that a new one goes on from."""

    all: tuple[MadePackage, ...]
    base: MadePackage | None
    withheld: frozenset[str]
    withheld_files: frozenset[str]
    sent_files: frozenset[str]

    @classmethod
    def find(cls, workspace: Workspace, receiver: OfficeCard, since: int | None) -> _Before:
        made = tuple(
            each for each in workspace.store.packages_made() if each.fingerprint == receiver.fingerprint
        )
        by_number = {each.number: each for each in made}
        wanted = since if since is not None else max(by_number, default=0)
        if wanted and wanted not in by_number:
            raise NotFoundError("packages.unknown_number", number=wanted, office=receiver.code)
        line: list[MadePackage] = []
        each = by_number.get(wanted)
        while each is not None:
            line.append(each)
            each = by_number.get(each.since)
        filled, sent = _unite(each.filled for each in line), _unite(each.sent_files for each in line)
        return cls(
            made,
            by_number.get(wanted),
            _unite(each.withheld for each in line) - filled,
            _unite(each.withheld_files for each in line) - sent,
            sent,
        )

    @property
    def number(self) -> int:
        return 0 if self.base is None else self.base.number

    @property
    def after(self) -> int:
        return 0 if self.base is None else self.base.last_sequence

    @property
    def manifest_sha256(self) -> str:
        return "" if self.base is None else self.base.manifest_sha256

    def extend(self, links: Sequence[OwnLink]) -> tuple[tuple[ChainSpan, ...], dict[str, tuple[int, str]]]:
        """Return the spans of a package that goes on from here, and where the chains end with it."""
        start = {} if self.base is None else dict(self.base.heads)
        heads = dict(start)
        for link in links:
            if link.sequence > self.after:
                heads[link.entry.machine] = (link.entry.position, link.entry.hash)
        touched = sorted({link.entry.machine for link in links})
        spans = [
            ChainSpan(machine, *start.get(machine, (0, FIRST_HASH)), *heads[machine]) for machine in touched
        ]
        return tuple(spans), heads


def _unite(groups: Iterable[Sequence[str]]) -> frozenset[str]:
    return frozenset(each for group in groups for each in group)


def _gather(workspace: Workspace, before: _Before, profile: str) -> tuple[Release, OwnChains]:
    """Return what may go out of the incidents, and the chains with gaps for the others."""
    store = workspace.store
    ids = store.incidents_in_chains(before.after, before.withheld) - store.withdrawn()
    release = prepare_release(workspace, "incident", sorted(ids), profile)
    going = {record.id for record in release.records if not record.fields.get("demonstration")}
    return release, store.own_chains(before.after, going, before.withheld, (DEMONSTRATION_MACHINE,))


def _gather_files(
    workspace: Workspace, before: _Before, links: Sequence[OwnLink], profile: str
) -> tuple[Release, tuple[PackagedFile, ...]]:
    """Return what may go out of the files that these reports name, or earlier ones did."""
    named = dict.fromkeys(sha256 for link in links for sha256 in link.attachments)
    wanted = [
        sha256 for sha256 in (*named, *sorted(before.withheld_files)) if sha256 not in before.sent_files
    ]
    seen = {each.sha256: each for each in workspace.store.find_attachments(wanted)}
    release = prepare_release(workspace, "attachment", list(seen), profile)
    going = {record.id for record in release.records}
    there = going | before.sent_files
    return release, tuple(
        PackagedFile(
            sha256=each.sha256,
            name=each.name,
            media_type=each.media_type,
            size_bytes=each.size_bytes,
            received_at=each.received_at.astimezone(UTC).isoformat(),
            received_by=each.received_by,
            secrecy=each.secrecy.value,
            made_from=each.made_from if each.made_from in there else "",
        )
        for each in seen.values()
        if each.sha256 in going
    )
