"""How many claims hold a word, told by SQLite's index of words itself. PostgreSQL keeps statistics of its own.

Revision: 0031, after 0030. Released migrations never change and import no models.
"""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # It holds nothing of its own: it reads the index.
        op.execute("CREATE VIRTUAL TABLE claims_fts_words USING fts5vocab('claims_fts', 'row')")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE claims_fts_words")
