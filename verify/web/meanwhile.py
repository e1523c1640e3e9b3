"""What became of a claim while somebody had its form before them: what others decided, and words that changed under their hands."""

from collections.abc import Sequence
from dataclasses import dataclass

from verify.core.claim_edits import Stretch, differences
from verify.queries.claim_edits import Lineage
from verify.queries.reviews import Happening
from verify.web import edit_words


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Shown beside what was typed, so that nobody has to look for what is different.

    `theirs` is the review that came first, `is_mine` if from another page of the same person; `edits` say who changed the claim
    and how, and `overlaid` is the statement as it was seen with the one that stands now laid over it.
    """

    theirs: Happening | None
    is_mine: bool
    edits: Sequence[str]
    overlaid: Sequence[Stretch]


def since(
    row_version: int | None, statement: str, lineage: Lineage, theirs: Happening | None, *, reader: int | None
) -> Meanwhile | None:
    """What happened since the form was made with the claim in `row_version`; None where nothing did that the reader may see."""
    edits = lineage.since(row_version) if row_version is not None else []
    seen = lineage.statement_at(row_version) if row_version is not None else None
    if theirs is None and not edits:
        return None
    return Meanwhile(
        theirs,
        theirs is not None and theirs.who_id == reader,
        [f"{edit.who} {edit_words.done(edit)}." for edit in reversed(edits)],
        differences(seen, statement) if seen is not None and seen != statement else (),
    )
