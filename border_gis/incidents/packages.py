"""Packages of reports between offices: what went out, what came in, and whom we trust."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from border_gis.access.office_cards import OfficeCard
from border_gis.access.secrecy import Secrecy
from border_gis.errors import ConflictError, DataError
from border_gis.incidents.foreign import ChainEntry, Difference, Sight
from border_gis.incidents.integrity import FIRST_HASH, read_form

SIGNED_PURPOSE = b"border-gis package manifest 1\n"
"""Stands before a manifest where it is signed, so that nothing else can be passed off as one."""

CardDeed = Literal["own", "own_replaced", "trusted", "withdrawn", "replaced", "former"]
"""Ours, and ours with a new key; another office's: trusted, no longer, trusted with a new key. A former
key of theirs that came to be known only with a later one is written down before that."""


@dataclass(frozen=True, slots=True)
class CardEntry:
    """One deed with a card: that it is ours, that it is trusted, that it no longer is, that its key is new.

    Attributes
    ----------
    id : str
        UUID.
    deed : CardDeed
    card : OfficeCard
        With the keys that the office had before.
    recorded_at : datetime
        Aware, UTC.
    author, machine, reason : str
    """

    id: str
    deed: CardDeed
    card: OfficeCard
    recorded_at: datetime
    author: str
    machine: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MadePackage:
    """A package that was made for another office.

    Attributes
    ----------
    id : str
        UUID.
    fingerprint : str
        Of the office that it is for.
    number, since : int
        1, 2, 3, … for each office; the package that it goes on from, 0 for the beginning.
    recorded_at : datetime
        Aware, UTC.
    author, machine, profile : str
    level : Secrecy
    reports, gaps, files : int
    last_sequence : int
        Up to where in our history it goes.
    heads : mapping of str to (int, str)
        Position and hash of the end of each machine's chain.
    withheld, filled : tuple of str
        Ids of reports that went without content, and of earlier ones whose content went now.
    withheld_files, sent_files : tuple of str
        SHA-256.
    manifest_sha256 : str
    """

    id: str
    fingerprint: str
    number: int
    since: int
    recorded_at: datetime
    author: str
    machine: str
    profile: str
    level: Secrecy
    reports: int
    gaps: int
    files: int
    last_sequence: int
    heads: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    withheld: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    withheld_files: tuple[str, ...] = ()
    sent_files: tuple[str, ...] = ()
    manifest_sha256: str = ""


@dataclass(frozen=True, slots=True)
class TakenPackage:
    """A package that was taken in, with what its office signed.

    Attributes
    ----------
    id : str
    fingerprint : str
        Of the office that made it.
    number, since : int
    recorded_at : datetime
        When it was taken in; aware, UTC.
    author, machine : str
    reports, gaps, files : int
    manifest : str
        JSON, byte for byte as signed.
    signature : str
        In hexadecimal.
    """

    id: str
    fingerprint: str
    number: int
    since: int
    recorded_at: datetime
    author: str
    machine: str
    reports: int
    gaps: int
    files: int
    manifest: str
    signature: str


@dataclass(frozen=True, slots=True)
class ChainSpan:
    """The part of a machine's chain that a package holds: after one link, up to another.

    Attributes
    ----------
    machine : str
    from_position : int
        0 where it holds the beginning.
    from_hash : str
    to_position : int
    to_hash : str
    """

    machine: str
    from_position: int
    from_hash: str
    to_position: int
    to_hash: str


@dataclass(frozen=True, slots=True)
class Taking:
    """A package that was opened and found sound, ready to be taken in.

    Attributes
    ----------
    package : TakenPackage
    card : OfficeCard
        Of the office that made it.
    chains : tuple of ChainSpan
    entries : tuple of ChainEntry
        In the order of the other office; those before a span fill gaps.
    level : Secrecy
        The highest in it.
    """

    package: TakenPackage
    card: OfficeCard
    chains: tuple[ChainSpan, ...]
    entries: tuple[ChainEntry, ...]
    level: Secrecy = Secrecy.NONE


@dataclass(frozen=True, slots=True)
class TakeResult:
    """What came of taking a package in, or would come of it.

    Attributes
    ----------
    is_known : bool
        Whether this package had been taken in before: then nothing was done.
    new_links : int
        Reports that joined the chain of the other office, with content or without.
    known_links : int
        Reports of the package that were there already, the same.
    filled : int
        Gaps that have their content now.
    copied : int
        Reports that joined our history, from this package or from those that had waited.
    waiting : int
        Reports that wait for an incident or a report of a third office.
    differences : tuple of Difference
        Fields that stay as they are here until a person decides.
    incident_ids : tuple of str
        Incidents that something was added to.
    """

    is_known: bool = False
    new_links: int = 0
    known_links: int = 0
    filled: int = 0
    copied: int = 0
    waiting: int = 0
    differences: tuple[Difference, ...] = ()
    incident_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenDifference:
    """A contradiction that nobody has decided yet.

    Attributes
    ----------
    id : str
    fingerprint : str
        Of the other office.
    difference : Difference
    """

    id: str
    fingerprint: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class OwnLink:
    """A report of ours as it would go out.

    Attributes
    ----------
    entry : ChainEntry
        A gap where its incident may not go out.
    sequence : int
    report_id : str
    attachments : tuple of str
        SHA-256 of its files; empty for a gap.
    """

    entry: ChainEntry
    sequence: int
    report_id: str
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnChains:
    """The chains of our own machines after a place of our history, and what we had seen of others'.

    Attributes
    ----------
    links : tuple of OwnLink
        In the order of our history.
    last_sequence : int
    sight : Sight
    """

    links: tuple[OwnLink, ...]
    last_sequence: int
    sight: Sight


Known = Mapping[tuple[str, int], tuple[str, bool]]
"""Hash, and whether the content is there, by machine and position."""


def check_links(
    chains: Sequence[ChainSpan], entries: Sequence[ChainEntry], known: Known, since: int, last_number: int
) -> tuple[ChainEntry, ...]:
    """Hold a package against what is known of its office's chains; return the links that are new.

    Parameters
    ----------
    chains, entries
        Of the package.
    known : mapping
        What earlier packages of this office brought.
    since : int
        The package that this one goes on from.
    last_number : int
        The last package of this office that was taken in.

    Raises
    ------
    DataError
        If an earlier package is missing, or the links do not make a chain.
    ConflictError
        If a link differs from the one at the same place that is known.
    """
    by_machine: dict[str, dict[int, ChainEntry]] = {span.machine: {} for span in chains}
    if len(by_machine) != len(chains):
        raise DataError("packages.bad_manifest")
    for entry in entries:
        links = by_machine.get(entry.machine)
        if links is None or entry.position in links:
            raise DataError("packages.chain_broken", machine=entry.machine, position=entry.position)
        links[entry.position] = entry
    heads: dict[str, int] = {}
    for machine, position in known:
        heads[machine] = max(heads.get(machine, 0), position)
    for span in chains:
        head = heads.get(span.machine, 0)
        if span.from_position > head:
            missing = list(range(last_number + 1, since + 1)) or [since]
            raise DataError("packages.missing", numbers=missing, machine=span.machine, head=head)
        _check_span(span, by_machine[span.machine], known)
    return tuple(entry for entry in entries if _is_new(entry, known))


def _check_span(span: ChainSpan, links: Mapping[int, ChainEntry], known: Known) -> None:
    def hash_at(position: int) -> str:
        if position == 0:
            return FIRST_HASH
        if position in links:
            return links[position].hash
        found = known.get((span.machine, position))
        return "" if found is None else found[0]

    _refuse_fork(span.machine, span.from_position, span.from_hash, known)
    wanted = set(range(span.from_position + 1, span.to_position + 1))
    if {position for position in links if position > span.from_position} != wanted:
        raise DataError("packages.chain_broken", machine=span.machine, position=span.to_position)
    for position, entry in sorted(links.items()):
        _refuse_fork(span.machine, position, entry.hash, known)
        if position <= span.from_position and (span.machine, position) not in known:
            raise DataError("packages.chain_broken", machine=span.machine, position=position)
        if not entry.is_gap and not _fits(entry, hash_at(position - 1)):
            raise DataError("packages.chain_broken", machine=span.machine, position=position)
    if hash_at(span.to_position) != span.to_hash:
        raise DataError("packages.chain_broken", machine=span.machine, position=span.to_position)


def _refuse_fork(machine: str, position: int, digest: str, known: Known) -> None:
    before = known.get((machine, position))
    if before is not None and before[0] != digest:
        raise ConflictError("packages.fork", machine=machine, position=position)


def _fits(entry: ChainEntry, previous: str) -> bool:
    try:
        sealed = read_form(entry.form)
    except ValueError:
        return False
    return (sealed.machine, sealed.chain_position, sealed.hash, sealed.previous_hash) == (
        entry.machine,
        entry.position,
        entry.hash,
        previous,
    )


def _is_new(entry: ChainEntry, known: Known) -> bool:
    before = known.get((entry.machine, entry.position))
    return before is None or (not before[1] and not entry.is_gap)
