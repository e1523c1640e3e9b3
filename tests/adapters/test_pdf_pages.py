"""Reading PDFs: page by page, and what is said of those that have no text, or mean harm."""

import io

from pypdf import PdfWriter

from tests.support.documents import pdf
from verify.adapters import pdf_pages
from verify.adapters.pdf_pages import PdfText, read_pdf
from verify.core.vocabulary import Reading


def test_pages_keep_their_beginnings() -> None:
    found = read_pdf(pdf("The harbour reopened\non 3 March.", "", "Two cranes."))
    assert found.text == "The harbour reopened\non 3 March.\n\n\n\nTwo cranes."
    assert [found.text[start : start + 3] for start in found.page_starts] == ["The", "\n\nT", "Two"]
    assert found.reading is Reading.TEXT


def test_what_has_no_text_says_why() -> None:
    locked = PdfWriter()
    locked.add_blank_page(100, 100)
    locked.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    locked.write(out)
    files = {pdf("", ""): Reading.SCANNED, out.getvalue(): Reading.ENCRYPTED, b"%PDF-1.7 \x00\x01": Reading.UNREADABLE}
    assert {data: read_pdf(data) for data in files} == {
        data: PdfText("", (), None, reading) for data, reading in files.items()
    }


def test_a_document_that_takes_too_long_is_ended_and_has_no_text() -> None:
    assert read_pdf(pdf("Text."), seconds=0.001) == PdfText("", (), None, Reading.UNREADABLE)


def test_a_long_document_is_cut_and_says_so() -> None:
    found = read_pdf(pdf(*(f"Page {number}." for number in range(pdf_pages.MOST_PAGES + 1))))
    assert (found.reading, len(found.page_starts)) == (Reading.CUT, pdf_pages.MOST_PAGES)
