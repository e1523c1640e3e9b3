"""Loading the demo desk: our invented articles and what its reviewers did, through the services, at times in the past."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from verify.adapters import demo as files
from verify.adapters.demo import Demo, DemoArticle, DemoPerson, Story
from verify.core.appeals import AppealDraft
from verify.core.articles import ArticleDraft
from verify.core.errors import NotFound, RuleRefused
from verify.core.fact_checks import read
from verify.core.permissions import SYSTEM, Actor
from verify.core.policies import Rules
from verify.core.retractions import Notice, Target
from verify.core.review_rules import Judgement
from verify.core.vocabulary import ClaimKind, MatchState, ReviewPolicy
from verify.models import Claim, Desk, User
from verify.queries import accounts as people
from verify.queries import appeals as written_about
from verify.queries import story_places
from verify.services import (
    accounts,
    appeals,
    articles,
    evidence,
    fact_checks,
    match_decisions,
    outlets,
    parking,
    passwords,
    policies,
    retractions,
    reviews,
    text_owners,
)
from verify.services import story_places as placing
from verify.services.articles import Prepared
from verify.services.desks import ensure_desk
from verify.services.evidence import EvidenceDraft
from verify.services.match_decisions import Finding
from verify.services.passwords import Password
from verify.services.pointers import Pointing

NAME = "Demo desk"
ARRIVAL, WORK = time(6, 30), time(9, 0)
"""When the day's articles come in, and when its reviewing begins (UTC)."""

ArticleKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ReadyDemo:
    """The demo made ready outside any transaction: its days counted from `now`, texts split, passwords hashed."""

    demo: Demo
    now: datetime
    articles: Mapping[ArticleKey, Prepared]
    passwords: Mapping[str, Password]


@dataclass(frozen=True, slots=True)
class LoadedDemo:
    """What was loaded."""

    outlets: int
    articles: int
    claims: int
    decisions: int
    people: int


def sign_ins() -> tuple[tuple[str, str, str], ...]:
    """(e-mail, password, roles) of everybody on the demo desk, for its sign-in page and the command that loads it."""
    return tuple((who.email, who.password, ", ".join(who.roles)) for who in files.read_people())


def is_loaded(session: Session) -> bool:
    """Whether the demo is on this desk. `RuleRefused` for a desk of somebody's own, which the demo would mix itself into."""
    desk = session.get(Desk, 1)
    if desk is not None and not desk.is_demo:
        raise RuleRefused(
            f"The desk “{desk.name}” is no demo desk, so nothing was loaded. Name another folder with VERIFY_DESK_DIR."
        )
    return people.is_set_up(session)


def ready(*, now: datetime) -> ReadyDemo:
    """Read the demo's files, split its articles and hash its passwords: everything that needs time but no database."""
    demo = files.read_demo()
    split = {
        (story.story, article.key): articles.prepared(_draft(demo, article, now))
        for story in demo.stories
        for article in story.articles
    }
    return ReadyDemo(demo, now, split, {who.key: passwords.hashed(who.password) for who in demo.people})


def load(session: Session, made: ReadyDemo) -> LoadedDemo:
    """Load an empty desk, each step at its own time and in the order of time, so that log and records read as if lived.

    Raises `NotFound` if a decision's words are in no claim: the splitter and the demo's files then disagree.
    """
    steps = sorted(_steps(made), key=lambda step: step.at)
    first = min(step.at for step in steps) - timedelta(days=1)
    policy_id = ensure_desk(session, name=NAME, is_demo=True, now=first).policy_id
    # Whoever tries the demo alone sees a verdict count at once; with two reviewers the default would have some wait.
    policies.adopt(session, actor=SYSTEM, rules=Rules(ReviewPolicy.SINGLE), seen=policy_id, now=first)
    desk = _Desk(session, made, _add_people(session, made, first))
    for outlet in made.demo.outlets:
        details = outlets.OutletDetails(outlet.name, outlet.kind, outlet.country, outlet.group)
        outlets.add(session, actor=desk.actors["edith"], details=details, domains=outlet.domains, now=first)
    for step in steps:
        step.act(desk, min(step.at, made.now))
    while (waiting := story_places.next_asked(session)) is not None:
        placing.place(session, article_id=waiting[0], asked_at=waiting[1], now=made.now)
    decisions = sum(len(a.decisions) + len(a.pointed) for story in made.demo.stories for a in story.articles)
    numbers = (len(made.demo.outlets), len(made.articles), desk.claims, decisions, len(made.demo.people))
    return LoadedDemo(*numbers)


@dataclass(slots=True)
class _Desk:
    """The desk while it is loaded: who acts, and which row each article of the files has become."""

    session: Session
    made: ReadyDemo
    actors: Mapping[str, Actor]
    article_ids: dict[ArticleKey, int] = field(default_factory=dict)
    attached: set[tuple[int, files.Item]] = field(default_factory=set)
    claims: int = 0


@dataclass(frozen=True, slots=True)
class _Step:
    at: datetime
    act: Callable[[_Desk, datetime], None]


