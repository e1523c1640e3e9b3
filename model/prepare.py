"""Turns the treebank into training and development files: `python model/prepare.py TREEBANK_FOLDER OUTPUT_FOLDER`.

Training text comes in several passes. The first is the treebank as it is, by paragraph; the others differ in what
newspapers differ in: curly quotes and long dashes, headlines in title case or without a full stop, sentences alone.
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import spacy
import treebank
from spacy.tokens import Doc, DocBin, Span
from spacy.vocab import Vocab
from treebank import Sentence, Word

PASSES = 5
SEED = 3
LONGEST = 60  # words in one training text, unless one sentence has more


def paragraphs(sentences: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    """The sentences by paragraph; a longer one is cut."""
    group: list[Sentence] = []
    size = 0
    for sentence in sentences:
        if group and (sentence.paragraph or size + len(sentence.words) > LONGEST):
            yield group
            group, size = [], 0
        group.append(sentence)
        size += len(sentence.words)
    if group:
        yield group


def document(vocab: Vocab, sentences: list[Sentence]) -> Doc:
    """One spaCy document with the treebank's analysis; a space stands between sentences."""
    words: list[Word] = []
    heads: list[int] = []
    starts: list[bool | int | None] = []
    spans: list[tuple[int, int, str]] = []
    for sentence in sentences:
        base = len(words)
        spans += [(base + start, base + end, label) for start, end, label in treebank.entities(sentence)]
        heads += [base + word.head for word in sentence.words]
        starts += [index == 0 for index in range(len(sentence.words))]
        words += sentence.words
    doc = Doc(
        vocab,
        words=[word.form for word in words],
        spaces=[word.space for word in words],
        tags=[word.xpos for word in words],
        pos=[word.upos for word in words],
        morphs=[word.feats for word in words],
        lemmas=[word.lemma for word in words],
        heads=heads,
        deps=["ROOT" if word.dep == "root" else word.dep for word in words],
        sent_starts=starts,
    )
    doc.set_ents([Span(doc, start, end, label=label) for start, end, label in spans], default="outside")
    return doc


def _curly(words: list[Word]) -> list[Word]:
    """Quotes and apostrophes as newspapers set them; a straight double quote opens or closes by its tag."""
    changed = []
    for word in words:
        form = word.form.replace("'", "’")
        if word.form in ('"', "``", "''", "'", "`") and word.xpos in ("``", "''"):
            double = word.form not in ("'", "`")
            form = ("“" if double else "‘") if word.xpos == "``" else ("”" if double else "’")
        changed.append(replace(word, form=form))
    return changed


def _straight(words: list[Word]) -> list[Word]:
    table = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
    return [replace(word, form=word.form.translate(table)) for word in words]


def _dashes(words: list[Word], chance: random.Random) -> list[Word]:
    """Any of the three dashes for any other, with the spaces that are there."""
    dash = chance.choice(["–", "—", "--"])
    return [replace(word, form=dash) if word.form in ("--", "–", "—") else word for word in words]


def _title(words: list[Word]) -> list[Word]:
    small = ("DET", "ADP", "CCONJ", "PART", "PUNCT")
    return [
        word if index and word.upos in small else replace(word, form=word.form[:1].upper() + word.form[1:])
        for index, word in enumerate(words)
    ]


def _headline(words: list[Word], chance: random.Random) -> list[Word]:
    """Without the full stop and, mostly, in title case, capitals or lower case."""
    if len(words) > 3 and words[-1].form == "." and all(word.head != len(words) - 1 for word in words):
        words = [*words[:-2], replace(words[-2], space=True)]
    case = chance.random()
    if case < 0.35:
        return _title(words)
    if case < 0.5:
        return [replace(word, form=word.form.upper()) for word in words]
    if case < 0.65:
        return [replace(word, form=word.form.lower()) for word in words]
    return words


def rare_forms(sentences: Iterable[Sentence]) -> frozenset[str]:
    """Long words that the treebank has three times at most."""
    counts = Counter(word.form.lower() for sentence in sentences for word in sentence.words)
    return frozenset(form for form, count in counts.items() if count <= 3 and len(form) > 4 and form.isalpha())


def _unknown(words: list[Word], rare: frozenset[str], chance: random.Random) -> list[Word]:
    """A made-up word with the same first letter and ending for one rare word in four: new names are met every day."""
    changed = []
    for word in words:
        form = word.form
        if form.lower() in rare and chance.random() < 0.25:
            middle = "".join(chance.choice("aaeeiioulnrstdmbkpg") for _ in form[1:-3])
            form = form[0] + (middle.upper() if form.isupper() else middle) + form[-3:]
        changed.append(replace(word, form=form))
    return changed


def varied(group: list[Sentence], rare: frozenset[str], chance: random.Random) -> list[Sentence]:
    """The same sentences as another newspaper might have set them."""
    style = chance.random()
    dashes = random.Random(chance.random())
    changed = []
    for sentence in group:
        words = _unknown(sentence.words, rare, chance)
        if style < 0.5:
            words = _curly(words)
        elif style < 0.75:
            words = _straight(words)
        if dashes.random() < 0.3:
            words = _dashes(words, dashes)
        if chance.random() < 0.06:
            words = _headline(words, chance)
        if all(len(new.form) for new in words):
            changed.append(replace(sentence, words=words))
    return changed


def passes(sentences: list[Sentence]) -> Iterator[list[list[Sentence]]]:
    """The texts of each pass over the treebank."""
    groups = list(paragraphs(sentences))
    rare = rare_forms(sentences)
    yield groups
    for number in range(1, PASSES):
        chance = random.Random(SEED + number)
        parts = [
            part
            for group in groups
            for part in ([[sentence] for sentence in group] if chance.random() < 0.4 else [group])
        ]
        yield [varied(part, rare, chance) for part in parts]


def read(folder: Path, banks: str, part: str, genre: str | None = None) -> list[Sentence]:
    """Sentences of `banks` ("ewt gum"); `genre` keeps GUM's documents of that genre, `-genre` all others."""
    found: list[Sentence] = []
    for bank in banks.split():
        for sentence in treebank.read(folder / f"{bank}.{part}.conllu.xz"):
            named = genre is not None and sentence.document.startswith(f"GUM_{genre.lstrip('-')}_")
            if genre is None or named != genre.startswith("-"):
                found.append(sentence)
    return found


def save(path: Path, vocab: Vocab, groups: Iterable[list[Sentence]]) -> None:
    """Write the texts as spaCy reads them."""
    store = DocBin(attrs=["ORTH", "TAG", "POS", "MORPH", "LEMMA", "HEAD", "DEP", "SENT_START", "ENT_IOB", "ENT_TYPE"])
    for group in groups:
        store.add(document(vocab, group))
    path.parent.mkdir(parents=True, exist_ok=True)
    store.to_disk(path)


def main() -> None:
    """Write train0.spacy … and dev.spacy. No news document of GUM dev or test is in either."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("treebank", type=Path)
    parser.add_argument("output", type=Path)
    asked = parser.parse_args()
    vocab = spacy.blank("en").vocab
    for number, texts in enumerate(passes(read(asked.treebank, "ewt gum", "train"))):
        save(asked.output / f"train{number}.spacy", vocab, texts)
    chosen = read(asked.treebank, "ewt", "dev") + read(asked.treebank, "gum", "dev", "-news")
    save(asked.output / "dev.spacy", vocab, ([sentence] for sentence in chosen))


if __name__ == "__main__":
    main()
