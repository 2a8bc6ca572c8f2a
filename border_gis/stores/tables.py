"""What every part of a store does with its tables: read rows, add them, in one order for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from shapely.geometry.base import BaseGeometry

from border_gis.errors import DataError, Finding
from border_gis.stores.home import Connection, Home, Result, insert_rows
from border_gis.stores.report_rows import check_text
from border_gis.stores.schema import GEOMETRY_COLUMN, Table

Thing = TypeVar("Thing")

NEW_REGISTER_VERSION = "UPDATE counters SET value = value + 1 WHERE name = 'register_version'"


class SqlTables:
    """Tables in a home.

    Parameters
    ----------
    home : Home
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self.location = home.location

    def check(self) -> tuple[Finding, ...]:
        """Return what the database itself finds damaged."""
        return self._home.check()

    def close(self) -> None:
        """Give up every connection."""
        self._home.close()

    def _change(self, work: Callable[[Connection], Result]) -> Result:
        def locked(connection: Connection) -> Result:
            # In PostgreSQL this row is the lock that puts writers in one order.
            connection.execute("UPDATE counters SET value = value + 1 WHERE name = 'data_version'")
            return work(connection)

        return self._home.write(locked)

    def _add(self, table: Table, values: Sequence[dict[str, Any]]) -> None:
        self._change(self._adding(table, values))

    def _adding(self, table: Table, values: Sequence[dict[str, Any]]) -> Callable[[Connection], None]:
        """Return the work of adding rows, which is prepared before the transaction begins."""

        def work(connection: Connection) -> None:
            connection.execute(NEW_REGISTER_VERSION)
            self._insert_new(connection, table, values)

        return work

    def _insert_new(self, connection: Connection, table: Table, values: Sequence[dict[str, Any]]) -> set[str]:
        """Insert rows; return their ids. What a lost transaction may have saved already is left out."""
        ids = [row["id"] for row in values]
        known = find_ids(connection, table.name, ids)
        if (known and not connection.is_repeated) or len(set(ids)) != len(ids):
            raise DataError("store.id_exists", table=table.name, id=next(iter(known), ""))
        new = [row for row in values if row["id"] not in known]
        for row in new:
            for name, value in row.items():
                if isinstance(value, str):
                    check_text(value, f"{table.name}.{name}")
        self._insert(connection, table.name, new)
        return {row["id"] for row in new}

    def _insert(self, connection: Connection, table: str, values: Sequence[dict[str, Any]]) -> None:
        if not values:
            return
        encoded = (tuple(self._encode(name, value) for name, value in row.items()) for row in values)
        insert_rows(connection, table, tuple(values[0]), encoded)

    def _encode(self, name: str, value: Any) -> Any:
        return self._home.encode_geometry(value) if name == GEOMETRY_COLUMN else value

    def _add_with_layers(
        self,
        table: Table,
        values: Sequence[dict[str, Any]],
        layer_values: Sequence[tuple[str, dict[str, Any]]],
        owner: str,
    ) -> None:
        """Add rows and the parts of their geometries; ``owner`` is the column that names the row."""

        def work(connection: Connection) -> None:
            connection.execute(NEW_REGISTER_VERSION)
            added = self._insert_new(connection, table, values)
            layers: dict[str, list[dict[str, Any]]] = {}
            for layer, row in layer_values:
                if row[owner] in added:
                    layers.setdefault(layer, []).append(row)
            for layer, layer_rows in layers.items():
                self._insert(connection, layer, layer_rows)

        self._change(work)

    def _read_parts(
        self, connection: Connection, layers: Sequence[str], owner: str
    ) -> dict[str, list[BaseGeometry]]:
        """Return the parts of geometries in their order, by the row that they belong to."""
        numbered: dict[str, list[tuple[int, BaseGeometry]]] = {}
        for layer in layers:
            for owner_id, part, value in connection.execute(
                f"SELECT {owner}, part, {GEOMETRY_COLUMN} FROM {layer}"
            ):
                geometry = self._home.decode_geometry(value)
                if geometry is not None:
                    numbered.setdefault(owner_id, []).append((part, geometry))
        return {
            owner_id: [geometry for _, geometry in sorted(parts, key=lambda one: one[0])]
            for owner_id, parts in numbered.items()
        }

    def _list(
        self, table: Table, read: Callable[[Mapping[str, Any]], Thing], condition: str = ""
    ) -> tuple[Thing, ...]:
        with self._home.read() as connection:
            found = self._select(connection, table, f"WHERE {condition}" if condition else "")
        return tuple(read(values) for values in found)

    def _select(
        self, connection: Connection, table: Table, condition: str = "", parameters: Sequence[Any] = ()
    ) -> list[dict[str, Any]]:
        names = table.column_names
        found = connection.execute(
            f"SELECT {', '.join(names)} FROM {table.name} {condition} ORDER BY {table.key}", parameters
        )
        selected = [dict(zip(names, row, strict=True)) for row in found]
        if table.geometry is not None:
            for values in selected:
                values[GEOMETRY_COLUMN] = self._home.decode_geometry(values[GEOMETRY_COLUMN])
        return selected


def find_ids(connection: Connection, table: str, ids: Iterable[str]) -> set[str]:
    """Return those of the ids that a table holds."""
    wanted = list(ids)
    found: set[str] = set()
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        marks = ", ".join("?" * len(some))
        found.update(
            row[0] for row in connection.execute(f"SELECT id FROM {table} WHERE id IN ({marks})", some)
        )
    return found