def _draft(demo: Demo, article: DemoArticle, now: datetime) -> ArticleDraft:
    outlet = next(outlet for outlet in demo.outlets if outlet.key == article.outlet)
    story = next(story for story in demo.stories if article in story.articles)
    return ArticleDraft(
        text=article.body(now.date()),
        outlet=outlet.name,
        url=f"https://{outlet.domains[0]}/{article.slug}",
        title=article.title,
        byline=article.byline,
        published=article.published_day(now.date()),
        language="en",
        topic=story.topic,
    )


def _add_people(session: Session, made: ReadyDemo, at: datetime) -> dict[str, Actor]:
    def added(who: DemoPerson) -> Actor:
        user: User = accounts.add_user(
            session,
            actor=SYSTEM,
            email=who.email,
            name=who.name,
            roles=frozenset(who.roles),
            password=made.passwords[who.key],
            now=at,
        )
        return Actor(user.id, user.name, frozenset(who.roles), "demo")

    return {who.key: added(who) for who in made.demo.people}


def _steps(made: ReadyDemo) -> Iterator[_Step]:
    """Every arrival, and every act of a reviewer a few minutes after the one before."""
    number = 0
    for story in made.demo.stories:
        for article in story.articles:
            arrival = _at(made, article, article.fetched_after, ARRIVAL)
            yield _Step(arrival + timedelta(minutes=number % 120), _arriving(story, article))
            for after, act in _acts(story, article):
                yield _Step(_at(made, article, after, WORK) + timedelta(minutes=7 * number % 420), act)
                number += 1
        for taken_back in story.withdrawn:
            yield _Step(_ago(made, taken_back.days_ago), _withdrawing(story, taken_back))
        for matched in story.matched:
            yield _Step(_ago(made, matched.days_ago), _matching(story, matched))
    yield _Step(_ago(made, 1), _bringing_in_fact_checks)


def _at(made: ReadyDemo, article: DemoArticle, after: int, hour: time) -> datetime:
    day = article.published_day(made.now.date()) + timedelta(days=after)
    return datetime.combine(day, hour, tzinfo=UTC)


def _ago(made: ReadyDemo, days: int) -> datetime:
    return datetime.combine(made.now.date() - timedelta(days=days), WORK, tzinfo=UTC)


def _acts(story: Story, article: DemoArticle) -> Iterator[tuple[int, Callable[[_Desk, datetime], None]]]:
    for decision in article.decisions:
        for judgement in (*decision.earlier, decision):
            yield judgement.after, _deciding(story, article, decision, judgement)
    for attachment in article.attached:
        yield attachment.after, _attaching(story, article, attachment)
    for pointing in article.pointed:
        yield pointing.after, _pointing(story, article, pointing)
    for parking_ in article.parked:
        yield parking_.after, _parking(story, article, parking_)
    for objection in article.appeals:
        yield objection.after, _appealing(story, article, objection)
        if objection.answer:
            yield objection.answered_after, _declining(story, article, objection)


def _arriving(story: Story, article: DemoArticle) -> Callable[[_Desk, datetime], None]:
    def act(desk: _Desk, at: datetime) -> None:
        key = (story.story, article.key)
        added = articles.add_prepared(desk.session, actor=desk.actors["sami"], prepared=desk.made.articles[key], now=at)
        text_owners.settle_all(desk.session, now=at)
        desk.article_ids[key] = added.article_id
        desk.claims += added.claims

    return act


def _deciding(
    story: Story, article: DemoArticle, decision: files.Decision, found: files.Judgement
) -> Callable[[_Desk, datetime], None]:
    def act(desk: _Desk, at: datetime) -> None:
        claim = _claim_holding(desk, (story.story, article.key), decision.find)
        actor = desk.actors[found.reviewer]
        _attach(desk, actor, claim, (story, article, found.evidence), at)
        judgement = Judgement(found.verdict, found.reason_code, found.rationale, decision.said, found.searched)
        version = claim.row_version if claim.verdict else None
        reviews.decide(desk.session, actor=actor, claim_id=claim.id, judgement=judgement, row_version=version, now=at)

    return act


def _pointing(story: Story, article: DemoArticle, found: files.Pointing) -> Callable[[_Desk, datetime], None]:
    def act(desk: _Desk, at: datetime) -> None:
        claim = _claim_holding(desk, (story.story, article.key), found.find)
        target = _claim_at(desk, story, found.to)
        pointing = Pointing(target.id, same_conditions=True, note=found.note, said=found.said)
        actor = desk.actors[found.reviewer]
        reviews.decide_as(desk.session, actor=actor, claim_id=claim.id, pointing=pointing, row_version=None, now=at)

    return act


def _attaching(story: Story, article: DemoArticle, found: files.Attachment) -> Callable[[_Desk, datetime], None]:
    def act(desk: _Desk, at: datetime) -> None:
        claim = _claim_holding(desk, (story.story, article.key), found.find)
        _attach(desk, desk.actors[found.reviewer], claim, (story, article, found.evidence), at)

    return act


