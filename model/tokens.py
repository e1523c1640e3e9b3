"""Bends spaCy's English tokenizer to the words of the treebank; what it changes is stored with the pipeline."""

from typing import Any

from spacy.language import Language
from spacy.symbols import ORTH
from spacy.util import compile_infix_regex, compile_suffix_regex

# Prefixes that the treebank does not cut off at the hyphen ("pro-Beijing" is one word, "US-led" is three).
PREFIXES = (
    *("anti", "co", "counter", "cross", "e", "ex", "hyper", "inter", "intra", "macro", "mega", "micro", "mid", "mini"),
    *("multi", "non", "over", "post", "pre", "pro", "pseudo", "re", "semi", "sub", "super", "trans", "ultra"),
)
SHORT_FORMS = ("No.", "Nos.", "al.", "Ft.", "Sept.", "Rep.", "Reps.", "Sens.", "Gov.", "Maj.", "Cmdr.", "Supt.")


def bend_tokenizer(nlp: Language) -> Language:
    """Keep prefixed words and some short forms whole, as the treebank does."""
    tokenizer: Any = nlp.tokenizer
    forms = [form for prefix in PREFIXES for form in (prefix, prefix.capitalize())]
    guard = "".join(rf"(?<!\b{form})" for form in forms)
    infixes = [
        guard + rule if "—|--" in rule or "(?:-|" in rule else rule for rule in map(str, nlp.Defaults.infixes or ())
    ]
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    tokenizer.suffix_search = compile_suffix_regex(nlp.Defaults.suffixes or ()).search
    for form in SHORT_FORMS:
        tokenizer.add_special_case(form, [{ORTH: form}])
    return nlp
