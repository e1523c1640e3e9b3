"""Text files in the encodings that newsrooms have."""

import pytest

from verify.adapters.decoding import plain_text
from verify.core.errors import Malformed

TEXT = "Café “Zürich” opened in 1931.\r\nIt closed – twice."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_file_is_read_in_its_encoding(encoding: str) -> None:
    assert plain_text(TEXT.encode(encoding)) == TEXT


def test_big_endian_utf_16_is_read_by_its_mark() -> None:
    assert plain_text(b"\xfe\xff" + TEXT.encode("utf-16-be")) == TEXT


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"a\x00b", "binary"),
        (TEXT.encode("utf-16-le"), "binary"),
        (b"GIF89a\x01\x02\x03\x04\x05\x06", "binary"),
        (b"caf\x81\x8d\x9d", "not readable as text"),
        (b"x" * 101, "larger than 0.0001 MB"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(Malformed, match=message):
        plain_text(data, largest=100)
