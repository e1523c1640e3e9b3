"""Every migration goes up and down, and the newest equals the models."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

import verify.models as models
from verify import schema
from verify.db import Database


def kept_by_hand(name: str | None) -> bool:
    return bool(name) and (str(name).startswith("claims_fts") or name == "ix_claims_words")


def test_head_equals_the_models(database: Database) -> None:
    with database.writer.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_object": lambda _o, name, _k, reflected, _c: not (reflected and kept_by_hand(name))},
        )
        assert compare_metadata(context, models.Article.metadata) == []


def test_all_the_way_down_and_up_again(database: Database) -> None:
    assert schema.revision(database) == schema.head()
    schema.downgrade(database, "base")
    assert schema.revision(database) is None
    schema.upgrade(database)
    assert schema.revision(database) == schema.head()
