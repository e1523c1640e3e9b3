"""Rules about one claim and one person, beside the table of roles: what nobody may do to their own work, or to others'."""

from collections.abc import Collection

from verify.core.errors import Conflict, Forbidden, RuleRefused
from verify.core.permissions import Action, Actor


def refuse_held(actor: Actor, *, holder_id: int, holder: str, minutes: int) -> None:
    """`Conflict`, naming the holder and the minutes left, where somebody else has the claim in hand."""
    if holder_id == actor.user_id:
        return
    raise Conflict(
        f"{holder} holds this claim for {minutes} more {'minute' if minutes == 1 else 'minutes'}. "
        "Wait until then, ask them to release it, or take another claim.",
        details={"holder": holder, "minutes": minutes},
    )


def refuse_twice(actor: Actor, first_by_id: int | None) -> None:
    """`RuleRefused` for taking a claim in hand again that waits for somebody else to review it."""
    if first_by_id is not None and first_by_id == actor.user_id:
        raise RuleRefused(
            "You have reviewed this claim. It waits for a second reviewer, so it is not handed to you again."
        )


def refuse_colleague(actor: Actor, colleague: Actor, *, has_reviewed: bool) -> None:
    """`RuleRefused` for handing a claim over to somebody who may not review it, or who did."""
    if colleague.user_id == actor.user_id:
        raise RuleRefused("You hold this claim already. Choose a colleague.")
    if not colleague.can(Action.REVIEW):
        raise RuleRefused(f"{colleague.name} does not review claims on this desk. Choose somebody who does.")
    if has_reviewed:
        raise RuleRefused(f"{colleague.name} has reviewed this claim before. Choose somebody who has not.")


def refuse_own_adjudication(actor: Actor, reviewer_ids: Collection[int]) -> None:
    """`Forbidden` for deciding between two reviews, or about a change, of which one is one's own."""
    if actor.user_id in reviewer_ids:
        raise Forbidden("You reviewed this claim yourself, so another adjudicator has to decide it.")


def refuse_own_admission(*, has_reviewed: bool) -> None:
    """`Forbidden` for admitting a corroboration of a claim that one has reviewed."""
    if has_reviewed:
        raise Forbidden("You reviewed this claim yourself, so another editor has to admit its corroboration.")


def refuse_own_appeal(actor: Actor, reviewer_ids: Collection[int]) -> None:
    """`Forbidden` for answering an appeal about a claim that one has reviewed."""
    if actor.user_id in reviewer_ids:
        raise Forbidden("You reviewed this claim yourself, so somebody else has to answer the appeal.")


def refuse_others_evidence(actor: Actor, *, added_by_id: int | None, is_judged_apart: bool) -> None:
    """`RuleRefused` for a reviewer who would change what others attached to a claim that two people judge apart."""
    if is_judged_apart and actor.can(Action.REVIEW) and actor.user_id not in (None, added_by_id):
        raise RuleRefused(
            "Two people judge this claim, each on their own, so you can change only the evidence that you attached. "
            "An editor can change this one."
        )


RULES: tuple[tuple[str, str], ...] = (
    ("Decide, park or take a claim", "not while somebody else has it in hand"),
    ("Take a claim", "not one that one has reviewed and that waits for its second review"),
    ("Hand a claim over", "only while one holds it, to a reviewer who is not known to have reviewed it"),
    ("See a first review and its evidence", "only its author, until the second review is in"),
    ("Change, remove or put back evidence", "while two people judge a claim apart, reviewers only their own"),
    ("Adjudicate", "not where one gave either review"),
    ("Answer an appeal", "not about a claim that one reviewed"),
    ("Admit a corroboration", "not on a claim that one reviewed; nor does one's own review lean on it"),
)
"""What these rules say, for the README."""
