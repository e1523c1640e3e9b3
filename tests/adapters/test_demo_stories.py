"""The demo's content by itself: its quotes are exact, its judgements keep the desk's rules, its days are in order."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from verify.adapters.demo import Decision, Demo, DemoArticle, Item, Judgement, Story, read_demo, with_days
from verify.core.fact_checks import read
from verify.core.vocabulary import (
    PRIMARY_ROLES,
    REASONS_OF,
    EvidenceRole,
    MatchRelation,
    ReasonCode,
    Role,
    Stance,
    Verdict,
)

DEMO = read_demo()
ARTICLES = [(story, article) for story in DEMO.stories for article in story.articles]
NAMELESS = {EvidenceRole.ANONYMOUS}
GROUPS = {outlet.key: outlet.group for outlet in DEMO.outlets}


def judgements(article: DemoArticle) -> Iterator[tuple[Decision, Judgement]]:
    for decision in article.decisions:
        for judgement in (*decision.earlier, decision):
            yield decision, judgement


def origin_and_role(story: Story, item: Item) -> tuple[str, EvidenceRole]:
    if item.document:
        return story.documents[item.document].origin, story.documents[item.document].role
    assert item.role
    if item.article:
        return item.origin or GROUPS[story.article(item.article).outlet], item.role
    assert item.origin and item.source and item.url
    return item.origin, item.role


def published_days_ago(story: Story, article: DemoArticle, item: Item) -> int:
    if item.document:
        return story.documents[item.document].days_ago
    return story.article(item.article).days_ago if item.article else article.days_ago - item.published_after


def test_the_desk_has_its_outlets_people_and_stories() -> None:
    assert len(DEMO.outlets) >= 8
    assert len({outlet.kind for outlet in DEMO.outlets}) >= 5
    assert {role for person in DEMO.people for role in person.roles} == set(Role)
    assert len(DEMO.stories) >= 6
    assert len(ARTICLES) >= 45
    assert {article.outlet for _, article in ARTICLES} == {outlet.key for outlet in DEMO.outlets}


def test_every_address_is_an_invented_one() -> None:
    domains = [domain for outlet in DEMO.outlets for domain in outlet.domains]
    addresses = [document.url for story in DEMO.stories for document in story.documents.values()]
    addresses += [i.url for _, a in ARTICLES for _, j in judgements(a) for i in j.evidence if i.url]
    assert all(domain.endswith(".example") for domain in domains)
    assert all(re.match(r"https://[a-z0-9.-]+\.example/", address) for address in addresses)
    assert all(person.email.endswith(".example") for person in DEMO.people)


def test_no_two_articles_share_an_address() -> None:
    assert max(Counter((article.outlet, article.slug) for _, article in ARTICLES).values()) == 1


@pytest.mark.parametrize(
    ("story", "article"), ARTICLES, ids=lambda part: getattr(part, "key", getattr(part, "story", ""))
)
class TestArticle:
    def test_is_short(self, story: Story, article: DemoArticle) -> None:
        assert 80 <= len(" ".join(article.text).split()) <= 220

    def test_holds_each_fragment_once(self, story: Story, article: DemoArticle) -> None:
        text = "\n\n".join(article.text)
        fragments = [part.find for part in (*article.decisions, *article.parked, *article.attached)]
        fragments += [pointing.find for pointing in article.pointed]
        assert [text.count(fragment) for fragment in fragments] == [1] * len(fragments)
        assert len(set(fragments)) == len(fragments)

    def test_quotes_other_articles_exactly(self, story: Story, article: DemoArticle) -> None:
        items = [item for _, judgement in judgements(article) for item in judgement.evidence]
        items += [item for attachment in article.attached for item in attachment.evidence]
        for item in items:
            if item.article:
                assert item.article != article.key
                assert item.passage in "\n\n".join(story.article(item.article).text)

    def test_is_judged_by_the_rules(self, story: Story, article: DemoArticle) -> None:
        for decision, judgement in judgements(article):
            known = [(item, *origin_and_role(story, item)) for item in judgement.evidence]
            counted = [
                origin for item, origin, role in known if item.stance is Stance.SUPPORTS and role not in NAMELESS
            ]
            origins = set(counted) - {GROUPS[article.outlet]}
            primary = any(i.examined and r in PRIMARY_ROLES for i, _, r in known if i.stance is Stance.SUPPORTS)
            refuted = any(item.stance is Stance.REFUTES for item in judgement.evidence)
            assert judgement.reason_code in REASONS_OF[judgement.verdict], decision.find
            assert not any(item.examined and role not in PRIMARY_ROLES for item, _, role in known), decision.find
            if judgement.verdict is Verdict.CORROBORATED:
                by = primary if judgement.reason_code is ReasonCode.PRIMARY_SOURCE else len(origins) >= 2
                assert by, decision.find
            assert refuted or judgement.verdict is not Verdict.DISPUTED, decision.find
            assert judgement.searched or judgement.verdict is not Verdict.UNVERIFIED, decision.find

    def test_is_judged_by_reviewers_in_the_order_of_days(self, story: Story, article: DemoArticle) -> None:
        reviewers = {person.key for person in DEMO.people if Role.REVIEWER in person.roles}
        for decision, judgement in judgements(article):
            assert judgement.reviewer in reviewers
            assert article.fetched_after <= judgement.after <= decision.after <= article.days_ago
            decided = article.days_ago - judgement.after
            assert all(published_days_ago(story, article, item) >= decided for item in judgement.evidence), (
                decision.find
            )
        assert all(part.reviewer in reviewers for part in (*article.parked, *article.attached))
        assert all(pointing.reviewer in reviewers for pointing in article.pointed)


def test_every_document_is_used() -> None:
    for story in DEMO.stories:
        used = {i.document for a in story.articles for _, j in judgements(a) for i in j.evidence if i.document}
        assert used == set(story.documents), story.story


def test_some_verdicts_were_revised() -> None:
    assert sum(bool(decision.earlier) for _, article in ARTICLES for decision in article.decisions) >= 2


def test_one_wire_report_is_carried_by_five_outlets() -> None:
    flood = next(story for story in DEMO.stories if story.story == "tarn-flood")
    sentence = "The river reached 5.8 metres at the Hollin gauge"
    carriers = {a.key for a in flood.articles if sentence in "\n".join(a.text)} - {"northline"}
    credited = {a.key for a in flood.articles if "Northline" in a.byline + a.text[0] + a.text[-1]} - {"northline"}
    assert carriers == credited == {"harvest", "blaze", "meridian", "tide", "post"}
    seen_from = {a.key: {i.article for i in t.evidence} for a in flood.articles for t in a.attached}
    assert seen_from == {"tide": carriers - {"tide"}, "courier": carriers}


def test_what_is_matched_is_there_and_a_pointer_leads_to_a_verdict() -> None:
    pairs = [(story, (matched.one, matched.other)) for story in DEMO.stories for matched in story.matched]
    for story, places in pairs:
        assert all(place.find in "\n\n".join(story.article(place.article).text) for place in places)
    pointed = [(story, pointing.to) for story, article in ARTICLES for pointing in article.pointed]
    assert pointed
    for story, to in pointed:
        assert to.find in {decision.find for decision in story.article(to.article).decisions}
    assert {matched.relation for story in DEMO.stories for matched in story.matched} == {
        MatchRelation.SAME,
        MatchRelation.CONFLICT,
    }


def test_the_fact_checks_of_others_are_a_whole_claimreview_file() -> None:
    found = read(with_days(DEMO.fact_checks, date(2026, 11, 22)).encode())
    assert (len(found.found), found.left_out, found.again) == (4, (), 0)
    assert {one.by for one in found.found} == {"Second Reading"}
    assert all(one.url.startswith("https://secondreading.example/") for one in found.found)
    assert all(one.checked_on and one.checked_on < date(2026, 11, 22) for one in found.found)


def test_days_are_written_out_from_the_day_of_publication() -> None:
    text = "on {weekday:-1}, from {date:+12} and in {month:-54} ({iso:-20})"
    assert with_days(text, date(2026, 11, 22)) == "on Saturday, from 4 December and in September (2026-11-02)"


def test_no_day_is_left_unwritten(demo: Demo = DEMO) -> None:
    texts = [article.body(date(2026, 11, 22)) for story in demo.stories for article in story.articles]
    assert not [text for text in texts if "{" in text or "}" in text]
