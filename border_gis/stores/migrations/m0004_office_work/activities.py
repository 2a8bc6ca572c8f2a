"""What the office plans to do itself near the line, and who set which figure of a rule, and why."""

from border_gis.stores.schema import AddColumns, AppendOnly, Column, CreateIndex, CreateTable, Step, Table

ACTIVITY_ENTRIES = Table(
    "activity_entries",
    "Hoạt động của ta (chỉ ghi thêm)",
    (
        Column("id", required=True, unique=True),
        Column("activity_id", required=True),
        Column("kind", required=True),
        Column("recorded_at", required=True),
        Column("author", required=True),
        Column("machine", required=True),
        Column("happened"),
        Column("paper", required=True),
        Column("text", required=True),
        Column("rules", required=True),
        Column("agreed", "boolean"),
        Column("changes", required=True),
    ),
)

STEPS: tuple[Step, ...] = (
    CreateTable(ACTIVITY_ENTRIES),
    CreateIndex("activity_entries", "activity", "activity_id, fid"),
    AppendOnly("activity_entries"),
    AddColumns(
        "zone_rules",
        (
            Column("deed", required=True, default="set"),
            Column("replaces", required=True, default=""),
            Column("recorded_at", required=True, default=""),
            Column("author", required=True, default=""),
            Column("machine", required=True, default=""),
            Column("reason", required=True, default=""),
        ),
    ),
    AppendOnly("zone_rules"),
)
