"""Trains the parser: `python model/train.py PREPARED_FOLDER OUTPUT_FOLDER --minutes 75`.

The learning rate rises, then falls to nothing at the end of the time given; the weights kept are a moving average.
"""

import argparse
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import spacy
import speed
import tokens
from spacy.language import Language
from spacy.tokens import DocBin
from spacy.training import Example
from spacy.training.batchers import minibatch_by_padded_size
from spacy.util import load_config, registry
from thinc.api import Config, Optimizer, fix_random_seed

RATE = 0.002
WARM = 0.03  # share of the run
EVERY = 6  # minutes between looks at the development set
WORDS = 1500  # padded words in one step


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to train and with what."""

    minutes: float
    dropout: float
    optimizer: Optimizer


def examples(path: Path, nlp: Language) -> list[Example]:
    """The texts of a prepared file, tokenised by the pipeline's own tokenizer."""
    return [Example(nlp.make_doc(doc.text), doc) for doc in DocBin().from_disk(path).get_docs(nlp.vocab)]


def batches(folder: Path, nlp: Language, first: list[Example]) -> Iterator[tuple[int, list[Example]]]:
    """Endless (epoch, batch): one pass an epoch, texts of like length together, in random order."""
    held = {0: first}
    files = sorted(folder.glob("train*.spacy"))
    epoch = 0
    while True:
        number = epoch % len(files)
        if number not in held:
            held[number] = examples(files[number], nlp)
        random.shuffle(held[number])
        made = list(minibatch_by_padded_size(held[number], size=WORDS, buffer=256))
        random.shuffle(made)
        for batch in made:
            yield epoch, batch
        epoch += 1


def rate_at(done: float) -> float:
    """The learning rate when `done` (0–1) of the run is over."""
    return RATE * min(done / WARM, (1 - done) / (1 - WARM))


def build(config: Config, first: Path) -> tuple[Language, list[Example]]:
    """The pipeline with its labels taken from the first pass, and that pass."""
    nlp = spacy.util.load_model_from_config(config, auto_fill=True)
    tokens.bend_tokenizer(nlp)
    made = examples(first, nlp)
    nlp.initialize(lambda: made)
    return nlp, made


def update(nlp: Language, batch: list[Example], dropout: float, optimizer: Optimizer) -> None:
    """One step of every component. `nlp.update` would copy and align the texts again each time."""
    trained: list[Any] = [component for _, component in nlp.pipeline]
    for component in trained:
        component.update(batch, drop=dropout, sgd=None, losses={})
    for component in trained:
        component.finish_update(optimizer)


def show(nlp: Language, dev: list[Example], optimizer: Optimizer, head: str) -> None:
    """Print the development scores of the averaged weights."""
    with nlp.use_params(optimizer.averages):
        scores = nlp.evaluate(Example(nlp.make_doc(eg.reference.text), eg.reference) for eg in dev)
    named = ("dep_uas", "dep_las", "tag_acc", "pos_acc", "morph_acc", "sents_f")
    print(head, *(f"{name} {100 * (scores[name] or 0):.2f}" for name in named), flush=True)


def learn(nlp: Language, work: Iterator[tuple[int, list[Example]]], dev: list[Example], plan: Plan) -> None:
    """Train until the time is over; every epoch prints a line, every few minutes the development scores."""
    start = shown = time.monotonic()
    words, seen = 0, -1
    for step, (epoch, batch) in enumerate(work):
        now = time.monotonic()
        done = (now - start) / (60 * plan.minutes)
        if done >= 1:
            return
        plan.optimizer.learn_rate = max(rate_at(done), 1e-6)
        update(nlp, batch, plan.dropout, plan.optimizer)
        words += sum(len(eg.reference) for eg in batch)
        spent = f"{(now - start) / 60:.1f} min"
        if epoch != seen:
            seen = epoch
            print(f"{spent}, epoch {epoch}, step {step}, {words / max(now - start, 1):.0f} words/s", flush=True)
        if now - shown > 60 * EVERY:
            shown = now
            show(nlp, dev, plan.optimizer, spent)


def main() -> None:
    """Train for the minutes asked for and write the averaged weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("prepared", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("config.cfg"))
    asked = parser.parse_args()
    speed.install()
    fix_random_seed(3)
    config = load_config(asked.config)
    training = registry.resolve({"training": config["training"]})["training"]
    plan = Plan(asked.minutes, training["dropout"], training["optimizer"])
    nlp, first = build(config, asked.prepared / "train0.spacy")
    dev = examples(asked.prepared / "dev.spacy", nlp)
    learn(nlp, batches(asked.prepared, nlp, first), dev, plan)
    show(nlp, dev, plan.optimizer, "end")
    with nlp.use_params(plan.optimizer.averages):
        nlp.to_disk(asked.output)


if __name__ == "__main__":
    main()
