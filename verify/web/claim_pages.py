"""What the claim page shows, with what was typed; its routes are in `claims`, `evidence` and `reviews`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import Form, Request, Response

from verify.core.drafts import EVIDENCE, FIELDS, JUDGEMENT
from verify.core.errors import Conflict, VerifyError
from verify.core.origins import account
from verify.core.permissions import Action, Actor
from verify.core.review_rules import ClaimAtHand, Judgement, backing, check_decidable
from verify.core.typed_text import chosen
from verify.core.vocabulary import (
    REASONS_OF,
    ClaimState,
    EvidenceRole,
    ParkReason,
    ReasonCode,
    Said,
    SkipReason,
    Stance,
    Verdict,
    Voice,
)
from verify.deps import Visit, status_of
from verify.queries import (
    admissions,
    appeals,
    claim_edits,
    drafts,
    elsewhere,
    evidence,
    leases,
    origins,
    pointers,
    rechecks,
    review_dates,
    reviews,
    searches,
    stories,
)
from verify.queries.admissions import AdmissionLine
from verify.queries.claim_edits import Lineage
from verify.queries.drafts import NOTHING, Kept
from verify.queries.elsewhere import Elsewhere
from verify.queries.evidence import EvidenceLine
from verify.queries.pointers import PointedTo
from verify.queries.rechecks import RecheckLine
from verify.queries.reviews import ClaimDetail, Happening, Segment
from verify.queries.searches import SearchLine
from verify.queries.stories import StoryRef
from verify.web.filing import FilingForm, filing_form
from verify.web.filters import Around, carried, under
from verify.web.forms import day_of
from verify.web.history_words import HistoryLine, history_line
from verify.web.meanwhile import Meanwhile
from verify.web.origins import in_words
from verify.web.templating import render

TEMPLATE = "claims/detail.html"
Choices = tuple[tuple[str, str], ...]
_FIELDS = {
    "statement": {"tag", "assignee"},
    "decision": {*JUDGEMENT, "park_reason", "admission_reason"},
    "lease": {"reason", "note", "to"},
    "evidence": {*EVIDENCE, "search_query", "search_place", "search_day"},
    "elsewhere": set(),
}


def _choices(words: Iterable[str]) -> Choices:
    return tuple((str(word), word.replace("_", " ")) for word in words)


STANCES, ROLES, SAID, PARK_REASONS, SKIP_REASONS = (
    _choices(words) for words in (Stance, EvidenceRole, Said, ParkReason, SkipReason)
)


@dataclass(frozen=True, slots=True)
class TypedJudgement:
    """The decision form as it was typed."""

    verdict: str = ""
    reason_code: str = ""
    rationale: str = ""
    said: str = ""
    searched: str = ""
    again_on: str = ""

    def judged(self) -> Judgement:
        """The judgement in the desk's words; `Malformed` where a choice is missing."""
        verdict = chosen(Verdict, self.verdict, field="verdict", name="a verdict")
        fitting = REASONS_OF[verdict]
        return Judgement(
            verdict=verdict,
            reason_code=chosen(ReasonCode, self.reason_code, field="reason_code", name="a reason", among=fitting),
            rationale=self.rationale,
            said=chosen(Said, self.said, field="said", name="whether the speaker said it") if self.said else None,
            searched=self.searched,
            again_on=day_of(self.again_on, field="again_on") if self.again_on.strip() else None,
        )


