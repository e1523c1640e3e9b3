"""One thing done to many claims, and the kind of job that does it.

Revision: 0020, after 0019. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KINDS = ("ingest", "capture", "export", "suggest")


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    _job_kinds(KINDS, (*KINDS, "bulk"))
    op.create_table(
        "bulk_actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act", _word("act", "park", "assign", "tag", "untag", "recheck", "undo"), nullable=False),
        sa.Column("argument", sa.String(), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_bulk_actions_job_id_jobs"),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name="fk_bulk_actions_made_by_id_users"),
        sa.ForeignKeyConstraint(["undoes_id"], ["bulk_actions.id"], name="fk_bulk_actions_undoes_id_bulk_actions"),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_actions"),
        sa.UniqueConstraint("job_id", name="uq_bulk_actions_job_id"),
        sa.UniqueConstraint("undoes_id", name="uq_bulk_actions_undoes_id"),
        sqlite_strict=True,
    )
    op.create_table(
        "bulk_claims",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("state", _word("state", "waiting", "done", "refused"), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["action_id"], ["bulk_actions.id"], name="fk_bulk_claims_action_id_bulk_actions"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_bulk_claims_claim_id_claims"),
        sa.PrimaryKeyConstraint("action_id", "claim_id", name="pk_bulk_claims"),
        sqlite_strict=True,
    )
    op.create_index("ix_bulk_claims_state", "bulk_claims", ["action_id", "state", "claim_id"], unique=False)


def downgrade() -> None:
    op.drop_table("bulk_claims")
    op.drop_table("bulk_actions")
    op.execute("DELETE FROM jobs WHERE kind = 'bulk'")
    _job_kinds((*KINDS, "bulk"), KINDS)


def _job_kinds(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    """Let `jobs.kind` be other words; see 0016 for the way that SQLite has."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_jobs_kind"), "jobs", type_="check")
        op.create_check_constraint(op.f("ck_jobs_kind"), "jobs", _allowed(new))
        return
    version = op.get_bind().scalar(sa.text("PRAGMA schema_version"))
    op.execute("PRAGMA writable_schema = ON")
    changed = op.get_bind().execute(
        sa.text("UPDATE sqlite_schema SET sql = replace(sql, :old, :new) WHERE type = 'table' AND name = 'jobs'"),
        {"old": _allowed(old), "new": _allowed(new)},
    )
    assert changed.rowcount == 1
    op.execute(f"PRAGMA schema_version = {int(version or 0) + 1}")
    op.execute("PRAGMA writable_schema = OFF")


def _allowed(words: tuple[str, ...]) -> str:
    return "kind IN ({})".format(", ".join(f"'{word}'" for word in words))
