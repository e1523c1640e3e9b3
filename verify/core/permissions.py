"""Who may do what: one table role × action that code, tests and docs share."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from verify.core.errors import Forbidden
from verify.core.vocabulary import Role


class Action(StrEnum):
    """Everything a person can do that somebody else may not."""

    READ = "read"
    EXPORT = "export"
    INGEST = "ingest"
    REVIEW = "review"
    ARRANGE = "arrange"
    """File claims under tags, assign them, share a view of the queue."""
    RECHECK = "recheck"
    """Have verdicts looked at again, mark evidence as retracted, and take either back."""
    EDIT_CLAIMS = "edit_claims"
    ADD_EVIDENCE = "add_evidence"
    COMMENT = "comment"
    ADJUDICATE = "adjudicate"
    ADMIT = "admit"
    KEEP_OUTLETS = "keep_outlets"
    SET_POLICY = "set_policy"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_JOBS = "manage_jobs"
    READ_LOG = "read_log"


_READER = frozenset({Action.READ, Action.EXPORT})

ALLOWED: dict[Role, frozenset[Action]] = {
    Role.VIEWER: _READER,
    Role.SUBMITTER: _READER | {Action.INGEST},
    Role.REVIEWER: _READER
    | {
        Action.INGEST,
        Action.REVIEW,
        Action.RECHECK,
        Action.EDIT_CLAIMS,
        Action.ADD_EVIDENCE,
        Action.ARRANGE,
        Action.COMMENT,
    },
    Role.ADJUDICATOR: _READER | {Action.ADJUDICATE, Action.ADD_EVIDENCE, Action.ARRANGE, Action.COMMENT},
    Role.EDITOR: _READER
    | {
        Action.INGEST,
        Action.ADMIT,
        Action.KEEP_OUTLETS,
        Action.RECHECK,
        Action.ADD_EVIDENCE,
        Action.ARRANGE,
        Action.COMMENT,
        Action.READ_LOG,
    },
    Role.ADMIN: _READER | {Action.SET_POLICY, Action.MANAGE_PEOPLE, Action.MANAGE_JOBS, Action.READ_LOG},
}

_DONE_BY: dict[Action, str] = {action: ", ".join(role for role in Role if action in ALLOWED[role]) for action in Action}


@dataclass(frozen=True, slots=True)
class Actor:
    """The person, or service account, on whose behalf something is done; `scopes` is what their token allows of it, None all."""

    user_id: int | None
    name: str
    roles: frozenset[Role]
    request_id: str = ""
    scopes: frozenset[Action] | None = None

    def can(self, action: Action | str) -> bool:
        """Whether one of the actor's roles allows `action`, and the token too where they come by one."""
        return self.is_in_scope(Action(action)) and any(Action(action) in ALLOWED[role] for role in self.roles)

    def is_in_scope(self, action: Action) -> bool:
        """Whether the actor comes by no token, or by one that allows `action`."""
        return self.scopes is None or action in self.scopes


def allowed_to(roles: Iterable[Role | str]) -> frozenset[Action]:
    """Everything that somebody with these roles may do."""
    return frozenset().union(*(ALLOWED[Role(role)] for role in roles))


SYSTEM = Actor(user_id=None, name="system", roles=frozenset(Role))
"""The desk itself, for jobs that nobody waits for."""


def require(actor: Actor, action: Action) -> None:
    """Raise `Forbidden` unless the actor may do `action`."""
    if not actor.is_in_scope(action):
        raise Forbidden(f"This token's scopes do not allow this ({action}). Make one with the scope `{action}`.")
    if not actor.can(action):
        words = action.replace("_", " ")
        raise Forbidden(
            f"Your roles do not allow this ({words}). It takes one of: {_DONE_BY[action]}. An admin can change roles."
        )


def require_person(actor: Actor, action: Action) -> int:
    """The id of the person who may do `action`. `Forbidden` for the desk itself too: some things take a person."""
    require(actor, action)
    if actor.user_id is None:
        raise Forbidden("This takes a person, not the desk itself. On the command line, say who you are with --as.")
    return actor.user_id
