"""`verify rechecks`: verdicts that are looked at again, in the lots that they were sent in."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from verify.cli.desk import opened, out
from verify.queries import rechecks as queries


def rechecks(
    batch_id: Annotated[int | None, typer.Argument(metavar="[BATCH]", help="List this lot's claims instead.")] = None,
) -> None:
    """List claims that were sent to recheck together, and how far each lot is; or the claims of one."""
    with opened() as database, database.reading() as session:
        if batch_id is not None:
            batch = queries.the_batch(session, batch_id)
            out.print(escape(f"{batch.words}: {batch.looked:,} of {batch.total:,} looked at again."), highlight=False)
            cursor: str | None = ""
            while cursor is not None:
                page = queries.claims_of(session, batch_id, cursor=cursor or None)
                for line in page.rows:
                    stands = line.verdict or line.state
                    ended = (line.ending or "not yet").replace("_", " ")
                    text = f"  {line.claim_id}  {stands}  {ended}  {line.statement}"
                    out.print(escape(text), highlight=False, soft_wrap=True)
                cursor = page.older
            return
        rows = queries.batches(session).rows
        if not rows:
            out.print("Nothing was sent to recheck together yet.")
            return
        table = Table("Id", "Why", "Looked at", "Of", "Sent")
        for batch in rows:
            numbers = (f"{batch.looked:,}", f"{batch.total:,}")
            table.add_row(str(batch.id), escape(batch.words), *numbers, f"{batch.at:%Y-%m-%d %H:%M}")
        out.print(table)
