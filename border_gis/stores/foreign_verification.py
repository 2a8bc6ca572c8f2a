"""Recompute the chains of other offices, hold them against what was signed, and our copies against them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from border_gis.access.office_cards import OfficeCard
from border_gis.errors import BorderGisError, Finding, Severity
from border_gis.incidents.foreign import is_copy, is_same_report, is_second_copy, read_office
from border_gis.incidents.integrity import FIRST_HASH, SealedReport, hash_form, read_form
from border_gis.incidents.model import Report
from border_gis.incidents.packages import SIGNED_PURPOSE
from border_gis.stores.home import Connection
from border_gis.stores.report_rows import unseal_report
from border_gis.stores.sealed import read_sealed

_BATCH = 500


@dataclass(frozen=True, slots=True)
class ForeignVerification:
    """What was recomputed of other offices' chains.

    Attributes
    ----------
    links, gaps : int
        Reports in the chains, and how many of them are there without their content.
    offices : int
    findings : tuple of Finding
    """

    links: int = 0
    gaps: int = 0
    offices: int = 0
    findings: tuple[Finding, ...] = ()


NO_OTHERS = ForeignVerification()
"""Of a store that knows no other office."""


@dataclass(frozen=True, slots=True)
class _Link:
    fingerprint: str
    machine: str
    position: int
    hash: str
    is_gap: bool
    sequence: int | None
    report_id: str | None
    incident_id: str | None
    form: str


@dataclass
class _Chain:
    """One chain while it is followed: where it has come to, and the hash at each place."""

    position: int = 0
    hash: str = FIRST_HASH
    hashes: dict[int, str] = field(default_factory=dict)


def verify_foreign(connection: Connection) -> ForeignVerification:
    """Recompute every seal, signature and copy of other offices' reports."""
    cards = _read_cards(connection)
    chains: dict[tuple[str, str], _Chain] = {}
    findings: list[Finding] = []
    gaps = 0
    copied: set[str] = set()
    for links in _read_links(connection):
        contents = []
        for link in links:
            chain = chains.setdefault((link.fingerprint, link.machine), _Chain())
            sealed = _read_form(link)
            filled = link.position == chain.position
            if not _fits(link, sealed, chain):
                findings.append(_error("verify.foreign_chain", cards, link))
            if sealed is not None:
                contents.append((link, sealed))
            gaps += link.is_gap - (filled and not link.is_gap)
            chain.position, chain.hash = link.position, link.hash
            chain.hashes[link.position] = link.hash
        findings += _compare_copies(connection, contents, cards)
        copied.update(sealed.id for _, sealed in contents)
    findings += _check_manifests(connection, cards, chains)
    findings += _find_strangers(connection, copied)
    return ForeignVerification(
        links=sum(len(chain.hashes) for chain in chains.values()),
        gaps=gaps,
        offices=len({fingerprint for fingerprint, _ in chains}),
        findings=tuple(findings),
    )


def _fits(link: _Link, sealed: SealedReport | None, chain: _Chain) -> bool:
    """Return whether a link follows the one before it; a gap that was filled stands there twice."""
    if link.position == chain.position:
        previous = chain.hashes.get(link.position - 1, FIRST_HASH)
        if link.is_gap or link.hash != chain.hash:
            return False
    elif link.position == chain.position + 1:
        previous = chain.hash
    else:
        return False
    if link.is_gap:
        return not link.form and link.report_id is None
    return sealed is not None and (
        sealed.machine,
        sealed.chain_position,
        sealed.previous_hash,
        sealed.sequence,
        sealed.id,
        sealed.incident_id,
        hash_form(link.form),
    ) == (
        link.machine,
        link.position,
        previous,
        link.sequence,
        link.report_id,
        link.incident_id,
        link.hash,
    )


def _read_form(link: _Link) -> SealedReport | None:
    try:
        return None if link.is_gap else read_form(link.form)
    except ValueError:
        return None


def _read_links(connection: Connection) -> Iterator[list[_Link]]:
    """Yield the links in the order of their chains, the gap before what filled it."""
    rows = connection.execute(
        "SELECT fid FROM foreign_reports ORDER BY fingerprint, origin_machine, chain_position, fid"
    )
    keys = [row[0] for row in rows]
    for start in range(0, len(keys), _BATCH):
        some = keys[start : start + _BATCH]
        found = {
            fid: _Link(fingerprint, machine, position, digest, bool(is_gap), sequence, *content)
            for fid, fingerprint, machine, position, digest, is_gap, sequence, *content in connection.execute(
                "SELECT fid, fingerprint, origin_machine, chain_position, hash, is_gap, origin_sequence, "
                "report_id, incident_id, form FROM foreign_reports "
                f"WHERE fid IN ({', '.join('?' * len(some))})",
                some,
            )
        }
        yield [found[key] for key in some]


def _compare_copies(
    connection: Connection, contents: Sequence[tuple[_Link, SealedReport]], cards: Mapping[str, OfficeCard]
) -> list[Finding]:
    """Hold what stands in our history against what the other office sealed."""
    if not contents:
        return []
    ids = [sealed.id for _, sealed in contents]
    marks = ", ".join("?" * len(ids))
    ours = {each.id: each for each in read_sealed(connection, f"WHERE id IN ({marks})", ids)}
    left_out: dict[str, set[str]] = {}
    for report_id, name in connection.execute(
        f"SELECT report_id, field FROM foreign_differences WHERE report_id IN ({marks})", ids
    ):
        left_out.setdefault(report_id, set()).add(name)
    return [
        _error("verify.foreign_copy", cards, link)
        for link, sealed in contents
        if sealed.id in ours and not _says_the_same(ours[sealed.id], sealed, left_out.get(sealed.id, set()))
    ]


