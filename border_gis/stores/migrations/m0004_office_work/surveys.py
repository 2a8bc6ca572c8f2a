"""What a survey area needs for its summary."""

from border_gis.stores.schema import AddColumns, Column, Step

STEPS: tuple[Step, ...] = (
    AddColumns(
        "survey_areas",
        (
            Column("number", required=True, default=""),
            Column("conduct", required=True, default="unknown"),
            Column("state", required=True, default="unknown"),
            Column("leader", required=True, default=""),
            Column("participants", required=True, default="[]"),
            Column("programme", required=True, default=""),
            Column("surveyed_until"),
            Column("width_vn_m", "real"),
            Column("width_cn_m", "real"),
            Column("is_drawn", "boolean", required=True, default=False),
            Column("proposals", required=True, default=""),
            Column("open_questions", required=True, default=""),
            Column("province", required=True, default=""),
            Column("secrecy", required=True, default="none"),
        ),
    ),
)
