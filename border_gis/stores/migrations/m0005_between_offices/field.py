"""What was taken into the field, and what came back."""

from border_gis.stores.schema import AppendOnly, Column, CreateIndex, CreateTable, Step, Table

FIELD_PACKS = Table(
    "field_packs",
    "Gói thực địa đã xuất (chỉ ghi thêm)",
    (
        Column("id", required=True, unique=True),
        Column("number", required=True, unique=True),
        Column("area_id", required=True),
        Column("area_number", required=True),
        Column("made_at", required=True),
        Column("author", required=True),
        Column("machine", required=True),
        Column("profile", required=True),
        Column("level", required=True),
        Column("manifest", required=True),
        Column("manifest_sha256", required=True),
    ),
)
FIELD_OBJECTS = Table(
    "field_pack_objects",
    "Đối tượng trong gói thực địa, như khi xuất (chỉ ghi thêm)",
    (
        Column("pack_id", required=True, references="field_packs(id)"),
        Column("row_key", required=True, unique=True),
        Column("kind", required=True),
        Column("object_id", required=True),
        Column("label", required=True),
        Column("place", required=True),
        Column("packed", required=True),
        Column("base", required=True),
    ),
)
FIELD_RETURNS = Table(
    "field_returns",
    "Các lần nhận gói thực địa và hoàn tác (chỉ ghi thêm)",
    (
        Column("id", required=True, unique=True),
        Column("pack_id", required=True, references="field_packs(id)"),
        Column("kind", required=True),
        Column("recorded_at", required=True),
        Column("author", required=True),
        Column("machine", required=True),
        Column("file_name", required=True),
        Column("file_sha256", required=True),
        Column("content", required=True),
        Column("undoes", unique=True, references="field_returns(id)"),
        Column("reason", required=True),
    ),
)

STEPS: tuple[Step, ...] = (
    CreateTable(FIELD_PACKS),
    CreateTable(FIELD_OBJECTS),
    CreateTable(FIELD_RETURNS),
    AppendOnly("field_packs"),
    AppendOnly("field_pack_objects"),
    AppendOnly("field_returns"),
    CreateIndex("field_pack_objects", "pack", "pack_id, fid"),
    CreateIndex("field_returns", "pack", "pack_id, fid"),
)
