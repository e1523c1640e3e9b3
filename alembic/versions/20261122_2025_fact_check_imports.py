"""The files and feeds that fact-checks of others came with, and fact-checks that were withdrawn.

Revision: 0044, after 0043. Released migrations never change and import no models.

Both tables are made anew, because SQLite takes no foreign key out of a table again. What is there already came with one import for
each person and moment.
"""

import re

import sqlalchemy as sa

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

KIND = "fact_checks"
TIME = sa.DateTime(timezone=True)
SAME = "id, key, claim, rating, checked_by, url, checked_on, said_by"


def upgrade() -> None:
    words = _job_kinds()
    _set_job_kinds(words, (*words, KIND))
    op.create_table(
        "fact_check_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("read_at", TIME, nullable=True),
        sa.Column("withdrawn_at", TIME, nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_fact_check_imports_job_id_jobs"),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name="fk_fact_check_imports_made_by_id_users"),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["users.id"], name="fk_fact_check_imports_withdrawn_by_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_fact_check_imports"),
        sqlite_strict=True,
    )
    op.create_index("ix_fact_check_imports_job_id", "fact_check_imports", ["job_id"], unique=False)
    op.execute(
        "INSERT INTO fact_check_imports (title, found, new, left_out, made_by_id, made_at, read_at) "
        "SELECT 'file', count(*), count(*), '[]', imported_by_id, imported_at, imported_at "
        "FROM fact_checks GROUP BY imported_by_id, imported_at"
    )
    _set_aside(
        "SELECT f.*, i.id AS import_id FROM fact_checks f JOIN fact_check_imports i "
        "ON i.made_at = f.imported_at AND coalesce(i.made_by_id, 0) = coalesce(f.imported_by_id, 0)"
    )
    _make(
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", TIME, nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["fact_check_imports.id"], name="fk_fact_checks_import_id_fact_check_imports"
        ),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["users.id"], name="fk_fact_checks_withdrawn_by_id_users"),
    )
    op.create_index("ix_fact_checks_import", "fact_checks", ["import_id", "id"], unique=False)
    op.create_index("ix_fact_checks_checked_by", "fact_checks", ["checked_by", "id"], unique=False)
    _put_back("import_id")


def downgrade() -> None:
    _set_aside(
        "SELECT f.*, i.made_by_id AS imported_by_id, i.made_at AS imported_at "
        "FROM fact_checks f JOIN fact_check_imports i ON i.id = f.import_id"
    )
    _make(
        sa.Column("imported_by_id", sa.Integer(), nullable=True),
        sa.Column("imported_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["imported_by_id"], ["users.id"], name="fk_fact_checks_imported_by_id_users"),
    )
    _put_back("imported_by_id, imported_at")
    op.drop_table("fact_check_imports")
    op.execute(f"DELETE FROM jobs WHERE kind = '{KIND}'")
    words = _job_kinds()
    _set_job_kinds(words, tuple(word for word in words if word != KIND))


def _set_aside(rows: str) -> None:
    op.execute(f"CREATE TEMPORARY TABLE kept_fact_checks AS {rows}")
    op.execute("CREATE TEMPORARY TABLE kept_fact_check_words AS SELECT * FROM fact_check_words")
    op.drop_table("fact_check_words")
    op.drop_table("fact_checks")


def _make(*others: sa.schema.SchemaItem) -> None:
    """The two tables; `others` are the columns and keys in which the old table and the new one differ."""
    op.create_table(
        "fact_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("key", "claim", "rating", "checked_by", "url")),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("said_by", sa.String(), nullable=True),
        *others,
        sa.PrimaryKeyConstraint("id", name="pk_fact_checks"),
        sa.UniqueConstraint("key", name="uq_fact_checks_key"),
        sqlite_strict=True,
    )
    op.create_table(
        "fact_check_words",
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("fact_check_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fact_check_id"], ["fact_checks.id"], name="fk_fact_check_words_fact_check_id_fact_checks"
        ),
        sa.PrimaryKeyConstraint("word", "fact_check_id", name="pk_fact_check_words"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_fact_check_words_fact_check_id", "fact_check_words", ["fact_check_id"], unique=False)


def _put_back(others: str) -> None:
    op.execute(f"INSERT INTO fact_checks ({SAME}, {others}) SELECT {SAME}, {others} FROM kept_fact_checks")
    op.execute("INSERT INTO fact_check_words SELECT * FROM kept_fact_check_words")
    op.execute("DROP TABLE kept_fact_checks")
    op.execute("DROP TABLE kept_fact_check_words")
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('fact_checks', 'id'), (SELECT max(id) FROM fact_checks)) "
            "WHERE EXISTS (SELECT 1 FROM fact_checks)"
        )


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
