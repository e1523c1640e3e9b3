"""`verify tokens`: bearer tokens for programs that use the API."""

from typing import Annotated

import typer
from rich.table import Table

from verify import clock
from verify.cli.desk import AS, acting_as, opened, out
from verify.core.errors import NotFound
from verify.core.permissions import Action
from verify.queries import accounts as people
from verify.services import accounts

app = typer.Typer(no_args_is_help=True, help="Bearer tokens for programs that use the API.")


@app.command()
def add(
    email: Annotated[str, typer.Argument(help="Whose token; it can do what their roles allow.")],
    name: Annotated[str, typer.Option(help="What the token is for.")],
    scope: Annotated[list[Action] | None, typer.Option(help="May do this beside reading; once for each.")] = None,
    as_email: str | None = AS,
) -> None:
    """Make a token and print it; it is never shown again."""
    with opened() as database, database.writing() as session:
        user = people.user_by_email(session, email)
        if user is None:
            raise NotFound(f"Nobody here has the e-mail address {email}. `verify users list` shows who is here.")
        secret = accounts.add_token(
            session,
            actor=acting_as(session, as_email),
            user_id=user.id,
            name=name,
            scopes=frozenset(scope or ()),
            now=clock.now(),
        )
    typer.echo(secret)


@app.command("list")
def list_tokens(
    email: Annotated[str | None, typer.Argument(help="Whose; everybody's without it.")] = None,
) -> None:
    """List tokens, without their secrets."""
    with opened() as database, database.reading() as session:
        table = Table("Id", "Name", "Whose", "May", "Made", "Revoked")
        for token in people.tokens(session, user_id=acting_as(session, email).user_id):
            may = ", ".join(sorted({"read", *token.scopes}))
            revoked = f"{token.revoked_at:%Y-%m-%d}" if token.revoked_at else ""
            table.add_row(str(token.id), token.name, token.email, may, f"{token.created_at:%Y-%m-%d}", revoked)
        out.print(table)


@app.command()
def revoke(
    token_id: Annotated[int, typer.Argument(help="The id that `verify tokens list` shows.")],
    as_email: str | None = AS,
) -> None:
    """End a token at once."""
    with opened() as database, database.writing() as session:
        accounts.revoke_token(session, actor=acting_as(session, as_email), token_id=token_id, now=clock.now())
    typer.echo("The token is revoked.")
