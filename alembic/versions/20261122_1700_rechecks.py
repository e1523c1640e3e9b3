"""Why verdicts are looked at again, and the batches that they were sent in.

Revision: 0025, after 0024. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

REASONS = (
    "evidence_changed",
    "origins_changed",
    "words_changed",
    "revision",
    "evidence_retracted",
    "article_retracted",
    "wire_retracted",
    "appeal",
    "review_by",
    "sent",
)
ENDS = ("same_verdict", "other_verdict", "verdict_undone", "taken_back")


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "recheck_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reason", _word("reason", *REASONS), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name="fk_recheck_batches_made_by_id_users"),
        sa.ForeignKeyConstraint(["undone_by_id"], ["users.id"], name="fk_recheck_batches_undone_by_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_recheck_batches"),
        sa.UniqueConstraint("day", name="uq_recheck_batches_day"),
        sqlite_strict=True,
    )
    op.create_table(
        "rechecks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("reason", _word("reason", *REASONS), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ending", _word("ending", *ENDS), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_rechecks_claim_id_claims"),
        sa.ForeignKeyConstraint(["batch_id"], ["recheck_batches.id"], name="fk_rechecks_batch_id_recheck_batches"),
        sa.ForeignKeyConstraint(["sent_by_id"], ["users.id"], name="fk_rechecks_sent_by_id_users"),
        sa.ForeignKeyConstraint(["ended_by_id"], ["users.id"], name="fk_rechecks_ended_by_id_users"),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_rechecks_review_id_reviews"),
        sa.PrimaryKeyConstraint("id", name="pk_rechecks"),
        sqlite_strict=True,
    )
    op.create_index("ix_rechecks_claim", "rechecks", ["claim_id", "id"], unique=False)
    op.create_index("ix_rechecks_batch", "rechecks", ["batch_id", "claim_id"], unique=False)
    is_open = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_rechecks_open", "rechecks", ["reason", "claim_id"], sqlite_where=is_open, postgresql_where=is_open
    )
    _carry_over()


def downgrade() -> None:
    op.execute("UPDATE bulk_actions SET argument = '' WHERE act = 'recheck'")
    op.drop_table("rechecks")
    op.drop_table("recheck_batches")


def _carry_over() -> None:
    """Give a reason to each claim that is in recheck, as far as it is known, and a batch to each bulk action that sent some."""
    bulk = op.get_bind().execute(
        sa.text(
            "SELECT sent.id, sent.made_by_id, sent.made_at, undo.made_at AS undone_at, undo.made_by_id AS undone_by_id"
            " FROM bulk_actions AS sent LEFT JOIN bulk_actions AS undo ON undo.undoes_id = sent.id"
            " WHERE sent.act = 'recheck' ORDER BY sent.id"
        )
    )
    for number, row in enumerate(bulk.all(), start=1):
        values = {"batch": number, **row._mapping}
        _run(
            "INSERT INTO recheck_batches (id, reason, detail, made_by_id, made_at, undone_by_id, undone_at)"
            " VALUES (:batch, 'sent', '', :made_by_id, :made_at, :undone_by_id, :undone_at)",
            values,
        )
        _run("UPDATE bulk_actions SET argument = CAST(:batch AS TEXT) WHERE id = :id", values)
        _run(
            "INSERT INTO rechecks (claim_id, batch_id, reason, detail, sent_by_id, sent_at)"
            " SELECT claims.id, :batch, 'sent', '', :made_by_id, :made_at FROM bulk_claims"
            " JOIN claims ON claims.id = bulk_claims.claim_id"
            " WHERE bulk_claims.action_id = :id AND bulk_claims.state = 'done' AND claims.state = 'recheck'",
            values,
        )
    if op.get_bind().dialect.name != "sqlite":
        op.execute("SELECT setval('recheck_batches_id_seq', (SELECT max(id) FROM recheck_batches))")
    op.execute(
        "INSERT INTO rechecks (claim_id, reason, detail, sent_at)"
        " SELECT id, 'sent', 'sent before reasons were kept', COALESCE(decided_at, created_at) FROM claims"
        " WHERE state = 'recheck' AND id NOT IN (SELECT claim_id FROM rechecks)"
    )


def _run(statement: str, values: dict[str, object]) -> None:
    names = {name: values[name] for name in values if f":{name}" in statement}
    op.get_bind().execute(sa.text(statement), names)
