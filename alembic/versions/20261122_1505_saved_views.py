"""Lists of claims under a name, and the keys that people choose.

Revision: 0021, after 0020. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("filters", sa.String(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_saved_views_owner_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_views"),
        sa.UniqueConstraint("owner_id", "name_key", name="uq_saved_views_owner_id_name_key"),
        sqlite_strict=True,
    )
    op.create_index("ix_saved_views_is_shared", "saved_views", ["is_shared", "name_key"], unique=False)
    op.create_table(
        "key_maps",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_key_maps_user_id_users"),
        sa.PrimaryKeyConstraint("user_id", name="pk_key_maps"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("key_maps")
    op.drop_table("saved_views")
