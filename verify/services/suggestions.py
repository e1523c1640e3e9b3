"""Claims that a language model suggests: asked for, stored once checked, and made claims only by a person.

The model is asked outside any transaction, by a job or by the command. Nothing of its answer is stored that `core.suggestions`
has not held against the text.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from verify.adapters import language_model
from verify.adapters.language_model import Endpoint
from verify.core.claim_edits import NewClaim, Passage, SaidBy, spans_of
from verify.core.errors import Conflict, NotFound, RuleRefused
from verify.core.permissions import Action, Actor, require
from verify.core.splitting.kinds import kind_of
from verify.core.suggestions import Checked, Question, checked, question
from verify.core.vocabulary import JobKind, SuggestionState, Voice
from verify.models import ArticleVersion, Job, Suggestion, SuggestionRound
from verify.queries import suggestions
from verify.queries.suggestions import ToAsk
from verify.services import audit, claim_splits, jobs
from verify.settings import Settings

OFF = "No language model is set up on this desk. It works without one; VERIFY_SUGGEST_URL and VERIFY_SUGGEST_MODEL name one."


@dataclass(frozen=True, slots=True)
class Answered:
    """A model's answer, held against the text, with what was asked and of whom."""

    version_id: int
    model: str
    asked: Question
    found: Checked


def open_round(session: Session, *, actor: Actor, article_id: int, settings: Settings, now: datetime) -> int:
    """Put the question about an article in line; the job's id, that of the one which is under way where there is one."""
    require(actor, Action.INGEST)
    refuse_if_off(settings)
    to_ask = suggestions.to_ask(session, article_id)
    if (waiting := suggestions.waiting_job(session, article_id)) is not None:
        return waiting
    title = f"Ask {settings.suggest_model} for claims in “{to_ask.title}”"
    job = jobs.add(session, actor=actor, kind=JobKind.SUGGEST, title=title, now=now)
    job.subject_id = article_id
    after = {"job": job.id, "model": settings.suggest_model}
    audit.record(
        session, actor=actor, action="suggestions.asked", subject=("article", article_id), after=after, now=now
    )
    return job.id


def refuse_if_off(settings: Settings) -> None:
    """`RuleRefused` where no language model is set."""
    if not settings.may_suggest:
        raise RuleRefused(OFF)


def put_to_model(to_ask: ToAsk, settings: Settings) -> Answered:
    """Ask the model and check its answer; takes as long as it takes. `FetchFailed`, `Malformed` where there is no list in it."""
    refuse_if_off(settings)
    asked = question(to_ask.text, to_ask.known.statements, most_characters=settings.suggest_characters)
    endpoint = Endpoint(
        settings.suggest_url,
        settings.suggest_model,
        settings.suggest_key,
        seconds=settings.suggest_seconds,
        tokens=settings.suggest_tokens,
    )
    words = language_model.answer(endpoint, asked.messages)
    return Answered(to_ask.version_id, settings.suggest_model, asked, checked(to_ask.text, words, to_ask.known))


def store(session: Session, *, actor: Actor, answered: Answered, job_id: int | None = None, now: datetime) -> int:
    """Keep an answer: what passed as open suggestions, what did not as counts. The round's id."""
    require(actor, Action.INGEST)
    made = SuggestionRound(
        version_id=answered.version_id,
        job_id=job_id,
        asked_by_id=actor.user_id,
        answered_at=now,
        model=answered.model,
        prompt_sha256=answered.asked.prompt_sha256,
        input_sha256=answered.asked.input_sha256,
        characters=answered.asked.characters,
        proposed=answered.found.proposed,
        rejected={reason.value: count for reason, count in answered.found.rejected.items()},
    )
    session.add(made)
    session.flush()  # the suggestions need its id
    for one in answered.found.passed:
        session.add(
            Suggestion(
                round_id=made.id,
                spans=[list(span) for span in one.spans],
                quote=one.quote,
                statement=one.statement,
                speaker=one.speaker,
                cue=one.cue,
                state=SuggestionState.OPEN,
            )
        )
    session.flush()
    told = {"model": made.model, "proposed": made.proposed, "passed": len(answered.found.passed)}
    subject = ("suggestion_round", made.id)
    audit.record(session, actor=actor, action="suggestion_round.added", subject=subject, after=told, now=now)
    return made.id


