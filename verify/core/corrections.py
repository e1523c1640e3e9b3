"""How an outlet corrects itself, beside its score and never inside it (REL-1 2.9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median

from verify.core.reliability_selection import Share, share_of
from verify.core.vocabulary import OWNED_UP, Contact, CorrectionKind


@dataclass(frozen=True, slots=True)
class Corrected:
    """One correction as the rate sees it."""

    claim: int
    kind: CorrectionKind
    day: date
    contact: Contact


@dataclass(frozen=True, slots=True)
class Correcting:
    """How many of `disputed` claims were `corrected`, with the interval of Beta(1 + k, 1 + n - k); days are the median delay."""

    disputed: int
    corrected: int
    rate: Share
    days: float | None
    unprompted: int
    silent: int


def correcting(disputed: Mapping[int, date], events: Iterable[Corrected]) -> Correcting:
    """The line beside a score: `disputed` are own-voice disputed claims with their publication days.

    A claim is corrected by its first correction, clarification or retraction; a claim that was only edited silently is told apart.
    Delay runs from publication, and is never below nothing. `unprompted` counts those before the desk's contact.
    """
    first: dict[int, Corrected] = {}
    silent: set[int] = set()
    for event in sorted(events, key=lambda e: e.day):
        if event.claim not in disputed:
            continue
        if event.kind in OWNED_UP:
            first.setdefault(event.claim, event)
        elif event.kind is CorrectionKind.SILENT_EDIT:
            silent.add(event.claim)
    delays = [max((event.day - disputed[event.claim]).days, 0) for event in first.values()]
    return Correcting(
        disputed=len(disputed),
        corrected=len(first),
        rate=share_of(len(first), len(disputed) - len(first)),
        days=float(median(delays)) if delays else None,
        unprompted=sum(event.contact is Contact.BEFORE for event in first.values()),
        silent=len(silent - set(first)),
    )
