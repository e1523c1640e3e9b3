"""The parser that ships: the files are those of the model card, and it reads a sentence the way the splitter needs."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import spacy
from spacy.language import Language
from threadpoolctl import threadpool_info

import verify.core.splitting
from verify.core.splitting import parsing

FOLDER = Path(verify.core.splitting.__file__).with_name("model")
CHECKSUM = Path(__file__).parents[2] / "model" / "checksum"
LIMIT = 12_000_000
SENTENCE = (
    "Ada Brill, the mayor of Larksund, said on Tuesday that the city’s hospitals had treated 412 patients "
    "and that pro-Belmar forces were driven back."
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(FOLDER)


def test_files_are_those_of_the_checksum() -> None:
    listed = dict(reversed(line.split("  ", 1)) for line in CHECKSUM.read_text(encoding="utf-8").splitlines())
    found = {
        path.relative_to(FOLDER).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in FOLDER.rglob("*")
        if path.is_file()
    }
    assert found == listed


def test_stays_small_enough_for_the_wheel() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) <= LIMIT


def test_components_and_labels(nlp: Language) -> None:
    assert nlp.pipe_names == ["tok2vec", "tagger", "morphologizer", "parser", "lemmatizer"]
    relations = {"nsubj", "nsubj:pass", "obj", "obl", "obl:agent", "ccomp", "xcomp", "advcl", "acl", "acl:relcl"}
    assert relations | {"appos", "conj", "cc", "parataxis", "aux", "aux:pass", "cop", "mark"} <= set(
        nlp.pipe_labels["parser"]
    )
    assert {"VBD", "VBN", "NNP", "MD", "``", "''"} <= set(nlp.pipe_labels["tagger"])


def test_reads_a_reported_sentence(nlp: Language) -> None:
    doc = nlp(SENTENCE)
    by_form = {token.text: token for token in doc}
    said, treated, driven = by_form["said"], by_form["treated"], by_form["driven"]
    assert said.dep_ == "ROOT"
    assert by_form["Ada"].head == said and by_form["Ada"].dep_ == "nsubj"
    assert by_form["mayor"].dep_ == "appos"
    assert treated.dep_ == "ccomp" and treated.head == said
    assert by_form["hospitals"].head == treated and by_form["patients"].dep_ == "obj"
    assert driven.dep_ == "conj" and by_form["forces"].dep_ == "nsubj:pass"


def test_words_tags_and_lemmas(nlp: Language) -> None:
    doc = nlp(SENTENCE)
    by_form = {token.text: token for token in doc}
    assert "pro-Belmar" in by_form and "’s" in by_form
    assert [by_form[form].lemma_ for form in ("said", "hospitals", "driven", "had")] == [
        "say",
        "hospital",
        "drive",
        "have",
    ]
    assert by_form["said"].morph.get("Tense") == ["Past"]
    assert by_form["treated"].pos_ == "VERB" and by_form["Brill"].tag_ == "NNP"


def test_curly_and_straight_quotes_read_alike(nlp: Language) -> None:
    curly = nlp("“We never met the minister’s son,” Brill said.")
    straight = nlp('"We never met the minister\'s son," Brill said.')
    assert [(token.dep_, token.head.i) for token in curly] == [(token.dep_, token.head.i) for token in straight]


def test_given_sentence_starts_are_kept(nlp: Language) -> None:
    doc = nlp.make_doc("Brill resigned No reason was given")
    for token in doc:
        token.is_sent_start = token.i in (0, 2)
    for _, component in nlp.pipeline:
        doc = component(doc)
    assert [sentence.text for sentence in doc.sents] == ["Brill resigned", "No reason was given"]


def test_same_text_same_parse_alone_and_in_a_batch(nlp: Language) -> None:
    texts = [SENTENCE, "Short.", "", "The bridge, built in 1931, was closed after inspectors found cracks."]
    for doc, text in zip(nlp.pipe(texts, batch_size=4), texts, strict=True):
        assert [(token.dep_, token.head.i) for token in doc] == [(token.dep_, token.head.i) for token in nlp(text)]


def _demo_paragraphs() -> list[str]:
    """What the outlets of the demo print: quotations, figures, names, headlines."""
    stories = sorted((FOLDER.parents[2] / "demo" / "stories").glob("*.json"))
    articles = [article for story in stories for article in json.loads(story.read_text(encoding="utf-8"))["articles"]]
    return [paragraph for article in articles for paragraph in article["text"]]


def test_products_by_numpy_change_no_parse(nlp: Language) -> None:
    texts = _demo_paragraphs()[::5]
    assert len(texts) > 20
    fast, slow = (
        [[(word.head.i, word.dep_, word.tag_, str(word.morph)) for word in doc] for doc in pipeline.pipe(texts)]
        for pipeline in (parsing.loaded(), nlp)
    )
    assert fast == slow


def test_threads_that_meet_at_the_first_text_load_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[Any] = []
    load = spacy.load

    def counted(*args: Any, **options: Any) -> Language:
        loads.append(args)
        return load(*args, **options)

    monkeypatch.setattr(spacy, "load", counted)
    parsing._parser.cache_clear()
    start = Barrier(3)

    def first(text: str) -> list[str]:
        start.wait()
        return [word.dep for tree in parsing.trees(text, [((0, len(text)),)]) if tree for word in tree.words]

    with ThreadPoolExecutor(3) as threads:
        relations = list(threads.map(first, [SENTENCE] * 3))
    assert len(loads) == 1
    assert relations[0] == relations[1] == relations[2] and "nsubj:pass" in relations[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The U.S.-led talks ran from 2010–2012.", "The|U.S.|-|led|talks|ran|from|2010|–|2012|."),
        ("Doors open at 6:30pm (and/or later):", "Doors|open|at|6:30|pm|(|and|/|or|later|)|:"),
        ("Call 555-013-4477 about #Tarnfloods and item #3", "Call|555-013-4477|about|#Tarnfloods|and|item|#|3"),
        ("They wanna see pro-Belmar F-35s", "They|wan|na|see|pro-Belmar|F-35s"),
    ],
)
def test_words_are_cut_as_in_the_treebank(nlp: Language, text: str, words: str) -> None:
    assert [word.text for word in nlp.make_doc(text)] == words.split("|")


def test_matrices_are_multiplied_on_the_callers_thread_alone() -> None:
    parsing.loaded()
    pools = [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]
    assert set(pools) == {1}
