"""What a person is told of that others did: the words, and where they lead."""

from dataclasses import dataclass

from verify.core.vocabulary import NoticeKind, Verdict

KINDS: dict[NoticeKind, str] = {
    NoticeKind.MENTIONED: "somebody mentions me in a comment",
    NoticeKind.HANDED_OVER: "somebody hands me a claim",
    NoticeKind.ASSIGNED: "a claim is assigned to me",
    NoticeKind.COMMENTED: "somebody comments on a claim that I decided",
    NoticeKind.ADJUDICATED: "a disagreement of mine is decided",
    NoticeKind.RECHECKED: "a verdict of mine is looked at again",
    NoticeKind.JOB_ENDED: "a job of mine is over",
}
"""What a person may want to be told by mail, in words."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told: about which claim, of how many, and of what else.

    `subject_id` is the comment of `mentioned` and `commented`, and the job of `job_ended` and of what was done to many claims.
    """

    kind: NoticeKind
    claim_id: int | None = None
    subject_id: int | None = None
    number: int = 1


@dataclass(frozen=True, slots=True)
class Told:
    """A notice with what its words name: who did it (None: the desk itself), the claim's verdict, the job and how it ended."""

    notice: Notice
    who: str | None = None
    verdict: Verdict | None = None
    job_title: str | None = None
    job_failed: int = 0
    job_message: str | None = None

    @property
    def words(self) -> str:
        """One sentence without its full stop: `Ana handed you a claim`."""
        number = self.notice.number
        verdicts = "a verdict of yours" if number == 1 else f"{number:,} verdicts of yours"
        words = {
            NoticeKind.MENTIONED: "mentioned you in a comment",
            NoticeKind.HANDED_OVER: "handed you a claim",
            NoticeKind.ASSIGNED: "assigned you " + ("a claim" if number == 1 else f"{number:,} claims"),
            NoticeKind.COMMENTED: "commented on a claim that you decided",
            NoticeKind.ADJUDICATED: "decided a claim on which you and another reviewer disagreed",
            NoticeKind.RECHECKED: f"had {verdicts} sent to recheck"
            if self.who is None
            else f"sent {verdicts} to recheck",
            NoticeKind.JOB_ENDED: "",
        }[self.notice.kind]
        if self.notice.kind is NoticeKind.JOB_ENDED:
            return self._job_words()
        said = f"{self.who or 'The desk'} {words}"
        return f"{said}: {self.verdict}" if self.notice.kind is NoticeKind.ADJUDICATED and self.verdict else said

    @property
    def path(self) -> str:
        """The page that it is about."""
        claim_id, subject_id = self.notice.claim_id, self.notice.subject_id
        if self.notice.kind is NoticeKind.JOB_ENDED or claim_id is None:
            return f"/jobs/{subject_id}" if subject_id else "/decisions"
        if self.notice.kind in (NoticeKind.MENTIONED, NoticeKind.COMMENTED):
            return f"/claims/{claim_id}/comments#comment-{subject_id}"
        return f"/claims/{claim_id}"

    def _job_words(self) -> str:
        if self.job_message:
            return f"Your job failed: {self.job_title}"
        failed = f", {self.job_failed:,} failed" if self.job_failed else ""
        return f"Your job is done{failed}: {self.job_title}"
