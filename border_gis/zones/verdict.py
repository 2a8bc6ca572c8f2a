"""A verdict: what a rule says of a work on one version of the line, why, how sure, and from what."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np

from border_gis.boundary.line import BoundaryLine
from border_gis.boundary.parties import Side
from border_gis.errors import Finding, Severity
from border_gis.zones.sureness import Certainty


class Outcome(StrEnum):
    """What a rule says."""

    PROHIBITED = "prohibited"
    NEEDS_AGREEMENT = "needs_agreement"
    NEEDS_NOTICE = "needs_notice"
    EXEMPT = "exempt"
    OUTSIDE = "outside"
    NOT_DETERMINABLE = "not_determinable"


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything that a verdict was worked out from, to work it out again.

    Attributes
    ----------
    rule_version, line_version, geometry_hash : str
        Hashes of what the rule said, of the line's coordinates and side, and of the work's geometry.
    line_accuracy_m : float
    line_accuracy_assumed : bool
    work_accuracy_m : float or None
    transformation_accuracy_m : float
    kind, party, begun, extended, notified : str
        As they were known; empty where they were not.
    agreed, on_border_water : bool or None
    judged_on : date
    program_version : str
    """

    rule_version: str
    line_version: str
    geometry_hash: str
    line_accuracy_m: float
    line_accuracy_assumed: bool
    work_accuracy_m: float | None
    transformation_accuracy_m: float
    kind: str
    party: str
    begun: str
    extended: str
    notified: str
    agreed: bool | None
    on_border_water: bool | None
    judged_on: date
    program_version: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says of one work on one version of the line.

    Attributes
    ----------
    work_id, rule_id, line_id : str
    article : str
    outcome : Outcome
    reasons : tuple of Finding
        Codes and parameters; the first decided.
    clause : str
        By which it is exempt; empty otherwise.
    notice_by : date or None
        Last day on which notice is in time.
    certainty : Certainty or None
        Of being within the reach of the rule; None where it cannot be told.
    probability : float or None
    distance_m : float or None
        Nearest distance from what the rule measures from, never negative.
    side : Side or None
        Of the nearest place; None beyond an end of the line.
    limit_m : float or None
        The distance that decided: at this one the verdict would change.
    certain_within_m, clear_beyond_m : float or None
        Below the first it would be certain, above the second it would not be so.
    chainage_from_m, chainage_to_m : float or None
    reference_from, reference_to : str
        The same as marker references; empty without a register.
    inside_m, inside_m2, inside_error_m2 : float or None
    crossings_m : tuple of float
        Chainages at which the work goes over the line.
    basis : Basis or None
    """

    work_id: str
    rule_id: str
    line_id: str
    article: str
    outcome: Outcome
    reasons: tuple[Finding, ...]
    clause: str = ""
    notice_by: date | None = None
    certainty: Certainty | None = None
    probability: float | None = None
    distance_m: float | None = None
    side: Side | None = None
    limit_m: float | None = None
    certain_within_m: float | None = None
    clear_beyond_m: float | None = None
    chainage_from_m: float | None = None
    chainage_to_m: float | None = None
    reference_from: str = ""
    reference_to: str = ""
    inside_m: float | None = None
    inside_m2: float | None = None
    inside_error_m2: float | None = None
    crossings_m: tuple[float, ...] = ()
    basis: Basis | None = None

    @property
    def signed_distance_m(self) -> float | None:
        """Return the distance, negative on the Chinese side."""
        if self.distance_m is None:
            return None
        return -self.distance_m if self.side is Side.CN else self.distance_m

    @property
    def crosses(self) -> bool:
        """Return whether the work goes over the line."""
        return bool(self.crossings_m)


def hash_line(line: BoundaryLine) -> str:
    """Return a hash of what a version of the line says: its course and whose land is on the left."""
    content = np.ascontiguousarray(line.coordinates, dtype="<f8").tobytes() + line.left_party.value.encode()
    return hashlib.sha256(content).hexdigest()[:16]


def write_verdict(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as plain JSON values, to be stored."""
    plain = asdict(verdict)
    plain["reasons"] = [
        {"code": reason.code, "params": dict(reason.params), "severity": reason.severity.value}
        for reason in verdict.reasons
    ]
    plain["crossings_m"] = list(verdict.crossings_m)
    plain["notice_by"] = _write_day(verdict.notice_by)
    if verdict.basis is not None:
        plain["basis"]["judged_on"] = _write_day(verdict.basis.judged_on)
    return {name: value.value if isinstance(value, StrEnum) else value for name, value in plain.items()}


def read_verdict(plain: Mapping[str, Any]) -> Verdict:
    """Return the verdict that `write_verdict` wrote."""
    # What was stored before a column was thought of has its default.
    values = {
        field.name: plain[field.name] if field.default is MISSING else plain.get(field.name, field.default)
        for field in fields(Verdict)
    }
    basis = values["basis"]
    values["outcome"] = Outcome(values["outcome"])
    values["certainty"] = None if values["certainty"] is None else Certainty(values["certainty"])
    values["side"] = None if values["side"] is None else Side(values["side"])
    values["notice_by"] = _read_day(values["notice_by"])
    values["crossings_m"] = tuple(values["crossings_m"])
    values["reasons"] = tuple(
        Finding(reason["code"], reason["params"], severity=Severity(reason["severity"]))
        for reason in values["reasons"]
    )
    if basis is not None:
        values["basis"] = Basis(**{**basis, "judged_on": date.fromisoformat(basis["judged_on"])})
    return Verdict(**values)


def compare_verdicts(stored: Verdict, now: Verdict) -> tuple[Finding, ...]:
    """Return what is different between a stored verdict and the same one worked out again.

    First what it was worked out from, then what came out; empty when nothing has changed.
    Distances are the same when they differ by less than a millimetre.
    """
    findings = []
    if stored.basis is not None and now.basis is not None:
        for field in fields(Basis):
            before, after = getattr(stored.basis, field.name), getattr(now.basis, field.name)
            if before != after:
                params = {"field": field.name, "before": str(before), "after": str(after)}
                findings.append(Finding("zones.basis_changed", params, severity=Severity.NOTE))
    for name in ("outcome", "clause", "notice_by", "certainty", "side", "distance_m", "limit_m"):
        before, after = getattr(stored, name), getattr(now, name)
        if before != after and not _is_nearly(before, after):
            params = {"field": name, "before": str(before), "after": str(after)}
            findings.append(Finding("zones.result_changed", params))
    return tuple(findings)


def _is_nearly(before: object, after: object) -> bool:
    return isinstance(before, float) and isinstance(after, float) and abs(before - after) < 0.001


def _write_day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _read_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
