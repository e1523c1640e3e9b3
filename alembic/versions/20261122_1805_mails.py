"""Mails that wait to be sent, and which notices a person wants by mail.

Revision: 0038, after 0037. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

STATES = ("waiting", "sending", "sent", "dropped")


def upgrade() -> None:
    op.create_table(
        "mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("notification_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["notification_id"], ["notifications.id"], name="fk_mails_notification_id_notifications"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_mails_user_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_mails"),
        sa.UniqueConstraint("notification_id", name="uq_mails_notification_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_mails_due", "mails", ["state", "next_at"], unique=False)
    op.create_index("ix_mails_user", "mails", ["user_id", "id"], unique=False)
    op.create_table(
        "mail_choices",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_mail_choices_user_id_users"),
        sa.PrimaryKeyConstraint("user_id", name="pk_mail_choices"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("mail_choices")
    op.drop_table("mails")
