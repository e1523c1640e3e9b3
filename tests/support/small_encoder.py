"""A small model of meaning in the files of a large one, made on the spot: random layers, or layers that change nothing."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from verify.core.matching.meaning import Vectors

SIZE, INNER, PLACES = 64, 96, 300
PIECES = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "cat",
    "feline",
    "mayor",
    "bridge",
    "open",
    "##ed",
    "##s",
    "un",
    "##open",
    ".",
]
ALIKE = ("cat", "feline")
"""Two pieces with one vector."""


def weights(*, layers: int, seed: int = 5) -> dict[str, Vectors]:
    """Random weights, by their names in BERT."""
    chance = np.random.default_rng(seed)

    def drawn(*shape: int) -> Vectors:
        return (chance.normal(size=shape) * 0.3).astype(np.float32)

    words = drawn(len(PIECES), SIZE)
    words[PIECES.index(ALIKE[1])] = words[PIECES.index(ALIKE[0])]
    found = {
        "embeddings.word_embeddings.weight": words,
        "embeddings.position_embeddings.weight": drawn(PLACES, SIZE) / 100,
        "embeddings.token_type_embeddings.weight": drawn(2, SIZE),
    }
    dense = {
        "attention.self.query": (SIZE, SIZE),
        "attention.self.key": (SIZE, SIZE),
        "attention.self.value": (SIZE, SIZE),
    }
    dense |= {
        "attention.output.dense": (SIZE, SIZE),
        "intermediate.dense": (INNER, SIZE),
        "output.dense": (SIZE, INNER),
    }
    normed = ["embeddings.LayerNorm"]
    for number in range(layers):
        start = f"encoder.layer.{number}."
        for name, shape in dense.items():
            found |= {f"{start}{name}.weight": drawn(*shape), f"{start}{name}.bias": drawn(shape[0])}
        normed += [f"{start}attention.output.LayerNorm", f"{start}output.LayerNorm"]
    for name in normed:
        found |= {f"{name}.weight": 1 + drawn(SIZE), f"{name}.bias": drawn(SIZE)}
    return found


def write(folder: Path, held: Mapping[str, Vectors]) -> dict[str, str]:
    """Write weights and vocabulary as the package has them; the hashes of the files."""
    header, data = {}, b""
    for name, numbers in held.items():
        header[name] = {"dtype": "F32", "shape": numbers.shape, "data_offsets": [len(data), len(data) + numbers.nbytes]}
        data += numbers.tobytes()
    said = json.dumps({"__metadata__": {"format": "pt"}, **header}).encode()
    (folder / "model.safetensors").write_bytes(len(said).to_bytes(8, "little") + said + data)
    (folder / "vocab.txt").write_text("\n".join(PIECES) + "\n", "utf-8")
    return {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in ("model.safetensors", "vocab.txt")
    }