def accept(session: Session, *, actor: Actor, suggestion_id: int, now: datetime) -> int:
    """Make a claim of a suggestion, with lineage; the claim's id. `Conflict` where it was decided, or the claim is there."""
    require(actor, Action.EDIT_CLAIMS)
    one, of_round = _open(session, suggestion_id)
    version = session.get_one(ArticleVersion, of_round.version_id)
    said_by = SaidBy(Voice.RELAYED, one.speaker, one.cue or "") if one.speaker else SaidBy(Voice.OWN)
    claim = NewClaim(
        one.statement,
        Passage(one.quote, spans_of(one.spans)),
        kind_of(one.statement, cue=one.cue or ""),
        said_by,
    )
    made = claim_splits.add(
        session, actor=actor, article_id=version.article_id, version_id=version.id, claim=claim, now=now
    )
    one.claim_id = made.claim_ids[0]
    _decide(session, one, actor, SuggestionState.ACCEPTED, now)
    after = {
        "suggestion": one.id,
        "model": of_round.model,
        "prompt_sha256": of_round.prompt_sha256,
        "input_sha256": of_round.input_sha256,
    }
    audit.record(session, actor=actor, action="claim.suggested", subject=("claim", one.claim_id), after=after, now=now)
    return one.claim_id


def dismiss(session: Session, *, actor: Actor, suggestion_id: int, now: datetime) -> None:
    """Set a suggestion aside. It stays on the article's page, and the model's proposing it again is no news."""
    require(actor, Action.EDIT_CLAIMS)
    one, of_round = _open(session, suggestion_id)
    _decide(session, one, actor, SuggestionState.DISMISSED, now)
    article_id = session.get_one(ArticleVersion, of_round.version_id).article_id
    after = {"suggestion": one.id, "statement": one.statement, "model": of_round.model}
    audit.record(
        session, actor=actor, action="suggestions.dismissed", subject=("article", article_id), after=after, now=now
    )


def article_of(session: Session, suggestion_id: int) -> int:
    """The article that a suggestion is about. `NotFound`."""
    one = session.get(Suggestion, suggestion_id)
    if one is None:
        raise NotFound("There is no such suggestion.")
    version_id = session.get_one(SuggestionRound, one.round_id).version_id
    return session.get_one(ArticleVersion, version_id).article_id


def retry(session: Session, *, actor: Actor, job_id: int, now: datetime) -> None:
    """Ask again where the model could not be asked, or gave no answer."""
    require(actor, Action.INGEST)
    job = session.get(Job, job_id)
    if job is None or job.kind is not JobKind.SUGGEST:
        raise NotFound("There is no such question.")
    if suggestions.article_of_job(session, job_id) is None:
        raise RuleRefused("The model has answered this. There is nothing to try again.")
    jobs.run_again(session, job_id)
    session.flush()
    audit.record(session, actor=actor, action="suggestions.retried", subject=("article", job.subject_id or 0), now=now)


def _open(session: Session, suggestion_id: int) -> tuple[Suggestion, SuggestionRound]:
    one = session.get(Suggestion, suggestion_id, with_for_update=True, populate_existing=True)
    if one is None:
        raise NotFound("There is no such suggestion.")
    if one.state is not SuggestionState.OPEN:
        raise Conflict(f"This suggestion is {one.state} already. Reload the page to see what stands.")
    return one, session.get_one(SuggestionRound, one.round_id)


def _decide(session: Session, one: Suggestion, actor: Actor, state: SuggestionState, now: datetime) -> None:
    one.state, one.decided_by_id, one.decided_at = state, actor.user_id, now
    session.flush()  # whoever asks for it again reads the row
