"""Check-worthiness as its page tells it: what each named reason means, its running weight, an example that has it."""

from collections.abc import Sequence
from dataclasses import dataclass

from verify.core import checkworthiness
from verify.core.checkworthiness_features import features
from verify.core.splitting.drafts import Reason
from verify.core.vocabulary import ClaimKind

TOLD: dict[str, tuple[str, str]] = {
    "figures": ("It holds a number, in digits or as a word.", "The ferry carries 40 cars."),
    "money": ("It holds a sum of money.", "The boat cost $4 million."),
    "percent": ("It holds a share in percent.", "Sales fell by 12 percent."),
    "large number": ("It holds a thousand, a million or more.", "The port moved 3,400 boxes."),
    "year or date": ("It says when: a year, a month, how long ago.", "The bridge opened in March."),
    "named entity": ("It names a person, a place or a body.", "The mayor met Greta Holm."),
    "several named entities": ("It names two or more.", "The ship sailed from Lund to Tarn."),
    "past event": ("Something happened.", "The council signed the deal."),
    "has done": ("Something has happened, or has come to be.", "The council has signed the deal."),
    "comparison": (
        "It compares, or says that something is the most or the first.",
        "The new ferry is larger than the old one.",
    ),
    "change": ("Something rose, fell, grew or shrank.", "The fleet grew."),
    "amounts": ("It speaks of a rate, a total, nearly so many, one of so many.", "Nearly all the boats are new."),
    "people counted": ("It speaks of people in numbers: workers, families, voters.", "The workers went home."),
    "money matters": ("It is about taxes, budgets, wages, prices, trade.", "The tax is due."),
    "official action": ("It is about a law, a court, a government or its policy.", "The court heard the case."),
    "harm and health": ("It is about deaths, crime, war, weapons, illness or drugs.", "The virus reached the island."),
    "schools and energy": (
        "It is about schools, energy, water, roads, housing or the border.",
        "The school is closed.",
    ),
    "first person": ("The speaker talks of themself.", "It matters to me."),
    "I did it": ("The speaker says what they did.", "I voted for the bridge."),
    "we": ("The speaker talks for a group.", "This is our island."),
    "we have done": ("The speaker says what the group has or did.", "We have three ferries."),
    "they": ("It talks of somebody by a pronoun.", "The crew likes her."),
    "accusation": ("It says what somebody said, wants or opposed.", "She opposed the sale."),
    "you": ("It speaks to somebody.", "The boat waits for you."),
    "duty": ("It says what must or should be.", "The council should wait."),
    "somebody did": ("A pronoun, a party or an office did something.", "They signed the deal."),
    "I or we did not": ("The speaker denies having done something.", "We never sold the ferry."),
    "going on now": ("Something is going on.", "The ferry is sinking."),
    "done to it": ("Something is or was done to somebody or something.", "The ferry was sold."),
    "done by us": ("The speaker did something for others.", "We built the pier."),
    "nobody ever": ("It says always, never, everybody or nothing.", "Nobody asked."),
    "future": ("It says what will be.", "The ferry will sail."),
    "ability": ("It says what can or may be.", "The ferry can sail."),
    "belief": ("It says what somebody thinks, hopes or feels.", "The sailors hope for wind."),
    "courtesy": ("Thanks, greetings, blessings.", "Thank you all."),
    "judgement": ("It judges: great, wrong, strong, important.", "The plan is wrong."),
    "denial": ("It denies something.", "The ferry did not sail."),
    "condition": ("It hangs on an if, a when or a because.", "The ferry sails if the wind turns."),
    "question": ("It asks.", "Did the ferry sail?"),
    "exclaimed": ("It ends in an exclamation mark.", "The ferry sails!"),
    "trailing off": ("It trails off or breaks off.", "The ferry, well …"),
    "starts with and": ("It opens with and, but, so, well, yes or no.", "And the ferry sails."),
    "points back": ("It opens with a word that points at something said before.", "This is known."),
    "states what is": ("It says what something is.", "The ferry is old."),
    "plan": ("It is about a plan, a proposal, what a paper requires or includes.", "The proposal is out."),
    "place": ("It says where.", "The ferry sails in Norway."),
    "cause": ("It says what came of what.", "The delay led to a strike."),
    "length": ("Its words: 20 count once, 40 and more count twice.", "The ferry sails."),
    "number of figures": ("Its numbers: two count once, four and more count twice.", "Of 40 cars 12 were red."),
    "very short": ("Fewer than 6 words.", "The ferry sails."),
    "short": ("Fewer than 10 words; very short counts besides.", "The ferry sails from the harbour at noon."),
    "long": (
        "More than 25 words.",
        "The ferry that the council of the island bought from a firm on the mainland sails from the old harbour at noon and "
        "from the new one at night.",
    ),
    "many named entities": ("It names three or more.", "The ferry links Lund, Tarn and Ostmark."),
}
"""What a reason of the wording means, and a statement that has it; a test holds both to the features that run."""

