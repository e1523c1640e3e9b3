"""Passages that stand in articles of the desk: the version that has them, and what the newest version has of them.

Revision: 0045, after 0044. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

ANCHORING = ("exact", "spacing", "close", "missing")


def upgrade() -> None:
    op.add_column("evidence", sa.Column("article_version", sa.Integer(), nullable=True))
    _add_word("evidence", "newest_anchoring", ANCHORING)
    op.create_index("ix_evidence_article", "evidence", ["article_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_evidence_article", "evidence")
    op.drop_column("evidence", "newest_anchoring")
    op.drop_column("evidence", "article_version")


def _add_word(table: str, name: str, words: tuple[str, ...]) -> None:
    """A column that holds one of these words or nothing. SQLite takes the check with the column, and never later."""
    allowed = "{} IN ({})".format(name, ", ".join(f"'{word}'" for word in words))
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"ALTER TABLE {table} ADD COLUMN {name} TEXT CONSTRAINT ck_{table}_{name} CHECK ({allowed})")
        return
    op.add_column(table, sa.Column(name, sa.String(32), nullable=True))
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, allowed)
