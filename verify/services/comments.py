"""Saying something about a claim to one's colleagues, and taking it back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from verify.core.errors import Forbidden, NotFound
from verify.core.permissions import Action, Actor, require_person
from verify.core.typed_text import typed
from verify.models import Claim, Comment
from verify.queries.blindness import TWO_PEOPLE
from verify.services import audit

LONGEST = 2_000


def add(session: Session, *, actor: Actor, claim_id: int, text: str, now: datetime) -> Comment:
    """Comment on a claim. While two people judge it apart, what a reviewer says is theirs alone."""
    author_id = require_person(actor, Action.COMMENT)
    text = typed(text, field="text", name="The comment", longest=LONGEST, required=True)
    claim = session.get(Claim, claim_id)
    if claim is None:
        raise NotFound(f"There is no claim {claim_id}.")
    apart = claim.verdict is None and actor.can(Action.REVIEW) and bool(session.scalar(select(TWO_PEOPLE)))
    comment = Comment(
        claim_id=claim_id, author_id=author_id, text=text, is_apart=apart, created_at=now, withdrawn_at=None
    )
    session.add(comment)
    session.flush()  # the log needs its id
    subject = ("comment", comment.id)
    audit.record(session, actor=actor, action="comment.added", subject=subject, after={"claim": claim_id}, now=now)
    return comment


def withdraw(session: Session, *, actor: Actor, comment_id: int, now: datetime) -> Comment:
    """Take one's own comment back: its text goes, that it was there stays. A second time changes nothing."""
    require_person(actor, Action.COMMENT)
    comment = session.get(Comment, comment_id, with_for_update=True)
    if comment is None:
        raise NotFound("There is no such comment.")
    if comment.author_id != actor.user_id:
        raise Forbidden("Only who wrote a comment takes it back.")
    if comment.withdrawn_at is None:
        comment.text, comment.withdrawn_at = "", now
        subject = ("comment", comment.id)
        told = {"claim": comment.claim_id}
        audit.record(session, actor=actor, action="comment.withdrawn", subject=subject, after=told, now=now)
    return comment
