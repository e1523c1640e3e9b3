"""What a language model suggested for an article, and what it would be asked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from verify.core.errors import NotFound
from verify.core.suggestions import Known
from verify.core.vocabulary import JobKind, JobState, NonClaimReason, SuggestionState
from verify.models import Article, ArticleVersion, Claim, Job, NonClaim, Suggestion, SuggestionRound, User


@dataclass(frozen=True, slots=True)
class ToAsk:
    """The newest version of an article, with what is known of it already."""

    article_id: int
    version_id: int
    title: str
    text: str
    known: Known


@dataclass(frozen=True, slots=True)
class SuggestionLine:
    """A suggestion; `claim_id` where it was accepted, `decided_by` who accepted or dismissed it."""

    id: int
    statement: str
    quote: str
    speaker: str | None
    state: SuggestionState
    claim_id: int | None
    decided_by: str | None


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One answer of a model, with its suggestions and how many of its proposals were rejected why."""

    id: int
    model: str
    prompt_sha256: str
    input_sha256: str
    characters: int
    proposed: int
    rejected: Mapping[str, int]
    answered_at: datetime
    asked_by: str | None
    suggestions: Sequence[SuggestionLine]


@dataclass(frozen=True, slots=True)
class Suggested:
    """All answers on one version, the newest first; `waiting` is the job that asks just now, `failure` why the last one failed."""

    rounds: Sequence[RoundLine] = ()
    waiting: int | None = None
    failure: str = ""

    @property
    def counts(self) -> Mapping[SuggestionState, int]:
        """How many suggestions stand how."""
        return Counter(line.state for found in self.rounds for line in found.suggestions)


def to_ask(session: Session, article_id: int) -> ToAsk:
    """What a model would be asked about an article. `NotFound`."""
    row = session.execute(
        select(Article.title, ArticleVersion.id, ArticleVersion.text)
        .join(ArticleVersion, ArticleVersion.article_id == Article.id)
        .where(Article.id == article_id)
        .order_by(ArticleVersion.number.desc())
        .limit(1)
    ).first()
    if row is None:
        raise NotFound("There is no such article.")
    claims = session.scalars(
        select(Claim.statement).where(Claim.article_id == article_id).order_by(Claim.position, Claim.id)
    )
    earlier = session.scalars(
        select(Suggestion.statement)
        .join(SuggestionRound, SuggestionRound.id == Suggestion.round_id)
        .where(SuggestionRound.version_id == row.id)
        .order_by(Suggestion.id)
    )
    furniture = session.execute(
        select(NonClaim.span_start, NonClaim.span_end).where(
            NonClaim.version_id == row.id, NonClaim.reason == NonClaimReason.BOILERPLATE
        )
    )
    known = Known([*claims, *earlier], [(left.span_start, left.span_end) for left in furniture])
    return ToAsk(article_id, row.id, row.title, row.text, known)


def article_of_job(session: Session, job_id: int) -> int | None:
    """The article that a job is to ask about; None once it has its answer."""
    if session.scalar(select(SuggestionRound.id).where(SuggestionRound.job_id == job_id)) is not None:
        return None
    return session.scalar(select(Job.subject_id).where(Job.id == job_id))


def waiting_job(session: Session, article_id: int) -> int | None:
    """The job that asks about an article and is not over."""
    going_on = (JobState.WAITING, JobState.RUNNING)
    return session.scalar(_jobs_of(article_id).where(Job.state.in_(going_on)))


def of_version(session: Session, article_id: int, version_id: int) -> Suggested:
    """What was suggested on a version, and how far asking again has come. Three queries, however many answers there are."""
    rounds = session.execute(
        select(SuggestionRound, User.name)
        .outerjoin(User, User.id == SuggestionRound.asked_by_id)
        .where(SuggestionRound.version_id == version_id)
        .order_by(SuggestionRound.id.desc())
    ).all()
    lines = _lines(session, [row.SuggestionRound.id for row in rounds])
    last = session.execute(_jobs_of(article_id).add_columns(Job.state, Job.message)).first()
    is_over = last is None or last.state in (JobState.DONE, JobState.FAILED)
    return Suggested(
        rounds=[_round(row.SuggestionRound, row.name, lines.get(row.SuggestionRound.id, [])) for row in rounds],
        waiting=None if last is None or is_over else last.id,
        failure=last.message or "" if last is not None and last.state is JobState.FAILED else "",
    )


def _lines(session: Session, round_ids: Sequence[int]) -> dict[int, list[SuggestionLine]]:
    found: dict[int, list[SuggestionLine]] = {}
    rows = session.execute(
        select(Suggestion, User.name)
        .outerjoin(User, User.id == Suggestion.decided_by_id)
        .where(Suggestion.round_id.in_(round_ids))
        .order_by(Suggestion.id)
    )
    for one, decided_by in rows:
        line = SuggestionLine(one.id, one.statement, one.quote, one.speaker, one.state, one.claim_id, decided_by)
        found.setdefault(one.round_id, []).append(line)
    return found


def _round(found: SuggestionRound, asked_by: str | None, lines: Sequence[SuggestionLine]) -> RoundLine:
    return RoundLine(
        id=found.id,
        model=found.model,
        prompt_sha256=found.prompt_sha256,
        input_sha256=found.input_sha256,
        characters=found.characters,
        proposed=found.proposed,
        rejected=found.rejected,
        answered_at=found.answered_at,
        asked_by=asked_by,
        suggestions=lines,
    )


def _jobs_of(article_id: int) -> Select[int]:
    """The jobs that asked about an article, the newest first; only that one is looked at."""
    asked = (Job.kind == JobKind.SUGGEST, Job.subject_id == article_id)
    return select(Job.id).where(*asked).order_by(Job.id.desc()).limit(1)
