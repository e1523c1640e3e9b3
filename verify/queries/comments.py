"""The comments on a claim."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from verify.core.mentions import Mention, Part, parts
from verify.models import Comment, CommentMention, User
from verify.queries.blindness import comments_shown

MOST = 500
"""Comments that a page shows, the last ones."""


@dataclass(frozen=True, slots=True)
class CommentLine:
    """A comment, cut at the names of those whom it mentions; nothing of it is left where it was taken back."""

    id: int
    author_id: int
    author: str
    parts: Sequence[Part]
    at: datetime
    withdrawn_at: datetime | None


def of_claim(session: Session, claim_id: int, *, reader_id: int | None) -> Sequence[CommentLine]:
    """The comments that the reader may see, in the order in which they were written."""
    shown = (Comment.claim_id == claim_id, comments_shown(reader_id))
    rows = session.execute(
        select(Comment.id, Comment.author_id, User.name, Comment.text, Comment.created_at, Comment.withdrawn_at)
        .join(User, User.id == Comment.author_id)
        .where(*shown)
        .order_by(Comment.id.desc())
        .limit(MOST)
    ).all()
    named = session.execute(
        select(CommentMention.comment_id, CommentMention.start, CommentMention.end, User.id, User.name)
        .join(User, User.id == CommentMention.user_id)
        .join(Comment, Comment.id == CommentMention.comment_id)
        .where(*shown, Comment.withdrawn_at.is_(None))
        .order_by(CommentMention.comment_id, CommentMention.start)
    ).all()
    found = defaultdict[int, list[Mention]](list)
    for row in named:
        found[row.comment_id].append(Mention(row.start, row.end, row.id))
    names: Mapping[int, str] = {row.id: row.name for row in named}
    return [
        CommentLine(row.id, row.author_id, row.name, parts(row.text, found[row.id], names), *row[4:])
        for row in rows[::-1]
    ]
