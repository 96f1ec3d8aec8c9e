"""Queueing: every school's own regulation says by when."""

from datetime import timedelta

import pytest

from storage.fanout import Moment, queue_exam_results
from tests.scheduler.conftest import Post


@pytest.mark.parametrize("hours", [(24, 72), (72, 24)])
async def test_it_reckons_the_deadline_by_the_regulation_of_the_moment(post: Post, hours: tuple[int, int]) -> None:
    moment, since = Moment(post.clock.now()), post.clock.now() - timedelta(days=1)
    for number, within in enumerate(hours):
        await post.result(subject=f"Предмет {number}")
        async with post.database.write() as connection:
            await queue_exam_results(connection, post.world.school, timedelta(hours=within), moment, since)
    found = {row.send_by - post.clock.now() for row in await post.rows()}
    assert found == {timedelta(hours=within) for within in hours}
