"""What bytes are, told by how they begin: servers and file names are often wrong about it."""

PDF = "application/pdf"
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Pictures that every browser shows and that cannot hold a script; SVG can."""

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml")


def told_by(data: bytes) -> str | None:
    """The media type that the beginning gives away: a PDF, one of `PICTURES`, an HTML page; else None."""
    for beginning, media_type in _BEGINNINGS:
        if data.startswith(beginning):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if b"%PDF-" in data[:1024]:
        return PDF
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start:
        return "image/svg+xml"
    return "text/html" if start.startswith(_HTML) else None
