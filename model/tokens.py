"""Bends spaCy's English tokenizer to the words of the treebank; what it changes is stored with the pipeline."""

import re
from typing import Any

from spacy.language import Language
from spacy.symbols import NORM, ORTH
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

# Prefixes that the treebank does not cut off at the hyphen ("pro-Beijing" is one word, "US-led" is three).
PREFIXES = (
    *("anti", "co", "counter", "cross", "e", "ex", "hyper", "inter", "intra", "macro", "mega", "micro", "mid", "mini"),
    *("multi", "non", "over", "post", "pre", "pro", "pseudo", "re", "semi", "sub", "super", "trans", "ultra"),
)
SHORT_FORMS = ("No.", "Nos.", "al.", "Ft.", "Sept.", "Rep.", "Reps.", "Sens.", "Gov.", "Maj.", "Cmdr.", "Supt.")

CUT = ("and/or", "):")  # whole in spaCy's list, the second as a face
INFIXES = (
    r"(?<=[A-Z]\.)-(?=[a-z])",  # U.S. - led
    r"(?<=[0-9])–(?=[0-9])",
)
SUFFIXES = (
    r"(?<=[)\]]):",
    r"(?<=[0-9]:[0-9][0-9])(?:[AP]M|[ap]m|[ap]\.m\.)",  # 6:00 am
)
TELEPHONE = re.compile(r"(?:1-)?(?:[0-9]{3}-)?[0-9]{3}-[0-9]{4}$")


def bend_tokenizer(nlp: Language) -> Language:
    """Keep prefixed words, some short forms, hashtags and telephone numbers whole, and cut some others."""
    tokenizer: Any = nlp.tokenizer
    forms = [form for prefix in PREFIXES for form in (prefix, prefix.capitalize())]
    guard = "".join(rf"(?<!\b{form})" for form in forms)
    infixes = [
        guard + rule if "—|--" in rule or "(?:-|" in rule else rule for rule in map(str, nlp.Defaults.infixes or ())
    ]
    prefixes = [r"#(?=[0-9])" if rule == "#" else rule for rule in map(str, nlp.Defaults.prefixes or ())]
    tokenizer.infix_finditer = compile_infix_regex([*infixes, *INFIXES]).finditer
    tokenizer.prefix_search = compile_prefix_regex(prefixes).search
    tokenizer.suffix_search = compile_suffix_regex([*(nlp.Defaults.suffixes or ()), *SUFFIXES]).search
    tokenizer.token_match = TELEPHONE.match
    tokenizer.rules = {form: rule for form, rule in tokenizer.rules.items() if form not in CUT}
    for form in SHORT_FORMS:
        tokenizer.add_special_case(form, [{ORTH: form}])
    tokenizer.add_special_case("wanna", [{ORTH: "wan", NORM: "want"}, {ORTH: "na", NORM: "to"}])
    return nlp
