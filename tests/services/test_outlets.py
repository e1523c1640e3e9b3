"""Finding, making and keeping outlets."""

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.people import add_person
from verify.core.errors import Conflict, Forbidden, Malformed, NotFound
from verify.core.permissions import Actor
from verify.core.vocabulary import OutletKind, Role
from verify.models import AuditEvent, Outlet
from verify.queries.outlets import by_domain, by_name, domains_of
from verify.services import outlets
from verify.services.outlets import OutletDetails


@pytest.fixture
def submitter(session: Session, now: datetime) -> Actor:
    return add_person(session, Role.SUBMITTER, now=now)


@pytest.fixture
def editor(session: Session, now: datetime) -> Actor:
    return add_person(session, Role.EDITOR, now=now)


def events(session: Session, outlet: Outlet) -> list[str]:
    found = select(AuditEvent.action).where(AuditEvent.subject_type == "outlet", AuditEvent.subject_id == outlet.id)
    return list(session.scalars(found.order_by(AuditEvent.id)))


def test_an_unknown_address_makes_an_outlet_called_like_its_domain(
    session: Session, submitter: Actor, now: datetime
) -> None:
    made = outlets.find_or_create(session, actor=submitter, url="https://www.harbour-post.example/a/1", now=now)
    assert (made.name, made.kind) == ("harbour-post.example", OutletKind.NEWS)
    assert domains_of(session, [made.id])[made.id] == ("harbour-post.example",)
    assert events(session, made) == ["outlet.added", "outlet.domain_added"]


def test_the_same_domain_finds_the_same_outlet(session: Session, submitter: Actor, now: datetime) -> None:
    first = outlets.find_or_create(
        session, actor=submitter, url="https://harbour-post.example/1", name="Harbour Post", now=now
    )
    again = outlets.find_or_create(session, actor=submitter, url="https://m.harbour-post.example/2", now=now)
    renamed = outlets.find_or_create(
        session, actor=submitter, url="https://harbour-post.example/3", name="The H. Post", now=now
    )
    assert first.id == again.id == renamed.id
    assert session.scalar(select(func.count()).select_from(Outlet)) == 1


def test_a_name_finds_its_outlet_whatever_its_case_and_spaces(
    session: Session, submitter: Actor, now: datetime
) -> None:
    first = outlets.find_or_create(session, actor=submitter, name="  Harbour   Post ", now=now)
    assert first.name == "Harbour Post"
    assert outlets.find_or_create(session, actor=submitter, name="HARBOUR post", now=now).id == first.id


def test_a_name_wins_over_the_domain_of_another(session: Session, submitter: Actor, now: datetime) -> None:
    outlets.find_or_create(session, actor=submitter, url="https://portal.example/1", name="Portal", now=now)
    agency = outlets.find_or_create(session, actor=submitter, name="Coast Agency", now=now)
    found = outlets.find_or_create(
        session, actor=submitter, url="https://portal.example/2", name="coast agency", now=now
    )
    assert found.id == agency.id
    assert domains_of(session, [agency.id])[agency.id] == ()


def test_an_outlet_without_a_domain_gets_the_first_one_seen(session: Session, submitter: Actor, now: datetime) -> None:
    outlet = outlets.find_or_create(session, actor=submitter, name="Harbour Post", now=now)
    for url in ("https://harbour-post.example/1", "https://mirror.example/1"):
        outlets.find_or_create(session, actor=submitter, url=url, name="Harbour Post", now=now)
    assert domains_of(session, [outlet.id])[outlet.id] == ("harbour-post.example",)


def test_neither_name_nor_address_is_refused(session: Session, submitter: Actor, now: datetime) -> None:
    for url, name in ((None, None), (None, "  "), ("http://127.0.0.1/x", None)):
        with pytest.raises(Malformed, match="which outlet") as refused:
            outlets.find_or_create(session, actor=submitter, url=url, name=name, now=now)
        assert refused.value.field == "outlet"
    assert session.scalar(select(func.count()).select_from(Outlet)) == 0


@pytest.mark.parametrize("name", ["x" * 201, "Harbour\u0000Post", "Harbour\u202ePost"])
def test_names_that_nobody_can_read_are_refused(session: Session, submitter: Actor, now: datetime, name: str) -> None:
    with pytest.raises(Malformed, match="at most 200"):
        outlets.find_or_create(session, actor=submitter, name=name, now=now)


