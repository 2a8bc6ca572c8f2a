"""Sign-in, clearance, releases, and what was refused or left the office."""

from border_gis.stores.schema import AddColumns, AppendOnly, Column, CreateIndex, CreateTable, Step, Table

_ID = Column("id", required=True, unique=True)

CREDENTIALS = Table(
    "credentials",
    "Mật khẩu (đã băm) và khóa đăng nhập",
    (
        Column("person_id", required=True, unique=True),
        Column("password_hash", required=True),
        Column("must_change", "boolean", required=True),
        Column("set_at", required=True),
        Column("failures", "integer", required=True),
        Column("locked_until"),
    ),
)

AUDIT_ENTRIES = Table(
    "audit_entries",
    "Nhật ký truy cập (chỉ ghi thêm)",
    (
        _ID,
        Column("recorded_at", required=True),
        Column("actor", required=True),
        Column("role", required=True),
        Column("kind", required=True),
        Column("what", required=True),
        Column("subject", required=True),
        Column("count", "integer", required=True),
        Column("profile", required=True),
        Column("level", required=True),
        Column("reason", required=True),
    ),
)

RELEASES = Table(
    "releases",
    "Yêu cầu đưa thông tin ra ngoài (chỉ ghi thêm)",
    (
        _ID,
        Column("asked_at", required=True),
        Column("asked_by", required=True),
        Column("asked_by_id", required=True),
        Column("kind", required=True),
        Column("record_ids", required=True),
        Column("profile", required=True),
        Column("level", "integer", required=True),
        Column("reason", required=True),
    ),
)

RELEASE_DECISIONS = Table(
    "release_decisions",
    "Quyết định đưa thông tin ra ngoài (chỉ ghi thêm)",
    (
        _ID,
        Column("release_id", required=True, unique=True, references="releases(id)"),
        Column("decided_at", required=True),
        Column("decided_by", required=True),
        Column("decided_by_id", required=True),
        Column("approved", "boolean", required=True),
        Column("reason", required=True),
    ),
)

STEPS: tuple[Step, ...] = (
    AddColumns(
        "people",
        (
            Column("clearance", required=True, default="none"),
            Column("subject", required=True, default=""),
        ),
    ),
    CreateTable(CREDENTIALS),
    CreateTable(AUDIT_ENTRIES),
    CreateIndex("audit_entries", "kind", "kind, fid"),
    AppendOnly("audit_entries"),
    CreateTable(RELEASES),
    AppendOnly("releases"),
    CreateTable(RELEASE_DECISIONS),
    AppendOnly("release_decisions"),
    # The level of an incident with all its reports; see border_gis.incidents.levels.
    AddColumns("incidents", (Column("level", "integer", required=True, default=0),)),
    CreateIndex("incidents", "level", "level, opened_sequence"),
)
