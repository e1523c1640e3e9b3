"""What the claim page shows of a claim's tags and of whom it is meant for; its routes are in `tags`."""

from collections.abc import Sequence
from dataclasses import dataclass

from verify.core.permissions import Action
from verify.deps import Visit
from verify.queries import tags as queries
from verify.queries.tags import Filing


@dataclass(frozen=True, slots=True)
class FilingForm:
    """A claim's tags and assignee, and what they can be changed to by those who may."""

    filed: Filing
    may_arrange: bool
    tags: Sequence[str] = ()
    people: Sequence[tuple[int | str, str]] = ()


def filing_form(visit: Visit, claim_id: int) -> FilingForm:
    """What the claim's page shows of its tags and of whom it is meant for."""
    filed = queries.of_claim(visit.session, claim_id)
    if not visit.actor.can(Action.ARRANGE):
        return FilingForm(filed, may_arrange=False)
    people: list[tuple[int | str, str]] = [("", "anybody"), *queries.reviewers(visit.session)]
    return FilingForm(filed, True, queries.all_tags(visit.session), people)
