"""Column types that several tables share."""

from enum import StrEnum

from sqlalchemy import Enum


def word(words: type[StrEnum], name: str) -> Enum:
    """A column that holds one of a vocabulary's words, checked by the database under the constraint `name`."""
    return Enum(
        words,
        native_enum=False,
        create_constraint=True,
        name=name,
        length=32,
        values_callable=lambda ws: [w.value for w in ws],
    )
