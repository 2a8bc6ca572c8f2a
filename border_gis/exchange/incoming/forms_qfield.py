"""GeoPackages from QField: layers that are tied to each other by UUIDs, and photos in ``DCIM``.

The ties of a project stand in the project and not in the GeoPackage: they are found by what
is in it. A column that holds a UUID of its own in every row names the row (QField asks for
such keys); a column of another layer whose UUIDs all stand there names what the row belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from border_gis.exchange.incoming.form_columns import ColumnPlan, plan_columns
from border_gis.exchange.incoming.form_model import FormKind, FormTable, IncomingForm, hold_rows, join_tables
from border_gis.exchange.incoming.media import MediaFolder
from border_gis.exchange.incoming.model import IncomingFile, IncomingLayer, IncomingRow, Submission
from border_gis.exchange.incoming.values import read_text

_MOST_ROWS = 200_000
_OWN_COLUMNS = frozenset({"id", "demonstration"})


@dataclass(frozen=True, slots=True)
class _Keys:
    """The UUIDs of a layer.

    Attributes
    ----------
    own : str
        Column that names the rows; empty for none.
    ids : frozenset of str
        What stands in it.
    others : mapping of str to frozenset of str
        The other columns of UUIDs, with what stands in each.
    """

    own: str
    ids: frozenset[str]
    others: Mapping[str, frozenset[str]]


def open_qfield(file: IncomingFile, media: MediaFolder) -> IncomingForm | None:
    """Return the form of a GeoPackage; None if no layer is tied to another or names photos."""
    if _is_own(file) or not any(map(_may_have_keys, file.layers)):
        return None
    keys = {layer.name: _find_keys(file, layer) for layer in file.layers}
    ties = _find_ties(keys)
    plans = {
        layer.name: plan_columns(
            layer.field_names, file.rows(layer.name), _key_columns(keys[layer.name], ties, layer.name), "/"
        )
        for layer in file.layers
    }
    has_media = any(plan.media and keys[name].own for name, plan in plans.items())
    if not ties and not has_media:
        return None
    file = hold_rows(file)
    ordered = [*(each for each in file.layers if each.name not in ties), *_parts(file.layers, ties)]
    roots = _find_roots(file, ties, keys)
    tables = {
        layer.name: _table(file, layer, plans[layer.name], keys[layer.name].own, ties, roots)
        for layer in ordered
    }
    repeats = tuple(
        tables[layer.name].as_repeat(_find_top(layer.name, ties)) for layer in _parts(file.layers, ties)
    )
    return IncomingForm(FormKind.QFIELD, join_tables(file, tables), repeats, media)


def _is_own(file: IncomingFile) -> bool:
    """Whether the program wrote it itself: its things name each other too, and are no submissions."""
    return any(set(layer.field_names) >= _OWN_COLUMNS for layer in file.layers)


def _may_have_keys(layer: IncomingLayer) -> bool:
    return any(field.samples and all(map(read_uuid, field.samples)) for field in layer.fields)


def _table(
    file: IncomingFile,
    layer: IncomingLayer,
    plan: ColumnPlan,
    own: str,
    ties: Mapping[str, tuple[str, str]],
    roots: Mapping[str, str],
) -> FormTable:
    link = ties[layer.name][1] if layer.name in ties else ""
    return FormTable(
        layer, partial(file.rows, layer.name), plan, partial(_identify, layer.name, own, link, roots)
    )


def _identify(layer: str, own: str, link: str, roots: Mapping[str, str], row: IncomingRow) -> Submission:
    key = read_uuid(row.values.get(own)) if own else ""
    if not link:
        return Submission(key)
    above = read_uuid(row.values.get(link))
    root = roots.get(above, above)
    return Submission(key or (f"{above}/{layer}[{row.number}]" if above else ""), parent=root)


def read_uuid(value: object) -> str:
    """Return a UUID in its usual form, whether it stands in braces or not; empty for none."""
    text = read_text(value)
    try:
        return str(UUID(text)) if len(text) >= 32 else ""
    except ValueError:
        return ""


def _find_keys(file: IncomingFile, layer: IncomingLayer) -> _Keys:
    found: dict[str, list[str]] = {}
    spoiled: set[str] = set()
    count = 0
    for _, row in zip(range(_MOST_ROWS), file.rows(layer.name), strict=False):
        count += 1
        for name, value in row.values.items():
            if name in spoiled or value is None:
                continue
            if key := read_uuid(value):
                found.setdefault(name, []).append(key)
            else:
                spoiled.add(name)
    columns = {name: ids for name, ids in found.items() if name not in spoiled}
    own = next((name for name, ids in columns.items() if len(ids) == count == len(set(ids))), "")
    others = {name: frozenset(ids) for name, ids in columns.items() if name != own}
    return _Keys(own, frozenset(columns.get(own, ())), others)


def _find_ties(keys: Mapping[str, _Keys]) -> dict[str, tuple[str, str]]:
    """Return for each layer of parts the layer above it and the column that names it."""
    ties: dict[str, tuple[str, str]] = {}
    for name, mine in keys.items():
        columns = dict(mine.others)
        if mine.own:
            # A layer with one photo for each feature: what names the feature is the only UUID.
            columns[mine.own] = mine.ids
        for column, ids in columns.items():
            above = [each for each, theirs in keys.items() if each != name and ids and ids <= theirs.ids]
            is_below = above and not (column == mine.own and ids == keys[above[0]].ids)
            if is_below and name not in ties and ties.get(above[0], ("",))[0] != name:
                ties[name] = (above[0], column)
    return ties


def _key_columns(keys: _Keys, ties: Mapping[str, tuple[str, str]], layer: str) -> list[str]:
    link = [ties[layer][1]] if layer in ties else []
    return [*([keys.own] if keys.own else []), *link]


def _parts(layers: Sequence[IncomingLayer], ties: Mapping[str, tuple[str, str]]) -> list[IncomingLayer]:
    return [layer for layer in layers if layer.name in ties]


def _find_top(name: str, ties: Mapping[str, tuple[str, str]]) -> str:
    seen = {name}
    while name in ties and ties[name][0] not in seen:
        name = ties[name][0]
        seen.add(name)
    return name


def _find_roots(
    file: IncomingFile, ties: Mapping[str, tuple[str, str]], keys: Mapping[str, _Keys]
) -> dict[str, str]:
    """Return the submission of each part that has parts itself."""
    above: dict[str, str] = {}
    between = {upper for upper, _ in ties.values()} & set(ties)
    for name in between:
        for row in file.rows(name):
            own = read_uuid(row.values.get(keys[name].own))
            above[own] = read_uuid(row.values.get(ties[name][1]))
    roots: dict[str, str] = {}
    for part in above:
        root, steps = part, 0
        while root in above and steps < len(ties) + 1:
            root, steps = above[root], steps + 1
        roots[part] = root
    return roots
