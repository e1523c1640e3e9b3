"""Choosing one's own keys, without JavaScript; the pages then say which they are."""

import html
import json
import re
from collections.abc import Callable

import pytest

from tests.support.browsing import Browser, text_of
from verify.core.errors import Malformed
from verify.core.keys import USUAL, checked
from verify.core.vocabulary import Role

Browsers = Callable[..., Browser]


def told(markup: str) -> object:
    """What a page tells the browser of the person's keys."""
    found = re.search(r'name="verify-keys" content="([^"]+)"', markup)
    return json.loads(html.unescape(found.group(1))) if found else None


def test_keys_are_chosen_kept_and_set_back(browse: Browsers) -> None:
    ana, bo = browse(Role.REVIEWER), browse(Role.REVIEWER, Role.VIEWER)
    assert told(ana.get("/queue").text) is None
    assert ana.post("/keys", {"key s": "x", "key x": "s", "key g q": "q"}).status_code == 303
    assert told(ana.get("/queue").text) == {"chosen": {"s": "x", "x": "s", "g q": "q"}, "off": False}
    assert told(bo.get("/queue").text) is None
    page = ana.get("/keys").text
    assert re.search(r'name="key s" value="x"', page) and re.search(r'name="key g q" value="q"', page)
    assert ana.post("/keys", {"key s": "x", "off": "yes", "reset": "yes"}).status_code == 303
    assert told(ana.get("/queue").text) == {"chosen": {}, "off": True}


def test_a_key_that_would_do_two_things_is_refused_and_what_was_typed_is_kept(browse: Browsers) -> None:
    ana = browse(Role.REVIEWER)
    refused = ana.post("/keys", {"key s": "g", "key n": "ü"})
    assert refused.status_code == 422
    assert "cannot stand for both" in text_of(refused)
    assert re.search(r'name="key n" value="ü"', refused.text)
    assert told(ana.get("/queue").text) is None


def test_a_persons_keys_differ_from_each_other() -> None:
    assert checked({}) == checked({key: key for key in USUAL}) == {}
    assert checked({"s": " q ", "g q": "g  z"}) == {"s": "q", "g q": "g z"}
    for chosen in ({"s": "e"}, {"s": "ab"}, {"s": "a b c"}, {"s": "g"}, {"g q": "s q"}, {"s": "\x07"}):
        with pytest.raises(Malformed):
            checked(chosen)
