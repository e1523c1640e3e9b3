"""Fact-checks of others: what was brought in, from which files and feeds, and withdrawing it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import File, Form, Query, Request, Response, UploadFile

from verify.core.errors import Malformed, VerifyError
from verify.core.fact_checks import MOST, MOST_BYTES
from verify.core.permissions import Action
from verify.deps import LARGEST_ID, Routes, RowId, Visit, status_of
from verify.queries import fact_checks as queries
from verify.queries.fact_checks import LONGEST_SEARCH, FactCheckFilters, FactCheckLine, ImportLine
from verify.queries.paging import Page
from verify.services import fact_checks
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes(prefix="/fact-checks")
Reading = Annotated[Visit, reading()]
Ingesting = Annotated[Visit, writing(Action.INGEST)]
Kept = Annotated[str, Form(max_length=1_000)]
"""The filters and the place of the list that a form was sent from, as its address has them."""
LIST, IMPORTS, IMPORT = "fact_checks/list.html", "fact_checks/imports.html", "fact_checks/import.html"


@dataclass(frozen=True, slots=True)
class FactChecksPage:
    """What `fact_checks/list.html` shows; `kept` are the filters and the place of the list as its address has them."""

    checks: Page[FactCheckLine]
    filters: FactCheckFilters
    kept: str
    may_change: bool

    @property
    def is_filtered(self) -> bool:
        """Whether words or a publisher or an import were asked for."""
        return bool(self.filters.text or self.filters.publisher or self.filters.import_id)

    @property
    def base_url(self) -> str:
        """The list with its filters, ready for one more parameter."""
        asked = _asked(self.filters)
        return f"/fact-checks?{asked}&" if asked else "/fact-checks?"

    @property
    def other_url(self) -> str:
        """The same of those that are withdrawn, or of those that stand."""
        return _list_with(_asked(replace(self.filters, withdrawn=not self.filters.withdrawn)))

    @property
    def all_url(self) -> str:
        """The list without words, publisher and import."""
        return _list_with(_asked(FactCheckFilters(withdrawn=self.filters.withdrawn)))

    def of_publisher(self, name: str) -> str:
        """The same of one publisher."""
        return _list_with(_asked(replace(self.filters, publisher=name)))

    def without(self, name: str) -> str:
        """The same without one of the filters."""
        emptied: dict[str, Any] = {name: None if name == "import_id" else ""}
        return _list_with(_asked(replace(self.filters, **emptied)))


@dataclass(frozen=True, slots=True)
class ImportsPage:
    """What `fact_checks/imports.html` shows."""

    imports: Page[ImportLine]
    may_change: bool
    most_mb: int = MOST_BYTES // 1_000_000
    most: int = MOST
    url: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportPage:
    """What `fact_checks/import.html` shows."""

    it: ImportLine
    may_change: bool


@router.get("")
def list_checks(
    request: Request,
    visit: Reading,
    text: Annotated[str, Query(max_length=LONGEST_SEARCH)] = "",
    publisher: Annotated[str, Query(max_length=LONGEST_SEARCH)] = "",
    of_import: Annotated[int | None, Query(alias="import", ge=1, le=LARGEST_ID)] = None,
    withdrawn: str = "",
    cursor: str | None = None,
) -> Response:
    """Fact-checks that stand, or that were withdrawn, those last brought in first."""
    filters = FactCheckFilters(text.strip(), publisher, of_import, withdrawn == "yes")
    found = queries.newest(visit.session, filters, cursor=cursor)
    page = FactChecksPage(found, filters, request.url.query, visit.actor.can(Action.INGEST))
    return render(request, LIST, page, fragment="fact_check_list")


@router.get("/imports")
def list_imports(request: Request, visit: Reading, cursor: str | None = None) -> Response:
    """Bringing in more, and what was brought in when."""
    return render(request, IMPORTS, _imports(visit, cursor), fragment="fact_check_imports")


@router.post("/imports/file")
def bring_in_file(request: Request, visit: Ingesting, file: Annotated[UploadFile | None, File()] = None) -> Response:
    """Put a file in line to be read, or show the form again with the reason."""
    try:
        if file is None or not file.filename:
            raise Malformed("Choose a file.", field="file")
        data = file.file.read(MOST_BYTES + 1)
        made = fact_checks.open_file(visit.session, actor=visit.actor, data=data, title=file.filename, now=visit.now)
    except VerifyError as error:
        return _again(request, visit, {"file": error.message}, error)
    return see_other(
        request, f"/fact-checks/imports/{made}", "The file came in. What it brought stands below once it is read."
    )


@router.post("/imports/address")
def bring_in_address(request: Request, visit: Ingesting, url: Annotated[str, Form()] = "") -> Response:
    """Put a feed or page in line to be fetched, or show the form again with the reason."""
    try:
        made = fact_checks.open_address(visit.session, actor=visit.actor, url=url, now=visit.now)
    except VerifyError as error:
        return _again(request, visit, {"url": error.message}, error, url)
    return see_other(request, f"/fact-checks/imports/{made}", "The address is in line to be fetched.")


@router.get("/imports/{import_id}")
def show_import(request: Request, import_id: RowId, visit: Reading) -> Response:
    """One import: how far it is, what it brought, what was left out and why."""
    page = ImportPage(queries.the_import(visit.session, import_id), visit.actor.can(Action.INGEST))
    return render(request, IMPORT, page, fragment="import_report")


@router.post("/imports/{import_id}/withdraw")
def withdraw_import(request: Request, import_id: RowId, visit: Ingesting) -> Response:
    """Show nothing more of an import."""
    fact_checks.withdraw_import(visit.session, actor=visit.actor, import_id=import_id, now=visit.now)
    url = f"/fact-checks/imports/{import_id}"
    return see_other(request, url, "The import is withdrawn.", undo=f"{url}/put-back")


@router.post("/imports/{import_id}/put-back")
def put_import_back(request: Request, import_id: RowId, visit: Ingesting) -> Response:
    """Show an import again."""
    fact_checks.put_import_back(visit.session, actor=visit.actor, import_id=import_id, now=visit.now)
    return see_other(request, f"/fact-checks/imports/{import_id}", "What it brought is shown again.")


@router.post("/{fact_check_id}/withdraw")
def withdraw(request: Request, fact_check_id: RowId, visit: Ingesting, kept: Kept = "") -> Response:
    """Show one fact-check no more."""
    fact_checks.withdraw(visit.session, actor=visit.actor, fact_check_id=fact_check_id, now=visit.now)
    undo = f"/fact-checks/{fact_check_id}/put-back"
    return see_other(request, _list_with(kept), "The fact-check is withdrawn.", undo=undo)


@router.post("/{fact_check_id}/put-back")
def put_back(request: Request, fact_check_id: RowId, visit: Ingesting, kept: Kept = "") -> Response:
    """Show one fact-check again."""
    fact_checks.put_back(visit.session, actor=visit.actor, fact_check_id=fact_check_id, now=visit.now)
    return see_other(request, _list_with(kept), "The fact-check is shown again.")


def _imports(visit: Visit, cursor: str | None = None, **more: Any) -> ImportsPage:
    may_change = visit.actor.can(Action.INGEST)
    return ImportsPage(queries.imports(visit.session, cursor=cursor), may_change, **more)


def _again(request: Request, visit: Visit, errors: Mapping[str, str], error: VerifyError, url: str = "") -> Response:
    page = _imports(visit, errors=errors, url=url)
    return render(request, IMPORTS, page, fragment="fact_check_imports", status=status_of(error))


def _asked(filters: FactCheckFilters) -> str:
    """The filters as an address has them."""
    given = {"text": filters.text, "publisher": filters.publisher, "import": filters.import_id}
    kept = {name: value for name, value in given.items() if value}
    return urlencode(kept | {"withdrawn": "yes"} if filters.withdrawn else kept)


def _list_with(asked: str) -> str:
    """The list with these parameters; whatever they say, it is the list."""
    parameters = urlencode(parse_qsl(asked))
    return f"/fact-checks?{parameters}" if parameters else "/fact-checks"