def _says_the_same(ours: SealedReport, theirs: SealedReport, left_out: set[str]) -> bool:
    try:
        mine, their = unseal_report(ours), unseal_report(theirs)
    except (BorderGisError, ValueError, TypeError):
        return False
    if not read_office(ours.machine) or is_same_report(mine, their):
        return is_same_report(mine, their)
    lacking = left_out - set(mine.changes)
    is_theirs = ours.machine.endswith(f" · {theirs.machine}") and is_copy(mine, their, lacking)
    # Another office may have brought the same report before.
    return is_theirs or (mine.kind == "opened" and is_same_report(mine, their))


def _check_manifests(
    connection: Connection, cards: Mapping[str, OfficeCard], chains: Mapping[tuple[str, str], _Chain]
) -> list[Finding]:
    findings = []
    for fingerprint, number, manifest, signature in connection.execute(
        "SELECT fingerprint, number, manifest, signature FROM packages_taken ORDER BY fid"
    ):
        card = cards.get(fingerprint)
        if card is None or not _is_signed(card, manifest, signature):
            code = fingerprint if card is None else card.code
            findings.append(_finding("verify.foreign_signature", office=code, number=number))
            continue
        for span in json.loads(manifest)["chains"]:
            chain = chains.get((fingerprint, span["machine"]), _Chain())
            if chain.hashes.get(span["to_position"], FIRST_HASH) != span["to_hash"]:
                findings.append(
                    _finding(
                        "verify.foreign_cut_off",
                        office=card.code,
                        number=number,
                        machine=span["machine"],
                        position=span["to_position"],
                    )
                )
    return findings


def _is_signed(card: OfficeCard, manifest: str, signature: str) -> bool:
    """Return whether the office has signed, with the key of today or with one that it had then."""
    try:
        written, message = bytes.fromhex(signature), SIGNED_PURPOSE + manifest.encode("utf-8")
    except ValueError:
        return False
    return card.has_signed(written, message) or card.had_signed(written, message)


def _find_strangers(connection: Connection, copied: set[str]) -> list[Finding]:
    """Return the reports in our history that say they came from another office and did not."""
    strangers = [
        (report_id, machine)
        for report_id, machine in connection.execute(
            "SELECT id, machine FROM incidents_reports WHERE machine LIKE ? ORDER BY sequence", ("% · %",)
        )
        if read_office(machine) and report_id not in copied
    ]
    second = set()
    for start in range(0, len(strangers), _BATCH):
        second |= _find_second_copies(connection, [each for each, _ in strangers[start : start + _BATCH]])
    return [
        _finding("verify.foreign_stranger", id=report_id, office=read_office(machine))
        for report_id, machine in strangers
        if report_id not in second
    ]


def _find_second_copies(connection: Connection, report_ids: Sequence[str]) -> set[str]:
    """Return which reports are second copies, and say what the other office sealed."""
    marks = ", ".join("?" * len(report_ids))
    repeating: dict[str, list[Report]] = {}
    for sealed in read_sealed(connection, f"WHERE id IN ({marks})", report_ids):
        try:
            second = unseal_report(sealed)
        except (BorderGisError, ValueError, TypeError):
            continue
        if second.particulars.repeats is not None:
            repeating.setdefault(second.particulars.repeats, []).append(second)
    if not repeating:
        return set()
    marks = ", ".join("?" * len(repeating))
    found: set[str] = set()
    for form, fingerprint in connection.execute(
        f"SELECT form, fingerprint FROM foreign_reports WHERE NOT is_gap AND report_id IN ({marks})",
        list(repeating),
    ):
        try:
            first = unseal_report(read_form(form))
        except (BorderGisError, ValueError, TypeError):
            continue
        for second in repeating[first.id]:
            code = read_office(second.machine)
            if code.endswith(fingerprint[:5]) and is_second_copy(second, code, first):
                found.add(second.id)
    return found


def _read_cards(connection: Connection) -> dict[str, OfficeCard]:
    """Return the cards whose first keys are those of their fingerprint, each with all keys of its office."""
    keys: dict[str, dict[tuple[str, str], None]] = {}
    found = {}
    for fingerprint, name, letters, signing_key, sealing_key in connection.execute(
        "SELECT fingerprint, name, letters, signing_key, sealing_key FROM office_cards ORDER BY fid"
    ):
        own = keys.setdefault(fingerprint, {})
        own[signing_key, sealing_key] = None
        *former, last = own
        card = OfficeCard(name, letters, *last, tuple(former))
        if card.fingerprint == fingerprint:
            found[fingerprint] = card
    return found


def _error(code: str, cards: Mapping[str, OfficeCard], link: _Link) -> Finding:
    card = cards.get(link.fingerprint)
    office = link.fingerprint if card is None else card.code
    return _finding(code, office=office, machine=link.machine, position=link.position)


def _finding(code: str, **params: Any) -> Finding:
    return Finding(code, params, "", Severity.ERROR)
