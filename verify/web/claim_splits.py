"""Splitting a claim, merging claims, and adding one that the splitter missed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from fastapi import Depends, Form, Query, Request, Response

from verify.core.claim_edits import MOST_PARTS, NewClaim, Passage, tidied_statement
from verify.core.errors import Malformed, VerifyError
from verify.core.permissions import Action
from verify.core.typed_text import chosen
from verify.core.vocabulary import ClaimKind
from verify.deps import Routes, RowId, RowNumber, Visit, status_of
from verify.queries import claim_edits as lines
from verify.queries import reviews
from verify.queries.claim_edits import Mergeable, Readable, Selected
from verify.queries.reviews import ClaimDetail, Segment
from verify.services import claim_splits
from verify.services.claim_splits import Made
from verify.web.claim_edits import KINDS, VOICES, TypedEdit, in_place, typed_edit
from verify.web.forms import spans_at, version_of
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes()
Reading = Annotated[Visit, reading(Action.EDIT_CLAIMS)]
Editing = Annotated[Visit, writing(Action.EDIT_CLAIMS)]
Typed = Annotated[str, Form()]
Several = Annotated[list[str], Form()]
SPLIT, MERGE, ADD = (f"claims/edit_{name}.html" for name in ("split", "merge", "add"))


@dataclass(frozen=True, slots=True)
class TypedPart:
    """A part of a split, or a claim to be added, as it was typed. `at` is a place that was chosen for the words `of`."""

    statement: str = ""
    quote: str = ""
    at: str = ""
    of: str = ""

    def passage(self) -> Passage:
        """Where it stands. A place counts only for the words that it was chosen for."""
        still = " ".join(self.of.split()) == " ".join(self.quote.split())
        return Passage(self.quote, spans_at(self.at) if self.at and still else ())


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """A place that somebody is asked to choose: its value in the form and the words around it."""

    value: str
    before: str
    quote: str
    after: str


@dataclass(frozen=True, slots=True)
class SplitPage:
    """What `claims/edit_split.html` shows; `places` are to be chosen from, for the part that `asked` numbers from 1."""

    claim: ClaimDetail
    segments: Sequence[Segment]
    parts: Sequence[TypedPart]
    seen: str
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    places: Sequence[PlaceChoice] = ()
    asked: int = 0
    most: int = MOST_PARTS


@dataclass(frozen=True, slots=True)
class MergePage:
    """What `claims/edit_merge.html` shows; `chosen` are the ids of the other claims that are ticked."""

    claim: ClaimDetail
    others: Sequence[Mergeable]
    chosen: frozenset[int]
    statement: str
    seen: str
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class AddPage:
    """What `claims/edit_add.html` shows: first the sentences to select from, then the selected passage and the form."""

    article: Readable
    sentences: Sequence[tuple[str, Selected]]
    selected: Selected | None
    typed: TypedEdit
    part: TypedPart
    places: Sequence[PlaceChoice] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    kinds: Sequence[tuple[str, str]] = KINDS
    voices: Sequence[tuple[str, str]] = VOICES


def typed_parts(
    statement: Several = [],  # noqa: B006 - FastAPI copies it
    quote: Several = [],  # noqa: B006
    at: Several = [],  # noqa: B006
    of: Several = [],  # noqa: B006
    choice: Typed = "",
) -> list[TypedPart]:
    """Dependency: the parts of this request's form, with the place that was chosen for one of them (`2:10-24`)."""
    sides = [[*side[:MOST_PARTS], *[""] * (len(statement[:MOST_PARTS]) - len(side))] for side in (quote, at, of)]
    parts = [TypedPart(*typed) for typed in zip(statement[:MOST_PARTS], *sides, strict=True)]
    number, _, place = choice.partition(":")
    if place and number.isdigit() and 0 < int(number) <= len(parts):
        part = parts[int(number) - 1]
        parts[int(number) - 1] = replace(part, at=place, of=part.quote)
    return parts


