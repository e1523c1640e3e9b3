"""The keys of the pages: which there are, and which a person may choose in their place."""

from collections.abc import Mapping

from verify.core.errors import Malformed

USUAL: dict[str, str] = {
    "1": "Corroborated",
    "2": "Disputed",
    "3": "Unverified",
    "4": "Attach the first claim elsewhere",
    "5": "Attach the second claim elsewhere",
    "6": "Attach the third claim elsewhere",
    "7": "Attach the fourth claim elsewhere",
    "8": "Attach the fifth claim elsewhere",
    "9": "Attach the sixth claim elsewhere",
    "e": "Attach evidence",
    "n": "Write the rationale",
    "s": "Skip, with a reason",
    "u": "Undo",
    "t": "Take the next claim",
    "j": "Next claim in a list",
    "k": "Previous claim in a list",
    "x": "Tick a claim in a list",
    "/": "Search",
    "?": "Show the keys",
    "g q": "Queue",
    "g a": "Articles",
    "g s": "Stories",
    "g o": "Outlets",
    "g e": "Exports",
    "g t": "Team",
}
"""What each key does. `g q` is one stroke after the other. Enter, Tab and Escape do what they do everywhere."""


def checked(chosen: Mapping[str, str]) -> dict[str, str]:
    """A person's own keys, `{usual: chosen}`, those left out that are as usual.

    `Malformed` names the first key that is no key, or that would do two things.
    """
    wanted = {usual: _stroke(usual, chosen.get(usual, "")) for usual in USUAL}
    for usual, stroke in wanted.items():
        for other, others in wanted.items():
            if other != usual and (others == stroke or others.startswith(f"{stroke} ")):
                raise Malformed(
                    f"“{stroke}” cannot stand for both “{USUAL[usual]}” and “{USUAL[other]}”.", field=f"key {usual}"
                )
    return {usual: stroke for usual, stroke in wanted.items() if stroke != usual}


def _stroke(usual: str, text: str) -> str:
    strokes = text.split() or usual.split()
    if len(strokes) > 2 or not all(len(stroke) == 1 and stroke.isprintable() for stroke in strokes):
        raise Malformed(
            f"“{USUAL[usual]}” takes one character, or two with a space between them.", field=f"key {usual}"
        )
    return " ".join(strokes)