def test_a_persian_name_keeps_the_joiners_between_its_letters(
    session: Session, submitter: Actor, now: datetime
) -> None:
    named = "\u0647\u0645\u0634\u0647\u0631\u06cc\u200c\u0622\u0646\u0644\u0627\u06cc\u0646"
    assert outlets.find_or_create(session, actor=submitter, name=named, now=now).name == named
    with pytest.raises(Malformed, match="Give the outlet a name"):
        outlets.find_or_create(session, actor=submitter, name="\u200d", now=now)


def test_a_viewer_makes_no_outlets(session: Session, now: datetime) -> None:
    viewer = add_person(session, Role.VIEWER, now=now)
    with pytest.raises(Forbidden):
        outlets.find_or_create(session, actor=viewer, name="Harbour Post", now=now)
    with pytest.raises(Forbidden):
        outlets.add(session, actor=viewer, details=OutletDetails("Harbour Post"), now=now)


def test_an_editor_adds_an_outlet_with_domains(session: Session, editor: Actor, now: datetime) -> None:
    details = OutletDetails("Coast Agency", OutletKind.AGENCY, " gb ", "Coast  Group")
    made = outlets.add(
        session, actor=editor, details=details, domains=("www.coast.example", "https://coast.test/x"), now=now
    )
    assert (made.country, made.ownership_group) == ("GB", "Coast Group")
    assert domains_of(session, [made.id])[made.id] == ("coast.example", "coast.test")
    assert by_domain(session, "coast.test") is made
    assert events(session, made) == ["outlet.added", "outlet.domain_added", "outlet.domain_added"]


def test_a_taken_name_or_domain_is_a_conflict(session: Session, editor: Actor, now: datetime) -> None:
    first = outlets.add(
        session, actor=editor, details=OutletDetails("Harbour Post"), domains=("post.example",), now=now
    )
    with pytest.raises(Conflict, match="called harbour post already"):
        outlets.add(session, actor=editor, details=OutletDetails("harbour post"), now=now)
    other = outlets.add(session, actor=editor, details=OutletDetails("Valley News"), now=now)
    with pytest.raises(Conflict, match="belongs to Harbour Post") as refused:
        outlets.add_domain(session, actor=editor, outlet_id=other.id, address="post.example", now=now)
    assert refused.value.details == {"outlet_id": first.id}
    with pytest.raises(Conflict, match="called Harbour Post already"):
        outlets.change(session, actor=editor, outlet_id=other.id, details=OutletDetails("Harbour Post"), now=now)


def test_adding_a_domain_twice_changes_nothing(session: Session, editor: Actor, now: datetime) -> None:
    outlet = outlets.add(session, actor=editor, details=OutletDetails("Harbour Post"), now=now)
    for _ in range(2):
        assert (
            outlets.add_domain(session, actor=editor, outlet_id=outlet.id, address="post.example", now=now)
            == "post.example"
        )
    assert events(session, outlet) == ["outlet.added", "outlet.domain_added"]


def test_an_outlet_may_be_renamed_and_keeps_its_log(session: Session, editor: Actor, now: datetime) -> None:
    outlet = outlets.add(session, actor=editor, details=OutletDetails("Harbour Post"), now=now)
    changed = OutletDetails("harbour post", OutletKind.OPINION, "IE", None)
    outlets.change(session, actor=editor, outlet_id=outlet.id, details=changed, now=now)
    outlets.change(session, actor=editor, outlet_id=outlet.id, details=changed, now=now)
    assert by_name(session, "Harbour Post") is outlet
    assert (outlet.name, outlet.kind, outlet.country) == ("harbour post", OutletKind.OPINION, "IE")
    assert events(session, outlet) == ["outlet.added", "outlet.changed"]


def test_bad_details_are_malformed(session: Session, editor: Actor, now: datetime) -> None:
    with pytest.raises(Malformed, match="two letters"):
        outlets.add(session, actor=editor, details=OutletDetails("Harbour Post", country="GBR"), now=now)
    with pytest.raises(Malformed, match="Give the outlet a name"):
        outlets.add(session, actor=editor, details=OutletDetails("  "), now=now)
    outlet = outlets.add(session, actor=editor, details=OutletDetails("Harbour Post"), now=now)
    with pytest.raises(Malformed, match="not a domain"):
        outlets.add_domain(session, actor=editor, outlet_id=outlet.id, address="co.uk", now=now)
    with pytest.raises(NotFound):
        outlets.change(session, actor=editor, outlet_id=999_999, details=OutletDetails("X"), now=now)
