"""A zip that is written as it is read: several files in one download, in level memory."""

import zipfile
from collections.abc import Iterable, Iterator

LEVEL = 1
"""The first level packs claims to a fifth; the ninth takes ten times as long for a tenth less."""
NO_TIME = (1980, 1, 1, 0, 0, 0)
"""One time for all, or the same export would never give the same bytes twice."""


class _Pipe:
    """What zipfile writes to: keeps the bytes until they are taken. Not seekable, so zipfile never goes back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        """The bytes since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def zipped(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """The named files as a zip, in pieces."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:  # type: ignore[call-overload]
        for name, pieces in files:
            info = zipfile.ZipInfo(name, NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info._compresslevel = LEVEL  # type: ignore[attr-defined]  # public as `compress_level` from Python 3.13
            with archive.open(info, "w", force_zip64=True) as member:
                for piece in pieces:
                    member.write(piece)
                    yield pipe.taken()
            yield pipe.taken()
    yield pipe.taken()
