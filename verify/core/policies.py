"""The desk's rules of reviewing: how many people a verdict takes, which claims are drawn for a second look, and what that means."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from verify.core.errors import Malformed
from verify.core.reliability_rollup import Outcome
from verify.core.vocabulary import ReviewPolicy, Verdict

SECOND_SHARE = 0.15
"""How many of all claims are drawn for a blind second review unless the desk says otherwise (REL-1 2.9)."""
MOST_ORIGINS = 2
"""PRODUCT: the setting may lower two independent origins to one, and raises them no further."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a policy says. `second_share` lies in 0–1."""

    reviews_needed: ReviewPolicy
    origins_needed: int = 2
    second_share: float = SECOND_SHARE


def checked(rules: Rules) -> Rules:
    """The rules, the share rounded to a thousandth. `Malformed` names the field that is out of bounds."""
    if not 1 <= rules.origins_needed <= MOST_ORIGINS:
        raise Malformed(f"Independent origins: one or {MOST_ORIGINS}.", field="origins_needed")
    if not 0 <= rules.second_share <= 1:
        raise Malformed("The share for a second review lies between 0 and 100 percent.", field="second_share")
    return Rules(rules.reviews_needed, rules.origins_needed, round(rules.second_share, 3))


def default_for(reviewers: int) -> ReviewPolicy:
    """What a desk does that has chosen nothing: one reviewer decides alone, two or more look at disputes twice."""
    return ReviewPolicy.SINGLE if reviewers < 2 else ReviewPolicy.DISPUTED_DOUBLE


def is_drawn(seed: str, share: float, *, version_id: int, spans: Sequence[Sequence[int]]) -> bool:
    """Whether the claim at this place of a stored text is drawn for a second review.

    Its ticket is the SHA-256 of the seed and the place, read as a number in 0–1; it is drawn where that is below the share. So a
    draw can be made again from the seed, and nobody who lacks the seed can tell it.
    """
    place = f"{seed}:{version_id}:{[list(span) for span in spans]}"
    ticket = int.from_bytes(hashlib.sha256(place.encode()).digest()[:8], "big") / 2**64
    return ticket < share


def needs_second(policy: ReviewPolicy, verdict: Verdict, *, drawn: bool) -> bool:
    """Whether a first review with this verdict waits for a second one."""
    if policy is ReviewPolicy.DISPUTED_DOUBLE:
        return drawn or verdict is Verdict.DISPUTED
    return policy is ReviewPolicy.DOUBLE


def needs_adjudicator(policy: ReviewPolicy, stands: Outcome, wanted: Outcome, *, drawn: bool) -> bool:
    """Whether changing a verdict that stands takes more than the one person who wants it changed."""
    if stands == wanted:
        return False
    return any(needs_second(policy, outcome.verdict, drawn=drawn) for outcome in (stands, wanted))


def in_words(rules: Rules) -> list[str]:
    """What the rules mean for the people who work under them, a sentence or two each."""
    origins = "two independent origins" if rules.origins_needed == 2 else "one origin"
    return [
        *_REVIEWS_IN_WORDS[rules.reviews_needed],
        *_share_in_words(rules),
        f"Corroborated needs one examined primary source or {origins}. An editor who did not review the claim may admit it on "
        "less, with a reason.",
    ]


_REVIEWS_IN_WORDS: dict[ReviewPolicy, tuple[str, ...]] = {
    ReviewPolicy.SINGLE: ("One reviewer decides a claim. The verdict counts at once.",),
    ReviewPolicy.DOUBLE: (
        "Two reviewers judge every claim, neither seeing the other's work. Equal verdicts decide it; otherwise an adjudicator "
        "does.",
        "A verdict that stands is changed by an adjudicator only.",
    ),
    ReviewPolicy.DISPUTED_DOUBLE: (
        "One reviewer's corroborated or unverified decides a claim. Disputed waits for a second reviewer, who does not see the "
        "first review. Equal verdicts decide it; otherwise an adjudicator does.",
        "A verdict becomes disputed, or stops being disputed, through an adjudicator only.",
    ),
}


def _share_in_words(rules: Rules) -> list[str]:
    share = f"{100 * rules.second_share:.3g} %"
    if rules.reviews_needed is not ReviewPolicy.DISPUTED_DOUBLE:
        return []
    if not rules.second_share:
        return ["No other claim gets a second review, so being handed a claim twice says that it was disputed."]
    return [
        f"{share} of all claims, drawn when they are taken in, get a second review whatever the first says. So nobody who is "
        "handed a claim can tell how it was judged before, and the desk learns how often its verdicts are wrong."
    ]


def lacking(rules: Rules, *, reviewers: int, adjudicators: int) -> list[str]:
    """What the desk's people are too few for under these rules, in words; empty where all is well."""
    if rules.reviews_needed is ReviewPolicy.SINGLE:
        return []
    found = []
    if reviewers < 2:
        found.append(
            "The desk has fewer than two reviewers: claims that need a second review wait until there is another."
        )
    if not adjudicators:
        found.append(
            "Nobody on the desk is an adjudicator: where two reviews disagree, the claim waits until somebody is."
        )
    return found
