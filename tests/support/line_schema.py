"""The shipped JSON Schema of a JSONL line, made from the columns. `python -m tests.support.line_schema` writes it."""

from pathlib import Path

import orjson

import verify
from verify.core.exports import LINE_SCHEMA
from verify.exports.columns import line_schema

SCHEMA = Path(verify.__file__).parent / "exports" / "schema" / f"{LINE_SCHEMA}.json"


def made() -> bytes:
    """The schema's bytes as they should stand in the file."""
    return orjson.dumps(line_schema(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


if __name__ == "__main__":
    SCHEMA.parent.mkdir(exist_ok=True)
    SCHEMA.write_bytes(made())
