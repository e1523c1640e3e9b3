"""Articles about one event are near one another, and are grouped."""

from datetime import date, timedelta

import numpy as np

from verify.core.stories import FAR, groups, nearness, telling

DAY = date(2026, 11, 22)
FLOOD = (
    ("Tarn floods Hollin", "The river Tarn broke its banks at Hollin and 640 people left the town."),
    ("Hollin under water", "About 640 people fled Hollin when the Tarn rose to 5.8 metres."),
)
VOTE = (
    ("Mayor wins again", "Voters in Aldhaven gave mayor Odile Farren a second term by 312 votes."),
    ("Farren keeps Aldhaven", "Odile Farren stays mayor of Aldhaven after a count that gave her 312 votes more."),
)


def test_one_event_is_nearer_than_two_and_the_groups_say_so() -> None:
    articles = [telling(*told, DAY) for told in (*FLOOD, *VOTE)]
    near = nearness(articles)
    assert np.allclose(near, near.T)
    assert min(near[0, 1], near[2, 3]) > 2 * near[:2, 2:].max()
    assert sorted(groups(near)) == [[0, 1], [2, 3]]


def test_days_apart_make_articles_less_near_but_never_strangers() -> None:
    """The same words a year later, by hand: three tenths of what they are on one day."""
    one, other = FLOOD
    third = telling(*VOTE[0], DAY)
    today = nearness([telling(*one, DAY), telling(*other, DAY), third])[0, 1]
    later = nearness([telling(*one, DAY), telling(*other, DAY + timedelta(days=365)), third])[0, 1]
    assert abs(later / today - FAR) < 1e-9


def test_articles_without_words_are_no_story() -> None:
    assert groups(nearness([telling("", "", DAY), telling("", "", DAY)])) == [[0], [1]]
    assert groups(nearness([])) == []
