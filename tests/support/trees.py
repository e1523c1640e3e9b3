"""Trees written by hand, for rules that are tested without the parser."""

from verify.core.splitting.parsing import Tree, Word


def tree(*rows: tuple[str, str, str, str, int]) -> Tree:
    """A tree from text, tag, part of speech, relation and head."""
    return Tree([Word(i, 10 * i, 10 * i + len(r[0]), r[0], r[1], r[2], r[3], r[4]) for i, r in enumerate(rows)])
