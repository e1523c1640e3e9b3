"""Append-only tables refuse to be replaced or emptied, too; the log is read by person, kind and time in its own order.

Revision: 0030, after 0029. Released migrations never change and import no models.
"""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# SQLite's REPLACE takes a row's place without firing the triggers of a deletion, so these look for the row first: by its key,
# and by what else is unique. The log has none, as every write of the desk would pay for it: there the desk's own connections
# fire a deletion's triggers (`recursive_triggers`), and a row that somebody else put in another's place breaks the chain.
KEYS = {
    "adjudications": ("pair_id", "review_id"),
    "claim_edit_parts": ("edit_id, claim_id",),
    "claim_edits": ("id", "undoes_id"),
    "desk_orders": ("id",),
    "origin_entries": ("id",),
    "priors": ("id",),
    "record_deltas": ("id",),
    "review_evidence": ("review_id, evidence_id",),
    "review_pairs": ("id",),
    "reviews": ("id",),
    "undone_verdicts": ("entry_id",),
    "verdicts": ("id",),
}
INDEXES = {
    "ix_audit_events_actor": ("actor_id", "at", "id"),
    "ix_audit_events_at": ("at", "id"),
    "ix_audit_events_kind": ("subject_type", "at", "id"),
    "ix_audit_events_subject": ("subject_type", "subject_id", "at", "id"),
}


def upgrade() -> None:
    op.drop_index("ix_audit_events_subject", "audit_events")
    for name, columns in INDEXES.items():
        op.create_index(name, "audit_events", list(columns), unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for table, keys in KEYS.items():
            op.execute(
                f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {_is_there(table, keys)}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    for table in (*KEYS, "audit_events"):
        op.execute(
            f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in KEYS if on_sqlite else (*KEYS, "audit_events"):
        op.execute(f"DROP TRIGGER {table}_no_replace" if on_sqlite else f"DROP TRIGGER {table}_not_emptied ON {table}")
    for name in INDEXES:
        op.drop_index(name, "audit_events")
    op.create_index("ix_audit_events_subject", "audit_events", ["subject_type", "subject_id"], unique=False)


def _is_there(table: str, keys: tuple[str, ...]) -> str:
    tests = []
    for key in keys:
        same = " AND ".join(f"{column} = NEW.{column}" for column in key.split(", "))
        tests.append(f"EXISTS (SELECT 1 FROM {table} WHERE {same})")
    return " OR ".join(tests)
