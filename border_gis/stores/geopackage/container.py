"""The tables that make an SQLite file a GeoPackage 1.2, and how a layer is declared in it.

OGC 12-128r14 (GeoPackage 1.2): clause 1.1 (contents, reference systems), 2.1 (features),
2.3 (extensions), 2.4 (attributes), annex F.3 (R-tree index). Version 1.2 because QGIS 3.22
warns at files that call themselves 1.4.
"""

from __future__ import annotations

from border_gis.stores.schema import (
    GEOMETRY_COLUMN,
    SRS_ID,
    AddColumns,
    AppendOnly,
    Column,
    CreateIndex,
    CreateTable,
    Execute,
    Step,
    Table,
)

APPLICATION_ID = 0x47504B47
USER_VERSION = 10200
RTREE_DEFINITION = "http://www.geopackage.org/spec120/#extension_rtree"

WGS_84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],'
    'AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]'
)

CONTAINER = (
    """CREATE TABLE gpkg_spatial_ref_sys (
    srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)""",
    """CREATE TABLE gpkg_contents (
    table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
    description TEXT DEFAULT '',
    last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
    CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))""",
    """CREATE TABLE gpkg_geometry_columns (
    table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
    srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
    CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
    CONSTRAINT uk_gc_table_name UNIQUE (table_name),
    CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
    CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))""",
    """CREATE TABLE gpkg_extensions (
    table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
    scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))""",
    """CREATE TABLE schema_version (
    number INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL, applied_at TEXT NOT NULL,
    program_version TEXT NOT NULL)""",
    "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
    "VALUES ('schema_version', 'attributes', 'schema_version')",
    "CREATE TABLE layer_styles ("
    "id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256), "
    "f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, "
    "styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), "
    "update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))",
    "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
    "VALUES ('layer_styles', 'attributes', 'layer_styles')",
)

REFERENCE_SYSTEMS = (
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian reference system"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic reference system"),
    ("WGS 84 geodetic", SRS_ID, "EPSG", SRS_ID, WGS_84, "longitude and latitude in decimal degrees"),
)

_COLUMN_TYPES = {
    "text": "TEXT",
    "integer": "INTEGER",
    "real": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "blob": "BLOB",
}
_GEOMETRY_TYPES = {"point": "POINT", "line": "LINESTRING", "area": "POLYGON", "areas": "MULTIPOLYGON"}


def write_step(step: Step) -> tuple[str, ...]:
    """Return the statements that do one step of a migration in a GeoPackage."""
    match step:
        case CreateTable(table):
            return _create_table(table)
        case AddColumns(table_name, columns):
            return tuple(f"ALTER TABLE {table_name} ADD COLUMN {_column(column)}" for column in columns)
        case CreateIndex(table, name, columns, unique):
            kind = "UNIQUE INDEX" if unique else "INDEX"
            return (f"CREATE {kind} {table}_by_{name} ON {table} ({columns})",)
        case AppendOnly(table):
            return tuple(
                f"CREATE TRIGGER {table}_refuse_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'store.append_only'); END"
                for action in ("UPDATE", "DELETE")
            )
        case Execute(sql):
            return (sql,)


def _create_table(table: Table) -> tuple[str, ...]:
    geometry = [] if table.geometry is None else [f"{GEOMETRY_COLUMN} {_GEOMETRY_TYPES[table.geometry]}"]
    lines = [
        f"{table.key} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL",
        *geometry,
        *(_column(column) for column in table.columns),
    ]
    create = f"CREATE TABLE {table.name} ({', '.join(lines)})"
    if table.geometry is None:
        return (
            create,
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description) "
            f"VALUES ('{table.name}', 'attributes', '{table.name}', '{table.title}')",
        )
    return (
        create,
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) "
        f"VALUES ('{table.name}', 'features', '{table.name}', '{table.title}', {SRS_ID})",
        "INSERT INTO gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m) "
        f"VALUES ('{table.name}', '{GEOMETRY_COLUMN}', '{_GEOMETRY_TYPES[table.geometry]}', {SRS_ID}, 0, 0)",
        *_create_spatial_index(table),
    )


def _column(column: Column) -> str:
    parts = [column.name, _COLUMN_TYPES[column.type]]
    if column.required:
        parts.append("NOT NULL")
    if column.default is not None:
        parts.append(f"DEFAULT {column.write_default(truth=('0', '1'))}")
    if column.unique:
        parts.append("UNIQUE")
    if column.references:
        parts.append(f"REFERENCES {column.references}")
    return " ".join(parts)


def _create_spatial_index(table: Table) -> tuple[str, ...]:
    name, geometry, key = table.name, GEOMETRY_COLUMN, table.key
    index = f"rtree_{name}_{geometry}"
    box = ", ".join(f"ST_{corner}(NEW.{geometry})" for corner in ("MinX", "MaxX", "MinY", "MaxY"))
    put = f"INSERT OR REPLACE INTO {index} VALUES (NEW.{key}, {box})"
    filled = f"(NEW.{geometry} NOT NULL AND NOT ST_IsEmpty(NEW.{geometry}))"
    empty = f"(NEW.{geometry} ISNULL OR ST_IsEmpty(NEW.{geometry}))"
    same, other = f"OLD.{key} = NEW.{key}", f"OLD.{key} != NEW.{key}"
    drop = f"DELETE FROM {index} WHERE id = OLD.{key}"
    update_geometry = f"AFTER UPDATE OF {geometry} ON {name}"
    triggers = {
        "insert": f"AFTER INSERT ON {name} WHEN {filled} BEGIN {put}; END",
        "update1": f"{update_geometry} WHEN {same} AND {filled} BEGIN {put}; END",
        "update2": f"{update_geometry} WHEN {same} AND {empty} BEGIN {drop}; END",
        "update3": f"AFTER UPDATE ON {name} WHEN {other} AND {filled} BEGIN {drop}; {put}; END",
        "update4": f"AFTER UPDATE ON {name} WHEN {other} AND {empty} "
        f"BEGIN DELETE FROM {index} WHERE id IN (OLD.{key}, NEW.{key}); END",
        "delete": f"AFTER DELETE ON {name} WHEN OLD.{geometry} NOT NULL BEGIN {drop}; END",
    }
    return (
        f"CREATE VIRTUAL TABLE {index} USING rtree(id, minx, maxx, miny, maxy)",
        *(f"CREATE TRIGGER {index}_{trigger} {body}" for trigger, body in triggers.items()),
        "INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope) "
        f"VALUES ('{name}', '{geometry}', 'gpkg_rtree_index', '{RTREE_DEFINITION}', 'write-only')",
    )
