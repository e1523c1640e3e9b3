"""The orders that a desk gives its queue, and the kind of job that sorts by them.

Revision: 0029, after 0028. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

KINDS = ("ingest", "capture", "export", "suggest", "bulk")


def upgrade() -> None:
    _job_kinds(KINDS, (*KINDS, "sort"))
    op.create_table(
        "desk_orders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("adopted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["adopted_by_id"], ["users.id"], name="fk_desk_orders_adopted_by_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_desk_orders"),
        sqlite_strict=True,
    )
    op.create_table(
        "queue_sorts",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("down_to", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_queue_sorts_job_id_jobs"),
        sa.ForeignKeyConstraint(["order_id"], ["desk_orders.id"], name="fk_queue_sorts_order_id_desk_orders"),
        sa.PrimaryKeyConstraint("order_id", name="pk_queue_sorts"),
        sa.UniqueConstraint("job_id", name="uq_queue_sorts_job_id"),
        sqlite_strict=True,
    )
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER desk_orders_no_{change.lower()} BEFORE {change} ON desk_orders"
                " BEGIN SELECT RAISE(ABORT, 'desk_orders is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER desk_orders_append_only BEFORE UPDATE OR DELETE ON desk_orders"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """The claims keep the places that they have."""
    op.drop_table("queue_sorts")
    op.drop_table("desk_orders")
    op.execute("DELETE FROM jobs WHERE kind = 'sort'")
    _job_kinds((*KINDS, "sort"), KINDS)


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
