"""What is known of files besides their bytes."""

from border_gis.stores.schema import AddColumns, AppendOnly, Column, CreateIndex, CreateTable, Step, Table

ATTACHMENT_LEVELS = Table(
    "attachment_levels",
    "Độ mật của tệp đính kèm (chỉ ghi thêm)",
    (
        Column("id", required=True, unique=True),
        Column("sha256", required=True, references="attachments(sha256)"),
        Column("secrecy", required=True),
        Column("set_at", required=True),
        Column("set_by", required=True),
        Column("machine", required=True),
        Column("reason", required=True),
    ),
)

STEPS: tuple[Step, ...] = (
    AddColumns(
        "attachments",
        (
            Column("secrecy", required=True, default="none"),
            Column("made_from", references="attachments(sha256)"),
        ),
    ),
    CreateIndex("attachments", "original", "made_from"),
    CreateTable(ATTACHMENT_LEVELS),
    CreateIndex("attachment_levels", "file", "sha256, fid"),
    AppendOnly("attachment_levels"),
)
