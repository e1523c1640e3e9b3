"""What people did to claims: a claim's lineage, what may be merged with it, and where a passage stands in an article."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from verify.core.claim_edits import Passage, Span, around, placed, quote_of
from verify.core.coverage import sentence_spans
from verify.core.errors import NotFound
from verify.core.vocabulary import ClaimKind, ClaimState, EditKind, EditSide, Verdict
from verify.models import Article, ArticleVersion, Claim, ClaimEdit, ClaimEditPart, User

ROW_VERSION = "row_version"
"""Kept with what an edit left behind: the claim's version from then on. Edits of an earlier release lack it."""


@dataclass(frozen=True, slots=True)
class Kin:
    """Another claim of an edit, as it stands now."""

    id: int
    statement: str
    kind: ClaimKind
    state: ClaimState
    verdict: Verdict | None
    side: EditSide


@dataclass(frozen=True, slots=True)
class EditLine:
    """One edit from a claim's side. `undone` says that it was taken back, `is_last` that it is the newest one that stands."""

    id: int
    kind: EditKind
    side: EditSide
    at: datetime
    who: str
    reason: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    kin: Sequence[Kin]
    undoes_id: int | None
    undone: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class Lineage:
    """A claim's edits, the newest first, and what stands of them: the claims it was made from, and those made of it."""

    edits: Sequence[EditLine] = ()
    came_from: Sequence[Kin] = ()
    became: Sequence[Kin] = ()
    added_by: str | None = None

    def edit(self, edit_id: int | None) -> EditLine | None:
        """One of the edits."""
        return next((edit for edit in self.edits if edit.id == edit_id), None)

    def since(self, row_version: int) -> "Sequence[EditLine]":
        """The edits that a page which shows the claim in this version does not know of, the newest first."""
        return [edit for edit in self.edits if edit.after.get(ROW_VERSION, 0) > row_version]

    def statement_at(self, row_version: int) -> str | None:
        """The statement as this version of the claim had it, where it was reworded since."""
        reworded = [edit.before["statement"] for edit in self.since(row_version) if "statement" in edit.before]
        return reworded[-1] if reworded else None


@dataclass(frozen=True, slots=True)
class Mergeable:
    """A claim that may be merged with another of its article."""

    id: int
    row_version: int
    statement: str
    quote: str
    kind: ClaimKind
    state: ClaimState
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Selected:
    """A passage of an article's version: where it stands and what it says, with some of the text on both sides."""

    spans: tuple[Span, ...]
    quote: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Readable:
    """One version of an article, to select a passage from."""

    article_id: int
    version_id: int
    number: int
    title: str
    text: str
    language: str

    def sentences(self) -> list[Selected]:
        """Its sentences in reading order."""
        spans = sentence_spans(self.text, title=self.title, language=self.language)
        return [Selected((span,), self.text[slice(*span)], "", "") for span in spans]

    def selected(self, passage: Passage) -> Selected:
        """The passage's one place. `Malformed` where there is none, or (with `places` in the details) several."""
        spans = placed(self.text, passage)
        before, after = around(self.text, spans, _AROUND)
        return Selected(spans, quote_of(self.text, spans), before, after)


_AROUND = 160


def lineage_of(session: Session, claim_id: int) -> Lineage:
    """Everything that was done to a claim itself. Two queries, however many edits there are."""
    rows = session.execute(
        select(ClaimEdit, ClaimEditPart, User.name)
        .join(ClaimEditPart, ClaimEditPart.edit_id == ClaimEdit.id)
        .outerjoin(User, User.id == ClaimEdit.edited_by_id)
        .where(ClaimEditPart.claim_id == claim_id)
        .order_by(ClaimEdit.id.desc())
    ).all()
    if not rows:
        return Lineage()
    kin = _kin(session, claim_id, [row.ClaimEdit.id for row in rows])
    undone = {row.ClaimEdit.undoes_id for row in rows}
    standing = [
        r.ClaimEdit.id for r in rows if r.ClaimEdit.kind is not EditKind.UNDONE and r.ClaimEdit.id not in undone
    ]
    edits = [_line(row, kin.get(row.ClaimEdit.id, []), undone, max(standing, default=0)) for row in rows]
    stand = [edit for edit in edits if edit.id in standing]
    children = [edit for edit in stand if edit.side is EditSide.CHILD]
    return Lineage(
        edits,
        came_from=[k for edit in children for k in edit.kin if k.side is EditSide.PARENT],
        became=[k for edit in stand if edit.side is EditSide.PARENT for k in edit.kin if k.side is EditSide.CHILD],
        added_by=next((edit.who for edit in children if edit.kind is EditKind.ADDED), None),
    )


def mergeable(session: Session, claim_id: int) -> list[Mergeable]:
    """The other claims of a claim's article, in the same version of its text, that stand, in reading order. `NotFound`."""
    claim = session.get(Claim, claim_id)
    if claim is None:
        raise NotFound(f"There is no claim {claim_id}.")
    rows = session.execute(
        select(Claim.id, Claim.row_version, Claim.statement, Claim.quote, Claim.kind, Claim.state, Claim.verdict)
        .where(Claim.article_id == claim.article_id, Claim.version_id == claim.version_id)
        .where(Claim.id != claim_id, Claim.state != ClaimState.WITHDRAWN)
        .order_by(Claim.position, Claim.id)
    )
    return [Mergeable(**row._mapping) for row in rows]


def readable(session: Session, article_id: int, version_id: int | None = None) -> Readable:
    """An article's version by its id, or the newest. `NotFound`."""
    wanted = (
        select(ArticleVersion, Article)
        .join(Article, Article.id == ArticleVersion.article_id)
        .where(Article.id == article_id)
        .order_by(ArticleVersion.number.desc())
        .limit(1)
    )
    row = session.execute(wanted if version_id is None else wanted.where(ArticleVersion.id == version_id)).first()
    if row is None:
        raise NotFound("There is no such article, or it has no such version.")
    version: ArticleVersion = row.ArticleVersion
    return Readable(
        article_id=article_id,
        version_id=version.id,
        number=version.number,
        title=version.title,
        text=version.text,
        language=version.language,
    )


def _kin(session: Session, claim_id: int, edit_ids: Sequence[int]) -> dict[int, list[Kin]]:
    rows = session.execute(
        select(
            ClaimEditPart.edit_id, ClaimEditPart.side, Claim.id, Claim.statement, Claim.kind, Claim.state, Claim.verdict
        )
        .join(Claim, Claim.id == ClaimEditPart.claim_id)
        .where(ClaimEditPart.edit_id.in_(edit_ids), ClaimEditPart.claim_id != claim_id)
        .order_by(Claim.position, Claim.id)
    )
    found: dict[int, list[Kin]] = {}
    for row in rows:
        kin = Kin(row.id, row.statement, row.kind, row.state, row.verdict, row.side)
        found.setdefault(row.edit_id, []).append(kin)
    return found


def _line(row: Any, kin: Sequence[Kin], undone: set[int | None], newest: int) -> EditLine:
    edit, part = row.ClaimEdit, row.ClaimEditPart
    return EditLine(
        id=edit.id,
        kind=edit.kind,
        side=part.side,
        at=edit.edited_at,
        who=row.name or "the desk",
        reason=edit.reason,
        before=part.before or {},
        after=part.after or {},
        kin=kin,
        undoes_id=edit.undoes_id,
        undone=edit.id in undone,
        is_last=edit.id == newest,
    )
