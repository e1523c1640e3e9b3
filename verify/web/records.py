"""What opens from a record: the claims behind each number, several records side by side, the data of each picture."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query, Request, Response

from verify.core.errors import Malformed
from verify.core.pictures import Ridges, ridges
from verify.core.record_history import Counted, View
from verify.core.reliability import decay
from verify.core.typed_text import chosen
from verify.core.vocabulary import OWNED_UP, CorrectionKind, Lane, Said, Verdict, Voice
from verify.deps import Routes, Visit
from verify.exports.pictures import csv_of
from verify.queries import clusters, comparisons, corrections, histories, text_owners, trends
from verify.queries import outlets as lines
from verify.queries.comparisons import Comparison
from verify.queries.corrections import CorrectionLine
from verify.web.outlet_pages import AskedView, asked_view
from verify.web.templating import render
from verify.web.visits import reading

router = Routes(prefix="/outlets")
Reading = Annotated[Visit, reading()]
Asked = Annotated[AskedView, Depends(asked_view)]
PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class ComparePage:
    """What `outlets/compare.html` shows; a picture only where two or more records are sufficient."""

    chosen: Sequence[int]
    choices: Sequence[tuple[int, str]]
    comparison: Comparison
    wide: Ridges | None
    narrow: Ridges | None
    view: View
    csv: str


@dataclass(frozen=True, slots=True)
class BehindLine:
    """One observation behind a number: what the claim counted as in the view, and with which weight then.

    `text_of`: whose text it stands in, where it is relayed for that alone.
    """

    claim_id: int
    statement: str
    verdict: Verdict
    said: bool
    lane: Lane
    published: date
    weight: float
    cluster: tuple[int, int] | None
    """The cluster that it is in and how many claims that has: what its outlet repeats stands there."""
    text_of: str | None = None


@dataclass(frozen=True, slots=True)
class BehindPage:
    """What `outlets/behind.html` shows: some of the `count` observations, and where the list goes on."""

    outlet_id: int
    outlet_name: str
    words: Sequence[str]
    back: str
    count: int
    rows: Sequence[BehindLine]
    newest_url: str | None
    older_url: str | None


class Word(StrEnum):
    """What an outlet did about a claim later: said that it was wrong, only edited silently, or nothing at all."""

    CORRECTED = "corrected"
    SILENT = "silent"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Number:
    """Which number of an outlet's page is to be opened. `record` own takes the `said` observations in."""

    record: str = ""
    voice: str = ""
    verdict: str = ""
    lane: str = ""
    said: str = ""
    word: str = ""

    def wanted(self, noted: Sequence[CorrectionLine] = ()) -> histories.Wanted:
        """The observations that the number counts, by what the outlet `noted`. `Malformed` where a word is none of the desk's."""
        voice = chosen(Voice, self.voice or self.record, field="voice", name="a voice") if self._voice else None
        verdict = chosen(Verdict, self.verdict, field="verdict", name="a verdict") if self.verdict else None
        lane = chosen(Lane, self.lane, field="lane", name="a lane") if self.lane else None
        said = _SAID.get(chosen(Said, self.said, field="said", name="what was said")) if self.said else None
        word = chosen(Word, self.word, field="word", name="what came of it") if self.word else None
        words = _words(noted)

        def holds(seen: Counted) -> bool:
            if word is not None and words.get(seen.claim, Word.NONE) is not word:
                return False
            if said is not None:
                return seen.said and seen.verdict is said
            of_voice = voice is None or (seen.voice is voice and (bool(self.record) or not seen.said))
            return of_voice and verdict in (None, seen.verdict) and lane in (None, seen.lane)

        return holds

    @property
    def _voice(self) -> bool:
        return bool(self.voice or self.record)

    def params(self) -> dict[str, str]:
        """The parameters of the address."""
        return {name: text for name, text in asdict(self).items() if text}


def _words(noted: Sequence[CorrectionLine]) -> dict[int, Word | None]:
    """What came of each claim that something is noted on; None for an update, which is neither."""
    found: dict[int, Word | None] = {}
    for line in noted:
        if line.kind in OWNED_UP:
            found[line.claim_id] = Word.CORRECTED
        elif line.kind is CorrectionKind.SILENT_EDIT:
            found[line.claim_id] = found.get(line.claim_id) or Word.SILENT
        else:
            found.setdefault(line.claim_id, None)
    return found


_TOLD = {"none": "no later word of the outlet", "silent": "only edited silently"}
_SAID = {Said.CONFIRMED: Verdict.CORROBORATED, Said.WRONG: Verdict.DISPUTED}


def asked_number(
    record: Annotated[str, Query(max_length=20)] = "",
    voice: Annotated[str, Query(max_length=20)] = "",
    verdict: Annotated[str, Query(max_length=20)] = "",
    lane: Annotated[str, Query(max_length=20)] = "",
    said: Annotated[str, Query(max_length=20)] = "",
    word: Annotated[str, Query(max_length=20)] = "",
) -> Number:
    """Dependency: the number that the address names."""
    return Number(record, voice, verdict, lane, said, word)


def asked_outlets(outlet: Annotated[list[str] | None, Query(max_length=12)] = None) -> list[int]:
    """Dependency: the outlets that the address names; empty choices of the form are none."""
    given = [text.strip() for text in outlet or [] if text.strip()]
    if not all(text.isascii() and text.isdigit() and len(text) < 11 for text in given):
        raise Malformed("An outlet is named by its number.", field="outlet")
    return [int(text) for text in given]


