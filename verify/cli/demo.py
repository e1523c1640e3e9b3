"""`verify demo`: a desk that is at work already, to look round in."""

import time
from pathlib import Path

import typer

from verify import clock
from verify.cli.desk import address, migrated, out, plain_errors
from verify.cli.serving import run
from verify.db import Database
from verify.services import demo as demo_desk
from verify.settings import Settings, get_settings

FOLDER = Path("demo-desk")
"""Where the demo lives unless VERIFY_DESK_DIR says otherwise, so that it never meets a desk of somebody's own."""


def demo(
    host: str = typer.Option(None, help="Address to listen on; VERIFY_HOST by default."),
    port: int = typer.Option(None, help="Port to listen on; VERIFY_PORT by default."),
) -> None:
    """Serve a demo desk of invented outlets and stories, loading it at the first start."""
    with plain_errors():
        settings = _settings(host, port)
        with migrated(settings) as database:
            _load(database, settings)
        where = "in the database that VERIFY_DATABASE_URL names" if settings.database_url else f"in {settings.desk_dir}"
        out.print(f"The demo desk is {where}.", highlight=False, soft_wrap=True)
        _print_sign_ins()
        run(settings)


def _settings(host: str | None, port: int | None) -> Settings:
    settings = get_settings()
    changed: dict[str, object] = {name: v for name, v in (("host", host), ("port", port)) if v is not None}
    if "desk_dir" not in settings.model_fields_set:
        changed["desk_dir"] = FOLDER
    settings = settings.model_copy(update=changed)
    return settings.model_copy(update={"base_url": address(settings)})  # so that ClaimReview can be exported


def _load(database: Database, settings: Settings) -> None:
    from verify.worker.matching import look_for_claims
    from verify.worker.tasks import Tools

    with database.reading() as session:
        if demo_desk.is_loaded(session):
            return
    out.print("Loading the demo desk ...", highlight=False)
    began = time.perf_counter()
    made = demo_desk.ready(now=clock.now())
    with database.writing() as session:
        loaded = None if demo_desk.is_loaded(session) else demo_desk.load(session, made)
    if loaded is not None:
        # The worker would do it too, while visitors look at pages that have nothing to show yet.
        while look_for_claims(Tools(database, settings)):
            pass
        out.print(
            f"Loaded {loaded.articles} articles of {loaded.outlets} outlets: {loaded.claims} claims, "
            f"{loaded.decisions} of them decided, in {time.perf_counter() - began:.1f} s.",
            highlight=False,
            soft_wrap=True,
        )


def _print_sign_ins() -> None:
    out.print("Sign in as one of:", highlight=False)
    for email, password, roles in demo_desk.sign_ins():
        out.print(f"  {email:32} {password:20} {roles}", highlight=False, markup=False, soft_wrap=True)
