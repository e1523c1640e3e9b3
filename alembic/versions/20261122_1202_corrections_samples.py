"""Corrections of claims by their outlets, and audit samples.

Revision: 0011, after 0010. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _word("kind", "correction", "clarification", "update", "retraction", "silent_edit"),
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("prominence", _word("prominence", "prominent", "noted", "unmarked"), nullable=False),
        sa.Column("contact", _word("contact", "before", "after"), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["users.id"], name="fk_corrections_added_by_id_users"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_corrections_claim_id_claims"),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name="fk_corrections_outlet_id_outlets"),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
        sqlite_strict=True,
    )
    op.create_index("ix_corrections_outlet", "corrections", ["outlet_id", "day"], unique=False)
    op.create_index("ix_corrections_claim", "corrections", ["claim_id"], unique=False)
    op.create_table(
        "audit_samples",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("frame", sa.Integer(), nullable=False),
        sa.Column("frame_sha256", sa.String(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["users.id"], name="fk_audit_samples_drawn_by_id_users"),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name="fk_audit_samples_outlet_id_outlets"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_samples"),
        sqlite_strict=True,
    )
    op.create_index("ix_audit_samples_outlet_id", "audit_samples", ["outlet_id"], unique=False)
    op.create_table(
        "audit_sample_claims",
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_audit_sample_claims_claim_id_claims"),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["audit_samples.id"], name="fk_audit_sample_claims_sample_id_audit_samples"
        ),
        sa.PrimaryKeyConstraint("sample_id", "claim_id", name="pk_audit_sample_claims"),
        sqlite_strict=True,
    )
    op.create_index("ix_audit_sample_claims_claim_id", "audit_sample_claims", ["claim_id"], unique=False)


def downgrade() -> None:
    for table in ("audit_sample_claims", "audit_samples", "corrections"):
        op.drop_table(table)
