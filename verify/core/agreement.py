"""How far reviewers agree, and how often their verdicts are wrong: Krippendorff's alpha for nominal values (REL-1 2.9)."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, repeat

from verify.core.vocabulary import ReviewPolicy, Verdict

TARGET, LOOK_INTO = 0.80, 0.67
"""Alpha from which agreement is good, and below which somebody should look into it."""
LEAST_JUDGED = 10
"""Claims that became corroborated, and as many that became disputed, before error rates are told."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """`alpha` is 1 for full agreement, 0 for chance, None where nothing can be compared; from `claims` with two or more
    judgements each, `judgements` in all."""

    alpha: float | None
    claims: int
    judgements: int


def krippendorff(claims: Iterable[Sequence[Hashable]]) -> Agreement:
    """Alpha over the judgements of each claim; claims with fewer than two are left out. None too if all judgements are equal."""
    compared = [Counter(judged) for judged in claims if len(judged) >= 2]
    totals: Counter[Hashable] = Counter()
    observed = 0.0
    for counts in compared:
        size = counts.total()
        totals.update(counts)
        observed += (size**2 - sum(n**2 for n in counts.values())) / (size - 1)
    judgements = totals.total()
    expected = judgements**2 - sum(n**2 for n in totals.values())
    alpha = 1 - (judgements - 1) * observed / expected if expected else None
    return Agreement(alpha, len(compared), judgements)


@dataclass(frozen=True, slots=True)
class PairCount:
    """How many claims two people judged blind in one way: first and second verdict, and what the claim became (None: open).

    `is_unselected`: they were looked at twice whatever the first verdict was, so they stand for all claims.
    """

    month: str
    first: Verdict
    second: Verdict
    became: Verdict | None
    policy: ReviewPolicy
    is_unselected: bool
    claims: int


@dataclass(frozen=True, slots=True)
class LabelPair:
    """Claims that got no other verdicts than these two: how many, how many got both, and alpha over them."""

    verdicts: tuple[Verdict, Verdict]
    claims: int
    differ: int
    alpha: float | None


@dataclass(frozen=True, slots=True)
class VerdictErrors:
    """How the desk's verdicts err, seen on claims that were judged twice: for Rogan and Gladen's correction.

    `sensitivity`: of claims that became corroborated, the share that the desk would have recorded so; `specificity`: the same
    of disputed ones. `corroborated` and `disputed` are how many claims that rests on.
    """

    sensitivity: float
    specificity: float
    corroborated: int
    disputed: int


def agreement_of(counts: Iterable[PairCount]) -> Agreement:
    """Alpha over these pairs."""
    return krippendorff(judged for count in counts for judged in repeat((count.first, count.second), count.claims))


def by_month(counts: Sequence[PairCount]) -> list[tuple[str, Agreement]]:
    """Alpha of each month, the newest first."""
    months: dict[str, list[PairCount]] = defaultdict(list)
    for count in counts:
        months[count.month].append(count)
    return [(month, agreement_of(months[month])) for month in sorted(months, reverse=True)]


def by_labels(counts: Sequence[PairCount]) -> list[LabelPair]:
    """For each two verdicts how often reviewers take one for the other."""
    found = []
    for verdicts in combinations(Verdict, 2):
        among = [count for count in counts if {count.first, count.second} <= set(verdicts)]
        differ = sum(count.claims for count in among if count.first is not count.second)
        whole = agreement_of(among)
        found.append(LabelPair(verdicts, whole.claims, differ, whole.alpha))
    return found


def verdict_errors(counts: Iterable[PairCount]) -> VerdictErrors | None:
    """Error rates of what the desk records, from unselected claims; None under `LEAST_JUDGED` of either outcome.

    What became of a claim after both reviews is taken as right. Recorded without the draw would have been the first verdict, or
    where the policy asks for a second review because of that verdict, what became of the claim.
    """
    became: Counter[Verdict] = Counter()
    right: Counter[Verdict] = Counter()
    for count in counts:
        if not count.is_unselected or count.became not in (Verdict.CORROBORATED, Verdict.DISPUTED):
            continue
        recorded = _recorded(count)
        if recorded is not Verdict.UNVERIFIED:  # it would be outside the ratio that is corrected
            became[count.became] += count.claims
            right[count.became] += count.claims * (recorded is count.became)
    corroborated, disputed = became[Verdict.CORROBORATED], became[Verdict.DISPUTED]
    if min(corroborated, disputed) < LEAST_JUDGED:
        return None
    return VerdictErrors(
        right[Verdict.CORROBORATED] / corroborated, right[Verdict.DISPUTED] / disputed, corroborated, disputed
    )


def _recorded(count: PairCount) -> Verdict | None:
    looked_at_again = count.policy is ReviewPolicy.DOUBLE or (
        count.policy is ReviewPolicy.DISPUTED_DOUBLE and count.first is Verdict.DISPUTED
    )
    return count.became if looked_at_again else count.first
