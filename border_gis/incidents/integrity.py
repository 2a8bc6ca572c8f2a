"""The chain of hashes that ties each report to the one before it from the same machine.

A report is sealed when it is stored: its hash covers everything that is stored of it and
the hash of the report that the same machine stored before. Whoever changes one stored
value breaks the chain at that report. Somebody who can recompute hashes and removes the
last reports leaves no trace in the chain; a checkpoint that was written down elsewhere
shows it (``checkpoint_figure``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

FIRST_HASH = "0" * 64
CANONICAL_FORM = 1
FORM_WITH_PARTICULARS = 2
CHECKPOINT_HEX_DIGITS = 20


@dataclass(frozen=True, slots=True)
class SealedReport:
    """A report as it is stored: texts and numbers only, each covered by the hash.

    Attributes
    ----------
    sequence : int
        Place among all reports of the store: 1, 2, 3, …
    chain_position : int
        Place among the reports of its machine: 1, 2, 3, …
    recorded_at : str
        UTC, ``2022-05-11T07:08:09.123456Z``.
    event_date : str or None
        As ``PartialDate.isoformat`` writes it.
    changes, attachments : str
        Canonical JSON.
    particulars : str
        Canonical JSON of the step, the paper, the level of secrecy and what is to follow; empty
        for a report that has none, as for all that were sealed before there were any.
    previous_hash, hash : str
        SHA-256 in hexadecimal; the first report of a machine follows 64 zeros.

    The other fields are those of ``Report``.
    """

    sequence: int
    id: str
    incident_id: str
    kind: str
    recorded_at: str
    author: str
    machine: str
    event_date: str | None
    text: str
    source_paper: str
    changes: str
    corrects: str | None
    attachments: str
    chain_position: int
    previous_hash: str
    hash: str
    particulars: str = ""


SEALED_FIELDS = tuple(field.name for field in fields(SealedReport))
_COVERED = tuple(name for name in SEALED_FIELDS if name not in ("hash", "particulars"))
_NUMBERS = ("sequence", "chain_position")
_PERHAPS_EMPTY = ("event_date", "corrects")


def write_canonical(value: Any) -> str:
    """Return JSON with sorted keys and no spaces: one text for one value.

    Raises
    ------
    ValueError
        If a number is not finite.
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def write_form(values: Mapping[str, Any]) -> str:
    """Return a report's canonical form, of which its hash is taken, from its stored values by name.

    A report without particulars is written in the form in which all were sealed before there
    were any; one with them in another form, so that neither can be passed off as the other.
    """
    covered = [values[name] for name in _COVERED]
    particulars = values["particulars"]
    return write_canonical(
        [FORM_WITH_PARTICULARS, *covered, particulars] if particulars else [CANONICAL_FORM, *covered]
    )


def hash_form(form: str) -> str:
    """Return the SHA-256 of a canonical form."""
    return hashlib.sha256(form.encode("utf-8")).hexdigest()


def hash_report(values: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a report's canonical form, from its stored values by name."""
    return hash_form(write_form(values))


def read_form(form: str) -> SealedReport:
    """Return the report that a canonical form is of, with the hash of the form.

    Raises
    ------
    ValueError
        If the text is no canonical form of a report.
    """
    try:
        number, *covered = json.loads(form)
        particulars = covered.pop() if number == FORM_WITH_PARTICULARS else ""
        values = dict(zip(_COVERED, covered, strict=True))
        sealed = SealedReport(**values, hash=hash_form(form), particulars=particulars)
        texts = [value for name, value in values.items() if name not in (*_NUMBERS, *_PERHAPS_EMPTY)]
        is_sound = (
            all(isinstance(value, str) for value in (*texts, particulars))
            and all(isinstance(values[name], str | None) for name in _PERHAPS_EMPTY)
            and all(type(values[name]) is int for name in _NUMBERS)
        )
        if is_sound and write_form({**values, "particulars": particulars}) == form:
            return sealed
    except (TypeError, AttributeError, RecursionError) as error:
        raise ValueError("no canonical form") from error
    raise ValueError("no canonical form")


@dataclass(frozen=True, slots=True)
class ChainBreak:
    """The first report of a store that does not fit.

    Attributes
    ----------
    report : SealedReport
    reason : {"sequence", "position", "previous", "content"}
        A report is missing or out of place in the store, or on its machine; it does not
        follow the report before it; or its content is not what was sealed.
    """

    report: SealedReport
    reason: str


def follow_chain(reports: Iterable[SealedReport]) -> Iterator[ChainBreak]:
    """Recompute every hash, in the order of the store; yield the reports that do not fit."""
    heads: dict[str, tuple[int, str]] = {}
    expected_sequence = 1
    for report in reports:
        position, previous = heads.get(report.machine, (0, FIRST_HASH))
        if report.sequence != expected_sequence:
            yield ChainBreak(report, "sequence")
        elif report.chain_position != position + 1:
            yield ChainBreak(report, "position")
        elif report.previous_hash != previous:
            yield ChainBreak(report, "previous")
        elif hash_report({name: getattr(report, name) for name in SEALED_FIELDS}) != report.hash:
            yield ChainBreak(report, "content")
        expected_sequence = report.sequence + 1
        heads[report.machine] = (report.chain_position, report.hash)


def checkpoint_figure(count: int, heads: Mapping[str, str]) -> str:
    """Return the short figure for the state of a store, to be written down elsewhere.

    Parameters
    ----------
    count : int
        Number of reports that it covers: the first ``count`` of the store.
    heads : mapping of str to str
        Hash of the last of these reports of each machine.

    Returns
    -------
    str
        ``"4012-7F3A-91C2-0B5D-44E1-9A07"``: the count and 80 bits.
    """
    form = write_canonical([CANONICAL_FORM, count, sorted(heads.items())])
    digits = hashlib.sha256(form.encode("utf-8")).hexdigest()[:CHECKPOINT_HEX_DIGITS].upper()
    groups = [digits[start : start + 4] for start in range(0, CHECKPOINT_HEX_DIGITS, 4)]
    return "-".join([str(count), *groups])
