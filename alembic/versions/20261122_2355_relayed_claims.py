"""A claim that the text relays counts as relayed: nothing may be stored that says otherwise.

Revision: 0051, after 0050. Released migrations never change and import no models.
"""

from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

NAME = "record_voice_of_relayed"
REFUSED = "a claim that the text relays counts as relayed"


def upgrade() -> None:
    # No desk has such a claim; if one did, `verify records check` would tell of its record, and `rebuild` put that right too.
    op.execute("UPDATE claims SET record_voice = 'relayed' WHERE voice = 'relayed' AND record_voice = 'own'")
    if op.get_bind().dialect.name != "sqlite":
        op.create_check_constraint(op.f(f"ck_claims_{NAME}"), "claims", "voice = 'own' OR record_voice = 'relayed'")
        return
    for change in (
        "INSERT",
        "UPDATE OF voice, record_voice",
    ):  # SQLite takes a check with a new column, and never later
        op.execute(
            f"CREATE TRIGGER claims_{NAME}_{change.split()[0].lower()} BEFORE {change} ON claims"
            " WHEN NEW.voice <> 'own' AND NEW.record_voice <> 'relayed'"
            f" BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(f"ck_claims_{NAME}"), "claims", type_="check")
        return
    for change in ("insert", "update"):
        op.execute(f"DROP TRIGGER claims_{NAME}_{change}")
