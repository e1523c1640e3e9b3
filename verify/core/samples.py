"""Drawing an audit sample so that anybody can draw it again: by the hash of the seed and each claim's number.

A claim's ticket is the SHA-256 of `<seed>:<claim id>` in hexadecimal; the claims with the lowest tickets are drawn. Whether a claim
had to be drawn can so be told claim by claim, in any language, without this program.
"""

import hashlib
from collections.abc import Iterable

LARGEST = 500


def ticket(seed: str, claim_id: int) -> str:
    """The claim's ticket under a seed: 64 hexadecimal digits, low ones are drawn."""
    return hashlib.sha256(f"{seed}:{claim_id}".encode()).hexdigest()


def drawn(seed: str, frame: Iterable[int], wanted: int) -> list[int]:
    """At most `wanted` of the claims, by ticket; the same for any order of the frame."""
    return sorted(frame, key=lambda claim_id: ticket(seed, claim_id))[:wanted]


def frame_hash(frame: Iterable[int]) -> str:
    """SHA-256 over the ascending ids, one a line: pins what could have been drawn."""
    return hashlib.sha256("".join(f"{claim_id}\n" for claim_id in sorted(frame)).encode()).hexdigest()
