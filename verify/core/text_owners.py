"""Whose text an article is (REL-1 2.2): an agency's that it credits, another outlet's that printed most of it before, its own."""

from collections.abc import Iterable
from dataclasses import dataclass

from verify.core.credits import root_name
from verify.core.vocabulary import OriginRule

MOST_OF_IT = 0.5
"""The share of an article's own text that another one must have. `containment`, a share of the shorter text, does not tell: a long
report holds the whole of a brief and is a report of its own."""


@dataclass(frozen=True, slots=True)
class Newsroom:
    """An outlet as far as texts change hands: those of one group, and the eras of one outlet (`line`), print their own."""

    name: str
    line: int
    group: str | None = None
    is_agency: bool = False

    def prints_its_own(self, other: "Newsroom") -> bool:
        """Whether what comes from the other one is this one's own."""
        return self.line == other.line or (self.group is not None and self.group == other.group)


@dataclass(frozen=True, slots=True)
class Derived:
    """One thing that an article was found to have its text from; `maker` is the other article's newsroom, `root` an agency's name.

    `share`: how much of the article's own text the other article has.
    """

    rule: OriginRule
    is_sure: bool
    is_tie: bool
    why: str
    maker: Newsroom | None = None
    root: str | None = None
    article_id: int | None = None
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose text an article is, why, and the other outlet's article where it is a copy of one."""

    name: str
    why: str
    article_id: int | None = None


def owner(by: Newsroom, derived: Iterable[Derived], agencies: Iterable[Newsroom]) -> Owner | None:
    """Whose text it is that `by` printed; None where it is its own.

    A credit says it by itself; else an agency's article that has half of it, before any other that does: that one had it from there
    too. What is only possible, or appeared in both at the same time, says nothing.
    """
    sure, known = [one for one in derived if one.is_sure and not one.is_tie], list(agencies)
    names = [agency.name for agency in known]
    own = {root_name(one.name, names) for one in (by, *(agency for agency in known if by.prints_its_own(agency)))}
    credited = {one.root: one.why for one in sure if one.rule is OriginRule.CREDIT and one.root and one.root not in own}
    copied = [one for one in sure if one.maker and _is_theirs(by, one.maker) and (one.share or 0) >= MOST_OF_IT]
    copied.sort(key=lambda one: (bool(one.maker and one.maker.is_agency), one.share or 0), reverse=True)
    if credited:
        theirs = (one.article_id for one in copied if one.maker and root_name(one.maker.name, names) in credited)
        return Owner(" and ".join(credited), "; ".join(dict.fromkeys(credited.values())), next(theirs, None))
    for one in copied:
        if one.maker:
            return Owner(one.maker.name, f"{one.share:.0%} of it stands in their article", one.article_id)
    return None


def _is_theirs(by: Newsroom, maker: Newsroom) -> bool:
    """Whether a text that both have is the other one's. An agency makes texts for papers, not the other way round."""
    return not by.prints_its_own(maker) and (maker.is_agency or not by.is_agency)
