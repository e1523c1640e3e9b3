"""The pages of background jobs: progress, failures with reasons, trying again."""

import re
from collections.abc import Callable, Sequence

import pytest
from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from verify import clock
from verify.core.intake import LineDraft
from verify.core.permissions import SYSTEM
from verify.core.vocabulary import Role
from verify.services import intake
from verify.worker.tasks import Tools, perform

Browsers = Callable[..., Browser]


@pytest.fixture
def submitter(browse: Browsers) -> Browser:
    return browse(Role.SUBMITTER)


def opened(app: FastAPI, lines: Sequence[LineDraft]) -> int:
    with app.state.database.writing() as session:
        return intake.open_batch(session, actor=SYSTEM, lines=lines, title="week.jsonl", now=clock.now())


def work(app: FastAPI, job_id: int) -> None:
    perform(Tools(app.state.database, app.state.settings), job_id)


def good(number: int) -> LineDraft:
    return LineDraft(
        number, url=f"https://courier.example/{number}", body=f"The council of town {number} met on Monday."
    )


PRIVATE = LineDraft(3, url="http://127.0.0.1/harbour", title="Harbour <i>news</i>")
BROKEN = LineDraft(4, problem="Line 4: not JSON.")


def test_an_empty_desk_says_what_to_do(submitter: Browser) -> None:
    assert "No jobs yet" in text_of(submitter.get("/jobs"))


def test_progress_counts_and_failures(app: FastAPI, submitter: Browser) -> None:
    job_id = opened(app, [good(1), good(2), PRIVATE, BROKEN])
    page = submitter.get(f"/jobs/{job_id}")
    assert "0 of 4 articles, 1 failed" in text_of(page)
    assert 'hx-trigger="every 1s"' in page.text
    work(app, job_id)
    page = submitter.get(f"/jobs/{job_id}")
    assert "2 of 4 articles, 2 failed" in text_of(page)
    assert 'value="4" max="4"' in page.text
    assert "Harbour &lt;i&gt;news&lt;/i&gt;" in page.text
    assert "leads into a private network" in page.text and "Line 4: not JSON." in page.text
    assert re.findall(r'<a href="/articles/(\d+)"', page.text) == ["1", "2"]
    assert "week.jsonl" in text_of(submitter.get("/jobs"))


def test_a_job_that_took_nothing_in_does_not_read_as_done(app: FastAPI, submitter: Browser) -> None:
    job_id = opened(app, [PRIVATE, BROKEN])
    work(app, job_id)
    text = text_of(submitter.get(f"/jobs/{job_id}"))
    assert "Nothing could be taken in; the reasons are below." in text
    assert "Done" not in text


def test_the_part_that_polls_stands_verbatim_in_the_page_and_ends_without_a_trigger(
    app: FastAPI, submitter: Browser
) -> None:
    job_id = opened(app, [good(1)])
    for over in (False, True):
        part = submitter.get(f"/jobs/{job_id}", part=True).text.strip()
        assert part.startswith('<section id="job-status"')
        assert part in submitter.get(f"/jobs/{job_id}").text
        assert ("hx-trigger" in part) is not over
        work(app, job_id)


def test_what_failed_is_tried_again(app: FastAPI, submitter: Browser) -> None:
    job_id = opened(app, [good(1), PRIVATE])
    assert "/retry" not in submitter.get(f"/jobs/{job_id}").text
    work(app, job_id)
    assert f'action="/jobs/{job_id}/retry"' in submitter.get(f"/jobs/{job_id}").text
    sent = submitter.post(f"/jobs/{job_id}/retry")
    assert (sent.status_code, sent.headers["location"]) == (303, f"/jobs/{job_id}")
    page = text_of(submitter.get(f"/jobs/{job_id}"))
    assert "What failed is in line again" in page
    assert "1 of 2 articles" in page and "failed" not in page.split("In line")[0].split("2 articles")[1]


def test_lines_that_were_no_articles_cannot_be_tried_again(app: FastAPI, submitter: Browser) -> None:
    job_id = opened(app, [good(1), BROKEN])
    work(app, job_id)
    assert "/retry" not in submitter.get(f"/jobs/{job_id}").text
    refused = submitter.post(f"/jobs/{job_id}/retry")
    assert refused.status_code == 409
    assert "Correct the file" in text_of(refused)


def test_a_viewer_sees_jobs_and_cannot_try_again(app: FastAPI, browse: Browsers) -> None:
    viewer = browse(Role.VIEWER)
    job_id = opened(app, [PRIVATE])
    work(app, job_id)
    assert "/retry" not in viewer.get(f"/jobs/{job_id}").text
    assert viewer.post(f"/jobs/{job_id}/retry").status_code == 403


def test_an_unknown_job_is_404(submitter: Browser) -> None:
    assert submitter.get("/jobs/9").status_code == 404
    assert submitter.post("/jobs/9/retry").status_code == 404
