"""A rule of law as data: what it measures, whom it concerns, what it asks.

Distances and deadlines come from data, never from here. One that no source gives is None,
*unset*, until the office sets it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum

from border_gis.works.model import WorkKind
from border_gis.zones.subjects import Activity

Kind = WorkKind | Activity


class MeasuredFrom(StrEnum):
    """What a distance is counted from."""

    LINE = "line"
    MARKER = "marker"
    CLEAR_VISION_STRIP = "clear_vision_strip"


class Reach(StrEnum):
    """Where a rule applies."""

    WITHIN = "within"
    """Within its distance."""
    CROSSING = "crossing"
    """Where something goes across the line."""
    EVERYWHERE = "everywhere"
    """Wherever the thing itself is, for example a marker under repair."""


class RuleSide(StrEnum):
    """On whose land a rule applies: own and other are seen from the party whose work it is."""

    BOTH = "both"
    OWN = "own"
    OTHER = "other"
    VN = "vn"
    CN = "cn"


class Counts(StrEnum):
    """Which deed a rule is about."""

    BUILDING = "building"
    EXTENDING = "extending"
    DOING = "doing"


class Asks(StrEnum):
    """What a rule asks of what it reaches."""

    PROHIBITED = "prohibited"
    AGREEMENT = "agreement"
    NOTICE = "notice"
    NOTE = "note"


class AskedOf(StrEnum):
    """Who has to agree, or be told."""

    JOINT_COMMITTEE = "joint_committee"
    OTHER_SIDE = "other_side"
    OTHER_SIDE_DIPLOMATIC = "other_side_diplomatic"
    FLIGHT_AUTHORITY = "flight_authority"
    BORDER_POST = "border_post"


class Confidence(StrEnum):
    """How well the source of a rule is known."""

    READ = "read"
    EXCERPT = "excerpt"
    CODIFIED = "codified"
    PRACTICE = "practice"
    UNCONFIRMED = "unconfirmed"
    OFFICE = "office"


class Condition(StrEnum):
    """A fact, besides place and date, on which a rule depends."""

    BORDER_WATER = "border_water"


@dataclass(frozen=True, slots=True)
class Period:
    """A time before something is done.

    Attributes
    ----------
    amount : int or None
        None where the rule gives no figure.
    unit : {"hours", "days"}
    """

    amount: int | None
    unit: str = "days"

    @property
    def days(self) -> int | None:
        """Return whole days, rounded up; None where the rule gives no figure."""
        if self.amount is None or self.unit == "days":
            return self.amount
        return -(-self.amount // 24)


@dataclass(frozen=True, slots=True)
class Exemption:
    """Kinds that a rule does not hold for.

    Attributes
    ----------
    kinds : tuple of Kind
    clause : str
        Where it says so, for example ``"21(2)"``.
    by_reading : bool
        True where the text does not name the kind and the office reads it so.
    """

    kinds: tuple[Kind, ...]
    clause: str
    by_reading: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the line with a distance of its own.

    Attributes
    ----------
    from_reference, to_reference : str
        Marker references, for example ``"834/1"`` and ``"840+600m"``.
    distance_m : float or None
    source : str
    """

    from_reference: str
    to_reference: str
    distance_m: float | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A legal document.

    Attributes
    ----------
    id : str
    name : mapping of str to str
        By language: vi, en, zh.
    source : str
    """

    id: str
    name: Mapping[str, str]
    source: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule.

    Attributes
    ----------
    id : str
        For example ``"agreement-2009.21-1"``.
    neighbour : str
        The state whose line it is about, for example ``"cn"``.
    document, article : str
    text : mapping of str to str
        What it says, in short and not in the words of the law; vi, en, zh.
    valid_from, valid_to : date or None
        First and last day.
    measured_from : MeasuredFrom
    reach : Reach
    side : RuleSide
    distance_m : float or None
        None while it is unset.
    distance_from_m, distance_to_m : float or None
        Between which figures a distance lies that the source leaves to somebody else.
    stretches : tuple of Stretch
        Distances of parts of the line; elsewhere `distance_m`.
    kinds : tuple of Kind
    kinds_by_reading : tuple of Kind
        Those of `kinds` that the text does not name and the office reads into it.
    exemptions : tuple of Exemption
    counts : tuple of Counts
    asks : Asks
    asked_of : AskedOf or None
    notice, reply : Period or None
        How long before, and by when the other side answers.
    agreed_clause : str
        Clause by which what was agreed is allowed; empty if there is none.
    form : mapping of str to str
        The paper by which notice is given, for example an annex; vi, en, zh. Empty where no
        source names one.
    conditions : tuple of Condition
    confidence : Confidence
    source : str
    """

    id: str
    neighbour: str
    document: str
    article: str
    text: Mapping[str, str]
    kinds: tuple[Kind, ...]
    counts: tuple[Counts, ...]
    asks: Asks
    confidence: Confidence
    source: str
    valid_from: date | None = None
    valid_to: date | None = None
    measured_from: MeasuredFrom = MeasuredFrom.LINE
    reach: Reach = Reach.WITHIN
    side: RuleSide = RuleSide.BOTH
    distance_m: float | None = None
    distance_from_m: float | None = None
    distance_to_m: float | None = None
    stretches: tuple[Stretch, ...] = ()
    kinds_by_reading: tuple[Kind, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    asked_of: AskedOf | None = None
    notice: Period | None = None
    reply: Period | None = None
    agreed_clause: str = ""
    form: Mapping[str, str] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()

    @property
    def version(self) -> str:
        """Return a short hash of everything that the rule says."""
        said = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def is_valid_on(self, day: date) -> bool:
        """Return whether the rule is in force on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def exemption_of(self, kind: Kind) -> Exemption | None:
        """Return the exemption that names a kind."""
        return next((each for each in self.exemptions if kind in each.kinds), None)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Rules, and the documents that they stand in.

    Attributes
    ----------
    rules : tuple of Rule
    documents : mapping of str to Document
    """

    rules: tuple[Rule, ...]
    documents: Mapping[str, Document] = field(default_factory=dict)

    def find(self, rule_id: str) -> Rule | None:
        """Return the rule with an id."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    @property
    def unset(self) -> tuple[Rule, ...]:
        """Return the rules whose distance the office still has to set."""
        return tuple(
            rule
            for rule in self.rules
            if rule.reach is Reach.WITHIN and rule.distance_m is None and not rule.stretches
        )
