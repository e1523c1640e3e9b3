"""What a language model suggested, and the kind of job that asks it.

Revision: 0016, after 0015. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KINDS = ("ingest", "capture", "export")


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    _job_kinds(KINDS, (*KINDS, "suggest"))
    op.create_table(
        "suggestion_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("prompt_sha256", sa.String(), nullable=False),
        sa.Column("input_sha256", sa.String(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("proposed", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["users.id"], name="fk_suggestion_rounds_asked_by_id_users"),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_suggestion_rounds_job_id_jobs"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["article_versions.id"], name="fk_suggestion_rounds_version_id_article_versions"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_suggestion_rounds"),
        sa.UniqueConstraint("job_id", name="uq_suggestion_rounds_job_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_suggestion_rounds_version_id", "suggestion_rounds", ["version_id"], unique=False)
    op.create_table(
        "suggestions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("speaker", sa.String(), nullable=True),
        sa.Column("cue", sa.String(), nullable=True),
        sa.Column("state", _word("state", "open", "accepted", "dismissed"), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_suggestions_claim_id_claims"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name="fk_suggestions_decided_by_id_users"),
        sa.ForeignKeyConstraint(
            ["round_id"], ["suggestion_rounds.id"], name="fk_suggestions_round_id_suggestion_rounds"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_suggestions"),
        sa.UniqueConstraint("claim_id", name="uq_suggestions_claim_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_suggestions_round_id", "suggestions", ["round_id"], unique=False)


def downgrade() -> None:
    op.drop_table("suggestions")
    op.drop_table("suggestion_rounds")
    op.execute("DELETE FROM jobs WHERE kind = 'suggest'")
    _job_kinds((*KINDS, "suggest"), KINDS)


def _job_kinds(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    """Let `jobs.kind` be other words."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_jobs_kind"), "jobs", type_="check")
        op.create_check_constraint(op.f("ck_jobs_kind"), "jobs", _allowed(new))
        return
    # Other tables point at jobs, so it cannot be dropped and made again. A check has no content on disk: this is SQLite's own way
    # of changing one (https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes").
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
