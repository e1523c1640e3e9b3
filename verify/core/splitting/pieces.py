"""One proposition of a parsed sentence, before it is worded."""

from dataclasses import dataclass

from verify.core.splitting.frames import Frame

Part = int | str
"""A word of the sentence by its place, or a word put in."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One claim in a tree: the words that carry it, the words its statement is made of, and the frames around it."""

    rule: str
    top: int
    quote: tuple[int, ...]
    parts: tuple[Part, ...]
    frames: tuple[Frame, ...]
