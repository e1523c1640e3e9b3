"""Setting up an installation: the desk row, its first policy, and the first admin's link."""

import secrets
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from verify.core.permissions import SYSTEM
from verify.models import Desk
from verify.services import audit, policies


def ensure_desk(session: Session, *, name: str, is_demo: bool, now: datetime) -> Desk:
    """The desk's row, made with its first policy (`single`, two origins) where there is none."""
    desk = session.get(Desk, 1)
    if desk is not None:
        return desk
    policy = policies.first_version(session, now=now)
    desk = Desk(id=1, desk_key=secrets.token_hex(4), name=name, is_demo=is_demo, policy_id=policy.id, created_at=now)
    session.add(desk)
    session.flush()
    audit.record(session, actor=SYSTEM, action="desk.made", subject=("desk", 1), after={"name": name}, now=now)
    return desk


def ensure_secret(folder: Path) -> str:
    """The key that signs session ids: read from the desk folder, made there once."""
    path = folder / "secret-key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()
