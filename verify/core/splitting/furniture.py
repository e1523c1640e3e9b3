"""Page furniture by its wording: comment forms, share bars, "read also", bylines, credits, tables, cookie notices."""

import re

from verify.core.vocabulary import NonClaimReason

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_BOILERPLATE = re.compile(
    "|".join(
        (
            # comment forms and what stands around them
            r"(?:\d+ |no |view |show |add |see |all |post a |leave a )*(?:comments?|repl(?:y|ies)|"
            r"responses?)(?: \(\d+\)| policy)?\W*$",
            r"leave a (?:reply|comment)\b.*",
            r"no comments yet\b.*",
            r"why don[’']t you start the discussion.*",
            r"your e-?mail address will not be published.*",
            r"required fields are marked.*",
            r"save my name, e-?mail.*",
            r"you must (?:be logged|log|sign) in to\b.*",
            r"(?:log|sign) ?(?:in|up)\b.{0,60}$",
            r"join the (?:conversation|discussion)\b.*",
            r"(?:notify me|post) (?:of|when|comment)\b.*",
            r"this site uses akismet.*",
            r"start the conversation.*",
            # share bars and buttons
            r"(?:share|tweet|pin|e-?mail|print|save|copy link|whatsapp|facebook|twitter|linkedin|reddit|telegram|"
            r"flipboard|follow|like|bookmark)"
            r"(?: (?:this|on|via|article|story|post|link|with|a friend|us|it|to|facebook|twitter|linkedin|"
            r"whatsapp|email|x|page|pdf|friendly)\b)*\W*$",
            r"(?:like|enjoy|love)d? (?:this|what you)\b.{0,80}$",
            r"share (?:this|it) \w+.{0,60}$",
            r"(?:click|tap) (?:here|to|on)\b.{0,120}$",
            r"\W*(?:order reprints|print article|reprints?|download(?: the)? (?:app|pdf)|"
            r"listen to (?:this )?(?:article|story).*)\W*$",
            # links to elsewhere
            r"(?:read|see|watch|also|more|related|recommended|trending|editor[’']s picks?|don[’']t miss|next|"
            r"up next|previous(?:ly)?|popular|most)"
            r"(?: (?:also|more|next|now|on|from|about|this|read|stories|articles|posts?|news|story|article|"
            r"content|videos?|links?|topics?|coverage|viewed|popular|here|the full story))*\s*:.*",
            r"(?:read|see|watch) (?:also|more|next|the full (?:story|article|report))\b.{0,160}$",
            r"also on \S+\.\w{2,4}\b.*",
            r"(?:related|recommended|trending|popular|latest|more|top) (?:articles?|stor(?:y|ies)|posts?|news|"
            r"content|topics?|coverage|videos?|reading|links?)\W*$",
            r"(?:most (?:read|popular|viewed|shared)|you (?:may|might) also (?:like|be interested)|"
            r"what to read next|continue reading|load more|show more|view all)\b.{0,60}$",
            r"(?:get|download) .{0,60}\b(?:app|on the go|newsletter|alerts?|by clicking here)\b.{0,80}$",
            r"watch .{0,80}\b(?:live|below|above)\W*$",
            r"(?:enlarge this image|(?:hide|toggle) caption)\b.{0,240}$",
            # newsletters, subscriptions, advertising
            r"(?:subscribe|sign up|register|join|follow us|follow \w+ on|support (?:us|our)|donate|"
            r"become a (?:member|subscriber))\b.{0,200}$",
            r"(?:get|receive) (?:the|our|your|all|breaking|daily|unlimited|free)\b.{0,120}(?:inbox|newsletters?|"
            r"e-?mail|alerts?|updates|access)\b.*",
            r".{0,120}\b(?:our|free|daily|weekly|morning) newsletters?\b.{0,80}$",
            r"(?:advertisement|sponsored|promoted|ad|story continues below.*|article continues.*|loading\.*|"
            r"scroll (?:down|to continue).*)\W*$",
            r"already (?:a|have an?) (?:subscriber|member|account)\b.*",
            r"thank(?:s| you)(?: for .{0,60})?\W*$",
            r"(?:this article has been sent to|an error has occurred|something went wrong|please try again)\b.*",
            # cookies, copyright, republication
            r".{0,160}\b(?:(?:we|website|site) uses? cookies|cookie (?:policy|settings|preferences|notice)|"
            r"accept (?:all )?cookies|privacy policy|terms of (?:use|service)|subscriber agreement)\b.*",
            r"(?:©|(?:\(c\)|copyright)\s+(?:©|\(c\)|\d{4}|by\b)).{0,200}$",
            r".{0,160}\ball rights reserved\b.*",
            r"this (?:copy|article|story|content|material|piece)\b.{0,60}\b(?:personal|republished|reproduced|"
            r"originally (?:appeared|published)|first (?:appeared|published)|licensed|syndicated)\b.*",
            r"(?:distribution and use of this material|to order presentation-ready copies|for non-personal use|"
            r"may not be (?:published|reproduced)|no part of this)\b.*",
            r"republish(?:ed)?\b.{0,120}$",
            # bylines, credits, contact lines
            r"\(?(?:additional |with )?(?:reporting|writing|editing|compiled|edited|translated|written|produced|"
            r"graphics?|research)(?: and \w+)? by\b.{0,300}$",
            r"by(?: (?-i:[A-Z])[\w.’'-]+){1,5}(?:,? (?:and|for|of|in|\|)?\s*[\w.’'-]+){0,8}(?<!\.)$",
            r"(?:written|posted|published|updated|modified|filed|created|first published|last (?:updated|"
            r"modified))(?: (?:by|at|on))?:?\s.{0,80}$",
            r"\[?\(?(?:photo|image|picture|pictured|video|credit|file photo|photograph|graphic|source|courtesy|"
            r"getty|reuters|afp|ap photo|screenshot|illustration|featured image)s?(?: (?:by|credit|courtesy|"
            r"source|via|from|of))?\s*[:/|©(].{0,200}$",
            r".{0,240}[(/|]\s*(?:getty images?|reuters|afp|ap photo|shutterstock|istock|epa|bloomberg|file photo|"
            r"file|handout)[^.!?()]{0,40}\)?\W*$",
            r"(?:write to|contact|e-?mail|reach|follow) [\w.’' -]{3,60}(?: at| on)?:? (?:\S+@\S+|@\w+).*",
            r"\S+@\S+\.\w{2,}\W*$",
            r"@\w+\W*$",
            r"just watched\b.*",
            r"story highlights\W*$",
            r"[\w.’' -]{3,60} (?:is|was) (?:a|an|the) [^.]{0,80}\b(?:reporter|correspondent|staff writer|"
            r"columnist|freelance|contributor|editor) (?:at|for|with|based|covering|"
            r"who)\b[^.]*\.(?: .{0,160}(?:@\w+|\S+@\S+).{0,40})?$",
            # addresses, times, tables, navigation
            r"(?:https?://|www\.|pic\.twitter\.com/)\S+$",
            r"\d+ (?:min(?:ute)?s?|hours?|days?|weeks?) (?:read|ago)\W*$",
            rf"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|"
            rf"sun)(?:day)?,? )?(?:{_MONTH} \d{{1,2}},? \d{{4}}|\d{{1,2}} {_MONTH},? \d{{4}}|"
            rf"\d{{4}}-\d\d-\d\d)(?:[ ,|·–-]+.{{0,40}})?$",
            r"\|.*\|\s*$",
            r"[|\s:-]{3,}$",
            r"(?:home|news|menu|search|skip to (?:main )?content|back to top|close|next|previous|prev|topics?|"
            r"tags?|filed under|categor(?:y|ies)|sections?)(?:\s*[:>|»/].*)?$",
            r"ticker\b.*",
            r"[A-Z]{1,5}\s+[A-Z][A-Z.&’' ]+\s+[\d.,]+\s+[-+]?[\d.,]+\s+[-+]?[\d.,]+ ?%$",
        )
    ),
    re.IGNORECASE,
)
_FORM = re.compile(
    r"(?:newsletter sign ?up\b|(?:please )?(?:verify you[’']re not a robot|re-?enter\b.{0,40}$)|"
    r"you (?:must select a newsletter|may opt[- ]out|agree to receive|will receive e-?mails?)\b|"
    r"(?:invalid e-?mail address|thank you for subscribing|an error has occurred|please try again(?: later)?|"
    r"view all .{3,40} newsletters|story continues below(?: advertisement)?)\W*$)",
    re.I,
)
_SHOUTED = re.compile(r"[A-Z0-9][A-Z0-9\s'’\"“”,:;&$%?!.()/-]{14,}$")
_TWEET_SIGNATURE = re.compile(
    rf"[—–-]+\s*(?P<who>[^\n—“”()]{{2,60}}?)\s*\(@\w{{2,20}}\)(?:\s*(?i:{_MONTH}) \d{{1,2}}, \d{{4}})?"
)
_FIGURES = re.compile(r"[-+$€£]?\d[\d.,]*%?")
_COMMENTS_BEGIN = re.compile(
    r"(?:\d+ )?(?:comments?|repl(?:y|ies)|leave a (?:reply|comment)|join the (?:conversation|"
    r"discussion))(?: \(\d+\))?\W*$",
    re.I,
)
_SERIES = re.compile(
    r"(?:related|recommended|trending|popular|most (?:read|popular|viewed)|more (?:from|stories|news|in)|"
    r"you (?:may|might) also|what to read next)\b",
    re.I,
)
LONGEST = 500
"""No block longer than this is furniture as a whole, whatever it opens with."""


