"""Saying something about a claim to one's colleagues, and taking it back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from verify.core.errors import Forbidden, NotFound
from verify.core.mentions import mentions
from verify.core.notifications import Notice
from verify.core.permissions import Action, Actor, require_person
from verify.core.typed_text import typed
from verify.core.vocabulary import NoticeKind
from verify.models import Claim, Comment, CommentMention
from verify.queries.accounts import nameable
from verify.queries.blindness import TWO_PEOPLE
from verify.queries.notifications import deciders
from verify.services import audit, notifications

LONGEST = 2_000


def add(session: Session, *, actor: Actor, claim_id: int, text: str, now: datetime) -> Comment:
    """Comment on a claim, and tell whom it names and who decided the claim.

    While two people judge the claim apart, what a reviewer says is theirs alone; whom it names is told once others may read it.
    """
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
    named = mentions(text, nameable(session)) if "@" in text else []
    for one in named:
        session.add(CommentMention(comment_id=comment.id, start=one.start, end=one.end, user_id=one.user_id))
    session.flush()
    subject = ("comment", comment.id)
    audit.record(session, actor=actor, action="comment.added", subject=subject, after={"claim": claim_id}, now=now)
    _tell(session, actor, claim, comment, {one.user_id for one in named})
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
        session.flush()  # whoever is told of comments looks at the rows
        subject = ("comment", comment.id)
        told = {"claim": comment.claim_id}
        audit.record(session, actor=actor, action="comment.withdrawn", subject=subject, after=told, now=now)
    return comment


def _tell(session: Session, actor: Actor, claim: Claim, comment: Comment, named: set[int]) -> None:
    """Tell whom it names, and of the others those whose verdict stands on the claim."""
    if comment.is_apart:
        return
    decided = {*deciders(session, [claim.id])} if claim.verdict else set[int]()
    for kind, people in ((NoticeKind.MENTIONED, named), (NoticeKind.COMMENTED, decided - named)):
        notice = Notice(kind, claim.id, comment.id)
        notifications.tell(session, actor=actor, to=people, notice=notice, now=comment.created_at)
