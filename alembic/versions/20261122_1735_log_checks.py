"""Checks of the log as jobs, and what each found.

Revision: 0032, after 0031. Released migrations never change and import no models.
"""

import re

import sqlalchemy as sa

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

KIND = "log_check"


def upgrade() -> None:
    words = _job_kinds()
    _set_job_kinds(words, (*words, KIND))
    op.create_table(
        "log_checks",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("broken", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_log_checks_job_id_jobs"),
        sa.PrimaryKeyConstraint("job_id", name="pk_log_checks"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("log_checks")
    op.execute(f"DELETE FROM notifications WHERE subject_id IN (SELECT id FROM jobs WHERE kind = '{KIND}')")
    op.execute(f"DELETE FROM jobs WHERE kind = '{KIND}'")
    words = _job_kinds()
    _set_job_kinds(words, tuple(word for word in words if word != KIND))


def _job_kinds() -> tuple[str, ...]:
    """The words that `jobs.kind` may be now."""
    if op.get_bind().dialect.name == "sqlite":
        made = op.get_bind().scalar(sa.text("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = 'jobs'"))
        (allowed,) = re.findall(r"kind IN \(([^)]*)\)", str(made))
    else:
        query = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck_jobs_kind'"
        allowed = str(op.get_bind().scalar(sa.text(query)))
    return tuple(re.findall(r"'(\w+)'", allowed))


def _set_job_kinds(old: tuple[str, ...], new: tuple[str, ...]) -> None:
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
