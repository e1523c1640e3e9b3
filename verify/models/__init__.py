"""The tables, one a file. Importing this package registers all of them on `verify.db.Base.metadata`."""

from verify.models.admissions import Admission, AdmittedReview
from verify.models.appeals import Appeal, AppealWithdrawal
from verify.models.articles import Article, ArticleVersion, NonClaim
from verify.models.audit import AuditEvent, LogCheck
from verify.models.bulk_actions import BulkAction, BulkClaim
from verify.models.claim_edits import ClaimEdit, ClaimEditPart
from verify.models.claims import Attribution, Claim, Lease
from verify.models.comments import Comment, CommentMention
from verify.models.corrections import Correction
from verify.models.desk import Desk, Policy
from verify.models.drafts import Draft
from verify.models.evidence import Capture, Evidence, Snapshot
from verify.models.exports import Export
from verify.models.fact_checks import FactCheck, FactCheckImport, FactCheckWord
from verify.models.handovers import Handover, HandoverArticle
from verify.models.jobs import IntakeLine, Job
from verify.models.key_maps import KeyMap
from verify.models.mails import Mail, MailChoice
from verify.models.matches import ClusterMember, Match, MatchCount, MatchLook
from verify.models.notifications import Notification
from verify.models.origins import Derivation, EvidenceDerivation, EvidencePrint, OriginEntry, TextPrint
from verify.models.outlets import Outlet, OutletDomain
from verify.models.pointers import Pointer
from verify.models.priors import PriorVersion
from verify.models.queue_order import DeskOrder, QueueSort
from verify.models.rechecks import Recheck, RecheckBatch
from verify.models.records import RecordDelta, RecordTotal
from verify.models.retractions import Retraction
from verify.models.review_dates import ReviewDate
from verify.models.reviews import Review, ReviewEvidence, UndoneVerdict, VerdictEntry
from verify.models.samples import AuditSample, AuditSampleClaim
from verify.models.saved_views import SavedView
from verify.models.searches import Search
from verify.models.second_reviews import Adjudication, FirstReview, ReviewPair
from verify.models.stories import Story, StoryArticle, StoryEdit, StoryWord, StoryWordCount
from verify.models.suggestions import Suggestion, SuggestionRound
from verify.models.tags import Assignment, ClaimTag, Tag
from verify.models.text_owners import TextOwner, TextOwnerWait
from verify.models.users import OneTimeLink, SignIn, Token, User

__all__ = [
    "Adjudication",
    "Admission",
    "AdmittedReview",
    "Appeal",
    "AppealWithdrawal",
    "Article",
    "ArticleVersion",
    "Assignment",
    "Attribution",
    "AuditEvent",
    "AuditSample",
    "AuditSampleClaim",
    "BulkAction",
    "BulkClaim",
    "Capture",
    "Claim",
    "ClaimEdit",
    "ClaimEditPart",
    "ClaimTag",
    "ClusterMember",
    "Comment",
    "CommentMention",
    "Correction",
    "Derivation",
    "Desk",
    "DeskOrder",
    "Draft",
    "Evidence",
    "EvidenceDerivation",
    "EvidencePrint",
    "Export",
    "FactCheck",
    "FactCheckImport",
    "FactCheckWord",
    "FirstReview",
    "Handover",
    "HandoverArticle",
    "IntakeLine",
    "Job",
    "KeyMap",
    "Lease",
    "LogCheck",
    "Mail",
    "MailChoice",
    "Match",
    "MatchCount",
    "MatchLook",
    "NonClaim",
    "Notification",
    "OneTimeLink",
    "OriginEntry",
    "Outlet",
    "OutletDomain",
    "Pointer",
    "Policy",
    "PriorVersion",
    "QueueSort",
    "Recheck",
    "RecheckBatch",
    "RecordDelta",
    "RecordTotal",
    "Retraction",
    "Review",
    "ReviewDate",
    "ReviewEvidence",
    "ReviewPair",
    "SavedView",
    "Search",
    "SignIn",
    "Snapshot",
    "Story",
    "StoryArticle",
    "StoryEdit",
    "StoryWord",
    "StoryWordCount",
    "Suggestion",
    "SuggestionRound",
    "Tag",
    "TextOwner",
    "TextOwnerWait",
    "TextPrint",
    "Token",
    "UndoneVerdict",
    "User",
    "VerdictEntry",
]
