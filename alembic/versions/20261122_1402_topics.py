"""Topics: what an article is filed under, from its intake on.

Revision: 0014, after 0013. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("articles", sa.Column("topic", sa.String(), nullable=True))
    op.create_index("ix_articles_topic", "articles", ["topic", "outlet_id"], unique=False)
    op.add_column("intake_lines", sa.Column("topic", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("intake_lines", "topic")
    op.drop_index("ix_articles_topic", "articles")
    op.drop_column("articles", "topic")
