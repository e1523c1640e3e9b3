"""Captures of a cited page: one of them with the passage in it, all of them, what changed, and looking at the page again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Form, Request, Response

from verify.core.errors import Malformed, VerifyError
from verify.core.media_types import PICTURES
from verify.core.permissions import Action
from verify.deps import Routes, RowId, RowNumber, Visit, status_of
from verify.queries import captures as queries
from verify.queries.captures import CaptureLine, Compared, SnapshotView
from verify.services import captures
from verify.services.captures import Chosen
from verify.web.forms import spans_at, version_of
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes(prefix="/evidence/{evidence_id}")
Reading = Annotated[Visit, reading()]
Attaching = Annotated[Visit, writing(Action.ADD_EVIDENCE)]
Typed = Annotated[str, Form()]
_UNTRUSTED = {
    "Content-Security-Policy": "default-src 'none'; style-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}
"""What goes with captured bytes: nothing of them may run, and no browser may take them for anything else."""
_ENDINGS = {"application/pdf": "pdf", "text/html": "html", "text/plain": "txt"}


@dataclass(frozen=True, slots=True)
class SnapshotPage:
    """What `evidence/snapshot.html` shows; `quote` is a passage as it was typed, `errors` why it was refused."""

    kept: SnapshotView
    captures: Sequence[CaptureLine]
    may_attach: bool
    quote: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_page(self) -> bool:
        """Whether there is an address to look at again."""
        return bool(self.kept.url)


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """What `evidence/changes.html` shows."""

    compared: Compared
    may_send: bool


@router.get("/snapshot")
def snapshot(
    request: Request,
    evidence_id: RowId,
    visit: Reading,
    capture: RowNumber | None = None,
    part: RowNumber | None = None,
) -> Response:
    """What a page held when it was captured, with the passage in its place."""
    return render(request, "evidence/snapshot.html", _page(visit, evidence_id, capture, part))


@router.get("/changes")
def changes(request: Request, evidence_id: RowId, visit: Reading, capture: RowNumber = 0) -> Response:
    """What changed on the page between the capture that the evidence rests on and another one."""
    found = queries.compared(visit.session, evidence_id, capture_id=capture, reader_id=visit.actor.user_id)
    return render(request, "evidence/changes.html", ChangesPage(found, visit.actor.can(Action.RECHECK)))


@router.get("/original")
def original(evidence_id: RowId, visit: Reading, capture: RowNumber | None = None) -> Response:
    """The captured bytes: a picture to be shown, anything else as a file to be saved."""
    media_type, body = queries.original(visit.session, evidence_id, capture_id=capture, reader_id=visit.actor.user_id)
    if media_type in PICTURES:
        return Response(body, media_type=media_type, headers=_UNTRUSTED)
    name = f"evidence-{evidence_id}.{_ENDINGS.get(media_type, 'bin')}"
    headers = {**_UNTRUSTED, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type="application/octet-stream", headers=headers)


@router.post("/passage")
def choose_passage(
    request: Request, evidence_id: RowId, visit: Attaching, capture: Typed = "", quote: Typed = "", at: Typed = ""
) -> Response:
    """Take words of a capture as the passage, or show the page again with the reason."""
    shown = version_of(capture)
    try:
        spans = spans_at(at)
        chosen = Chosen(shown or 0, quote, near=spans[0][0] if spans else None)
        captures.choose_passage(visit.session, actor=visit.actor, evidence_id=evidence_id, chosen=chosen, now=visit.now)
    except Malformed as error:
        return _again(request, visit, (evidence_id, shown), quote, error)
    return see_other(request, f"/evidence/{evidence_id}/snapshot#passage", "This is the passage now.")


@router.post("/recheck")
def recheck(
    request: Request, evidence_id: RowId, visit: Annotated[Visit, writing(Action.RECHECK)], back: Typed = ""
) -> Response:
    """Have the claim's verdict looked at again because the page changed; `back` to the list that it was asked for in."""
    claim_id = captures.ask_recheck(visit.session, actor=visit.actor, evidence_id=evidence_id, now=visit.now)
    there = "/evidence/changed" if back == "list" else f"/claims/{claim_id}"
    return see_other(request, there, "The verdict waits to be looked at again.")


def _page(visit: Visit, evidence_id: int, capture: int | None, part: int | None) -> SnapshotPage:
    reader = visit.actor.user_id
    kept = queries.view(visit.session, evidence_id, capture_id=capture, part=part, reader_id=reader)
    lines = queries.of_evidence(visit.session, evidence_id, reader_id=reader)
    return SnapshotPage(kept, lines, visit.actor.can(Action.ADD_EVIDENCE))


def _again(request: Request, visit: Visit, at: tuple[int, int | None], quote: str, error: VerifyError) -> Response:
    visit.session.rollback()
    page = _page(visit, *at, None)
    refused = SnapshotPage(page.kept, page.captures, page.may_attach, quote, {"quote": error.message})
    return render(request, "evidence/snapshot.html", refused, status=status_of(error))
