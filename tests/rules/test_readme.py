"""The README's tables are the code's."""

from tests.support.readme import README, filled


def test_tables_are_the_codes() -> None:
    """Mend with `python -m tests.support.readme`."""
    text = README.read_text("utf-8")
    assert filled(text) == text