CAVEATS = (
    "It says how much a statement looks like those that people marked for checking. It says nothing about whether it is true.",
    "It was fitted on speeches and debates in American English. News reads differently; nobody has measured it there.",
    "The figures are of models fitted inside each set, not of the weights that ship, fitted on both training sets at once.",
    "The CheckThat figure was looked at while features were chosen, so it flatters.",
    "A feature is found by its words. It misses what is worded otherwise, and sees what only looks alike.",
    "Other languages have few of these features: figures and names, hardly any words. Compare claims within one language only.",
)
"""What the figures do not say."""


@dataclass(frozen=True, slots=True)
class Part:
    """One reason: its weight where it counts once, what it means, and an example with what it adds there."""

    name: str
    weight: float
    meaning: str
    example: str = ""
    there: float | None = None

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return anchor(self.name)


@dataclass(frozen=True, slots=True)
class Measured:
    """What a benchmark printed: on which set, how, F1, and F1 of saying yes to everything."""

    set: str
    how: str
    f1: float
    all_yes: float


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """A statement with its check-worthiness and the parts that sum to it before it is clamped to 0–1."""

    statement: str
    worth: float
    parts: Sequence[Reason]


@dataclass(frozen=True, slots=True)
class Account:
    """Everything that the page tells; `wording` are the fitted features, heaviest first, `fixed` what is set by hand."""

    base: float
    fitted_on: str
    wording: Sequence[Part]
    fixed: Sequence[Part]
    measured: Sequence[Measured]
    caveats: Sequence[str]
    example: WorkedExample


def anchor(name: str) -> str:
    """The id of a reason on its page: `reason-large-number`."""
    return "reason-" + name.lower().replace(" ", "-")


def account() -> Account:
    """Check-worthiness as it runs, from the shipped coefficients and the features themselves."""
    model = checkworthiness.weights()
    wording = [_told(name, model["weights"][name]) for name in model["weights"]]
    statement = "Lund Harbour cut its spending in 2016."
    worth, parts = checkworthiness.check_worthiness(statement, kind=ClaimKind.FACTUAL)
    return Account(
        base=model["base"],
        fitted_on=model["fitted_on"],
        wording=sorted(wording, key=lambda part: -abs(part.weight)),
        fixed=_fixed(model["base"]),
        measured=[Measured(**found) for found in model["measured"]],
        caveats=CAVEATS,
        example=WorkedExample(statement, worth, parts),
    )


def _told(name: str, weight: float) -> Part:
    meaning, example = TOLD[name]
    return Part(name, weight, meaning, example, round(weight * features(example).get(name, 0.0), 3))


def _fixed(base: float) -> list[Part]:
    """What is no matter of wording; these weights are set by hand, not fitted."""
    opinion, prediction = checkworthiness.OF_KIND[ClaimKind.OPINION], checkworthiness.OF_KIND[ClaimKind.PREDICTION]
    hedged, unresolved = checkworthiness.HEDGED, checkworthiness.UNRESOLVED
    _, (unread,) = checkworthiness.NOT_READ
    return [
        Part("base", base, "What every statement begins with; fitted with the weights above."),
        Part(opinion.name, opinion.weight, "The claim is an opinion: nobody can check a judgement."),
        Part(prediction.name, prediction.weight, "The claim is a prediction: it can be checked only later."),
        Part(hedged.name, hedged.weight, "The article hedges it (allegedly, reportedly), so somebody should look."),
        Part(
            unresolved.name,
            unresolved.weight,
            "A word of the statement points at nothing known, so it does not stand alone.",
        ),
        Part(unread.name, unread.weight, "The whole of it, for a claim too far down a very long text."),
    ]
