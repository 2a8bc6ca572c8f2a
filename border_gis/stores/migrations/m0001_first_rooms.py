"""Line versions, markers, works, gates, units, incidents and their reports."""

from border_gis.stores.schema import AppendOnly, Column, CreateIndex, CreateTable, Execute, Migration, Table

_ID = Column("id", required=True, unique=True)
_DEMONSTRATION = Column("demonstration", "boolean", required=True)

LINES = Table(
    "boundary_lines",
    "Đường biên giới (các phiên bản)",
    (
        _ID,
        Column("name", required=True),
        Column("left_party", required=True),
        Column("legal_status", required=True),
        Column("source", required=True),
        Column("accuracy_m", "real", required=True),
        Column("valid_from", "date"),
        Column("valid_to", "date"),
        _DEMONSTRATION,
    ),
    geometry="line",
)

_MARKER_COORDINATES = tuple(
    Column(f"{axis}_{whose}_deg", "real")
    for whose in ("vn", "cn", "agreed")
    for axis in ("longitude", "latitude")
)

MARKERS = Table(
    "markers",
    "Mốc giới",
    (
        _ID,
        Column("reference", required=True),
        Column("number", "integer", required=True),
        Column("sub", "integer"),
        Column("position", "integer"),
        Column("accuracy_m", "real"),
        Column("method", required=True),
        Column("kind", required=True),
        Column("size"),
        Column("planter"),
        Column("side"),
        *_MARKER_COORDINATES,
        Column("height_m", "real"),
        Column("condition"),
        Column("last_inspected", "date"),
        Column("unit_as_written", required=True),
        Column("gate", required=True),
        Column("source", required=True),
        Column("note", required=True),
        _DEMONSTRATION,
    ),
    geometry="point",
)

WORKS = Table(
    "works",
    "Công trình (thuộc tính)",
    (
        _ID,
        Column("kind", required=True),
        Column("party", required=True),
        Column("state", required=True),
        Column("reference_as_written", required=True),
        Column("geometry_type"),
        Column("illustrative", "boolean", required=True),
        Column("accuracy_m", "real"),
        Column("since"),
        Column("name", required=True),
        Column("description", required=True),
        Column("source", required=True),
        Column("document", required=True),
        _DEMONSTRATION,
    ),
)

_WORK_LAYER = (
    Column("work_id", required=True, references="works(id)"),
    Column("part", "integer", required=True),
    Column("name", required=True),
    Column("kind", required=True),
    Column("party", required=True),
    Column("state", required=True),
    Column("reference", required=True),
    Column("illustrative", "boolean", required=True),
    _DEMONSTRATION,
)
WORK_POINTS = Table("work_points", "Công trình (điểm)", _WORK_LAYER, geometry="point")
WORK_LINES = Table("work_lines", "Công trình (tuyến)", _WORK_LAYER, geometry="line")
WORK_AREAS = Table("work_areas", "Công trình (vùng)", _WORK_LAYER, geometry="area")

GATES = Table(
    "gates",
    "Cửa khẩu, lối mở",
    (
        _ID,
        Column("name", required=True),
        Column("name_across", required=True),
        Column("name_across_zh", required=True),
        Column("kind"),
        Column("reference_as_written", required=True),
        Column("accuracy_m", "real"),
        Column("unit_as_written", required=True),
        Column("source", required=True),
        Column("note", required=True),
        _DEMONSTRATION,
    ),
    geometry="point",
)

UNITS = Table(
    "units",
    "Đơn vị hành chính",
    (
        _ID,
        Column("code", required=True),
        Column("name", required=True),
        Column("level", required=True),
        Column("parent_name", required=True),
        Column("geometry_type"),
        Column("is_border", "boolean", required=True),
        Column("valid_from", "date"),
        Column("valid_to", "date"),
        Column("former_names", required=True),
        Column("source", required=True),
        _DEMONSTRATION,
    ),
    geometry="areas",
)

