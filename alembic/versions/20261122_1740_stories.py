"""Stories: articles that tell one event.

Revision: 0033, after 0032. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "stories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("is_arranged", sa.Boolean(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["merged_into_id"], ["stories.id"], name="fk_stories_merged_into_id_stories"),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
        sqlite_strict=True,
    )
    told_twice = sa.text("articles > 1")
    op.create_index(
        "ix_stories_last_day", "stories", ["last_day", "id"], sqlite_where=told_twice, postgresql_where=told_twice
    )
    op.create_table(
        "story_articles",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("story_id", sa.Integer(), nullable=True),
        sa.Column("sketch", sa.LargeBinary(), nullable=True),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("placed_by_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_story_articles_article_id_articles"),
        sa.ForeignKeyConstraint(["placed_by_id"], ["users.id"], name="fk_story_articles_placed_by_id_users"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_story_articles_story_id_stories"),
        sa.PrimaryKeyConstraint("article_id", name="pk_story_articles"),
        sqlite_strict=True,
    )
    op.create_index("ix_story_articles_story_id", "story_articles", ["story_id"], unique=False)
    op.create_index("ix_story_articles_asked_at", "story_articles", ["asked_at"], unique=False)
    op.create_table(
        "story_words",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_story_words_article_id_articles"),
        sa.PrimaryKeyConstraint("number", "day", "article_id", name="pk_story_words"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_story_words_article_id", "story_words", ["article_id"], unique=False)
    op.create_table(
        "story_word_counts",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_story_word_counts"),
        sqlite_strict=True,
    )
    op.create_table(
        "story_edits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act", _word("act", "renamed", "merged", "split", "moved"), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name="fk_story_edits_made_by_id_users"),
        sa.ForeignKeyConstraint(["other_id"], ["stories.id"], name="fk_story_edits_other_id_stories"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_story_edits_story_id_stories"),
        sa.ForeignKeyConstraint(["undone_by_id"], ["users.id"], name="fk_story_edits_undone_by_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_story_edits"),
        sqlite_strict=True,
    )
    op.create_index("ix_story_edits_story_id", "story_edits", ["story_id", "id"], unique=False)
    op.create_index("ix_story_edits_other_id", "story_edits", ["other_id", "id"], unique=False)


def downgrade() -> None:
    for table in ("story_edits", "story_word_counts", "story_words", "story_articles", "stories"):
        op.drop_table(table)