@dataclass(frozen=True, slots=True)
class TypedEvidence:
    """The evidence form as it was typed."""

    stance: str = ""
    role: str = ""
    passage: str = ""
    url: str = ""
    publisher: str = ""
    origin: str = ""
    published: str = ""
    archived: str = ""


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What follows a verdict: where it points, how many appeals there are, why and when it is looked at again."""

    pointer: PointedTo | None = None
    appeals: int = 0
    reasons: Sequence[RecheckLine] = ()
    again_on: date | None = None


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """What `claims/detail.html` shows.

    `why_not` is empty where a verdict can be given, `standing` the review whose verdict stands, `mine` the visitor's own first
    review while it waits for a second one; `to_adjudicate`: two reviews disagree; `under` the filters that the next claim is
    found by, as the end of an address. After a refusal `refused_in` names the block, `errors` the fields at fault, and
    `problem` says what is no field's fault.
    """

    claim: ClaimDetail
    actor: Actor
    segments: Sequence[Segment]
    items: Sequence[EvidenceLine]
    removed: Sequence[EvidenceLine]
    searches: Sequence[SearchLine]
    support: str
    elsewhere: Elsewhere
    history: Sequence[HistoryLine]
    standing: Happening | None
    why_not: str
    lineage: Lineage
    mine: Happening | None
    to_adjudicate: bool
    colleagues: Choices
    filing: FilingForm
    under: str = ""
    around: Around | None = None
    judgement: TypedJudgement = field(default_factory=TypedJudgement)
    draft: TypedEvidence = field(default_factory=TypedEvidence)
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    refused_in: str = ""
    notice: str = ""
    matched: str = ""
    verdicts: Mapping[Verdict, tuple[ReasonCode, ...]] = field(default_factory=lambda: REASONS_OF)
    stances: Choices = STANCES
    roles: Choices = ROLES
    said_words: Choices = SAID
    park_reasons: Choices = PARK_REASONS
    skip_reasons: Choices = SKIP_REASONS
    draft_fields: Sequence[str] = FIELDS
    kept: Kept = NOTHING
    may_undo: bool = False
    after: Aftermath = field(default_factory=Aftermath)
    in_a_month: date = date.max
    meanwhile: Meanwhile | None = None
    admission: AdmissionLine | None = None
    has_reviewed: bool = False
    story: StoryRef | None = None

    @property
    def may_review(self) -> bool:
        """Whether the visitor gives verdicts."""
        return self.actor.can(Action.REVIEW)

    @property
    def may_edit(self) -> bool:
        """Whether the visitor corrects claims."""
        return self.actor.can(Action.EDIT_CLAIMS)

    @property
    def may_attach(self) -> bool:
        """Whether the visitor attaches evidence, and so may have a draft."""
        return self.actor.can(Action.ADD_EVIDENCE)

    @property
    def may_adjudicate(self) -> bool:
        """Whether the visitor decides where two reviews disagree."""
        return self.actor.can(Action.ADJUDICATE)

    @property
    def held_by_me(self) -> bool:
        """Whether the visitor has the claim in hand."""
        return self.claim.holder_id is not None and self.claim.holder_id == self.actor.user_id

    @property
    def held_by_other(self) -> bool:
        """Whether somebody else has it."""
        return self.claim.holder_id is not None and not self.held_by_me

    @property
    def may_type(self) -> bool:
        """Whether the visitor gets the verdict's form. After a refusal it is there, with what they typed."""
        if not self.may_review or self.why_not or self.to_adjudicate:
            return False
        return bool(self.claim.verdict or self.mine or not self.held_by_other or self.refused_in == "decision")

    @property
    def may_admit(self) -> bool:
        """Whether the visitor can let the claim be corroborated on less than the rules ask for."""
        if (
            not self.actor.can(Action.ADMIT)
            or self.why_not
            or self.has_reviewed
            or self.claim.verdict is Verdict.CORROBORATED
        ):
            return False
        return any(item.stance is Stance.SUPPORTS for item in self.items)

    @property
    def may_take_admission_back(self) -> bool:
        """Whether the visitor can take back the admission that stands."""
        return self.actor.can(Action.ADMIT) and self.admission is not None and not self.admission.is_used

    @property
    def has_verdict_typed(self) -> bool:
        """Whether the visitor's draft holds anything of a verdict."""
        return any(name in self.kept.typed for name in JUDGEMENT)

    @property
    def has_evidence_typed(self) -> bool:
        """Whether the visitor's draft holds evidence that is not attached."""
        return any(name in self.kept.typed for name in EVIDENCE)


def claim_page(visit: Visit, claim_id: int, under: str = "") -> ClaimPage:
    """The page of a claim as it stands now; `under` are the filters that its visitor came by."""
    session, actor = visit.session, visit.actor
    reader = actor.user_id
    claim = reviews.the_claim(session, claim_id, now=visit.now, reader_id=reader)
    lines = evidence.of_claim(session, claim_id, published=claim.published, reader_id=reader)
    items = [line for line in lines if line.removed_at is None]
    happened = reviews.history(session, claim_id, reader_id=reader)
    lineage = claim_edits.lineage_of(session, claim_id)
    kept = drafts.of_claim(session, claim_id, user_id=reader)
    looked = searches.of_claim(session, claim_id, reader_id=reader)
    return ClaimPage(
        claim=claim,
        actor=actor,
        filing=filing_form(visit, claim_id),
        segments=reviews.segments(session, claim),
        items=items,
        removed=[line for line in lines if line.removed_at is not None],
        searches=looked,
        support=_support(visit, claim_id),
        elsewhere=elsewhere.of_claim(
            session, claim, items, reader_id=reader, judges=actor.can(Action.REVIEW), now=visit.now
        ),
        history=[history_line(done, lineage) for done in happened],
        standing=_standing(happened) if claim.verdict else None,
        why_not=_why_not(claim),
        lineage=lineage,
        mine=_newest(happened) if claim.state is ClaimState.SECOND_REVIEW else None,
        to_adjudicate=_is_disputed(claim, happened),
        colleagues=_colleagues(visit) if reader and claim.holder_id == reader else (),
        under=under,
        judgement=_judgement(kept, looked),
        draft=TypedEvidence(**{name: kept.typed.get(name, "") for name in EVIDENCE}),
        kept=kept,
        admission=admissions.on_claim(session, claim_id),
        has_reviewed=any(done.review_id and done.who_id == reader for done in happened),
        may_undo=actor.can(Action.REVIEW) and _newest_is_mine(happened, reader),
        after=_aftermath(visit, claim),
        in_a_month=visit.now.date() + timedelta(days=30),
        story=stories.of_article(session, claim.article_id),
    )