REPORTS = Table(
    "incidents_reports",
    "Báo cáo vụ việc (chỉ ghi thêm)",
    (
        _ID,
        Column("incident_id", required=True),
        Column("kind", required=True),
        Column("recorded_at", required=True),
        Column("author", required=True),
        Column("machine", required=True),
        Column("event_date"),
        Column("text", required=True),
        Column("source_paper", required=True),
        Column("changes", required=True),
        Column("corrects", references="incidents_reports(id)"),
        Column("attachments", required=True),
        Column("chain_position", "integer", required=True),
        Column("previous_hash", required=True),
        Column("hash", required=True, unique=True),
    ),
    key="sequence",
)

INCIDENTS = Table(
    "incidents",
    "Vụ việc (hiện trạng, suy ra từ báo cáo)",
    (
        _ID,
        Column("number", required=True, unique=True),
        Column("title", required=True),
        Column("category", required=True),
        Column("party", required=True),
        Column("state", required=True),
        Column("date"),
        Column("year", "integer"),
        Column("description", required=True),
        Column("source_paper", required=True),
        Column("unit_as_written", required=True),
        Column("province", required=True),
        Column("places", required=True),
        Column("placed", "boolean", required=True),
        Column("opened_sequence", "integer", required=True, references="incidents_reports(sequence)"),
        Column("last_sequence", "integer", required=True, references="incidents_reports(sequence)"),
        Column("search_text", required=True),
        _DEMONSTRATION,
    ),
)

_INCIDENT_LAYER = (
    Column("incident_id", required=True, references="incidents(id)"),
    Column("place", "integer", required=True),
    Column("part", "integer", required=True),
    Column("number", required=True),
    Column("title", required=True),
    Column("category", required=True),
    Column("party", required=True),
    Column("state", required=True),
    Column("date"),
    Column("reference", required=True),
    _DEMONSTRATION,
)
INCIDENT_POINTS = Table("incident_points", "Vụ việc (điểm)", _INCIDENT_LAYER, geometry="point")
INCIDENT_LINES = Table("incident_lines", "Vụ việc (đoạn)", _INCIDENT_LAYER, geometry="line")
INCIDENT_AREAS = Table("incident_areas", "Vụ việc (vùng)", _INCIDENT_LAYER, geometry="area")

SETTINGS = Table(
    "settings",
    "Thiết lập",
    (Column("name", required=True, unique=True), Column("value", required=True)),
)

COUNTERS = Table(
    "counters",
    "Bộ đếm",
    (Column("name", required=True, unique=True), Column("value", "integer", required=True)),
)

TABLES = (
    LINES,
    MARKERS,
    WORKS,
    WORK_POINTS,
    WORK_LINES,
    WORK_AREAS,
    GATES,
    UNITS,
    REPORTS,
    INCIDENTS,
    INCIDENT_POINTS,
    INCIDENT_LINES,
    INCIDENT_AREAS,
    SETTINGS,
    COUNTERS,
)

MIGRATION = Migration(
    1,
    "first rooms",
    (
        *(CreateTable(table) for table in TABLES),
        AppendOnly("incidents_reports"),
        CreateIndex("incidents_reports", "incident", "incident_id, sequence"),
        CreateIndex("incidents_reports", "machine", "machine, chain_position", unique=True),
        CreateIndex("incidents_reports", "corrects", "corrects"),
        CreateIndex("markers", "number", "number, sub, position"),
        *(
            CreateIndex(table, "work", "work_id, part")
            for table in ("work_points", "work_lines", "work_areas")
        ),
        *(
            CreateIndex(table, "incident", "incident_id, place, part")
            for table in ("incident_points", "incident_lines", "incident_areas")
        ),
        CreateIndex("incidents", "opened", "opened_sequence", unique=True),
        *(
            CreateIndex("incidents", column, f"{column}, opened_sequence")
            for column in ("category", "party", "state", "year", "province", "placed")
        ),
        Execute("INSERT INTO counters (name, value) VALUES ('data_version', 0)"),
        Execute("INSERT INTO counters (name, value) VALUES ('register_version', 0)"),
        Execute("INSERT INTO counters (name, value) VALUES ('report_sequence', 0)"),
    ),
)
