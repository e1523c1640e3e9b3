"""How far reviewers agree: alpha by month and by verdicts, what was said and what it became, and how often verdicts are wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Request, Response

from verify.core.agreement import (
    LEAST_JUDGED,
    LOOK_INTO,
    TARGET,
    Agreement,
    LabelPair,
    VerdictErrors,
    agreement_of,
    by_labels,
    by_month,
    verdict_errors,
)
from verify.core.permissions import Action
from verify.core.vocabulary import Verdict
from verify.deps import Routes, Visit
from verify.queries import agreement as queries
from verify.queries.agreement import SaidBecame
from verify.web.templating import render
from verify.web.visits import reading

router = Routes(prefix="/agreement")
BECAME: tuple[Verdict | None, ...] = (*Verdict, None)


@dataclass(frozen=True, slots=True)
class SaidRow:
    """One row of "said / became": whose (empty for all together), the verdict said, and the claims by what they became."""

    who: str
    said: Verdict
    became: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """What `agreement/detail.html` shows. `unselected` is over claims that were looked at twice whatever the first verdict was."""

    whole: Agreement
    unselected: Agreement
    months: Sequence[tuple[str, Agreement]]
    labels: Sequence[LabelPair]
    said: Sequence[SaidRow]
    by_reviewer: Sequence[SaidRow]
    errors: VerdictErrors | None
    sees_names: bool
    target: float = TARGET
    look_into: float = LOOK_INTO
    least: int = LEAST_JUDGED


@router.get("")
def show(request: Request, visit: Annotated[Visit, reading()]) -> Response:
    """Agreement of reviewers on claims that two judged without seeing each other."""
    return render(request, "agreement/detail.html", _page(visit))


def _page(visit: Visit) -> AgreementPage:
    counts = queries.pair_counts(visit.session)
    said = queries.said_became(visit.session)
    sees_names = visit.actor.can(Action.ADJUDICATE) or visit.actor.can(Action.MANAGE_PEOPLE)
    named = [(_called(line, visit, sees_names), line) for line in said]
    return AgreementPage(
        whole=agreement_of(counts),
        unselected=agreement_of(count for count in counts if count.is_unselected),
        months=by_month(counts),
        labels=by_labels(counts),
        said=_rows([("", line) for line in said]),
        by_reviewer=_rows(named),
        errors=verdict_errors(counts),
        sees_names=sees_names,
    )


def _called(line: SaidBecame, visit: Visit, sees_names: bool) -> str:
    if line.reviewer_id == visit.actor.user_id:
        return "you"
    return line.name if sees_names else line.pseudonym


def _rows(named: Sequence[tuple[str, SaidBecame]]) -> list[SaidRow]:
    found: dict[tuple[str, Verdict], dict[Verdict | None, int]] = {}
    for who, line in named:
        became = found.setdefault((who, line.said), dict.fromkeys(BECAME, 0))
        became[line.became] += line.claims
    return [SaidRow(who, said, tuple(became.values())) for (who, said), became in sorted(found.items())]
