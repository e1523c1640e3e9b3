"""The splitter against gold claims: `python bench/claims.py DATA`, DATA holding gold/, html/ and score.py.

Prints the scorer's table on the gold texts and on the pages, words per CPU second, and the splitter's share of ingest time.
"""

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from verify.adapters.extraction import extract
from verify.cli.split import as_document
from verify.core.splitting.pipeline import split


def write(out: Path, name: str, text: str, *, title: str | None = None, language: str | None = None) -> int:
    """Split a text into OUT/NAME.json; the number of its claims."""
    found = split(text, title=title, language=language)
    (out / f"{name}.json").write_text(json.dumps(as_document(found, name), ensure_ascii=False), "utf-8")
    return len(found.claims)


def score(data: Path, out: Path, *options: str) -> None:
    """Print the scorer's table."""
    subprocess.run([sys.executable, str(data / "score.py"), str(data / "gold"), str(out), *options], check=True)


def main() -> None:
    """Run both measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    data: Path = parser.parse_args().data
    if not (data / "gold").is_dir():
        sys.exit(f"{data} holds no gold/; give the folder of the annotated articles")
    split("The parser and the language guesser are loaded before anything is timed.")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        texts = {p.stem: json.loads(p.read_text("utf-8"))["text"] for p in sorted((data / "gold").glob("*.json"))}
        start = time.process_time()
        claims = sum(write(out, name, text) for name, text in texts.items())
        seconds = time.process_time() - start
        words = sum(len(text.split()) for text in texts.values())
        print("From the texts")
        score(data, out)
        print(f"{claims} claims, {words} words, {words / seconds:,.0f} words per CPU second")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        extracting = splitting = 0.0
        for page in sorted((data / "html").glob("*.html.gz")):
            start = time.perf_counter()
            article = extract(gzip.decompress(page.read_bytes()), url=None)
            middle = time.perf_counter()
            write(out, page.name.removesuffix(".html.gz"), article.text, title=article.title, language=article.language)
            extracting += middle - start
            splitting += time.perf_counter() - middle
        print("From the pages")
        score(data, out, "--present")
        print(f"splitting is {splitting / (extracting + splitting):.0%} of extraction and splitting")


if __name__ == "__main__":
    main()
