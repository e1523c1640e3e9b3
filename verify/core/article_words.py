"""Whether a statement says anything in words of its own: its content words must come from the article, in whatever form.

A word comes from the article if the article has it, an inflection or a derivation of it (`propose`, `proposal`), or another tense
of the same irregular verb. Function words are free; figures must stand in the article as they are.
"""

import re
from collections.abc import Iterable

from verify.core.splitting import lexicon

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:[’'][^\W\d_]+)*")
_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts that put no space between words: a run of them is looked for as it stands."""

_FUNCTION_WORDS = """
a an the this that these those such same other another own each every either neither both all any some no none
i me my mine myself we us our ours ourselves you your yours yourself he him his himself she her hers herself it its itself
they them their theirs themselves one ones who whom whose which what whatever when where why how there here then thus
be am is are was were been being have has had having do does did doing done can could may might must shall should will would
ought let get got
and or but nor so yet if unless whether because although though while whereas as than since until till once
of in on at by for with without from to into onto upon over under above below between among through during before after
against about around across along toward towards within outside inside near off out up down per via despite except
not never also too only just even still already now again more most less least much many few very
s d ll re ve m t
"""
_NEGATIONS = "not no never none nobody nothing nor neither without cannot nowhere hardly"
_WITH_ENDINGS = """
s es ed ing en er ers or ors ion ions ation ations ition itions sion sions de y ies e al ally ial ially ic ical ly ily
ment ments ness ful less able ible ance ances ence ences ant ants ent ents ive ively ity ities ism ist ists ian ians an ans
ese ish hood ship ships age ages ure ures t th st est ify ified ise ised ises ising ize ized izes izing ization
isation ous ously cy cies ied ier iers iest iness
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
NEGATIONS = frozenset(_NEGATIONS.split())
_ENDINGS = frozenset({"", *_WITH_ENDINGS.split()})
_INFLECTED = frozenset({"", "s", "es", "ed", "ing", "en"})
_AFTER = {"d": "e", "r": "e", "rs": "e", "n": "aeow", "ns": "aeo"}
"""Endings that only follow these letters: "ward" is no form of "war", "Russian" is one of "Russia"."""
_CLIPPED = re.compile(r"[’'](?:s|d|ll|re|ve|m)?$")
_BASES = {past: base for base, past in lexicon.pairs("past tenses").items()}
STEM = 4
"""Letters that two forms of a word share at least, where both have an ending."""
SHORT_STEM = 3
"""Where one of them has none, or both are plain inflections."""


def tokens(text: str) -> list[str]:
    """Words and figures of a text, small letters, straight apostrophes, without a possessive ending."""
    return [_CLIPPED.sub("", found.lower()).replace("’", "'") for found in _TOKEN.findall(text)]


def content_words(text: str) -> list[str]:
    """The tokens that are no function words, in order."""
    return [token for token in tokens(text) if token not in FUNCTION_WORDS and not token.endswith("n't")]


class Vocabulary:
    """The words of a text, to ask which words of a statement are none of them."""

    def __init__(self, text: str) -> None:
        self._text = text
        said = set(tokens(text))
        self._words = said | {_BASES[word] for word in said if word in _BASES}
        self._by_start: dict[str, list[str]] = {}
        for word in self._words:
            self._by_start.setdefault(word[:SHORT_STEM], []).append(word)

    def foreign(self, statement: str) -> list[str]:
        """The content words of a statement that do not come from the text, in order."""
        return [word for word in content_words(statement) if word not in self]

    def __contains__(self, word: str) -> bool:
        if word in self._words:
            return True
        if word[0].isdigit():
            return False
        if _WITHOUT_SPACES.search(word):
            return word in self._text.lower()
        return any(self._akin(form) for form in {word, _BASES.get(word, word)})

    def _akin(self, word: str) -> bool:
        return word in self._words or any(are_akin(word, other) for other in self._by_start.get(word[:SHORT_STEM], []))


def are_akin(one: str, other: str) -> bool:
    """Whether two words are forms of one: a shared beginning, and on both sides nothing but an ending that English has."""
    shared = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return any(
        _ends(one, stem) and _ends(other, stem)
        for stem in range(shared, SHORT_STEM - 1, -1)
        if _long_enough(stem, one, other)
    )


def _long_enough(stem: int, one: str, other: str) -> bool:
    return stem >= STEM or not (one[stem:] and other[stem:]) or {one[stem:], other[stem:]} <= _INFLECTED


def _ends(word: str, stem: int) -> bool:
    """Whether the word is its first `stem` letters and an ending; a doubled letter belongs to the ending ("cut-ting")."""
    ending = word[stem:]
    if ending in _AFTER:
        return word[stem - 1] in _AFTER[ending]
    return ending in _ENDINGS or (len(ending) > 2 and ending.removeprefix(word[stem - 1]) in _ENDINGS)


def negations(text: str) -> int:
    """How many words of a text deny."""
    return sum(1 for token in tokens(text) if token in NEGATIONS or token.endswith("n't"))


def share_within(words: Iterable[str], text: str) -> float:
    """The share of `words` that come from `text`, 0–1; 1 where there are none."""
    known = Vocabulary(text)
    found = [word in known for word in words]
    return sum(found) / len(found) if found else 1.0