def _parking(story: Story, article: DemoArticle, found: files.Parking) -> Callable[[_Desk, datetime], None]:
    def act(desk: _Desk, at: datetime) -> None:
        claim = _claim_holding(desk, (story.story, article.key), found.find)
        actor = desk.actors[found.reviewer]
        parking.park(
            desk.session, actor=actor, claim_id=claim.id, reason=found.reason, row_version=claim.row_version, now=at
        )

    return act


def _appealing(story: Story, article: DemoArticle, found: files.Objection) -> Callable[[_Desk, datetime], None]:
    def act(desk: _Desk, at: datetime) -> None:
        claim = _claim_holding(desk, (story.story, article.key), found.find)
        draft = AppealDraft(found.who, at.date(), found.text)
        appeals.enter(desk.session, actor=desk.actors["edith"], claim_id=claim.id, draft=draft, now=at)

    return act


def _declining(story: Story, article: DemoArticle, found: files.Objection) -> Callable[[_Desk, datetime], None]:
    def act(desk: _Desk, at: datetime) -> None:
        claim = _claim_holding(desk, (story.story, article.key), found.find)
        edith = desk.actors["edith"]
        for line in written_about.of_claim(desk.session, claim.id):
            appeals.answer(desk.session, actor=edith, appeal_id=line.id, accepted=False, text=found.answer, now=at)

    return act


def _withdrawing(story: Story, found: files.Withdrawal) -> Callable[[_Desk, datetime], None]:
    def act(desk: _Desk, at: datetime) -> None:
        document = story.documents[found.document]
        target = Target(document.source, url=document.url)
        notice = Notice(at.date(), found.note, found.notice)
        retractions.retract(desk.session, actor=desk.actors[found.editor], target=target, notice=notice, now=at)

    return act


def _matching(story: Story, found: files.Matched) -> Callable[[_Desk, datetime], None]:
    def act(desk: _Desk, at: datetime) -> None:
        one, other = (_claim_at(desk, story, place).id for place in (found.one, found.other))
        finding = Finding(MatchState.CONFIRMED, found.relation, found.note)
        actor = desk.actors[found.reviewer]
        match_decisions.decide(desk.session, actor=actor, claim_id=one, other_id=other, finding=finding, now=at)

    return act


def _bringing_in_fact_checks(desk: _Desk, at: datetime) -> None:
    """Those of others: each is a candidate wherever a claim is alike."""
    demo = desk.made.demo
    found = read(files.with_days(demo.fact_checks, desk.made.now.date()).encode())
    fact_checks.bring_in(desk.session, actor=desk.actors["edith"], found=found, title=files.FACT_CHECKS, now=at)


def _claim_at(desk: _Desk, story: Story, place: files.Place) -> Claim:
    return _claim_holding(desk, (story.story, place.article), place.find)


def _claim_holding(desk: _Desk, key: ArticleKey, words: str) -> Claim:
    """The claim of the article whose quote shares most with these words of its text; at least half of them."""
    text = desk.made.articles[key].draft.text
    start = text.index(words)
    end = start + len(words)
    rows = desk.session.scalars(
        select(Claim)
        .where(Claim.article_id == desk.article_ids[key], Claim.kind == ClaimKind.FACTUAL)
        .order_by(Claim.position)
        .execution_options(populate_existing=True)
    )
    shared, claim = max(
        ((_shared(claim, start, end), claim) for claim in rows), key=lambda pair: pair[0], default=(0, None)
    )
    if claim is None or shared < len(words) / 2:
        raise NotFound(f"No factual claim of {'/'.join(key)} holds “{words}”.")
    return claim


def _shared(claim: Claim, start: int, end: int) -> int:
    return sum(max(0, min(end, right) - max(start, left)) for left, right in claim.spans)


def _attach(
    desk: _Desk, actor: Actor, claim: Claim, found: tuple[Story, DemoArticle, tuple[files.Item, ...]], at: datetime
) -> None:
    """Attach what is not on the claim yet (an earlier judgement may have brought it), and mark what was examined."""
    story, article, items = found
    for item in items:
        if (claim.id, item) in desk.attached:
            continue
        desk.attached.add((claim.id, item))
        draft = _evidence(desk, story, article, item)
        made = evidence.add(desk.session, actor=actor, claim_id=claim.id, draft=draft, now=at)
        if item.examined:
            evidence.mark_examined(desk.session, actor=actor, evidence_id=made, examined=True, now=at)


def _evidence(desk: _Desk, story: Story, article: DemoArticle, item: files.Item) -> EvidenceDraft:
    """The item as it is attached. Its pages do not exist, so nothing is captured."""
    today = desk.made.now.date()
    if item.article:
        assert item.role
        return EvidenceDraft(
            stance=item.stance,
            role=item.role,
            passage=files.with_days(item.passage, story.article(item.article).published_day(today)),
            origin=item.origin or "",
            article_id=desk.article_ids[story.story, item.article],
        )
    record = story.documents[item.document] if item.document else item.record(article.days_ago)
    return EvidenceDraft(
        stance=item.stance,
        role=record.role,
        passage=item.passage,
        url=record.url,
        publisher=record.source,
        origin=record.origin,
        published_day=today - timedelta(days=record.days_ago),
        capture=False,
    )
