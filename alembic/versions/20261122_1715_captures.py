"""Captures of a cited page over time, the passage's place in them, archive links, and searches that found nothing.

Revision: 0028, after 0027. Released migrations never change and import no models.
"""

import hashlib
import re

import sqlalchemy as sa

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ANCHORING = ("exact", "spacing", "close", "missing")
READING = ("text", "cut", "picture", "scanned", "encrypted", "unreadable")
STATES = ("waiting", "stored", "failed")


def upgrade() -> None:
    op.add_column("snapshots", sa.Column("page_starts", sa.JSON(), nullable=True))
    op.add_column("snapshots", sa.Column("text_key", sa.String(), nullable=True))
    _add_word("snapshots", "reading", READING)
    op.create_index("ix_snapshots_text_key", "snapshots", ["text_key"], unique=False)
    op.add_column("evidence", sa.Column("archived_url", sa.String(), nullable=True))
    op.add_column("evidence", sa.Column("passage_start", sa.Integer(), nullable=True))
    op.add_column("evidence", sa.Column("passage_end", sa.Integer(), nullable=True))
    _add_word("evidence", "anchoring", ANCHORING)
    _make_tables()
    _read_snapshots()
    _find_passages()
    op.execute(
        "INSERT INTO captures (evidence_id, job_id, state, reason, snapshot_id, final_url, captured_at, anchoring)"
        " SELECT e.id, (SELECT max(j.id) FROM jobs j WHERE j.kind = 'capture' AND j.subject_id = e.id), e.fetch_state,"
        " e.fetch_reason, e.snapshot_id, e.final_url, e.retrieved_at, e.anchoring"
        " FROM evidence e WHERE e.fetch_state IS NOT NULL ORDER BY e.id"
    )


def downgrade() -> None:
    op.drop_table("searches")
    op.drop_table("captures")
    for column in ("anchoring", "passage_end", "passage_start", "archived_url"):
        op.drop_column("evidence", column)
    op.drop_index("ix_snapshots_text_key", "snapshots")
    for column in ("reading", "text_key", "page_starts"):
        op.drop_column("snapshots", column)


def _make_tables() -> None:
    op.create_table(
        "captures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("state", _word("state", *STATES), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("snapshot_id", sa.Integer(), nullable=True),
        sa.Column("final_url", sa.String(), nullable=True),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("anchoring", _word("anchoring", *ANCHORING), nullable=True),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name="fk_captures_evidence_id_evidence"),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_captures_job_id_jobs"),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshots.id"], name="fk_captures_snapshot_id_snapshots"),
        sa.PrimaryKeyConstraint("id", name="pk_captures"),
        sqlite_strict=True,
    )
    op.create_index("ix_captures_evidence", "captures", ["evidence_id", "id"], unique=False)
    op.create_index("ix_captures_job", "captures", ["job_id"], unique=False)
    op.create_table(
        "searches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("searched_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_apart", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_searches_claim_id_claims"),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name="fk_searches_made_by_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_searches"),
        sqlite_strict=True,
    )
    op.create_index("ix_searches_claim", "searches", ["claim_id", "id"], unique=False)


def _read_snapshots() -> None:
    """What came of reading each snapshot, and the key of its text; as `verify.core.captures.text_key` had it then."""
    connection = op.get_bind()
    kept = sa.text("UPDATE snapshots SET reading = :reading, text_key = :key WHERE id = :id")
    ids = connection.scalars(sa.text("SELECT id FROM snapshots ORDER BY id")).all()
    for snapshot_id in ids:
        text = connection.scalar(sa.text("SELECT text FROM snapshots WHERE id = :id"), {"id": snapshot_id}) or ""
        words = re.findall(r"\w+", text.casefold())
        key = hashlib.sha256(" ".join(words).encode()).hexdigest() if words else None
        connection.execute(kept, {"id": snapshot_id, "key": key, "reading": "text" if text else "unreadable"})


def _find_passages() -> None:
    """Where a snapshot has the passage word for word; what stands there otherwise is looked for when a page asks."""
    connection = op.get_bind()
    found = sa.text(
        "UPDATE evidence SET passage_start = :start, passage_end = :end, anchoring = 'exact' WHERE id = :id"
    )
    rows = connection.execute(
        sa.text("SELECT id, passage, snapshot_id FROM evidence WHERE snapshot_id IS NOT NULL")
    ).all()
    for row in rows:
        wanted = sa.text("SELECT text FROM snapshots WHERE id = :id")
        text = connection.scalar(wanted, {"id": row.snapshot_id}) or ""
        start = text.find(row.passage) if row.passage else -1
        if start >= 0:
            connection.execute(found, {"id": row.id, "start": start, "end": start + len(row.passage)})


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _add_word(table: str, name: str, words: tuple[str, ...]) -> None:
    """A column that holds one of these words or nothing. SQLite takes the check with the column, and never later."""
    allowed = "{} IN ({})".format(name, ", ".join(f"'{word}'" for word in words))
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"ALTER TABLE {table} ADD COLUMN {name} TEXT CONSTRAINT ck_{table}_{name} CHECK ({allowed})")
        return
    op.add_column(table, sa.Column(name, sa.String(32), nullable=True))
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, allowed)
