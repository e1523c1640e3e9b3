"""An outlet's record as people read it: the number, whether it may be shown, its word, and what is outside of it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from verify.core.reliability import (
    INSTALLATION_PRIOR,
    REL_1,
    ROUNDING,
    Method,
    Prior,
    Record,
    Sufficiency,
    Sums,
    label,
    posterior,
    sufficiency,
    told_apart,
)
from verify.core.reliability_selection import Share, unverified_band, unverified_share
from verify.core.vocabulary import RecordLabel


@dataclass(frozen=True, slots=True)
class Reading:
    """A record on a day. `band` is where the mean could lie if false claims are harder to settle than true ones."""

    as_of: date
    sums: Sums
    record: Record
    enough: Sufficiency
    unverified: Share
    band: tuple[float, float]
    label: RecordLabel
    method: str
    prior: Prior

    @property
    def sufficient(self) -> bool:
        """Whether the number may be shown."""
        return self.enough.sufficient


def read(sums: Sums, as_of: date, prior: Prior = INSTALLATION_PRIOR, method: Method = REL_1) -> Reading:
    """The reading of `sums` under `prior`."""
    record = posterior(sums, prior, method)
    enough = sufficiency(sums, prior, method)
    unverified = unverified_share(sums, method)
    band = unverified_band(record.mean, unverified.share, method)
    return Reading(
        as_of=as_of,
        sums=sums,
        record=record,
        enough=enough,
        unverified=unverified,
        band=band,
        label=label(record, enough, band, method),
        method=method.identity,
        prior=prior,
    )


def of_hundred(share: float, decimals: int = 0) -> str:
    """A score or an end of its interval as it is printed: never 0 and never 100, which would say that somebody is certain."""
    text, least = f"{100 * share:.{decimals}f}", 10.0**-decimals
    if float(text) < least:
        return f"<{least:g}"
    return f">{100 - least:g}" if float(text) > 100 - least else text


def interval_text(low: float, high: float, decimals: int = 0) -> str:
    """An interval as it is printed, of 100: `71–99`, `72 – >99`."""
    ends = of_hundred(low, decimals), of_hundred(high, decimals)
    return (" – " if "<" in ends[0] + ends[1] or ">" in ends[0] + ends[1] else "–").join(ends)


def missing(enough: Sufficiency) -> tuple[str, ...]:
    """What a record still lacks, such as `3.6 of 5 verdicts needed`; empty for a sufficient one.

    Both are rounded, what is needed up and what is there never up to it: 4.96 of 5 must not read as 5 of 5.
    """
    lacks = []
    if not enough.enough_weight:
        there, needed = round(enough.weight, 1), math.ceil(enough.weight_needed * 10 - ROUNDING) / 10
        if there >= needed:
            there = math.floor(enough.weight * 10) / 10
        lacks.append(f"{there:g} of {needed:g} verdicts needed")
    if not enough.enough_articles:
        lacks.append(f"{enough.articles} of {enough.articles_needed} articles needed")
    return tuple(lacks)


@dataclass(frozen=True, slots=True)
class Placed:
    """A place in a ranking; `tied` where more than one stands there."""

    place: int
    tied: bool


def places(readings: Sequence[Reading]) -> list[Placed]:
    """The places of sufficient records given best mean first: those not told apart from the best of their group share its place."""
    heads: list[int] = []
    for index, reading in enumerate(readings):
        together = bool(heads) and not told_apart(readings[heads[-1]].record, reading.record)
        heads.append(heads[-1] if together else index)
    return [Placed(head + 1, heads.count(head) > 1) for head in heads]
