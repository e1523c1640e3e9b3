"""Vectors of meaning: read from a package's files, made as a plain account of the architecture makes them, used to find claims."""

import math
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.support.small_encoder import PIECES, weights, write
from verify.adapters import embeddings
from verify.cli.main import app
from verify.core.errors import Malformed, NotFound
from verify.core.matching.meaning import MOST_PIECES, Encoder
from verify.core.matching.ranking import Claims, Entry

TEXTS = ["A cat.", "The feline opened bridges, unopened by the mayor.", "", "bridge " * 20]


def encoder_of(folder: Path, layers: int) -> Encoder:
    return embeddings.encoder(folder, write(folder, weights(layers=layers)))


def plainly(text: str, encoder: Encoder, layers: int) -> list[float]:
    """The vector of one text, number by number, without batches."""
    held = {name: numbers.astype(np.float64) for name, numbers in weights(layers=layers).items()}

    def dense(row: np.ndarray, name: str) -> np.ndarray:
        return np.array(
            [row @ held[f"{name}.weight"][i] + held[f"{name}.bias"][i] for i in range(len(held[f"{name}.bias"]))]
        )

    def normed(row: np.ndarray, name: str) -> np.ndarray:
        return (row - row.mean()) / math.sqrt(row.var() + 1e-12) * held[f"{name}.weight"] + held[f"{name}.bias"]

    rows = [
        normed(
            held["embeddings.word_embeddings.weight"][piece]
            + held["embeddings.position_embeddings.weight"][place]
            + held["embeddings.token_type_embeddings.weight"][0],
            "embeddings.LayerNorm",
        )
        for place, piece in enumerate(encoder.pieces(text))
    ]
    for number in range(layers):
        start = f"encoder.layer.{number}."
        query, key, value = (
            [dense(row, f"{start}attention.self.{part}") for row in rows] for part in ("query", "key", "value")
        )
        after = []
        for at, row in enumerate(rows):
            seen = np.zeros_like(row)
            for head in (slice(0, 32), slice(32, 64)):
                looks = [math.exp(query[at][head] @ other[head] / math.sqrt(32)) for other in key]
                seen[head] = sum(look * other[head] for look, other in zip(looks, value, strict=True)) / sum(looks)
            row = normed(row + dense(seen, f"{start}attention.output.dense"), f"{start}attention.output.LayerNorm")
            inner = [x / 2 * (1 + math.erf(x / math.sqrt(2))) for x in dense(row, f"{start}intermediate.dense")]
            after.append(normed(row + dense(np.array(inner), f"{start}output.dense"), f"{start}output.LayerNorm"))
        rows = after
    mean = np.mean(rows, axis=0)
    return list(mean / np.linalg.norm(mean))


def test_vectors_are_those_of_the_architecture_in_any_batch(tmp_path: Path) -> None:
    encoder = encoder_of(tmp_path, layers=2)
    together = encoder.vectors(TEXTS)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, vector in zip(TEXTS, together, strict=True):
        assert np.allclose(vector, plainly(text, encoder, layers=2), atol=1e-4)
        assert np.allclose(vector, encoder.vectors([text])[0], atol=1e-5)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Cats", ["cat", "##s"]),
        ("ÜNOPENED.", ["un", "##open", "##ed", "."]),
        ("opencat", ["[UNK]"]),
        ("東 cat_cat", ["[UNK]", "cat", "[UNK]", "cat"]),
        ("x" * 500, ["[UNK]"]),
        ("\x00 \u200b", []),
    ],
)
def test_words_are_cut_into_the_longest_known_pieces(tmp_path: Path, text: str, pieces: list[str]) -> None:
    found = [PIECES[number] for number in encoder_of(tmp_path, layers=1).pieces(text)]
    assert found == ["[CLS]", *pieces, "[SEP]"]


def test_a_long_text_is_cut(tmp_path: Path) -> None:
    encoder = encoder_of(tmp_path, layers=1)
    assert len(encoder.pieces("cat " * 1000)) == MOST_PIECES
    assert np.array_equal(encoder.vectors(["cat " * 1000]), encoder.vectors(["cat " * 2000]))


def test_a_claim_that_shares_no_word_is_found_by_its_meaning(tmp_path: Path) -> None:
    entries = [Entry("c1", "bridge opened"), Entry("c2", "cat"), Entry("c3", "open bridges")]
    assert Claims(entries).ranked("feline") == []
    ranked = Claims(entries, encoder_of(tmp_path, layers=1)).ranked("feline")
    assert (ranked[0][0], len(ranked)) == ("c2", 3)


def test_files_that_are_not_the_known_ones_are_refused(tmp_path: Path) -> None:
    pinned = write(tmp_path, weights(layers=1))
    whole = (tmp_path / "model.safetensors").read_bytes()
    (tmp_path / "model.safetensors").write_bytes(whole[:-1])
    with pytest.raises(Malformed, match="not the one that is known"):
        embeddings.encoder(tmp_path, pinned)
    (tmp_path / "model.safetensors").unlink()
    with pytest.raises(NotFound, match=r"model\.safetensors of the semantic extra cannot be read"):
        embeddings.encoder(tmp_path, pinned)


@pytest.mark.parametrize(
    "data", [b"", b"\xff" * 8, b"\x02" + b"\x00" * 7 + b"[]", b"\x02" + b"\x00" * 7 + b"{}"], ids=str
)
def test_weights_that_cannot_be_read_are_refused(tmp_path: Path, data: bytes) -> None:
    import hashlib

    pinned = write(tmp_path, weights(layers=1))
    (tmp_path / "model.safetensors").write_bytes(data)
    with pytest.raises(Malformed):
        embeddings.encoder(tmp_path, pinned | {"model.safetensors": hashlib.sha256(data).hexdigest()})


def semantic(folder: Path, *more: str) -> tuple[int, str]:
    (folder / "claims.jsonl").write_text('{"id": "c1", "text": "A cat."}', "utf-8")
    (folder / "q.tsv").write_text("q1\tfeline\n", "utf-8")
    files = ["--index", str(folder / "claims.jsonl"), "--queries", str(folder / "q.tsv")]
    result = CliRunner().invoke(app, ["match", *files, "--semantic", "--json", *more])
    return result.exit_code, result.output


def test_without_the_extra_the_option_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "find_spec", lambda _name: None)
    status, said = semantic(tmp_path)
    assert (status, "Run `make semantic`" in said) == (1, True)
    status, said = semantic(tmp_path, "--mode", "interactive")
    assert (status, "--semantic goes with --mode quality" in said) == (2, True)


def test_with_the_extra_the_option_finds_by_meaning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "installed", lambda: encoder_of(tmp_path, layers=1))
    status, said = semantic(tmp_path)
    assert (status, '"id":"c1"' in said) == (0, True)
