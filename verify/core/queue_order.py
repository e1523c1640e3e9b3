"""Where a claim stands in the queue, and why: yes-or-no tiers first, then a sum of named and weighted parts.

Both are folded into one number, by which the queue's index is sorted. What grows with time (days since publication, days on the
desk) is folded as days since `ORIGIN` instead: it grows for all claims alike, so the order of two claims never changes by it and
no claim has to be placed anew each night. Everything is reckoned in whole ten-thousandths, so that parts add up exactly.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from verify.core.errors import Malformed
from verify.core.vocabulary import Lane, Voice

URGENT = "urgent"
"""The tag that lifts a claim, where the desk's order says so."""
ORIGIN = date(2025, 1, 1)
LONGEST_DAYS = 36_500
"""An article from before counts as a hundred years old."""
UNIT = 10_000
STEP = 16_384
"""What one tier outweighs: more than any two sums of parts can lie apart."""
MOST_TIERS = 4
HEAVIEST, HEAVIEST_A_DAY = 1.0, 0.05
_FIGURES = {"figures", "money", "percent", "large number"}


class Part(StrEnum):
    """What can move a claim up or down."""

    WORTH = "check-worthiness"
    AUDIT = "audit sample"
    TIP = "tip"
    URGENT = "urgent"
    ASSIGNED = "assigned"
    OFFICIAL = "official action"
    HARM = "harm and health"
    FIGURES = "figures"
    RELAYED = "relayed"
    REPEATED = "said before in its article"
    CONTRADICTED = "conflict elsewhere"
    PUBLISHED = "days since publication"
    WAITING = "days on the desk"


TOLD: dict[Part, str] = {
    Part.WORTH: "Its check-worthiness, 0–1.",
    Part.AUDIT: "It was drawn at random, for an audit sample.",
    Part.TIP: "Somebody pointed it out.",
    Part.URGENT: f"It is tagged “{URGENT}”.",
    Part.ASSIGNED: "It is meant for somebody.",
    Part.OFFICIAL: "It is about a law, a court, a government or its policy.",
    Part.HARM: "It is about deaths, crime, war, weapons, illness or drugs.",
    Part.FIGURES: "It holds a figure: a number, a sum of money, a share.",
    Part.RELAYED: "The outlet passes on what somebody else says.",
    Part.REPEATED: "The same article says the same further up.",
    Part.CONTRADICTED: "A claim of another article conflicts with it, as the desk found or people say.",
    Part.PUBLISHED: "For each day since its article was published; below zero puts new articles first.",
    Part.WAITING: "For each day since it came to the desk; above zero puts first what has waited long.",
}
"""What each part means, for the page that sets the order."""
DAILY = (Part.PUBLISHED, Part.WAITING)
TIERS = tuple(part for part in Part if part not in (Part.WORTH, Part.REPEATED, *DAILY))
"""What can be a tier: all that a claim either has or has not, and that one may want on top."""


@dataclass(frozen=True, slots=True)
class QueueOrder:
    """A desk's order: the tiers, the first above all others, and the weight of each part that counts, by part."""

    tiers: tuple[Part, ...] = ()
    weights: tuple[tuple[Part, float], ...] = ((Part.WORTH, 1.0),)

    def as_text(self) -> str:
        """The order as it is stored."""
        return json.dumps({"tiers": self.tiers, "weights": dict(self.weights)})


DEFAULT = QueueOrder()
"""What a desk goes by that has chosen nothing: check-worthiness alone."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a claim's place depends on; `reasons` are the names of its check-worthiness's parts."""

    worthiness: float
    reasons: Sequence[str]
    voice: Voice
    lane: Lane
    published: date
    made: date
    is_urgent: bool = False
    is_assigned: bool = False
    is_repeated: bool = False
    is_contradicted: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """What one part adds to a claim's place."""

    name: Part
    points: float


@dataclass(frozen=True, slots=True)
class Place:
    """Why a claim stands where it does: the tiers it is in, then the parts, which add up to `total` exactly."""

    tiers: tuple[Part, ...]
    parts: tuple[Share, ...]
    total: float

    @property
    def in_words(self) -> str:
        """The sum written out: `check-worthiness 0.82 + tip 0.5 = 1.32`."""
        terms = " + ".join(f"{share.name} {shown(share.points)}" for share in self.parts) or "nothing counts for it"
        return f"{terms} = {shown(self.total)}"


def shown(points: float) -> str:
    """Points to as many places as they have, four at most."""
    return f"{points:.4f}".rstrip("0").rstrip(".").replace("-", "−")


