"""Cut a sentence's content into one proposition each, where the wording alone makes the cut safe."""

import re

from verify.core.splitting.drafts import Span
from verify.core.splitting.text import trim

_SUBJECT = r"(?:the|a|an|this|he|she|it|they|we|there|his|her|its|their|another|\d[\d,.]*|[A-Z][\w’'.-]+)"
_FINITE = (
    r"(?:is|are|was|were|has|have|had|will|would|can|could|did|does|do|\w+ed|said|says|made|took|came|"
    r"went|grew|rose|fell|fought|won|lost|began|told|gave|left|led|held|met|sold|bought)"
)
_CLAUSE_CUT = re.compile(
    rf"(?:;\s+|,\s+(?:but|yet|thus|so|and|though|although|while)\s+|\s+(?:while|after|because|although|"
    rf"when|as)\s+|,\s+(?:because|when|after|as)\s+)"
    rf"(?={_SUBJECT}(?:\s+[\w’'.-]+){{0,4}}?\s+{_FINITE}\b)"
)
_FIRST_CLAUSE = re.compile(rf"{_SUBJECT}(?:\s+[\w’'.$%-]+){{0,12}}?\s+{_FINITE}\b", re.I)


def clauses(text: str, content: Span) -> list[Span]:
    """The content's clauses in order; the content itself where no cut is safe."""
    out: list[Span] = []
    start, end = content
    for cut in _CLAUSE_CUT.finditer(text, start, end):
        left = trim(text, start, cut.start())
        if _stands(text, left) and end - cut.end() > 12 and _balanced(text[slice(*left)]):
            out.append(left)
            start = cut.end()
    out.append(trim(text, start, end))
    return out


def _stands(text: str, span: Span) -> bool:
    return span[1] - span[0] > 12 and _FIRST_CLAUSE.search(text, *span) is not None


def _balanced(piece: str) -> bool:
    return piece.count("“") == piece.count("”") and piece.count('"') % 2 == 0 and piece.count("(") == piece.count(")")
