"""Exports: what a set of claims would hold, making one, and downloading it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form, Request, Response

from verify.core.claimreview import Profile
from verify.core.errors import VerifyError
from verify.core.exports import FILTERS, ClaimSet
from verify.core.permissions import Action
from verify.core.vocabulary import ClaimKind, ClaimState, ExportFormat, Verdict, Voice
from verify.deps import Routes, RowId, Visit, attachment, status_of
from verify.queries import desks, exports, narrowing
from verify.queries.exports import Made, Preflight
from verify.services import exports as services
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes(prefix="/exports")
Reading = Annotated[Visit, reading(Action.EXPORT)]
CHOICES: dict[str, Sequence[str]] = {
    "state": ("pending", *ClaimState),
    "kind": tuple(ClaimKind),
    "voice": tuple(Voice),
    "verdict": tuple(Verdict),
}


@dataclass(frozen=True, slots=True)
class ExportsPage:
    """What `exports/list.html` shows. `query` is the filters as an address writes them; `counts` are claims by format."""

    typed: Mapping[str, str]
    choices: Mapping[str, Sequence[str]]
    outlets: Sequence[tuple[int, str]]
    query: str
    found: Preflight
    counts: Mapping[str, int]
    wanted: ClaimSet
    profiles: Sequence[str]
    has_address: bool
    past: Sequence[Made]
    newer_url: str | None
    older_url: str | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ExportPage:
    """What `exports/detail.html` shows; `asked` are filters and options in words, `count_now` what a download now holds."""

    made: Made
    asked: Sequence[tuple[str, str]]
    file_name: str
    count_now: int
    again_url: str
    command: str
    api_url: str


@router.get("")
def show_all(request: Request, visit: Reading, cursor: str | None = None) -> Response:
    """What the filters find, the formats, and the exports that were made."""
    wanted = ClaimSet.parsed(request.query_params)
    return render(request, "exports/list.html", _page(visit, wanted, cursor), fragment="export_preview")


@router.post("")
def make(
    request: Request,
    visit: Annotated[Visit, writing(Action.EXPORT)],
    format: Annotated[str, Form()] = "",  # noqa: A002 - the form's own word
    profile: Annotated[str, Form()] = "",
    unverified: Annotated[str, Form()] = "",
) -> Response:
    """Make an export of the claims that the address's filters find."""
    chosen = {"format": format, "profile": profile, "unverified": unverified}
    wanted = ClaimSet.parsed({**request.query_params, **chosen})
    try:
        made = services.request(
            visit.session, actor=visit.actor, wanted=wanted, base_url=visit.settings.base_url, now=visit.now
        )
    except VerifyError as error:
        page = _page(visit, wanted, None, problem=error.message)
        return render(request, "exports/list.html", page, fragment="export_preview", status=status_of(error))
    done = f"Export {made.id} is ready: {made.claim_count:,} {'claim' if made.claim_count == 1 else 'claims'}. Download it below."
    return see_other(request, f"/exports/{made.id}", done)


@router.get("/{export_id}")
def show(request: Request, export_id: RowId, visit: Reading) -> Response:
    """One export, with its download."""
    return render(request, "exports/detail.html", _detail(visit, exports.made(visit.session, export_id)))


@router.get("/{export_id}/download")
def download(export_id: RowId, visit: Reading) -> Response:
    """The export's file, as the desk stands now."""
    wanted = ClaimSet.parsed(exports.made(visit.session, export_id).filters)
    services.check(visit.session, wanted, visit.settings.base_url)
    name = wanted.file_name(desks.the_desk(visit.session).name, visit.now.date())
    pieces = services.download(visit.database, wanted, base_url=visit.settings.base_url, now=visit.now)
    return attachment(pieces, name=name, media_type=wanted.media_type)


def _page(visit: Visit, wanted: ClaimSet, cursor: str | None, problem: str = "") -> ExportsPage:
    typed = {name: wanted.params().get(name, "") for name in FILTERS}
    query = urlencode({"state": typed["state"]} | {name: value for name, value in typed.items() if value})
    found = exports.preflight(visit.session, wanted.filters, now=visit.now)
    past = exports.past(visit.session, cursor=cursor)
    return ExportsPage(
        typed=typed,
        choices=CHOICES,
        outlets=exports.outlet_names(visit.session),
        query=query,
        found=found,
        counts={kind: found.in_file(ClaimSet(kind, wanted.filters)) for kind in ExportFormat},
        wanted=wanted,
        profiles=tuple(Profile),
        has_address=bool(visit.settings.base_url),
        past=past.rows,
        newer_url=f"/exports?{query}&cursor={past.newer}" if past.newer else None,
        older_url=f"/exports?{query}&cursor={past.older}" if past.older else None,
        problem=problem,
    )


def _detail(visit: Visit, made: Made) -> ExportPage:
    wanted = ClaimSet.parsed(made.filters)
    names = narrowing.names(visit.session, wanted.filters)
    asked = [(name, names.get(name, value) or "any") for name, value in made.filters.items() if name != "format"]
    params = {name: value or "any" for name, value in made.filters.items() if name != "format"}
    options = " ".join(
        f'--{name} "{value}"' if " " in value else f"--{name} {value}" for name, value in _options(wanted)
    )
    return ExportPage(
        made=made,
        asked=asked,
        file_name=wanted.file_name(desks.the_desk(visit.session).name, visit.now.date()),
        count_now=exports.count(visit.session, wanted, now=visit.now),
        again_url=f"/exports?{urlencode(made.filters)}",
        command=f"verify export {options} --out claims.{wanted.ending}",
        api_url=f"/api/v1/exports/{made.format}?{urlencode(params)}",
    )


def _options(wanted: ClaimSet) -> Sequence[tuple[str, str]]:
    """The command's options for the same set."""
    params = wanted.params() | {"state": wanted.params()["state"] or "any"}
    return [(name, value) for name, value in params.items() if name != "unverified"] + (
        [("with-unverified", "")] if wanted.with_unverified else []
    )
