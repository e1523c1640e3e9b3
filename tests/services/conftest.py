"""The reviewers of these tests: Ana, and where it takes two, Bo. A file whose Ana is somebody else has one of its own."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from tests.support.people import add_person
from verify.core.permissions import Actor
from verify.core.vocabulary import Role


@pytest.fixture
def ana(session: Session, now: datetime) -> Actor:
    return add_person(session, Role.REVIEWER, now=now, name="Ana")


@pytest.fixture
def bo(session: Session, now: datetime) -> Actor:
    return add_person(session, Role.REVIEWER, now=now, name="Bo")
