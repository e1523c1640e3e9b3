"""Edits of claims in words, for the history."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from verify.core.claim_edits import Stretch, differences
from verify.core.vocabulary import EditKind, EditSide
from verify.queries.claim_edits import EditLine

_SIDES = {
    "speaker": "speaker",
    "cue": "cue",
    "direct": "direct speech",
    "hedged": "hedged",
    "via": "through",
    "voice": "voice",
}


def done(edit: EditLine) -> str:
    """What somebody did, to follow their name: `split the claim into claim 14 and claim 15`."""
    return _WORDS[edit.kind](edit)


def overlaid(edit: EditLine) -> Sequence[Stretch]:
    """The old statement and the new one laid over each other; nothing where the statement stayed."""
    old, new = edit.before.get("statement"), edit.after.get("statement")
    return differences(old, new) if isinstance(old, str) and isinstance(new, str) and old != new else ()


def _reworded(edit: EditLine) -> str:
    return "reworded the claim" + _recheck(edit)


def _attribution(edit: EditLine) -> str:
    sides = [
        f"{name} from {_shown(edit.before.get(side))} to {_shown(edit.after.get(side))}"
        for side, name in _SIDES.items()
        if (edit.before.get(side) or None) != (edit.after.get(side) or None)
    ]
    return f"corrected who says it: {', '.join(sides)}" + _recheck(edit)


def _kind(edit: EditLine) -> str:
    return f"corrected the kind from {edit.before.get('kind')} to {edit.after.get('kind')}" + _recheck(edit)


def _split(edit: EditLine) -> str:
    if edit.side is EditSide.CHILD:
        return f"made this claim by splitting {_kin(edit, EditSide.PARENT)}"
    return f"split the claim into {_kin(edit, EditSide.CHILD)} and withdrew it"


def _merged(edit: EditLine) -> str:
    if edit.side is EditSide.CHILD:
        return f"made this claim by merging {_kin(edit, EditSide.PARENT)}"
    others = _kin(edit, EditSide.PARENT)
    return f"merged the claim with {others} into {_kin(edit, EditSide.CHILD)} and withdrew it"


def _parked(edit: EditLine) -> str:
    return f"parked the claim: {str(edit.after.get('park_reason', '')).replace('_', ' ')}"


def _undone(edit: EditLine) -> str:
    return f"took edit {edit.undoes_id} back"


def _recheck(edit: EditLine) -> str:
    """What the edit did to a verdict that the claim had."""
    before, after = edit.before.get("state"), edit.after.get("state")
    if before == after:
        return ""
    return {"recheck": "; the verdict waits to be looked at again", "parked": "; its verdict left the record"}.get(
        str(after), ""
    )


def _kin(edit: EditLine, side: EditSide) -> str:
    names = [f"claim {kin.id}" for kin in edit.kin if kin.side is side]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1] if names else ""]))


def _shown(value: Any) -> str:
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"“{value}”" if value else "none"


_WORDS: Mapping[EditKind, Callable[[EditLine], str]] = {
    EditKind.REWORDED: _reworded,
    EditKind.ATTRIBUTION_CORRECTED: _attribution,
    EditKind.KIND_CORRECTED: _kind,
    EditKind.SPLIT: _split,
    EditKind.MERGED: _merged,
    EditKind.ADDED: lambda _: "added the claim: the splitter had not found it",
    EditKind.WITHDRAWN: lambda _: "withdrew the claim",
    EditKind.PARKED: _parked,
    EditKind.UNPARKED: lambda _: "put the claim back",
    EditKind.UNDONE: _undone,
}
