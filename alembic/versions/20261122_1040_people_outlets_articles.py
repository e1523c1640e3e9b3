"""People, outlets, articles and jobs.

Revision: 0001, after nothing. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outlets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "news",
                "agency",
                "opinion",
                "government",
                "satire",
                "platform",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("ownership_group", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outlets"),
        sa.UniqueConstraint("name_key", name="uq_outlets_name_key"),
        sqlite_strict=True,
    )
    op.create_table(
        "snapshots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("published_day", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_snapshots"),
        sa.UniqueConstraint("sha256", name="uq_snapshots_sha256"),
        sqlite_strict=True,
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("pseudonym", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("email", name="uq_users_email"),
        sa.UniqueConstraint("pseudonym", name="uq_users_pseudonym"),
        sqlite_strict=True,
    )
    op.create_table(
        "articles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("canonical_url", sa.String(), nullable=True),
        sa.Column("text_key", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("published_day", sa.Date(), nullable=False),
        sa.Column("published_known", sa.Boolean(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("versions", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["users.id"], name="fk_articles_added_by_id_users"),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name="fk_articles_outlet_id_outlets"),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.UniqueConstraint("canonical_url", name="uq_articles_canonical_url"),
        sa.UniqueConstraint("outlet_id", "text_key", name="uq_articles_outlet_id_text_key"),
        sqlite_strict=True,
    )
    op.create_index("ix_articles_outlet_id", "articles", ["outlet_id"], unique=False)
    op.create_table(
        "audit_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("sealed_as", sa.Integer(), nullable=True),
        sa.Column("prev_hash", sa.String(), nullable=True),
        sa.Column("hash", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name="fk_audit_events_actor_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_events"),
        sa.UniqueConstraint("sealed_as", name="uq_audit_events_sealed_as"),
        sqlite_strict=True,
    )
    op.create_index("ix_audit_events_subject", "audit_events", ["subject_type", "subject_id"], unique=False)
    op.create_table(
        "exports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "format",
            sa.Enum("jsonl", "csv", "claimreview", name="format", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("claim_count", sa.Integer(), nullable=False),
        sa.Column("log_head", sa.String(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name="fk_exports_created_by_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_exports"),
        sqlite_strict=True,
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("ingest", "capture", "export", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "running",
                "done",
                "failed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name="fk_jobs_created_by_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sqlite_strict=True,
    )
    op.create_index("ix_jobs_state", "jobs", ["state", "id"], unique=False)
    op.create_table(
        "one_time_links",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_one_time_links_user_id_users"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_one_time_links"),
        sqlite_strict=True,
    )
    op.create_table(
        "outlet_domains",
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name="fk_outlet_domains_outlet_id_outlets"),
        sa.PrimaryKeyConstraint("domain", name="pk_outlet_domains"),
        sqlite_strict=True,
    )
    op.create_index("ix_outlet_domains_outlet_id", "outlet_domains", ["outlet_id"], unique=False)
    op.create_table(
        "policies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "reviews_needed",
            sa.Enum(
                "single",
                "double",
                "disputed_double",
                name="reviews_needed",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("origins_needed", sa.Integer(), nullable=False),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("adopted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["adopted_by_id"], ["users.id"], name="fk_policies_adopted_by_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_policies"),
        sqlite_strict=True,
    )
    op.create_table(
        "record_totals",
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("own_corroborated", sa.Integer(), nullable=False),
        sa.Column("own_disputed", sa.Integer(), nullable=False),
        sa.Column("own_unverified", sa.Integer(), nullable=False),
        sa.Column("relayed_corroborated", sa.Integer(), nullable=False),
        sa.Column("relayed_disputed", sa.Integer(), nullable=False),
        sa.Column("relayed_unverified", sa.Integer(), nullable=False),
        sa.Column("said_confirmed", sa.Integer(), nullable=False),
        sa.Column("said_wrong", sa.Integer(), nullable=False),
        sa.Column("decided_articles", sa.Integer(), nullable=False),
        sa.Column("corroborated_sum", sa.Double(), nullable=False),
        sa.Column("disputed_sum", sa.Double(), nullable=False),
        sa.Column("unverified_sum", sa.Double(), nullable=False),
        sa.Column("square_sum", sa.Double(), nullable=False),
        sa.Column("last_known_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name="fk_record_totals_outlet_id_outlets"),
        sa.PrimaryKeyConstraint("outlet_id", name="pk_record_totals"),
        sqlite_strict=True,
    )
    op.create_table(
        "sign_ins",
        sa.Column("id_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("csrf_token", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_sign_ins_user_id_users"),
        sa.PrimaryKeyConstraint("id_hash", name="pk_sign_ins"),
        sqlite_strict=True,
    )
    op.create_index("ix_sign_ins_user_id", "sign_ins", ["user_id"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_tokens_user_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("token_hash", name="uq_tokens_token_hash"),
        sqlite_strict=True,
    )
    op.create_index("ix_tokens_user_id", "tokens", ["user_id"], unique=False)
    op.create_table(
        "article_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("byline", sa.String(), nullable=True),
        sa.Column("published_day", sa.Date(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_article_versions_article_id_articles"),
        sa.PrimaryKeyConstraint("id", name="pk_article_versions"),
        sa.UniqueConstraint("article_id", "number", name="uq_article_versions_article_id_number"),
        sqlite_strict=True,
    )
    op.create_table(
        "desks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("desk_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name="fk_desks_policy_id_policies"),
        sa.PrimaryKeyConstraint("id", name="pk_desks"),
        sqlite_strict=True,
    )
    op.create_table(
        "intake_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("outlet_name", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("published_day", sa.Date(), nullable=True),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("body_is_html", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "stored", "failed", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("was_new", sa.Boolean(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_intake_lines_article_id_articles"),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_intake_lines_job_id_jobs"),
        sa.PrimaryKeyConstraint("id", name="pk_intake_lines"),
        sqlite_strict=True,
    )
    op.create_index("ix_intake_lines_job", "intake_lines", ["job_id", "state", "line_number"], unique=False)


def downgrade() -> None:
    for table in (
        "intake_lines",
        "desks",
        "article_versions",
        "tokens",
        "sign_ins",
        "record_totals",
        "policies",
        "outlet_domains",
        "one_time_links",
        "jobs",
        "exports",
        "audit_events",
        "articles",
        "users",
        "snapshots",
        "outlets",
    ):
        op.drop_table(table)
