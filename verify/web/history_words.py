"""The history of a claim in words: what each entry of the log says of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from verify.core.claim_edits import Stretch
from verify.core.rechecks import REASON_WORDS
from verify.queries.claim_edits import EditLine, Lineage
from verify.queries.reviews import Happening
from verify.web import edit_words

_DONE = {
    "review.undone": "decided, and took it back later:",
    "claim.decided": "decided",
    "claim.reviewed": "reviewed on their own",
    "claim.disagreed": "disagrees with the other review: an adjudicator decides",
    "claim.challenged": "asks an adjudicator to change the verdict",
    "claim.adjudicated": "decided between the reviews",
    "claim.revised": "revised the verdict",
    "claim.verdict_undone": "took their verdict back",
    "claim.taken": "took the claim in hand",
    "claim.released": "gave it back to the queue",
    "claim.freed": "put it back into the queue: its time was over, or its holder reviews no more",
    "claim.handed_over": "handed it over to",
    "claim.skipped": "skipped it",
    "claim.unskipped": "took it in hand again that they had skipped",
    "claim.admitted": "admitted a corroboration on less than the rules ask for:",
    "claim.admission_taken_back": "took the admission of a corroboration back",
    "claim.drawn": "drew the claim at random for an audit",
    "claim.sent_to_recheck": "sent it to recheck:",
    "claim.recheck_taken_back": "took back that it was sent to recheck:",
    "claim.review_by_set": "set when it is looked at again:",
    "claim.tagged": "filed it under",
    "claim.untagged": "took off it the tag",
    "claim.assigned": "assigned it",
    "claim.unassigned": "took its assignment off",
    "claim.suggested": "accepted it as suggested by the language model",
    "appeal.entered": "entered an appeal of the outlet:",
    "appeal.answered": "answered an appeal of the outlet:",
    "appeal.withdrawn": "withdrew an appeal that was entered in error:",
    "appeal.restored": "put back the appeal of",
    "correction.added": "noted a correction by the outlet",
    "correction.removed": "took a noted correction back",
    "match.confirmed": "confirmed that it",
    "match.rejected": "rejected that it",
    "match.undone": "took back what was said of how it",
    "evidence.added": "attached evidence",
    "evidence.examined": "examined",
    "evidence.unexamined": "took back that it was examined:",
    "evidence.changed": "changed",
    "evidence.removed": "took away",
    "evidence.restored": "put back",
    "evidence.fetched_again": "had a page fetched again:",
    "evidence.capture_retried": "had a capture tried again:",
}


_RELATED = {"same": "says the same as", "conflict": "conflicts with", "overlap": "touches"}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of the history: who did what, in words; the review or the edit behind it, with the old text and the new."""

    at: datetime
    who: str
    words: str
    review: Happening | None = None
    edit: EditLine | None = None
    overlaid: Sequence[Stretch] = ()


def history_line(done: Happening, lineage: Lineage) -> HistoryLine:
    """A happening in words, with the review or the edit behind it."""
    edit = lineage.edit((done.after or {}).get("edit"))
    if edit is not None:
        return HistoryLine(done.at, done.who, edit_words.done(edit), edit=edit, overlaid=edit_words.overlaid(edit))
    return HistoryLine(done.at, done.who, _words(done), done if done.review_id else None)


def _words(done: Happening) -> str:
    words = _DONE.get(done.action, done.action.replace(".", " ").replace("_", " "))
    after, before = done.after or {}, done.before or {}
    if done.action == "claim.suggested":
        return f"{words} {after.get('model')}"
    if done.action in ("claim.tagged", "claim.untagged"):
        return f"{words} {after.get('tag')}"
    if done.action in ("claim.sent_to_recheck", "claim.recheck_taken_back"):
        why = REASON_WORDS.get(after.get("reason", "sent"), "")
        return " ".join(filter(None, (words, ": ".join(filter(None, (why, after.get("detail")))))))
    if done.action == "claim.review_by_set":
        return f"{words} {after.get('day') or 'on no day'}"
    if done.action == "appeal.entered":
        return f"{words} {after.get('who')}: {after.get('text')}"
    if done.action in ("appeal.withdrawn", "appeal.restored"):
        return f"{words} " + ": ".join(filter(None, (after.get("who"), after.get("why"))))
    if done.action == "appeal.answered":
        return f"{words} {after.get('state')}. {after.get('answer')}"
    if done.action == "claim.handed_over":
        return f"{words} {after.get('name')}"
    if done.action == "claim.admitted":
        return f"{words} {after.get('reason')}"
    if done.action == "claim.skipped" and after:
        return ": ".join(filter(None, (words, after["reason"].replace("_", " "), after["note"])))
    if done.action.startswith("match."):
        return f"{words} {_RELATED[after['relation']]} claim {after['with']}"
    if not done.action.startswith("evidence."):
        return words
    if done.action == "evidence.changed":
        sides = [
            f"{name} from “{before.get(name)}” to “{after.get(name)}”"
            for name in after
            if after.get(name) != before.get(name) and name != "snapshot"
        ]
        if after.get("snapshot") != before.get("snapshot"):
            sides.append("it rests on another capture")
        return f"{words} {after.get('publisher')}: {', '.join(sides)}".replace("_", " ")
    return f"{words} {after.get('publisher')} ({after.get('stance')}, {str(after.get('role')).replace('_', ' ')})"
