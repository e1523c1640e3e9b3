"""What is exported, and in which form; web, API and CLI ask for it in the same words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from verify.core.claimreview import Profile
from verify.core.claims import ClaimFilters
from verify.core.typed_text import chosen
from verify.core.vocabulary import ClaimState, ExportFormat, Verdict

FILTERS = ("state", "outlet", "kind", "voice", "verdict", "said", "article", "text")
"""The queue's filters that an export takes. Who holds a claim right now is not one of them."""
LINE_SCHEMA = "verify-claim-1"
"""Names the shape of a JSONL line; a change that breaks readers gets a new number."""


@dataclass(frozen=True, slots=True)
class ClaimSet:
    """Which claims, in which format. `profile` and `with_unverified` are ClaimReview's."""

    format: ExportFormat
    filters: ClaimFilters
    profile: Profile = Profile.RICH
    with_unverified: bool = False

    @classmethod
    def parsed(cls, asked: Mapping[str, str]) -> "ClaimSet":
        """A claim set from an address's or a form's parameters; decided claims where it names no state.

        An empty `state`, or `any`, asks for every state. `Malformed` names the first parameter that cannot be.
        """
        given = {name: asked[name] for name in FILTERS if name in asked}
        if given.get("state") == "any":
            given["state"] = ""
        return cls(
            format=chosen(ExportFormat, asked.get("format") or ExportFormat.JSONL, field="format", name="a format"),
            filters=ClaimFilters.parsed({"state": ClaimState.DECIDED, **given}),
            profile=chosen(Profile, asked.get("profile") or Profile.RICH, field="profile", name="a profile"),
            with_unverified=bool(asked.get("unverified")),
        )

    def params(self) -> dict[str, str]:
        """The parameters that `parsed` reads back."""
        made = {"format": str(self.format), "state": "", **self.filters.params()}
        if self.format is ExportFormat.CLAIMREVIEW:
            made["profile"] = str(self.profile)
            if self.with_unverified:
                made["unverified"] = "yes"
        return made

    @property
    def verdicts(self) -> tuple[Verdict, ...] | None:
        """Verdicts that the format speaks of; None for all and none. ClaimReview leaves unverified out unless asked."""
        if self.format is not ExportFormat.CLAIMREVIEW:
            return None
        return tuple(v for v in Verdict if self.with_unverified or v is not Verdict.UNVERIFIED)

    @property
    def ending(self) -> str:
        """How the name of a file of this set ends; CSV's tables come as a zip."""
        return {ExportFormat.JSONL: "jsonl", ExportFormat.CSV: "zip", ExportFormat.CLAIMREVIEW: "jsonld"}[self.format]

    @property
    def media_type(self) -> str:
        """What such a file is."""
        return {"jsonl": "application/x-ndjson", "zip": "application/zip", "jsonld": "application/ld+json"}[self.ending]

    def file_name(self, desk_name: str, day: date) -> str:
        """`daily-desk-claims-2026-11-22.jsonl`."""
        words = re.sub(r"[^a-z0-9]+", "-", desk_name.casefold()).strip("-") or "desk"
        return f"{words}-claims-{day.isoformat()}.{self.ending}"


@dataclass(frozen=True, slots=True)
class Batch:
    """Some claims in order of id, with all that hangs on them, as JSON texts whose names are those of the columns.

    A text id is the desk's key and a letter before the number: `0a1b-c12` is a claim, `a` an article, `o` an outlet, `e`
    evidence, `r` a review.

    `claims` are (id, version id, spans, the claim as an object); `articles` are by version id (the version's text, the article
    as an object); the rest is by claim id. Whoever writes a line puts them together.
    """

    claims: Sequence[tuple[int, int, str, str]]
    articles: Mapping[int, tuple[str, str]]
    attributions: Mapping[int, str]
    evidence: Mapping[int, Sequence[str]]
    reviews: Mapping[int, Sequence[str]]
    verdicts: Mapping[int, Sequence[str]]
    searches: Mapping[int, Sequence[str]]
    decided_as: Mapping[int, str]
    """The text id of the claim that the verdict in force points to."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some claims in order of id as rows of tables, with all that hangs on them.

    A claim's row ends with the number of its version, by which `articles` has the rest of its cells: many claims share them.
    `others` are the rows of the other tables, in the order of `tables.FILES`.
    """

    claims: Sequence[tuple[Any, ...]]
    articles: Mapping[int, Sequence[Any]]
    others: Sequence[Sequence[tuple[Any, ...]]]
