"""Adopting a new prior: the only way the point that every record starts from ever moves (REL-1 2.4)."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from verify.core.errors import RuleRefused
from verify.core.permissions import Action, Actor, require
from verify.core.reliability import REL_1, Method, Prior
from verify.core.reliability_prior import DECIDED_NEEDED, OUTLETS_NEEDED
from verify.models import PriorVersion
from verify.queries import priors
from verify.queries.priors import Refit
from verify.services import audit


def adopt(session: Session, *, actor: Actor, now: datetime, method: Method = REL_1) -> Refit:
    """Fit the prior on today's data and adopt it: every record is read with it from today on, earlier days stay as known.

    Returns what it changes. `RuleRefused` where too few outlets have enough decided claims, or where the fit is the prior in
    force already.
    """
    require(actor, Action.KEEP_OUTLETS)
    refit = priors.refitted(session, on=now.date(), method=method)
    if not refit.possible:
        raise RuleRefused(
            f"{refit.enough} of {OUTLETS_NEEDED} outlets needed have {DECIDED_NEEDED} decided own-voice claims of the last three"
            " half-lives. The prior in force stays."
        )
    if not refit.changes:
        raise RuleRefused("The fit equals the prior in force. Nothing was changed.")
    adopted = refit.after
    last_known = session.scalar(select(func.max(PriorVersion.known_day)))
    row = PriorVersion(
        method=method.identity,
        mean=adopted.mean,
        strength=adopted.strength,
        v11=adopted.v11,
        v12=adopted.v12,
        v22=adopted.v22,
        data_date=now.date(),
        outlets=adopted.outlets,
        # A clock that runs backwards must not slip a prior in between two days that are known already.
        known_day=max(now.date(), last_known or now.date()),
        adopted_at=now,
        adopted_by_id=actor.user_id,
    )
    session.add(row)
    session.flush()  # the log names the version
    before, after = _told(refit.before), _told(priors.as_prior(row))
    audit.record(
        session, actor=actor, action="prior.adopted", subject=("prior", row.id), before=before, after=after, now=now
    )
    return refit


def _told(prior: Prior) -> dict[str, float | int | str | None]:
    return {
        "version": prior.version,
        "mean": prior.mean,
        "strength": prior.strength,
        "v11": prior.v11,
        "v12": prior.v12,
        "v22": prior.v22,
        "data_date": prior.data_date.isoformat() if prior.data_date else None,
        "outlets": prior.outlets,
    }
