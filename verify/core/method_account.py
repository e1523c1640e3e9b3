"""The method as its page tells it: every running parameter with its reason, and an example worked out with them."""

from dataclasses import dataclass
from datetime import date, timedelta

from verify.core.records import Reading, read
from verify.core.reliability import REL_1, Method, Observation, Prior, add_up, weigh
from verify.core.reliability_explained import contributions
from verify.core.reliability_prior import DECIDED_NEEDED, OUTLETS_NEEDED, STRENGTH_BOUNDS
from verify.core.reliability_selection import NEEDED_A_STRATUM, SMALLEST_SHARE
from verify.core.vocabulary import Verdict

C, D, U = Verdict.CORROBORATED, Verdict.DISPUTED, Verdict.UNVERIFIED

EXAMPLE = ((0, C), (90, C), (180, D), (365, C), (730, C), (730, D), (10, U))
"""Ages in days and verdicts of the example, each claim from an article of its own (REL-1 2.14)."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the method: its name in words and in formulas, its value in words, and why it is that."""

    name: str
    symbol: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class ExampleClaim:
    """A claim of the example: age in days, decay d, its part of the score and what leaving it out would undo (both 2.7)."""

    age: int
    published: date
    verdict: Verdict
    decay: float
    part: float | None
    without: float | None


@dataclass(frozen=True, slots=True)
class Example:
    """The example's claims and the record they make; the parts sum to the mean minus the prior's mean."""

    claims: tuple[ExampleClaim, ...]
    reading: Reading

    @property
    def parts(self) -> float:
        """The sum of all parts."""
        return sum(claim.part or 0.0 for claim in self.claims)


def worked_example(as_of: date, prior: Prior, method: Method = REL_1) -> Example:
    """The example as of a day, under the prior and the parameters that run."""
    seen = [
        Observation(number, number, as_of - timedelta(days=age), verdict)
        for number, (age, verdict) in enumerate(EXAMPLE)
    ]
    weighed = weigh(seen, as_of, method)
    parts = {c.observation.claim: c for c in contributions(weighed, prior)}
    claims = tuple(
        ExampleClaim(
            age=(as_of - item.observation.published).days,
            published=item.observation.published,
            verdict=item.observation.verdict,
            decay=item.decay,
            part=parts[number].part if number in parts else None,
            without=parts[number].without if number in parts else None,
        )
        for number, item in enumerate(weighed)
    )
    return Example(claims, read(add_up(weighed), as_of, prior, method))


def parameters(method: Method = REL_1) -> tuple[Parameter, ...]:
    """Every parameter that runs."""
    return (*_of_weights(method), *_of_words(method))


def _of_weights(method: Method) -> tuple[Parameter, ...]:
    return (
        Parameter(
            "Half-life",
            "H",
            f"{method.half_life:g} days",
            "A verdict counts half after that long: outlets change, and old behaviour says less about the next claim.",
        ),
        Parameter(
            "Likeness of one article’s claims",
            "rho",
            f"{method.article_correlation:g}",
            "Claims of one article stand or fall together: five of them weigh 2.8, not 5.",
        ),
        Parameter(
            "Drift guarded against",
            "sigma",
            f"{method.drift:g} logits per square root of a year",
            "However many verdicts there are, today’s chance is known only as well as drift allows. It widens, never shifts.",
        ),
        Parameter(
            "Least information",
            "floor",
            f"{method.information_floor:g}",
            "Keeps the drift guard up for outlets near 0 or 1.",
        ),
        Parameter("Interval", "level", f"{method.level:.0%}", "The central part of what the record leaves possible."),
    )


def _of_words(method: Method) -> tuple[Parameter, ...]:
    low, high = method.odds_band
    return (
        Parameter(
            "Enough verdicts",
            "W",
            f"the strength of the starting point, at least {method.enough_weight:g}",
            "At least half of a number that is shown is the outlet’s own record.",
        ),
        Parameter("Enough articles", "", f"{method.enough_articles}", "No number from one or two bad days."),
        Parameter(
            "Labels",
            "",
            f"strong from {method.strong_from:g} (the low end), weak to {method.weak_to:g} (the high end)",
            "A word is given for the whole interval, never for its middle.",
        ),
        Parameter(
            "Unverified claims",
            "delta",
            f"{low:g} to {high:g}",
            "They are outside the score. If false claims are so many times harder to settle, the score lies in a band; a band"
            " across a threshold makes the label “not settled”.",
        ),
        Parameter("Weight of relayed claims", "", "0", "What others say is not the outlet’s own accuracy."),
        Parameter("Weight by severity", "", "off", "How grave an error is, is a matter of opinion."),
        Parameter(
            "Fitting the starting point",
            "",
            f"claims of the last three half-lives, {OUTLETS_NEEDED} outlets with {DECIDED_NEEDED} decided claims, strength"
            f" {STRENGTH_BOUNDS[0]:g} to {STRENGTH_BOUNDS[1]:g}",
            "Fitted on undecayed counts, adopted by an editor, logged; nothing is refitted silently.",
        ),
        Parameter(
            "Everything published",
            "",
            f"{NEEDED_A_STRATUM} random-lane claims decided in each stratum of {SMALLEST_SHARE:.0%} or more",
            "Only claims drawn at random say something about claims that nobody checked.",
        ),
    )


FORMULAS = (
    ("Weight of a claim", "w = c · d,  c = 1 / (1 + (m − 1) · rho),  d = 2^(−age / H)"),
    ("Sums", "S = Σ w over corroborated,  F = Σ w over disputed,  W = S + F,  W2 = Σ c · d²,  n_K = W² / W2"),
    ("Score", "E = (mu · M + S) / (M + W)"),
    ("Drift guard", "lag = sigma² · max(E (1 − E), floor) · (H / 365) / (2 ln 2),  n_v = min(W, 1 / (1 / n_K + lag))"),
    ("Slopes", "g1 = M / (M + n_v) · mu (1 − mu),  g2 = M (mu − E) / (M + n_v)"),
    (
        "Variance",
        "var = E (1 − E) / (M + n_v + 1) + V11 · g1² + 2 · V12 · g1 · g2 + V22 · g2², at most 0.95 · E (1 − E)",
    ),
    ("Interval", "k = E (1 − E) / var − 1; the quantiles 0.025 and 0.975 of Beta(E · k, (1 − E) · k)"),
    ("Part of a claim", "a = w (y − mu) / (M + W), y = 1 corroborated, 0 disputed;  E = mu + Σ a"),
    ("Told apart", "P(A > B) of the two Betas lies outside 0.05–0.95"),
)
"""Names and formulas (REL-1 2.3–2.7); m: decided own-voice claims of the article."""

LIMITS = (
    "The score is the chance that the next claim which this outlet makes in its own voice, and which somebody checks and decides,"
    " is corroborated. It is not the share of everything it prints that is right.",
    "Claims are picked for checking, mostly suspicious ones. Only an estimate from claims drawn at random speaks of everything"
    " published, and it is shown apart.",
    "The interval holds the truth in 95 of 100 cases on average over outlets like the desk’s. It does not promise that for a given"
    " outlet at the very top or bottom.",
    "Verdicts are taken as given. If 5 of 100 are wrong, the interval holds in about 78 of 100 cases; second"
    " reviews are the remedy.",
    "Few verdicts pull a score towards the starting point, the same for every outlet. Its owner, country or leaning plays no part.",
    "Corrections stand beside the score, not in it: the verdict is on the claim as it was published.",
    "What was known on a day stays as it was: a later verdict or a new starting point moves only what is known from then on.",
)
"""What the numbers do not say."""
