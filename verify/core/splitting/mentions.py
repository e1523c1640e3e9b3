"""The people and bodies an article names: a short name's full form, and whom a sentence is about."""

import re
from collections.abc import Iterable

from verify.core.splitting import lexicon
from verify.core.splitting.drafts import Span

_FULL = re.compile(
    r"(?:[A-Z][\w’'-]+|[A-Z]\.)(?: (?:(?:de|van|von|bin|al|el|der|la|of the|of|the) )?(?:[A-Z][\w’'-]+|"
    r"[A-Z]\.|Jr\.|Sr\.))+"
)
_TITLES = re.compile(
    r"^(?:(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Lt|Col|Gen|Sgt|Capt|Rev)\.|(?:Vice |Prime |Foreign |Deputy |"
    r"Former |Public |Chief |U\.S\. )*"
    r"(?:President|Senator|Representative|Governor|Minister|Secretary|Attorney General|Attorney|"
    r"Chancellor|King|Queen|Prince|Judge|Mayor|CEO|"
    r"Ombudsman|Director|Chairman|General|Professor|Justice|Pope))(?= [A-Z]) "
)
_BY = re.compile(
    r"(?:an?|the)\b[\w ]{0,40}\b(?:claim|report|statement|study|post|letter|data|release|figures)s? (?:by|"
    r"from|of) "
)
_DESCRIBED = re.compile(
    r"(?:[Tt]he |"
    r"[Aa]n? )?(?:[\w’'-]+ )*?(?:[a-z][\w’'-]+) (?<!of )(?<!for )(?<!the )(?<!from )(?<!in )((?:[A-Z][\w’'.-]+ ?)+)$"
)
_LEADING = re.compile(
    r"^(?:The|A|An|In|On|At|But|And|For|After|Before|When|While|As|If|This|That|He|She|It|They|We|His|Her|"
    r"Its)(?= ) "
)


class Mentions:
    """Full names of one article by their last word."""

    def __init__(self, text: str, prose: Iterable[Span]) -> None:
        self._full: dict[str, str] = {}
        for start, end in prose:
            for match in _FULL.finditer(text, start, end):
                self._learn(match.group())

    def _learn(self, found: str) -> None:
        name = _TITLES.sub("", _LEADING.sub("", found)).removesuffix("’s").removesuffix("'s")
        parts = [part for part in name.split() if part not in ("Jr.", "Sr.")]
        if 2 <= len(parts) <= 5 and "of" not in parts and "the" not in parts:
            self._full.setdefault(parts[-1], name)

    def speaker(self, words: str) -> str:
        """A speaker's name out of the wording of a frame: "a claim by the Turkish media site Nephes" is Nephes."""
        bare = words.split(", ", 1)[0].strip(" ,")
        by = _BY.match(bare)
        bare = bare[by.end() :] if by else bare
        described = _DESCRIBED.match(bare)
        return self.full(described.group(1) if described else bare)

    def full(self, name: str) -> str:
        """The fullest form the article gives of a name; the name itself where there is none."""
        bare = _TITLES.sub("", name)
        if " " not in bare and bare in self._full:
            return self._full[bare]
        return bare

    def knows(self, name: str) -> bool:
        """Whether the name, or the last word of it, is one the article gives in full."""
        return any(word.strip(",") in self._full for word in name.split())

    def person_at_start(self, text: str, span: Span) -> str | None:
        """The full name that a sentence opens with, where it opens with a name the article knows."""
        match = re.match(r"(?:[A-Z][\w’'.-]+ ?){1,5}", text[span[0] : min(span[1], span[0] + 120)])
        if match is None:
            return None
        words = [w.removesuffix("’s").removesuffix("'s") for w in _TITLES.sub("", match.group()).split()]
        return next((self._full[w] for w in reversed(words) if w in self._full), None)


def is_pronoun(words: str) -> bool:
    """Whether a speaker's wording is a bare pronoun."""
    return words.lower() in lexicon.PRONOUNS
