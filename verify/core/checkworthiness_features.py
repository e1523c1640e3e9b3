"""What a check-worthiness is made of: named features of a statement's wording, each found by its words."""

import re
from re import Pattern

_NUMBER = (
    r"(?:\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|"
    r"fifty|dozens?|hundreds?|"
    r"thousands?|millions?|billions?|trillions?|half|quarter|double[ds]?|tripled?)\b)"
)


_CAPITAL = re.compile(r"(?<!\\)[A-Z]")


def _words(pattern: str) -> Pattern[str]:
    """A pattern for words in small letters, in which it is looked for: twice as fast as looking past their case."""
    return re.compile(_CAPITAL.sub(lambda letter: letter.group().lower(), pattern))


FEATURES: dict[str, Pattern[str]] = {
    "figures": _words(_NUMBER),
    "money": _words(r"[$€£]|\b(?:dollars?|cents|euros?)\b"),
    "percent": _words(r"%|\bper ?cent\b|\bpercentage"),
    "large number": _words(r"\b(?:thousand|million|billion|trillion)s?\b|\d,\d{3}"),
    "year or date": _words(
        r"\b(?:1[89]|20)\d\d\b|\b(?:January|February|March|April|June|July|August|September|October|November|"
        r"December|last (?:year|month|week|night|session|spring|summer|fall)|years? ago|decades?|century|"
        r"since)\b"
    ),
    "named entity": re.compile(r"(?<!^)(?<![.!?\"“] )\b[A-Z][a-z]+(?!\w)"),
    "several named entities": re.compile(r"(?<!^)(?<![.!?\"“] )\b[A-Z][a-z]{2,}.*?\b(?<![.!?\"“] )[A-Z][a-z]{2,}"),
    "past event": _words(
        r"\b(?:was|were|had|did|went|took|made|gave|came|got|said|told|voted|passed|signed|cut|increased|"
        r"created|built|lost|won|spent|paid|raised|began|became|led|brought|left|put|\w{3,}ed)\b"
    ),
    "has done": _words(
        r"\b(?:has|have|[’']ve)(?: (?:not|now|already|also|never|always|just|recently))* (?:been|\w+ed|made|"
        r"cut|had|done|given|taken|brought|built|seen|become|grown|lost|won|put|lowered|gone)\b"
    ),
    "comparison": _words(
        r"\b(?:more|less|fewer|higher|lower|greater|larger|smaller|faster|worse|better|bigger) (?:\w+ )?than|"
        r"\b(?:most|least|largest|biggest|highest|lowest|fastest|worst|best|first|only|record|ranks?|ranked|"
        r"top)\b"
    ),
    "change": _words(
        r"\b(?:increas|decreas|declin|doubl|tripl|rais|reduc|grow|grew|rose|risen|fell|fallen|drop|cut|lower|"
        r"rais|expand|gain|lost|lose)\w*"
    ),
    "amounts": _words(
        r"\b(?:average|rate|rates|total|per|number of|majority|every|each|all of|half of|one of|out of|nearly|"
        r"almost|about|over|at least|as many|as much)\b"
    ),
    "people counted": _words(
        r"\b(?:people|families|children|kids|students|workers|jobs|americans|women|men|citizens|patients|"
        r"seniors|veterans|teachers|households|voters|immigrants|troops|soldiers|businesses|companies|"
        r"employees)\b"
    ),
    "money matters": _words(
        r"\b(?:tax\w*|budget|deficit|debt|spending|spend|spent|revenue|funding|fund(?:s|ed)?|surplus|economy|"
        r"economic|unemployment|wages?|income|salar\w+|inflation|prices?|costs?|trade|exports?|imports?|"
        r"invest\w*|loans?|pension)\b"
    ),
    "official action": _words(
        r"\b(?:law|laws|bill|legislation|act|court|supreme|congress|senate|house|legislature|administration|"
        r"government|federal|state|department|agency|commission|constitution|amendment|policy|program|"
        r"governor|president|senator|secretary|vote[ds]?|voting|veto\w*|treaty|agreement|deal)\b"
    ),
    "harm and health": _words(
        r"\b(?:health\w*|insurance|medicare|medicaid|hospital|covid\w*|virus|pandemic|opioid|drugs?|deaths?|"
        r"died|dead|kill\w*|crime\w*|murder\w*|violen\w+|guns?|prison|police|war|attack\w*|terror\w*|nuclear|"
        r"weapons?|iraq|iran|russia|china|isis|abortion\w*)\b"
    ),
    "schools and energy": _words(
        r"\b(?:schools?|education|college\w*|universit\w+|"
        r"energy|oil|gas|coal|climate|carbon|emissions?|water|"
        r"roads?|highways?|housing|border|immigration)\b"
    ),
    "first person": _words(r"\b(?:i|i[’']m|i[’']ve|i[’']d|me|my)\b"),
    "I did it": _words(
        r"\bI(?: (?:have|had|also|never|ever|personally))* (?:was|did|voted|signed|opposed|supported|said|"
        r"introduced|passed|proposed|created|worked|met|asked|led|led|[a-z]+ed|wrote|fought)\b"
    ),
    "we": _words(r"\b(?:we|our|us|we[’']re|we[’']ve|ourselves|let[’']s)\b"),
    "we have done": _words(
        r"\b(?:we|we[’']ve)(?: have| had)? (?:\w+ed|have|had|made|cut|built|created|put|brought|took|did|got|"
        r"spent|lost|saw|are)\b"
    ),
    "they": _words(r"\b(?:he|his|him|she|her|they|their|them)\b"),
    "accusation": _words(
        r"\b(?:he|she|they|you|his|her|senator|opponent|donald|hillary|president) (?:\w+ )?(?:said|says|voted|"
        r"wants?|supports?|opposed|did|called|has|had|never|was|proposed|raised|refus\w+)\b"
    ),
    "you": _words(r"\b(?:you|your|you[’']re|you[’']ve)\b"),
    "duty": _words(r"\b(?:must|should|ought|need to|needs to|have to|has to|got to|let us|let[’']s)\b"),
    "somebody did": _words(
        r"\b(?:he|she|they|it|you|who|which|people|senator|president|country|countries|government|party|"
        r"administration)(?:[’']s|[’']ve)?(?: (?:never|also|just|already|has|have|had|even|still|really|"
        r"actually))* (?:was|were|did|went|took|made|gave|came|got|said|told|cut|lost|won|spent|paid|brought|"
        r"left|put|let|ran|kept|knew|thought|been|wants?|supports?|opposes?|refuse[sd]?|supported|opposed|"
        r"voted|called|\w{3,}ed)\b"
    ),
    "I or we did not": _words(
        r"\b(?:I|we)(?:[’']ve)? (?:have |had |did )?(?:not|never|didn[’']t|haven[’']t|don[’']t)\b"
    ),
    "going on now": _words(
        r"\b(?:is|are|[’']s|[’']re|[’']m|am) (?:not |now |still |already |all |just )*(?!going)\w{2,}ing\b"
    ),
    "done to it": _words(
        r"\b(?:is|are|was|were|be|been|being|got|get|[’']s) (?:\w+ly )?(?:\w{3,}ed|shut|cut|torn|put|killed|"
        r"sold|paid|fed|built|made|done|given|taken|sent|shot|hit|lost|known)\b"
    ),
    "done by us": _words(
        r"\b(?:I|we)(?:[’']ve)? (?:just |also |already |have )*(?:terminated|took|got|saved|sold|guaranteed|"
        r"built|created|cut|passed|signed|brought|made|closed|banned|gave|prepaid|paid|did|had|inherited|"
        r"started|ended|won|lost|\w{4,}ed)\b"
    ),
    "nobody ever": _words(
        r"\b(?:ever|never|nobody|no one|any ?(?:body|one)|anything|nothing|always|everybody|everyone|single)\b"
    ),
    "future": _words(r"\b(?:will|won[’']t|shall|going to|gonna|[’']ll|would|tomorrow|future)\b"),
    "ability": _words(r"\b(?:can|cannot|can[’']t|could|may|might)\b"),
    "belief": _words(
        r"\b(?:think|believe|hope|feel|know|want|wish|pray|guess|suppose|understand|imagine|dream|expect|"
        r"proud|sure)\b"
    ),
    "courtesy": _words(
        r"\b(?:thank\w*|please|welcome|bless\w*|congratulat\w*|honou?r\w*|grateful|tonight|ladies|gentlemen|"
        r"good evening|friends|fellow|applause|god|sorry|excuse)\b"
    ),
    "judgement": _words(
        r"\b(?:great|good|bad|wrong|right|terrible|wonderful|important|strong\w*|beautiful|incredible|"
        r"tremendous|amazing|disaster|best|worst|better|real|true|hard|tough|simple|clear|fair|unfair|courage|"
        r"values|hope|dreams?|spirit|faith|moral|freedom|leadership|vision|opportunit\w+|challeng\w+|promise|"
        r"together|stand)\b"
    ),
    "denial": _words(r"\b(?:not|no|never|nothing|none|nobody)\b|n[’']t\b"),
    "condition": _words(r"\b(?:if|unless|whether|when|because|so that|would have)\b"),
    "question": _words(r"\?"),
    "exclaimed": _words(r"!"),
    "trailing off": _words(r"\.\.\.|--|…"),
    "starts with and": _words(r"^[\"“]?(?:and|but|so|now|well|yes|no|look|because|or)\b"),
    "points back": _words(r"^[\"“]?(?:it|this|that|these|those|there|that[’']s|it[’']s|what|he|she)\b"),
    "states what is": _words(r"\b(?:is|are|[’']s|[’']re)\b"),
    "plan": _words(
        r"\b(?:plan|plans|proposal|propose[ds]?|propos\w+|sets? aside|includ\w+|provides?|allows?|requires?|"
        r"launch\w*|announc\w*|recommend\w*)\b"
    ),
    "place": _words(
        r"\b(?:in|across|around|throughout) (?:the )?(?:[A-Z]\w+|united states|country|world|nation|state)\b"
    ),
    "cause": _words(r"\b(?:because of|due to|result\w*|caused?|led to|thanks to|as a result)\b"),
}
"""Present (1) or absent (0)."""
_BY_CASE = ("named entity", "several named entities")


LONGEST = 1_000
"""Characters of a statement that are looked at."""


def features(statement: str) -> dict[str, float]:
    """The features a statement has, with their strength 0–2; what is absent is left out."""
    statement = statement[:LONGEST]
    count = len(statement.split())
    small = statement.lower()
    found = {
        name: 1.0 for name, pattern in FEATURES.items() if pattern.search(statement if name in _BY_CASE else small)
    }
    figures = len(FEATURES["figures"].findall(small))
    found["length"] = min(count, 40) / 20
    if figures:
        found["number of figures"] = min(figures, 4) / 2
    for name, present in (
        ("very short", count < 6),
        ("short", count < 10),
        ("long", count > 25),
        ("many named entities", len(FEATURES["named entity"].findall(statement)) >= 3),
    ):
        if present:
            found[name] = 1.0
    return found
