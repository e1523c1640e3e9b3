"""`verify users`: who is on the desk, and the links by which they set a password."""

from typing import Annotated

import typer
from rich.table import Table

from verify import clock
from verify.cli.desk import AS, acting_as, address, opened, out, set_up_link
from verify.core.errors import NotFound
from verify.core.vocabulary import Role
from verify.db import Database
from verify.queries import accounts as people
from verify.services import accounts, mails
from verify.settings import get_settings

app = typer.Typer(no_args_is_help=True, help="People: who is on the desk, and links to set a password.")


@app.command()
def add(
    email: str,
    role: Annotated[list[Role], typer.Option(help="A role; give the option once for each.")],
    name: Annotated[str, typer.Option(help="Their name; the e-mail's first part by default.")] = "",
    as_email: str | None = AS,
) -> None:
    """Add a person and print the link by which they set a password."""
    with opened() as database:
        with database.writing() as session:
            user = accounts.add_user(
                session,
                actor=acting_as(session, as_email),
                email=email,
                name=name or email.partition("@")[0],
                roles=frozenset(role),
                password=None,
                now=clock.now(),
            )
            added = f"Added {user.name}: {', '.join(user.roles)}."
        out.print(added, highlight=False, markup=False)
        _print_link(database, email, as_email)


@app.command("list")
def list_people() -> None:
    """List everybody on the desk."""
    with opened() as database, database.reading() as session:
        table = Table("E-mail", "Name", "Roles", "Sign-in")
        for person in people.people(session):
            standing = "yes" if person.can_sign_in else "no password yet" if person.is_active else "let in no more"
            table.add_row(person.email, person.name, ", ".join(person.roles), standing)
        out.print(table)


@app.command()
def link(
    email: Annotated[str, typer.Argument(help="Whose password; not needed on a desk without people.")] = "",
    as_email: str | None = AS,
) -> None:
    """Print a new one-time link: to set EMAIL's password, or on a desk without people to set it up."""
    with opened() as database:
        set_up = set_up_link(database, get_settings())
        if set_up is not None:
            _print(f"Make the first account within {accounts.LINK_HOURS} hours at:", set_up)
        elif not email:
            raise NotFound("This desk has people. Name the one whose password is to be set: `verify users link EMAIL`.")
        else:
            _print_link(database, email, as_email)


def _print_link(database: Database, email: str, as_email: str | None) -> None:
    with database.writing() as session:
        user = people.user_by_email(session, email)
        if user is None:
            raise NotFound(f"Nobody here has the e-mail address {email}. `verify users list` shows who is here.")
        secret = accounts.invite(session, actor=acting_as(session, as_email), user_id=user.id, now=clock.now())
        if get_settings().may_mail:
            mails.queue_link(session, user_id=user.id, now=clock.now())
    _print(
        f"They set a password within {accounts.LINK_HOURS} hours at:", f"{address(get_settings())}/password/{secret}"
    )


def _print(words: str, url: str) -> None:
    out.print(f"{words}\n  {url}", highlight=False, markup=False, soft_wrap=True)
