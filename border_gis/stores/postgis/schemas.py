"""Put one schema in the place of another, in one transaction."""

from __future__ import annotations

import os
from dataclasses import replace
from urllib.parse import urlencode, urlsplit, urlunsplit

from border_gis.stores.postgis.home import errors_named, open_connection
from border_gis.stores.postgis.location import read_location

_LONGEST_NAME = 63


def sibling_location(location: str, ending: str) -> tuple[str, str]:
    """Return the location of another schema of the same database, and the schema's name."""
    schema = _name_sibling(read_location(location, os.environ).schema, ending)
    parts = urlsplit(location)
    query = [pair for pair in parts.query.split("&") if pair and not pair.startswith("schema=")]
    return urlunsplit(parts._replace(query="&".join([*query, urlencode({"schema": schema})]))), schema


def put_in_place(location: str, schema: str, ending: str) -> str:
    """Give a schema the name of a store; what has the name is kept under another.

    Returns
    -------
    str
        Where that is kept, empty if there was nothing.
    """
    place = read_location(location, os.environ)
    kept = _name_sibling(place.schema, ending)
    with errors_named(str(place)):
        connection = open_connection(place)
        try:
            connection.execute("BEGIN")
            existed = connection.execute("SELECT to_regnamespace(?) IS NOT NULL", (place.schema,))[0][0]
            if existed:
                connection.execute(f'ALTER SCHEMA "{place.schema}" RENAME TO "{kept}"')
            connection.execute(f'ALTER SCHEMA "{schema}" RENAME TO "{place.schema}"')
            connection.execute("COMMIT")
        finally:
            connection.close()
    return str(replace(place, schema=kept)) if existed else ""


def _name_sibling(schema: str, ending: str) -> str:
    return f"{schema[: _LONGEST_NAME - len(ending) - 1]}_{ending}"
