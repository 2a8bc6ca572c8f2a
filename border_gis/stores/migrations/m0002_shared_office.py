"""Attachments, survey areas, zone rules, people, and the history of changes in the register."""

from border_gis.stores.schema import AppendOnly, Column, CreateIndex, CreateTable, Migration, Table

_ID = Column("id", required=True, unique=True)

ATTACHMENTS = Table(
    "attachments",
    "Tệp đính kèm",
    (
        Column("sha256", required=True, unique=True),
        Column("name", required=True),
        Column("media_type", required=True),
        Column("size_bytes", "integer", required=True),
        Column("received_at", required=True),
        Column("received_by", required=True),
        Column("content", "blob", required=True),
    ),
)

SURVEY_AREAS = Table(
    "survey_areas",
    "Khu vực khảo sát",
    (
        _ID,
        Column("name", required=True),
        Column("purpose", required=True),
        Column("reference_as_written", required=True),
        Column("geometry_type"),
        Column("accuracy_m", "real"),
        Column("surveyed"),
        Column("incident_id"),
        Column("note", required=True),
        Column("source", required=True),
        Column("demonstration", "boolean", required=True),
    ),
)

_SURVEY_LAYER = (
    Column("survey_id", required=True, references="survey_areas(id)"),
    Column("part", "integer", required=True),
    Column("name", required=True),
    Column("purpose", required=True),
    Column("reference", required=True),
)
SURVEY_POINTS = Table("survey_points", "Khảo sát (điểm)", _SURVEY_LAYER, geometry="point")
SURVEY_LINES = Table("survey_lines", "Khảo sát (tuyến)", _SURVEY_LAYER, geometry="line")
SURVEY_POLYGONS = Table("survey_polygons", "Khảo sát (vùng)", _SURVEY_LAYER, geometry="area")

ZONE_RULES = Table(
    "zone_rules",
    "Quy định đang áp dụng",
    (
        _ID,
        Column("code", required=True),
        Column("content", required=True),
        Column("valid_from", "date"),
        Column("valid_to", "date"),
        Column("source", required=True),
        Column("set_by_office", "boolean", required=True),
    ),
)

PEOPLE = Table(
    "people",
    "Người dùng và vai trò",
    (
        _ID,
        Column("sign_in_name", required=True, unique=True),
        Column("display_name", required=True),
        Column("role", required=True),
        Column("unit", required=True),
        Column("active", "boolean", required=True),
    ),
)

REGISTER_CHANGES = Table(
    "register_changes",
    "Lịch sử sửa sổ đăng ký (chỉ ghi thêm)",
    (
        _ID,
        Column("table_name", required=True),
        Column("object_id", required=True),
        Column("recorded_at", required=True),
        Column("author", required=True),
        Column("machine", required=True),
        Column("reason", required=True),
        Column("before", required=True),
        Column("after", required=True),
    ),
)

TABLES = (
    ATTACHMENTS,
    SURVEY_AREAS,
    SURVEY_POINTS,
    SURVEY_LINES,
    SURVEY_POLYGONS,
    ZONE_RULES,
    PEOPLE,
    REGISTER_CHANGES,
)

MIGRATION = Migration(
    2,
    "shared office",
    (
        *(CreateTable(table) for table in TABLES),
        AppendOnly("attachments"),
        AppendOnly("register_changes"),
        *(
            CreateIndex(table, "survey", "survey_id, part")
            for table in ("survey_points", "survey_lines", "survey_polygons")
        ),
        CreateIndex("register_changes", "object", "object_id, fid"),
    ),
)
