"""Noting where captured pages and pasted passages are from: agencies that they credit, texts that they copy or that copy them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, insert, or_, select
from sqlalchemy.orm import Session

from verify.core.copies import (
    ALONE,
    COPY,
    LEAST_SHINGLES,
    POSSIBLE,
    Shingles,
    containment,
    prints,
    shingles,
)
from verify.core.credits import agency_credits, root_name
from verify.core.vocabulary import OriginRule
from verify.models import Evidence, EvidenceDerivation, EvidencePrint
from verify.queries import captured_copies, copies
from verify.queries.captured_copies import Held
from verify.queries.copies import Text
from verify.queries.prints import OF_ARTICLES, OF_ITEMS
from verify.services import text_owners
from verify.services.directions import derives, take_turns

PRINTS = cast(Table, EvidencePrint.__table__)
FOUND = cast(Table, EvidenceDerivation.__table__)
AT_ONCE = 100
_FORGET = delete(FOUND).where(or_(FOUND.c.evidence_id == bindparam("item"), FOUND.c.other_id == bindparam("item")))
_FORGET_PRINTS = delete(PRINTS).where(PRINTS.c.evidence_id == bindparam("item"))
_FORGET_ARTICLE = delete(FOUND).where(FOUND.c.article_id == bindparam("article")).returning(FOUND.c.evidence_id)
_NOTE, _KEEP = insert(FOUND), insert(PRINTS)


def trace(session: Session, *, evidence_id: int, now: datetime) -> None:
    """Note what an item's text derives from, or what from it: agencies (R2), articles and other items of its claim (R3).

    What was found before is replaced. An item that is an article of the desk is traced there.
    """
    session.flush()  # what is read below is what the item rests on now
    held = captured_copies.of_item(session, evidence_id)
    mine = shingles(held.text) if held else None
    is_compared = mine is not None and len(mine) >= LEAST_SHINGLES
    if is_compared:
        take_turns(session)  # before rows are held that whoever is in turn may want
    connection = session.connection()
    connection.execute(_FORGET, {"item": evidence_id})
    connection.execute(_FORGET_PRINTS, {"item": evidence_id})
    if held is None or mine is None:
        return
    found = [*_credits(session, held)]
    if is_compared:
        found += [*_of_articles(session, held, mine), *_of_items(session, held, mine)]
        _keep_prints(session, evidence_id, prints(mine))
    _note(session, found, now)


def trace_article(session: Session, *, text: Text, mine: Shingles, now: datetime) -> set[int]:
    """Compare an article's newest version with what items of evidence hold, at most sixty of them.

    Returns the articles whose claims may have other origins by that: of the items that were found, now or before, or that cite it.
    """
    touched = set(session.connection().scalars(_FORGET_ARTICLE, {"article": text.article_id}))
    numbers = prints(mine)
    read: dict[int, Shingles] = {}  # one page may be cited by many
    found: list[dict[str, Any]] = []
    for held in captured_copies.candidates(session, numbers):
        key = held.snapshot_id if held.snapshot_id and not held.is_passage else -held.evidence_id
        if key not in read:
            read[key] = shingles(held.text)
        found += _with_article(held, text, read[key], mine)
    _note(session, found, now)
    touched |= {row["evidence_id"] for row in found if row["is_sure"]}
    return captured_copies.articles_behind(session, touched) | captured_copies.articles_citing(session, text.article_id)


def trace_some(session: Session, *, after: int, now: datetime, limit: int = AT_ONCE) -> list[int]:
    """Trace the next items after an id, anew; their ids in order, none at the end. For evidence of an earlier release."""
    ids = list(session.scalars(select(Evidence.id).where(Evidence.id > after).order_by(Evidence.id).limit(limit)))
    for evidence_id in ids:
        trace(session, evidence_id=evidence_id, now=now)
    text_owners.ask(session, captured_copies.articles_behind(session, ids), now=now)
    return ids


def _credits(session: Session, held: Held) -> Iterator[dict[str, Any]]:
    agencies = copies.agencies(session)
    for credit in agency_credits(held.text, held.byline, agencies):
        if credit.agency != root_name(held.publisher, agencies):
            yield _row(held, OriginRule.CREDIT, credit.is_sure, credit.words, root=credit.agency)


def _of_articles(session: Session, held: Held, mine: Shingles) -> Iterator[dict[str, Any]]:
    """Beside the articles that are most like it, those of the claim itself, however many others there are."""
    around = copies.texts(session, captured_copies.articles_around(session, held.claim_id))
    there = {one.article_id: one for one in [*around, *copies.candidates(session, 0, prints(mine))]}
    for text in there.values():
        yield from _with_article(held, text, mine, shingles(text.text))


def _with_article(held: Held, text: Text, mine: Shingles, its: Shingles) -> Iterator[dict[str, Any]]:
    share = containment(mine, its)
    if share >= POSSIBLE:
        later = derives(held, text)
        row = _copy(held, share, is_sure=_is_sure(share, held, mine), is_tie=later is None)
        yield {**row, "article_id": text.article_id, "is_source": later is False}


def _of_items(session: Session, held: Held, mine: Shingles) -> Iterator[dict[str, Any]]:
    for other in captured_copies.of_claim(session, held.claim_id):
        if other.evidence_id == held.evidence_id:
            continue
        its = shingles(other.text)
        share = containment(mine, its)
        if share < POSSIBLE:
            continue
        later = derives(held, other)
        is_copy = later or (later is None and held.evidence_id > other.evidence_id)
        derived, source = (held, other) if is_copy else (other, held)
        is_sure = _is_sure(share, held, mine) and _is_sure(share, other, its)
        row = _copy(derived, share, is_sure=is_sure, is_tie=later is None)
        yield {**row, "other_id": source.evidence_id}


def _is_sure(share: float, held: Held, its: Shingles) -> bool:
    """A passage was cut out for what it says: a short one may be a quotation that others print too, each for themselves."""
    return share >= COPY and (not held.is_passage or len(its) >= ALONE)


def _copy(held: Held, share: float, *, is_sure: bool, is_tie: bool) -> dict[str, Any]:
    word = "a copy" if is_sure else "perhaps a copy"
    why = f"{word}: {share:.0%} of the shorter text"
    return {**_row(held, OriginRule.COPY, is_sure, why), "is_tie": is_tie, "containment": round(share, 4)}


def _row(held: Held, rule: OriginRule, is_sure: bool, why: str, root: str | None = None) -> dict[str, Any]:
    nothing = {"is_tie": False, "is_source": False, "containment": None, "article_id": None, "other_id": None}
    return {"evidence_id": held.evidence_id, "rule": rule, "is_sure": is_sure, "why": why, "root": root, **nothing}


def _note(session: Session, found: list[dict[str, Any]], now: datetime) -> None:
    if found:
        session.connection().execute(_NOTE, [{**row, "found_at": now} for row in found])


def _keep_prints(session: Session, evidence_id: int, numbers: list[int]) -> None:
    stock = OF_ITEMS.stock(session, numbers) | OF_ARTICLES.stock(session, numbers)
    rows = [{"number": number, "evidence_id": evidence_id} for number in numbers if number not in stock]
    if rows:
        session.connection().execute(_KEEP, rows)
