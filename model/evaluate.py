"""Scores the parser on the treebank from raw text: `python model/evaluate.py TREEBANK_FOLDER PIPELINE_FOLDER`.

Words are matched by their characters, so a word cut otherwise than in the treebank is an error; every word counts,
punctuation too. UAS, LAS and the rest are F1 over words. "sentences" hands the parser one sentence at a time, as the
splitter does; "paragraphs" lets it find the sentences as well; "given words" is a sentence cut as in the treebank.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import prepare
from spacy.language import Language
from spacy.tokens import Doc
from treebank import Sentence

from verify.core.splitting import parsing

SETS = (
    ("GUM news, dev and test", "gum", ("dev", "test"), "news"),
    ("GUM other, dev", "gum", ("dev",), "-news"),
    ("GUM other, test", "gum", ("test",), "-news"),
    ("EWT dev", "ewt", ("dev",), None),
    ("EWT test", "ewt", ("test",), None),
)
NONE = (-1, -1)
Analysis = dict[tuple[int, int], dict[str, str | tuple[int, int]]]


def gold(sentences: list[Sentence]) -> tuple[str, Analysis]:
    """The text of the sentences in one string and each word's analysis by its characters."""
    text = ""
    words: Analysis = {}
    for sentence in sentences:
        spans = []
        at = 0
        for word in sentence.words:
            start = sentence.text.index(word.form, at)
            at = start + len(word.form)
            spans.append((len(text) + start, len(text) + at))
        for span, word in zip(spans, sentence.words, strict=True):
            root = word.dep == "root"
            words[span] = {
                "head": NONE if root else spans[word.head],
                "dep": "ROOT" if root else word.dep,
                "tag": word.xpos,
                "pos": word.upos,
                "lemma": word.lemma.lower(),
            }
        text += sentence.text + " "
    return text.strip(), words


def analysed(doc: Doc) -> Analysis:
    """The pipeline's analysis of each word by its characters."""
    found: Analysis = {}
    for token in doc:
        if not token.is_space:
            head = token.head
            span = (token.idx, token.idx + len(token))
            at = NONE if head is token or head.i == token.i else (head.idx, head.idx + len(head))
            found[span] = {
                "head": at,
                "dep": token.dep_,
                "tag": token.tag_,
                "pos": token.pos_,
                "lemma": token.lemma_.lower(),
            }
    return found


def counted(true: Analysis, said: Analysis) -> Counter[str]:
    """What agrees between two analyses of one text."""
    counts = Counter({"true": len(true), "said": len(said)})
    for span in true.keys() & said.keys():
        one, two = true[span], said[span]
        headed = one["head"] == two["head"]
        plain = str(one["dep"]).split(":")[0] == str(two["dep"]).split(":")[0]
        counts["words"] += 1
        counts["UAS"] += headed
        counts["LAS"] += headed and one["dep"] == two["dep"]
        counts["LAS, no subtypes"] += headed and plain
        counts.update({name: one[name] == two[name] for name in ("tag", "pos", "lemma")})
        if one["pos"] != "PUNCT":
            counts["not punctuation"] += 1
            counts["LAS, no punctuation"] += headed and one["dep"] == two["dep"]
    return counts


def texts(nlp: Language, groups: list[list[Sentence]], given: bool = False) -> Iterator[Doc]:
    """The texts, cut by the pipeline or into the `given` words of the treebank; a sentence alone is said to be one."""
    for group in groups:
        words = [word for sentence in group for word in sentence.words]
        doc = Doc(nlp.vocab, [word.form for word in words], [word.space for word in words])
        if not given:
            doc = nlp.make_doc(gold(group)[0])
        for token in doc[1:] if len(group) == 1 else ():
            token.is_sent_start = False
        yield doc


def score(nlp: Language, groups: list[list[Sentence]], given: bool = False) -> dict[str, float]:
    """F1 (0–100) of each measure over the texts; without punctuation, the share of the matched words."""
    counts: Counter[str] = Counter()
    for group, doc in zip(groups, nlp.pipe(texts(nlp, groups, given), batch_size=64), strict=True):
        counts += counted(gold(group)[1], analysed(doc))
    size = (counts["true"] + counts["said"]) / 2
    names = ("words", "UAS", "LAS", "LAS, no subtypes", "tag", "pos", "lemma")
    figures = {name: 100 * counts[name] / size for name in names}
    return figures | {"LAS, no punctuation": 100 * counts["LAS, no punctuation"] / max(counts["not punctuation"], 1)}


def words_a_second(nlp: Language, groups: list[list[Sentence]]) -> float:
    """Words of the pipeline a second of processor time, tokenising included."""
    start = time.process_time()
    words = sum(len(doc) for doc in nlp.pipe(texts(nlp, groups), batch_size=64))
    return words / (time.process_time() - start)


def main() -> None:
    """Print a table of the sets, the load time and the words a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("treebank", type=Path)
    parser.add_argument("pipeline", type=Path)
    asked = parser.parse_args()
    start = time.perf_counter()
    nlp = parsing.load(asked.pipeline)
    print(f"loaded in {time.perf_counter() - start:.2f} s")
    for name, bank, parts, genre in SETS:
        sentences = [sentence for part in parts for sentence in prepare.read(asked.treebank, bank, part, genre)]
        alone = [[sentence] for sentence in sentences]
        ways = (("sentences", alone), ("paragraphs", list(prepare.paragraphs(sentences))), ("given words", alone))
        for way, groups in ways:
            scores = score(nlp, groups, given=way == "given words")
            figures = " ".join(f"{key} {value:.1f}" for key, value in scores.items())
            print(f"{name:22} {way:11} {figures} · {words_a_second(nlp, groups):.0f} words/s")


if __name__ == "__main__":
    main()
