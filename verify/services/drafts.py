"""Keeping what people have typed before they send it.

Drafts are private and not logged: a log entry for every few seconds of typing would tell others that somebody works on a claim.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from verify.core.drafts import EVIDENCE, JUDGEMENT, MOST_DRAFTS, WORDS, tidied
from verify.core.errors import Conflict, NotFound, RuleRefused
from verify.core.permissions import Action, Actor, require_person
from verify.models import Claim, Draft, Review, ReviewDate
from verify.queries import drafts
from verify.queries.drafts import NOTHING, Kept

DRAFTS = cast(Table, Draft.__table__)


def save(
    session: Session, *, actor: Actor, claim_id: int, typed: Mapping[str, str], revision: int | None, now: datetime
) -> Kept:
    """Keep what the actor has typed on a claim; empty fields take the draft away.

    `revision` is the draft as the page last knew it, 0 for none, None for "whatever is kept". `Conflict` where it was saved
    since from another page, with what is kept in `details`; `NotFound`; `RuleRefused` for one draft too many.
    """
    me = require_person(actor, Action.ADD_EVIDENCE)
    text = tidied(typed)
    kept = drafts.of_claim(session, claim_id, user_id=me)
    if text == kept.typed:
        return kept
    if revision is not None and kept.revision not in (0, revision):
        raise _saved_elsewhere(kept)
    if not text or _is_given(session, me, claim_id, text):
        session.execute(delete(DRAFTS).where(*_own(me, claim_id)))
        return NOTHING
    if kept.revision == 0:
        _refuse_more(session, me, claim_id)
    values = {"typed": text, "revision": kept.revision + 1, "saved_at": now}
    if not _written(session, me, claim_id, kept.revision, values):
        raise _saved_elsewhere(drafts.of_claim(session, claim_id, user_id=me))
    return Kept(text, kept.revision + 1, now)


def drop(session: Session, *, actor: Actor, claim_id: int) -> None:
    """Throw the actor's draft on a claim away."""
    me = require_person(actor, Action.ADD_EVIDENCE)
    session.execute(delete(DRAFTS).where(*_own(me, claim_id)))


def given(session: Session, *, reviewer_id: int | None, claim_id: int) -> None:
    """Let the draft of a review go that is given now; evidence that was typed and not attached stays."""
    kept = drafts.of_claim(session, claim_id, user_id=reviewer_id)
    if kept.revision == 0:
        return
    left = {name: text for name, text in kept.typed.items() if name in EVIDENCE}
    if left:
        changed = update(DRAFTS).where(*_own(reviewer_id, claim_id))
        session.execute(changed.values(typed=left, revision=kept.revision + 1))
    else:
        session.execute(delete(DRAFTS).where(*_own(reviewer_id, claim_id)))


def put_back(session: Session, *, actor: Actor, claim_id: int, words: Mapping[str, str], now: datetime) -> None:
    """Make the words of a review that is taken back the actor's draft, unless they have typed a newer one."""
    me = require_person(actor, Action.ADD_EVIDENCE)
    kept = drafts.of_claim(session, claim_id, user_id=me)
    if any(name in kept.typed for name in JUDGEMENT):
        return
    values = {"typed": {**kept.typed, **tidied(words)}, "revision": kept.revision + 1, "saved_at": now}
    _written(session, me, claim_id, kept.revision, values)


def _own(user_id: int | None, claim_id: int) -> tuple[Any, ...]:
    return DRAFTS.c.user_id == user_id, DRAFTS.c.claim_id == claim_id


def _written(session: Session, user_id: int, claim_id: int, revision: int, values: Mapping[str, Any]) -> bool:
    """Whether the row was written, none having come or changed since it was read."""
    if revision:
        wanted: Any = update(DRAFTS).where(*_own(user_id, claim_id), DRAFTS.c.revision == revision).values(values)
    else:
        made = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        wanted = made(DRAFTS).values(user_id=user_id, claim_id=claim_id, **values).on_conflict_do_nothing()
    return session.execute(wanted.returning(DRAFTS.c.revision)).first() is not None


def _is_given(session: Session, user_id: int, claim_id: int, text: Mapping[str, str]) -> bool:
    """Whether the person's newest review says just this: a save that was on its way when the review was sent is no draft."""
    newest = session.execute(
        select(*(getattr(Review, name) for name in WORDS), ReviewDate.day)
        .outerjoin(ReviewDate, ReviewDate.review_id == Review.id)
        .where(Review.claim_id == claim_id, Review.reviewer_id == user_id)
        .order_by(Review.id.desc())
        .limit(1)
    ).first()
    if newest is None:
        return False
    said = {name: str(value).strip() for name, value in zip(JUDGEMENT, newest, strict=True) if value}
    return said == {name: value.strip() for name, value in text.items()}


def _refuse_more(session: Session, user_id: int, claim_id: int) -> None:
    if session.scalar(select(Claim.id).where(Claim.id == claim_id)) is None:
        raise NotFound(f"There is no claim {claim_id}.")
    if drafts.count(session, user_id=user_id) >= MOST_DRAFTS:
        raise RuleRefused(
            f"You have {MOST_DRAFTS} drafts, and no more are kept. Throw some away under My drafts, then save again."
        )


def _saved_elsewhere(kept: Kept) -> Conflict:
    return Conflict(
        "This draft was saved from another page of yours meanwhile. Nothing was overwritten: both texts are kept.",
        details={"revision": kept.revision, "saved_at": kept.saved_at, "typed": dict(kept.typed)},
    )
