"""The rules of reviewing: what is in force, what it means, every version before; admins choose others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Form, Request, Response

from verify.core.errors import Malformed, VerifyError
from verify.core.permissions import Action
from verify.core.policies import Rules, in_words, lacking
from verify.core.typed_text import chosen
from verify.core.vocabulary import ReviewPolicy, Role
from verify.deps import Routes, Visit, status_of
from verify.queries import policies as queries
from verify.queries.desks import current_policy
from verify.queries.policies import PolicyVersion
from verify.services import policies
from verify.web.forms import version_of
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes(prefix="/policy")
CHOICES = tuple((policy, in_words(Rules(policy, second_share=0))[0]) for policy in ReviewPolicy)


@dataclass(frozen=True, slots=True)
class TypedRules:
    """The form as it was typed; the share in percent."""

    reviews_needed: str
    origins_needed: str
    second_share: str

    @classmethod
    def of(cls, rules: Rules) -> "TypedRules":
        """The form as it shows these rules."""
        return cls(rules.reviews_needed, str(rules.origins_needed), f"{100 * rules.second_share:.3g}")

    def rules(self) -> Rules:
        """The rules in the desk's words. `Malformed` names the field."""
        return Rules(
            chosen(ReviewPolicy, self.reviews_needed, field="reviews_needed", name="how many reviews"),
            _whole(self.origins_needed, "origins_needed"),
            _number(self.second_share, "second_share") / 100,
        )


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """What `policies/detail.html` shows: the version in force (`versions[0]` is the newest), its meaning, what it lacks."""

    in_force: PolicyVersion
    words: Sequence[str]
    lacking: Sequence[str]
    versions: Sequence[PolicyVersion]
    may_set: bool
    typed: TypedRules
    choices: Sequence[tuple[ReviewPolicy, str]] = CHOICES
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


@router.get("")
def show(request: Request, visit: Annotated[Visit, reading()]) -> Response:
    """The rules in force and those before them."""
    return render(request, "policies/detail.html", _page(visit))


@router.post("")
def adopt(
    request: Request,
    visit: Annotated[Visit, writing(Action.SET_POLICY)],
    reviews_needed: Annotated[str, Form()] = "",
    origins_needed: Annotated[str, Form()] = "",
    second_share: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = "",
) -> Response:
    """Put other rules in force, or show the form again with what is wrong."""
    typed = TypedRules(reviews_needed, origins_needed, second_share)
    try:
        policy = policies.adopt(
            visit.session, actor=visit.actor, rules=typed.rules(), seen=version_of(seen) or 0, now=visit.now
        )
    except VerifyError as error:
        visit.session.rollback()
        page = _page(visit, typed, error)
        return render(request, "policies/detail.html", page, fragment="policy_form", status=status_of(error))
    return see_other(request, "/policy", f"Version {policy.id} of the rules is in force for every verdict from now on.")


def _page(visit: Visit, typed: TypedRules | None = None, error: VerifyError | None = None) -> PolicyPage:
    session = visit.session
    in_force = queries.version(session, current_policy(session).id)
    reviewers, adjudicators = (queries.people_with(session, role) for role in (Role.REVIEWER, Role.ADJUDICATOR))
    field_at_fault = error.field if error and error.field in TypedRules.__dataclass_fields__ else None
    return PolicyPage(
        in_force=in_force,
        words=in_words(in_force.rules),
        lacking=lacking(in_force.rules, reviewers=reviewers, adjudicators=adjudicators),
        versions=queries.versions(session),
        may_set=visit.actor.can(Action.SET_POLICY),
        typed=typed or TypedRules.of(in_force.rules),
        errors={field_at_fault: error.message} if error and field_at_fault else {},
        problem=error.message if error and not field_at_fault else "",
    )


def _whole(text: str, name: str) -> int:
    number = _number(text, name)
    if number != int(number):
        raise Malformed("Give a whole number.", field=name)
    return int(number)


def _number(text: str, name: str) -> float:
    try:
        number = float(text.strip().rstrip("%").replace(",", "."))
    except ValueError:
        raise Malformed("Give a number.", field=name) from None
    if not 0 <= number <= 100:
        raise Malformed("Give a number between 0 and 100.", field=name)
    return number
