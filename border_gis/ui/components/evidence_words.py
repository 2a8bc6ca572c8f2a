"""What is said of a file: how secret, from when, how far from the place."""

from __future__ import annotations

from html import escape

from border_gis.access import Secrecy
from border_gis.exchange.photos import PhotoFacts, TimeZoneSource
from border_gis.i18n import describe_value
from border_gis.services.evidence import Evidence
from border_gis.ui.look import capital
from border_gis.ui.session import Session

_WINDS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
_KILOMETRE_M = 1_000.0


def write_position(facts: PhotoFacts) -> str:
    """Return where a photo was taken, latitude first, as the field for a place understands it."""
    return f"{facts.latitude_deg:.6f} {facts.longitude_deg:.6f}"


def write_level_mark(secrecy: Secrecy, session: Session) -> str:
    """Return the mark of a level as HTML; empty for none."""
    if secrecy is Secrecy.NONE:
        return ""
    said = capital(describe_value(secrecy, session.language))
    return f'<span class="bg-mark bg-mark-{escape(secrecy.value)}">{escape(said)}</span>'


def write_without_picture(name: str, text: str = "") -> str:
    """Return what stands in the place of a small picture as HTML: the kind of file, and why there is none."""
    ending = name.rpartition(".")[2].upper()[:5]
    below = f'<span class="bg-file-why">{escape(text)}</span>' if text else ""
    return f'<div class="bg-file">{escape(ending)}{below}</div>'


def describe_short(evidence: Evidence, session: Session) -> str:
    """Return when a photo was taken, or how large a file is."""
    facts = evidence.facts
    if facts is not None and facts.taken_at is not None:
        return session.say("evidence.taken_short", taken_at=facts.taken_at)
    return describe_size(evidence.attachment.size_bytes, session)


def describe_size(size_bytes: int, session: Session) -> str:
    """Return the size of a file in kilobytes or megabytes."""
    if size_bytes >= 1_000_000:
        return session.say("evidence.size_mb", size_mb=size_bytes / 1e6)
    return session.say("evidence.size_kb", size_kb=max(1, round(size_bytes / 1e3)))


def describe_apart(apart_m: float, session: Session) -> str:
    """Return how far from the place entered a photo was taken."""
    if apart_m == 0.0:
        return session.say("evidence.apart_inside")
    if apart_m >= 10 * _KILOMETRE_M:
        return session.say("evidence.apart_km", apart_km=apart_m / _KILOMETRE_M)
    return session.say("evidence.apart_m", apart_m=apart_m)


def describe_distance(apart_m: float, session: Session) -> str:
    """Return a distance in words, without saying from what."""
    if apart_m == 0.0:
        return session.say("evidence.apart_inside")
    if apart_m >= 10 * _KILOMETRE_M:
        return session.say("evidence.kilometres", kilometres=apart_m / _KILOMETRE_M)
    return session.say("evidence.whole_metres", metres=apart_m)


def list_facts(evidence: Evidence, session: Session) -> list[tuple[str, str]]:
    """Return names and values of everything that is known of a file."""
    attachment = evidence.attachment
    facts = evidence.facts
    said = [] if facts is None else _list_photo_facts(facts, evidence.apart_m, session)
    size = describe_size(attachment.size_bytes, session)
    if facts is not None and facts.width_px and facts.height_px:
        size = session.say("evidence.pixels", width=facts.width_px, height=facts.height_px, size=size)
    came = session.say("ui.recorded_by", author=attachment.received_by, moment=attachment.received_at)
    return [
        *said,
        (session.say("evidence.size"), size),
        (session.say("evidence.received"), came),
        (session.say("evidence.level"), capital(describe_value(attachment.secrecy, session.language))),
        ("SHA-256", attachment.sha256),
    ]


def _list_photo_facts(facts: PhotoFacts, apart_m: float | None, session: Session) -> list[tuple[str, str]]:
    position = ""
    if facts.has_position:
        position = write_position(facts)
        if facts.position_error_m is not None:
            position += session.say("evidence.position_error", error_m=facts.position_error_m)
    direction = ""
    if facts.direction_deg is not None:
        wind = _WINDS[round(facts.direction_deg / 45.0) % len(_WINDS)]
        code = "evidence.direction_magnetic" if facts.direction_is_magnetic else "evidence.direction_true"
        direction = session.say(
            code, direction_deg=facts.direction_deg, wind=session.say(f"evidence.wind_{wind}")
        )
    taken = ""
    if facts.taken_at is not None and facts.zone is not None:
        code = "evidence.taken_doubtful" if facts.zone is TimeZoneSource.ASSUMED else "evidence.taken"
        taken = session.say(code, taken_at=facts.taken_at, zone=facts.zone)
    altitude = "" if facts.altitude_m is None else session.say("evidence.metres", metres=facts.altitude_m)
    return [
        (session.say("evidence.taken_at"), taken),
        (session.say("evidence.taken_where"), position or session.say("evidence.no_position")),
        (session.say("evidence.apart"), "" if apart_m is None else describe_apart(apart_m, session)),
        (session.say("evidence.direction"), direction),
        (session.say("evidence.altitude"), altitude),
        (session.say("evidence.camera"), facts.camera),
    ]
