"""`verify review`: decide one claim."""

from typing import Annotated

import typer

from verify import clock
from verify.cli.desk import AS, acting_as, opened, out
from verify.core.review_rules import Judgement
from verify.core.typed_text import chosen
from verify.core.vocabulary import ClaimState, ReasonCode, Said, Verdict
from verify.services import reviews
from verify.services.reviews import Decision


def review(
    claim_id: Annotated[int, typer.Argument(metavar="CLAIM", help="The claim's id.")],
    verdict: Annotated[str, typer.Option(help="corroborated, disputed or unverified.")],
    reason: Annotated[str, typer.Option(help="A reason code of that verdict, such as independent_origins.")],
    rationale: Annotated[str, typer.Option(help="Why the evidence leads to this verdict.")],
    said: Annotated[str, typer.Option(help="On relayed claims: confirmed, wrong or not_checked.")] = "",
    searched: Annotated[str, typer.Option(help="Where you looked; needed for unverified.")] = "",
    revise: Annotated[
        int | None, typer.Option(metavar="VERSION", help="Revise the verdict of this row version.")
    ] = None,
    email: str | None = AS,
) -> None:
    """Decide a claim. A claim that has a verdict already is left alone, unless `--revise` names its version."""
    with opened() as database, database.writing() as session:
        judgement = Judgement(
            verdict=chosen(Verdict, verdict, field="verdict", name="a verdict"),
            reason_code=chosen(ReasonCode, reason, field="reason_code", name="a reason"),
            rationale=rationale,
            said=chosen(Said, said, field="said", name="whether the speaker said it") if said else None,
            searched=searched,
        )
        decided = reviews.decide(
            session,
            actor=acting_as(session, email),
            claim_id=claim_id,
            judgement=judgement,
            row_version=revise,
            now=clock.now(),
        )
    out.print(f"{_said(decided)} It is at version {decided.row_version}.", highlight=False)


def _said(decided: Decision) -> str:
    about = f"Claim {decided.claim_id}"
    if decided.state is ClaimState.DECIDED:
        return f"{about} is {'revised' if decided.revised_id else 'decided'}: {decided.verdict}."
    waits_for = "its second review" if decided.state is ClaimState.SECOND_REVIEW else "an adjudicator"
    return f"{about} is reviewed: {decided.verdict}. It waits for {waits_for}."
