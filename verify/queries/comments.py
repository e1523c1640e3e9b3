"""The comments on a claim."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from verify.models import Comment, User
from verify.queries.blindness import comments_shown

MOST = 500
"""Comments that a page shows, the last ones."""


@dataclass(frozen=True, slots=True)
class CommentLine:
    """A comment; `text` is empty where it was taken back."""

    id: int
    author_id: int
    author: str
    text: str
    at: datetime
    withdrawn_at: datetime | None


def of_claim(session: Session, claim_id: int, *, reader_id: int | None) -> Sequence[CommentLine]:
    """The comments that the reader may see, in the order in which they were written."""
    rows = session.execute(
        select(Comment.id, Comment.author_id, User.name, Comment.text, Comment.created_at, Comment.withdrawn_at)
        .join(User, User.id == Comment.author_id)
        .where(Comment.claim_id == claim_id, comments_shown(reader_id))
        .order_by(Comment.id.desc())
        .limit(MOST)
    )
    return [CommentLine(*row) for row in rows][::-1]