@router.get("/claims/{claim_id}/split")
def ask_how_to_split(request: Request, claim_id: RowId, visit: Reading) -> Response:
    """The claim with two parts to be written."""
    claim = reviews.the_claim(visit.session, claim_id, now=visit.now)
    parts = [TypedPart(claim.statement, claim.quote)] * 2
    page = SplitPage(claim, reviews.segments(visit.session, claim), parts, claim.statement)
    return render(request, SPLIT, page)


@router.post("/claims/{claim_id}/split")
def split(
    request: Request,
    claim_id: RowId,
    visit: Editing,
    parts: Annotated[list[TypedPart], Depends(typed_parts)],
    seen: Typed = "",
    row_version: Typed = "",
    more: Typed = "",
) -> Response:
    """Split the claim, or show the form again: with one part more, with what is missing, or with places to choose from."""
    if more:
        return render(request, SPLIT, _split_page(visit, claim_id, _one_more(parts), seen))
    parts = [part for part in parts if part.statement.strip() or part.quote.strip()]
    try:
        drafts = [NewClaim(part.statement, part.passage()) for part in parts]
        version = version_of(row_version)
        made = claim_splits.split(
            visit.session, actor=visit.actor, claim_id=claim_id, parts=drafts, row_version=version, now=visit.now
        )
    except VerifyError as error:
        visit.session.rollback()
        page = _split_page(visit, claim_id, parts, seen, error)
        return render(request, SPLIT, page, status=status_of(error))
    return see_other(request, f"/claims/{made.claim_ids[0]}", _made(made, "The claim is split"))


@router.get("/claims/{claim_id}/merge")
def ask_what_to_merge(request: Request, claim_id: RowId, visit: Reading) -> Response:
    """The other claims of the article, to be ticked."""
    claim = reviews.the_claim(visit.session, claim_id, now=visit.now)
    others = lines.mergeable(visit.session, claim_id)
    return render(request, MERGE, MergePage(claim, others, frozenset(), claim.statement, claim.statement))


@router.post("/claims/{claim_id}/merge")
def merge(
    request: Request,
    claim_id: RowId,
    visit: Editing,
    others: Annotated[list[str], Form(alias="with")] = [],  # noqa: B006
    statement: Typed = "",
    seen: Typed = "",
    row_version: Typed = "",
) -> Response:
    """Merge the ticked claims into this one, or show the form again."""
    try:
        claims = {claim_id: version_of(row_version), **_versions(others)}
        made = claim_splits.merge(visit.session, actor=visit.actor, claims=claims, statement=statement, now=visit.now)
    except VerifyError as error:
        visit.session.rollback()
        page = _merge_page(visit, claim_id, others, statement, seen)
        page = replace(page, **in_place(error, {"statement", "with"}))
        return render(request, MERGE, page, status=status_of(error))
    return see_other(request, f"/claims/{made.claim_ids[0]}", _made(made, "The claims are merged"))


@router.get("/articles/{article_id}/add-claim")
def ask_what_to_add(
    request: Request,
    article_id: RowId,
    visit: Reading,
    version: RowNumber | None = None,
    quote: str = "",
    at: Annotated[list[str], Query()] = [],  # noqa: B006
    choice: str = "",
) -> Response:
    """The article's sentences to select from, or the selected passage with the form for its claim."""
    article = lines.readable(visit.session, article_id, version)
    place = choice.partition(":")[2] or ",".join(at)
    page = _add_page(article, TypedPart(quote=quote, at=place, of=quote))
    return render(request, ADD, page)


@router.post("/articles/{article_id}/add-claim")
def add(
    request: Request,
    article_id: RowId,
    visit: Editing,
    typed: Annotated[TypedEdit, Depends(typed_edit)],
    parts: Annotated[list[TypedPart], Depends(typed_parts)],
    version: Annotated[RowNumber | None, Form()] = None,
) -> Response:
    """Add the claim, or show the form again."""
    part = parts[0] if parts else TypedPart()
    try:
        kind = chosen(ClaimKind, typed.kind, field="kind", name="a kind")
        claim = NewClaim(tidied_statement(typed.statement), part.passage(), kind, typed.said_by())
        made = claim_splits.add(
            visit.session, actor=visit.actor, article_id=article_id, version_id=version, claim=claim, now=visit.now
        )
    except VerifyError as error:
        visit.session.rollback()
        article = lines.readable(visit.session, article_id, version)
        return render(request, ADD, _add_page(article, part, typed, error), status=status_of(error))
    return see_other(request, f"/claims/{made.claim_ids[0]}", "The claim is added and waits to be checked.")


