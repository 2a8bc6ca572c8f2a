"""What the office itself did and wrote that belongs to no incident, work, area or marker."""

from border_gis.stores.schema import Column, CreateIndex, CreateTable, Step, Table

PROCEEDINGS = Table(
    "proceedings",
    "Công tác của cơ quan",
    (
        Column("id", required=True, unique=True),
        Column("number", required=True, unique=True),
        Column("kind", required=True),
        Column("title", required=True),
        Column("happened", required=True),
        Column("until"),
        Column("state", required=True),
        Column("papers", required=True),
        Column("offices", required=True),
        Column("reference_as_written", required=True),
        Column("gates", required=True),
        Column("units", required=True),
        Column("incidents", required=True),
        Column("text", required=True),
        Column("source", required=True),
        Column("province", required=True),
        Column("secrecy", required=True),
        Column("is_withdrawn", "boolean", required=True),
        Column("demonstration", "boolean", required=True),
    ),
)
"""As each is known now; who recorded and changed what stands sealed in the history of the register."""

STEPS: tuple[Step, ...] = (
    CreateTable(PROCEEDINGS),
    CreateIndex("proceedings", "happened", "happened"),
)