def _aftermath(visit: Visit, claim: ClaimDetail) -> Aftermath:
    if claim.verdict is None:
        return Aftermath()
    is_open = claim.state is ClaimState.RECHECK
    return Aftermath(
        pointers.of_claim(visit.session, claim.id),
        sum(line.stands for line in appeals.of_claim(visit.session, claim.id)),
        rechecks.open_of(visit.session, [claim.id]).get(claim.id, ()) if is_open else (),
        review_dates.of_claim(visit.session, claim.id),
    )


def _colleagues(visit: Visit) -> Choices:
    others = leases.colleagues(visit.session, user_id=visit.actor.user_id)
    return (("", "Choose"), *((str(person.id), person.name) for person in others)) if others else ()


def _judgement(kept: Kept, looked: Sequence[SearchLine]) -> TypedJudgement:
    """The draft, where the visitor looked filled in with the searches that are noted until they type it themselves."""
    typed = {name: kept.typed.get(name, "") for name in JUDGEMENT}
    return TypedJudgement(**{**typed, "searched": typed["searched"] or "\n".join(line.words for line in looked)})


def _newest(happened: Sequence[Happening]) -> Happening | None:
    return _last(done for done in happened if done.action != "review.undone")


def _newest_is_mine(happened: Sequence[Happening], reader: int | None) -> bool:
    newest = _newest(happened)
    return newest is not None and newest.who_id == reader


def _standing(happened: Sequence[Happening]) -> Happening | None:
    """The newest review but for those that only ask for a change, or were taken back."""
    return _last(done for done in happened if done.action not in _NOT_STANDING)


def _last(happened: Iterable[Happening]) -> Happening | None:
    """The last review by its number: a clock that was put back tells another order."""
    return max((done for done in happened if done.review_id), key=lambda done: done.review_id or 0, default=None)


def _is_disputed(claim: ClaimDetail, happened: Sequence[Happening]) -> bool:
    newest = _newest(happened)
    asked = newest is not None and newest.action == "claim.challenged" and claim.state is ClaimState.RECHECK
    return claim.state is ClaimState.ADJUDICATION or asked


def refused(request: Request, visit: Visit, claim_id: int, error: VerifyError, fragment: str, **typed: Any) -> Response:
    """The claim page, or its block, with what was typed and why it was refused; nothing of the request is kept."""
    visit.session.rollback()
    return refusal(request, claim_page(visit, claim_id, under(carried(request))), error, fragment, **typed)


def refusal(request: Request, page: ClaimPage, error: VerifyError, fragment: str, **typed: Any) -> Response:
    """The page, or its block, with what was typed and why it was refused. A conflict draws the claim's words anew too."""
    asked_for = error.field != "said" or page.claim.voice is Voice.RELAYED
    in_field = error.field in _FIELDS[fragment] and asked_for
    why: dict[str, Any] = {"errors": {error.field: error.message}} if in_field else {"problem": error.message}
    page = replace(page, refused_in=fragment, **why, **typed)
    parts = (fragment, "statement", "history") if isinstance(error, Conflict) else fragment
    return render(request, TEMPLATE, page, fragment=parts, status=status_of(error))


def typed_judgement(
    verdict: Annotated[str, Form()] = "",
    reason_code: Annotated[str, Form()] = "",
    rationale: Annotated[str, Form()] = "",
    said: Annotated[str, Form()] = "",
    searched: Annotated[str, Form()] = "",
    again_on: Annotated[str, Form()] = "",
) -> TypedJudgement:
    """Dependency: the decision form of this request."""
    return TypedJudgement(verdict, reason_code, rationale, said, searched, again_on)


def typed_evidence(
    stance: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "",
    passage: Annotated[str, Form()] = "",
    url: Annotated[str, Form()] = "",
    publisher: Annotated[str, Form()] = "",
    origin: Annotated[str, Form()] = "",
    published: Annotated[str, Form()] = "",
    archived: Annotated[str, Form()] = "",
) -> TypedEvidence:
    """Dependency: the evidence form of this request."""
    return TypedEvidence(stance, role, passage, url, publisher, origin, published, archived)


def _why_not(claim: ClaimDetail) -> str:
    try:
        check_decidable(ClaimAtHand(claim.kind, claim.voice, claim.state, park_reason=claim.park_reason))
    except VerifyError as error:
        return error.message
    return ""


def _support(visit: Visit, claim_id: int) -> str:
    """`2 sources support it, 1 independent origin: Northline. 1 source refutes it.`"""
    found = account(origins.shown(visit.session, claim_id, reader_id=visit.actor.user_id))
    sides = ((backing(found), "support"), (backing(found, Stance.REFUTES), "refute"))
    return " ".join(in_words(side, verb) for side, verb in sides if side.items)


_NOT_STANDING = ("claim.challenged", "review.undone")