def _split_page(
    visit: Visit, claim_id: int, parts: Sequence[TypedPart], seen: str, error: VerifyError | None = None
) -> SplitPage:
    claim = reviews.the_claim(visit.session, claim_id, now=visit.now)
    page = SplitPage(claim, reviews.segments(visit.session, claim), parts, seen or claim.statement)
    if error is None:
        return page
    fields = {f"{side}_{number}" for side in ("statement", "quote") for number in range(1, len(parts) + 1)}
    number = (error.field or "").rpartition("_")[2]
    asked = int(number) if number.isdigit() else 0
    return replace(page, places=_places(error, f"{asked}:"), asked=asked, **in_place(error, fields))


def _one_more(parts: Sequence[TypedPart]) -> list[TypedPart]:
    return [*parts, TypedPart(quote=parts[-1].quote if parts else "")][:MOST_PARTS]


def _merge_page(visit: Visit, claim_id: int, others: Sequence[str], statement: str, seen: str) -> MergePage:
    claim = reviews.the_claim(visit.session, claim_id, now=visit.now)
    ticked = frozenset(int(other.partition(":")[0]) for other in others if other.partition(":")[0].isdigit())
    found = lines.mergeable(visit.session, claim_id)
    return MergePage(claim, found, ticked, statement, seen or claim.statement)


def _versions(others: Sequence[str]) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    for other in others:
        claim_id, _, version = other.partition(":")
        number = version_of(claim_id)
        if number is not None:
            found[number] = version_of(version)
    return found


def _add_page(
    article: Readable, part: TypedPart, typed: TypedEdit | None = None, error: VerifyError | None = None
) -> AddPage:
    """First what is selected, if it can be found; what was refused then stands where it belongs."""
    selected, places, refusal = None, list[PlaceChoice](), error
    if part.quote.strip() or part.at:
        try:
            selected = _found(article, part.passage())
        except Malformed as unclear:
            places, refusal = _places(unclear, "1:"), unclear
    words = typed or TypedEdit(selected.quote if selected else part.quote, ClaimKind.FACTUAL, VOICES[0][0])
    if selected:
        at = ",".join(f"{start}-{end}" for start, end in selected.spans)
        part = TypedPart(quote=selected.quote, at=at, of=selected.quote)
    sentences = [] if selected or places else [(f"{s.spans[0][0]}-{s.spans[0][1]}", s) for s in article.sentences()]
    fields = {"statement", "kind", "voice", "speaker", "cue", "via"} | ({"quote"} if not selected else set())
    shown: dict[str, Any] = in_place(refusal, fields) if refusal else {}
    return AddPage(article, sentences, selected, words, part, places, **shown)


def _found(article: Readable, passage: Passage) -> Selected:
    """The passage at its place; words that do not stand there are looked for, as a script's offsets may slip."""
    try:
        return article.selected(passage)
    except Malformed:
        if not (passage.spans and passage.quote.strip()):
            raise
        return article.selected(Passage(passage.quote))


def _places(error: VerifyError, before: str) -> list[PlaceChoice]:
    return [
        PlaceChoice(
            before + ",".join(f"{start}-{end}" for start, end in place["spans"]),
            place["before"],
            place["quote"],
            place["after"],
        )
        for place in error.details.get("places", ())
    ]


def _made(made: Made, done: str) -> str:
    number = len(made.claim_ids)
    what = "the new claim waits" if number == 1 else f"its {number} claims wait"
    return f"{done}: {what} to be checked. Reviews from before are kept with what they were about."
