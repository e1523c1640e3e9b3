"""Whose text an article is, and with it the record that its claims count in (REL-1 2.2): as the desk finds it, or as a person says.

What is found of a text as it comes in may concern articles of others, whose claims somebody may be deciding. These wait as rows for
the worker: a verdict locks claims before articles, which an intake, that has its own article already, cannot do. Once an article is
settled, the verdicts are looked at that rest on it (`verify.services.lost_origins`), some in each transaction.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Select, Table, delete, insert, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from verify.core.credits import root_name
from verify.core.errors import Conflict, Malformed, NotFound
from verify.core.permissions import SYSTEM, Action, Actor, require
from verify.core.text_owners import Owner
from verify.core.typed_text import typed
from verify.core.vocabulary import OriginRule, Voice
from verify.models import Article, Derivation, Outlet, TextOwner, TextOwnerWait
from verify.queries import origins
from verify.queries import text_owners as queries
from verify.queries.captured_copies import articles_of_compared
from verify.queries.copies import agencies
from verify.queries.lost_origins import articles_bearing_on_verdicts, claims_resting_on
from verify.queries.outlets import name_key
from verify.queries.text_owners import Asked
from verify.services import audit, directions, lost_origins, repeats

OWNERS = cast(Table, TextOwner.__table__)
WAITS = cast(Table, TextOwnerWait.__table__)
LONGEST_NAME, LONGEST_WHY = 200, 1_000


def ask(session: Session, article_ids: Collection[int], *, now: datetime) -> None:
    """Have it worked out, soon, by the worker, whose texts these articles are."""
    if article_ids:
        _ask(session, select(Article.id, literal(now, WAITS.c.asked_at.type)).where(Article.id.in_(article_ids)))


def ask_about_outlets(session: Session, articles: Select[Any], *, outlet_ids: Collection[int], now: datetime) -> None:
    """Have all that rests on these outlets and articles worked out anew: they are another newsroom’s now, or of another kind."""
    concerned = or_(Derivation.article_id.in_(articles), Derivation.from_article_id.in_(articles))
    asked = select(Derivation.article_id, literal(now, WAITS.c.asked_at.type)).distinct()
    _ask(session, asked.where(concerned, Derivation.rule.in_((OriginRule.COPY, OriginRule.CREDIT))))
    newsrooms = origins.merged_into(session, outlet_ids)
    others = (articles_bearing_on_verdicts(articles, newsrooms), articles_of_compared(articles, newsrooms))
    resting = select(Article.id, literal(now, WAITS.c.asked_at.type))
    _ask(session, resting.where(or_(*(Article.id.in_(some) for some in others))))


def _ask(session: Session, asked: Select[Any]) -> None:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    in_turn = asked.order_by(asked.selected_columns[0])  # two who ask at once wait for each other's rows in one order
    made = dialect.insert(WAITS).from_select(["article_id", "asked_at"], in_turn)
    anew = {"asked_at": made.excluded.asked_at, "looked_to": None, "batch_id": None}
    upsert = made.on_conflict_do_update(index_elements=["article_id"], set_=anew)
    session.connection().execute(upsert)


def settle(session: Session, *, article_id: int, asked_at: datetime, now: datetime) -> bool:
    """Take an article for whose text the desk finds it to be, unless a person said whose; whether that changed.

    Its claims count in the other record from then on, in this transaction. `asked_at`: when it was asked for; an article that was
    asked for again since waits on, and so does one that verdicts may rest on.
    """
    queries.hold(session, article_id)
    kept = queries.of_article(session, article_id)
    changed = False
    if kept is None or not kept.is_said:
        found = queries.found(session, article_id)
        if (found and found.name) != (kept and kept.name):
            entry = _Entry(found, found.why if found else "the desk finds nothing of the kind any more")
            _become(session, SYSTEM, article_id, entry, now)
            changed = True
    # Last: whoever asks again meanwhile waits for this row, and holds nothing that would be waited for here.
    row = (WAITS.c.article_id == article_id, WAITS.c.asked_at == asked_at)
    if claims_resting_on(session, article_id, after=0, limit=1):
        session.execute(update(WAITS).where(*row, WAITS.c.looked_to.is_(None)).values(looked_to=0))
    else:
        session.execute(delete(WAITS).where(*row))
    return changed


def carry_on(session: Session, *, asked: Asked, now: datetime) -> bool:
    """Do the next part of what an article waits for; whether it changed hands. Safe to be killed and begun again.

    Where it turns out to be the first of two copies, or no longer, both are asked for once more, and settled by that.
    """
    if asked.looked_to is None:
        if turned := directions.turn(session, article_id=asked.article_id, now=now):
            ask(session, turned, now=now)
            return False
        return settle(session, article_id=asked.article_id, asked_at=asked.asked_at, now=now)
    lost_origins.look_again(session, asked=asked, now=now)
    return False


def settle_all(session: Session, *, now: datetime) -> int:
    """Settle everything that waits; how many articles changed hands. For commands and small desks."""
    changed = 0
    while (asked := queries.next_asked(session)) is not None:
        changed += carry_on(session, asked=asked, now=now)
    return changed


def give_up(session: Session, *, asked: Asked) -> None:
    """Leave out the part of what an article waits for that could not be done; the others do not wait behind it."""
    row = (WAITS.c.article_id == asked.article_id, WAITS.c.asked_at == asked.asked_at)
    if asked.looked_to is None:
        session.execute(update(WAITS).where(*row, WAITS.c.looked_to.is_(None)).values(looked_to=0))
    else:
        session.execute(delete(WAITS).where(*row, WAITS.c.looked_to == asked.looked_to))


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of an article: whose text it is, empty for its outlet's own, and why."""

    name: str
    why: str


