"""Learns the lemmatizer's tables from the treebank: suffix rules, the lemmas seen, and the forms that break the rules."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from spacy.lookups import Lookups
from treebank import Sentence

# Verbs that the treebank may lack in one form or another: lemma, past, participle.
IRREGULAR = """
arise arose arisen|awake awoke awoken|bear bore borne|beat beat beaten|begin began begun|bend bent bent|bet bet bet
bid bid bid|bind bound bound|bite bit bitten|bleed bled bled|blow blew blown|break broke broken|breed bred bred
bring brought brought|build built built|burst burst burst|buy bought bought|catch caught caught|choose chose chosen
cling clung clung|creep crept crept|cut cut cut|deal dealt dealt|dig dug dug|draw drew drawn|drink drank drunk
drive drove driven|eat ate eaten|fall fell fallen|feed fed fed|feel felt felt|fight fought fought|find found found
flee fled fled|fly flew flown|forbid forbade forbidden|forecast forecast forecast|foresee foresaw foreseen
forget forgot forgotten|forgive forgave forgiven|forgo forwent forgone|freeze froze frozen|get got gotten|give gave given
grind ground ground|grow grew grown|hang hung hung|hide hid hidden|hit hit hit|hold held held|hurt hurt hurt
keep kept kept|kneel knelt knelt|lay laid laid|lead led led|leap leapt leapt|leave left left|lend lent lent|lie lay lain
lose lost lost|meet met met|mislead misled misled|mistake mistook mistaken|outdo outdid outdone|overcome overcame overcome
override overrode overridden|oversee oversaw overseen|overtake overtook overtaken|overthrow overthrew overthrown
partake partook partaken|quit quit quit|rebuild rebuilt rebuilt|ride rode ridden|ring rang rung|rise rose risen
seek sought sought|sell sold sold|send sent sent|shake shook shaken|shed shed shed|shoot shot shot|shrink shrank shrunk
shut shut shut|sing sang sung|sink sank sunk|sit sat sat|slay slew slain|sleep slept slept|slide slid slid|speak spoke spoken
speed sped sped|spend spent spent|spin spun spun|split split split|spread spread spread|spring sprang sprung
stand stood stood|steal stole stolen|stick stuck stuck|sting stung stung|strike struck struck|strive strove striven
swear swore sworn|sweep swept swept|swim swam swum|swing swung swung|take took taken|teach taught taught|tear tore torn
tell told told|throw threw thrown|undergo underwent undergone|undertake undertook undertaken|uphold upheld upheld
wake woke woken|wear wore worn|weave wove woven|win won won|wind wound wound|withdraw withdrew withdrawn
withhold withheld withheld|withstand withstood withstood|write wrote written
"""
INFLECTED = ("NOUN", "VERB", "AUX", "ADJ", "ADV")
CLOSED = ("PRON", "DET", "ADP", "PART", "SCONJ", "CCONJ", "NUM")
Rules = list[list[str]]


def seen(sentences: Iterable[Sentence]) -> dict[str, dict[str, str]]:
    """The commonest lemma of each form, by part of speech; misspelt and run-together words are left out."""
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for sentence in sentences:
        for word in sentence.words:
            odd = "Typo=Yes" in word.feats or "Abbr=Yes" in word.feats or word.lemma == "_" or word.xpos == "GW"
            if word.upos in INFLECTED + CLOSED and not odd:
                counts[word.upos][word.form.lower()][word.lemma.lower()] += 1
    return {pos: {form: lemma.most_common(1)[0][0] for form, lemma in forms.items()} for pos, forms in counts.items()}


def irregular() -> dict[str, str]:
    """Form to lemma of the listed verbs; where two verbs share a form, the first in the list has it."""
    rows = [row.split() for row in IRREGULAR.strip().replace("\n", "|").split("|")]
    pairs: dict[str, str] = {}
    for lemma, past, participle in rows:
        for form in (lemma, past, participle):
            pairs.setdefault(form, lemma)
    return pairs


def suffix_rules(pairs: dict[str, str]) -> Rules:
    """Rules `[ending, its replacement]`, longest ending first, that hold for at least three forms and three in four."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for form, lemma in pairs.items():
        shared = next(
            (i for i, (a, b) in enumerate(zip(form, lemma, strict=False)) if a != b), min(len(form), len(lemma))
        )
        if form == lemma or not form.startswith(lemma[:-1]) or not form.isalpha():
            continue  # irregular
        for start in range(max(1, shared - 3), min(shared + 1, len(form))):
            votes[form[start:]][lemma[start:]] += 1
    rules = []
    for ending, replacements in votes.items():
        for new, count in replacements.most_common(2):
            enough = count >= 3 and count >= 0.75 * replacements.total()
            if enough or (len(ending) <= 3 and count >= 20):
                rules.append([ending, new])
    order = {(old, new): votes[old][new] for old, new in rules}
    return sorted(rules, key=lambda rule: (-len(rule[0]), -order[rule[0], rule[1]]))


def by_rule(form: str, rules: Rules, index: set[str]) -> str:
    """What spaCy's rule lemmatizer makes of a form without exceptions."""
    known: list[str] = []
    new: list[str] = []
    for old, replacement in rules:
        made = form[: len(form) - len(old)] + replacement
        if form.endswith(old) and made:
            (known if made in index else new).append(made)
    return known[-1] if known else new[0] if new else form


def tables(sentences: list[Sentence]) -> Lookups:
    """spaCy's three tables, keyed by lower-case part of speech."""
    rules: dict[str, Rules] = {}
    index: dict[str, list[str]] = {}
    exceptions: dict[str, dict[str, list[str]]] = {}
    for pos, pairs in seen(sentences).items():
        key = pos.lower()
        if pos == "VERB":
            pairs = irregular() | pairs
        rules[key] = suffix_rules(pairs) if pos in INFLECTED else []
        kept = {lemma for lemma in pairs.values() if lemma.isalpha()} if pos in ("NOUN", "VERB") else set()
        index[key] = sorted(kept)
        exceptions[key] = {
            form: [lemma]
            for form, lemma in pairs.items()
            if by_rule(form, rules[key], kept) != lemma and len(form) - len(lemma) < 5
        }
    lookups = Lookups()
    lookups.add_table("lemma_rules", rules)
    lookups.add_table("lemma_index", index)
    lookups.add_table("lemma_exc", exceptions)
    return lookups
