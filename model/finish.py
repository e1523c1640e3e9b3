"""Makes a trained pipeline ready to ship: `python model/finish.py TREEBANK_FOLDER TRAINED_FOLDER OUTPUT_FOLDER`.

Adds the lemmatizer, drops what only training needed, and rounds the weights to 12 bits after the point, which changes
no figure and lets the wheel pack them to almost half. `checksum` gets the SHA-256 of every file.
"""

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import lemmas
import numpy as np
import prepare
import spacy
from spacy.language import Language
from spacy.pipeline import TrainablePipe

DROPPED_BITS = np.uint32(23 - 12)


def rounded(weights: np.ndarray) -> np.ndarray:
    """Single floats with the last bits of the fraction at zero, to the nearest."""
    bits = np.ascontiguousarray(weights, dtype=np.float32).view(np.uint32)
    half = np.uint32(1) << (DROPPED_BITS - np.uint32(1))
    return (((bits + half) >> DROPPED_BITS) << DROPPED_BITS).view(np.float32)


def round_weights(nlp: Language) -> None:
    """Round every weight of every component in place."""
    for _, component in nlp.pipeline:
        for node in component.model.walk() if isinstance(component, TrainablePipe) else ():
            for name in node.param_names:
                if node.has_param(name):
                    node.set_param(name, rounded(node.get_param(name)))


def label_strings(nlp: Language) -> list[str]:
    """The strings that the pipeline writes on words; those of the training texts are not needed."""
    labels = {label for _, component in nlp.pipeline for label in getattr(component, "labels", ())}
    parts = {part for label in labels for pair in label.split("|") for part in (pair, *pair.split("="))}
    return sorted(labels | parts | {"ROOT", "_", "en"})


def checksums(folder: Path) -> str:
    """One line a file, in the format of `sha256sum`, paths below the folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}" for path in files
    ]
    return "\n".join(lines) + "\n"


def describe(nlp: Language) -> None:
    """Name, licence and source, in the pipeline's own description."""
    nlp.meta.update(
        name="verify_parser",
        version="1.0.0",
        description="English tagger, morphology, dependency parser and lemmatizer (Universal Dependencies)",
        license="CC BY-SA 4.0",
        sources=[
            {"name": "UD English EWT", "url": "https://universaldependencies.org", "license": "CC BY-SA 4.0"},
            {"name": "UD English GUM (free genres)", "url": "https://gucorpling.org/gum", "license": "CC BY 4.0"},
        ],
        performance={},
    )


def main() -> None:
    """Write the pipeline that ships and the checksum beside this file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("treebank", type=Path)
    parser.add_argument("trained", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--checksum", type=Path, default=Path(__file__).with_name("checksum"))
    asked = parser.parse_args()
    nlp = spacy.load(asked.trained)
    lemmatizer = nlp.add_pipe("lemmatizer", config={"mode": "rule"})
    lemmatizer.initialize(lookups=lemmas.tables(prepare.read(asked.treebank, "ewt gum", "train")))  # type: ignore[attr-defined]
    round_weights(nlp)
    describe(nlp)
    shutil.rmtree(asked.output, ignore_errors=True)
    nlp.to_disk(asked.output)
    (asked.output / "vocab" / "strings.json").write_text(json.dumps(label_strings(nlp), indent=0), encoding="utf-8")
    asked.checksum.write_text(checksums(asked.output), encoding="utf-8")


if __name__ == "__main__":
    main()
