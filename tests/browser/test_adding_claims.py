"""Adding a claim by selecting its words in the article: the browser's offsets are the desk's, past any character."""

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser.running import RunningDesk
from tests.browser.visiting import send, sign_in, visitor

TEXT = (
    "Nell 😀 counted the gulls of Aldhaven 🕊️ on Sunday.\n\nWho paid for it?\n\n"
    "The gulls left the harbour, and the gulls came back “by the dozen”, she said. It rained."
)
SELECT = """(words) => {
  const walker = document.createTreeWalker(document.querySelector(".article-text"), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const from = walker.root.textContent.lastIndexOf(words);
  let passed = 0;
  for (let node = walker.nextNode(); node; passed += node.length, node = walker.nextNode()) {
    const [start, end] = [from - passed, from + words.length - passed];
    if (start >= 0 && start < node.length) range.setStart(node, start);
    if (end > 0 && end <= node.length) range.setEnd(node, end);
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def test_selected_words_become_a_claim_where_they_stand(
    demo: RunningDesk, people: dict[str, tuple[str, str]], open_page: Callable[..., Page]
) -> None:
    with visitor(demo.url, people["reviewer"]) as client:
        send(client, "/ingest?by=paste", "/ingest/paste", text=TEXT, outlet="Gull Watch", title="Gulls")
    page = open_page()
    sign_in(page, demo.url, *people["reviewer"])
    page.goto(f"{demo.url}/articles")
    late = list[Route]()
    page.route("**/claim-selection*", lambda route: late.append(route))
    page.get_by_role("link", name="Gulls", exact=True).click()
    expect(page.locator("[data-selected]")).to_contain_text("Select the words")
    page.evaluate(SELECT, "Who paid for it?")
    late.pop().continue_()
    expect(page.locator("[data-selected]")).to_contain_text("Who paid for it?")
    words = "the gulls came back “by the dozen”"
    page.evaluate(SELECT, words)
    expect(page.locator("[data-selected]")).to_contain_text(words)
    start = TEXT.index(words)
    expect(page.locator("input[name=at]")).to_have_value(f"{start}-{start + len(words)}")
    page.get_by_role("button", name="Add a claim").click()
    expect(page.locator("mark")).to_have_text(words)
    page.get_by_label("Statement").fill("The gulls of Aldhaven returned.")
    page.get_by_role("button", name="Add the claim").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The gulls of Aldhaven returned.")
    expect(page.locator("blockquote.quote")).to_have_text(words)