def say(session: Session, *, actor: Actor, article_id: int, said: Said, now: datetime) -> None:
    """Say whose text an article is; that holds, whatever the desk finds, until it is taken back. Its record moves at once.

    `NotFound`; `Malformed` without a reason, or for the article's own outlet; `Conflict` where just this is said already.
    """
    require(actor, Action.RECHECK)
    name = typed(said.name, field="text_of", name="Whose text it is", longest=LONGEST_NAME)
    why = typed(said.why, field="why", name="The reason", longest=LONGEST_WHY, required=True)
    queries.hold(session, article_id)
    own = _outlet_of(session, article_id)
    known = agencies(session)
    name = root_name(name, known) if name else ""
    if name and name_key(name) == name_key(root_name(own, known)):
        raise Malformed(f"{own} printed it. Say that it is its own reporting instead.", field="text_of")
    kept = queries.of_article(session, article_id)
    if kept is not None and kept.is_said and (kept.name or "") == name:
        raise Conflict("This is what is said of it already. Nothing was changed.")
    _become(session, actor, article_id, _Entry(Owner(name, why) if name else None, why, is_said=True), now)


def take_back(session: Session, *, actor: Actor, article_id: int, why: str, now: datetime) -> None:
    """Take back what a person said of an article: what the desk finds holds again. `NotFound`; `Malformed`; `Conflict`."""
    require(actor, Action.RECHECK)
    reason = typed(why, field="why", name="The reason", longest=LONGEST_WHY, required=True)
    queries.hold(session, article_id)
    _outlet_of(session, article_id)
    kept = queries.of_article(session, article_id)
    if kept is None or not kept.is_said:
        raise Conflict("Nobody said whose text this is, or it was taken back already. Nothing was changed.")
    found = queries.found(session, article_id)
    _become(session, actor, article_id, _Entry(found, found.why if found else "", told=reason), now)


def record_voice(session: Session, article_id: int, voice: Voice) -> Voice:
    """In which record a claim of an article counts that says this; whose text it is does not change until the commit."""
    text_of = session.scalar(select(Article.text_of).where(Article.id == article_id).with_for_update(read=True))
    return Voice.RELAYED if text_of is not None else voice


@dataclass(frozen=True, slots=True)
class _Entry:
    """What an article comes to be taken for; `told`: why, as the log has it."""

    owner: Owner | None
    why: str
    is_said: bool = False
    told: str = ""


def _become(session: Session, actor: Actor, article_id: int, entry: _Entry, now: datetime) -> None:
    name, kept = entry.owner and entry.owner.name, queries.of_article(session, article_id)
    session.execute(
        insert(OWNERS).values(
            article_id=article_id,
            name=name,
            why=entry.why,
            from_article_id=entry.owner and entry.owner.article_id,
            is_said=entry.is_said,
            by_id=actor.user_id,
            at=now,
        )
    )
    session.execute(update(Article).where(Article.id == article_id).values(text_of=name))
    voices = {claim: voice for claim, (_, voice) in queries.counted_wrong(session, [article_id]).items()}
    repeats.revoice(session, article_id=article_id, voices=voices, now=now)
    before = {"text_of": kept.name, "said": kept.is_said} if kept else {"text_of": None, "said": False}
    after = {"text_of": name, "said": entry.is_said, "why": entry.told or entry.why, "claims": len(voices)}
    subject = ("article", article_id)
    audit.record(
        session, actor=actor, action="article.text_of_changed", subject=subject, before=before, after=after, now=now
    )


def _outlet_of(session: Session, article_id: int) -> str:
    name = session.scalar(
        select(Outlet.name).join(Article, Article.outlet_id == Outlet.id).where(Article.id == article_id)
    )
    if name is None:
        raise NotFound(f"There is no article {article_id}.")
    return name
