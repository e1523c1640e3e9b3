"""Two servers over one desk, and one of them killed: what was handed out and what was decided is there, once and whole.

The same runs at full size are `make bench-handout` and `make bench-kills`.
"""

from pathlib import Path

import pytest

from bench import handout, kills
from verify.db import Database

pytestmark = pytest.mark.slow


def test_claims_are_handed_out_once_each_though_a_server_is_killed(database: Database, tmp_path: Path) -> None:
    found = handout.run(database, tmp_path, people=4, each=15, share=3)
    assert found.faults == []
    assert found.handed == 4 * 15
    assert found.held_without_answer <= found.unanswered
    assert found.again == found.ran_out >= 20


def test_an_answered_verdict_is_there_whole_though_the_server_is_killed(database: Database, tmp_path: Path) -> None:
    found = kills.run(database, tmp_path, runs=3)
    assert found.faults == []
    assert found.stored >= found.answered >= 3
