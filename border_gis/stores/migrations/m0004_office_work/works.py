"""How a work came to be what it is; and one sealed history for everything in the register."""

from border_gis.stores.schema import AddColumns, Column, CreateIndex, Execute, Step

STEPS: tuple[Step, ...] = (
    AddColumns(
        "works",
        (
            Column("extended"),
            Column("agreed", "boolean"),
            Column("agreement_paper", required=True, default=""),
            Column("notified"),
            Column("on_border_water", "boolean"),
        ),
    ),
    # An entry from before has no hash; it is covered by the first sealed one from its machine.
    AddColumns(
        "register_changes",
        (
            Column("kind", required=True, default="changed"),
            Column("state", required=True, default=""),
            Column("event_date"),
            Column("paper", required=True, default=""),
            Column("undoes", references="register_changes(id)"),
            Column("chain_position", "integer", required=True, default=0),
            Column("previous_hash", required=True, default=""),
            Column("hash", required=True, default=""),
        ),
    ),
    CreateIndex("register_changes", "machine", "machine, fid"),
    CreateIndex("register_changes", "table", "table_name, fid"),
    Execute("INSERT INTO counters (name, value) SELECT 'register_changes', count(*) FROM register_changes"),
)
