"""How near two articles are to telling one event: shared rare words, the headline's counting more, and the days between them.

Measured by `make bench-stories` on triplets of articles about one event. The numbers below were chosen on that set, and nothing
near them does much worse.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

HEADLINE, NAMED = 3, 1
"""How often a word of the headline counts, and how much more one that is written with a capital inside a sentence."""
DAYS, FAR = 3.0, 0.3
"""Nearness falls with the days between two articles, by e in three of them, to three tenths of what the words alone say."""
SAME_STORY = 0.125
"""Nearness from which two articles are taken to tell one event."""

_WORD = re.compile(r"[^\W\d_][\w’'-]+|\d[\d.,]*")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*")
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Telling:
    """What of an article tells which event it is about: how much each of its words says, and its day."""

    terms: Mapping[str, int]
    day: date


def telling(title: str, text: str, day: date) -> Telling:
    """An article as stories are found by it."""
    terms = Counter(word.lower() for word in _WORD.findall(text))
    for name in _NAME.findall(text):
        for word in name.split():
            terms[word.lower()] += NAMED
    for word in _WORD.findall(title):
        terms[word.lower()] += HEADLINE
    return Telling(terms, day)


def nearness(articles: Sequence[Telling]) -> Matrix:
    """How near each two of some articles are, 0 to 1; words that only one of them has say nothing."""
    from scipy import sparse  # only here: it takes as long to import as half of our tables, and few processes need it

    counts = Counter(term for article in articles for term in article.terms)
    columns = {term: at for at, (term, count) in enumerate(sorted(counts.items())) if count > 1}
    width = max(columns.values(), default=0) + 1
    rows: list[int] = []
    places: list[int] = []
    weights: list[float] = []
    for row, article in enumerate(articles):
        mine = {columns[t]: _weight(n, counts[t], len(articles)) for t, n in article.terms.items() if t in columns}
        length = math.sqrt(sum(weight * weight for weight in mine.values())) or 1.0
        rows += [row] * len(mine)
        places += mine.keys()
        weights += [weight / length for weight in mine.values()]
    words: Any = sparse.csr_matrix((weights, (rows, places)), shape=(len(articles), width))
    days = np.array([article.day.toordinal() for article in articles], dtype=np.float64)
    apart = np.abs(days[:, None] - days[None, :])
    near: Matrix = (words @ words.T).toarray() * with_days(apart)
    return near


def with_days(apart: Any) -> Any:
    """What so many days between two articles leave of what their words say."""
    return FAR + (1 - FAR) * np.exp(-apart / DAYS)


def groups(near: Matrix, least: float = SAME_STORY) -> list[list[int]]:
    """Articles grouped into stories: two groups are joined while their articles are on average near enough, the nearest first."""
    count = len(near)
    members = {at: [at] for at in range(count)}
    sums: Matrix = near.copy()
    np.fill_diagonal(sums, -np.inf)
    sizes = np.ones(count)
    while len(members) > 1:
        mean = sums / (sizes[:, None] * sizes[None, :])
        one, other = (int(at) for at in np.unravel_index(int(mean.argmax()), mean.shape))
        if mean[one, other] < least:
            break
        sums[one, :] += sums[other, :]
        sums[:, one] = sums[one, :]
        sums[other, :] = sums[:, other] = -np.inf
        sums[one, one] = -np.inf
        sizes[one] += sizes[other]
        members[one] += members.pop(other)
    return [sorted(found) for found in members.values()]


def _weight(times: int, articles_with: int, articles: int) -> float:
    return (1 + math.log(times)) * math.log((1 + articles) / (1 + articles_with))
