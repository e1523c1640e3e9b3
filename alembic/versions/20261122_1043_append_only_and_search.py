"""What the tables cannot say themselves: history is append-only, and claims are searched by their words.

Revision: 0004, after 0003. Released migrations never change and import no models.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

APPEND_ONLY = ("reviews", "review_evidence", "verdicts", "record_deltas")

# The one change that the log allows: an event that stands outside the chain is sealed, once.
SEALING = (
    "OLD.hash IS NULL AND NEW.hash IS NOT NULL AND NEW.prev_hash IS NOT NULL AND NEW.sealed_as IS NOT NULL"
    " AND NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.actor_id IS NOT DISTINCT FROM OLD.actor_id"
    " AND NEW.actor_name = OLD.actor_name AND NEW.action = OLD.action AND NEW.subject_type = OLD.subject_type"
    " AND NEW.subject_id = OLD.subject_id AND NEW.before{text} IS NOT DISTINCT FROM OLD.before{text}"
    " AND NEW.after{text} IS NOT DISTINCT FROM OLD.after{text} AND NEW.request_id = OLD.request_id"
)

SQLITE_SEARCH = (
    "CREATE VIRTUAL TABLE claims_fts USING fts5(statement, quote, content='claims', content_rowid='id',"
    " tokenize='unicode61 remove_diacritics 2')",
    "CREATE TRIGGER claims_fts_added AFTER INSERT ON claims BEGIN"
    " INSERT INTO claims_fts(rowid, statement, quote) VALUES (NEW.id, NEW.statement, NEW.quote); END",
    "CREATE TRIGGER claims_fts_changed AFTER UPDATE OF statement, quote ON claims BEGIN"
    " INSERT INTO claims_fts(claims_fts, rowid, statement, quote) VALUES ('delete', OLD.id, OLD.statement, OLD.quote);"
    " INSERT INTO claims_fts(rowid, statement, quote) VALUES (NEW.id, NEW.statement, NEW.quote); END",
    "CREATE TRIGGER claims_fts_removed AFTER DELETE ON claims BEGIN"
    " INSERT INTO claims_fts(claims_fts, rowid, statement, quote) VALUES ('delete', OLD.id, OLD.statement, OLD.quote); END",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            _sqlite_refuse(table, "UPDATE")
            _sqlite_refuse(table, "DELETE")
        _sqlite_refuse("audit_events", "DELETE")
        sealing = SEALING.format(text="").replace("IS NOT DISTINCT FROM", "IS")
        _sqlite_refuse("audit_events", "UPDATE", unless=sealing)
        for statement in SQLITE_SEARCH:
            op.execute(statement)
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE TRIGGER audit_events_kept BEFORE DELETE ON audit_events FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER audit_events_append_only BEFORE UPDATE ON audit_events FOR EACH ROW"
        f" WHEN (NOT ({SEALING.format(text='::text')})) EXECUTE FUNCTION refuse_change()"
    )
    op.execute("CREATE INDEX ix_claims_words ON claims USING gin (to_tsvector('simple', statement || ' ' || quote))")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("claims_fts_added", "claims_fts_changed", "claims_fts_removed"):
            op.execute(f"DROP TRIGGER {name}")
        op.execute("DROP TABLE claims_fts")
        for table in (*APPEND_ONLY, "audit_events"):
            op.execute(f"DROP TRIGGER {table}_no_update")
            op.execute(f"DROP TRIGGER {table}_no_delete")
        return
    op.execute("DROP INDEX ix_claims_words")
    op.execute("DROP FUNCTION refuse_change() CASCADE")


def _sqlite_refuse(table: str, change: str, unless: str | None = None) -> None:
    when = f" WHEN NOT ({unless})" if unless else ""
    op.execute(
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}{when}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )
