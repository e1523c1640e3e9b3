"""Which language a text is in."""

SHORTEST = 20
"""Below this many letters no guess is worth making."""
LONGEST = 4_000


def language_of(text: str, given: str | None = None) -> str:
    """A BCP 47 code: the page's own where it names one, else a guess from the text, `und` for too little text."""
    if given and given.strip():
        return given.strip().replace("_", "-")
    if sum(1 for char in text[:LONGEST] if char.isalpha()) < SHORTEST:
        return "und"
    import py3langid  # loads its model at the first guess; a page that names its language never needs it

    code, _ = py3langid.classify(text[:LONGEST])
    return str(code)