Outlets = Annotated[list[int], Depends(asked_outlets)]


@router.get("/compare")
def compare(request: Request, visit: Reading, asked: Asked, outlets: Outlets) -> Response:
    """Up to four records side by side."""
    return render(request, "outlets/compare.html", _compare_page(visit, outlets, asked))


@router.get("/compare.csv")
def compare_csv(visit: Reading, asked: Asked, outlets: Outlets) -> Response:
    """The numbers of a comparison."""
    found = comparisons.compare(visit.session, outlets, asked.view(visit.now.date()))
    return csv_file(csv_of(found.columns(), found.rows()), "compare.csv")


@router.get("/{outlet_id}/claims")
def behind(
    request: Request,
    outlet_id: int,
    visit: Reading,
    asked: Asked,
    number: Annotated[Number, Depends(asked_number)],
    after: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """The claims behind a number of an outlet's page, exactly those, in the view it was shown in."""
    return render(request, "outlets/behind.html", _behind_page(visit, outlet_id, asked, number, after))


@router.get("/{outlet_id}/trend.csv")
def trend_csv(
    outlet_id: int, visit: Reading, asked: Asked, trend: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """The points of an outlet's trend."""
    lines.the_outlet(visit.session, outlet_id)
    history = histories.of_outlet(visit.session, outlet_id, asked.view(visit.now.date()))
    points = trends.trend(visit.session, history, as_it_stood=trend == "as-it-stood")
    return csv_file(csv_of(trends.COLUMNS, (p.row() for p in points)), f"outlet-{outlet_id}-trend.csv")


@router.get("/{outlet_id}/parts.csv")
def parts_csv(outlet_id: int, visit: Reading, asked: Asked) -> Response:
    """Every part of an outlet's score."""
    lines.the_outlet(visit.session, outlet_id)
    history = histories.of_outlet(visit.session, outlet_id, asked.view(visit.now.date()))
    rows = (part.row() for part in histories.all_parts(visit.session, history))
    return csv_file(csv_of(histories.PART_COLUMNS, rows), f"outlet-{outlet_id}-parts.csv")


def csv_file(body: bytes, name: str) -> Response:
    """A CSV file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)


def _compare_page(visit: Visit, outlet_ids: Sequence[int], asked: AskedView) -> ComparePage:
    view = asked.view(visit.now.date())
    found = comparisons.compare(visit.session, outlet_ids, view)
    shown = [(line.name, line.reading.record) for line in found.lines if line.reading.sufficient]
    drawn = len(shown) > 1
    ids = [line.outlet_id for line in found.lines]
    query = urlencode([*(("outlet", i) for i in ids), *view.params().items()])
    return ComparePage(
        chosen=ids,
        choices=lines.choices(visit.session),
        comparison=found,
        wide=ridges(shown) if drawn else None,
        narrow=ridges(shown, width=340) if drawn else None,
        view=view,
        csv=f"/outlets/compare.csv?{query}",
    )


def _behind_page(visit: Visit, outlet_id: int, asked: AskedView, number: Number, after: str) -> BehindPage:
    view = asked.view(visit.now.date())
    name = lines.the_outlet(visit.session, outlet_id).name
    noted = corrections.of_outlet(visit.session, outlet_id, view) if number.word else ()
    found = histories.behind(histories.of_outlet(visit.session, outlet_id, view), number.wanted(noted))
    start = _start(found, after)
    shown = found[start : start + PAGE_SIZE]
    words = histories.statements(visit.session, (o.claim for o in shown))
    alike = clusters.sizes(visit.session, [o.claim for o in shown])
    owners = text_owners.of_claims(visit.session, (o.claim for o in shown if o.voice is Voice.RELAYED))
    params = {**view.params(), **number.params()}
    here = f"/outlets/{outlet_id}/claims?{urlencode(params)}"
    more = len(found) > start + PAGE_SIZE
    back = urlencode(view.params())
    return BehindPage(
        outlet_id=outlet_id,
        outlet_name=name,
        words=[
            _TOLD.get(text, text.replace("_", " "))
            for text in (*number.params().values(), *([view.topic] if view.topic else ()))
        ],
        back=f"/outlets/{outlet_id}" + (f"?{back}" if back else ""),
        count=len(found),
        rows=[replace(_line(o, words[o.claim], alike.get(o.claim), view), text_of=owners.get(o.claim)) for o in shown],
        newest_url=here if start else None,
        older_url=f"{here}&after={shown[-1].published.isoformat()}.{shown[-1].claim}" if more else None,
    )


def _line(seen: Counted, statement: str, cluster: tuple[int, int] | None, view: View) -> BehindLine:
    weight = seen.weight * decay(seen.published, view.as_of)
    return BehindLine(seen.claim, statement, seen.verdict, seen.said, seen.lane, seen.published, weight, cluster)


def _start(found: Sequence[Counted], after: str) -> int:
    """Where the list goes on after an observation; one that is gone by now leaves its place."""
    if not after:
        return 0
    day, _, claim = after.partition(".")
    try:
        place = (date.fromisoformat(day), int(claim))
    except ValueError:
        raise Malformed("This page address is not valid. Go back to the start of the list.", field="after") from None
    return sum((seen.published, seen.claim) >= place for seen in found)
