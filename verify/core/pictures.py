"""Where the lines of a picture run: numbers in, coordinates of an SVG out. What they look like is the style sheet's.

Scores lie in 0–1 and are drawn on a scale of 0 to 100, always whole, so that two pictures can be laid side by side.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise

from verify.core.reliability import Record, beta_of

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A record on a day. Where it is not `sufficient` there is no number to draw."""

    day: date
    mean: float
    low: float
    high: float
    sufficient: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened on a day: `number` stands in the picture, `text` in the list under it.

    `breaks`: from this day on the numbers are made another way, or of another record.
    """

    day: date
    number: int
    text: str
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row with a sufficient record: `line` and `band` as path data, and the dot of its only day, if it has one."""

    line: str
    band: str
    dot: Point | None


@dataclass(frozen=True, slots=True)
class Trend:
    """A trend drawn in a box: stretches of numbers, stretches without, ticks of both axes, marks, verdicts along the foot."""

    width: float
    height: float
    left: float
    right: float
    top: float
    foot: float
    stretches: tuple[Stretch, ...]
    gaps: tuple[tuple[float, float], ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    marks: tuple[Tick, ...]
    good: tuple[float, ...] = ()
    bad: tuple[float, ...] = ()
    end: Point | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """The frame of a picture in its own units, with what is kept free on each side for words."""

    width: float
    height: float
    left: float = 30
    right: float = 12
    top: float = 18
    bottom: float = 40


WIDE, NARROW = Box(900, 260), Box(340, 230, left=26, right=8)
"""A trend is drawn twice, for a desk and for a phone, because words in a picture shrink with it."""


def days_between(first: date, last: date, most: int = 120) -> tuple[date, ...]:
    """At most so many days, evenly apart, both ends among them."""
    length = max((last - first).days, 0)
    steps = min(length, max(most - 1, 1))
    return (
        tuple(first + timedelta(days=round(length * step / steps)) for step in range(steps + 1)) if steps else (last,)
    )


def trend(
    points: Sequence[TrendPoint],
    *,
    marks: Sequence[Mark] = (),
    good: Iterable[date] = (),
    bad: Iterable[date] = (),
    box: Box = WIDE,
) -> Trend:
    """The picture of a trend of at least one point; days outside its first and last are drawn at its edges.

    Where a mark breaks the trend, the line stops before its day and begins anew: the two sides are not one story.
    """
    foot, right = box.height - box.bottom, box.width - box.right
    across = _Across(points[0].day, points[-1].day, box.left, right)

    def y(score: float) -> float:
        return round(foot - score * (foot - box.top), 2)

    runs = _runs(points, [mark.day for mark in marks if mark.breaks])
    stretches = tuple(_stretch(run, across, y) for run in runs if run[0].sufficient)
    gaps = tuple((across(run[0].day), across(run[-1].day)) for run in runs if not run[0].sufficient)
    last = points[-1]
    return Trend(
        width=box.width,
        height=box.height,
        left=box.left,
        right=right,
        top=box.top,
        foot=foot,
        stretches=stretches,
        gaps=gaps,
        across=across.ticks(5 if box.width > 500 else 3),
        up=tuple(Tick(y(value / 100), str(value)) for value in (0, 20, 40, 60, 80, 100)),
        marks=_labels([Tick(across(mark.day), str(mark.number)) for mark in marks]),
        good=tuple(sorted({across(day) for day in good})),
        bad=tuple(sorted({across(day) for day in bad})),
        end=(across(last.day), y(last.mean)) if last.sufficient else None,
    )


class _Across:
    """Days along the foot of a picture."""

    def __init__(self, first: date, last: date, left: float, right: float) -> None:
        self.first, self.last, self.left, self.right = first, last, left, right
        self.days = max((last - first).days, 1)

    def __call__(self, day: date) -> float:
        share = min(max((day - self.first).days / self.days, 0.0), 1.0) if self.last > self.first else 1.0
        return round(self.left + share * (self.right - self.left), 1)

    def ticks(self, most: int) -> tuple[Tick, ...]:
        """First days of months, evenly apart, at most so many; the two ends where the days span no two months."""
        months = _months(self.first, self.last)
        if len(months) < 2:
            ends = sorted({self.first, self.last})
            return tuple(Tick(self(day), f"{day.day} {day:%b}") for day in ends)
        step = next(s for s in (1, 2, 3, 6, 12, 24, 36, 60, 120, 1200) if math.ceil(len(months) / s) <= most)
        chosen = [m for m in months if (m.year * 12 + m.month - 1) % step == 0] or months[:1]
        return tuple(Tick(self(m), f"{m:%b} {m.year}" if step < 12 else str(m.year)) for m in chosen)


def _months(first: date, last: date) -> list[date]:
    found, month = [], first.replace(day=1)
    while month <= last:
        if month >= first:
            found.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return found


def _runs(points: Sequence[TrendPoint], breaks: Iterable[date] = ()) -> list[list[TrendPoint]]:
    runs: list[list[TrendPoint]] = []
    for point in points:
        last = runs[-1][-1] if runs else None
        broken = last is not None and any(last.day < day <= point.day for day in breaks)
        if last is not None and last.sufficient == point.sufficient and not broken:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def _stretch(run: Sequence[TrendPoint], across: _Across, y: Callable[[float], float]) -> Stretch:
    edge = [(across(p.day), y(p.high)) for p in run] + [(across(p.day), y(p.low)) for p in reversed(run)]
    dot = (across(run[0].day), y(run[0].mean)) if len(run) == 1 else None
    return Stretch(_path((across(p.day), y(p.mean)) for p in run), _path(edge) + "Z", dot)


def _labels(marks: Sequence[Tick], apart: float = 14) -> tuple[Tick, ...]:
    """Marks in the order of their days; those whose numbers would lie over each other share one label."""
    found: list[Tick] = []
    for mark in marks:
        if found and mark.at - found[-1].at < apart:
            found[-1] = Tick(found[-1].at, f"{found[-1].text}, {mark.text}")
        else:
            found.append(mark)
    return tuple(found)


def _path(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


SPARK = Box(96, 22, left=1, right=3, top=1, bottom=1)


def sparkline(points: Sequence[TrendPoint]) -> Trend:
    """A trend without words, for a row of a list."""
    return trend(points, box=SPARK)


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of a score from `start` to `end`, both in 0–100 of the picture's width."""

    start: float
    end: float

    @property
    def left(self) -> float:
        """Where the bar begins."""
        return min(self.start, self.end)

    @property
    def width(self) -> float:
        """How long it is; a bar of nothing is still seen."""
        return max(abs(self.end - self.start), 0.6)

    @property
    def rises(self) -> bool:
        """Whether the score goes up."""
        return self.end >= self.start


def steps(start: float, parts: Sequence[float]) -> tuple[Bar, ...]:
    """Bars that lead from `start` by each part to the sum, on one scale that just holds them all."""
    ends = list(accumulate(parts, initial=start))
    low, high = min(ends), max(ends)
    spread = max(high - low, 1e-9)
    places = [round(2 + 96 * (end - low) / spread, 2) for end in ends]
    return tuple(Bar(before, after) for before, after in pairwise(places))


@dataclass(frozen=True, slots=True)
class Ridge:
    """What is known of one outlet's score as a hill over 0–100, with its interval and mean below it."""

    name: str
    hill: str
    foot: float
    low: float
    high: float
    mean: float


@dataclass(frozen=True, slots=True)
class Ridges:
    """Several hills over one scale."""

    width: float
    height: float
    left: float
    right: float
    foot: float
    rows: tuple[Ridge, ...]
    ticks: tuple[Tick, ...]


def ridges(outlets: Sequence[tuple[str, Record]], *, width: float = 900) -> Ridges:
    """The Betas of some records (2.6) over one scale; a hill is as high as it is narrow, all in one measure."""
    left, right, row, foot = 8.0, width - 8.0, 74.0, 24.0
    grid = [number / 200 for number in range(1, 200)]
    densities = [_density(record, grid) for _, record in outlets]
    highest = max((max(d) for d in densities), default=1.0)

    def x(score: float) -> float:
        return round(left + score * (right - left), 1)

    rows = []
    for number, ((name, record), density) in enumerate(zip(outlets, densities, strict=True)):
        base = row * (number + 1) - 12
        heights = [round(base - 44 * d / highest, 1) for d in density]
        hill = _path([(x(0), base), *zip(map(x, grid), heights, strict=True), (x(1), base)]) + "Z"
        rows.append(Ridge(name, hill, base, x(record.low), x(record.high), x(record.mean)))
    height = row * len(rows) + foot
    ticks = tuple(Tick(x(score / 100), str(score)) for score in (0, 20, 40, 60, 80, 100))
    return Ridges(width, height, left, right, height - foot, tuple(rows), ticks)


def _density(record: Record, grid: Sequence[float]) -> list[float]:
    a, b = beta_of(record)
    whole = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    return [math.exp((a - 1) * math.log(t) + (b - 1) * math.log1p(-t) - whole) for t in grid]


@dataclass(frozen=True, slots=True)
class Column:
    """One day's column."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Columns:
    """Counts by day as columns over a foot, with the ticks of both axes."""

    width: float
    height: float
    left: float
    right: float
    foot: float
    bars: tuple[Column, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


def columns(days: Sequence[tuple[date, int]], *, narrow: bool = False) -> Columns:
    """Counts of days in a row, of at least one; one in seven is named. Days without a count have no column."""
    box = NARROW if narrow else WIDE
    foot, right = box.height - box.bottom, box.width - box.right
    step = (right - box.left) / len(days)
    most = max(max(count for _, count in days), 1)
    rise = (foot - box.top) / most
    bars = tuple(
        Column(
            x=round(box.left + step * (place + 0.1), 1),
            y=round(foot - count * rise, 1),
            width=round(step * 0.8, 1),
            height=round(count * rise, 1),
        )
        for place, (_, count) in enumerate(days)
        if count
    )
    named = [(place, day) for place, (day, _) in enumerate(days) if (len(days) - 1 - place) % 7 == 3]
    across = tuple(Tick(round(box.left + step * (place + 0.5), 1), f"{day.day} {day:%b}") for place, day in named)
    up = tuple(Tick(round(foot - value * rise, 1), str(value)) for value in sorted({0, most // 2, most}))
    return Columns(box.width, box.height, box.left, right, foot, bars, across, up)
