"""The prior of `rel-1`: an empirical-Bayes fit over a desk's outlets (REL-1 2.4).

Fit it on undecayed counts only: decayed counts look less noisy than they are, and coverage falls to 80 %.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from verify.core.reliability import INSTALLATION_PRIOR, Prior

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

STRENGTH_BOUNDS = (1.0, 200.0)
LOG_BOUNDS = (math.log(STRENGTH_BOUNDS[0]), math.log(STRENGTH_BOUNDS[1]))
FARTHEST_LOGIT = 12.0
OUTLETS_NEEDED = 5
DECIDED_NEEDED = 3
HYPER_STRENGTH = math.log(8.0)


@dataclass(frozen=True, slots=True)
class OutletCounts:
    """Undecayed, article-weighted own-voice counts of one outlet, and how many decided claims they come from."""

    corroborated: float
    disputed: float
    decided: int


@dataclass(frozen=True, slots=True)
class Fit:
    """An optimum of the marginal likelihood: mu, M, covariance of (logit mu, log M), value of the objective."""

    mean: float
    strength: float
    v11: float
    v12: float
    v22: float
    objective: float


def fit_prior(outlets: Sequence[OutletCounts], data_date: date) -> Prior:
    """The prior of outlets with a decided claim in the window, to 6 decimals; the installation default for small desks."""
    used = [o for o in outlets if o.decided > 0]
    if sum(o.decided >= DECIDED_NEEDED for o in used) < OUTLETS_NEEDED:
        return INSTALLATION_PRIOR
    fit = maximise([o.corroborated for o in used], [o.disputed for o in used])
    return Prior(
        mean=round(fit.mean, 6),
        strength=round(fit.strength, 6),
        v11=round(fit.v11, 6),
        v12=round(fit.v12, 6),
        v22=round(fit.v22, 6),
        data_date=data_date,
        outlets=len(used),
    )


def maximise(corroborated: Sequence[float], disputed: Sequence[float], *, hyper_prior: bool = True) -> Fit:
    """The optimum of 2.4 over (logit mu, log M); without the hyper-prior plain marginal likelihood."""
    import numpy as np

    likelihood = _Likelihood(np.asarray(corroborated, float), np.asarray(disputed, float), hyper_prior)
    start = np.array([likelihood.pooled_logit(), HYPER_STRENGTH])
    climbed = _climb(likelihood, start)
    found = _search(likelihood, start) if climbed is None else climbed
    covariance = _covariance(likelihood.slopes(found)[1])
    return Fit(
        mean=1 / (1 + math.exp(-found[0])),
        strength=math.exp(found[1]),
        v11=float(covariance[0, 0]),
        v12=float(covariance[0, 1]),
        v22=float(covariance[1, 1]),
        objective=likelihood.value(found),
    )


def _climb(likelihood: "_Likelihood", point: "Vector") -> "Vector | None":
    # Newton's steps from `point` to an optimum inside the bounds, the same to the sixth decimal for the same data; None where
    # the surface bends the wrong way or the way leads out. Two unknowns need no library, and most fits end here.
    for _ in range(50):
        gradient, hessian = likelihood.slopes(point)
        determinant = hessian[0, 0] * hessian[1, 1] - hessian[0, 1] ** 2
        if hessian[0, 0] >= 0 or determinant <= 0:
            return None
        step = -(hessian[::-1, ::-1] * ((1, -1), (-1, 1)) @ gradient) / determinant
        here = likelihood.value(point)
        while _within(point + step) and likelihood.value(point + step) < here - 1e-12:
            step = step / 2
        if not _within(point + step):
            return None
        point = point + step
        if abs(step).max() < 1e-10:
            return point
    return None


def _within(point: "Vector") -> bool:
    mean, strength = map(float, point)
    return -FARTHEST_LOGIT < mean < FARTHEST_LOGIT and LOG_BOUNDS[0] < strength < LOG_BOUNDS[1]


def _search(likelihood: "_Likelihood", start: "Vector") -> "Vector":
    from scipy.optimize import minimize

    def loss(point: Any) -> float:
        return -likelihood.value(point)

    def slope(point: Any) -> Any:
        return -likelihood.slopes(point)[0]

    bounds = [(-FARTHEST_LOGIT, FARTHEST_LOGIT), LOG_BOUNDS]
    found: Vector = minimize(loss, x0=start, jac=slope, method="L-BFGS-B", bounds=bounds).x
    # It stops at about 1e-5; from there the climb succeeds, unless the optimum is a bound.
    climbed = _climb(likelihood, found)
    return found if climbed is None else climbed


def _covariance(hessian: "Vector") -> "Vector":
    import numpy as np

    if np.linalg.eigvalsh(hessian).max() < 0:
        return np.asarray(np.linalg.inv(-hessian), float)
    # At a bound of M the surface may bend the wrong way: mu keeps its own curvature, log M the hyper-prior's variance of 1.
    return np.diag([1 / max(-hessian[0, 0], 1e-9), 1.0])


@dataclass(frozen=True, slots=True)
class _Likelihood:
    """The objective of 2.4 and its derivatives at a point (logit mu, log M), in closed form."""

    corroborated: "Vector"
    disputed: "Vector"
    hyper_prior: bool

    def pooled_logit(self) -> float:
        hits, misses = self.corroborated.sum() + 1.0, self.disputed.sum() + 1.0
        return math.log(hits / misses)

    def value(self, point: "Vector") -> float:
        from scipy.special import betaln

        mean, strength = 1 / (1 + math.exp(-point[0])), math.exp(point[1])
        a, b = mean * strength, (1 - mean) * strength
        total = (betaln(a + self.corroborated, b + self.disputed) - betaln(a, b)).sum()
        if self.hyper_prior:
            total += 2 * math.log(mean) + 2 * math.log(1 - mean) - 0.5 * (point[1] - HYPER_STRENGTH) ** 2
        return float(total)

    def slopes(self, point: "Vector") -> "tuple[Vector, Vector]":
        import numpy as np
        from scipy.special import polygamma

        def grown(order: int, start: float, by: "Vector") -> float:
            return float((polygamma(order, start + by) - polygamma(order, start)).sum())

        mean, strength = 1 / (1 + math.exp(-point[0])), math.exp(point[1])
        a, b, n = mean * strength, (1 - mean) * strength, self.corroborated + self.disputed
        of_a = grown(0, a, self.corroborated) - grown(0, strength, n)
        of_b = grown(0, b, self.disputed) - grown(0, strength, n)
        of_ab = -grown(1, strength, n)
        of_aa, of_bb = grown(1, a, self.corroborated) + of_ab, grown(1, b, self.disputed) + of_ab
        # Chain rule: a = mu M, b = (1-mu) M; d a / d logit mu = g = -d b / d logit mu; d a / d log M = a.
        g = mean * (1 - mean) * strength
        gradient = np.array([g * (of_a - of_b), a * of_a + b * of_b])
        across = g * (a * of_aa + (b - a) * of_ab - b * of_bb) + g * (of_a - of_b)
        along_mean = g**2 * (of_aa - 2 * of_ab + of_bb) + g * (1 - 2 * mean) * (of_a - of_b)
        along_strength = a**2 * of_aa + 2 * a * b * of_ab + b**2 * of_bb + gradient[1]
        if self.hyper_prior:
            gradient = gradient + np.array([2 * (1 - 2 * mean), HYPER_STRENGTH - point[1]])
            along_mean, along_strength = along_mean - 4 * mean * (1 - mean), along_strength - 1
        return gradient, np.array([[along_mean, across], [across, along_strength]])
