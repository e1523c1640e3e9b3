"""How much a claim is worth checking, 0–1: a sum of named parts that the page shows, clamped."""

import re
from collections.abc import Sequence

from verify.core.splitting.drafts import Reason
from verify.core.vocabulary import ClaimKind

_BASE = Reason("base", 0.3)
_FEATURES: tuple[tuple[str, float, re.Pattern[str]], ...] = (
    (
        "figures",
        0.2,
        re.compile(
            r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?|thousands?|millions?|"
            r"billions?|half|third|percent)\b",
            re.I,
        ),
    ),
    ("named entity", 0.12, re.compile(r"(?<!^)(?<![.!?] )\b[A-Z][\w’'-]+")),
    (
        "official action",
        0.1,
        re.compile(
            r"\b(?:law|court|government|minist\w+|president|police|agency|senat\w+|congress|tax\w*|budget|"
            r"election|sanction\w*|arrest\w*|charg\w+|approv\w+|sign\w+|bann?\w*|investigat\w+|su(?:ed|ing)|"
            r"convict\w+|plead\w*)\b",
            re.I,
        ),
    ),
    ("past event", 0.1, re.compile(r"\b(?:was|were|had|has|have|did|\w{3,}ed)\b")),
    (
        "harm",
        0.12,
        re.compile(
            r"\b(?:kill\w*|die[ds]?|dead|deaths?|injur\w+|attack\w*|violen\w+|threat\w*|war|crime\w*|victims?|"
            r"disease|cancer|fraud\w*|corrupt\w+|weapons?|shot|shooting)\b",
            re.I,
        ),
    ),
    (
        "comparison",
        0.06,
        re.compile(
            r"\b(?:more|less|fewer|higher|lower|most|least|largest|biggest|highest|first|than|rose|fell|"
            r"increas\w+|decreas\w+|doubl\w+)\b",
            re.I,
        ),
    ),
    (
        "vague",
        -0.1,
        re.compile(r"\b(?:some|many|several|things?|somehow|often|sometimes|a lot|kind of|sort of)\b", re.I),
    ),
    ("first person", -0.1, re.compile(r"\b(?:I|we|our|my|us)\b")),
)
_OF_KIND = {ClaimKind.OPINION: Reason("opinion", -0.3), ClaimKind.PREDICTION: Reason("prediction", -0.15)}


def check_worthiness(
    statement: str, *, kind: ClaimKind, hedged: bool = False, unresolved: Sequence[str] = ()
) -> tuple[float, tuple[Reason, ...]]:
    """The check-worthiness of a statement and the named parts that sum to it before it is clamped to 0–1."""
    reasons = [_BASE, *(Reason(name, weight) for name, weight, found in _FEATURES if found.search(statement))]
    if kind in _OF_KIND:
        reasons.append(_OF_KIND[kind])
    if hedged:
        reasons.append(Reason("hedged", 0.05))
    if unresolved:
        reasons.append(Reason("unresolved words", -0.1))
    if len(statement.split()) < 5:
        reasons.append(Reason("very short", -0.1))
    total = sum(reason.weight for reason in reasons)
    return round(min(1.0, max(0.0, total)), 4), tuple(reasons)
