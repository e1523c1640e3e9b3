"""Up to four records side by side, with the chance that one lies above another (REL-1 2.6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from verify.core.errors import Malformed, NotFound
from verify.core.record_history import View
from verify.core.records import Reading
from verify.core.reliability import beta_of, chance_above
from verify.models import Outlet
from verify.queries import histories
from verify.queries.outlets import LARGEST_ID

MOST = 4
COLUMNS = ("outlet_id", "name", "score", "low", "high", "sufficient", "label", "weight", "articles")
"""What `Compared.row` holds."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One outlet of a comparison."""

    outlet_id: int
    name: str
    reading: Reading

    def row(self) -> tuple[object, ...]:
        """The record as a row of a file; score and interval are None where it is insufficient."""
        found, record = self.reading, self.reading.record
        shown = (record.mean, record.low, record.high) if found.sufficient else (None, None, None)
        facts = (found.sufficient, found.label, found.sums.weight, found.sums.articles)
        return self.outlet_id, self.name, *shown, *facts


@dataclass(frozen=True, slots=True)
class Comparison:
    """Some records in one view; `above` has P(first > second) for each pair of sufficient ones, by outlet ids."""

    lines: tuple[Compared, ...]
    above: dict[tuple[int, int], float]

    def columns(self) -> tuple[str, ...]:
        """The names of what `rows` hold: the records, then the chance that each lies above every other."""
        return (*COLUMNS, *(f"chance_above_{line.outlet_id}" for line in self.lines))

    def rows(self) -> list[tuple[object, ...]]:
        """The comparison as rows of a file; what may not be shown is None."""
        return [
            line.row() + tuple(self.above.get((line.outlet_id, o.outlet_id)) for o in self.lines) for line in self.lines
        ]

    def apart(self, first: int, second: int) -> bool | None:
        """Whether two outlets are told apart; None where one of them has no sufficient record."""
        chance = self.above.get((first, second))
        return None if chance is None else not 0.05 <= chance <= 0.95


def compare(session: Session, outlet_ids: Sequence[int], view: View) -> Comparison:
    """Compare up to four outlets in the order given, each once. `Malformed` for more, `NotFound` for an unknown one."""
    ids = list(dict.fromkeys(outlet_ids))
    if len(ids) > MOST:
        raise Malformed(f"Compare at most {MOST} outlets.", field="outlet")
    known = [outlet_id for outlet_id in ids if 0 < outlet_id <= LARGEST_ID]
    named = {row.id: row.name for row in session.execute(select(Outlet.id, Outlet.name).where(Outlet.id.in_(known)))}
    for outlet_id in ids:
        if outlet_id not in named:
            raise NotFound(f"There is no outlet {outlet_id}.")
    lines = tuple(
        Compared(outlet_id, named[outlet_id], histories.of_outlet(session, outlet_id, view).reading)
        for outlet_id in ids
    )
    shown = [line for line in lines if line.reading.sufficient]
    above = {
        (a.outlet_id, b.outlet_id): chance_above(beta_of(a.reading.record), beta_of(b.reading.record))
        for a in shown
        for b in shown
        if a is not b
    }
    return Comparison(lines, above)
