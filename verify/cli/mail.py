"""`verify mail`: whether mails go."""

import typer

from verify import clock
from verify.adapters import mail
from verify.cli.desk import opened, out
from verify.core.errors import RuleRefused
from verify.core.mails import Letter, message
from verify.queries import desks
from verify.settings import get_settings

app = typer.Typer(no_args_is_help=True, help="Mail: whether the desk can send it.")


@app.callback()
def mails() -> None:
    """Mail: whether the desk can send it."""


@app.command()
def test(address: str) -> None:
    """Send a mail to ADDRESS, and say what the mail server says."""
    settings = get_settings()
    with opened() as database:
        if not settings.may_mail:
            raise RuleRefused("Mail is off. Set VERIFY_MAIL_SERVER, VERIFY_MAIL_FROM and VERIFY_BASE_URL.")
        with database.reading() as session:
            desk = desks.the_desk(session)
            name, key = desk.name, desk.desk_key
        lines = [f"{name} can send mail.", settings.base_url]
        letter = Letter(0, address, "", f"{name}: a test", lines)
        mail.send(message(letter, sender=settings.mail_from, desk_key=key, now=clock.now()), settings)
        out.print(f"{settings.mail_server} has taken a mail to {address}.", highlight=False, markup=False)
