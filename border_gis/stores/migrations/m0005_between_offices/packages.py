"""Keys of offices, and the signed packages that went out and came in."""

from border_gis.stores.schema import AppendOnly, Column, CreateIndex, CreateTable, Step, Table

_ID = Column("id", required=True, unique=True)
_SIGNATURE = (
    Column("recorded_at", required=True),
    Column("author", required=True),
    Column("machine", required=True),
)

OFFICE_CARDS = Table(
    "office_cards",
    "Thẻ cơ quan: của ta, tin cậy, thôi tin cậy (chỉ ghi thêm)",
    (
        _ID,
        Column("deed", required=True),
        *_SIGNATURE,
        Column("reason", required=True),
        Column("name", required=True),
        Column("letters", required=True),
        Column("signing_key", required=True),
        Column("sealing_key", required=True),
        Column("fingerprint", required=True),
    ),
)

PACKAGES_MADE = Table(
    "packages_made",
    "Gói đã lập cho cơ quan khác (chỉ ghi thêm)",
    (
        _ID,
        Column("fingerprint", required=True),
        Column("number", "integer", required=True),
        Column("since", "integer", required=True),
        *_SIGNATURE,
        Column("profile", required=True),
        Column("level", required=True),
        Column("reports", "integer", required=True),
        Column("gaps", "integer", required=True),
        Column("files", "integer", required=True),
        Column("last_sequence", "integer", required=True),
        # What went and what stayed behind, for the package after it.
        Column("contents", required=True),
        Column("manifest_sha256", required=True),
    ),
)

PACKAGES_TAKEN = Table(
    "packages_taken",
    "Gói đã nhận từ cơ quan khác (chỉ ghi thêm)",
    (
        _ID,
        Column("fingerprint", required=True),
        Column("number", "integer", required=True),
        Column("since", "integer", required=True),
        *_SIGNATURE,
        Column("reports", "integer", required=True),
        Column("gaps", "integer", required=True),
        Column("files", "integer", required=True),
        # As they were signed, so that anybody can hold the chain against them.
        Column("manifest", required=True),
        Column("signature", required=True),
    ),
)

FOREIGN_REPORTS = Table(
    "foreign_reports",
    "Chuỗi báo cáo của cơ quan khác, như họ đã niêm phong (chỉ ghi thêm)",
    (
        Column("package_id", required=True, references="packages_taken(id)"),
        Column("fingerprint", required=True),
        Column("origin_machine", required=True),
        Column("chain_position", "integer", required=True),
        Column("hash", required=True),
        # A report that was kept back is a gap: its hash without its content, perhaps filled later.
        Column("is_gap", "boolean", required=True),
        Column("origin_sequence", "integer"),
        Column("report_id"),
        Column("incident_id"),
        Column("form", required=True),
    ),
)

FOREIGN_DIFFERENCES = Table(
    "foreign_differences",
    "Mâu thuẫn giữa báo cáo của hai cơ quan (chỉ ghi thêm)",
    (
        _ID,
        Column("package_id", required=True, references="packages_taken(id)"),
        Column("fingerprint", required=True),
        Column("incident_id", required=True),
        Column("report_id", required=True),
        Column("field", required=True),
        Column("theirs", required=True),
        Column("ours", required=True),
        Column("our_report_id", required=True),
        # Superseded: whoever reported ours had seen theirs, so there is nothing to decide.
        Column("is_superseded", "boolean", required=True),
    ),
)

STEPS: tuple[Step, ...] = (
    CreateTable(OFFICE_CARDS),
    AppendOnly("office_cards"),
    CreateTable(PACKAGES_MADE),
    AppendOnly("packages_made"),
    CreateIndex("packages_made", "number", "fingerprint, number", unique=True),
    CreateTable(PACKAGES_TAKEN),
    AppendOnly("packages_taken"),
    CreateTable(FOREIGN_REPORTS),
    AppendOnly("foreign_reports"),
    CreateIndex(
        "foreign_reports", "position", "fingerprint, origin_machine, chain_position, is_gap", unique=True
    ),
    CreateIndex("foreign_reports", "report", "report_id"),
    CreateIndex("foreign_reports", "incident", "incident_id"),
    CreateTable(FOREIGN_DIFFERENCES),
    AppendOnly("foreign_differences"),
    CreateIndex("foreign_differences", "incident", "incident_id"),
)
