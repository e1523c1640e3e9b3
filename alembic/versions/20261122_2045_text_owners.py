"""Whose text an article is, and in which record the verdicts on its claims count.

Each claim goes on counting where it counted: `verify trace` works out whose texts the articles are that are there already, and
moves their claims on the day that it runs.

Revision: 0047, after 0046. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_claims_queue": (
        ("state", "kind", "priority", "id", "language", "published_day", "check_worthiness"),
        ("article_id",),
    ),
    "ix_claims_outlet_verdict": (("outlet_id", "verdict"), ("article_id",)),
}


def upgrade() -> None:
    _add_record_voice()
    op.execute("UPDATE claims SET record_voice = voice WHERE voice <> 'own'")
    _make_indexes("voice", "record_voice")
    op.add_column("articles", sa.Column("text_of", sa.String(), nullable=True))
    op.add_column("derivations", sa.Column("own_share", sa.Double(), nullable=True))
    _make_tables()
    _refuse_changes()
    op.execute("ANALYZE")  # what is known of the indexes went with them


def downgrade() -> None:
    op.drop_table("text_owner_waits")
    op.drop_table("text_owners")
    op.drop_column("derivations", "own_share")
    op.drop_column("articles", "text_of")
    _make_indexes("voice")
    op.drop_column("claims", "record_voice")


def _add_record_voice() -> None:
    allowed = "record_voice IN ('own', 'relayed')"
    if op.get_bind().dialect.name == "sqlite":  # which takes the check with the column, and never later
        op.execute(
            "ALTER TABLE claims ADD COLUMN record_voice TEXT NOT NULL DEFAULT 'own'"
            f" CONSTRAINT ck_claims_record_voice CHECK ({allowed})"
        )
        return
    op.add_column("claims", sa.Column("record_voice", sa.String(32), nullable=False, server_default="own"))
    op.create_check_constraint(op.f("ck_claims_record_voice"), "claims", allowed)


def _make_indexes(*voices: str) -> None:
    for name, (first, last) in INDEXES.items():
        op.drop_index(name, "claims")
        op.create_index(name, "claims", [*first, *voices, *last], unique=False)


def _make_tables() -> None:
    op.create_table(
        "text_owners",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("from_article_id", sa.Integer(), nullable=True),
        sa.Column("is_said", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_text_owners_article_id_articles"),
        sa.ForeignKeyConstraint(["from_article_id"], ["articles.id"], name="fk_text_owners_from_article_id_articles"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_text_owners_by_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_text_owners"),
        sqlite_strict=True,
    )
    op.create_index("ix_text_owners_article", "text_owners", ["article_id", "id"], unique=False)
    op.create_table(
        "text_owner_waits",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_text_owner_waits_article_id_articles"),
        sa.PrimaryKeyConstraint("article_id", name="pk_text_owner_waits"),
        sqlite_strict=True,
    )
    op.create_index("ix_text_owner_waits_asked_at", "text_owner_waits", ["asked_at"], unique=False)


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER text_owners_no_replace BEFORE INSERT ON text_owners"
            " WHEN EXISTS (SELECT 1 FROM text_owners WHERE id = NEW.id)"
            " BEGIN SELECT RAISE(ABORT, 'text_owners is append-only'); END"
        )
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER text_owners_no_{change.lower()} BEFORE {change} ON text_owners"
                " BEGIN SELECT RAISE(ABORT, 'text_owners is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER text_owners_append_only BEFORE UPDATE OR DELETE ON text_owners"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER text_owners_not_emptied BEFORE TRUNCATE ON text_owners"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
