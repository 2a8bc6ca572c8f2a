"""How files were matched, and what came in with them."""

from border_gis.stores.schema import AppendOnly, Column, CreateIndex, CreateTable, Step, Table

IMPORTS = Table(
    "imports",
    "Các lần nhập dữ liệu (chỉ ghi thêm)",
    (
        Column("id", required=True, unique=True),
        Column("kind", required=True),
        Column("recorded_at", required=True),
        Column("author", required=True),
        Column("machine", required=True),
        Column("target", required=True),
        Column("file_name", required=True),
        Column("file_sha256", required=True),
        Column("layer", required=True),
        Column("crs", required=True),
        Column("mapping", required=True),
        Column("rows_read", "integer", required=True),
        Column("rows_left_out", "integer", required=True),
        Column("undoes", unique=True, references="imports(id)"),
        Column("reason", required=True),
    ),
)
IMPORT_OBJECTS = Table(
    "import_objects",
    "Dữ liệu của mỗi lần nhập (chỉ ghi thêm)",
    (
        Column("import_id", required=True, references="imports(id)"),
        Column("object_id", required=True),
        Column("is_added", "boolean", required=True),
    ),
)
# Derived from the two above: what is not shown, because its import was undone or another stands for it.
WITHDRAWN = Table("withdrawn", "Dữ liệu đã rút (suy ra)", (Column("object_id", required=True, unique=True),))

STEPS: tuple[Step, ...] = (
    CreateTable(IMPORTS),
    CreateTable(IMPORT_OBJECTS),
    CreateTable(WITHDRAWN),
    AppendOnly("imports"),
    AppendOnly("import_objects"),
    CreateIndex("import_objects", "import", "import_id, fid"),
    CreateIndex("import_objects", "object", "object_id"),
)