def reason_of(line: str) -> NonClaimReason | None:
    """Why a whole line is furniture, or None where it may be prose."""
    if len(line) > LONGEST:
        return None
    if (left := reason_in_prose(line)) is not None:
        return left
    if _BOILERPLATE.match(line) or _SHOUTED.match(line) or _is_row(line):
        return NonClaimReason.BOILERPLATE
    return None


def reason_in_prose(sentence: str) -> NonClaimReason | None:
    """The same for a sentence inside a paragraph: what a form or an embedded post left there."""
    if _TWEET_SIGNATURE.match(sentence):
        return NonClaimReason.FRAGMENT
    return NonClaimReason.BOILERPLATE if len(sentence) <= LONGEST and _FORM.match(sentence) else None


def signature(text: str, start: int, end: int) -> re.Match[str] | None:
    """Who signs a post that is set in the article ("— Ann Holm (@annholm) July 4, 2020"), at its end or on its own line."""
    signed = (one for one in _TWEET_SIGNATURE.finditer(text, start, end) if not text[one.end() : end].strip())
    return next(signed, None)


def _is_row(line: str) -> bool:
    """A row of a table: most of its cells are figures and it has no sentence."""
    cells = line.split()
    return (
        3 <= len(cells) <= 40
        and line[-1] not in '.!?”"'
        and 2 * sum(1 for c in cells if _FIGURES.fullmatch(c)) > len(cells)
    )


def opens_comments(line: str) -> bool:
    """Whether a line heads the readers' comments, below which nothing is the article's."""
    return _COMMENTS_BEGIN.match(line) is not None


def opens_series(line: str) -> bool:
    """Whether a line heads a list of other articles ("Related stories")."""
    return _SERIES.match(line) is not None
