"""The server is killed again and again while robots tag: what it acknowledged is there, once, and the database is whole."""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path

import pytest
from app_robot import Robot, is_whole, rows, tags
from app_server import Server
from app_world import make_world

KILLS = int(os.environ.get("REFLECT_KILLS", "5"))
"""More of them with REFLECT_KILLS=20 in the environment, which takes minutes."""


@pytest.mark.timeout(300)
def test_nothing_acknowledged_is_lost_or_doubled(tmp_path: Path) -> None:
    world = make_world(tmp_path / "home", demos=0, long=False, odd=False)
    server = Server(world.home).start()
    robots = [Robot(server, world["demo"]) for _ in range(3)]
    try:
        for robot in robots:
            robot.start()
        for number in range(KILLS):
            more_than(robots, sum(len(robot.acknowledged) for robot in robots) + 6)
            time.sleep(0.013 * (number % 7))  # at another moment of a write each time
            server.kill()
            server.start()
        more_than(robots, sum(len(robot.acknowledged) for robot in robots) + 6)
    finally:
        for robot in robots:
            robot.done.set()
        for robot in robots:
            robot.join(15)
        server.kill()
    stored = Counter(row[0] for row in tags(world.database, world["demo"]))
    acknowledged = [one for robot in robots for one in robot.acknowledged]
    assert [robot.trouble for robot in robots] == [[]] * len(robots)
    assert len(acknowledged) > 6 * KILLS
    assert [one for one in acknowledged if stored[one] != 1] == []
    unanswered = set(stored) - set(acknowledged)
    assert len(unanswered) <= len(robots), "a tag that nobody sent"
    events = rows(world.database, "select fragment_id, count(*) from fragment_events group by fragment_id having count(*) > 1")
    assert [row for row in events if row[0] in stored] == []
    assert is_whole(world.database)


def more_than(robots: list[Robot], count: int) -> None:
    until = time.monotonic() + 40
    while sum(len(robot.acknowledged) for robot in robots) < count:
        assert time.monotonic() < until, f"the robots wait: {[robot.trouble for robot in robots]}"
        time.sleep(0.02)
