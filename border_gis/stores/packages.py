"""Cards of offices, packages that were made and taken in, and our own chains as they go out."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from border_gis.access import Secrecy
from border_gis.access.office_cards import OfficeCard
from border_gis.errors import ConflictError, StoreError
from border_gis.incidents.foreign import ChainEntry, Difference, Sight, describe_sight, read_office
from border_gis.incidents.integrity import (
    FIRST_HASH,
    SEALED_FIELDS,
    SealedReport,
    hash_form,
    write_canonical,
    write_form,
)
from border_gis.incidents.packages import (
    CardDeed,
    CardEntry,
    MadePackage,
    OpenDifference,
    OwnChains,
    OwnLink,
    TakenPackage,
    TakeResult,
    Taking,
)
from border_gis.stores.foreign_histories import Histories
from border_gis.stores.home import Connection
from border_gis.stores.migrations import current_table
from border_gis.stores.report_rows import read_time, write_time
from border_gis.stores.tables import SqlTables
from border_gis.stores.taking_in import WAITING, take_in

CARDS = current_table("office_cards")
MADE = current_table("packages_made")
TAKEN = current_table("packages_taken")
DIFFERENCES = current_table("foreign_differences")

_CONTENTS = ("heads", "withheld", "filled", "withheld_files", "sent_files")
_MOST_IDS = 500
_BATCH = 2_000


class _OnlyLookedError(Exception):
    """Ends a transaction in which nothing was to stay."""

    def __init__(self, result: TakeResult) -> None:
        super().__init__()
        self.result = result


class PackageStore(SqlTables):
    """What is kept of the exchange between offices."""

    def card_entries(self) -> tuple[CardEntry, ...]:
        """Return every deed with a card, oldest first."""
        keys: dict[str, list[tuple[str, str]]] = {}
        return self._list(CARDS, lambda row: _read_card_entry(row, keys.setdefault(row["fingerprint"], [])))

    def append_card_entries(self, entries: Sequence[CardEntry]) -> None:
        """Write down deeds with cards, all or none; see ``PackagesKept.append_card_entries``."""

        def work(connection: Connection) -> None:
            for entry in () if connection.is_repeated else entries:
                _check_card(connection, entry)
            self._insert_new(connection, CARDS, [_write_card_entry(entry) for entry in entries])

        self._change(work)

    def packages_made(self) -> tuple[MadePackage, ...]:
        """Return the packages that were made here, oldest first."""
        return self._list(MADE, _read_made)

    def append_package_made(self, package: MadePackage) -> None:
        """Write down a package that was made; ConflictError if its number is taken."""
        values = {name: getattr(package, name) for name in MADE.column_names if hasattr(package, name)}
        values["recorded_at"] = write_time(package.recorded_at)
        values["level"] = package.level.value
        values["contents"] = write_canonical({name: getattr(package, name) for name in _CONTENTS})

        def work(connection: Connection) -> None:
            taken = connection.execute(
                "SELECT id FROM packages_made WHERE fingerprint = ? AND number = ?",
                (package.fingerprint, package.number),
            )
            if taken and taken[0][0] != package.id:
                raise ConflictError("packages.number_taken", number=package.number)
            self._insert_new(connection, MADE, [values])

        self._change(work)

    def packages_taken(self) -> tuple[TakenPackage, ...]:
        """Return the packages that were taken in, oldest first."""
        return self._list(TAKEN, _read_taken)

    def incidents_in_chains(self, after: int, earlier: Collection[str] = ()) -> frozenset[str]:
        """Return the incidents of our own reports after a place of our history, and of some earlier ones."""
        with self._home.read() as connection:
            found = connection.execute(
                "SELECT DISTINCT incident_id, machine FROM incidents_reports WHERE sequence > ?", (after,)
            )
            ids = list(earlier)
            for start in range(0, len(ids), _MOST_IDS):
                some = ids[start : start + _MOST_IDS]
                marks = ", ".join("?" * len(some))
                found += connection.execute(
                    f"SELECT DISTINCT incident_id, machine FROM incidents_reports WHERE id IN ({marks})", some
                )
        return frozenset(incident_id for incident_id, machine in found if not read_office(machine))

    def own_chains(
        self,
        after: int,
        incident_ids: Collection[str],
        earlier: Collection[str] = (),
        without_machines: Collection[str] = (),
    ) -> OwnChains:
        """Return our own chains as they would go out; see ``PackagesKept.own_chains``."""
        allowed, filling, left_out = set(incident_ids), set(earlier), set(without_machines)
        links: list[OwnLink] = []
        own: list[int] = []
        last = 0
        heads: dict[str, str] = {}
        with self._home.read() as connection:
            while True:
                rows = connection.execute(
                    f"SELECT {', '.join(SEALED_FIELDS)} FROM incidents_reports WHERE sequence > ? "
                    f"ORDER BY sequence LIMIT {_BATCH}",
                    (last,),
                )
                for sealed in (SealedReport(*row) for row in rows):
                    last = sealed.sequence
                    if read_office(sealed.machine) or sealed.machine in left_out:
                        continue
                    own.append(sealed.sequence)
                    is_new = sealed.sequence > after
                    may_go = sealed.incident_id in allowed
                    if is_new or (may_go and sealed.id in filling):
                        links.append(_make_link(sealed, heads.get(sealed.machine, FIRST_HASH), may_go))
                    heads[sealed.machine] = sealed.hash
                if len(rows) < _BATCH:
                    break
            sight = _read_own_sight(connection, own)
        return OwnChains(tuple(links), last, sight)

    def take_package(self, taking: Taking, *, dry_run: bool = False) -> TakeResult:
        """Take a package in, all or nothing; see ``PackagesKept.take_package``."""

        def work(connection: Connection) -> TakeResult:
            result = take_in(self._home, connection, taking)
            if dry_run:
                raise _OnlyLookedError(result)
            return result

        try:
            return self._change(work)
        except _OnlyLookedError as looked:
            return looked.result

    def open_differences(self) -> tuple[OpenDifference, ...]:
        """Return the contradictions between offices that no later report has decided."""
        with self._home.read() as connection:
            rows = self._select(connection, DIFFERENCES, "WHERE NOT is_superseded")
            found = [_read_difference(row) for row in rows]
            if not found:
                return ()
            histories = Histories(connection, {each.difference.incident_id for each in found})
        return tuple(each for each in found if histories.is_open(each.difference))

    def waiting_reports(self) -> int:
        """Return how many reports of other offices wait for an incident or report of a third one."""
        with self._home.read() as connection:
            return int(connection.execute(f"SELECT count(*) {WAITING}")[0][0])


def _make_link(sealed: SealedReport, previous: str, may_go: bool) -> OwnLink:
    form = write_form({name: getattr(sealed, name) for name in SEALED_FIELDS})
    if hash_form(form) != sealed.hash or sealed.previous_hash != previous:
        raise StoreError("packages.own_chain_broken", sequence=sealed.sequence)
    entry = ChainEntry(sealed.machine, sealed.chain_position, sealed.hash, form if may_go else "")
    files = tuple(json.loads(sealed.attachments)) if may_go else ()
    return OwnLink(entry, sealed.sequence, sealed.id, files)


def _read_own_sight(connection: Connection, own: list[int]) -> Sight:
    chains: dict[tuple[str, str], dict[int, int | None]] = {}
    for fingerprint, machine, position, sequence in connection.execute(
        "SELECT f.fingerprint, f.origin_machine, f.chain_position, r.sequence FROM foreign_reports f "
        "LEFT JOIN incidents_reports r ON r.id = f.report_id "
        "ORDER BY f.fingerprint, f.origin_machine, f.chain_position, f.fid"
    ):
        places = chains.setdefault((fingerprint, machine), {})
        places[position] = sequence if places.get(position) is None else places[position]
    return describe_sight({chain: tuple(places.items()) for chain, places in chains.items()}, own)


def _check_card(connection: Connection, entry: CardEntry) -> None:
    """Raise ConflictError if our office has a card already, or a key was replaced in between."""
    if entry.deed == "own":
        if connection.execute("SELECT 1 FROM office_cards WHERE deed = 'own'"):
            raise ConflictError("packages.card_exists")
    elif entry.deed != "former":
        rows = connection.execute(
            "SELECT signing_key, sealing_key FROM office_cards WHERE fingerprint = ? ORDER BY fid",
            (entry.card.fingerprint,),
        )
        known = tuple(dict.fromkeys((str(signing), str(sealing)) for signing, sealing in rows))
        if entry.deed in ("own_replaced", "replaced"):
            goes_on = bool(known) and known == entry.card.former[: len(known)]
        else:
            goes_on = known in ((), entry.card.keys)
        if not goes_on:
            raise ConflictError("packages.key_replaced_meanwhile", office=entry.card.code)


def _write_card_entry(entry: CardEntry) -> dict[str, Any]:
    card = entry.card
    return {
        "id": entry.id,
        "deed": entry.deed,
        "recorded_at": write_time(entry.recorded_at),
        "author": entry.author,
        "machine": entry.machine,
        "reason": entry.reason,
        "name": card.name,
        "letters": card.letters,
        "signing_key": card.signing_key,
        "sealing_key": card.sealing_key,
        "fingerprint": card.fingerprint,
    }


def _read_card_entry(row: Mapping[str, Any], keys: list[tuple[str, str]]) -> CardEntry:
    """Return an entry; ``keys`` are those that the office had in earlier ones, and gets what is new."""
    key = (row["signing_key"], row["sealing_key"])
    if key not in keys:
        keys.append(key)
    former = tuple(keys[: keys.index(key)])
    return CardEntry(
        id=row["id"],
        deed=cast("CardDeed", row["deed"]),
        card=OfficeCard(row["name"], row["letters"], *key, former),
        recorded_at=read_time(row["recorded_at"]),
        author=row["author"],
        machine=row["machine"],
        reason=row["reason"],
    )


def _read_made(row: Mapping[str, Any]) -> MadePackage:
    contents = json.loads(row["contents"])
    plain: dict[str, Any] = {name: row[name] for name in MADE.column_names if name not in ("fid", "contents")}
    plain["recorded_at"] = read_time(row["recorded_at"])
    plain["level"] = Secrecy(row["level"])
    plain["heads"] = {machine: (int(head[0]), str(head[1])) for machine, head in contents["heads"].items()}
    plain |= {name: tuple(contents[name]) for name in _CONTENTS[1:]}
    return MadePackage(**plain)


def _read_taken(row: Mapping[str, Any]) -> TakenPackage:
    plain = {name: row[name] for name in TAKEN.column_names if name != "fid"}
    return TakenPackage(**{**plain, "recorded_at": read_time(row["recorded_at"])})


def _read_difference(row: Mapping[str, Any]) -> OpenDifference:
    difference = Difference(
        report_id=row["report_id"],
        incident_id=row["incident_id"],
        field=row["field"],
        theirs=json.loads(row["theirs"]),
        ours=json.loads(row["ours"]),
        our_report_id=row["our_report_id"],
        is_superseded=bool(row["is_superseded"]),
    )
    return OpenDifference(row["id"], row["fingerprint"], difference)
