"""The languages that claims of the desk are in."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from verify.models import Claim


def all_of(session: Session) -> Sequence[str]:
    """Every language, in the order of their tags. Each is looked up behind the last one: there are few, and many claims."""
    found: list[str] = []
    following = session.scalar(select(func.min(Claim.language)))
    while following is not None:
        found.append(following)
        following = session.scalar(select(func.min(Claim.language)).where(Claim.language > following))
    return found
