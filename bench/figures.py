"""Changed against reworded: 500 statements with another figure, date or name, 500 with the same one in other words.

`python -m bench.figures [DATA]` makes the set anew (it shares no code with the matcher), asks the matcher for each pair, and prints
precision and recall of `conflict`. DATA is a folder with feversym.dev.jsonl.gz; without it that part is left out, and says so.
"""

import argparse
import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from verify.core.matching.readings import read
from verify.core.matching.relations import Related, Relation, relate, relate_passage

EACH = 500
WRITTEN = date(2026, 2, 20)
"""The day of the articles that the statements are taken from."""

_FRAMES = {
    "money": (
        ("Aldmoor council spent {} on the new harbour.", "The new harbour cost Aldmoor council {}."),
        ("Northline Foods paid {} for the Tarn bakery chain.", "Northline Foods bought the Tarn bakery chain for {}."),
        ("The ministry set aside {} for flood walls in Holm.", "For flood walls in Holm the ministry set aside {}."),
        ("Kestrel Bank lost {} in the second quarter.", "In the second quarter Kestrel Bank lost {}."),
        ("The museum in Brackwater received a gift of {}.", "A gift of {} was received by the museum in Brackwater."),
    ),
    "people": (
        ("The fire in Holm left {} people homeless.", "{} people were left homeless by the fire in Holm."),
        ("The strike at Vantor Steel involved {} workers.", "{} workers took part in the strike at Vantor Steel."),
        ("Police in Tarn arrested {} demonstrators.", "{} demonstrators were arrested by police in Tarn."),
        ("The Aldmoor ferry carried {} passengers.", "There were {} passengers on the Aldmoor ferry."),
        (
            "Brackwater hospital treated {} patients after the storm.",
            "After the storm {} patients were treated at Brackwater hospital.",
        ),
    ),
    "share": (
        ("Unemployment in Tarn fell to {}.", "The unemployment rate in Tarn dropped to {}."),
        ("Rents in Aldmoor rose by {} over the year.", "Over the year rents in Aldmoor went up by {}."),
        ("The measure was backed by {} of voters in Holm.", "In Holm {} of voters supported the measure."),
    ),
    "length": (
        ("The Brackwater tunnel is {} long.", "The tunnel at Brackwater has a length of {}."),
        ("The oil slick stretched {} along the coast of Holm.", "Along the coast of Holm the oil slick stretched {}."),
    ),
    "day": (
        ("The Tarn bridge opened on {}.", "On {} the Tarn bridge was opened."),
        ("Vantor Steel filed for bankruptcy on {}.", "On {} Vantor Steel filed for bankruptcy."),
        ("The court in Aldmoor heard the case on {}.", "On {} the case was heard by the court in Aldmoor."),
        ("The talks in Holm began on {}.", "On {} talks started in Holm."),
    ),
    "year": (
        ("The lighthouse at Holm was built in {}.", "Builders put up the lighthouse at Holm in {}."),
        ("Kestrel Bank was founded in {}.", "In {} Kestrel Bank was founded."),
    ),
    "person": (
        ("{} signed the harbour treaty in Aldmoor.", "The harbour treaty was signed in Aldmoor by {}."),
        ("{} opened the new hospital in Tarn.", "The new hospital in Tarn was opened by {}."),
        ("Prosecutors in Holm charged {} with fraud.", "{} was charged with fraud by prosecutors in Holm."),
    ),
    "body": (
        ("The {} paid for the school in Holm.", "The school in Holm was paid for by the {}."),
        ("The {} criticised the new fishing law.", "The new fishing law was criticised by the {}."),
    ),
    "land": (
        ("The cargo ship that sank off Holm came from {}.", "From {} came the cargo ship that sank off Holm."),
        ("The steel for the Tarn bridge was bought in {}.", "In {} the steel for the Tarn bridge was bought."),
    ),
}
_PERSONS = (
    ("President Recep Tayyip Erdoğan", "Recep Tayyip Erdogan", "Mr Erdoğan", "President Erdogan"),
    ("Chancellor Marta Lindqvist", "Marta Lindqvist", "Ms Lindqvist", "the chancellor, Marta Lindqvist"),
    ("Sen. James P. Harlow", "Senator James Harlow", "James P. Harlow", "Mr Harlow"),
    ("Prime Minister José Ibáñez", "Jose Ibanez", "Prime Minister Ibáñez", "José Ibáñez"),
    ("Dr. Amina Okafor", "Amina Okafor", "Dr Okafor", "Professor Amina Okafor"),
    ("Mayor Viktor Sølberg", "Viktor Solberg", "Mayor Sølberg", "Mr Solberg"),
    ("Gen. Daniel O'Rourke", "General O'Rourke", "Daniel O’Rourke", "Gen. O'Rourke"),
)
_BODIES = (
    ("United Nations", "UN", "U.N."),
    ("European Central Bank", "ECB"),
    ("World Health Organization", "WHO"),
    ("International Monetary Fund", "IMF"),
    ("European Union", "EU"),
    ("Food and Agriculture Organization", "FAO"),
    ("National Fishing Council", "NFC"),
    ("Federal Bureau of Investigation", "FBI"),
)
_LANDS = ("Turkey", "Norway", "Portugal", "Brazil", "Canada", "Japan", "Kenya", "Poland", "Chile", "India")
_SMALL = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_CURRENCIES = (("$", "dollars"), ("€", "euros"), ("£", "pounds"))
_MONTHS = [
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
]
_SHORT = ["Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements, and whether what they say differs."""

    sort: str
    first: str
    second: str
    differs: bool


def made(seed: int = 7) -> list[Pair]:
    """The set: as many changed as reworded pairs, over all sorts of slots in turn."""
    chance = random.Random(seed)
    out: list[Pair] = []
    sorts = list(_FRAMES)
    for differs in (True, False):
        for number in range(EACH):
            out.append(_pair(chance, sorts[number % len(sorts)], differs))
    return out


def _pair(chance: random.Random, sort: str, differs: bool) -> Pair:
    frame = chance.choice(_FRAMES[sort])
    first, others = chance.choice(frame), frame
    second = chance.choice(others)
    while True:
        here, reworded, changed = _WORDINGS[sort](chance)
        there = changed if differs else reworded
        if here != there:
            return Pair(sort, _filled(first, here), _filled(second, there), differs)


def _filled(frame: str, words: str) -> str:
    text = frame.format(words)
    return text[0].upper() + text[1:]


def _money(chance: random.Random) -> tuple[str, str, str]:
    sign, name = chance.choice(_CURRENCIES)
    tenths = chance.randrange(11, 99)
    if tenths % 10 == 0:
        tenths += 3
    whole, short, scale = chance.choice(((100_000, "m", "million"), (100_000_000, "bn", "billion")))

    def wordings(value: int, sign: str, name: str) -> list[str]:
        amount = f"{value / 10:g}"
        return [
            f"{sign}{amount} {scale}",
            f"{sign}{amount}{short}",
            f"{amount} {scale} {name}",
            f"{value * whole:,} {name}" if scale == "million" else f"{value * 100:,} million {name}",
            f"about {sign}{amount} {scale}",
        ]

    here = wordings(tenths, sign, name)
    if chance.random() < 0.2:
        other_sign, other_name = chance.choice([one for one in _CURRENCIES if one[0] != sign])
        return chance.choice(here), chance.choice(here), chance.choice(wordings(tenths, other_sign, other_name))
    other = tenths + chance.choice([-1, 1]) * chance.randrange(max(3, tenths // 4), max(5, tenths // 2))
    return chance.choice(here), chance.choice(here), chance.choice(wordings(abs(other) + 2, sign, name))


def _spelled(number: int) -> str:
    if number < 20:
        return _SMALL[number - 2]
    tens, ones = divmod(number, 10)
    return _TENS[tens - 2] + (f"-{'one ' + '' if ones == 1 else _SMALL[ones - 2]}".rstrip() if ones else "")


def _people(chance: random.Random) -> tuple[str, str, str]:
    if chance.random() < 0.5:
        number = chance.randrange(2, 99)
        other = number + chance.choice([1, 2, 3, 5, 8, 13, 30])
        wordings = [str(number), _spelled(number)] + (["a dozen"] if number == 12 else [])
        return (
            chance.choice(wordings),
            chance.choice(wordings),
            chance.choice([str(other), _spelled(min(other, 98) if other < 99 else 98)]),
        )
    hundreds = chance.randrange(3, 90)
    number = hundreds * 100 + chance.choice([0, 4, 12])
    wordings = [f"{number:,}", str(number), f"about {hundreds * 100:,}", f"more than {hundreds * 100 - 1:,}"]
    other = int(number * chance.choice([0.3, 0.6, 1.7, 2.5]))
    return f"{number:,}", chance.choice(wordings[1:]), f"{other:,}"


def _share(chance: random.Random) -> tuple[str, str, str]:
    tenths = chance.randrange(21, 600)
    value = f"{tenths / 10:g}"
    wordings = [f"{value}%", f"{value} percent", f"{value} per cent", f"about {value}%"]
    other = f"{(tenths + chance.choice([-9, 17, 26, 80, 150])) / 10:g}"
    changed = chance.choice([f"{other}%", f"{other} percent"])
    return chance.choice(wordings), chance.choice(wordings), changed


def _length(chance: random.Random) -> tuple[str, str, str]:
    number = chance.randrange(3, 60)
    wordings = [f"{number} km", f"{number} kilometres", f"{number * 1000:,} metres", f"roughly {number} kilometers"]
    other = number + chance.choice([4, 9, 20])
    return chance.choice(wordings), chance.choice(wordings), chance.choice([f"{other} km", f"{number} miles"])


def _day(chance: random.Random) -> tuple[str, str, str]:
    day = WRITTEN - timedelta(days=chance.randrange(1, 40))

    def wordings(day: date) -> list[str]:
        month, short = _MONTHS[day.month - 1], _SHORT[day.month - 1]
        out = [
            f"{day.day} {month} {day.year}",
            f"{month} {day.day}, {day.year}",
            f"{short} {day.day}",
            f"the {day.day}th of {month}",
        ]
        if day.day % 10 in (1, 2, 3):
            out.pop()
        if (WRITTEN - day).days < 6:
            out.append(_DAYS[day.weekday()])
        return out

    other = day + timedelta(days=chance.choice([-21, -9, -2, -1, 1]))
    return chance.choice(wordings(day)), chance.choice(wordings(day)), chance.choice(wordings(other))


def _year(chance: random.Random) -> tuple[str, str, str]:
    year = chance.randrange(1850, 2020)
    reworded = chance.choice(
        [f"the year {year}", f"the {year // 10 * 10}s", f"{_MONTHS[year % 12]} {year}", f"early {year}"]
    )
    return str(year), reworded, str(year + chance.choice([-30, -4, -1, 1, 2, 10]))


def _person(chance: random.Random) -> tuple[str, str, str]:
    one, other = chance.sample(_PERSONS, 2)
    return chance.choice(one), chance.choice(one), chance.choice(other)


def _body(chance: random.Random) -> tuple[str, str, str]:
    one, other = chance.sample(_BODIES, 2)
    return chance.choice(one), chance.choice(one), chance.choice(other)


def _land(chance: random.Random) -> tuple[str, str, str]:
    one, other = chance.sample(_LANDS, 2)
    return one, chance.choice((f"nearby {one}", f"{one} itself")), other


_WORDINGS: dict[str, Callable[[random.Random], tuple[str, str, str]]] = {
    "money": _money,
    "people": _people,
    "share": _share,
    "length": _length,
    "day": _day,
    "year": _year,
    "person": _person,
    "body": _body,
    "land": _land,
}
"""A slot's sort → a wording, another of the same thing, and one of something else."""


def measure(pairs: list[Pair], show: bool) -> None:
    """Print precision and recall of conflict, what goes wrong by sort, and how far the score can be trusted."""
    wrong: Counter[str] = Counter()
    found: Counter[tuple[bool, Relation]] = Counter()
    scored: list[tuple[float, bool]] = []
    for pair in pairs:
        related = relate(read(pair.first, WRITTEN), read(pair.second, WRITTEN))
        found[pair.differs, related.relation] += 1
        if related.relation is Relation.CONFLICT:
            scored.append((related.score, pair.differs))
        if (related.relation is Relation.CONFLICT) is not pair.differs:
            wrong[f"{pair.sort}, {'changed' if pair.differs else 'reworded'}"] += 1
            if show:
                print(f"  {related.relation} {related.score:.2f} | {pair.first} | {pair.second}")
    right = found[True, Relation.CONFLICT]
    all_found = right + found[False, Relation.CONFLICT]
    changed = sum(1 for pair in pairs if pair.differs)
    print(
        f"{len(pairs)} generated pairs: conflict precision {right / max(1, all_found):.3f} recall {right / changed:.3f}"
    )
    same = found[False, Relation.SAME]
    print(f"  reworded pairs that are found the same: {same / (len(pairs) - changed):.3f}")
    for low, high in ((0.5, 0.7), (0.7, 0.9), (0.9, 0.97), (0.97, 1.01)):
        held = [(score, differs) for score, differs in scored if low <= score < high]
        if held:
            mean, share = sum(one[0] for one in held) / len(held), sum(one[1] for one in held) / len(held)
            print(f"  conflict with score {mean:.2f} on average: right in {share:.2f} of {len(held)}")
    print("  wrong: " + (", ".join(f"{sort} {count}" for sort, count in wrong.most_common()) or "none"))


def feversym(path: Path, show: bool) -> None:
    """Accuracy on small factual changes whose claim holds a figure: as statements, and as a claim with its evidence."""
    if not path.exists():
        print(f"{path} is absent: the feversym claims are left out")
        return
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    held = [row for row in rows if re.search(r"\d", row["claim"])]
    wanted = {"SUPPORTS": Relation.SAME, "REFUTES": Relation.CONFLICT}
    ways: tuple[tuple[str, Callable[..., Related]], ...] = (
        ("two statements", relate),
        ("claim and passage", relate_passage),
    )
    for name, way in ways:
        right = 0
        for row in held:
            related = way(read(_plain(row["claim"])), read(_plain(row["evidence"])))
            right += related.relation is wanted[row["label"]]
            if show and related.relation is not wanted[row["label"]]:
                print(
                    f"  {row['label'][:3]} {related.relation} {related.score:.2f} | {row['claim']} | {row['evidence'][:200]}"
                )
        print(f"{len(held)} feversym claims with figures, as {name}: accuracy {right / len(held):.3f}")


def _plain(text: str) -> str:
    """Text as it was before it was cut into tokens."""
    text = (
        text.replace("-LRB-", "(").replace("-RRB-", ")").replace("-LSB-", "[").replace("-RSB-", "]").replace("``", '"')
    )
    return re.sub(r"\s+([,.;:)\]]|'s\b)", r"\1", re.sub(r"([(\[])\s+", r"\1", text))


def main() -> None:
    """Print both measurements."""
    parser = argparse.ArgumentParser(prog="python -m bench.figures", description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=Path("data/evidence"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--wrong", action="store_true", help="print the pairs that go wrong")
    asked = parser.parse_args()
    measure(made(asked.seed), asked.wrong)
    feversym(asked.data / "feversym.dev.jsonl.gz", asked.wrong)


if __name__ == "__main__":
    main()
