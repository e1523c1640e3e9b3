"""Reads the demo desk's content: outlets, people and stories of our own, as JSON files in the package.

Days are relative to the day of loading (`days_ago`, `after`), since a record decays. Texts may hold `{weekday:-1}`,
`{date:+12}` and `{month:-54}`: days counted from the article's own publication; the fact-checks of others hold `{iso:-20}`, counted
from the day of loading.
"""

import re
from datetime import date, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable

from pydantic import BaseModel, ConfigDict

from verify.core.vocabulary import (
    EvidenceRole,
    MatchRelation,
    OutletKind,
    ParkReason,
    ReasonCode,
    Role,
    Said,
    Stance,
    Verdict,
)

_DAY = re.compile(r"\{(weekday|date|month|iso):([+-]\d+)\}")
FACT_CHECKS = "second-reading.json"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class _Shape(BaseModel):
    """A part of a file. Unknown words are refused, so that a misspelt field is not silently left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DemoPerson(_Shape):
    """Somebody who can sign in to the demo desk."""

    key: str
    name: str
    email: str
    password: str
    roles: tuple[Role, ...]


class DemoOutlet(_Shape):
    """An invented outlet. Countries are ISO 3166 codes left free for private use."""

    key: str
    name: str
    domains: tuple[str, ...]
    country: str
    kind: OutletKind
    group: str
    habit: str


class Document(_Shape):
    """A record that several decisions of a story lean on."""

    source: str
    role: EvidenceRole
    origin: str
    url: str
    days_ago: int


class Item(_Shape):
    """One piece of evidence: of a story's document, of another article of the story, or of a source named in place."""

    stance: Stance
    passage: str
    examined: bool = False
    document: str | None = None
    article: str | None = None
    source: str | None = None
    role: EvidenceRole | None = None
    origin: str | None = None
    url: str | None = None
    published_after: int = 0
    """Days between the article's publication and that of a source named in place."""

    def record(self, days_ago: int) -> Document:
        """The source named in place, for an article that appeared so many days ago."""
        assert self.source and self.role and self.origin and self.url
        published = days_ago - self.published_after
        return Document(source=self.source, role=self.role, origin=self.origin, url=self.url, days_ago=published)


class Judgement(_Shape):
    """What a reviewer found, `after` so many days from publication."""

    verdict: Verdict
    reason_code: ReasonCode
    rationale: str
    reviewer: str
    after: int
    evidence: tuple[Item, ...]
    searched: str = ""


class Decision(Judgement):
    """The judgement that stands on the claim whose quote holds `find`; `earlier` ones came before it, oldest first."""

    find: str
    said: Said | None = None
    """Given on relayed claims only."""
    earlier: tuple[Judgement, ...] = ()


class Parking(_Shape):
    """A claim taken out of the queue."""

    find: str
    reason: ParkReason
    reviewer: str
    after: int


class Attachment(_Shape):
    """Evidence on a claim that nobody has decided yet."""

    find: str
    reviewer: str
    after: int
    evidence: tuple[Item, ...]


class Objection(_Shape):
    """What an outlet wrote against the verdict on the claim whose quote holds `find`, and the desk's answer, if it has one."""

    find: str
    who: str
    text: str
    after: int
    answer: str = ""
    answered_after: int = 0


class Place(_Shape):
    """The claim of another article of the story whose quote holds `find`."""

    article: str
    find: str


class Pointing(_Shape):
    """A verdict on the claim whose quote holds `find` that points to another claim, true under the same conditions."""

    find: str
    to: Place
    note: str
    reviewer: str
    after: int
    said: Said | None = None


class Matched(_Shape):
    """Two claims of a story of which somebody said how they stand to each other."""

    one: Place
    other: Place
    relation: MatchRelation
    note: str
    reviewer: str
    days_ago: int


class Withdrawal(_Shape):
    """A document that its publisher took back after verdicts had leaned on it."""

    document: str
    days_ago: int
    editor: str
    note: str
    notice: str
    """The address of what its publisher says about it."""


class DemoArticle(_Shape):
    """One article, and what the demo's reviewers did with its claims."""

    key: str
    outlet: str
    days_ago: int
    fetched_after: int = 0
    slug: str
    title: str
    byline: str
    text: tuple[str, ...]
    decisions: tuple[Decision, ...] = ()
    parked: tuple[Parking, ...] = ()
    appeals: tuple[Objection, ...] = ()
    attached: tuple[Attachment, ...] = ()
    pointed: tuple[Pointing, ...] = ()

    def published_day(self, today: date) -> date:
        """The day of publication when the demo is loaded on `today`."""
        return today - timedelta(days=self.days_ago)

    def body(self, today: date) -> str:
        """The text with its days filled in, paragraphs parted by an empty line."""
        return with_days("\n\n".join(self.text), self.published_day(today))


class Story(_Shape):
    """An event, the records about it, and the articles that tell it."""

    story: str
    topic: str
    title: str
    documents: dict[str, Document]
    articles: tuple[DemoArticle, ...]
    withdrawn: tuple[Withdrawal, ...] = ()
    matched: tuple[Matched, ...] = ()

    def article(self, key: str) -> DemoArticle:
        """The article of this story called `key`."""
        return next(article for article in self.articles if article.key == key)


class Demo(_Shape):
    """Everything that the demo desk is loaded from."""

    outlets: tuple[DemoOutlet, ...]
    people: tuple[DemoPerson, ...]
    stories: tuple[Story, ...]
    fact_checks: str
    """A ClaimReview file of an invented publisher, as text that still holds `{iso:-20}`."""


def with_days(text: str, published: date) -> str:
    """`text` with `{weekday:-1}`, `{date:+12}`, `{month:-54}` and `{iso:-20}` written out, counted from `published`."""

    def filled(match: re.Match[str]) -> str:
        day = published + timedelta(days=int(match[2]))
        month = _MONTHS[day.month - 1]
        written = {"weekday": _WEEKDAYS[day.weekday()], "date": f"{day.day} {month}", "month": month, "iso": f"{day}"}
        return written[match[1]]

    return _DAY.sub(filled, text)


def read_demo() -> Demo:
    """The demo's content from the package's files, stories in the order of their names."""
    folder = files("verify") / "demo"
    stories = sorted((folder / "stories").iterdir(), key=lambda file: file.name)
    return Demo(
        outlets=_Outlets.model_validate_json(_text(folder / "outlets.json")).outlets,
        people=read_people(),
        stories=tuple(Story.model_validate_json(_text(file)) for file in stories if file.name.endswith(".json")),
        fact_checks=_text(folder / FACT_CHECKS),
    )


def read_people() -> tuple[DemoPerson, ...]:
    """Who can sign in to the demo desk."""
    return _People.model_validate_json(_text(files("verify") / "demo" / "people.json")).people


class _Outlets(_Shape):
    outlets: tuple[DemoOutlet, ...]


class _People(_Shape):
    people: tuple[DemoPerson, ...]


def _text(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")
