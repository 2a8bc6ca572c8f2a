"""Rules in force as rows, and back."""

from __future__ import annotations

import json
from typing import Any

from border_gis.incidents.integrity import write_canonical
from border_gis.stores.protocol import RuleInForce
from border_gis.stores.report_rows import read_time, write_time
from border_gis.stores.rows import Values, read_date, write_date


def rule_values(rule: RuleInForce) -> dict[str, Any]:
    """Return a rule in force as the values of its row."""
    return {
        "id": rule.id,
        "code": rule.code,
        "content": write_canonical(dict(rule.content)),
        "valid_from": write_date(rule.valid_from),
        "valid_to": write_date(rule.valid_to),
        "source": rule.source,
        "set_by_office": rule.set_by_office,
        "deed": rule.deed,
        "replaces": rule.replaces,
        "recorded_at": "" if rule.recorded_at is None else write_time(rule.recorded_at),
        "author": rule.author,
        "machine": rule.machine,
        "reason": rule.reason,
    }


def read_rule(values: Values) -> RuleInForce:
    """Return the rule in force of a row."""
    return RuleInForce(
        id=values["id"],
        code=values["code"],
        content=json.loads(values["content"]),
        valid_from=read_date(values["valid_from"]),
        valid_to=read_date(values["valid_to"]),
        source=values["source"],
        set_by_office=bool(values["set_by_office"]),
        deed=values["deed"],
        replaces=values["replaces"],
        recorded_at=read_time(values["recorded_at"]) if values["recorded_at"] else None,
        author=values["author"],
        machine=values["machine"],
        reason=values["reason"],
    )
