"""Factual, prediction or opinion: what sort of claim a wording makes."""

from verify.core.splitting import lexicon
from verify.core.vocabulary import ClaimKind

_PREDICTING = ("predict", "forecast", "expect")


def kind_of(statement: str, *, cue: str = "", direct: bool = False) -> ClaimKind:
    """The kind of a claim by its wording: the future first, then words of judgement, else it can be checked."""
    future = lexicon.FUTURE.search(statement)
    judged = lexicon.JUDGEMENT.search(statement)
    if cue.startswith(_PREDICTING) or (future and not (judged and judged.start() < future.start())):
        return ClaimKind.PREDICTION
    if judged or (direct and statement.endswith("!")):
        return ClaimKind.OPINION
    return ClaimKind.FACTUAL
