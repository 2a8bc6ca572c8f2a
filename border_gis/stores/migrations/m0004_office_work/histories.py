"""What a report says besides its text, and what an incident is tied to."""

from border_gis.stores.schema import AddColumns, Column, CreateIndex, CreateTable, Step, Table

REPORT_WORDS = Table(
    "report_words",
    "Từ trong báo cáo (để tìm, suy ra từ báo cáo)",
    (
        Column("incident_id", required=True),
        Column("words", required=True),
    ),
    key="sequence",
)

STEPS: tuple[Step, ...] = (
    CreateTable(REPORT_WORDS),
    AddColumns("incidents_reports", (Column("particulars", required=True, default=""),)),
    AddColumns(
        "incidents",
        (
            Column("secrecy", required=True, default="none"),
            Column("event_kind", required=True, default=""),
            Column("works", required=True, default="[]"),
            Column("markers", required=True, default="[]"),
            Column("survey_areas", required=True, default="[]"),
            Column("follow_ups", required=True, default="[]"),
            Column("next_follow_up", "date"),
            Column("awaited", required=True, default="[]"),
            Column("awaits_reply", "boolean", required=True, default=False),
        ),
    ),
    CreateIndex("incidents", "next_follow_up", "next_follow_up"),
    CreateIndex("incidents", "awaits_reply", "awaits_reply, opened_sequence"),
)
