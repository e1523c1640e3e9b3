"""English words that the splitter's rules go by: verbs of saying, hedges, pronouns, marks of prediction and opinion."""

import re


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


SAYING = _words(
    """
    said says say saying told tells telling added adds adding noted notes noting reported reports reporting
    claimed claims claiming wrote writes writing written explained explains explaining argued argues arguing
    insisted insists stressed stresses warned warns warning predicted predicts predict confirmed confirms
    continued continues recalled recalls believes believe thinks think acknowledged acknowledges admitted
    admits testified tweeted tweets indicated indicates suggested suggests estimated estimates estimate
    concluded concludes alleged alleges alleging maintained maintains asserted asserts contends contended
    emphasized emphasised emphasizes remarked remarks observed observes replied responded responds stated
    states declared declares revealed reveals disclosed discloses found finds shows showed expects expect
    forecasts forecast commented comments cautioned cautions conceded concedes expressed quipped joked
    reiterated reiterates posted
    """
)
"""Forms that open a reporting frame before "that" or a quotation."""

LOOSE_SAYING = _words(
    """
    said says say saying told tells added adds noted notes reported reports claimed claims wrote writes
    insisted insists explained warned warns confirmed believes thinks acknowledged admitted testified tweeted
    recalled indicated suggested argued argues
    """
)
"""Forms that open a frame even without "that"."""

CLOSING_SAYING = SAYING | _words("announced announces went asked")
"""Forms that close one: "…, the office announced"."""

HEDGES = re.compile(
    r"\b(allegedly|reportedly|purportedly|supposedly|(?:is|are|was|were) (?:said|reported|alleged|"
    r"rumou?red|believed) to)\b",
    re.I,
)
PERSON_PRONOUNS = _words(
    """
    he she him her his hers himself herself
    """
)
PRONOUNS = PERSON_PRONOUNS | _words(
    """
    it they them their theirs its we us our ours i me my you your this that these those
    """
)

FUTURE = re.compile(
    r"\b(?:will|won[’']t|shall|going to|would be (?:announced|held|cut|made)|is set to|are set to|"
    r"plans? to|expected to|due to (?!the|a|his|her|its|their)|"
    r"scheduled to|poised to|likely to|about to|forecasts?|predicts?|expects?|may|might|"
    r"could (?!have)(?!not have)|faces? (?:a|an) (?:radical|major))\b",
    re.I,
)
JUDGEMENT = re.compile(
    r"\b(?:should|shouldn[’']t|must(?! have)|ought|need to|needs|needn[’']t|best|worst|better|worse|good|"
    r"bad|great|terrible|wrong|right thing|shame|sad|happy|"
    r"disappointing|disappointed|proud|beautiful|ugly|wonderful|awful|disgraceful|disgusting|important|"
    r"unfair|fair|crucial|vital|remarkable|"
    r"impressive|outrageous|ridiculous|dangerous|stupid|brave|hero(?:ic)?|tragic|i (?:think|believe|feel|"
    r"hope)|we (?:think|believe|feel|hope)|seems?|"
    r"appears? to|looks? like|arguably|perhaps|clearly|obviously|frankly|unfortunately|fortunately|"
    r"hopefully|passionate|helpful|motivated|"
    r"intend(?:ed)? to|demonstrates that|highlights? that|would (?:have|not|be)|worth|deserves?|excellent|"
    r"perfect|love[ds]?|hates?)\b",
    re.I,
)
QUESTION_START = re.compile(
    r"[\"“'‘]*(?:who|what|when|where|why|how|is|are|do|does|did|can|could|should|would|will)\b", re.I
)
INSTRUCTION = re.compile(
    r"[\"“]*(?:please|click|tap|read|see|watch|subscribe|sign up|follow|share|visit|check out|download|"
    r"enter|listen|learn|find out|"
    r"stay tuned|contact|join|don[’']t (?:miss|forget)|call \d|e-?mail|get (?:the|our|"
    r"your))\b(?!.*\b(?:said|says)\b)",
    re.I,
)