def checked(tiers: Sequence[Part], weights: Mapping[Part, float]) -> QueueOrder:
    """An order of these tiers and weights, weights of nothing left out. `Malformed` names the field that is out of bounds."""
    if len(tiers) > MOST_TIERS or len(set(tiers)) != len(tiers) or not set(tiers) <= set(TIERS):
        raise Malformed(f"Choose up to {MOST_TIERS} tiers, each once.", field="tiers")
    for part, weight in weights.items():
        most = HEAVIEST_A_DAY if part in DAILY else HEAVIEST
        if not -most <= weight <= most:
            raise Malformed(f"The weight of “{part}” lies between −{most:g} and {most:g}.", field=part.name.lower())
    kept = tuple((part, rounded) for part in Part if (rounded := round(weights.get(part, 0.0), 4)))
    if not kept and not tiers:
        raise Malformed("Give at least one part a weight; otherwise the queue has no order.", field="tiers")
    return QueueOrder(tuple(tiers), kept)


@lru_cache(maxsize=64)
def parsed(text: str | None) -> QueueOrder:
    """The order of a stored text; the default from none."""
    if text is None:
        return DEFAULT
    found = json.loads(text)
    weights = {Part(name): weight for name, weight in found["weights"].items()}
    return QueueOrder(tuple(Part(name) for name in found["tiers"]), tuple(weights.items()))


def uses(order: QueueOrder, part: Part) -> bool:
    """Whether a part moves any claim by this order."""
    return part in order.tiers or part in dict(order.weights)


def in_words(order: QueueOrder) -> list[str]:
    """What an order means, a sentence for each of its steps."""
    found = [f"{'First' if number == 0 else 'Then'}: {tier}." for number, tier in enumerate(order.tiers)]
    if order.weights:
        terms = ", ".join(f"{part} × {shown(weight)}" for part, weight in order.weights)
        found.append(f"{'Then by' if order.tiers else 'By'} the sum of {terms}, the highest first.")
    return [*found, "Claims that are level: the newest first."]


def place(order: QueueOrder, facts: Facts, *, today: date) -> Place:
    """Where a claim of these facts stands today, and why."""
    units = _units(order, facts, since=today)
    held = tuple(tier for tier in order.tiers if _amount(tier, facts))
    shares = tuple(Share(part, number / UNIT) for part, number in units if number)
    return Place(held, shares, sum(number for _, number in units) / UNIT)


def priority(order: QueueOrder, facts: Facts) -> float:
    """The number by which the queue is sorted, highest first: the tiers, and the sum as it stood at `ORIGIN`."""
    last = len(order.tiers) - 1
    tiers = sum(STEP << (last - number) for number, tier in enumerate(order.tiers) if _amount(tier, facts))
    return (tiers * UNIT + sum(number for _, number in _units(order, facts, since=ORIGIN))) / UNIT


def _units(order: QueueOrder, facts: Facts, *, since: date) -> list[tuple[Part, int]]:
    return [(part, _of_part(part, weight, facts, since)) for part, weight in order.weights]


def _of_part(part: Part, weight: float, facts: Facts, since: date) -> int:
    if part not in DAILY:
        return round(weight * _amount(part, facts) * UNIT)
    # Rounded for a day, not for all days together: so two claims lie as far apart tomorrow as today, to the last digit.
    began = facts.published if part is Part.PUBLISHED else facts.made
    lies = min(LONGEST_DAYS, max(-LONGEST_DAYS, (ORIGIN - began).days))
    return round(weight * UNIT) * (lies + (since - ORIGIN).days)


def _amount(part: Part, facts: Facts) -> float:
    return _AMOUNTS[part](facts)


_AMOUNTS: dict[Part, Callable[[Facts], float]] = {
    Part.WORTH: lambda facts: facts.worthiness,
    Part.AUDIT: lambda facts: facts.lane is Lane.RANDOM,
    Part.TIP: lambda facts: facts.lane is Lane.TIP,
    Part.URGENT: lambda facts: facts.is_urgent,
    Part.ASSIGNED: lambda facts: facts.is_assigned,
    Part.OFFICIAL: lambda facts: Part.OFFICIAL in facts.reasons,
    Part.HARM: lambda facts: Part.HARM in facts.reasons,
    Part.FIGURES: lambda facts: not _FIGURES.isdisjoint(facts.reasons),
    Part.RELAYED: lambda facts: facts.voice is Voice.RELAYED,
    Part.REPEATED: lambda facts: facts.is_repeated,
    Part.CONTRADICTED: lambda facts: facts.is_contradicted,
}
"""How much of a part a claim has. A new part is a word, what it means, and a line here."""
