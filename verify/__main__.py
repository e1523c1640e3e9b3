"""`python -m verify` is the `verify` command."""

from verify.cli.main import app

app()
