"""Which texts share prints (`verify.core.copies`), and which prints so many have that they tell nothing."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.orm import Session

from verify.core.copies import might_be_copy
from verify.models import EvidencePrint, TextPrint

STOCK_PHRASE = 200
"""A print that so many texts have is furniture: it is not stored again, so that no search grows with the desk."""
MOST_ALIKE = 60
"""Texts that one is compared with by their prints, those that share most with it."""


class Prints:
    """The prints that are kept of one kind of text: a table of their numbers and of the text, named by `text`."""

    def __init__(self, model: type[TextPrint] | type[EvidencePrint], text: str) -> None:
        table = cast(Table, model.__table__)
        of, number = table.c[text], table.c.number
        given = number.in_(bindparam("numbers", expanding=True))
        shared = select(of, func.count()).where(given, of != bindparam("but")).group_by(of)
        self._shared = shared.order_by(func.count().desc(), of).limit(MOST_ALIKE)
        self._kept = select(of, func.count()).where(of.in_(bindparam("texts", expanding=True))).group_by(of)
        self._stock = select(number).where(given).group_by(number).having(func.count() >= STOCK_PHRASE)

    def alike(self, session: Session, numbers: Sequence[int], *, but: int = 0) -> list[int]:
        """Ids of at most sixty texts, `but` one, that share enough of these prints to be compared, those that share most first."""
        if not numbers:
            return []
        connection = session.connection()
        shared: dict[int, int] = dict(connection.execute(self._shared, {"numbers": numbers, "but": but}).all())
        kept: dict[int, int] = dict(connection.execute(self._kept, {"texts": [*shared]}).all()) if shared else {}
        return [text for text, count in shared.items() if might_be_copy(count, len(numbers), kept[text])]

    def stock(self, session: Session, numbers: Sequence[int]) -> set[int]:
        """Which of these prints are stock phrases."""
        return set(session.connection().scalars(self._stock, {"numbers": numbers})) if numbers else set()


OF_ARTICLES = Prints(TextPrint, "article_id")
OF_ITEMS = Prints(EvidencePrint, "evidence_id")
