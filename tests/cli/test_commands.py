"""The list of commands: known without importing them, and true to what they say of themselves."""

import inspect
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from verify.cli.main import COMMANDS, Named, app

HEAVY = {"fastapi", "sqlalchemy", "pydantic", "numpy", "spacy", "trafilatura", "lxml", "httpx", "dbos"}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_listed_as_it_describes_itself(name: str) -> None:
    listed = Named(name=name, help=COMMANDS[name][1])
    itself = listed.loaded()
    assert itself.name == name
    assert inspect.cleandoc(itself.help).splitlines()[0] == listed.help


def test_the_help_imports_nothing_that_a_desk_needs() -> None:
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            "import atexit, sys; atexit.register(lambda: print('\\n'.join(sys.modules)));"
            " from verify.cli.main import app; app(['--help'])",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "serve" in ran.stdout
    assert not HEAVY & set(ran.stdout.split())


def test_a_mistyped_command_is_answered_with_the_one_that_was_meant() -> None:
    refused = CliRunner().invoke(app, ["exprot"])
    assert refused.exit_code == 2
    assert "Did you mean 'export'?" in " ".join(refused.output.replace("│", " ").split())
