"""Verdicts that point to another claim's, and that they are looked at again when that one changes.

Revision: 0039, after 0038. Released migrations never change and import no models.
"""

import re

import sqlalchemy as sa

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

TABLES = ("rechecks", "recheck_batches")
REASON = "pointed_to"


def upgrade() -> None:
    for table in TABLES:
        words = _reasons(table)
        _set_reasons(table, words, (*words, REASON))
    op.create_table(
        "pointers",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_pointers_claim_id_claims"),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_pointers_review_id_reviews"),
        sa.PrimaryKeyConstraint("review_id", name="pk_pointers"),
        sqlite_strict=True,
    )
    op.create_index("ix_pointers_claim_id", "pointers", ["claim_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER pointers_no_replace BEFORE INSERT ON pointers"
            " WHEN EXISTS (SELECT 1 FROM pointers WHERE review_id = NEW.review_id)"
            " BEGIN SELECT RAISE(ABORT, 'pointers is append-only'); END"
        )
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER pointers_no_{change.lower()} BEFORE {change} ON pointers"
                " BEGIN SELECT RAISE(ABORT, 'pointers is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER pointers_append_only BEFORE UPDATE OR DELETE ON pointers"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER pointers_not_emptied BEFORE TRUNCATE ON pointers"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("pointers")
    for table in TABLES:
        op.execute(f"UPDATE {table} SET reason = 'evidence_changed' WHERE reason = '{REASON}'")
        words = _reasons(table)
        _set_reasons(table, words, tuple(word for word in words if word != REASON))


def _reasons(table: str) -> tuple[str, ...]:
    """The words that the table's `reason` may be now."""
    if op.get_bind().dialect.name == "sqlite":
        made = sa.text("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = :table")
        (allowed,) = re.findall(r"reason IN \(([^)]*)\)", str(op.get_bind().scalar(made, {"table": table})))
    else:
        query = sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
        allowed = str(op.get_bind().scalar(query, {"name": f"ck_{table}_reason"}))
    return tuple(re.findall(r"'(\w+)'", allowed))


def _set_reasons(table: str, old: tuple[str, ...], new: tuple[str, ...]) -> None:
    """Let the table's `reason` be other words; see 0016 for the way that SQLite has."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(f"ck_{table}_reason"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_reason"), table, _allowed(new))
        return
    version = op.get_bind().scalar(sa.text("PRAGMA schema_version"))
    op.execute("PRAGMA writable_schema = ON")
    changed = op.get_bind().execute(
        sa.text("UPDATE sqlite_schema SET sql = replace(sql, :old, :new) WHERE type = 'table' AND name = :table"),
        {"old": _allowed(old), "new": _allowed(new), "table": table},
    )
    assert changed.rowcount == 1
    op.execute(f"PRAGMA schema_version = {int(version or 0) + 1}")
    op.execute("PRAGMA writable_schema = OFF")


def _allowed(words: tuple[str, ...]) -> str:
    return "reason IN ({})".format(", ".join(f"'{word}'" for word in words))
