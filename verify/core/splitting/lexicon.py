"""English words that the splitter's rules go by. The lists are in lexicon.txt, one section a list."""

import re
from pathlib import Path


def sections(file: Path) -> dict[str, list[str]]:
    """The lists of a file: a name in brackets, then its words."""
    out: dict[str, list[str]] = {}
    name = ""
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
            out[name] = []
        elif line:
            out[name] += line.split()
    return out


_LISTS = sections(Path(__file__).with_suffix(".txt"))


def words(name: str) -> frozenset[str]:
    """A list of lexicon.txt by its name."""
    return frozenset(_LISTS[name])


def pairs(name: str) -> dict[str, str]:
    """A list of lexicon.txt whose words are "form:other form"."""
    return dict(pair.split(":") for pair in _LISTS[name])


SAYING = words("saying")
"""Forms that open a reporting frame before "that" or a quotation."""
CLOSING_SAYING = SAYING | words("closing saying")
"""Forms that close one: "…, the office announced"."""
PERSON_PRONOUNS = words("person pronouns")
PRONOUNS = PERSON_PRONOUNS | words("pronouns")
OWN_ACTS = words("own acts")
"""Verbs whose clause after them is their own news: "announced that it was withdrawing"."""
MENTAL = words("mental")
NEGATIONS = words("negations")
INDIRECT_QUESTION = words("indirect question")
NO_SPEAKER = words("no speaker")
ROLES = words("roles")
"""Nouns that name somebody's office or tie: before or after a name they are no claim of their own."""
TIME_CLAUSES = words("time clauses")
"""Words that open a clause with an event of its own."""
KEPT_CLAUSES = words("kept clauses")
"""Words that open a condition or a purpose: it stays with what it conditions."""
AFTER_NOUN = words("after noun")
"""Participles that work as prepositions."""
TITLES = words("titles")
PLACES = words("places")
COMPANY_NOUNS = words("company nouns")
OPENERS = words("openers")
HEDGE_WORDS = words("hedge words")
HEARSAY = words("hearsay")
DOCUMENTS = words("documents")
OWNED_NOUNS = words("owned nouns")
"""Nouns that are somebody's even where no owner is named: "Revenue rose" is the company's revenue."""
BODIES = words("bodies")
TIME_NOUNS = words("time nouns")
PERSON_NOUNS = words("person nouns")
MONTHS = words("months")
MEDIA = words("media")
HAPPENING = words("happening")
"""Last words of a publisher's name: it reports the story, it is seldom what the story is about."""

FUTURE = re.compile(
    r"\b(?:will|won[’']t|shall|going to|would be (?:announced|held|cut|made)|is set to|are set to|"
    r"plans? to|expected to|due to (?!the|a|his|her|its|their)|"
    r"scheduled to|poised to|likely to|about to|forecasts?|predicts?|expects?|may|might|"
    r"could (?!have)(?!not have)|faces? (?:a|an) (?:radical|major))\b",
    re.I,
)
STRONG_JUDGEMENT = re.compile(
    r"\b(?:shame|shameful|sad(?:ly)?|tragic(?:ally)?|disgrace\w*|disgust\w*|outrag\w*|ridiculous|absurd|"
    r"stupid|idiot\w*|pathetic|horrible|horrific|"
    r"terrible|awful|wonderful|beautiful|amazing|incredible|fantastic|brilliant|excellent|perfect|heroic?|"
    r"brave|courageous|proud|passionate|"
    r"disappoint\w*|unfair|unjust|immoral|hypocri\w*|cowardly|reckless|irresponsible|unacceptable|"
    r"remarkable|impressive|unfortunate(?:ly)?|"
    r"fortunate(?:ly)?|arguably|obviously|frankly|hopefully|never (?:intended|meant)|(?:not|"
    r"never) intend(?:ed)? to|did(?: not|n[’']t) mean to|"
    r"good news|bad news|(?:a|no|isn[’']t a|not a) (?:problem|disaster|triumph|success|failure|joke|lie|"
    r"liar|mistake|victory)|right thing|wrong thing|"
    r"(?:best|worst|greatest) (?:ever|thing|way|\w+ in (?:history|the world))|laughing ?stock|"
    r"wake-?up call|game.?changer)\b",
    re.I,
)
JUDGEMENT = re.compile(
    r"\b(?:important|crucial|vital|essential|necessary|critical|good|bad|great|better|worse|best|worst|"
    r"fair|right|wrong|real|true|clear(?:ly)?|strong(?:er)?|weak(?:er)?|"
    r"hard|tough|difficult|easy|simple|dangerous|safe|happy|unhappy|angry|worried|concerned|confident|"
    r"optimistic|pessimistic|helpful|useful|useless|"
    r"(?<!tested )(?:positive|negative)|largely|on track|ok|okay|light|healthy|robust|solid|attractive|interesting|"
    r"exciting|exceptional|extraordinary|historic|huge|massive|"
    r"dramatic(?:ally)?|major|serious|severe|significant(?:ly)?|profound(?:ly)?|radical(?:ly)?|mounting|"
    r"growing concern\w*|red flags?|repercussions?|"
    r"rock(?:ed|s)|shak(?:en|es)|shock(?:ed|ing)|undermin\w+|threaten(?:s|ing)|jeopardi[sz]\w+|"
    r"misinterpret\w*|misunderst\w+|opportunit\w+|challeng\w+|"
    r"responsibilit\w+|compassion|love|hate|freedom|justice|values|dignity|demonstrates? that|"
    r"highlights? that|shows? that|means that|proves?|"
    r"motivated by|driven by (?:fear|greed|hate|a desire)|desire|in order to distract|appears? to|seems?|"
    r"looks? (?:like|ok|good|bad|set)|feels?|"
    r"so-called|possible reference|give up|gave up|fret|worry|worries|fear(?:s|ed)?|regret\w*|apolog\w+|"
    r"thank(?:s|ful)?|respect(?:s|ed)?|"
    r"too (?:much|many|little|few|late|early|big|small|\w+ to)|not enough|no one|everyone|everybody|nobody|always)\b",
    re.I,
)
INSTRUCTION = re.compile(
    r"[\"“]*(?:please|click|tap|read|see|watch|subscribe|sign up|follow|share|visit|check out|download|"
    r"enter|listen|learn|find out|"
    r"stay tuned|contact|join|don[’']t (?:miss|forget)|call \d|e-?mail|get (?:the|our|"
    r"your))\b(?!.*\b(?:said|says)\b)",
    re.I,
)
